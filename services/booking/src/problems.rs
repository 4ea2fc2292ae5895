//! What a refusal of the domain is to whoever asked.
//!
//! What the state forbids now is 409 (a slot is taken, a clerk has decided); what a rule forbids until the rule or the
//! request changes is 422. Each names the rule with what it allows and what is so.

mod attendance;
mod days;
mod draws;
mod series;
mod waits;

use nanum_contracts::{Problem, booking::WhyNot, problem::ProblemKind, time::TimeSpan};
use serde_json::{Value, json};

pub(crate) use self::attendance::STILL_DUE;
use crate::domain::{
    HORIZON_DAYS, NotADefinition, NotARecurrence, NotAdmitted, NotTimeRules, Refusal, SERIES_DATES_MAX,
    limits, time_rules,
};

/// The rule that sends a use case to find out who somebody is.
pub(crate) const TO_BE_KNOWN: &str = "who-is-asked-for-is-known";
/// The rule that sends a use case to count a reservation first.
pub(crate) const TO_BE_COUNTED: &str = "what-has-a-quota-is-counted";
pub(crate) use draws::TO_BE_COMMITTED;
/// The rule that says that it is too early to lapse.
pub(crate) const CAN_BE_PAID: &str = "what-can-be-paid-does-not-lapse";
const BEFORE_ITS_END: &str = "only-before-its-end";

/// As it is recorded with a series, or told beside other rules.
impl From<Refusal> for WhyNot {
    fn from(refusal: Refusal) -> Self {
        let Problem { rule, limit, actual, free_instead, detail, .. } = Problem::from(refusal);
        Self {
            rule: rule.unwrap_or(detail),
            limit: limit.unwrap_or(Value::Null),
            actual: actual.unwrap_or(Value::Null),
            free_instead,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::ResourceUnknown => Self::not_found("resource"),
            Refusal::ReservationExists => forbidden("a-reservation-is-made-once", "it has been made", 0, 1),
            Refusal::NotCounted => forbidden(
                TO_BE_COUNTED,
                "each member may have so many reservations of this resource; this one has not been counted",
                "counted",
                "not counted",
            ),
            Refusal::NotKnown => forbidden(
                TO_BE_KNOWN,
                "the resource asks who reserves it, and that has not been found out",
                "known",
                "not known",
            ),
            Refusal::NotEligible(why) => why.into(),
            Refusal::Forgone => forbidden(
                "what-is-forgone-is-not-made",
                "this was begun, not carried through in time, and given up; reserve anew, with a new key",
                "a reservation that is not given up",
                "given up",
            ),
            Refusal::NotAdmitted(why) => why.into(),
            Refusal::UnitsReserved { units, reserved } => forbidden(
                "no-reserved-unit-is-taken-away",
                format!("{reserved} units are reserved at one time; it can have no fewer"),
                reserved,
                units,
            ),
            Refusal::WholeUnknown { .. }
            | Refusal::PartElsewhere { .. }
            | Refusal::PartMoved { .. }
            | Refusal::PoolWithParts { .. }
            | Refusal::TreeTooLarge { .. }
            | Refusal::TreeTooDeep { .. } => of_the_tree(refusal),
            Refusal::NoDateLeft { .. }
            | Refusal::DatesRefused { .. }
            | Refusal::NothingToAdd { .. }
            | Refusal::SeriesTooLong { .. }
            | Refusal::NothingToCome => series::of_a_series(refusal),
            Refusal::BlockingExists => forbidden("a-blocking-is-made-once", "it has been made", 0, 1),
            Refusal::BlockingUnknown => Self::not_found("blocking"),
            Refusal::InTheWay { reservations } => forbidden(
                "what-is-reserved-gives-way-only-when-told",
                format!("{reservations} reservations are in the way; with `displace` they are cancelled"),
                0,
                reservations,
            ),
            Refusal::MoreThanThereAre { units, wanted } => {
                Self::rule("as-many-as-there-are", format!("it has {units} units"), units, wanted)
            }
            Refusal::NotCancelled { state } => forbidden(
                "only-what-was-cancelled-is-restored",
                "the reservation was not cancelled",
                "cancelled",
                json!(state),
            ),
            Refusal::NotWaiting { state } => forbidden(
                "only-what-waits-is-decided",
                "the reservation does not wait for a clerk",
                "requested",
                json!(state),
            ),
            Refusal::NotStanding { state } => forbidden(
                "only-what-stands-is-changed",
                "the reservation does not stand any more",
                json!(["requested", "confirmed"]),
                json!(state),
            ),
            Refusal::NotYet { decide_by, now } => forbidden(
                "a-request-waits-its-time",
                "there is still time to decide",
                decide_by.to_string(),
                now.to_string(),
            ),
            Refusal::Over { ended_at } => {
                let detail = format!("the reservation was over at {ended_at}");
                forbidden(BEFORE_ITS_END, detail, "before its end", ended_at.to_string())
            }
            Refusal::OverForLong => {
                forbidden(BEFORE_ITS_END, "the reservation has long been over", "before its end", "over")
            }
            Refusal::NotFreeByApplication
            | Refusal::CostsNothing
            | Refusal::NotAskedFor
            | Refusal::ChargeUnknown
            | Refusal::NotDue { .. }
            | Refusal::NotYetLapsed { .. }
            | Refusal::NoDeposit
            | Refusal::KeepsTheDeposit { .. } => of_money(refusal),
            Refusal::NotCommitted
            | Refusal::ToBeDrawn { .. }
            | Refusal::BeingDrawn { .. }
            | Refusal::NotYetDrawn { .. }
            | Refusal::AnotherSeed { .. }
            | Refusal::HasApplied { .. }
            | Refusal::SeriesOnLottery => draws::of_a_draw(refusal),
            Refusal::NoWaitlist
            | Refusal::FreeNow
            | Refusal::QueueFull { .. }
            | Refusal::NotInTheQueue
            | Refusal::NothingOffered
            | Refusal::OfferOver { .. }
            | Refusal::StillWaiting { .. } => waits::of_the_queue(refusal),
            Refusal::NotAttended(why) => why.into(),
            Refusal::ReasonLength { most, characters } => Self::rule(
                "a-reason-is-given",
                format!("a refusal gives the member a reason of 1 to {most} characters"),
                most,
                characters,
            ),
        }
    }
}

