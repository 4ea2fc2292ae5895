//! Snapshots: states of aggregates at a revision, so that a long stream need not be read from its first event.
//!
//! Disposable, one file a service beside its log. Nothing rests on them: what is missing, damaged, of an older form or of
//! another log is not used, and the log tells it all. They know nothing of what a state means.

use std::{fmt, future::Future, path::Path, sync::Arc};

use nanum_contracts::Problem;
use nanum_store::StreamName;
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{background::Background, sqlite::Disposable};

const FILE: &str = "snapshots.sqlite";
/// Events after which a snapshot saves more reading than it costs writing.
const EVERY_EVENTS: u64 = 1_000;
/// A state may grow with its stream. A snapshot is due after this part of it, so that all snapshots of a stream together
/// cost no more than a fixed multiple of the last, and reading on from one costs a tenth of reading all.
const EVERY_PART: u64 = 10;
/// Largest state that is kept; a larger one is read faster from its events than it is worth.
const STATE_BYTES_MAX: usize = 64 * 1024 * 1024;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS snapshots (
    stream TEXT PRIMARY KEY, version INTEGER NOT NULL, revision INTEGER NOT NULL, event BLOB NOT NULL,
    state BLOB NOT NULL, sum BLOB NOT NULL
) STRICT;";

/// How one kind of state is written and read. The version is counted up when its fields or its meaning change: what was
/// written in another version is not read.
pub struct SnapshotForm<S> {
    pub version: u32,
    write: fn(&S) -> serde_json::Result<Vec<u8>>,
    read: fn(&[u8]) -> serde_json::Result<S>,
}

impl<S> fmt::Debug for SnapshotForm<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SnapshotForm(version {})", self.version)
    }
}

impl<S: Serialize + DeserializeOwned> SnapshotForm<S> {
    /// As JSON.
    pub const fn json(version: u32) -> Self {
        Self {
            version,
            write: |state| serde_json::to_vec(state),
            read: |bytes| serde_json::from_slice(bytes),
        }
    }
}

impl<S> SnapshotForm<S> {
    pub(crate) fn write(&self, state: &S) -> serde_json::Result<Vec<u8>> {
        (self.write)(state)
    }

    pub(crate) fn read(&self, bytes: &[u8]) -> serde_json::Result<S> {
        (self.read)(bytes)
    }
}

/// A state as it was after an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub(crate) revision: u64,
    /// The id of the event at that revision: tells whether the log is still the same one.
    pub(crate) event: Uuid,
    pub(crate) state: Vec<u8>,
}

/// The snapshots of one service.
#[derive(Debug, Clone)]
pub(crate) struct Snapshots {
    file: Arc<Disposable>,
    background: Background,
}

impl Snapshots {
    pub(crate) fn open(folder: &Path, background: Background) -> rusqlite::Result<Self> {
        Ok(Self { file: Disposable::open(&folder.join(FILE), SCHEMA)?, background })
    }

    /// The same where there are some already.
    pub(crate) fn open_existing(folder: &Path) -> Option<Self> {
        folder.join(FILE).exists().then(|| Self::open(folder, Background::default()).ok()).flatten()
    }

    /// Whether so much has happened since the last snapshot that a new one is worth its while.
    pub(crate) fn is_due(last: Option<u64>, revision: u64) -> bool {
        let since = revision.saturating_sub(last.unwrap_or(0));
        since >= EVERY_EVENTS.max(revision / EVERY_PART)
    }

    /// The newest snapshot of a stream; `None` when there is none that is whole and of this version.
    pub(crate) async fn of(&self, stream: &StreamName, version: u32) -> Option<Snapshot> {
        let name = stream.clone();
        let found = self.file.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT revision, event, state, sum FROM snapshots WHERE stream = ?1 AND version = ?2",
                )?
                .query_row(params![name.as_str(), version], |row| {
                    let snapshot = Snapshot {
                        revision: row.get::<_, i64>(0)?.unsigned_abs(),
                        event: Uuid::from_bytes(row.get(1)?),
                        state: row.get(2)?,
                    };
                    Ok((snapshot, row.get::<_, Vec<u8>>(3)?))
                })
                .optional()
        });
        match found.await {
            Ok(Some((snapshot, sum))) if sum_of(stream, version, &snapshot) == sum => Some(snapshot),
            Ok(Some(_)) => {
                tracing::warn!(%stream, "a snapshot is damaged and is not used");
                None
            }
            Ok(None) => None,
            Err(cause) => {
                tracing::warn!(%stream, %cause, "snapshots cannot be read and are not used");
                None
            }
        }
    }

    /// Writes one in the background: states are large, many fall due together, and nobody waits for them.
    pub(crate) fn write_in_background(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.background.spawn(work);
    }

    /// Keeps a snapshot in place of an older one.
    pub(crate) async fn keep(&self, stream: &StreamName, version: u32, snapshot: Snapshot) {
        if snapshot.state.len() > STATE_BYTES_MAX {
            tracing::warn!(%stream, bytes = snapshot.state.len(), "a state is too large for a snapshot");
            return;
        }
        let (name, sum) = (stream.clone(), sum_of(stream, version, &snapshot));
        let kept = self.file.write(move |connection| {
            let Snapshot { revision, event, state } = snapshot;
            let revision = i64::try_from(revision).unwrap_or(i64::MAX);
            // Another process may be further; one of a newer version counts more than any of an older one.
            connection
                .prepare_cached(
                    "INSERT INTO snapshots VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (stream) DO UPDATE
                     SET version = excluded.version, revision = excluded.revision, event = excluded.event,
                         state = excluded.state, sum = excluded.sum
                     WHERE (excluded.version, excluded.revision) > (version, revision)",
                )?
                .execute(params![name.as_str(), version, revision, event.as_bytes(), state, sum])
        });
        if let Err(cause) = kept.await {
            tracing::warn!(%stream, %cause, "a snapshot cannot be kept");
        }
    }

    /// All streams with a snapshot of the version, damaged ones too.
    ///
    /// # Errors
    /// *Try again* when the file cannot be read.
    pub(crate) async fn streams(&self, prefix: &str, version: u32) -> Result<Vec<StreamName>, Problem> {
        let prefix = prefix.to_owned();
        let streams = self.file.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT stream FROM snapshots WHERE version = ?1 AND substr(stream, 1, length(?2)) = ?2
                 ORDER BY stream",
            )?;
            let rows = statement.query_map(params![version, prefix], |row| {
                Ok(StreamName::from_stored(row.get_ref(0)?.as_str()?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
        streams.await.map_err(|cause| {
            tracing::error!(%cause, "snapshots cannot be read");
            Problem::try_again("the snapshots cannot be read now")
        })
    }
}

/// SHA-256 of everything in the row: a flipped bit shows.
fn sum_of(stream: &StreamName, version: u32, snapshot: &Snapshot) -> Vec<u8> {
    Sha256::new()
        .chain_update(stream.as_str())
        .chain_update([0])
        .chain_update(version.to_be_bytes())
        .chain_update(snapshot.revision.to_be_bytes())
        .chain_update(snapshot.event.as_bytes())
        .chain_update(&snapshot.state)
        .finalize()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_due_after_a_thousand_events_and_later_after_a_tenth_of_the_stream() {
        for (last, revision, due) in [
            (None, 999, false),
            (None, 1_000, true),
            (Some(1_000), 1_999, false),
            (Some(1_000), 2_000, true),
            (Some(90_000), 99_999, true),
            (Some(91_000), 100_000, false),
        ] {
            assert_eq!(Snapshots::is_due(last, revision), due, "{last:?} {revision}");
        }
    }
}
