//! Booking's read models, each named for the question it answers.

mod question;
mod resource_names;
pub mod what_is_blocked;
pub mod what_is_free;
pub mod what_is_in_a_series;
pub mod what_was_drawn;
pub mod who_owes_what;
pub mod who_waits;
pub mod whose_reservations;

pub use what_is_blocked::WhatIsBlocked;
pub use what_is_free::WhatIsFree;
pub use what_is_in_a_series::WhatIsInASeries;
pub use what_was_drawn::WhatWasDrawn;
pub use who_owes_what::WhoOwesWhat;
pub use who_waits::WhoWaits;
pub use whose_reservations::WhoseReservations;
