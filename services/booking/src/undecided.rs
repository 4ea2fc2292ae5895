//! A request that nobody decides: the clerks are reminded of it, and at last it is refused by itself.
//!
//! Owns the wait. Whether a request may lapse, only the space decides.

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{WireError, booking::ReservationState, ids::ReservationId};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::{SpaceCommand, SpaceEvent},
};

/// One instance for each request that waits until a moment.
#[derive(Debug)]
pub(crate) struct UndecidedRequests {
    pub(crate) spaces: Aggregates<Spaces>,
}

/// What an instance hears of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    Waits(Waiting),
    Reminded,
    /// It was decided, changed, given up, or has lapsed.
    Over,
}

/// A request that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    space: Uuid,
    reservation: ReservationId,
    decide_by: Timestamp,
}

/// What is done when time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Remind(Waiting),
    Lapse(Waiting),
}

const HALF_IS_OVER: &str = "half-is-over";
const TIME_IS_OVER: &str = "time-is-over";

#[async_trait]
impl Process for UndecidedRequests {
    const NAME: &'static str = "undecided_requests";
    const VERSION: u32 = 1;
    type Event = Heard;
    type State = Waiting;
    type Step = Step;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(None);
        };
        if let SpaceEvent::ReservationDecisionDue(event) = &event {
            return Ok(Some(Concern::Continues(event.terms.reservation.to_string(), Heard::Reminded)));
        }
        let Some((terms, state, _)) = event.of_a_reservation() else { return Ok(None) };
        let (reservation, instance) = (terms.reservation, terms.reservation.to_string());
        let decide_by = match &event {
            SpaceEvent::ChangeRequested(event) => event.wished.decide_by,
            // A wish waits on.
            SpaceEvent::ReservationCheckedIn(_) => return Ok(None),
            SpaceEvent::WaiverDecided(_) if state == ReservationState::Confirmed => return Ok(None),
            _ => terms.decide_by.filter(|_| state == ReservationState::Requested),
        };
        Ok(Some(match decide_by {
            Some(decide_by) => {
                Concern::Starts(instance, Heard::Waits(Waiting { space, reservation, decide_by }))
            }
            None => Concern::Continues(instance, Heard::Over),
        }))
    }

    fn on(&self, waiting: Option<Waiting>, happening: Happening<Heard>) -> Plan<Waiting, Step> {
        match (waiting, happening) {
            (_, Happening::Event { event: Heard::Waits(waiting), recorded_at }) => Plan::go_on(waiting)
                .wake_at(HALF_IS_OVER, halfway(recorded_at, waiting.decide_by))
                .wake_at(TIME_IS_OVER, waiting.decide_by),
            (Some(waiting), Happening::Event { event: Heard::Reminded, .. }) => {
                Plan::go_on(waiting).no_longer_wake_at(HALF_IS_OVER)
            }
            (Some(waiting), Happening::Deadline { name }) if name == HALF_IS_OVER => {
                Plan::go_on(waiting).then("remind", Step::Remind(waiting))
            }
            (Some(waiting), Happening::Deadline { .. }) => Plan::stop().then("lapse", Step::Lapse(waiting)),
            (None, _) | (_, Happening::Event { event: Heard::Over, .. }) => Plan::stop(),
        }
    }

    async fn carry_out(&self, cause: &Cause, step: Step) -> Verdict {
        let (Waiting { space, reservation, decide_by }, command) = match step {
            Step::Remind(waiting) => (waiting, remind as fn(_, _) -> _),
            Step::Lapse(waiting) => (waiting, lapse as fn(_, _) -> _),
        };
        Verdict::at_its_time(self.spaces.execute(cause, space, &command(reservation, decide_by)).await)
    }
}

fn remind(reservation: ReservationId, decide_by: Timestamp) -> SpaceCommand {
    SpaceCommand::RemindOfRequest { reservation, decide_by }
}

fn lapse(reservation: ReservationId, decide_by: Timestamp) -> SpaceCommand {
    SpaceCommand::LapseRequest { reservation, decide_by }
}

fn halfway(from: Timestamp, to: Timestamp) -> Timestamp {
    from.checked_add(to.duration_since(from) / 2).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_clerks_are_reminded_when_half_of_the_time_is_over() {
        let (asked, decide_by) = (at("2026-12-01T08:00Z"), at("2026-12-01T10:00Z"));
        assert_eq!(halfway(asked, decide_by), at("2026-12-01T09:00Z"));
        assert_eq!(halfway(decide_by, decide_by), decide_by);
    }
}
