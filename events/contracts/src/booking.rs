//! Booking: resources and their reservations.

mod allowance;
mod attendance;
mod blocks;
mod charges;
mod definition;
mod events;
mod holidays;
mod operations;
mod publication;
mod reservation;
mod series;
mod tariff;
mod time_rules;

pub use self::{
    allowance::*, attendance::*, blocks::*, charges::*, definition::*, events::*, holidays::*, operations::*,
    publication::*, reservation::*, series::*, tariff::*, time_rules::*,
};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
