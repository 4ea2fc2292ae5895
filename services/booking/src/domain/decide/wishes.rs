//! A wish about what somebody has: other time or more persons for a confirmed reservation, where a clerk decides. What was granted
//! stands beside it, and whatever becomes of the wish, the reservation is at least what it was.

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::{DoneBy, NotGranted, ReservationState},
    ids::{BlockingId, ReservationId, ResourceId},
    time::TimeSpan,
};

use super::{
    super::{
        Acting, Candidate, ChangeNotGranted, ChangeRequested, Refusal, ReservationChanged, Reserved, Rules,
        Shared, Space, SpaceEvent, Terms, evolve,
    },
    changes::{changed, held_after},
    found, only_before_its_end,
};

/// Whoever wants more or other time than they have asks the clerk again, and keeps what they have; for less no clerk is asked, nor by a
/// clerk.
pub(super) fn asks_a_clerk(shared: &Shared, reserved: &Reserved, terms: &Terms, rules: Rules) -> bool {
    reserved.state == ReservationState::Confirmed
        && shared.definition.approval
        && rules == Rules::Kept
        && !is_less(terms, &reserved.terms)
}

/// Whether terms are within others: no other time, and no more persons.
pub(super) fn is_less(terms: &Terms, than: &Terms) -> bool {
    than.span.contains(terms.span) && terms.persons <= than.persons
}

/// Whoever wishes for less than they wished before waits no longer for it.
pub(super) fn ask(shared: &Shared, reserved: &Reserved, terms: Terms, now: Timestamp) -> SpaceEvent {
    let (granted, before) = (&reserved.terms, reserved.wish.as_deref());
    let wished = match before.filter(|before| is_less(&terms, before)) {
        Some(before) => Terms { decide_by: before.decide_by, unheld: before.unheld, ..terms },
        None => Terms {
            decide_by: Some(waits_until(shared, (granted.span, terms.span), now)),
            unheld: !shared.definition.approval_holds,
            ..terms
        },
    };
    let mut counts_given_back = before.map_or_else(Vec::new, |before| before.counts_beside(granted));
    counts_given_back.retain(|count| !wished.counts.contains(count));
    let instead_of = before.cloned().map(Box::new);
    let terms = granted.as_ref().clone();
    let wished = Box::new(wished);
    ChangeRequested { terms, wished, instead_of, counts_given_back, with_series: false }.into()
}

/// A wish waits for as long as the tenant says, and not beyond the start of what is had nor of what is wished; of what has begun, not
/// beyond its end.
fn waits_until(shared: &Shared, (had, wished): (TimeSpan, TimeSpan), now: Timestamp) -> Timestamp {
    let too_late = |span: TimeSpan| if span.starts_at() > now { span.starts_at() } else { span.ends_at() };
    let minutes = shared.definition.approval_due_minutes.map(i64::from);
    let due = minutes.and_then(|minutes| now.checked_add(SignedDuration::from_mins(minutes)).ok());
    due.unwrap_or(Timestamp::MAX).min(too_late(had)).min(too_late(wished))
}

/// A clerk says yes: the reservation becomes what was wished, if it can still be had. Deadlines and price are those of the moment at
/// which it was asked for: however long a clerk takes, that costs the holder nothing.
pub(super) fn grant(
    space: &Space,
    reserved: &Reserved,
    wish: &Terms,
    now: Timestamp,
) -> Result<SpaceEvent, Refusal> {
    let shared = space.resource(wish.resource).ok_or(Refusal::ResourceUnknown)?;
    let (span, persons, own) = (wish.span, wish.persons, Some(reserved.own()));
    space.calendar(shared, now).admit(&Candidate { span, persons, own, rules: Rules::Kept })?;
    let before = &reserved.terms;
    let counts_given_back = before.counts_beside(wish);
    // What was not held is held from now on, with what it takes to prepare and to clean as it is now.
    let held = if wish.unheld { held_after(shared, reserved, span) } else { wish.held };
    // When it is granted is the clerk's doing, and nobody's lateness.
    let acting = Acting::by(DoneBy::Staff);
    let terms = changed(space, reserved, (span, persons), wish.counts.clone(), (acting, now));
    let waiver = |terms: &Terms| terms.price.as_ref().map(|priced| priced.price.waiver);
    // What was decided of a waiver since then holds for the new time as well.
    let price = if waiver(wish) == waiver(before) { wish.price.clone() } else { terms.price.clone() };
    let (rules_set_aside, bound_by_start) = (wish.rules_set_aside, wish.bound_by_start);
    let terms = Terms { held, rules_set_aside, bound_by_start, price, ..terms };
    Ok(ReservationChanged {
        terms,
        before: before.span,
        held_before: before.held,
        counts_given_back,
        was: reserved.state,
        state: reserved.state,
        with_series: false,
        by: acting.by,
        at_members_wish: acting.at_members_wish,
        granted: true,
    }
    .into())
}

