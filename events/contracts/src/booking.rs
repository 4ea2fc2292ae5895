//! Booking: resources and their reservations.

mod charges;
mod definition;
mod events;
mod operations;
mod reservation;
mod tariff;

pub use self::{charges::*, definition::*, events::*, operations::*, reservation::*, tariff::*};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
