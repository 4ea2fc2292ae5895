//! What Reporting reads, each file named for the question it answers.

pub mod uses_by_site_and_month;
pub mod what_is_shared;

use nanum_bus::Delivered;
use nanum_contracts::{
    WireError,
    booking::{self, BookingEvent},
    lending::{self, LendingEvent},
    membership::{self, MembershipEvent},
};
use nanum_runtime::view::ProjectionError;

/// Whose events the views follow.
pub const FOLLOWED: [&str; 3] = [booking::SERVICE, lending::SERVICE, membership::SERVICE];

/// A public event, read.
pub(crate) enum Happened {
    Booking(BookingEvent),
    Lending(LendingEvent),
    Membership(MembershipEvent),
}

/// Reads an event; `None` for one that is not known here: others may say more one day than today.
pub(crate) fn read(delivered: &Delivered) -> Result<Option<Happened>, ProjectionError> {
    let event = &delivered.event;
    let happened = match delivered.service.as_str() {
        booking::SERVICE => event.decode(booking::SERVICE).map(Happened::Booking),
        lending::SERVICE => event.decode(lending::SERVICE).map(Happened::Lending),
        membership::SERVICE => event.decode(membership::SERVICE).map(Happened::Membership),
        _ => return Ok(None),
    };
    match happened {
        Ok(happened) => Ok(Some(happened)),
        Err(WireError::UnknownName { .. }) => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}
