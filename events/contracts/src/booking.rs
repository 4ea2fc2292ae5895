//! Booking: resources and their reservations.

mod definition;
mod events;
mod operations;
mod reservation;

pub use self::{definition::*, events::*, operations::*, reservation::*};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
