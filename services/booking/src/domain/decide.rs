//! What happens on a command, or which rule says no.

mod attendance;
mod blockings;
mod changes;
mod charges;
mod draws;
mod requests;
mod reservations;
mod resources;
mod rivals;
mod series;
mod waits;
mod wishes;

use jiff::Timestamp;
use nanum_contracts::ids::ReservationId;

use super::{Holder, Refusal, Reserved, Rules, Space, SpaceCommand, SpaceEvent};
use reservations::{Begins, Wish};

pub use attendance::mistaken;
pub(crate) use series::local_time;
pub use series::{Ended, Moved, WantedSeries, preview, preview_extension, what_would_move};
pub use waits::WantedWait;

/// Longest reason that a clerk gives, in characters.
pub const REASON_LENGTH_MAX: usize = 1_000;

/// What happens on a command.
///
/// # Errors
/// The rule that says no.
pub fn decide(space: &Space, command: &SpaceCommand, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    // Money follows from what happens to reservations, by whichever command that is.
    let events = wishes::with_what_is_overtaken(space, decide_alone(space, command, now)?, now);
    let events = rivals::with_losers(space, events, now);
    let events = charges::with_charges(space, events, now);
    // And so does who gets what becomes free.
    Ok(waits::with_offers(space, events, now))
}

fn decide_alone(space: &Space, command: &SpaceCommand, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    match command {
        SpaceCommand::DefineResource { resource, zone, definition, holidays } => {
            resources::define(space, *resource, zone, definition, now)
                .map(|events| resources::with_holidays(space, events, definition, holidays.as_ref()))
        }
        SpaceCommand::NoteHolidays(holidays) => Ok(resources::note_holidays(space, holidays)),
        SpaceCommand::MakeReservation {
            reservation,
            resource,
            member,
            span,
            persons,
            rules,
            group,
            purpose,
            facts,
            payer,
        } => {
            let wish = Wish {
                reservation: *reservation,
                resource: *resource,
                span: *span,
                persons: *persons,
                rules: *rules,
                series: None,
                holder: Holder { member: *member, group: *group },
                purpose: purpose.clone(),
                begins: Begins::AsWished,
            };
            reservations::make(space, &wish, facts, payer, now)
        }
        SpaceCommand::ForgoReservation { reservation, attempt, possible_until } => {
            Ok(reservations::forgo(space, (*reservation, *attempt), *possible_until))
        }
        SpaceCommand::AcceptReservation { reservation } => reservations::accept(space, *reservation, now),
        SpaceCommand::RefuseReservation { reservation, reason } => {
            reservations::refuse(space, *reservation, reason, now)
        }
        SpaceCommand::RemindOfRequest { reservation, decide_by } => {
            Ok(requests::remind(space, *reservation, *decide_by))
        }
        SpaceCommand::LapseRequest { reservation, decide_by } => {
            requests::lapse(space, *reservation, *decide_by, now)
        }
        SpaceCommand::CancelReservation { reservation, reason, rules, acting } => {
            reservations::cancel(space, *reservation, (reason.as_deref(), *acting), *rules, now)
        }
        SpaceCommand::ChangeReservation { reservation, span, persons, rules, acting, facts } => {
            changes::change(space, *reservation, (*span, *persons), (*rules, *acting), facts, now)
        }
        SpaceCommand::WithdrawChange { reservation } => wishes::withdraw(space, *reservation, now),
        SpaceCommand::RestoreReservation { reservation, facts } => {
            changes::restore(space, *reservation, facts, now)
        }
        SpaceCommand::BlockTime { blocking, resource, span, units, reason, displace } => {
            let wanted = blockings::Wanted { span: *span, units: *units, displace: *displace };
            blockings::block(space, (*blocking, *resource), &wanted, reason, now)
        }
        SpaceCommand::MakeSeries(wanted) => series::make(space, wanted, now),
        SpaceCommand::ExtendSeries { wanted, ended } => series::extend(space, (wanted, *ended), now),
        SpaceCommand::CancelSeries { series, from, reason, acting } => {
            series::cancel(space, (*series, *from), (reason.as_deref(), *acting), now)
        }
        SpaceCommand::ChangeSeries { series, starting, from, to, acting, known, counted } => {
            let facts = (known.as_ref(), counted);
            series::change(space, (*series, *starting), (*from, *to), (*acting, facts), now)
        }
        SpaceCommand::LiftBlocking { blocking } => blockings::lift(space, *blocking, now),
        SpaceCommand::DecideWaiver { reservation, granted } => {
            charges::decide_waiver(space, *reservation, *granted, now)
        }
        SpaceCommand::SettleCharge { reservation, charge, reference, by } => {
            charges::settle(space, (*reservation, *charge), reference.as_deref(), *by)
        }
        SpaceCommand::LapseUnpaid { reservation } => charges::lapse(space, *reservation, now),
        SpaceCommand::ReturnDeposit { reservation, keep } => {
            charges::return_deposit(space, *reservation, *keep)
        }
        SpaceCommand::JoinQueue(wanted) => waits::join(space, wanted, now),
        SpaceCommand::LeaveQueue { wait } => waits::leave(space, *wait),
        SpaceCommand::TakeOffer { wait, reservation, facts, payer } => {
            waits::take(space, (*wait, *reservation), facts, payer, now)
        }
        SpaceCommand::DeclineOffer { wait } => waits::decline(space, *wait),
        SpaceCommand::ExpireOffer { wait, until } => waits::expire(space, (*wait, *until), now),
        SpaceCommand::SettleOffer { wait, may } => waits::settle(space, *wait, may, now),
        SpaceCommand::LapseWait { wait } => waits::lapse(space, *wait, now),
        SpaceCommand::DrawLots { draw, seed } => draws::draw(space, *draw, seed, now),
        SpaceCommand::CheckIn { reservation, shown, rules } => {
            attendance::check_in(space, *reservation, *shown, *rules, now)
        }
        SpaceCommand::ReleaseUnattended { reservation, due_by } => {
            attendance::release_unattended(space, *reservation, *due_by, now)
        }
        SpaceCommand::NoteAbsence { reservation, since } => {
            attendance::note_absence(space, *reservation, *since, now)
        }
        SpaceCommand::WalkIn { reservation, resource, holder, span, persons, purpose, by, facts, payer } => {
            let wish = Wish {
                reservation: *reservation,
                resource: *resource,
                span: *span,
                persons: *persons,
                rules: Rules::Kept,
                series: None,
                holder: *holder,
                purpose: purpose.clone(),
                begins: Begins::Now(*by),
            };
            attendance::walk_in(space, &wish, facts, payer, now)
        }
    }
}

fn found(space: &Space, reservation: ReservationId) -> Result<&Reserved, Refusal> {
    space.reservation(reservation).ok_or(Refusal::OverForLong)
}

/// A reservation is decided, changed or cancelled before its end, not after.
fn only_before_its_end(reserved: &Reserved, now: Timestamp) -> Result<(), Refusal> {
    let ended_at = reserved.terms.span.ends_at();
    if ended_at <= now { Err(Refusal::Over { ended_at }) } else { Ok(()) }
}

/// Whoever is refused, cancelled or kept out by a clerk is told why, in 1 to [`REASON_LENGTH_MAX`] characters.
fn a_reason_is_given(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    let characters = reason.chars().count();
    if (1..=REASON_LENGTH_MAX).contains(&characters) {
        Ok(reason.to_owned())
    } else {
        Err(Refusal::ReasonLength { most: REASON_LENGTH_MAX, characters })
    }
}
