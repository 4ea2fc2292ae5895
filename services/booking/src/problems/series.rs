//! What a series says no to.

use nanum_contracts::Problem;
use serde_json::json;

use super::forbidden;
use crate::domain::Refusal;

pub(super) fn of_a_series(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NoDateLeft { refused } => {
            forbidden("a-series-has-dates", "none of the dates can be had", 1, json!(refused))
        }
        Refusal::DatesRefused { refused } => {
            let detail = format!("{} of the dates cannot be had; they can be left out", refused.len());
            forbidden("every-date-can-be-had", detail, 0, json!(refused))
        }
        Refusal::NothingToCome => {
            forbidden("only-what-is-to-come-is-changed", "nothing of the series is to come", 1, 0)
        }
        Refusal::NothingToAdd { last } => forbidden(
            "a-series-goes-on-after-its-last-date",
            format!("the rule names no date after {last}, which is the last of the series"),
            json!({ "after": last }),
            0,
        ),
        Refusal::SeriesTooLong { most, dates } => Problem::rule(
            "a-series-has-so-many-dates",
            format!("a series has at most {most} dates, those that are over and those cancelled too"),
            most,
            dates,
        ),
        _ => Problem::defect(),
    }
}
