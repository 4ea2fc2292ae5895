//! Booking's read models, each named for the question it answers.

mod question;
pub mod what_is_blocked;
pub mod what_is_free;
pub mod what_is_in_a_series;
pub mod whose_reservations;

pub use what_is_blocked::WhatIsBlocked;
pub use what_is_free::WhatIsFree;
pub use what_is_in_a_series::WhatIsInASeries;
pub use whose_reservations::WhoseReservations;
