//! A member's quota of reservations and a resource's calendar: two streams, one rule.
//!
//! Says what is claimed, and what the log tells of it. The counting is the runtime's, the making the space's.

use async_trait::async_trait;
use nanum_contracts::{
    Problem, WireError,
    booking::{ReservationState, SERVICE},
    ids::{Id, MemberId, ReservationId, ResourceId},
    time::TimeSpan,
};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    settlement::{Act, Became, Claimed, Target, allowance_id},
};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::{Counted, SpaceCommand, SpaceEvent, Terms},
};

/// Reservations that count for a quota.
#[derive(Debug)]
pub(crate) struct CountedReservations {
    pub(crate) spaces: Aggregates<Spaces>,
}

/// What a member claims of a quota before a reservation is made.
pub(crate) fn claim_for(
    reservation: ReservationId,
    (resource, member): (ResourceId, MemberId),
    (space, span): (Uuid, TimeSpan),
    counted: &Counted,
) -> Claimed {
    Claimed {
        claim: reservation.uuid(),
        holder: Counted::holder(resource, member),
        rule: counted.rule().to_owned(),
        window: counted.period.clone(),
        amount: 1,
        limit: counted.quota.reservations,
        target: space,
        possible_until: span.ends_at(),
    }
}

fn act_of(terms: &Terms, became: Became) -> Option<Act> {
    let counted = terms.counted.as_ref()?;
    let holder = Counted::holder(terms.resource, terms.member);
    let allowance = allowance_id(&holder, counted.rule(), &counted.period);
    Some(Act { allowance, claim: terms.reservation.uuid(), became })
}

#[async_trait]
impl Target for CountedReservations {
    const SERVICE: &'static str = SERVICE;

    fn act(&self, recorded: &Recorded) -> Result<Option<Act>, WireError> {
        Ok(match space_event(recorded)? {
            Some(SpaceEvent::ReservationRequested(event)) => act_of(&event.terms, Became::Done),
            Some(SpaceEvent::ReservationConfirmed(event)) => act_of(&event.terms, Became::Done),
            Some(SpaceEvent::ReservationRefused(event)) => act_of(&event.terms, Became::Undone),
            Some(SpaceEvent::ReservationCancelled(event)) => act_of(&event.terms, Became::Undone),
            Some(
                SpaceEvent::ResourceAdded(_)
                | SpaceEvent::ResourceChanged(_)
                | SpaceEvent::ReservationAccepted(_)
                // It stays in the period that it counts for.
                | SpaceEvent::ReservationChanged(_)
                // Only what did not count is restored.
                | SpaceEvent::ReservationRestored(_)
                | SpaceEvent::ReservationForgone(_)
                | SpaceEvent::TimeBlocked(_)
                | SpaceEvent::BlockingLifted(_)
                | SpaceEvent::WaiverDecided(_)
                | SpaceEvent::ChargeDue(_)
                | SpaceEvent::ChargeSettled(_)
                | SpaceEvent::ChargeWithdrawn(_)
                | SpaceEvent::RefundDue(_)
                | SpaceEvent::RefundSettled(_)
                | SpaceEvent::RefundWithdrawn(_),
            )
            | None => None,
        })
    }

    async fn fence(&self, cause: &Cause, claimed: &Claimed) -> Result<Became, Problem> {
        let reservation = ReservationId::from_uuid(claimed.claim);
        let forgo = SpaceCommand::ForgoReservation { reservation, possible_until: claimed.possible_until };
        let space = self.spaces.execute(cause, claimed.target, &forgo).await?.state;
        Ok(match space.reservation(reservation).map(|reserved| reserved.state) {
            Some(ReservationState::Requested | ReservationState::Confirmed) => Became::Done,
            Some(ReservationState::Refused | ReservationState::Cancelled) | None => Became::Undone,
        })
    }
}
