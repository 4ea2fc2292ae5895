//! What people were told: the acknowledgements, each once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// What a command did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    Reserved,
    Cancelled,
    Lent,
    TakenBack,
    PlacedHold,
    GaveUpHold,
}

impl Deed {
    pub const ALL: [Self; 6] =
        [Self::Reserved, Self::Cancelled, Self::Lent, Self::TakenBack, Self::PlacedHold, Self::GaveUpHold];

    /// The public event that says so, and the field of its data that names what it happened to.
    #[must_use]
    pub fn event(self) -> (&'static str, &'static str) {
        match self {
            Self::Reserved => ("booking.reservation.confirmed", "reservation"),
            Self::Cancelled => ("booking.reservation.cancelled", "reservation"),
            Self::Lent => ("lending.loan.started", "loan"),
            Self::TakenBack => ("lending.loan.ended", "loan"),
            Self::PlacedHold => ("lending.hold.placed", "hold"),
            Self::GaveUpHold => ("lending.hold.cancelled", "hold"),
        }
    }
}

/// What was done to which thing, by its id, with the answer.
pub type Deeds = BTreeMap<String, Value>;

/// Everything that was acknowledged. It knows nothing of what was refused, and refuses to be told anything twice.
#[derive(Debug, Default)]
pub struct Told {
    deeds: Mutex<BTreeMap<Deed, Deeds>>,
    tries_again: AtomicUsize,
}

impl Told {
    /// All deeds of a kind.
    #[must_use]
    pub fn all(&self, deed: Deed) -> Deeds {
        self.deeds.lock().expect("not poisoned").get(&deed).cloned().unwrap_or_default()
    }

    /// How many commands were acknowledged.
    #[must_use]
    pub fn commands(&self) -> usize {
        self.deeds.lock().expect("not poisoned").values().map(BTreeMap::len).sum()
    }

    /// How often somebody was told to try again.
    #[must_use]
    pub fn tries_again(&self) -> usize {
        self.tries_again.load(Ordering::Relaxed)
    }

    pub(super) fn to_try_again(&self) {
        self.tries_again.fetch_add(1, Ordering::Relaxed);
    }

    /// A command was acknowledged: `thing`, the answer, names what it did it to. Answers with its id.
    pub(super) fn that(&self, deed: Deed, thing: &Value) -> String {
        let id = thing["id"].as_str().unwrap_or_else(|| panic!("no id in {thing}")).to_owned();
        let mut deeds = self.deeds.lock().expect("not poisoned");
        let before = deeds.entry(deed).or_default().insert(id.clone(), thing.clone());
        assert_eq!(before, None, "{deed:?} was acknowledged for two commands: {thing}");
        id
    }
}
