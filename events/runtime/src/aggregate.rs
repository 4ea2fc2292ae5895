//! Load, decide, append: the shell around a pure decider.

use std::{fmt, marker::PhantomData, sync::Arc};

use jiff::Timestamp;
use nanum_contracts::{Answer, LogPosition, Problem, TenantId, WireEvent, problem::ProblemKind};
use nanum_store::{
    Append, Appended, EventStore, Expected, Metadata, NewEvent, Placed, READ_EVENTS_MAX, StoreError,
    StreamName,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{clock::Clock, service::Cause};

/// Aggregates kept in memory; the least used are forgotten and come back from the log.
const CACHED_AGGREGATES_MAX: u64 = 20_000;
/// Other processes may be faster this many times in a row before the caller is told to try again.
const CONFLICTS_MAX: u32 = 20;

/// A pure aggregate: what may happen, and what follows from what has happened.
pub trait Decider: Send + Sync + 'static {
    /// The service whose log holds it.
    const SERVICE: &'static str;
    /// Its name in stream names.
    const AGGREGATE: &'static str;
    type State: Default + Clone + Send + Sync + 'static;
    type Command: Send + Sync;
    type Event: WireEvent;
    type Refusal: Into<Problem>;

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

struct Cached<S> {
    state: Arc<S>,
    /// Revision of the last event seen.
    revision: Option<u64>,
}

impl<S: Default> Default for Cached<S> {
    fn default() -> Self {
        Self { state: Arc::default(), revision: None }
    }
}

type Cell<S> = Arc<Mutex<Cached<S>>>;

/// All aggregates of one kind.
pub struct Aggregates<A: Decider> {
    store: Arc<dyn EventStore>,
    clock: Arc<dyn Clock>,
    cells: moka::sync::Cache<StreamName, Cell<A::State>>,
    kind: PhantomData<fn() -> A>,
}

impl<A: Decider> Clone for Aggregates<A> {
    fn clone(&self) -> Self {
        Self {
            store: self.store.clone(),
            clock: self.clock.clone(),
            cells: self.cells.clone(),
            kind: PhantomData,
        }
    }
}

impl<A: Decider> fmt::Debug for Aggregates<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aggregates<{}.{}>", A::SERVICE, A::AGGREGATE)
    }
}

