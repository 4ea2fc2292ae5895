//! Moving, extending, shortening and restoring reservations. What they want passes the guard as if it were new, beside
//! what they have.

use jiff::Timestamp;
use nanum_contracts::{booking::ReservationState, ids::ReservationId, time::TimeSpan};

use super::{
    super::{
        Candidate, Counted, Own, Refusal, ReservationChanged, ReservationRestored, Reserved, Rules, Shared,
        Space, SpaceEvent, Terms,
    },
    found, only_before_its_end,
    reservations::only_what_stands_is_changed,
};

pub(super) fn change(
    space: &Space,
    reservation: ReservationId,
    (span, persons): (TimeSpan, Option<u32>),
    rules: Rules,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_stands_is_changed(reserved)?;
    only_before_its_end(reserved, now)?;
    let (before, was) = (&reserved.terms, reserved.state);
    if (before.span, before.persons) == (span, persons) {
        return Ok(Vec::new());
    }
    let shared = space.resource(before.resource).ok_or(Refusal::ResourceUnknown)?;
    stays_in_what_was_counted(before, span)?;
    let own = Own { span: before.span, held: Some(before.held()) };
    space.calendar(shared, now).admit(&Candidate { span, persons, own: Some(own), rules })?;
    let terms = Terms {
        span,
        persons,
        held: shared.held_beyond(span),
        rules_set_aside: rules == Rules::SetAside,
        price: before
            .price
            .as_ref()
            .map(|it| Box::new(it.for_other_time(before.span, span, &before.zone, now))),
        ..before.as_ref().clone()
    };
    let state = after_a_change(shared, reserved, &terms);
    let (before, held_before) = (before.span, before.held);
    Ok(vec![ReservationChanged { terms, before, held_before, was, state }.into()])
}

/// Who wants more or other time asks the clerk again; who wants less does not, nor does a clerk.
fn after_a_change(shared: &Shared, reserved: &Reserved, terms: &Terms) -> ReservationState {
    let is_less = reserved.terms.span.contains(terms.span) && terms.persons <= reserved.terms.persons;
    if is_less || terms.rules_set_aside {
        return reserved.state;
    }
    if shared.definition.approval { ReservationState::Requested } else { ReservationState::Confirmed }
}

/// What was counted for a quota can be moved within the period that it counts for.
fn stays_in_what_was_counted(before: &Terms, span: TimeSpan) -> Result<(), Refusal> {
    let Some(counted) = &before.counted else { return Ok(()) };
    let now = Counted::by_its_start(counted.quota, span, &before.zone);
    if now.period == counted.period {
        return Ok(());
    }
    Err(Refusal::CountedForAnotherPeriod { period: counted.period.clone(), wanted: now.period })
}

pub(super) fn restore(
    space: &Space,
    reservation: ReservationId,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    let state = only_what_was_cancelled_is_restored(reserved)?;
    what_counted_is_made_anew(reserved)?;
    let before = &reserved.terms;
    let shared = space.resource(before.resource).ok_or(Refusal::ResourceUnknown)?;
    let rules = before.rules();
    let candidate = Candidate { span: before.span, persons: before.persons, own: None, rules };
    space.calendar(shared, now).admit(&candidate)?;
    let terms = Terms { held: shared.held_beyond(before.span), ..before.due_from(now) };
    Ok(vec![ReservationRestored { terms, state }.into()])
}

/// Only what was cancelled can be restored, to where it stood.
fn only_what_was_cancelled_is_restored(reserved: &Reserved) -> Result<ReservationState, Refusal> {
    match (reserved.state, reserved.stood) {
        (ReservationState::Cancelled, Some(stood)) => Ok(stood),
        (state, _) => Err(Refusal::NotCancelled { state }),
    }
}

/// What counted for a quota gave its place in it back when it was cancelled: it is made anew, and counted anew.
fn what_counted_is_made_anew(reserved: &Reserved) -> Result<(), Refusal> {
    if reserved.terms.counted.is_some() { Err(Refusal::CountGivenBack) } else { Ok(()) }
}