fn of_money(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NotFreeByApplication => Problem::rule(
            "free-where-the-tariff-says-so",
            "one cannot apply for using this at no cost",
            "a tariff that is free by application",
            "applied for",
        ),
        Refusal::CostsNothing => {
            forbidden("only-what-costs-is-waived", "this reservation costs nothing", "a price", "none")
        }
        Refusal::NotAskedFor => forbidden(
            "only-what-is-asked-is-refused",
            "nobody waits for an answer whether this costs nothing",
            "asked",
            "not asked",
        ),
        Refusal::ChargeUnknown => Problem::not_found("charge"),
        Refusal::NotDue { state } => {
            forbidden("only-what-is-due-is-settled", "it is not due any more", "due", json!(state))
        }
        Refusal::NotYetLapsed { pay_by } => {
            forbidden(CAN_BE_PAID, "it can still be paid", pay_by.to_string(), "earlier")
        }
        Refusal::NoDeposit => {
            forbidden("only-what-is-held-is-returned", "no deposit is with the city", "a deposit", "none")
        }
        Refusal::KeepsTheDeposit { held, keep } => Problem::rule(
            "some-of-a-deposit-is-returned",
            format!("0 to {} minor units are kept", held - 1),
            held - 1,
            keep,
        ),
        _ => Problem::defect(),
    }
}

impl From<NotARecurrence> for Problem {
    fn from(broken: NotARecurrence) -> Self {
        let detail = broken.to_string();
        match broken {
            NotARecurrence::BeginsAt(from) => {
                Self::rule("a-date-begins-before-midnight", detail, "before 24:00", json!(from))
            }
            NotARecurrence::EndsBefore { first, until } => Self::rule(
                "a-rule-ends-after-it-begins",
                detail,
                json!({ "from": first }),
                json!({ "until": until }),
            ),
            NotARecurrence::NotUnderstood(why) => {
                Self::rule("the-rule-is-understood", detail, "RFC 5545", why)
            }
            NotARecurrence::NotByDates(part) => Self::rule("the-rule-names-dates", detail, "dates", part),
            NotARecurrence::TooMany => {
                Self::rule("a-series-has-so-many-dates", detail, SERIES_DATES_MAX, SERIES_DATES_MAX + 1)
            }
            NotARecurrence::NoDate => Self::rule("a-series-has-dates", detail, 1, 0),
        }
    }
}