/// The reservation is as it was.
pub(super) fn not_granted(reserved: &Reserved, why: NotGranted) -> Option<ChangeNotGranted> {
    let wish = reserved.wish.as_deref()?;
    let terms = reserved.terms.as_ref().clone();
    Some(ChangeNotGranted {
        counts_given_back: wish.counts_beside(&terms),
        terms,
        wished: Box::new(wish.clone()),
        why,
        reason: None,
        lost_to: None,
        displaced_by: None,
    })
}

/// Whoever does not wish for more any longer has what they had; whoever wishes for nothing has it anyway.
pub(super) fn withdraw(
    space: &Space,
    reservation: ReservationId,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_before_its_end(reserved, now)?;
    Ok(withdrawn(reserved))
}

pub(super) fn withdrawn(reserved: &Reserved) -> Vec<SpaceEvent> {
    not_granted(reserved, NotGranted::Withdrawn).map(SpaceEvent::from).into_iter().collect()
}

/// The events, and before each that ends or changes what somebody has the end of what they wished in its place, whichever command
/// that was.
pub(super) fn with_what_is_overtaken(
    space: &Space,
    events: Vec<SpaceEvent>,
    now: Timestamp,
) -> Vec<SpaceEvent> {
    if !events.iter().any(|event| overtaken(space, event).is_some()) {
        return events;
    }
    let mut space = space.clone();
    let mut all = Vec::with_capacity(events.len() + 1);
    for event in events {
        let overtaken = overtaken(&space, &event);
        space = overtaken.iter().chain([&event]).fold(space, |space, event| evolve(space, event, now));
        all.extend(overtaken);
        all.push(event);
    }
    all
}

fn overtaken(space: &Space, event: &SpaceEvent) -> Option<SpaceEvent> {
    let terms = match event {
        SpaceEvent::ReservationChanged(event) if !event.granted => &event.terms,
        SpaceEvent::ReservationCancelled(event) => &event.terms,
        SpaceEvent::ReservationReleased(event) => &event.terms,
        _ => return None,
    };
    let mut ended = not_granted(space.reservation(terms.reservation)?, NotGranted::Overtaken)?;
    // What it goes on with stays claimed.
    let kept = terms.all_counts();
    ended.counts_given_back.retain(|count| !kept.contains(count));
    Some(ended.into())
}

/// Wishes that hold further time of the resource, or of what it shares its time with, within the span; those that begin last come last.
pub(super) fn wishes_in_the_way(
    space: &Space,
    shared: &Shared,
    span: TimeSpan,
    (blocking, reason): (BlockingId, &str),
) -> Vec<SpaceEvent> {
    let related: Vec<ResourceId> = space.tree().relatives_of(shared.id).chain([shared.id]).collect();
    let mut in_the_way: Vec<&Reserved> = space
        .with_a_wish()
        .filter(|it| related.contains(&it.terms.resource))
        .filter(|it| it.used_by_its_wish().iter().any(|used| used.overlaps(span)))
        .collect();
    in_the_way.sort_unstable_by_key(|it| (it.terms.span.starts_at(), it.terms.reservation));
    let gave_way = in_the_way.into_iter().filter_map(|it| not_granted(it, NotGranted::GaveWay));
    let because =
        |ended| ChangeNotGranted { displaced_by: Some(blocking), reason: Some(reason.to_owned()), ..ended };
    gave_way.map(|ended| because(ended).into()).collect()
}
