//! What is not paid in time lapses, and its time is free again.
//!
//! Owns the wait for the end of the time to pay. Whether a reservation may lapse, only the space decides.

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{
    Problem, WireError,
    booking::{Owing, ReservationState},
    ids::ReservationId,
    problem::ProblemKind,
};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::{SpaceCommand, SpaceEvent},
    problems::CAN_BE_PAID,
};

/// One instance for each reservation that is to be paid by a moment.
pub(crate) struct UnpaidLapse {
    pub(crate) spaces: Aggregates<Spaces>,
}

/// What an instance hears of its reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Due {
        unpaid: Unpaid,
        pay_by: Timestamp,
    },
    /// Paid, or given up.
    Over,
}

/// A reservation that is to be paid; also the step when it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unpaid {
    space: Uuid,
    reservation: ReservationId,
}

const TO_BE_PAID: &str = "to-be-paid";

#[async_trait]
impl Process for UnpaidLapse {
    const NAME: &'static str = "unpaid_lapse";
    const VERSION: u32 = 1;
    type Event = Heard;
    type State = Unpaid;
    type Step = Unpaid;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(None);
        };
        let due = |reservation: ReservationId, pay_by| {
            let heard = Heard::Due { unpaid: Unpaid { space, reservation }, pay_by };
            Concern::Starts(reservation.to_string(), heard)
        };
        Ok(match (&event, event.of_a_reservation()) {
            (SpaceEvent::ChargeDue(event), _) => {
                event.pay_by.map(|pay_by| due(event.owed.reservation, pay_by))
            }
            // What was paid for does not lapse for a difference.
            (SpaceEvent::ChargeSettled(event), _) if event.owed.of == Owing::Price => {
                Some(Concern::Continues(event.owed.reservation.to_string(), Heard::Over))
            }
            (
                _,
                Some((
                    terms,
                    ReservationState::Cancelled | ReservationState::Refused | ReservationState::Released,
                    _,
                )),
            ) => Some(Concern::Continues(terms.reservation.to_string(), Heard::Over)),
            // It begins at another time, and is to be paid at another.
            (SpaceEvent::ReservationChanged(event), _) => {
                let pay_by = event.terms.price.as_ref().and_then(|priced| priced.price.pay_by);
                let moved = |pay_by| Heard::Due {
                    unpaid: Unpaid { space, reservation: event.terms.reservation },
                    pay_by,
                };
                pay_by.map(|pay_by| Concern::Continues(event.terms.reservation.to_string(), moved(pay_by)))
            }
            _ => None,
        })
    }

    fn on(&self, unpaid: Option<Unpaid>, happening: Happening<Heard>) -> Plan<Unpaid, Unpaid> {
        match (unpaid, happening) {
            (_, Happening::Event { event: Heard::Due { unpaid, pay_by }, .. }) => {
                Plan::go_on(unpaid).wake_at(TO_BE_PAID, pay_by)
            }
            (Some(unpaid), Happening::Deadline { .. }) => Plan::stop().then("lapse", unpaid),
            (None, Happening::Deadline { .. }) | (_, Happening::Event { event: Heard::Over, .. }) => {
                Plan::stop()
            }
        }
    }

    async fn carry_out(&self, cause: &Cause, Unpaid { space, reservation }: Unpaid) -> Verdict {
        let lapsed = self.spaces.execute(cause, space, &SpaceCommand::LapseUnpaid { reservation }).await;
        match lapsed {
            // Another process's clock is behind the one that woke it.
            Err(problem) if problem.rule.as_deref() == Some(CAN_BE_PAID) => {
                Verdict::Retry(Problem::try_again(problem.detail))
            }
            // It has long been over, and is not kept in mind.
            Err(problem) if problem.kind == ProblemKind::StateForbids => Verdict::Skip(problem.detail),
            outcome => outcome.map(|_| ()).into(),
        }
    }
}
