//! Lending's read models, each named for the question it answers.

mod columns;
mod listing;
pub mod what_is_in_the_catalogue;
pub mod who_has_it;
pub mod who_waits;

pub use listing::Cursor;
pub use what_is_in_the_catalogue::WhatIsInTheCatalogue;
pub use who_has_it::WhoHasIt;
pub use who_waits::WhoWaits;
