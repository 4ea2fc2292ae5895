//! The space after an event. Total: what has happened cannot be refused.

use jiff::Timestamp;
use nanum_contracts::booking::ReservationState;

use super::{Shared, Space, SpaceEvent, waiting::Offer};

/// The space after an event that was recorded at the moment.
pub fn evolve(mut space: Space, event: &SpaceEvent, recorded_at: Timestamp) -> Space {
    match event {
        SpaceEvent::ResourceAdded(added) => {
            let (id, zone, definition) = (added.resource, added.zone.clone(), added.definition.clone());
            space.put(Shared { id, zone, definition });
        }
        SpaceEvent::ResourceChanged(changed) => {
            let (id, zone, definition) = (changed.resource, changed.zone.clone(), changed.definition.clone());
            space.put(Shared { id, zone, definition });
        }
        SpaceEvent::ReservationRequested(event) => space.hold(&event.terms, ReservationState::Requested),
        SpaceEvent::ReservationConfirmed(event) => space.hold(&event.terms, ReservationState::Confirmed),
        SpaceEvent::ReservationAccepted(event) => space.confirm(&event.terms),
        SpaceEvent::ReservationRefused(event) => {
            space.let_go(event.terms.reservation, ReservationState::Refused);
        }
        // A reminder changes nothing that a decision reads.
        SpaceEvent::ReservationDecisionDue(_) => {}
        SpaceEvent::ReservationLapsed(event) => {
            space.let_go(event.terms.reservation, ReservationState::Refused);
        }
        SpaceEvent::ReservationCancelled(event) => {
            space.let_go(event.terms.reservation, ReservationState::Cancelled);
        }
        SpaceEvent::ReservationChanged(event) => space.hold_instead(&event.terms, event.state),
        SpaceEvent::ChangeRequested(event) => space.wish(event.terms.reservation, &event.wished),
        SpaceEvent::ChangeNotGranted(event) => space.wish_no_more(event.terms.reservation),
        SpaceEvent::ReservationRestored(event) => space.hold_instead(&event.terms, event.state),
        SpaceEvent::ReservationForgone(event) => space.forgo(event.reservation, event.possible_until),
        SpaceEvent::TimeBlocked(event) => space.block(&event.blocked),
        SpaceEvent::BlockingLifted(event) => space.lift(event.blocked.blocking),
        // Its reservations say what it takes.
        SpaceEvent::SeriesMade(_)
        | SpaceEvent::SeriesExtended(_)
        | SpaceEvent::SeriesChanged(_)
        | SpaceEvent::SeriesCancelled(_) => {}
        SpaceEvent::HolidaysNoted(event) => space.note_holidays(event),
        SpaceEvent::ReservationCheckedIn(event) => {
            space.set_terms(&event.terms, ReservationState::Confirmed);
        }
        SpaceEvent::ReservationReleased(event) => {
            space.let_go(event.terms.reservation, ReservationState::Released);
        }
        SpaceEvent::CodeMistaken(event) => space.note_mistake(event.reservation),
        SpaceEvent::WaiverDecided(event) => space.set_terms(&event.terms, event.state),
        SpaceEvent::ChargeDue(_)
        | SpaceEvent::ChargeSettled(_)
        | SpaceEvent::ChargeWithdrawn(_)
        | SpaceEvent::RefundDue(_)
        | SpaceEvent::RefundSettled(_)
        | SpaceEvent::RefundWithdrawn(_) => space.note_money(event),
        SpaceEvent::WaitJoined(event) => space.join(&event.terms),
        SpaceEvent::WaitSetAside(event) => {
            let (held, until) = (event.held(), event.until);
            space.offer(&event.terms, Offer { held, until, asks: true });
        }
        SpaceEvent::WaitOffered(event) => {
            let (held, until) = (event.held(), event.until);
            space.offer(&event.terms, Offer { held, until, asks: false });
        }
        SpaceEvent::WaitPassedOver(event) => space.pass_over(&event.terms),
        SpaceEvent::WaitOfferWithdrawn(event) => space.withdraw_offer(&event.terms),
        SpaceEvent::WaitTaken(event) => space.leave(&event.terms),
        SpaceEvent::WaitDeclined(event) => space.leave(&event.terms),
        SpaceEvent::WaitExpired(event) => space.leave(&event.terms),
        SpaceEvent::WaitLeft(event) => space.leave(&event.terms),
        SpaceEvent::WaitLapsed(event) => space.leave(&event.terms),
        SpaceEvent::DrawOpened(event) => space.open_draw(event),
        SpaceEvent::DrawDrawn(event) => space.close_draw(event.draw),
    }
    space.forget_what_is_over(recorded_at);
    space
}