fn of_the_tree(refusal: Refusal) -> Problem {
    let (rule, detail, limit, actual) = match refusal {
        Refusal::WholeUnknown { whole } => (
            "a-part-has-a-whole",
            "there is no such resource to be a part of",
            json!("a resource"),
            json!(whole),
        ),
        Refusal::PartElsewhere { site, given } => {
            ("a-part-is-at-the-site-of-its-whole", "a part is where its whole is", json!(site), json!(given))
        }
        Refusal::PartMoved { part_of, given } => (
            "a-part-stays-a-part-of-the-same",
            "a resource stays a part of what it was added to",
            json!(part_of),
            json!(given),
        ),
        Refusal::PoolWithParts { units } => {
            ("only-what-is-one-has-parts", "a pool of several has no parts", json!(1), json!(units))
        }
        Refusal::TreeTooLarge { most } => (
            "a-tree-has-so-many-resources",
            "no further resource fits into the tree",
            json!(most),
            json!(most + 1),
        ),
        Refusal::TreeTooDeep { most } => {
            ("a-tree-is-so-deep", "parts of parts go only so deep", json!(most), json!(most + 1))
        }
        _ => return Problem::defect(),
    };
    Problem::rule(rule, detail, limit, actual)
}

impl From<NotAdmitted> for Problem {
    fn from(why: NotAdmitted) -> Self {
        match why {
            NotAdmitted::OffTheGrid { step_minutes, at } => {
                let detail =
                    format!("reservations start and end every {step_minutes} minutes from local midnight");
                Self::rule("on-the-grid", detail, step_minutes, at.to_string())
            }
            NotAdmitted::TooShort { shortest_minutes, minutes } => {
                let detail = format!("the shortest reservation is {shortest_minutes} minutes");
                Self::rule("not-too-short", detail, shortest_minutes, minutes)
            }
            NotAdmitted::TooLong { longest_minutes, minutes } => {
                let detail = format!("the longest reservation is {longest_minutes} minutes");
                Self::rule("not-too-long", detail, longest_minutes, minutes)
            }
            NotAdmitted::TooManyPersons { most, persons } => {
                Self::rule("persons-have-place", format!("it has place for {most} persons"), most, persons)
            }
            NotAdmitted::OutsideHours { open, span } => {
                let detail = "it is not open for all of this time; the limit says when it is on these days";
                Self::rule("within-hours", detail, json!(open), json!(span))
            }
            NotAdmitted::InThePast { now, moment } => {
                Self::rule("not-in-the-past", "this time has passed", now.to_string(), moment.to_string())
            }
            NotAdmitted::BeyondTheHorizon { last, ends_at } => {
                let detail = "reservations are not taken so far ahead; the limit says until when they are";
                Self::rule("within-the-horizon", detail, last.to_string(), ends_at.to_string())
            }
            NotAdmitted::TooLate { least_minutes, begins_at } => {
                let detail = format!("this is possible until {least_minutes} minutes before the begin");
                Self::rule("early-enough", detail, least_minutes, begins_at.to_string())
            }
            NotAdmitted::NotOnItsDates { first, last, span } => {
                let limit = json!({ "first": first, "last": last });
                Self::rule("on-its-dates", "it cannot be reserved on these dates", limit, json!(span))
            }
            NotAdmitted::SlotTaken { units, taken, free_instead } => slot_taken(units, taken, free_instead),
            NotAdmitted::NotNow { begins_at, starts_at } => {
                let detail = "whoever walks in begins now, with the step or block that is running";
                Self::rule("begins-now", detail, json!(begins_at), starts_at.to_string())
            }
            of_days => days::not_admitted(of_days),
        }
    }
}

