//! A reservation to which nobody comes: when its time to check in is over it is released by itself.
//!
//! Owns the wait. Whether a reservation is released, only the space decides.

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{Problem, WireError, booking::ReservationState, ids::ReservationId};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::SpaceCommand,
    problems::STILL_DUE,
};

/// One instance for each reservation that is checked in to.
#[derive(Debug)]
pub(crate) struct UnattendedReservations {
    pub(crate) spaces: Aggregates<Spaces>,
}

/// What an instance hears of its reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Expected(Expected),
    /// Somebody came, or nobody is expected any more.
    Over,
}

/// A reservation to which somebody is expected; also the step when nobody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expected {
    space: Uuid,
    reservation: ReservationId,
    due_by: Timestamp,
}

const CHECK_IN_IS_OVER: &str = "check-in-is-over";

#[async_trait]
impl Process for UnattendedReservations {
    const NAME: &'static str = "unattended_reservations";
    const VERSION: u32 = 1;
    type Event = Heard;
    type State = Expected;
    type Step = Expected;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(None);
        };
        let Some((terms, state, _)) = event.of_a_reservation() else { return Ok(None) };
        let (reservation, instance) = (terms.reservation, terms.reservation.to_string());
        let expected = terms
            .check_in
            .as_deref()
            .filter(|attending| state == ReservationState::Confirmed && attending.checked_in_at.is_none());
        Ok(match expected.map(|attending| attending.due_by) {
            Some(due_by) => {
                Some(Concern::Starts(instance, Heard::Expected(Expected { space, reservation, due_by })))
            }
            None if terms.check_in.is_some() => Some(Concern::Continues(instance, Heard::Over)),
            None => None,
        })
    }

    fn on(&self, expected: Option<Expected>, happening: Happening<Heard>) -> Plan<Expected, Expected> {
        match (expected, happening) {
            (_, Happening::Event { event: Heard::Expected(expected), .. }) => {
                Plan::go_on(expected).wake_at(CHECK_IN_IS_OVER, expected.due_by)
            }
            (Some(expected), Happening::Deadline { .. }) => Plan::stop().then("release", expected),
            (None, Happening::Deadline { .. }) | (_, Happening::Event { event: Heard::Over, .. }) => {
                Plan::stop()
            }
        }
    }

    async fn carry_out(&self, cause: &Cause, expected: Expected) -> Verdict {
        let Expected { space, reservation, due_by } = expected;
        let release = SpaceCommand::ReleaseUnattended { reservation, due_by };
        match self.spaces.execute(cause, space, &release).await {
            // Another process's clock is behind the one that woke it.
            Err(problem) if problem.rule.as_deref() == Some(STILL_DUE) => {
                Verdict::Retry(Problem::try_again(problem.detail))
            }
            outcome => outcome.map(|_| ()).into(),
        }
    }
}
