//! What follows events in a running program (views, reactions, processes), for the operator to look at and put right.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_bus::Marks;
use nanum_contracts::{Problem, TenantId};
use serde::{Deserialize, Serialize};

/// How far a follower has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// `<service>/<kind>/<name>`, e.g. `booking/view/whose-reservations`.
    pub follower: String,
    /// Of its rows; 1 where it keeps none.
    pub version: u32,
    pub marks: Marks,
    /// Events that it has not seen yet, where that is known.
    pub behind_events: Option<u64>,
    /// Events a second it takes now, while it is catching up.
    pub events_per_second: Option<f64>,
    pub parked: u64,
}

/// An event, or what is to be done because of one, that could not be processed and waits for an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// Who parked it.
    pub follower: String,
    /// Unique within the follower.
    pub number: i64,
    pub tenant: TenantId,
    /// The service whose log holds the event.
    pub service: String,
    /// The event's position in that log.
    pub position: u64,
    /// The event's wire name.
    pub event: String,
    /// The aggregate it happened to: what comes later for the same one waits behind it.
    pub subject: String,
    /// Why. Holds no personal data.
    pub cause: String,
    pub tries: u32,
    pub parked_at: Timestamp,
    /// Later events of the same aggregate that wait behind it.
    pub waiting: u64,
}

/// Something that follows events.
#[async_trait]
pub trait Follower: Send + Sync + 'static {
    /// `<service>/<kind>/<name>`.
    fn name(&self) -> &str;

    /// How far it has come.
    ///
    /// # Errors
    /// *Try again* when its file cannot be read.
    async fn progress(&self) -> Result<Progress, Problem>;

    /// What it has parked, the oldest first.
    ///
    /// # Errors
    /// *Try again* when its file cannot be read.
    async fn parked(&self) -> Result<Vec<Parked>, Problem>;

    /// Tries a parked event again, and then what waited behind it.
    ///
    /// # Errors
    /// *Not found*; *state forbids*, with the cause, when it still cannot be processed.
    async fn retry(&self, number: i64) -> Result<(), Problem>;

    /// Leaves a parked event out for ever, keeps the reason, and goes on with what waited behind it.
    ///
    /// # Errors
    /// *Not found*; *not understood* without a reason.
    async fn skip(&self, number: i64, reason: &str) -> Result<(), Problem>;
}

/// All followers of a program.
#[derive(Clone, Default)]
pub struct Followers(Arc<Mutex<BTreeMap<String, Arc<dyn Follower>>>>);

impl fmt::Debug for Followers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all().iter().map(|follower| follower.name().to_owned())).finish()
    }
}

impl Followers {
    pub fn add(&self, follower: Arc<dyn Follower>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(follower.name().to_owned(), follower);
    }

    /// By name.
    pub fn all(&self) -> Vec<Arc<dyn Follower>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub fn named(&self, name: &str) -> Option<Arc<dyn Follower>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}
