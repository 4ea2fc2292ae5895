//! Why a command is refused: the rule, with what it allows and what is so.

use jiff::{Timestamp, civil::Date};

use super::Barcode;

/// A rule's no. Members and holds of others stay unnamed: a refusal is read by whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    TitleUnknown,
    ItemUnknown,
    /// The hold is fulfilled or cancelled.
    HoldEnded,
    ItemOnLoan {
        due_on: Date,
    },
    SetAsideForAnother,
    /// The title's queue comes first.
    OthersWait {
        waiting: usize,
    },
    ItemNotOnLoan,
    /// What is set aside is kept for its member until then.
    KeptUntil {
        kept_until: Timestamp,
    },
    HasHold {
        holds: usize,
    },
    HasItOnLoan {
        loans: usize,
    },
    ItemAvailable {
        available: usize,
    },
    QueueFull {
        waiting: usize,
    },
    TitleFull {
        items: usize,
    },
    OtherBarcode {
        has: Barcode,
        given: Barcode,
    },
}
