//! What others are told of Lending's log.

use nanum_contracts::{WireError, ids::TitleId, lending as public, lending::LendingEvent};
use nanum_runtime::{Public, Recorded};

use crate::{
    aggregate::title_event,
    domain::{
        HoldCancelled, HoldFulfilled, HoldLapsed, HoldPlaced, HoldReady, LoanEnded, LoanStarted, TitleEvent,
    },
};

/// The public form of an event; `None` for claims, and for items freed, which concern nobody outside.
///
/// # Errors
/// When the event cannot be read or written.
pub fn publish(recorded: &Recorded) -> Result<Option<Public>, WireError> {
    let Some((title, event)) = title_event(recorded)?.and_then(public_event) else { return Ok(None) };
    Public::new::<LendingEvent>(format!("title/{title}"), event).map(Some)
}

fn public_event(event: TitleEvent) -> Option<(TitleId, LendingEvent)> {
    Some(match event {
        TitleEvent::TitleAdded(event) => {
            let (title, zone, definition) = (event.title, event.zone, event.definition);
            (title, public::TitleAdded { title, zone, definition }.into())
        }
        TitleEvent::TitleChanged(event) => {
            let (title, zone, definition) = (event.title, event.zone, event.definition);
            (title, public::TitleChanged { title, zone, definition }.into())
        }
        TitleEvent::ItemAdded(event) => {
            let (title, item, barcode) = (event.title, event.item, event.barcode.into());
            (title, public::ItemAdded { title, item, barcode }.into())
        }
        TitleEvent::ItemFreed(_) => return None,
        TitleEvent::LoanStarted(LoanStarted { loan, title, item, site, borrower, due_on, zone, .. }) => {
            (title, public::LoanStarted { loan, title, item, site, borrower, due_on, zone }.into())
        }
        TitleEvent::LoanEnded(LoanEnded { loan, title, item, site, borrower, .. }) => {
            (title, public::LoanEnded { loan, title, item, site, borrower }.into())
        }
        TitleEvent::HoldPlaced(HoldPlaced { hold, title, site, member, .. }) => {
            (title, public::HoldPlaced { hold, title, site, member }.into())
        }
        TitleEvent::HoldReady(HoldReady { hold, title, item, site, member, kept_until }) => {
            (title, public::HoldReady { hold, title, item, site, member, kept_until }.into())
        }
        TitleEvent::HoldFulfilled(HoldFulfilled { hold, title, member, loan }) => {
            (title, public::HoldFulfilled { hold, title, member, loan }.into())
        }
        TitleEvent::HoldCancelled(HoldCancelled { hold, title, member, .. }) => {
            (title, public::HoldCancelled { hold, title, member }.into())
        }
        TitleEvent::HoldLapsed(HoldLapsed { hold, title, site, member, .. }) => {
            (title, public::HoldLapsed { hold, title, site, member }.into())
        }
    })
}
