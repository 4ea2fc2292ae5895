//! Load, decide, append: the shell around a pure decider.
//!
//! Each aggregate has a `cell`: its state in memory, the commands that wait for it, and at most one task that works
//! on them. The task decides all that wait, each on the state as the one before leaves it, and appends what follows at
//! once (`batch`). Callers only wait: whoever gives up neither loses nor doubles anything.

mod batch;
mod cell;
mod history;
mod snapshots;

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use nanum_contracts::{Answer, LogPosition, Problem, TenantId, WireEvent, problem::ProblemKind};
use nanum_store::{EventStore, StoreError, StreamName};
use tokio::sync::oneshot;
use uuid::Uuid;

pub use self::snapshots::{SnapshotFault, verify_snapshots};
use self::{
    cell::{Cell, Job},
    history::History,
};
use crate::{
    clock::Clock,
    service::Cause,
    snapshot::{SnapshotForm, Snapshots},
};

/// Aggregates of one kind kept in memory; the least used are forgotten and come back from their snapshots and the log.
/// It bounds their number: what one weighs is bounded by its domain, which keeps only what a decision reads.
const CACHED_AGGREGATES_MAX: u64 = 20_000;

/// A pure aggregate: what may happen, and what follows from what has happened.
pub trait Decider: Send + Sync + 'static {
    /// The service whose log holds it.
    const SERVICE: &'static str;
    /// Its name in stream names.
    const AGGREGATE: &'static str;
    /// What decisions read. It is cloned for every command: large collections in it share structure (`rpds`).
    type State: Default + Clone + Send + Sync + 'static;
    type Command: Clone + Send + Sync + 'static;
    type Event: WireEvent;
    type Refusal: Into<Problem>;

    /// How a state is kept between two readings of the log, for aggregates whose streams grow long.
    const SNAPSHOTS: Option<SnapshotForm<Self::State>> = None;

    /// What happens on a command, or why not. Knows nothing but its arguments.
    ///
    /// # Errors
    /// The rule that says no.
    fn decide(
        state: &Self::State,
        command: &Self::Command,
        now: Timestamp,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The state after an event. Total: what has happened cannot be refused.
    fn evolve(state: Self::State, event: &Self::Event, recorded_at: Timestamp) -> Self::State;
}

/// A command's outcome: now, or when it was first given.
pub struct Executed<A: Decider> {
    /// The state after the command.
    pub state: Arc<A::State>,
    /// What it made happen; nothing when all was so already.
    pub events: Vec<A::Event>,
    /// Revision of the stream; `None` while it has no event.
    pub revision: Option<u64>,
    /// Position of the last event of the command, 0 when nothing happened.
    pub position: u64,
}

impl<A: Decider> fmt::Debug for Executed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executed")
            .field("revision", &self.revision)
            .field("position", &self.position)
            .finish()
    }
}

impl<A: Decider> Executed<A> {
    /// An answer that names the log position and the revision.
    pub fn answer<T>(&self, reply: T) -> Answer<T> {
        let position = LogPosition { service: A::SERVICE.to_owned(), position: self.position };
        Answer { reply, position: (self.position > 0).then_some(position), revision: self.revision }
    }
}

/// An aggregate as the log has it.
pub struct Loaded<A: Decider> {
    pub state: Arc<A::State>,
    pub revision: u64,
}

impl<A: Decider> fmt::Debug for Loaded<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded").field("revision", &self.revision).finish()
    }
}

impl<A: Decider> Loaded<A> {
    /// An answer that names the revision.
    pub fn answer<T>(&self, reply: T) -> Answer<T> {
        Answer { reply, position: None, revision: Some(self.revision) }
    }
}

/// All aggregates of one kind.
pub struct Aggregates<A: Decider> {
    history: Arc<History<A>>,
    clock: Arc<dyn Clock>,
    cells: moka::sync::Cache<StreamName, Arc<Cell<A>>>,
}

