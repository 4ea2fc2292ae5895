//! Who comes and who does not: checking in, walking in, leaving, and what becomes of time that nobody uses.

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::{DoneBy, ReleasedFor, ReservationState},
    ids::ReservationId,
};

use super::{
    super::{
        Attending, CodeMistaken, Facts, NotAttended, Payer, Refusal, ReservationCheckedIn,
        ReservationReleased, Reserved, Rules, Shared, Shown, Space, SpaceEvent, Terms,
    },
    found, only_before_its_end,
    reservations::{self, Wish},
};

/// So many codes that are not its own may be given for a reservation; then none is taken, and a clerk looks who it is. Enough for
/// whoever misreads it; of six letters and digits none is found by trying so often.
const MISTAKEN_CODES_MAX: u32 = 10;
/// Nobody is released later than this after they should have come: then the platform was not at work when they might have
/// checked in, and it is not theirs to answer for.
const RELEASED_WITHIN: SignedDuration = SignedDuration::from_mins(60);

/// Somebody comes. Whoever has come already is there.
pub(super) fn check_in(
    space: &Space,
    reservation: ReservationId,
    shown: Shown,
    rules: Rules,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    let attending = only_what_somebody_has_is_checked_in_to(reserved)?;
    if attending.checked_in_at.is_some() {
        return Ok(Vec::new());
    }
    match rules {
        Rules::Kept => in_the_time_of_check_in(attending, now)?,
        Rules::SetAside => only_before_its_end(reserved, now)?,
    }
    codes_are_not_guessed(reserved, shown)?;
    if shown.code_fits == Some(false) {
        let resource = reserved.terms.resource;
        return Ok(vec![CodeMistaken { reservation, resource }.into()]);
    }
    who_comes_is_known(attending, shown, rules)?;
    Ok(vec![checked_in(&reserved.terms, now)])
}

/// What is said of a code that was noted as mistaken.
pub fn mistaken(space: &Space, reservation: ReservationId) -> Refusal {
    let mistaken = space.reservation(reservation).map_or(MISTAKEN_CODES_MAX, |it| it.mistaken_codes);
    NotAttended::CodeMistaken { most: MISTAKEN_CODES_MAX, mistaken }.into()
}

fn checked_in(terms: &Terms, now: Timestamp) -> SpaceEvent {
    let come = |attending: &Attending| Box::new(Attending { checked_in_at: Some(now), ..attending.clone() });
    let check_in = terms.check_in.as_deref().map(come);
    ReservationCheckedIn { terms: Terms { check_in, ..terms.clone() } }.into()
}

/// Only a confirmed reservation is checked in to; one that nobody came to in time is not theirs any more.
fn only_what_somebody_has_is_checked_in_to(reserved: &Reserved) -> Result<&Attending, NotAttended> {
    match reserved.state {
        ReservationState::Confirmed => reserved.terms.check_in.as_deref().ok_or(NotAttended::NoCheckIn),
        ReservationState::Released => Err(NotAttended::Released),
        state @ (ReservationState::Requested | ReservationState::Refused | ReservationState::Cancelled) => {
            Err(NotAttended::NotConfirmed { state })
        }
    }
}

/// Check-in opens some minutes before the start, and is over some minutes after it.
fn in_the_time_of_check_in(attending: &Attending, now: Timestamp) -> Result<(), NotAttended> {
    let Attending { opens_at, due_by, .. } = *attending;
    if opens_at <= now && now < due_by {
        Ok(())
    } else {
        Err(NotAttended::NotTheTime { opens_at, due_by, now })
    }
}

/// After so many codes that are not its own none is taken, so that nobody finds it by trying.
fn codes_are_not_guessed(reserved: &Reserved, shown: Shown) -> Result<(), NotAttended> {
    if shown.code_fits.is_some() && reserved.mistaken_codes >= MISTAKEN_CODES_MAX {
        return Err(NotAttended::CodesTried { most: MISTAKEN_CODES_MAX });
    }
    Ok(())
}

/// A member says that they are there where that is enough; elsewhere they show the code to staff, who may also know them.
fn who_comes_is_known(attending: &Attending, shown: Shown, rules: Rules) -> Result<(), NotAttended> {
    match (shown.by, shown.code_fits, rules) {
        (DoneBy::Staff, Some(_), _) | (DoneBy::Staff, None, Rules::SetAside) => Ok(()),
        (DoneBy::Staff, None, Rules::Kept) => Err(NotAttended::CodeMissing),
        (DoneBy::Holder | DoneBy::Platform, ..) if attending.rule.needs_code => Err(NotAttended::FromAfar),
        (DoneBy::Holder | DoneBy::Platform, ..) => Ok(()),
    }
}

