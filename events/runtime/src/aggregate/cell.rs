//! One aggregate in memory: what is known of it, who waits, and that at most one task works on it.
//!
//! The task is nobody's: a caller that is cancelled leaves it as it is. It knows nothing of how a command is decided.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use nanum_contracts::Problem;
use nanum_store::StreamName;
use tokio::sync::oneshot;

use super::{Decider, Executed, batch::Settling, history::History};
use crate::{clock::Clock, service::Cause};

/// Commands decided together: more would make the first of them wait for the last, and 128 share the cost of one append
/// well enough.
const BATCH_COMMANDS_MAX: usize = 128;
/// Commands that may wait for one aggregate: four times what all requests in work at one service could bring.
const WAITING_COMMANDS_MAX: usize = 1_024;

/// The state of an aggregate, as far as the log has been read.
pub(super) struct Known<S> {
    pub(super) state: Arc<S>,
    /// Revision of the last event seen; `None` before the first.
    pub(super) revision: Option<u64>,
    /// Revision that the newest snapshot is of.
    pub(super) snapshot: Option<u64>,
}

impl<S: Default> Default for Known<S> {
    fn default() -> Self {
        Self { state: Arc::default(), revision: None, snapshot: None }
    }
}

/// A command that waits for its answer.
pub(super) struct Job<A: Decider> {
    pub(super) cause: Cause,
    pub(super) command: A::Command,
    pub(super) answer: oneshot::Sender<Result<Executed<A>, Problem>>,
}

/// One aggregate.
pub(super) struct Cell<A: Decider> {
    pub(super) stream: StreamName,
    pub(super) known: tokio::sync::Mutex<Known<A::State>>,
    line: Mutex<Line<A>>,
}

/// Who waits, and whether somebody works.
struct Line<A: Decider> {
    waiting: VecDeque<Job<A>>,
    at_work: bool,
}

impl<A: Decider> Cell<A> {
    pub(super) fn of(stream: StreamName) -> Self {
        let line = Line { waiting: VecDeque::new(), at_work: false };
        Self { stream, known: tokio::sync::Mutex::default(), line: Mutex::new(line) }
    }

    /// Puts a command in the line, and somebody to work on it unless somebody is.
    ///
    /// # Errors
    /// *Try again* when too many wait.
    pub(super) fn hand_in(
        self: &Arc<Self>,
        job: Job<A>,
        history: &Arc<History<A>>,
        clock: &Arc<dyn Clock>,
    ) -> Result<(), Problem> {
        let mut line = self.line();
        if line.waiting.len() >= WAITING_COMMANDS_MAX {
            return Err(Problem::try_again("too many want to change this at the same time"));
        }
        line.waiting.push_back(job);
        if !std::mem::replace(&mut line.at_work, true) {
            drop(line);
            tokio::spawn(work(AtWork(self.clone()), history.clone(), clock.clone()));
        }
        Ok(())
    }

    /// The next commands to be decided together; `None` when none waits, and then nobody is at work any more.
    fn next_batch(&self) -> Option<Vec<Job<A>>> {
        let mut line = self.line();
        let mut batch = Vec::new();
        let mut ids = HashSet::new();
        while batch.len() < BATCH_COMMANDS_MAX
            && let Some(job) = line.waiting.pop_front()
        {
            // The same command twice is for two batches: the second is answered with the outcome of the first.
            if !ids.insert(job.cause.command) {
                line.waiting.push_front(job);
                break;
            }
            // Nobody waits for it any more, and nothing has been done.
            if !job.answer.is_closed() {
                batch.push(job);
            }
        }
        line.at_work = !batch.is_empty();
        line.at_work.then_some(batch)
    }

    fn line(&self) -> MutexGuard<'_, Line<A>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the next caller begin work anew when the work has ended otherwise than by an empty line: in a panic.
struct AtWork<A: Decider>(Arc<Cell<A>>);

impl<A: Decider> Drop for AtWork<A> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut line = self.0.line();
            line.at_work = false;
            line.waiting.clear();
        }
    }
}

async fn work<A: Decider>(at: AtWork<A>, history: Arc<History<A>>, clock: Arc<dyn Clock>) {
    while let Some(batch) = at.0.next_batch() {
        let mut known = at.0.known.lock().await;
        let settling = Settling { history: &history, clock: &*clock, stream: &at.0.stream };
        settling.settle(&mut known, batch).await;
        history.keep_when_due(&at.0.stream, &mut known).await;
    }
}
