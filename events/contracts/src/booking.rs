//! Booking: resources and their reservations.

mod definition;
mod events;
mod operations;
mod reservation;
mod series;

pub use self::{definition::*, events::*, operations::*, reservation::*, series::*};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