/// Nobody came before `due_by`: they have it no longer, not a moment before.
pub(super) fn release_unattended(
    space: &Space,
    reservation: ReservationId,
    due_by: Timestamp,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    // It may have been changed or given up.
    let is_due_then = |it: &Attending| it.due_by == due_by;
    let Some(reserved) = space.reservation(reservation).filter(|it| awaited(it).is_some_and(is_due_then))
    else {
        return Ok(Vec::new());
    };
    if now < due_by {
        return Err(NotAttended::StillDue { due_by, now }.into());
    }
    if now.duration_since(due_by) > RELEASED_WITHIN {
        return Ok(Vec::new());
    }
    Ok(vec![released(reserved, ReleasedFor::NoShow)])
}

/// Who did not come in time has it no longer, and does not give up or move it before the platform has said so.
pub(super) fn whoever_did_not_come_has_it_no_longer(
    reserved: &Reserved,
    rules: Rules,
    now: Timestamp,
) -> Result<(), NotAttended> {
    let is_released_now =
        |it: &Attending| it.due_by <= now && now.duration_since(it.due_by) <= RELEASED_WITHIN;
    match rules {
        Rules::Kept if awaited(reserved).is_some_and(is_released_now) => Err(NotAttended::Released),
        Rules::Kept | Rules::SetAside => Ok(()),
    }
}

/// When somebody should come, if they are still awaited.
fn awaited(reserved: &Reserved) -> Option<&Attending> {
    let is_confirmed = reserved.state == ReservationState::Confirmed;
    reserved.terms.check_in.as_deref().filter(|it| is_confirmed && it.checked_in_at.is_none())
}

/// Whoever checked in and left for as long as the tenant says has it no longer.
pub(super) fn note_absence(
    space: &Space,
    reservation: ReservationId,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    let attending = only_what_somebody_has_is_checked_in_to(reserved)?;
    only_before_its_end(reserved, now)?;
    let least_minutes = attending.rule.absence_minutes.ok_or(NotAttended::NoAbsence)?;
    let came_at = attending.checked_in_at.ok_or(NotAttended::NotCheckedIn)?;
    let begun_at = came_at.max(reserved.terms.span.starts_at());
    away_for_so_long(least_minutes, since.max(begun_at), now)?;
    Ok(vec![released(reserved, ReleasedFor::Absence)])
}

/// Nobody is away before they came and before it began, and who comes back in time has not left.
fn away_for_so_long(least_minutes: u32, since: Timestamp, now: Timestamp) -> Result<(), NotAttended> {
    let minutes = now.duration_since(since).as_mins();
    if minutes >= i64::from(least_minutes) {
        Ok(())
    } else {
        Err(NotAttended::NotAwayForSoLong { least_minutes, minutes: minutes.max(0) })
    }
}

fn released(reserved: &Reserved, released_for: ReleasedFor) -> SpaceEvent {
    ReservationReleased { terms: reserved.terms.as_ref().clone(), released_for }.into()
}

/// Whoever stands before it and finds it free has it from now on, and is there.
pub(super) fn walk_in(
    space: &Space,
    wish: &Wish,
    facts: &Facts,
    payer: &Payer,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let mut events = reservations::make(space, wish, facts, payer, now)?;
    let come = events.iter().find_map(|event| Some(checked_in(event.of_a_reservation()?.0, now)));
    events.extend(come);
    Ok(events)
}

/// One walks in where the tenant says so. Where a clerk decides who has it, or sees who is there, a clerk lets them in.
pub(super) fn one_may_walk_in(shared: &Shared, by: DoneBy) -> Result<(), NotAttended> {
    let rule = shared.definition.attendance.filter(|rule| rule.walk_in).ok_or(NotAttended::NoWalkIns)?;
    if by == DoneBy::Staff {
        return Ok(());
    }
    if shared.definition.approval {
        return Err(NotAttended::ClerkDecides);
    }
    if rule.needs_code { Err(NotAttended::FromAfar) } else { Ok(()) }
}