impl<A: Decider> Aggregates<A> {
    pub(crate) fn new(store: Arc<dyn EventStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, cells: moka::sync::Cache::new(CACHED_AGGREGATES_MAX), kind: PhantomData }
    }

    /// The aggregate with all that any process has appended, if it exists.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub async fn load(&self, tenant: &TenantId, id: Uuid) -> Result<Option<Loaded<A>>, Problem> {
        let stream = StreamName::new(A::SERVICE, A::AGGREGATE, tenant, id);
        let cell = self.cell(&stream);
        let mut cached = cell.lock().await;
        self.catch_up(&stream, &mut cached).await?;
        Ok(cached.revision.map(|revision| Loaded { state: cached.state.clone(), revision }))
    }

    /// The outcome of the very same command, when it was carried out before. For use cases that would otherwise prepare
    /// again (claim, seal) what was prepared then; [`Aggregates::execute`] looks by itself.
    ///
    /// # Errors
    /// *Key reused* when another command had the id; *try again* when the log does not answer.
    pub async fn executed(&self, cause: &Cause, id: Uuid) -> Result<Option<Executed<A>>, Problem> {
        self.executed_before(cause, &StreamName::new(A::SERVICE, A::AGGREGATE, &cause.tenant, id)).await
    }

    /// Decides a command and appends what follows. The same command again answers with its first outcome.
    ///
    /// # Errors
    /// The decider's refusal; *stale* when the caller saw an older revision; *try again* when the log does not answer.
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
        let cell = self.cell(&stream);
        let mut cached = cell.lock().await;
        if cached.revision.is_none() {
            self.catch_up(&stream, &mut cached).await?;
        }
        for _ in 0..CONFLICTS_MAX {
            match self.decide_and_append(cause, &stream, &mut cached, command).await? {
                Some(executed) => return Ok(executed),
                None => self.catch_up(&stream, &mut cached).await?,
            }
        }
        Err(Problem::try_again("many are changing this at the same time"))
    }

    /// One try; `None` when somebody else was faster.
    async fn decide_and_append(
        &self,
        cause: &Cause,
        stream: &StreamName,
        cached: &mut Cached<A::State>,
        command: &A::Command,
    ) -> Result<Option<Executed<A>>, Problem> {
        if let Some(expected) = cause.expected_revision.filter(|expected| Some(*expected) != cached.revision)
        {
            return self.stale_or_behind(stream, cached, expected).await;
        }
        let now = self.clock.now();
        let events = match A::decide(&cached.state, command, now) {
            Ok(events) => events,
            Err(refusal) if self.is_current(stream, cached).await? => return Err(refusal.into()),
            Err(_) => return Ok(None),
        };
        if events.is_empty() {
            return Ok(Some(Executed {
                state: cached.state.clone(),
                events,
                revision: cached.revision,
                position: 0,
            }));
        }
        let expected = cached.revision.map_or(Expected::NoStream, Expected::Revision);
        let append = Append::of_one(stream.clone(), expected, cause.metadata(now), encode(&events)?);
        match self.store.append(append).await.map_err(|e| unanswered(&e))? {
            Appended::Stored(placed) => {
                let before = Arc::unwrap_or_clone(std::mem::take(&mut cached.state));
                let state = events.iter().fold(before, |state, event| A::evolve(state, event, now));
                *cached = Cached { state: Arc::new(state), revision: Some(placed.last_revision) };
                Ok(Some(Executed {
                    state: cached.state.clone(),
                    events,
                    revision: cached.revision,
                    position: placed.last_position,
                }))
            }
            Appended::AlreadyApplied(placed) => self.replay(stream, placed).await.map(Some),
            Appended::Conflict { .. } => Ok(None),
        }
    }

    /// A refusal counts only when it was decided on the newest state.
    async fn is_current(&self, stream: &StreamName, cached: &Cached<A::State>) -> Result<bool, Problem> {
        let next = cached.revision.map_or(0, |revision| revision + 1);
        let newer = self.store.read_stream(stream, next, 1).await.map_err(|e| unanswered(&e))?;
        Ok(newer.is_empty())
    }

    async fn stale_or_behind(
        &self,
        stream: &StreamName,
        cached: &Cached<A::State>,
        expected: u64,
    ) -> Result<Option<Executed<A>>, Problem> {
        if !self.is_current(stream, cached).await? {
            return Ok(None);
        }
        let present = cached.revision.map_or_else(|| "none".to_owned(), |revision| revision.to_string());
        let detail = format!("the change was made against revision {expected}; the present one is {present}");
        Err(Problem::new(ProblemKind::Stale, detail))
    }

    async fn executed_before(
        &self,
        cause: &Cause,
        stream: &StreamName,
    ) -> Result<Option<Executed<A>>, Problem> {
        if !cause.repeatable {
            return Ok(None);
        }
        let Some(record) = self.store.find_command(cause.command).await.map_err(|e| unanswered(&e))? else {
            return Ok(None);
        };
        if record.fingerprint != cause.fingerprint || record.stream != *stream {
            return Err(Problem::new(ProblemKind::KeyReused, "the key was used for another command"));
        }
        self.replay(stream, record.placed).await.map(Some)
    }

    /// The outcome of a command as it was when its events were appended.
    async fn replay(&self, stream: &StreamName, placed: Placed) -> Result<Executed<A>, Problem> {
        let mut state = A::State::default();
        let mut events = Vec::new();
        let mut next = 0;
        while next <= placed.last_revision {
            let wanted = (placed.last_revision - next + 1).min(READ_EVENTS_MAX as u64) as usize;
            let page = self.store.read_stream(stream, next, wanted).await.map_err(|e| unanswered(&e))?;
            if page.is_empty() {
                break;
            }
            next += page.len() as u64;
            for recorded in page {
                let event = decode::<A>(&recorded)?;
                state = A::evolve(state, &event, recorded.metadata.recorded_at);
                if recorded.revision >= placed.first_revision {
                    events.push(event);
                }
            }
        }
        let (revision, position) = (Some(placed.last_revision), placed.last_position);
        Ok(Executed { state: Arc::new(state), events, revision, position })
    }

    async fn catch_up(&self, stream: &StreamName, cached: &mut Cached<A::State>) -> Result<(), Problem> {
        loop {
            let next = cached.revision.map_or(0, |revision| revision + 1);
            let page =
                self.store.read_stream(stream, next, READ_EVENTS_MAX).await.map_err(|e| unanswered(&e))?;
            if page.is_empty() {
                return Ok(());
            }
            let events = page.iter().map(decode::<A>).collect::<Result<Vec<_>, _>>()?;
            let mut state = Arc::unwrap_or_clone(std::mem::take(&mut cached.state));
            for (recorded, event) in page.iter().zip(&events) {
                state = A::evolve(state, event, recorded.metadata.recorded_at);
            }
            *cached =
                Cached { state: Arc::new(state), revision: page.last().map(|recorded| recorded.revision) };
        }
    }

    fn cell(&self, stream: &StreamName) -> Cell<A::State> {
        self.cells.get_with_by_ref(stream, Cell::default)
    }
}

fn encode<E: WireEvent>(events: &[E]) -> Result<Vec<NewEvent>, Problem> {
    let encode_one = |event: &E| event.encode().map(|data| NewEvent { name: event.name().to_owned(), data });
    events.iter().map(encode_one).collect::<Result<_, _>>().map_err(|cause| {
        tracing::error!(%cause, "an event cannot be written");
        Problem::defect()
    })
}

fn decode<A: Decider>(recorded: &nanum_store::Recorded) -> Result<A::Event, Problem> {
    A::Event::decode(&recorded.name, &recorded.data).map_err(|cause| {
        tracing::error!(stream = %recorded.stream, revision = recorded.revision, %cause, "an event cannot be read");
        Problem::defect()
    })
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

impl Cause {
    fn metadata(&self, now: Timestamp) -> Metadata {
        Metadata {
            tenant: self.tenant.clone(),
            actor: self.actor.clone(),
            command: self.command,
            fingerprint: self.fingerprint.clone(),
            correlation: self.correlation.clone(),
            causation: self.causation,
            recorded_at: now,
            traceparent: self.traceparent.clone(),
        }
    }
}
