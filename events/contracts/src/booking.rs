//! Booking: resources and their reservations.

mod allowance;
mod definition;
mod events;
mod operations;
mod reservation;

pub use self::{allowance::*, definition::*, events::*, operations::*, reservation::*};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
