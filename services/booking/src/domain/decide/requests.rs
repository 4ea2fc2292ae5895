//! What becomes of a request that nobody decides.

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{booking::NotGranted, ids::ReservationId, time::TimeSpan};

use super::{
    super::{Refusal, ReservationDecisionDue, ReservationLapsed, Reserved, Shared, Space, SpaceEvent, Terms},
    wishes,
};

/// A request waits for as long as the tenant says, and not beyond its start; one that has begun, not beyond its end.
pub(super) fn waits_until(shared: &Shared, span: TimeSpan, now: Timestamp) -> Option<Timestamp> {
    let minutes = shared.definition.approval_due_minutes?;
    let too_late = if span.starts_at() > now { span.starts_at() } else { span.ends_at() };
    let due = now.checked_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX);
    Some(due.min(too_late))
}

/// What a reservation is while it waits for a clerk: until when, and whether its time is held.
pub(super) fn as_request(shared: &Shared, terms: Terms, now: Timestamp) -> Terms {
    let decide_by = waits_until(shared, terms.span, now);
    Terms { decide_by, unheld: !shared.definition.approval_holds, ..terms }
}

/// Whoever waits for an answer is not forgotten: the clerks are reminded while there is time to decide.
pub(super) fn remind(space: &Space, reservation: ReservationId, decide_by: Timestamp) -> Vec<SpaceEvent> {
    let due = |(reserved, terms): (&Reserved, &Terms)| {
        ReservationDecisionDue { terms: terms.clone(), wished: reserved.wish.is_some() }.into()
    };
    waiting(space, reservation, decide_by).map(due).into_iter().collect()
}

/// A request that nobody has decided in time is refused by itself, not a moment before. Of a wish, what was had stands.
pub(super) fn lapse(
    space: &Space,
    reservation: ReservationId,
    decide_by: Timestamp,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let Some((reserved, terms)) = waiting(space, reservation, decide_by) else { return Ok(Vec::new()) };
    if now < decide_by {
        return Err(Refusal::NotYet { decide_by, now });
    }
    let lapsed = || ReservationLapsed { terms: terms.clone() }.into();
    let not_granted = wishes::not_granted(reserved, NotGranted::Lapsed).map(SpaceEvent::from);
    Ok(vec![not_granted.unwrap_or_else(lapsed)])
}

/// What waits, if it still does, and until the same moment: it may have been decided, changed or given up.
fn waiting(space: &Space, reservation: ReservationId, decide_by: Timestamp) -> Option<(&Reserved, &Terms)> {
    let reserved = space.reservation(reservation)?;
    let terms = reserved.waiting().filter(|terms| terms.decide_by == Some(decide_by))?;
    Some((reserved, terms))
}
