//! Where each command's events stand: the server keeps no index by command, so the engine keeps one beside it, a small
//! SQLite file made from the log. It may be deleted at any time; then it is made anew.
//!
//! It costs about 250 bytes a command on disk and, when made anew, one reading of the service's log. It never answers for
//! more of the log than it has seen: whoever asks waits until it has.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use nanum_contracts::ids::{CommandId, Id};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{CommandRecord, Commanded, Placed, Recorded, StoreError, StreamName};

/// Counted up when the tables change; a file of another version is made anew.
const SCHEMA_VERSION: u32 = 1;
const SCHEMA: &str = "
    CREATE TABLE command (
        command        BLOB NOT NULL,
        stream         TEXT NOT NULL,
        first_revision INTEGER NOT NULL,
        last_revision  INTEGER NOT NULL,
        last_position  INTEGER NOT NULL,
        fingerprint    TEXT NOT NULL,
        PRIMARY KEY (command, stream)
    ) STRICT, WITHOUT ROWID;
    -- One row: how far the log was looked through, and the last event of the service that was seen.
    CREATE TABLE mark (
        looked_through INTEGER NOT NULL,
        position       INTEGER NOT NULL,
        stream         TEXT NOT NULL,
        revision       INTEGER NOT NULL,
        id             BLOB NOT NULL
    ) STRICT;
    INSERT INTO mark VALUES (0, 0, '', 0, zeroblob(16));
";
/// How long one replica waits while another writes to the same file.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
/// How far the index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) looked_through: u64,
    pub(super) last: Option<Anchor>,
}

/// The last event that the index has seen. When the log holds another one there, the index belongs to another log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) position: u64,
    pub(super) stream: StreamName,
    pub(super) revision: u64,
    pub(super) id: Uuid,
}

/// The index and how far it is.
#[derive(Debug)]
pub(super) struct Index {
    path: PathBuf,
    file: Arc<Mutex<Connection>>,
    looked_through: watch::Sender<u64>,
    /// How long a question waits until enough of the log was seen.
    patience: Duration,
}

impl Index {
    /// Opens the file; one that cannot be used is made anew.
    pub(super) fn open(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let connection = open(path).or_else(|error| {
            tracing::warn!(%error, path = %path.display(), "the index of commands is made anew");
            delete(path).and_then(|()| open(path)).map_err(|error| unavailable(path, &error))
        })?;
        let file = Arc::new(Mutex::new(connection));
        Ok(Self { path: path.to_owned(), file, looked_through: watch::channel(0).0, patience })
    }

    /// What an earlier run of the program left; it is to be trusted only after its last event was found in the log.
    pub(super) async fn mark(&self) -> Result<Mark, StoreError> {
        self.run(|connection| mark(connection)).await
    }

    /// Says that what the index holds belongs to this log.
    pub(super) fn trust(&self, mark: &Mark) {
        self.looked_through.send_replace(mark.looked_through);
    }

    /// Forgets everything.
    pub(super) async fn clear(&self) -> Result<(), StoreError> {
        self.looked_through.send_replace(0);
        self.run(|connection| {
            connection.execute_batch(
                "BEGIN; DELETE FROM command;
                 UPDATE mark SET looked_through = 0, position = 0, stream = '', revision = 0, id = zeroblob(16); COMMIT;",
            )
        })
        .await
    }

    /// Takes in the events that follow in the log, of which everything was looked through up to a position.
    pub(super) async fn add(&self, events: Vec<Recorded>, looked_through: u64) -> Result<(), StoreError> {
        self.run(move |connection| add(connection, &events, looked_through)).await?;
        self.looked_through.send_if_modified(|known| {
            let grows = looked_through > *known;
            *known = looked_through.max(*known);
            grows
        });
        Ok(())
    }

    /// Waits until the log was looked through up to a position.
    pub(super) async fn has_seen(&self, position: u64) -> Result<(), StoreError> {
        let mut watch = self.looked_through.subscribe();
        let seen = tokio::time::timeout(self.patience, watch.wait_for(|seen| *seen >= position)).await;
        if matches!(seen, Ok(Ok(_))) {
            return Ok(());
        }
        let seen = *self.looked_through.borrow();
        Err(StoreError::Unavailable(format!(
            "the index of commands has seen the log up to position {seen}, and {position} is asked for"
        )))
    }

    /// Where a command's events stand.
    pub(super) async fn find(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.run(move |connection| find(connection, command.uuid())).await
    }

