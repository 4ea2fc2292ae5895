//! Booking: resources and their reservations.

mod allowance;
mod definition;
mod events;
mod operations;
mod reservation;
mod series;
mod time_rules;

pub use self::{
    allowance::*, definition::*, events::*, operations::*, reservation::*, series::*, time_rules::*,
};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
