//! Kept answers: the same command under the same idempotency key gets its first answer again, refusals too.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{Problem, ids::CommandId, ids::Id, problem::ProblemKind};
use rusqlite::{OptionalExtension, params};

use crate::sqlite::Disposable;

/// How long an answer is kept. What happened is known for ever by the log; a kept refusal is not.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Stands for an answer that was given and must not be kept: who repeats the command is answered by working it again.
pub(crate) const GIVEN_IN_CONFIDENCE: Bytes = Bytes::new();

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS answers (
    command BLOB PRIMARY KEY, fingerprint TEXT NOT NULL, answer BLOB NOT NULL, kept_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (kept_at);";

#[derive(Debug, Clone)]
pub(crate) struct Answers {
    file: Arc<Disposable>,
    running: Arc<Mutex<HashSet<CommandId>>>,
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
    pub(crate) fn open(folder: &Path) -> rusqlite::Result<Self> {
        Ok(Self { file: Disposable::open(&folder.join("answers.sqlite"), SCHEMA)?, running: Arc::default() })
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

    /// Keeps an answer. Should that fail, the log still knows what happened.
    pub(crate) async fn keep(&self, running: &Running, fingerprint: String, answer: Bytes, now: Timestamp) {
        let command = running.command;
        let kept = self.file.write(move |connection| {
            connection
                .prepare_cached("DELETE FROM answers WHERE kept_at < ?1")?
                .execute([now.as_second().saturating_sub(KEPT_FOR.as_secs())])?;
            connection
                .prepare_cached("INSERT OR IGNORE INTO answers VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![command.uuid().as_bytes(), fingerprint, &answer[..], now.as_second()])
        });
        if let Err(cause) = kept.await {
            tracing::error!(%cause, "an answer cannot be kept");
        }
    }
}

fn unkept(cause: &rusqlite::Error) -> Problem {
    tracing::error!(%cause, "kept answers cannot be read");
    Problem::try_again("the answers of earlier commands cannot be read now")
}
