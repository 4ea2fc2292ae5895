//! Moving, extending, shortening and restoring reservations. What they want passes the guard as if it were new, beside
//! what they have.

use jiff::Timestamp;
use nanum_contracts::{
    booking::{Owing, ReservationState},
    ids::ReservationId,
    time::TimeSpan,
};

use super::{
    super::{
        Acting, Candidate, Count, Facts, Move, Own, Refusal, ReservationChanged, ReservationRestored,
        Reserved, Rules, Shared, Space, SpaceEvent, Terms, Wanting, spans::common, tallies,
    },
    attendance::whoever_did_not_come_has_it_no_longer,
    draws, found, only_before_its_end,
    requests::{as_request, waits_until},
    reservations::{
        bound_after_a_move, only_what_stands_is_changed, what_has_a_quota_is_counted,
        what_is_forgone_is_not_made,
    },
    wishes::{self, is_less},
};

pub(super) fn change(
    space: &Space,
    reservation: ReservationId,
    (span, persons): (TimeSpan, Option<u32>),
    (rules, acting): (Rules, Acting),
    facts: &Facts,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_stands_is_changed(reserved)?;
    only_before_its_end(reserved, now)?;
    whoever_did_not_come_has_it_no_longer(reserved, rules, now)?;
    let before = &reserved.terms;
    if (before.span, before.persons) == (span, persons) {
        // What somebody has they need not be given again.
        return Ok(wishes::withdrawn(reserved));
    }
    let is_wished = reserved.wish.as_ref().is_some_and(|it| (it.span, it.persons) == (span, persons));
    if is_wished && rules == Rules::Kept {
        return Ok(Vec::new());
    }
    let shared = space.resource(before.resource).ok_or(Refusal::ResourceUnknown)?;
    an_attempt_that_was_given_up_is_over(space, facts)?;
    draws::applications_wait_for_the_draw(space, reserved)?;
    if rules == Rules::Kept && !before.span.contains(span) {
        draws::not_before_the_draw(space, shared, span, now)?;
    }
    let wanting = Wanting { holder: before.holder(), purpose: before.purpose.as_deref(), span };
    if !before.span.contains(span) {
        wanting.is_eligible(shared, facts.known.as_ref(), now)?;
    }
    let counts = counted_anew(shared, reserved, span, facts)?;
    let own = Some(reserved.own());
    let opens_earlier = wanting.opens_earlier(shared, facts.known.as_ref());
    let calendar = space.calendar(shared, now).opening_earlier(opens_earlier);
    calendar.admit(&Candidate { span, persons, own, rules })?;
    let terms = changed(space, reserved, (span, persons), counts, (acting, now));
    let held = held_after(shared, reserved, span);
    // What a clerk set aside for it stays so for what is left of it.
    let set_aside = before.rules_set_aside && reserved.own().has(span);
    let terms = Terms { held, rules_set_aside: rules == Rules::SetAside || set_aside, ..terms };
    if wishes::asks_a_clerk(shared, reserved, &terms, rules) {
        return Ok(vec![wishes::ask(shared, reserved, terms, now)]);
    }
    Ok(vec![changed_at_once(shared, reserved, terms, (acting, now)).into()])
}

/// The same reservation at another time, or for other persons, by what was agreed when it was made.
pub(super) fn changed(
    space: &Space,
    reserved: &Reserved,
    (span, persons): (TimeSpan, Option<u32>),
    counts: Vec<Count>,
    (acting, now): (Acting, Timestamp),
) -> Terms {
    let before = reserved.terms.as_ref();
    Terms {
        span,
        persons,
        counted: None,
        counts,
        price: before.price.as_ref().map(|it| {
            let paid = space.account(before.reservation).paid(Owing::Price) > 0;
            Box::new(it.for_other_time((before.span, span), &before.zone, Move { acting, paid }, now))
        }),
        bound_by_start: bound_after_a_move(space, reserved, acting, now),
        check_in: before.check_in.as_deref().map(|it| Box::new(it.after_a_change(before.span, span, now))),
        ..before.clone()
    }
}

/// What it holds at another time, as it is recorded; within what is granted no more than it held.
pub(super) fn held_after(shared: &Shared, reserved: &Reserved, span: TimeSpan) -> Option<TimeSpan> {
    if !reserved.own().has(span) {
        return shared.held_beyond(span);
    }
    common(shared.held_for(span), reserved.terms.held()).filter(|held| *held != span)
}

