//! Booking: what is reserved for a time, and by whom.
//!
//! [`domain`] holds the rules, [`desk`] the use cases, [`views`] the answers to questions, and [`publish`] says what
//! others are told. It owns resources, their hours and their reservations, and the one guard that admits time to a calendar. It never
//! knows who a member is, nor where a site stands: it asks Membership for a site's zone, and what is known of a member where a
//! resource asks for it, which it does not keep.

mod aggregate;
mod codes;
pub mod desk;
pub mod domain;
mod drawing;
mod eligibility;
mod holidays;
mod lapsing;
mod leaving;
pub mod money;
mod offers;
mod problems;
mod publish;
mod quota;
mod unattended;
mod undecided;
pub mod views;

use std::sync::Arc;

use nanum_contracts::booking::{
    AcceptOffer, AcceptReservation, BlockTime, CancelReservation, CancelSeries, ChangeReservation,
    ChangeSeries, CheckInToReservation, CheckReservation, DecideWaiver, DeclineOffer, DefineHolidays,
    DefineResource, ExtendSeries, FindFirstFree, FindFree, GetBlocking, GetBusyTimes, GetCalendarEntry,
    GetCharge, GetDraw, GetFreeTimes, GetHolidays, GetReservation, GetResource, GetSeries, GetWait,
    JoinWaitlist, LeaveWaitlist, LiftBlocking, ListBlockings, ListBusyTimes, ListCalendarEntries,
    ListCharges, ListDraws, ListReservations, ListResources, ListRivals, ListWaits, MakeReservation,
    MakeSeries, NoteAbsence, PreviewExtension, PreviewSeries, QuotePrice, RefuseReservation,
    RestoreReservation, ReturnDeposit, SERVICE, SettleCharge, WalkIn, WithdrawChange,
};
use nanum_runtime::{Service, Shell, StartError};

pub use aggregate::Spaces;
pub use codes::FILE as CODES_FILE;
pub use desk::Desk;
pub use publish::publish;

/// Starts Booking; it works until the shell's shutdown.
///
/// # Errors
/// When its log, views or the bus cannot be used.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    start_with(shell, Arc::new(money::AtTheDesk)).await
}