impl From<NotADefinition> for Problem {
    fn from(broken: NotADefinition) -> Self {
        let detail = broken.to_string();
        let (rule, limit, actual) = match broken {
            NotADefinition::Units(units) => ("units-are-countable", json!(limits::UNITS_MAX), json!(units)),
            NotADefinition::Persons(persons) => {
                ("persons-are-countable", json!(limits::PERSONS_MAX), json!(persons))
            }
            NotADefinition::Quota(reservations) => {
                ("a-quota-is-countable", json!(limits::QUOTA_RESERVATIONS_MAX), json!(reservations))
            }
            NotADefinition::ApprovalDue(minutes) => {
                ("a-request-waits-for-a-time", json!(limits::APPROVAL_DUE_MINUTES_MAX), json!(minutes))
            }
            NotADefinition::Allowance(sound) => {
                ("an-allowance-is-countable", json!(sound), json!("something else"))
            }
            NotADefinition::Eligibility(sound) => ("who-may-is-sound", json!(sound), json!("something else")),
            NotADefinition::Vehicle(sound) => {
                ("a-vehicle-is-told-soundly", json!(sound), json!("something else"))
            }
            NotADefinition::Step(step) => {
                ("the-step-divides-a-day", json!(limits::STEP_MINUTES_MAX), json!(step))
            }
            NotADefinition::Shortest { step, shortest } => {
                ("shortest-fits-the-step", json!(step), json!(shortest))
            }
            NotADefinition::LongestOffTheStep { step, longest } => {
                ("longest-fits-the-step", json!(step), json!(longest))
            }
            NotADefinition::LongestUnderShortest { shortest, longest } => {
                ("longest-is-not-under-shortest", json!(shortest), json!(longest))
            }
            NotADefinition::Longest(longest) => {
                ("longest-is-within-the-horizon", json!(limits::LONGEST_MINUTES_MAX), json!(longest))
            }
            NotADefinition::Buffer { minutes, .. } => {
                ("buffers-are-short", json!(limits::BUFFER_MINUTES_MAX), json!(minutes))
            }
            NotADefinition::HoursCount(count) => ("hours-are-few", json!(limits::HOURS_MAX), json!(count)),
            NotADefinition::Days { entry, days } => {
                ("hours-name-days", json!(7), json!({ "entry": entry, "days": days }))
            }
            NotADefinition::HoursBegin { entry, from } => {
                ("hours-are-in-order", json!({ "before": "24:00" }), json!({ "entry": entry, "from": from }))
            }
            NotADefinition::TimeRules(broken) => of_time_rules(broken),
            NotADefinition::OfDays(broken) => days::not_sound(broken),
            NotADefinition::Attendance(broken) => attendance::not_sound(broken),
            NotADefinition::Tariff(broken) => ("a-tariff-is-sound", json!(broken.must), json!(broken.part)),
            NotADefinition::Waitlist { most, given, .. } => {
                ("a-waitlist-is-bounded", json!(most), json!(given))
            }
            NotADefinition::Lottery(days) => ("a-draw-is-before-its-date", json!(HORIZON_DAYS), json!(days)),
            NotADefinition::WordsCount { count, .. } => {
                ("words-are-few", json!(limits::WORDS_MAX), json!(count))
            }
            NotADefinition::Word { word, .. } => {
                ("words-are-plain", json!(limits::WORD_LENGTH_MAX), json!(word))
            }
        };
        Self::rule(rule, detail, limit, actual)
    }
}

fn of_time_rules(broken: NotTimeRules) -> (&'static str, Value, Value) {
    match broken {
        NotTimeRules::ExceptionsCount(count) => {
            ("exceptions-are-few", json!(time_rules::EXCEPTIONS_MAX), json!(count))
        }
        NotTimeRules::DatesInverted { entry, first, last } => {
            ("exceptions-are-in-order", json!({ "from": first }), json!({ "entry": entry, "last": last }))
        }
        NotTimeRules::HoursCount { entry, count } => (
            "hours-are-few",
            json!(time_rules::EXCEPTION_HOURS_MAX),
            json!({ "exception": entry, "hours": count }),
        ),
        NotTimeRules::HoursBegin { entry, from } => {
            ("hours-are-in-order", json!({ "before": "24:00" }), json!({ "exception": entry, "from": from }))
        }
        NotTimeRules::Minutes { minutes, .. } => {
            ("notice-is-within-the-horizon", json!(time_rules::NOTICE_MINUTES_MAX), json!(minutes))
        }
        NotTimeRules::Days { days, .. } => {
            ("notice-is-within-the-horizon", json!(time_rules::AHEAD_DAYS_MAX), json!(days))
        }
        NotTimeRules::ReservableInverted { from, until } => {
            ("reservable-dates-are-in-order", json!({ "from": from }), json!({ "until": until }))
        }
    }
}

fn slot_taken(units: u32, taken: u32, free_instead: Vec<TimeSpan>) -> Problem {
    let detail = if units == 1 {
        "somebody else has this time".to_owned()
    } else {
        format!("all {units} units are taken at some moment of this time")
    };
    Problem {
        rule: Some("a-unit-is-free".to_owned()),
        limit: Some(units.into()),
        actual: Some(taken.saturating_add(1).into()),
        free_instead,
        ..Problem::new(ProblemKind::SlotTaken, detail)
    }
}

fn forbidden(
    rule: &str,
    detail: impl Into<String>,
    limit: impl Into<Value>,
    actual: impl Into<Value>,
) -> Problem {
    Problem {
        rule: Some(rule.to_owned()),
        limit: Some(limit.into()),
        actual: Some(actual.into()),
        ..Problem::state_forbids(detail)
    }
}
