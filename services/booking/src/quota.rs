//! A member's quota of reservations and a resource's calendar: two streams, one rule.
//!
//! Says what is claimed, and what the log tells of it. The counting is the runtime's, the making the space's.

use async_trait::async_trait;
use nanum_contracts::{
    Problem, WireError,
    booking::{ReservationState, SERVICE},
    ids::{Id, ReservationId},
    time::TimeSpan,
};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    settlement::{Act, Became, ClaimOn, Claimed, Target, allowance_id},
};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::{Count, SpaceCommand, SpaceEvent, Terms},
};

/// Reservations that count for a quota.
#[derive(Debug)]
pub(crate) struct CountedReservations {
    pub(crate) spaces: Aggregates<Spaces>,
}

/// What is claimed before a reservation is made, changed or restored.
pub(crate) fn claim_for(
    reservation: ReservationId,
    (space, span): (Uuid, TimeSpan),
    count: &Count,
    instead_of: Option<Uuid>,
) -> Claimed {
    let tally = count.tally.clone();
    Claimed {
        claim: count.claim,
        act: Some(reservation.uuid()),
        holder: tally.holder,
        rule: tally.rule,
        window: tally.window,
        amount: tally.amount,
        limit: tally.limit,
        target: space,
        possible_until: span.ends_at(),
        during: tally.during,
        instead_of,
    }
}

fn claims_on(counts: &[Count]) -> Vec<ClaimOn> {
    let claim_on = |Count { claim, tally }: &Count| ClaimOn {
        allowance: allowance_id(&tally.holder, &tally.rule, &tally.window),
        claim: *claim,
    };
    counts.iter().map(claim_on).collect()
}

fn done(terms: &Terms, given_back: &[Count]) -> Option<Act> {
    act(terms, claims_on(&terms.all_counts()), claims_on(given_back))
}

fn undone(terms: &Terms) -> Option<Act> {
    act(terms, Vec::new(), claims_on(&terms.all_counts()))
}

fn act(terms: &Terms, done: Vec<ClaimOn>, undone: Vec<ClaimOn>) -> Option<Act> {
    let nothing_counts = done.is_empty() && undone.is_empty();
    (!nothing_counts).then(|| Act { act: terms.reservation.uuid(), done, undone })
}

#[async_trait]
impl Target for CountedReservations {
    const SERVICE: &'static str = SERVICE;

    fn act(&self, recorded: &Recorded) -> Result<Option<Act>, WireError> {
        Ok(match space_event(recorded)? {
            Some(SpaceEvent::ReservationRequested(event)) => done(&event.terms, &[]),
            Some(SpaceEvent::ReservationConfirmed(event)) => done(&event.terms, &[]),
            Some(SpaceEvent::ReservationRefused(event)) => undone(&event.terms),
            Some(SpaceEvent::ReservationLapsed(event)) => undone(&event.terms),
            Some(SpaceEvent::ReservationCancelled(event)) => undone(&event.terms),
            Some(SpaceEvent::ReservationChanged(event)) => done(&event.terms, &event.counts_given_back),
            Some(SpaceEvent::ChangeRequested(event)) => done(&event.wished, &event.counts_given_back),
            // What was granted stays counted.
            Some(SpaceEvent::ChangeNotGranted(event)) => {
                act(&event.terms, Vec::new(), claims_on(&event.counts_given_back))
            }
            Some(SpaceEvent::ReservationRestored(event)) => done(&event.terms, &[]),
            Some(
                SpaceEvent::ResourceAdded(_)
                | SpaceEvent::ResourceChanged(_)
                | SpaceEvent::ReservationAccepted(_)
                | SpaceEvent::ReservationDecisionDue(_)
                | SpaceEvent::ReservationForgone(_)
                | SpaceEvent::TimeBlocked(_)
                // Each date of a series tells by itself.
                | SpaceEvent::SeriesMade(_)
                | SpaceEvent::SeriesChanged(_)
                | SpaceEvent::SeriesCancelled(_)
                | SpaceEvent::SeriesExtended(_)
                | SpaceEvent::BlockingLifted(_)
                | SpaceEvent::HolidaysNoted(_)
                | SpaceEvent::ReservationCheckedIn(_)
                // Who does not come has had it all the same.
                | SpaceEvent::ReservationReleased(_)
                | SpaceEvent::CodeMistaken(_)
                | SpaceEvent::WaiverDecided(_)
                | SpaceEvent::ChargeDue(_)
                | SpaceEvent::ChargeSettled(_)
                | SpaceEvent::ChargeWithdrawn(_)
                | SpaceEvent::RefundDue(_)
                | SpaceEvent::RefundSettled(_)
                | SpaceEvent::RefundWithdrawn(_)
                // What is offered counts when it is taken.
                | SpaceEvent::WaitJoined(_)
                | SpaceEvent::WaitOffered(_)
                | SpaceEvent::WaitOfferWithdrawn(_)
                | SpaceEvent::WaitSetAside(_)
                | SpaceEvent::WaitPassedOver(_)
                | SpaceEvent::WaitTaken(_)
                | SpaceEvent::WaitDeclined(_)
                | SpaceEvent::WaitExpired(_)
                | SpaceEvent::WaitLeft(_)
                | SpaceEvent::WaitLapsed(_)
                | SpaceEvent::DrawOpened(_)
                | SpaceEvent::DrawDrawn(_),
            )
            | None => None,
        })
    }

    async fn fence(&self, cause: &Cause, claimed: &Claimed) -> Result<Became, Problem> {
        let reservation = ReservationId::from_uuid(claimed.act.unwrap_or(claimed.claim));
        let (attempt, possible_until) = (ReservationId::from_uuid(claimed.claim), claimed.possible_until);
        let forgo = SpaceCommand::ForgoReservation { reservation, attempt, possible_until };
        let space = self.spaces.execute(cause, claimed.target, &forgo).await?.state;
        let counts = space.reservation(reservation).filter(|reserved| match reserved.state {
            ReservationState::Requested | ReservationState::Confirmed | ReservationState::Released => true,
            ReservationState::Refused | ReservationState::Cancelled => false,
        });
        let is_counted = counts
            .is_some_and(|reserved| reserved.all_counts().iter().any(|count| count.claim == claimed.claim));
        Ok(if is_counted { Became::Done } else { Became::Undone })
    }
}