    /// Where the events of the first of the commands stand that the stream holds.
    pub(super) async fn find_in(
        &self,
        stream: &StreamName,
        commands: &[Commanded],
    ) -> Result<Option<Placed>, StoreError> {
        let stream = stream.clone();
        let commands: Vec<_> = commands.iter().map(|command| command.metadata.command.uuid()).collect();
        self.run(move |connection| {
            for command in commands {
                if let Some(placed) = find_in(connection, command, &stream)? {
                    return Ok(Some(placed));
                }
            }
            Ok(None)
        })
        .await
    }

    async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let file = Arc::clone(&self.file);
        let work = move || work(&mut file.lock().unwrap_or_else(PoisonError::into_inner));
        match tokio::task::spawn_blocking(work).await {
            Ok(outcome) => outcome.map_err(|error| unavailable(&self.path, &error)),
            Err(cause) => Err(StoreError::Unavailable(format!("{}: {cause}", self.path.display()))),
        }
    }
}

fn unavailable(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(LOCK_PATIENCE)?;
    // Not synchronous: what a power failure takes, it takes with the mark of the same transaction.
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    match transaction.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? {
        SCHEMA_VERSION => {}
        0 => {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        _ => return Err(rusqlite::Error::InvalidQuery),
    }
    mark(&transaction)?;
    transaction.commit()?;
    Ok(connection)
}

/// Deletes the file and what SQLite keeps beside it.
fn delete(path: &Path) -> rusqlite::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        // What cannot be deleted cannot be opened either, and that error names it.
        let _ = std::fs::remove_file(file);
    }
    Ok(())
}

fn mark(connection: &Connection) -> rusqlite::Result<Mark> {
    connection.query_row("SELECT looked_through, position, stream, revision, id FROM mark", [], |row| {
        let anchor = Anchor {
            position: row.get(1)?,
            stream: StreamName::from_stored(row.get_ref(2)?.as_str()?),
            revision: row.get(3)?,
            id: Uuid::from_bytes(row.get(4)?),
        };
        Ok(Mark { looked_through: row.get(0)?, last: (anchor.position > 0).then_some(anchor) })
    })
}

/// Adding the same again changes nothing, and another replica may be further already.
fn add(connection: &mut Connection, events: &[Recorded], looked_through: u64) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO command VALUES (?1, ?2, ?3, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET
            first_revision = min(first_revision, excluded.first_revision),
            last_revision = max(last_revision, excluded.last_revision),
            last_position = max(last_position, excluded.last_position)",
    )?;
    for event in events {
        let command = event.metadata.command.uuid();
        let fingerprint: &str = &event.metadata.fingerprint;
        insert.execute(params![
            command.as_bytes(),
            event.stream.as_str(),
            event.revision,
            event.position,
            fingerprint
        ])?;
    }
    drop(insert);
    transaction.execute("UPDATE mark SET looked_through = max(looked_through, ?1)", [looked_through])?;
    if let Some(last) = events.last() {
        transaction.execute(
            "UPDATE mark SET position = ?1, stream = ?2, revision = ?3, id = ?4 WHERE position < ?1",
            params![last.position, last.stream.as_str(), last.revision, last.id.as_bytes()],
        )?;
    }
    transaction.commit()
}

fn placed(row: &Row<'_>) -> rusqlite::Result<Placed> {
    Ok(Placed { first_revision: row.get(0)?, last_revision: row.get(1)?, last_position: row.get(2)? })
}

/// The stream that was written first, when the command has written to several.
fn find(connection: &Connection, command: Uuid) -> rusqlite::Result<Option<CommandRecord>> {
    connection
        .prepare_cached(
            "SELECT first_revision, last_revision, last_position, stream, fingerprint FROM command
             WHERE command = ?1 ORDER BY last_position LIMIT 1",
        )?
        .query_row([command.as_bytes()], |row| {
            let stream = StreamName::from_stored(row.get_ref(3)?.as_str()?);
            Ok(CommandRecord { stream, placed: placed(row)?, fingerprint: row.get(4)? })
        })
        .optional()
}

fn find_in(connection: &Connection, command: Uuid, stream: &StreamName) -> rusqlite::Result<Option<Placed>> {
    connection
        .prepare_cached(
            "SELECT first_revision, last_revision, last_position FROM command WHERE command = ?1 AND stream = ?2",
        )?
        .query_row(params![command.as_bytes(), stream.as_str()], placed)
        .optional()
}

#[cfg(test)]
mod tests;
