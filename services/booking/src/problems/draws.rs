//! What the refusals of a draw are to whoever asked.

use nanum_contracts::Problem;

use super::forbidden;
use crate::domain::Refusal;

/// The rule that sends a use case to have the seed of a draw fixed.
pub(crate) const TO_BE_COMMITTED: &str = "what-decides-is-fixed-beforehand";

pub(super) fn of_a_draw(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NotCommitted => forbidden(
            TO_BE_COMMITTED,
            "the seed of a draw is fixed with its first application, and it has not been",
            "fixed",
            "not fixed",
        ),
        Refusal::ToBeDrawn { draws_at } => {
            let detail = format!("who has this time is drawn at {draws_at}; apply for it until then");
            forbidden("what-is-drawn-waits-for-the-draw", detail, draws_at.to_string(), "before it")
        }
        Refusal::BeingDrawn { .. } => Problem::try_again("these times are being drawn at this moment"),
        Refusal::NotYetDrawn { draws_at } => forbidden(
            "a-draw-is-held-at-its-time",
            "applications are still taken",
            draws_at.to_string(),
            "earlier",
        ),
        Refusal::AnotherSeed { commitment } => forbidden(
            "a-draw-is-held-by-its-seed",
            "this is not the seed that was fixed when the first application came",
            commitment,
            "another",
        ),
        Refusal::HasApplied { reservation } => forbidden(
            "each-has-one-lot",
            "you have applied for a time that overlaps; withdraw that first",
            1,
            reservation.to_string(),
        ),
        Refusal::SeriesOnLottery => Problem::rule(
            "what-is-drawn-is-applied-for-one-by-one",
            "each date has a draw of its own; apply for the dates one by one",
            "no lottery",
            "a lottery",
        ),
        _ => Problem::defect(),
    }
}
