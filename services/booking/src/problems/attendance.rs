//! Refusals about coming: checking in, walking in, leaving.

use nanum_contracts::Problem;
use serde_json::{Value, json};

use super::forbidden;
use crate::domain::{NotAnAttendance, NotAttended, attendance::ATTENDANCE_MINUTES_MAX};

/// The rule that says that there is still time to come.
pub(crate) const STILL_DUE: &str = "whoever-is-in-time-is-waited-for";

impl From<NotAttended> for Problem {
    fn from(why: NotAttended) -> Self {
        match why {
            NotAttended::NoCheckIn => forbidden(
                "one-checks-in-where-it-is-said",
                "nobody checks in to it",
                "attendance",
                Value::Null,
            ),
            NotAttended::Released => forbidden(
                "what-was-released-is-nobodys",
                "nobody came in time, or whoever came had left: it was released",
                "confirmed",
                "released",
            ),
            NotAttended::NotConfirmed { state } => forbidden(
                "what-is-confirmed-is-checked-in-to",
                "the reservation is not confirmed",
                "confirmed",
                json!(state),
            ),
            NotAttended::NotTheTime { opens_at, due_by, now } => {
                let limit = json!({ "starts_at": opens_at, "ends_at": due_by });
                let detail = format!("one checks in from {opens_at} until {due_by}");
                forbidden("in-the-time-of-check-in", detail, limit, now.to_string())
            }
            NotAttended::FromAfar => Self::rule(
                "the-code-is-given-at-the-place",
                "give the code to the desk, or to the device at the place",
                "by staff",
                "by oneself",
            ),
            NotAttended::CodeMissing => Self::rule(
                "staff-give-the-code",
                "give the code that the member shows; without it only with the rules set aside",
                "the code",
                Value::Null,
            ),
            NotAttended::CodeMistaken { most, mistaken } => {
                let detail =
                    format!("the code is another one; {} more may be tried", most - mistaken.min(most));
                Self::rule("the-code-fits", detail, most, mistaken)
            }
            NotAttended::CodesTried { most } => forbidden(
                "codes-are-not-guessed",
                "too many codes were tried; a clerk looks who it is",
                most,
                most,
            ),
            NotAttended::StillDue { due_by, now } => {
                forbidden(STILL_DUE, "there is still time to come", due_by.to_string(), now.to_string())
            }
            NotAttended::NoAbsence => {
                forbidden("absence-is-noted-where-it-is-said", "nobody notes who leaves it", 0, Value::Null)
            }
            NotAttended::NotCheckedIn => forbidden(
                "who-has-come-can-leave",
                "nobody has checked in; who does not come is noted by itself",
                "checked in",
                "not checked in",
            ),
            NotAttended::NotAwayForSoLong { least_minutes, minutes } => {
                let detail = format!("whoever is away for {least_minutes} minutes has left");
                forbidden("away-for-so-long", detail, least_minutes, minutes)
            }
            NotAttended::NoWalkIns => Self::rule(
                "one-walks-in-where-it-is-said",
                "it is reserved ahead; nobody walks in to it",
                true,
                false,
            ),
            NotAttended::ClerkDecides => Self::rule(
                "where-a-clerk-decides-a-clerk-lets-in",
                "a clerk decides who has it: ask at the desk",
                "by staff",
                "by oneself",
            ),
        }
    }
}

/// What of a definition's attendance is not sound: the rule, its limit, and what was given.
pub(super) fn not_sound(broken: NotAnAttendance) -> (&'static str, Value, Value) {
    match broken {
        NotAnAttendance::Minutes { minutes, .. } => {
            ("attendance-is-of-a-day", json!(ATTENDANCE_MINUTES_MAX), json!(minutes))
        }
        NotAnAttendance::NoAbsence => ("attendance-is-of-a-day", json!(1), json!(0)),
        NotAnAttendance::NeverOpen => ("check-in-is-open-once", json!(1), json!(0)),
    }
}
