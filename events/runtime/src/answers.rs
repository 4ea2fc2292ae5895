//! Kept answers: the same command under the same idempotency key gets its first answer again, refusals too.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{Problem, ids::CommandId, ids::Id, problem::ProblemKind};
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::{mpsc, oneshot};

use crate::sqlite::Disposable;

/// How long an answer is kept. What happened is known for ever by the log; a kept refusal is not.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Stands for an answer that was given and must not be kept: who repeats the command is answered by working it again.
pub(crate) const GIVEN_IN_CONFIDENCE: Bytes = Bytes::new();

/// Answers kept in one transaction. More does not get faster, and all of them wait for its end.
const KEPT_AT_ONCE_MAX: usize = 256;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS answers (
    command BLOB PRIMARY KEY, fingerprint TEXT NOT NULL, answer BLOB NOT NULL, kept_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (kept_at);";

#[derive(Debug, Clone)]
pub(crate) struct Answers {
    file: Arc<Disposable>,
    running: Arc<Mutex<HashSet<CommandId>>>,
    writer: mpsc::Sender<Keeping>,
}

/// An answer on its way into the file.
#[derive(Debug)]
struct Keeping {
    command: CommandId,
    fingerprint: String,
    answer: Bytes,
    now: Timestamp,
    done: oneshot::Sender<()>,
}

/// What is known of a command before it runs.
pub(crate) enum Before {
    /// It has been answered.
    Answered(Bytes),
    /// It has not; the guard holds its place while it runs.
    Free(Running),
}

/// Holds the place of a running command.
pub(crate) struct Running {
    command: CommandId,
    running: Arc<Mutex<HashSet<CommandId>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.command);
    }
}

impl Answers {
    /// Opens the file, and starts the task that writes it.
    pub(crate) fn open(folder: &Path) -> rusqlite::Result<Self> {
        let file = Disposable::open(&folder.join("answers.sqlite"), SCHEMA)?;
        let (writer, waiting) = mpsc::channel(KEPT_AT_ONCE_MAX);
        tokio::spawn(write_together(file.clone(), waiting));
        Ok(Self { file, running: Arc::default(), writer })
    }

    /// Looks whether the command was answered, or takes its place.
    ///
    /// # Errors
    /// *Still running*, *key reused*, or *try again* when the file cannot be read.
    pub(crate) async fn begin(&self, command: CommandId, fingerprint: &str) -> Result<Before, Problem> {
        if !self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(command) {
            return Err(Problem::new(
                ProblemKind::StillRunning,
                "a command with this idempotency key is being worked on",
            ));
        }
        let place = Running { command, running: self.running.clone() };
        let kept = self.file.read(move |connection| {
            connection
                .prepare_cached("SELECT fingerprint, answer FROM answers WHERE command = ?1")?
                .query_row([command.uuid().as_bytes()], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
                })
                .optional()
        });
        match kept.await.map_err(|cause| unkept(&cause))? {
            None => Ok(Before::Free(place)),
            Some((first, answer)) if first == fingerprint && answer == GIVEN_IN_CONFIDENCE => {
                Ok(Before::Free(place))
            }
            Some((first, answer)) if first == fingerprint => Ok(Before::Answered(answer.into())),
            Some(_) => Err(Problem::new(ProblemKind::KeyReused, "the key was used for another command")),
        }
    }

    /// Keeps an answer, together with all that are to be kept at the moment. Should that fail, the log still knows what
    /// happened.
    pub(crate) async fn keep(&self, running: &Running, fingerprint: String, answer: Bytes, now: Timestamp) {
        let (done, written) = oneshot::channel();
        let keeping = Keeping { command: running.command, fingerprint, answer, now, done };
        if self.writer.send(keeping).await.is_ok() {
            // Dropped without a word when writing failed, which has been said then.
            let _ = written.await;
        }
    }
}

/// Writes what waits, one transaction after the other, until nobody can keep anything any more.
async fn write_together(file: Arc<Disposable>, mut waiting: mpsc::Receiver<Keeping>) {
    let mut batch = Vec::with_capacity(KEPT_AT_ONCE_MAX);
    while waiting.recv_many(&mut batch, KEPT_AT_ONCE_MAX).await > 0 {
        let kept = std::mem::take(&mut batch);
        let written = file.write(move |connection| write(connection, &kept).map(|()| kept));
        match written.await {
            Ok(kept) => {
                for kept in kept {
                    // Who has gone away does not wait for it either.
                    let _ = kept.done.send(());
                }
            }
            Err(cause) => tracing::error!(%cause, "answers cannot be kept"),
        }
    }
}

fn write(connection: &mut Connection, batch: &[Keeping]) -> rusqlite::Result<()> {
    let rows = connection.transaction()?;
    for Keeping { command, fingerprint, answer, now, .. } in batch {
        rows.prepare_cached("INSERT OR IGNORE INTO answers VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            command.uuid().as_bytes(),
            fingerprint,
            &answer[..],
            now.as_second()
        ])?;
    }
    if let Some(last) = batch.last() {
        rows.prepare_cached("DELETE FROM answers WHERE kept_at < ?1")?
            .execute([last.now.as_second().saturating_sub(KEPT_FOR.as_secs())])?;
    }
    rows.commit()
}

fn unkept(cause: &rusqlite::Error) -> Problem {
    tracing::error!(%cause, "kept answers cannot be read");
    Problem::try_again("the answers of earlier commands cannot be read now")
}
