//! Refusals about days: holidays, blocks, openings, and what is shown.

use nanum_contracts::{Problem, booking::PublicationState};
use serde_json::{Value, json};

use super::{forbidden, slot_taken};
use crate::domain::{NotADay, NotAHoliday, NotAdmitted, days};

/// Why a day does not do. What is about other things is explained elsewhere.
pub(super) fn not_admitted(why: NotAdmitted) -> Problem {
    match why {
        NotAdmitted::OnAHoliday { holiday, open, span } => {
            let detail = "a day of it is a holiday; the limit says when it is open on these days";
            let actual = json!({ "date": holiday.date, "holiday": holiday.name, "span": span });
            Problem::rule("within-hours-of-holidays", detail, json!(open), actual)
        }
        NotAdmitted::NotABlock { blocks, span } => {
            let detail = "it is reserved by whole blocks; the limit says which there are on this day";
            Problem::rule("in-whole-blocks", detail, json!(blocks), json!(span))
        }
        NotAdmitted::NotCombined { most, blocks, offered } => {
            let detail = format!("at most {most} blocks that follow each other are one reservation");
            Problem {
                free_instead: offered,
                ..Problem::rule("blocks-are-combined-as-allowed", detail, most, blocks)
            }
        }
        NotAdmitted::OneADay { free_instead } => {
            let detail = "there is one reservation of it a day, and it has been made";
            Problem {
                rule: Some("one-a-day".to_owned()),
                detail: detail.into(),
                ..slot_taken(1, 1, free_instead)
            }
        }
        NotAdmitted::NotOpenYet { opens_at, now } => {
            let detail = format!("reservations for this month are taken from {opens_at} on");
            Problem::rule("its-month-is-open", detail, opens_at.to_string(), now.to_string())
        }
        NotAdmitted::NotShown => Problem::not_found("resource"),
        NotAdmitted::NotPublished { state } => {
            let detail = match state {
                PublicationState::Draft => "this is a draft, which nobody reserves",
                PublicationState::Archived | PublicationState::Published => {
                    "this is archived: what was reserved stands, and nothing is added"
                }
            };
            forbidden("what-is-published-is-reserved", detail, "published", json!(state))
        }
        _ => Problem::defect(),
    }
}

/// What of a definition's days is not sound: the rule, its limit, and what was given.
pub(super) fn not_sound(broken: NotADay) -> (&'static str, Value, Value) {
    match broken {
        NotADay::HolidayHours { limit, .. } => {
            ("hours-on-holidays-are-in-order", json!(limit), json!("something else"))
        }
        NotADay::BlocksCount(count) => ("blocks-are-few", json!(days::BLOCKS_MAX), json!(count)),
        NotADay::BlockBegins { entry, from } => {
            ("blocks-are-in-order", json!({ "before": "24:00" }), json!({ "block": entry, "from": from }))
        }
        NotADay::BlocksOverlap { one, other } => {
            ("blocks-do-not-overlap", json!("times apart"), json!({ "block": one, "other": other }))
        }
        NotADay::Combine(most) => {
            ("blocks-combine", json!({ "least": 1, "most": days::BLOCKS_MAX }), json!(most))
        }
        NotADay::OneADayOfMany(units) => ("one-a-day-is-of-one", json!(1), json!(units)),
        NotADay::Opening { limit, given, .. } => ("an-opening-is-a-date", json!(limit), json!(given)),
        NotADay::VisibleInverted { from, until } => {
            ("visible-dates-are-in-order", json!({ "from": from }), json!({ "until": until }))
        }
        NotADay::PhotosCount(count) => ("photos-are-few", json!(days::PHOTOS_MAX), json!(count)),
        NotADay::Photo { limit, part, .. } => ("a-photo-is-sound", json!(limit), json!(part)),
    }
}

impl From<NotAHoliday> for Problem {
    fn from(broken: NotAHoliday) -> Self {
        let detail = broken.to_string();
        Self::rule("a-holiday-is-sound", detail, broken.must, broken.part)
    }
}