impl<A: Decider> Clone for Aggregates<A> {
    fn clone(&self) -> Self {
        Self { history: self.history.clone(), clock: self.clock.clone(), cells: self.cells.clone() }
    }
}

impl<A: Decider> fmt::Debug for Aggregates<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aggregates<{}.{}>", A::SERVICE, A::AGGREGATE)
    }
}

impl<A: Decider> Aggregates<A> {
    pub(crate) fn new(
        store: Arc<dyn EventStore>,
        clock: Arc<dyn Clock>,
        snapshots: Option<Snapshots>,
    ) -> Self {
        let cells = moka::sync::Cache::new(CACHED_AGGREGATES_MAX);
        Self { history: Arc::new(History::new(store, snapshots)), clock, cells }
    }

    /// The aggregates of any log, without snapshots.
    pub fn of(store: Arc<dyn EventStore>, clock: Arc<dyn Clock>) -> Self {
        Self::new(store, clock, None)
    }

    /// The aggregate with all that any process has appended, if it exists.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub async fn load(&self, tenant: &TenantId, id: Uuid) -> Result<Option<Loaded<A>>, Problem> {
        let stream = StreamName::new(A::SERVICE, A::AGGREGATE, tenant, id);
        let cell = self.cell(&stream);
        let mut known = cell.known.lock().await;
        self.history.catch_up(&stream, &mut known).await?;
        Ok(known.revision.map(|revision| Loaded { state: known.state.clone(), revision }))
    }

    /// The outcome of the very same command, when it was carried out before. For use cases that would otherwise prepare
    /// again (claim, seal) what was prepared then; [`Aggregates::execute`] looks by itself.
    ///
    /// # Errors
    /// *Key reused* when another command had the id; *try again* when the log does not answer.
    pub async fn executed(&self, cause: &Cause, id: Uuid) -> Result<Option<Executed<A>>, Problem> {
        self.executed_before(cause, &StreamName::new(A::SERVICE, A::AGGREGATE, &cause.tenant, id)).await
    }

    /// Decides a command and appends what follows. The same command again answers with its first outcome. A caller that
    /// stops waiting changes nothing about the command, if it has been begun.
    ///
    /// # Errors
    /// The decider's refusal; *stale* when the caller saw an older revision; *try again* when the log does not answer, or
    /// too many wait for the same aggregate.
    pub async fn execute(
        &self,
        cause: &Cause,
        id: Uuid,
        command: &A::Command,
    ) -> Result<Executed<A>, Problem> {
        let stream = StreamName::new(A::SERVICE, A::AGGREGATE, &cause.tenant, id);
        if let Some(before) = self.executed_before(cause, &stream).await? {
            return Ok(before);
        }
        let (answer, answered) = oneshot::channel();
        let job = Job { cause: cause.clone(), command: command.clone(), answer };
        self.cell(&stream).hand_in(job, &self.history, &self.clock)?;
        answered.await.unwrap_or_else(|_| {
            // Only a panic in the work on the aggregate, or the end of the program, drops a command without an answer.
            Err(Problem::try_again("the command was broken off; with an idempotency key a repeat is safe"))
        })
    }

    async fn executed_before(
        &self,
        cause: &Cause,
        stream: &StreamName,
    ) -> Result<Option<Executed<A>>, Problem> {
        if cause.repeatable { self.history.outcome_of(cause, stream).await } else { Ok(None) }
    }

    fn cell(&self, stream: &StreamName) -> Arc<Cell<A>> {
        self.cells.get_with_by_ref(stream, || Arc::new(Cell::of(stream.clone())))
    }
}

pub(crate) fn unanswered(cause: &StoreError) -> Problem {
    tracing::error!(%cause, "the event store failed");
    match cause {
        StoreError::TooLarge(what) => Problem::new(ProblemKind::TooLarge, what.clone()),
        StoreError::Unavailable(_) | StoreError::Stopped(_) => {
            Problem::try_again("the log cannot be written now")
        }
        StoreError::Damaged { .. } => Problem::defect(),
    }
}