/// What is had, and what waits already, is changed at once.
fn changed_at_once(
    shared: &Shared,
    reserved: &Reserved,
    terms: Terms,
    (acting, now): (Acting, Timestamp),
) -> ReservationChanged {
    let before = &reserved.terms;
    let state = after_a_change(shared, reserved, &terms);
    let decide_by = decide_by_after_a_change(shared, reserved, &terms, (state, now));
    let unheld = state == ReservationState::Requested
        && if is_less(&terms, before) { before.unheld } else { !shared.definition.approval_holds };
    let terms = Terms { decide_by, unheld, ..terms };
    ReservationChanged {
        counts_given_back: before.counts_beside(&terms),
        terms,
        before: before.span,
        held_before: before.held,
        was: reserved.state,
        state,
        with_series: false,
        by: acting.by,
        at_members_wish: acting.at_members_wish,
        granted: false,
    }
}

/// What waits and becomes more waits again; for what becomes less, or is changed by a clerk, nobody waits who did not before.
fn after_a_change(shared: &Shared, reserved: &Reserved, terms: &Terms) -> ReservationState {
    if is_less(terms, &reserved.terms) || terms.rules_set_aside {
        return reserved.state;
    }
    if shared.definition.approval { ReservationState::Requested } else { ReservationState::Confirmed }
}

/// Who wants more or other time waits anew; a request for less is as old as it was, so that nobody holds time by asking
/// for less and less of it.
fn decide_by_after_a_change(
    shared: &Shared,
    reserved: &Reserved,
    terms: &Terms,
    (state, now): (ReservationState, Timestamp),
) -> Option<Timestamp> {
    if state != ReservationState::Requested {
        return None;
    }
    if is_less(terms, &reserved.terms) { terms.decide_by } else { waits_until(shared, terms.span, now) }
}

/// Who moves a reservation to another period has it counted there; who makes it shorter gives hours back. What stays the same stays
/// counted.
fn counted_anew(
    shared: &Shared,
    reserved: &Reserved,
    span: TimeSpan,
    facts: &Facts,
) -> Result<Vec<Count>, Refusal> {
    let (wanted, had) = (tallies(shared, reserved.terms.holder(), span), reserved.all_counts());
    let find = |counts: &[Count], tally| counts.iter().find(|count| count.tally.is_like(tally)).cloned();
    let counts: Option<Vec<Count>> =
        wanted.iter().map(|tally| find(&had, tally).or_else(|| find(&facts.counts, tally))).collect();
    counts.ok_or(Refusal::NotCounted)
}

/// An attempt to change or restore a reservation that was given up does not succeed later.
fn an_attempt_that_was_given_up_is_over(space: &Space, facts: &Facts) -> Result<(), Refusal> {
    facts.attempt.map_or(Ok(()), |attempt| what_is_forgone_is_not_made(space, attempt))
}

pub(super) fn restore(
    space: &Space,
    reservation: ReservationId,
    facts: &Facts,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    let state = only_what_was_cancelled_is_restored(reserved)?;
    an_attempt_that_was_given_up_is_over(space, facts)?;
    let before = &reserved.terms;
    let shared = space.resource(before.resource).ok_or(Refusal::ResourceUnknown)?;
    // What it had counted for was given back: it is counted anew.
    what_has_a_quota_is_counted(&tallies(shared, before.holder(), before.span), facts)?;
    let rules = before.rules();
    // It gave its time up, and was once wished in time.
    let own = Some(Own::asked_for(before.span, None));
    let candidate = Candidate { span: before.span, persons: before.persons, own, rules };
    space.calendar(shared, now).admit(&candidate)?;
    let (held, counts) = (shared.held_beyond(before.span), facts.counts.clone());
    let terms =
        Terms { held, decide_by: None, unheld: false, counted: None, counts, ..before.standing_from(now) };
    let waits = state == ReservationState::Requested;
    let terms = match waits {
        true if draws::is_application_again(space, reserved, state) => Terms { unheld: true, ..terms },
        true => Terms { draw: None, ..as_request(shared, terms, now) },
        false => terms,
    };
    Ok(vec![ReservationRestored { terms, state }.into()])
}

/// Only what was cancelled can be restored, to where it stood.
fn only_what_was_cancelled_is_restored(reserved: &Reserved) -> Result<ReservationState, Refusal> {
    match (reserved.state, reserved.stood) {
        (ReservationState::Cancelled, Some(stood)) => Ok(stood),
        (state, _) => Err(Refusal::NotCancelled { state }),
    }
}
