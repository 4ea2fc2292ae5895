//! Booking: resources and their reservations.

mod allowance;
mod blocks;
mod busy;
mod calendar;
mod charges;
mod definition;
mod draws;
mod events;
mod finding;
mod holidays;
mod operations;
mod publication;
mod reservation;
mod series;
mod tariff;
mod time_rules;
mod vehicle;
mod waits;

pub use self::{
    allowance::*, blocks::*, busy::*, calendar::*, charges::*, definition::*, draws::*, events::*,
    finding::*, holidays::*, operations::*, publication::*, reservation::*, series::*, tariff::*,
    time_rules::*, vehicle::*, waits::*,
};

/// Its name on the bus.
pub const SERVICE: &str = "booking";
