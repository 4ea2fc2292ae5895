//! Booking: resources and their reservations.

mod allowance;
mod busy;
mod calendar;
mod charges;
mod definition;
mod events;
mod operations;
mod reservation;
mod series;
mod tariff;
mod time_rules;
mod vehicle;

pub use self::{
    allowance::*, busy::*, calendar::*, charges::*, definition::*, events::*, operations::*, reservation::*,
    series::*, tariff::*, time_rules::*, vehicle::*,
};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
