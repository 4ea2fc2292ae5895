//! What happens on a command, or which rule says no.

use jiff::Timestamp;
use nanum_contracts::{
    booking::ReservationState,
    ids::{MemberId, ReservationId, ResourceId},
    time::{TimeSpan, Zone},
};

use super::{
    Candidate, CheckedDefinition, Counted, Refusal, ReservationAccepted, ReservationCancelled,
    ReservationConfirmed, ReservationForgone, ReservationRefused, ReservationRequested, Reserved,
    ResourceAdded, ResourceChanged, Shared, Space, SpaceCommand, SpaceEvent, Terms,
};

/// Longest reason for a refusal, in characters.
pub const REASON_LENGTH_MAX: usize = 1_000;

/// What happens on a command.
///
/// # Errors
/// The rule that says no.
pub fn decide(space: &Space, command: &SpaceCommand, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    match command {
        SpaceCommand::DefineResource { resource, zone, definition } => {
            define(space, *resource, zone, definition, now)
        }
        SpaceCommand::MakeReservation { reservation, resource, member, span, persons, counted } => {
            let ids = (*reservation, *resource, *member);
            make(space, ids, (*span, *persons), counted.as_ref(), now)
        }
        SpaceCommand::ForgoReservation { reservation, possible_until } => {
            Ok(forgo(space, *reservation, *possible_until))
        }
        SpaceCommand::AcceptReservation { reservation } => accept(space, *reservation, now),
        SpaceCommand::RefuseReservation { reservation, reason } => refuse(space, *reservation, reason, now),
        SpaceCommand::CancelReservation { reservation } => cancel(space, *reservation, now),
    }
}

fn define(
    space: &Space,
    resource: ResourceId,
    zone: &Zone,
    definition: &CheckedDefinition,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let (zone, definition) = (zone.clone(), definition.as_ref().clone());
    let Some(present) = space.resource(resource) else {
        return Ok(vec![ResourceAdded { resource, zone, definition }.into()]);
    };
    if present.zone == zone && present.definition == definition {
        return Ok(Vec::new());
    }
    no_reserved_unit_is_taken_away(space, definition.units, now)?;
    Ok(vec![ResourceChanged { resource, zone, definition }.into()])
}

fn make(
    space: &Space,
    (reservation, resource, member): (ReservationId, ResourceId, MemberId),
    (span, persons): (TimeSpan, Option<u32>),
    counted: Option<&Counted>,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(resource).ok_or(Refusal::ResourceUnknown)?;
    if space.reservation(reservation).is_some() {
        return Err(Refusal::ReservationExists);
    }
    what_is_forgone_is_not_made(space, reservation)?;
    what_has_a_quota_is_counted(shared, counted)?;
    space.calendar(shared, now).admit(&Candidate { span, persons, held: None })?;
    let (site, zone) = (shared.definition.site, shared.zone.clone());
    let counted = counted.cloned();
    let terms = Terms { reservation, resource, site, member, span, zone, persons, counted };
    Ok(vec![match shared.definition.approval {
        true => ReservationRequested { terms }.into(),
        false => ReservationConfirmed { terms }.into(),
    }])
}

/// What is made already stays made.
fn forgo(space: &Space, reservation: ReservationId, possible_until: Timestamp) -> Vec<SpaceEvent> {
    if space.reservation(reservation).is_some() || space.is_forgone(reservation) {
        return Vec::new();
    }
    vec![ReservationForgone { reservation, possible_until }.into()]
}

fn accept(space: &Space, reservation: ReservationId, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_waits_is_decided(reserved)?;
    only_before_its_end(reserved, now)?;
    let terms = reserved.terms.as_ref().clone();
    let shared = space.resource(terms.resource).ok_or(Refusal::ResourceUnknown)?;
    let candidate = Candidate { span: terms.span, persons: terms.persons, held: Some(terms.span) };
    space.calendar(shared, now).admit(&candidate)?;
    Ok(vec![ReservationAccepted { terms }.into()])
}

fn refuse(
    space: &Space,
    reservation: ReservationId,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_waits_is_decided(reserved)?;
    only_before_its_end(reserved, now)?;
    a_reason_is_given(reason)?;
    let (terms, reason) = (reserved.terms.as_ref().clone(), reason.trim().to_owned());
    Ok(vec![ReservationRefused { terms, reason }.into()])
}

fn cancel(space: &Space, reservation: ReservationId, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_stands_is_cancelled(reserved)?;
    only_before_its_end(reserved, now)?;
    let was_confirmed = reserved.state == ReservationState::Confirmed;
    Ok(vec![ReservationCancelled { terms: reserved.terms.as_ref().clone(), was_confirmed }.into()])
}

fn found(space: &Space, reservation: ReservationId) -> Result<&Reserved, Refusal> {
    space.reservation(reservation).ok_or(Refusal::OverForLong)
}

/// A resource keeps as many units as are reserved at one time from now on.
fn no_reserved_unit_is_taken_away(space: &Space, units: u32, now: Timestamp) -> Result<(), Refusal> {
    let reserved = space.occupancy().peak_from(now);
    if reserved > units { Err(Refusal::UnitsReserved { units, reserved }) } else { Ok(()) }
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

/// Only a reservation that waits or is confirmed can be cancelled.
fn only_what_stands_is_cancelled(reserved: &Reserved) -> Result<(), Refusal> {
    match reserved.state {
        ReservationState::Requested | ReservationState::Confirmed => Ok(()),
        state @ (ReservationState::Refused | ReservationState::Cancelled) => {
            Err(Refusal::NotStanding { state })
        }
    }
}

/// A reservation is decided or cancelled before its end, not after.
fn only_before_its_end(reserved: &Reserved, now: Timestamp) -> Result<(), Refusal> {
    let ended_at = reserved.terms.span.ends_at();
    if ended_at <= now { Err(Refusal::Over { ended_at }) } else { Ok(()) }
}

/// Who is refused is told why, in 1 to [`REASON_LENGTH_MAX`] characters.
fn a_reason_is_given(reason: &str) -> Result<(), Refusal> {
    let characters = reason.trim().chars().count();
    if (1..=REASON_LENGTH_MAX).contains(&characters) {
        Ok(())
    } else {
        Err(Refusal::ReasonLength { most: REASON_LENGTH_MAX, characters })
    }
}
