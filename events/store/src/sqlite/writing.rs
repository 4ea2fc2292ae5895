//! The writer: one thread that takes what is queued, stores it in one transaction and answers each caller after the commit.

use std::{
    io,
    sync::{Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    checkpoints::Checkpoints,
    encoded::Encoded,
    file::{self, LogFile},
    finding::Finder,
    head,
    placing::{Batch, Ends},
    recent::Piece,
};
#[cfg(feature = "planted-bugs")]
use crate::planted::{PlantedBug, is_planted};
use crate::{Appended, StoreError};

/// Appends that may wait for the writer; who comes later waits in [`Writer::append`].
const QUEUED_APPENDS_MAX: usize = 2_048;
/// Most appends one transaction holds. More does not get faster, everybody in it waits for its end, and half of a thousand
/// callers can prepare their next while the other half is written.
const BATCH_APPENDS_MAX: usize = 512;
/// Bytes after which a transaction takes no further append, so that big events do not pile up in memory.
const BATCH_BYTES_MAX: usize = 32 * 1024 * 1024;

/// An append on its way to the writer.
struct Job {
    append: Encoded,
    answer: Caller,
}

/// Where the answer goes. The append goes back with it: it was made on the caller's thread and is cheaper to free there.
type Caller = oneshot::Sender<(Result<Appended, StoreError>, Encoded)>;

/// The callers' side of the writer thread.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(
        file: &LogFile,
        connection: Connection,
        finder: Finder,
        head: watch::Sender<u64>,
    ) -> Result<Self, StoreError> {
        let no_thread =
            |error: io::Error| StoreError::Unavailable(format!("no thread to write the log: {error}"));
        let checkpoints = Checkpoints::start(file.open_for_checkpoints()?).map_err(no_thread)?;
        let (queue, jobs) = mpsc::channel(QUEUED_APPENDS_MAX);
        let thread = thread::Builder::new()
            .name("event-store-writer".to_owned())
            .spawn(move || {
                let ends = Ends::default();
                Log { connection, finder, ends, head, checkpoints, stopped: None }.write(jobs);
            })
            .map_err(no_thread)?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) async fn append(&self, append: Encoded) -> Result<Appended, StoreError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)?;
        let (answer, answered) = oneshot::channel();
        queue.send(Job { append, answer }).await.map_err(|_| closed())?;
        drop(queue);
        answered.await.map_or_else(|_| Err(closed()), |(outcome, _)| outcome)
    }

    /// Takes no more appends; returns when all taken before are answered.
    pub(super) async fn close(&self) {
        if let Some(thread) = self.end() {
            // Joining blocks, so it has a thread of its own; a panic in the writer was reported when it happened.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// As `close`, for who cannot wait asynchronously. Nobody borrows the store any more, so nothing is on its way but what
    /// is queued: a few milliseconds of work.
    pub(super) fn finish(&self) {
        if let Some(thread) = self.end() {
            let _ = thread.join();
        }
    }

    fn end(&self) -> Option<JoinHandle<()>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the log is closed".to_owned())
}

/// Why a batch was not stored.
enum Failure {
    /// Another process held the write lock too long; nothing was begun.
    Busy(String),
    /// A write failed: what the disk holds is not known, and nothing may be written on top of it.
    Write(String),
}

impl Failure {
    fn answer(&self) -> StoreError {
        match self {
            Self::Busy(cause) => StoreError::Unavailable(cause.clone()),
            Self::Write(cause) => StoreError::Stopped(cause.clone()),
        }
    }
}

/// What the writer thread owns.
struct Log {
    connection: Connection,
    finder: Finder,
    ends: Ends,
    head: watch::Sender<u64>,
    checkpoints: Checkpoints,
    /// The failed write after which nothing is written any more.
    stopped: Option<String>,
}

impl Log {
    fn write(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            self.write_batch(take_batch(first, &mut jobs));
        }
        if self.stopped.is_none() {
            self.checkpoints.end(&self.connection);
        }
    }

    fn write_batch(&mut self, mut batch: Vec<Job>) {
        let bytes = batch.iter().map(|job| job.append.bytes()).sum();
        match self.store(&mut batch) {
            Ok((outcomes, position)) => {
                head::announce(&self.head, position);
                answer(&mut batch, &outcomes);
                if let Err(error) = self.checkpoints.committed(&mut self.connection, bytes) {
                    self.stopped = Some(stop(&error.to_string()));
                }
            }
            Err(failure) => {
                for job in batch {
                    let _ = job.answer.send((Err(failure.answer()), job.append));
                }
            }
        }
    }

    /// Stores the appends in one transaction; the outcome of each, and the head after it.
    fn store(&mut self, batch: &mut Vec<Job>) -> Result<(Vec<Appended>, u64), Failure> {
        if let Some(cause) = self.stopped.as_ref().or(self.checkpoints.failed()) {
            return Err(Failure::Write(cause.clone()));
        }
        let stored = self
            .finder
            .recent()
            .wait_for_room()
            .map_err(Failure::Write)
            .and_then(|()| commit(&mut self.connection, &self.finder, &mut self.ends, batch));
        match stored {
            Ok((outcomes, piece)) => {
                let head = piece.last;
                self.finder.recent().add(piece);
                Ok((outcomes, head))
            }
            Err(failure) => {
                match &failure {
                    Failure::Busy(cause) => tracing::warn!(cause, "another process keeps the log locked"),
                    Failure::Write(cause) => self.stopped = Some(stop(cause)),
                }
                Err(failure)
            }
        }
    }
}

fn stop(cause: &str) -> String {
    tracing::error!(cause, "writing the log failed; nothing is written any more until a restart");
    cause.to_owned()
}

fn take_batch(first: Job, jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut bytes = first.append.bytes();
    let mut batch = vec![first];
    while batch.len() < BATCH_APPENDS_MAX
        && bytes < BATCH_BYTES_MAX
        && let Ok(job) = jobs.try_recv()
    {
        bytes += job.append.bytes();
        batch.push(job);
    }
    batch
}

fn answer(batch: &mut Vec<Job>, outcomes: &[Appended]) {
    for (job, outcome) in batch.drain(..).zip(outcomes) {
        // Whoever went away finds the outcome by repeating the command.
        let _ = job.answer.send((Ok(*outcome), job.append));
    }
}

/// Dropping the transaction on the way out rolls it back.
#[cfg_attr(
    not(feature = "planted-bugs"),
    allow(
        clippy::ptr_arg,
        reason = "only who acknowledges before the commit takes the callers out of the batch"
    )
)]
fn commit(
    connection: &mut Connection,
    finder: &Finder,
    ends: &mut Ends,
    batch: &mut Vec<Job>,
) -> Result<(Vec<Appended>, Piece), Failure> {
    let failed = |error: rusqlite::Error| Failure::Write(error.to_string());
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| {
            if file::is_busy(&error) { Failure::Busy(error.to_string()) } else { failed(error) }
        })?;
    let mut placing = Batch::begin(&transaction, finder, ends).map_err(failed)?;
    let outcomes = batch
        .iter()
        .map(|job| placing.place(&job.append))
        .collect::<rusqlite::Result<Vec<_>>>()
        .map_err(failed)?;
    let piece = placing.end();
    #[cfg(feature = "planted-bugs")]
    if is_planted(PlantedBug::AcknowledgeBeforeCommit) {
        answer(batch, &outcomes);
    }
    transaction.commit().map_err(failed)?;
    Ok((outcomes, piece))
}
