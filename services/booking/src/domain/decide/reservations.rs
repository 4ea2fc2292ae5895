//! Making, deciding and cancelling reservations.

use jiff::Timestamp;
use nanum_contracts::{
    booking::ReservationState,
    ids::{MemberId, ReservationId, ResourceId},
    time::TimeSpan,
};

use super::{
    super::{
        Candidate, Counted, Own, Payer, Priced, Refusal, ReservationAccepted, ReservationCancelled,
        ReservationConfirmed, ReservationForgone, ReservationRefused, ReservationRequested, Reserved, Rules,
        Shared, Space, SpaceEvent, Terms,
    },
    a_reason_is_given,
    charges::price_for,
    found, only_before_its_end,
};

/// What somebody wants to reserve.
pub(super) struct Wish {
    pub(super) reservation: ReservationId,
    pub(super) resource: ResourceId,
    pub(super) member: MemberId,
    pub(super) span: TimeSpan,
    pub(super) persons: Option<u32>,
    pub(super) rules: Rules,
}

pub(super) fn make(
    space: &Space,
    wish: &Wish,
    counted: Option<&Counted>,
    payer: &Payer,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(wish.resource).ok_or(Refusal::ResourceUnknown)?;
    if space.reservation(wish.reservation).is_some() {
        return Err(Refusal::ReservationExists);
    }
    what_is_forgone_is_not_made(space, wish.reservation)?;
    what_has_a_quota_is_counted(shared, counted)?;
    let candidate = Candidate { span: wish.span, persons: wish.persons, own: None, rules: wish.rules };
    space.calendar(shared, now).admit(&candidate)?;
    let price = price_for(shared, wish, payer, now)?;
    let terms = terms_of(shared, wish, counted, price);
    Ok(vec![match shared.definition.approval && wish.rules == Rules::Kept {
        true => ReservationRequested { terms }.into(),
        false => ReservationConfirmed { terms }.into(),
    }])
}

fn terms_of(shared: &Shared, wish: &Wish, counted: Option<&Counted>, price: Option<Priced>) -> Terms {
    Terms {
        reservation: wish.reservation,
        resource: wish.resource,
        site: shared.definition.site,
        member: wish.member,
        span: wish.span,
        zone: shared.zone.clone(),
        persons: wish.persons,
        counted: counted.cloned(),
        held: shared.held_beyond(wish.span),
        rules_set_aside: wish.rules == Rules::SetAside,
        price: price.map(Box::new),
    }
}

/// A reservation that was not made will not be made later.
pub(super) fn forgo(space: &Space, reservation: ReservationId, possible_until: Timestamp) -> Vec<SpaceEvent> {
    if space.reservation(reservation).is_some() || space.is_forgone(reservation) {
        return Vec::new();
    }
    vec![ReservationForgone { reservation, possible_until }.into()]
}

pub(super) fn accept(
    space: &Space,
    reservation: ReservationId,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_waits_is_decided(reserved)?;
    only_before_its_end(reserved, now)?;
    let terms = reserved.terms.as_ref().clone();
    let shared = space.resource(terms.resource).ok_or(Refusal::ResourceUnknown)?;
    let own = Own { span: terms.span, held: Some(terms.held()) };
    let candidate =
        Candidate { span: terms.span, persons: terms.persons, own: Some(own), rules: terms.rules() };
    space.calendar(shared, now).admit(&candidate)?;
    Ok(vec![ReservationAccepted { terms: terms.due_from(now) }.into()])
}

pub(super) fn refuse(
    space: &Space,
    reservation: ReservationId,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_waits_is_decided(reserved)?;
    only_before_its_end(reserved, now)?;
    let reason = a_reason_is_given(reason)?;
    Ok(vec![ReservationRefused { terms: reserved.terms.as_ref().clone(), reason }.into()])
}

pub(super) fn cancel(
    space: &Space,
    reservation: ReservationId,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_stands_is_changed(reserved)?;
    only_before_its_end(reserved, now)?;
    let reason = reason.map(a_reason_is_given).transpose()?;
    Ok(vec![cancelled(reserved, reason).into()])
}

/// A standing reservation, cancelled.
pub(super) fn cancelled(reserved: &Reserved, reason: Option<String>) -> ReservationCancelled {
    let was_confirmed = reserved.state == ReservationState::Confirmed;
    let terms = reserved.terms.as_ref().clone();
    ReservationCancelled { terms, was_confirmed, displaced_by: None, unpaid: false, reason }
}

/// A reservation of a resource with a quota is made only when it has been counted.
fn what_has_a_quota_is_counted(shared: &Shared, counted: Option<&Counted>) -> Result<(), Refusal> {
    if shared.definition.quota.is_some() && counted.is_none() { Err(Refusal::NotCounted) } else { Ok(()) }
}

/// A reservation that was given up before it was made is not made later.
fn what_is_forgone_is_not_made(space: &Space, reservation: ReservationId) -> Result<(), Refusal> {
    if space.is_forgone(reservation) { Err(Refusal::Forgone) } else { Ok(()) }
}

/// A clerk accepts or refuses only what waits.
fn only_what_waits_is_decided(reserved: &Reserved) -> Result<(), Refusal> {
    match reserved.state {
        ReservationState::Requested => Ok(()),
        state @ (ReservationState::Confirmed | ReservationState::Refused | ReservationState::Cancelled) => {
            Err(Refusal::NotWaiting { state })
        }
    }
}

/// Only a reservation that waits or is confirmed can be changed or cancelled.
pub(super) fn only_what_stands_is_changed(reserved: &Reserved) -> Result<(), Refusal> {
    match reserved.state {
        ReservationState::Requested | ReservationState::Confirmed => Ok(()),
        state @ (ReservationState::Refused | ReservationState::Cancelled) => {
            Err(Refusal::NotStanding { state })
        }
    }
}
