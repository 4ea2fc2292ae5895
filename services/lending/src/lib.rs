//! Lending: titles, their items, the loans of them and the queues for them.
//!
//! [`domain`] holds the rules, [`desk`] the use cases, [`views`] the answers to questions, `lapsing` what happens because
//! time passes, and [`publish`] says what others are told.

mod aggregate;
pub mod desk;
pub mod domain;
mod lapsing;
mod leaving;
mod problems;
mod publish;
pub mod views;

use std::sync::Arc;

use nanum_contracts::lending::{
    AddItem, CancelHold, DefineTitle, GetHold, GetLoan, GetTitle, LendItem, ListHolds, ListLoans, ListTitles,
    PlaceHold, SERVICE, ScanItem, TakeBackItem,
};
use nanum_runtime::{Service, Shell, StartError};

pub use aggregate::{Barcodes, Titles};
pub use desk::Desk;
pub use publish::publish;

/// Starts Lending; it works until the shell's shutdown.
///
/// # Errors
/// When its log, views or the bus cannot be used.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    let mut service = Service::open(&shell, SERVICE)?;
    let desk = Arc::new(Desk::open(&service).await?);
    service.answer::<DefineTitle, _, _, _>(&desk, Desk::define_title);
    service.answer::<AddItem, _, _, _>(&desk, Desk::add_item);
    service.answer::<GetTitle, _, _, _>(&desk, Desk::get_title);
    service.answer::<ListTitles, _, _, _>(&desk, Desk::list_titles);
    service.answer::<ScanItem, _, _, _>(&desk, Desk::scan_item);
    service.answer::<LendItem, _, _, _>(&desk, Desk::lend_item);
    service.answer::<TakeBackItem, _, _, _>(&desk, Desk::take_back_item);
    service.answer::<GetLoan, _, _, _>(&desk, Desk::get_loan);
    service.answer::<ListLoans, _, _, _>(&desk, Desk::list_loans);
    service.answer::<PlaceHold, _, _, _>(&desk, Desk::place_hold);
    service.answer::<CancelHold, _, _, _>(&desk, Desk::cancel_hold);
    service.answer::<GetHold, _, _, _>(&desk, Desk::get_hold);
    service.answer::<ListHolds, _, _, _>(&desk, Desk::list_holds);
    service.process(lapsing::HoldsLapse { titles: service.aggregates() }).await?;
    let leave = leaving::MembersLeave { desk: desk.clone() };
    service.reaction_to_others(&leaving::MembersLeave::HEARS, leave).await?;
    service.publish(publish);
    service.start().await
}