/// The same, with somebody who takes money for the city and gives it back.
///
/// # Errors
/// As for [`start`].
pub async fn start_with(shell: Shell, money: Arc<dyn money::HandlesMoney>) -> Result<(), StartError> {
    let mut service = Service::open(&shell, SERVICE)?;
    let desk = Arc::new(Desk::open(&service).await?);
    service.answer::<DefineResource, _, _, _>(&desk, Desk::define_resource);
    service.answer::<GetResource, _, _, _>(&desk, Desk::get_resource);
    service.answer::<ListResources, _, _, _>(&desk, Desk::list_resources);
    service.answer::<GetFreeTimes, _, _, _>(&desk, Desk::get_free_times);
    service.answer::<FindFree, _, _, _>(&desk, Desk::find_free);
    service.answer::<FindFirstFree, _, _, _>(&desk, Desk::find_first_free);
    service.answer::<CheckReservation, _, _, _>(&desk, Desk::check_reservation);
    service.answer::<MakeReservation, _, _, _>(&desk, Desk::make_reservation);
    service.answer::<ChangeReservation, _, _, _>(&desk, Desk::change_reservation);
    service.answer::<WithdrawChange, _, _, _>(&desk, Desk::withdraw_change);
    service.answer::<RestoreReservation, _, _, _>(&desk, Desk::restore_reservation);
    service.answer::<BlockTime, _, _, _>(&desk, Desk::block_time);
    service.answer::<LiftBlocking, _, _, _>(&desk, Desk::lift_blocking);
    service.answer::<GetBlocking, _, _, _>(&desk, Desk::get_blocking);
    service.answer::<ListBlockings, _, _, _>(&desk, Desk::list_blockings);
    service.answer::<AcceptReservation, _, _, _>(&desk, Desk::accept_reservation);
    service.answer::<RefuseReservation, _, _, _>(&desk, Desk::refuse_reservation);
    service.answer::<CancelReservation, _, _, _>(&desk, Desk::cancel_reservation);
    service.answer::<GetReservation, _, _, _>(&desk, Desk::get_reservation);
    service.answer::<ListReservations, _, _, _>(&desk, Desk::list_reservations);
    service.process(undecided::UndecidedRequests { spaces: service.aggregates() }).await?;
    service.answer::<PreviewSeries, _, _, _>(&desk, Desk::preview_series);
    service.answer::<MakeSeries, _, _, _>(&desk, Desk::make_series);
    service.answer::<CancelSeries, _, _, _>(&desk, Desk::cancel_series);
    service.answer::<ChangeSeries, _, _, _>(&desk, Desk::change_series);
    service.answer::<PreviewExtension, _, _, _>(&desk, Desk::preview_extension);
    service.answer::<ExtendSeries, _, _, _>(&desk, Desk::extend_series);
    service.answer::<GetSeries, _, _, _>(&desk, Desk::get_series);
    service.answer::<QuotePrice, _, _, _>(&desk, Desk::quote_price);
    service.answer::<DecideWaiver, _, _, _>(&desk, Desk::decide_waiver);
    service.answer::<SettleCharge, _, _, _>(&desk, Desk::settle_charge);
    service.answer::<ReturnDeposit, _, _, _>(&desk, Desk::return_deposit);
    service.answer::<GetCharge, _, _, _>(&desk, Desk::get_charge);
    service.answer::<ListCharges, _, _, _>(&desk, Desk::list_charges);
    service.answer::<GetBusyTimes, _, _, _>(&desk, Desk::get_busy_times);
    service.answer::<ListBusyTimes, _, _, _>(&desk, Desk::list_busy_times);
    service.answer::<GetCalendarEntry, _, _, _>(&desk, Desk::get_calendar_entry);
    service.answer::<ListCalendarEntries, _, _, _>(&desk, Desk::list_calendar_entries);
    service.process(money::MoneyMoves { spaces: service.aggregates(), money }).await?;
    service.process(lapsing::UnpaidLapse { spaces: service.aggregates() }).await?;
    service.answer::<DefineHolidays, _, _, _>(&desk, Desk::define_holidays);
    service.answer::<GetHolidays, _, _, _>(&desk, Desk::get_holidays);
    service.reaction(desk.spaces_know_holidays()).await?;
    service.answer::<ListRivals, _, _, _>(&desk, Desk::list_rivals);
    service.answer::<JoinWaitlist, _, _, _>(&desk, Desk::join_waitlist);
    service.answer::<LeaveWaitlist, _, _, _>(&desk, Desk::leave_waitlist);
    service.answer::<AcceptOffer, _, _, _>(&desk, Desk::accept_offer);
    service.answer::<DeclineOffer, _, _, _>(&desk, Desk::decline_offer);
    service.answer::<GetWait, _, _, _>(&desk, Desk::get_wait);
    service.answer::<ListWaits, _, _, _>(&desk, Desk::list_waits);
    service.answer::<GetDraw, _, _, _>(&desk, Desk::get_draw);
    service.answer::<ListDraws, _, _, _>(&desk, Desk::list_draws);
    let client = service.client();
    service.process(drawing::DrawsAreHeld { spaces: service.aggregates(), client }).await?;
    service.process(offers::OffersEnd { spaces: service.aggregates() }).await?;
    service.answer::<CheckInToReservation, _, _, _>(&desk, Desk::check_in);
    service.answer::<NoteAbsence, _, _, _>(&desk, Desk::note_absence);
    service.answer::<WalkIn, _, _, _>(&desk, Desk::walk_in);
    service.process(unattended::UnattendedReservations { spaces: service.aggregates() }).await?;
    service.reaction(leaving::OffersAreSettled { desk: desk.clone() }).await?;
    let leave = leaving::MembersLeave { desk: desk.clone() };
    service.reaction_to_others(&leaving::MembersLeave::HEARS, leave).await?;
    service.publish(publish);
    service.start().await
}
