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
use serde_json::value::RawValue;

/// How often a view is rebuilt to compare it, when events come in between.
const COMPARED_AT_MOST: usize = 5;

/// How far a follower has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// `<service>/<kind>/<name>`, e.g. `booking/view/whose_reservations`.
    pub follower: String,
    /// Of its rows; 1 where it keeps none.
    pub version: u32,
    pub marks: Marks,
    /// Events that it has not seen yet, where that is known.
    pub behind_events: Option<u64>,
    /// Events a second it takes now, while it is catching up.
    pub events_per_second: Option<f64>,
    pub parked: u64,
    /// Of a view: how its latest rebuild goes or went, in this run of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebuild: Option<Rebuild>,
}

/// A view being built anew from the first event, while the rows it has go on answering.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rebuild {
    pub state: RebuildState,
    /// Events it has taken.
    pub events: u64,
    pub events_per_second: f64,
    pub marks: Marks,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RebuildState {
    Running,
    /// It has taken over.
    Done,
    /// The rows from before go on answering.
    Failed {
        cause: String,
    },
}

/// What a view's rows amount to, at its marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    pub follower: String,
    pub version: u32,
    /// Two views of the same marks and version must be equal.
    pub marks: Marks,
    pub rows: u64,
    /// SHA-256 over all rows of all tables, in hexadecimal.
    pub sha256: String,
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

/// A parked event with its data, which holds no personal data in the clear: no event does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ParkedEvent {
    pub parked: Parked,
    pub data: Box<RawValue>,
}

/// What only a view can do.
#[async_trait]
pub trait Rebuildable: Send + Sync {
    /// Builds the view anew beside the one that answers, and answers when the new one has taken over. Goes on when nobody
    /// waits for it.
    ///
    /// # Errors
    /// *State forbids* while it is being built already; *try again*, with the cause, when it could not be built.
    async fn rebuild(&self) -> Result<Rebuild, Problem>;

    /// The checksum of its rows.
    ///
    /// # Errors
    /// *Try again* when its file cannot be read.
    async fn checksum(&self) -> Result<Checksum, Problem>;
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

    /// What it has parked, the oldest first, at most a thousand.
    ///
    /// # Errors
    /// *Try again* when its file cannot be read.
    async fn parked(&self) -> Result<Vec<Parked>, Problem>;

    /// A parked event with its data.
    ///
    /// # Errors
    /// *Not found*; *try again* when it cannot be read.
    async fn parked_event(&self, number: i64) -> Result<ParkedEvent, Problem>;

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

    /// The follower as a view, when it is one.
    fn as_view(&self) -> Option<&dyn Rebuildable> {
        None
    }
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

    /// Builds every view anew and names those whose rows came out different: there should be none, ever. For the tests
    /// of services, and for who wants to know.
    ///
    /// # Errors
    /// When a view cannot be built or read, or events keep coming so fast that no two checksums are of the same marks.
    pub async fn views_that_differ_when_rebuilt(&self) -> Result<Vec<String>, Problem> {
        let mut differing = Vec::new();
        for follower in self.all() {
            if let Some(view) = follower.as_view()
                && differs_when_rebuilt(view).await?
            {
                differing.push(follower.name().to_owned());
            }
        }
        Ok(differing)
    }
}

async fn differs_when_rebuilt(view: &dyn Rebuildable) -> Result<bool, Problem> {
    for _ in 0..COMPARED_AT_MOST {
        let before = view.checksum().await?;
        view.rebuild().await?;
        let after = view.checksum().await?;
        if before.marks == after.marks {
            return Ok(before.sha256 != after.sha256);
        }
    }
    Err(Problem::try_again("events came between every two checksums"))
}
