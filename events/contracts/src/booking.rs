//! Booking: resources and their reservations.

mod allowance;
mod charges;
mod definition;
mod draws;
mod events;
mod operations;
mod reservation;
mod series;
mod tariff;
mod time_rules;
mod waits;

pub use self::{
    allowance::*, charges::*, definition::*, draws::*, events::*, operations::*, reservation::*, series::*,
    tariff::*, time_rules::*, waits::*,
};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
