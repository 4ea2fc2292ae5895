//! Applying for what is drawn, and drawing it.

use jiff::Timestamp;
use nanum_contracts::{
    booking::{DrawDrawn, DrawOpened, Lot, ReservationState},
    ids::{DrawId, Id as _, WaitId},
    time::TimeSpan,
};

use super::super::{
    Candidate, DrawToCome, Facts, OpenDraw, Own, Refusal, ReservationAccepted, ReservationRefused,
    ReservationRequested, Reserved, Shared, Space, SpaceEvent, Terms, WaitJoined, WaitTerms, commitment_to,
    draw::{draw_to_come, ranked},
    evolve,
};
use super::waits::a_queue_is_not_endless;

/// An application does not hold its time. The first one for a date fixes what will decide.
pub(super) fn apply(
    space: &Space,
    shared: &Shared,
    to_come: &DrawToCome,
    terms: Terms,
    facts: &Facts,
) -> Result<Vec<SpaceEvent>, Refusal> {
    one_lot_each(space, to_come.draw, &terms)?;
    let mut events = Vec::new();
    if !to_come.opened {
        let commitment = facts.commitment.clone().ok_or(Refusal::NotCommitted)?;
        let opened = DrawOpened {
            draw: to_come.draw,
            resource: shared.id,
            site: shared.definition.site,
            date: to_come.date,
            zone: shared.zone.clone(),
            draws_at: to_come.draws_at,
            commitment,
        };
        events.push(opened.into());
    }
    let terms = Terms { draw: Some(to_come.draw), unheld: true, ..terms };
    events.push(ReservationRequested { terms }.into());
    Ok(events)
}

/// Whoever has applied for a time applies for nothing that overlaps it: each has one lot.
fn one_lot_each(space: &Space, draw: DrawId, wanted: &Terms) -> Result<(), Refusal> {
    let is_ones_own = |reserved: &&Reserved| {
        let terms = &reserved.terms;
        let same = terms.member == wanted.member || (terms.group.is_some() && terms.group == wanted.group);
        same && terms.span.overlaps(wanted.span)
    };
    match space.applications_for(draw).find(is_ones_own) {
        Some(own) => Err(Refusal::HasApplied { reservation: own.terms.reservation }),
        None => Ok(()),
    }
}

/// What is to be drawn is neither given before the draw nor moved into it.
pub(super) fn not_before_the_draw(
    space: &Space,
    shared: &Shared,
    span: TimeSpan,
    now: Timestamp,
) -> Result<(), Refusal> {
    match draw_to_come(space, shared, span, now)? {
        Some(DrawToCome { draws_at, .. }) => Err(Refusal::ToBeDrawn { draws_at }),
        None => Ok(()),
    }
}

/// An application waits for the draw, not for a clerk.
pub(super) fn applications_wait_for_the_draw(space: &Space, reserved: &Reserved) -> Result<(), Refusal> {
    match open_draw_of(space, reserved) {
        Some(open) => Err(Refusal::ToBeDrawn { draws_at: open.draws_at }),
        None => Ok(()),
    }
}

/// The draw that an application is for, if it is still to come.
pub(super) fn open_draw_of<'a>(space: &'a Space, reserved: &Reserved) -> Option<&'a OpenDraw> {
    space.draw(reserved.terms.draw?).filter(|open| !open.drawn)
}

/// At its moment, and not before, it is drawn by the seed that was fixed: in the order that follows from it each gets what it
/// applied for if that is still free. The others are refused; where the tenant says so they wait, in that order.
pub(super) fn draw(
    space: &Space,
    draw: DrawId,
    seed: &str,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let Some(open) = space.draw(draw).filter(|open| !open.drawn) else { return Ok(Vec::new()) };
    if now < open.draws_at {
        return Err(Refusal::NotYetDrawn { draws_at: open.draws_at });
    }
    if commitment_to(seed) != open.commitment {
        return Err(Refusal::AnotherSeed { commitment: open.commitment.clone() });
    }
    let shared = space.resource(open.resource).ok_or(Refusal::ResourceUnknown)?;
    let mut ranking = ranked(seed, space.applications_for(draw).map(|reserved| reserved.terms.reservation));
    let (mut after, mut outcomes) = (space.clone(), Vec::with_capacity(ranking.len()));
    for lot in &mut ranking {
        let Some(reserved) = space.reservation(lot.reservation) else { continue };
        for event in outcome(&after, shared, reserved, lot, now) {
            after = evolve(after, &event, now);
            outcomes.push(event);
        }
    }
    let drawn = DrawDrawn {
        draw,
        resource: open.resource,
        site: shared.definition.site,
        date: open.date,
        zone: shared.zone.clone(),
        commitment: open.commitment.clone(),
        seed: seed.to_owned(),
        ranking,
    };
    outcomes.insert(0, drawn.into());
    Ok(outcomes)
}

/// What becomes of one application when it is its turn: the guard decides.
fn outcome(
    space: &Space,
    shared: &Shared,
    reserved: &Reserved,
    lot: &mut Lot,
    now: Timestamp,
) -> Vec<SpaceEvent> {
    let terms = reserved.terms.as_ref().clone();
    let own = Some(Own::asked_for(terms.span, None));
    let candidate = Candidate { span: terms.span, persons: terms.persons, own, rules: terms.rules() };
    lot.won = space.calendar(shared, now).admits(&candidate);
    if lot.won {
        let held = shared.held_beyond(terms.span);
        let terms = Terms { unheld: false, held, ..terms.due_from(now) };
        return vec![ReservationAccepted { terms }.into()];
    }
    let joined = waits_instead(space, shared, &terms, now);
    let refused = ReservationRefused { terms, reason: String::new(), lost_to: None, not_drawn: true };
    [refused.into()].into_iter().chain(joined).collect()
}

fn waits_instead(space: &Space, shared: &Shared, terms: &Terms, now: Timestamp) -> Option<SpaceEvent> {
    let (lottery, waitlist) = (shared.definition.lottery?, shared.definition.waitlist?);
    let may_wait = lottery.losers_wait
        && terms.span.starts_at() > now
        && a_queue_is_not_endless(space, shared, waitlist).is_ok()
        && space.queue().of(shared.id, terms.member, terms.span).is_none();
    may_wait.then(|| {
        let terms = WaitTerms {
            wait: WaitId::named("drawn", &terms.reservation.to_string()),
            resource: terms.resource,
            site: terms.site,
            member: terms.member,
            group: terms.group,
            span: terms.span,
            zone: terms.zone.clone(),
            persons: terms.persons,
            purpose: terms.purpose.clone(),
        };
        WaitJoined { terms }.into()
    })
}

/// A cancelled application stands again as one while its draw is to come.
pub(super) fn is_application_again(space: &Space, reserved: &Reserved, state: ReservationState) -> bool {
    state == ReservationState::Requested && open_draw_of(space, reserved).is_some()
}
