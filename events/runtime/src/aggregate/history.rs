//! What the log says of an aggregate: its state at the end, and as an earlier command left it.

use std::{marker::PhantomData, sync::Arc};

use nanum_contracts::{Problem, WireEvent, problem::ProblemKind};
use nanum_store::{EventStore, Placed, READ_EVENTS_MAX, Recorded, StreamName};

use super::{Decider, Executed, cell::Known, unanswered};
use crate::{
    service::Cause,
    snapshot::{Snapshot, Snapshots},
};

/// The log, as one kind of aggregate reads it.
pub(super) struct History<A: Decider> {
    pub(super) store: Arc<dyn EventStore>,
    snapshots: Option<Snapshots>,
    kind: PhantomData<fn() -> A>,
}

impl<A: Decider> History<A> {
    pub(super) fn new(store: Arc<dyn EventStore>, snapshots: Option<Snapshots>) -> Self {
        Self { store, snapshots, kind: PhantomData }
    }

    /// Sees what has been appended since.
    pub(super) async fn catch_up(
        &self,
        stream: &StreamName,
        known: &mut Known<A::State>,
    ) -> Result<(), Problem> {
        if known.revision.is_none() {
            self.begin_with_snapshot(stream, known).await;
        }
        loop {
            let next = known.revision.map_or(0, |revision| revision + 1);
            let page = self.read(stream, next, READ_EVENTS_MAX).await?;
            let Some(last) = page.last().map(|recorded| recorded.revision) else { return Ok(()) };
            // Known changes at once, or not at all: nothing that fails on the way leaves half of it.
            let state = evolved::<A>(A::State::clone(&known.state), &page)?;
            (known.state, known.revision) = (Arc::new(state), Some(last));
        }
    }

    /// Whether the log holds nothing newer.
    pub(super) async fn is_current(
        &self,
        stream: &StreamName,
        revision: Option<u64>,
    ) -> Result<bool, Problem> {
        let next = revision.map_or(0, |revision| revision + 1);
        Ok(self.read(stream, next, 1).await?.is_empty())
    }

    /// The outcome of a command that was carried out before.
    ///
    /// # Errors
    /// *Key reused* when another command had the id.
    pub(super) async fn outcome_of(
        &self,
        cause: &Cause,
        stream: &StreamName,
    ) -> Result<Option<Executed<A>>, Problem> {
        let found = self.store.find_command(cause.command).await.map_err(|e| unanswered(&e))?;
        let Some(record) = found else { return Ok(None) };
        if record.fingerprint != cause.fingerprint || record.stream != *stream {
            return Err(Problem::new(ProblemKind::KeyReused, "the key was used for another command"));
        }
        self.as_left_by(stream, record.placed).await.map(Some)
    }

    /// The outcome of a command as it was when its events were appended.
    async fn as_left_by(&self, stream: &StreamName, placed: Placed) -> Result<Executed<A>, Problem> {
        let mut state = A::State::default();
        let mut events = Vec::new();
        let mut next = 0;
        while next <= placed.last_revision {
            let wanted = (placed.last_revision - next + 1).min(READ_EVENTS_MAX as u64) as usize;
            let page = self.read(stream, next, wanted).await?;
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

    async fn read(&self, stream: &StreamName, from: u64, max: usize) -> Result<Vec<Recorded>, Problem> {
        self.store.read_stream(stream, from, max).await.map_err(|cause| unanswered(&cause))
    }

    /// Takes the state from a snapshot, if there is a good one of this very stream. Without one the log tells it all.
    async fn begin_with_snapshot(&self, stream: &StreamName, known: &mut Known<A::State>) {
        let (Some(snapshots), Some(form)) = (&self.snapshots, A::SNAPSHOTS) else { return };
        let Some(snapshot) = snapshots.of(stream, form.version).await else { return };
        // A log that was restored from a backup may be another one from some revision on: the event must be the same.
        let at = self.store.read_stream(stream, snapshot.revision, 1).await;
        let is_of_this_log =
            at.is_ok_and(|at| at.first().is_some_and(|recorded| recorded.id == snapshot.event));
        if !is_of_this_log {
            tracing::info!(%stream, revision = snapshot.revision, "a snapshot is not of this log and is not used");
            return;
        }
        match form.read(&snapshot.state) {
            Ok(state) => {
                let revision = Some(snapshot.revision);
                *known = Known { state: Arc::new(state), revision, snapshot: revision };
            }
            Err(cause) => tracing::warn!(%stream, %cause, "a snapshot cannot be read and is not used"),
        }
    }

    /// Writes a snapshot behind the answers, when so much has happened since the last one that it will save reading.
    pub(super) async fn keep_when_due(&self, stream: &StreamName, known: &mut Known<A::State>) {
        let (Some(snapshots), Some(form)) = (&self.snapshots, A::SNAPSHOTS) else { return };
        let Some(revision) = known.revision.filter(|revision| Snapshots::is_due(known.snapshot, *revision))
        else {
            return;
        };
        known.snapshot = Some(revision);
        let (store, stream, state) = (self.store.clone(), stream.clone(), known.state.clone());
        let keeper = snapshots.clone();
        // Should it not be written, the next one will be.
        snapshots.write_in_background(async move {
            let event = match store.read_stream(&stream, revision, 1).await {
                Ok(at) => at.first().map(|recorded| recorded.id),
                Err(_) => None,
            };
            let Some(event) = event else { return };
            let version = form.version;
            let write = move || form.write(&state);
            match tokio::task::spawn_blocking(write).await {
                Ok(Ok(state)) => {
                    keeper.keep(&stream, version, Snapshot { revision, event, state }).await;
                }
                Ok(Err(cause)) => tracing::error!(%stream, %cause, "a state cannot be written as a snapshot"),
                Err(cause) => tracing::error!(%stream, %cause, "writing a snapshot has panicked"),
            }
        });
    }
}

/// The state after further events.
pub(super) fn evolved<A: Decider>(state: A::State, page: &[Recorded]) -> Result<A::State, Problem> {
    page.iter().try_fold(state, |state, recorded| {
        Ok(A::evolve(state, &decode::<A>(recorded)?, recorded.metadata.recorded_at))
    })
}

fn decode<A: Decider>(recorded: &Recorded) -> Result<A::Event, Problem> {
    A::Event::decode(&recorded.name, &recorded.data).map_err(|cause| {
        tracing::error!(stream = %recorded.stream, revision = recorded.revision, %cause, "an event cannot be read");
        Problem::defect()
    })
}
