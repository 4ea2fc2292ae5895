//! Lending's rules: a title with its items, the loans of them and the queue of those who wait.
//!
//! Pure: what may happen and what follows from it, by nothing but the arguments. It knows no storage, no transport, no
//! clock and makes no ids. One invariant holds after every command: **an item is available only while nobody waits.**
//! Whatever frees an item hands it to the first of the queue in the same breath.

mod barcode;
mod command;
mod decide;
mod event;
mod refusal;
pub mod rules;
#[cfg(test)]
mod tests;
mod title;

pub use barcode::{BARCODE_LENGTH_MAX, Barcode, NotABarcode};
pub use command::TitleCommand;
pub use decide::{decide, due_on, kept_until};
pub use event::{
    HoldCancelled, HoldFulfilled, HoldLapsed, HoldPlaced, HoldReady, ItemAdded, ItemFreed, LoanEnded,
    LoanStarted, TitleAdded, TitleChanged, TitleEvent,
};
pub use refusal::Refusal;
pub use title::{Defined, Hold, Item, Loan, Place, Title, evolve};
