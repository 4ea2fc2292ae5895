//! Requests that do not hold their time: several wait for the same, and whoever gets it leaves the others none.

use jiff::Timestamp;
use nanum_contracts::booking::ReservationState;

use super::super::{Candidate, Own, ReservationRefused, Reserved, Space, SpaceEvent, Terms, evolve};

/// The events, and the requests that can be had no more because of them are refused in the same append. Whatever takes time
/// passes here.
pub(super) fn with_losers(space: &Space, events: Vec<SpaceEvent>, now: Timestamp) -> Vec<SpaceEvent> {
    if space.has_no_rivals() || !events.iter().any(|event| takes_time(event).is_some()) {
        return events;
    }
    let mut space = space.clone();
    let mut all = Vec::with_capacity(events.len());
    for event in events {
        space = evolve(space, &event, now);
        let losers = takes_time(&event).map_or_else(Vec::new, |winner| losers(&space, winner, now));
        space = losers.iter().fold(space, |space, event| evolve(space, event, now));
        all.push(event);
        all.extend(losers);
    }
    all
}

/// Whose time is taken by the event.
fn takes_time(event: &SpaceEvent) -> Option<&Terms> {
    match event.of_a_reservation()? {
        (terms, ReservationState::Confirmed, _) => Some(terms),
        (terms, ReservationState::Requested, _) if !terms.unheld => Some(terms),
        _ => None,
    }
}

/// A request is lost when no unit is left for it at some moment of its time.
fn losers(space: &Space, winner: &Terms, now: Timestamp) -> Vec<SpaceEvent> {
    let is_lost = |reserved: &&Reserved| {
        let terms = &reserved.terms;
        let own = Own { span: terms.span, held: None };
        let candidate =
            Candidate { span: terms.span, persons: terms.persons, own: Some(own), rules: terms.rules() };
        let calendar = |shared| space.calendar(shared, now).has_room_for(&candidate);
        space.resource(terms.resource).is_some_and(|shared| !calendar(shared))
    };
    // What is drawn is decided by the draw.
    let lost = space.rivals_of(winner).filter(|reserved| reserved.terms.draw.is_none()).filter(is_lost);
    lost.map(|reserved| {
        let (terms, lost_to) = (reserved.terms.as_ref().clone(), Some(winner.reservation));
        ReservationRefused { terms, reason: String::new(), lost_to, not_drawn: false }.into()
    })
    .collect()
}
