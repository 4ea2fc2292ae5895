//! Requests that do not hold their time: several wait for the same, and whoever gets it leaves the others none.

use jiff::Timestamp;
use nanum_contracts::booking::{NotGranted, ReservationState};

use super::{
    super::{Candidate, ChangeNotGranted, ReservationRefused, Reserved, Space, SpaceEvent, Terms, evolve},
    wishes::not_granted,
};

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
    match event {
        SpaceEvent::ChangeRequested(event) => return Some(&*event.wished).filter(|wished| !wished.unheld),
        SpaceEvent::ChangeNotGranted(_) => return None,
        _ => {}
    }
    match event.of_a_reservation()? {
        (terms, ReservationState::Confirmed, _) => Some(terms),
        (terms, ReservationState::Requested, _) if !terms.unheld => Some(terms),
        _ => None,
    }
}

/// A request is lost when no unit is left for it at some moment of its time.
fn losers(space: &Space, winner: &Terms, now: Timestamp) -> Vec<SpaceEvent> {
    let is_lost = |reserved: &&Reserved| {
        let Some(terms) = reserved.waiting() else { return false };
        let (span, persons, rules) = (terms.span, terms.persons, terms.rules());
        let candidate = Candidate { span, persons, own: Some(reserved.own()), rules };
        let calendar = |shared| space.calendar(shared, now).has_room_for(&candidate);
        space.resource(terms.resource).is_some_and(|shared| !calendar(shared))
    };
    // What is drawn is decided by the draw.
    let is_drawn = |reserved: &&Reserved| reserved.wish.is_none() && reserved.terms.draw.is_some();
    let lost = space.rivals_of(winner).filter(|reserved| !is_drawn(reserved)).filter(is_lost);
    lost.map(|reserved| {
        let (terms, lost_to) = (reserved.terms.as_ref().clone(), Some(winner.reservation));
        // Whoever wished for more has what they had.
        if let Some(lost) = not_granted(reserved, NotGranted::GivenToAnother) {
            return ChangeNotGranted { lost_to, ..lost }.into();
        }
        ReservationRefused { terms, reason: String::new(), lost_to, not_drawn: false }.into()
    })
    .collect()
}
