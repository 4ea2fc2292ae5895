//! What the refusals of a queue are to whoever asked.

use nanum_contracts::Problem;

use super::forbidden;
use crate::domain::Refusal;

/// The rule that says that it is too early to expire or to lapse.
pub(crate) const STILL_TIME: &str = "what-can-be-answered-does-not-expire";

pub(super) fn of_the_queue(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NoWaitlist => Problem::rule(
            "wait-where-there-is-a-queue",
            "nobody waits for times of this resource",
            "a resource with a waitlist",
            "none",
        ),
        Refusal::FreeNow => forbidden(
            "only-what-is-taken-is-waited-for",
            "this time is free; reserve it instead",
            "taken",
            "free",
        ),
        Refusal::QueueFull { most } => {
            let detail = format!("{most} wait for times of this resource already");
            forbidden("so-many-wait", detail, most, most.saturating_add(1))
        }
        Refusal::NotInTheQueue => forbidden(
            "only-who-waits-is-served",
            "this place in the queue was given up, taken, or is over",
            "in the queue",
            "not in it",
        ),
        Refusal::NothingOffered => {
            forbidden("only-what-is-offered-is-answered", "nothing is offered yet", "offered", "waiting")
        }
        Refusal::OfferOver { until } => forbidden(
            "an-offer-is-answered-in-time",
            format!("the offer stood until {until}"),
            until.to_string(),
            "later",
        ),
        Refusal::StillWaiting { until } => {
            forbidden(STILL_TIME, "there is still time", until.to_string(), "earlier")
        }
        _ => Problem::defect(),
    }
}
