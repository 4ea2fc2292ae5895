//! The file of a log: its schema and how connections to it are set up.

use std::{
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};

use crate::StoreError;

/// The schema this program reads and writes, kept in SQLite's `user_version`.
const SCHEMA_VERSION: u32 = 1;

/// `event` is the log; `stream` gives each long stream name a short number; `log` is for people with a `sqlite3` prompt.
const SCHEMA: &str = "
    CREATE TABLE stream (
        id   INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        stream   INTEGER NOT NULL, -- stream.id
        revision INTEGER NOT NULL,
        id       BLOB NOT NULL,
        command  BLOB NOT NULL,
        name     TEXT NOT NULL,
        data     TEXT NOT NULL,
        metadata TEXT NOT NULL,
        UNIQUE (stream, revision)
    ) STRICT;

    CREATE INDEX event_by_command ON event (command);

    CREATE VIEW log AS
        SELECT position, stream.name AS stream, revision, lower(hex(event.id)) AS id, event.name AS name, data, metadata
        FROM event JOIN stream ON stream.id = event.stream;
";

/// How long one process waits for another's write lock before it answers that the store is not available.
pub(super) const LOCK_PATIENCE: Duration = Duration::from_secs(10);
/// How often a waiting process asks for the lock. Short: a busy process leaves it free only between two commits.
const LOCK_POLL: Duration = Duration::from_millis(1);

/// Kibibytes of pages the writer keeps in memory: the index over commands is hit at random places.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
/// Kibibytes of pages each reader keeps in memory.
const READER_CACHE_KIB: i64 = 8 * 1024;

/// Where a log is.
#[derive(Debug, Clone)]
pub(super) struct LogFile {
    path: PathBuf,
}

impl LogFile {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// A connection that may append; creates the log when there is none.
    pub(super) fn open_for_writing(&self) -> Result<Connection, StoreError> {
        let mut connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        self.prepare_for_writing(&mut connection).map_err(|error| self.unavailable(&error))?;
        self.check_version(&connection)?;
        Ok(connection)
    }

    /// A connection that only reads.
    pub(super) fn open_for_reading(&self) -> Result<Connection, StoreError> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection
            .pragma_update(None, "cache_size", -READER_CACHE_KIB)
            .map_err(|error| self.unavailable(&error))?;
        Ok(connection)
    }

    pub(super) fn unavailable(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::Unavailable(format!("{}: {error}", self.path.display()))
    }

    fn open(&self, access: OpenFlags) -> Result<Connection, StoreError> {
        let mut connection =
            Connection::open_with_flags(&self.path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
                .map_err(|error| self.unavailable(&error))?;
        wait_for_locks(&mut connection, LOCK_PATIENCE)
            // The checkpoint that SQLite makes on closing cannot report a failed fsync, so only the writer makes them.
            .and_then(|()| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true))
            // One plan a statement: without this SQLite plans again whenever a value is bound.
            .and_then(|_| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true))
            .map_err(|error| self.unavailable(&error))?;
        Ok(connection)
    }

    fn prepare_for_writing(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        turn_on_wal(connection)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // Checkpoints inside a commit swallow their errors; the writer makes its own and looks at the result.
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        create_schema(connection)
    }

    fn check_version(&self, connection: &Connection) -> Result<(), StoreError> {
        let found = version(connection).map_err(|error| self.unavailable(&error))?;
        if found == SCHEMA_VERSION {
            return Ok(());
        }
        Err(StoreError::Unavailable(format!(
            "{} has schema version {found}, this program knows version {SCHEMA_VERSION} only",
            self.path.display()
        )))
    }
}

/// Lets statements wait at most `patience` for locks that other connections hold.
pub(super) fn wait_for_locks(connection: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    let polls_max = patience.as_millis() / LOCK_POLL.as_millis();
    connection.busy_handler(Some(move |polls: i32| {
        thread::sleep(LOCK_POLL);
        u128::try_from(polls).is_ok_and(|polls| polls < polls_max)
    }))
}

/// Turns on the write-ahead log. SQLite does not wait for locks here, so two processes that create one log retry.
fn turn_on_wal(connection: &Connection) -> rusqlite::Result<()> {
    let polls_max = LOCK_PATIENCE.as_millis() / LOCK_POLL.as_millis();
    let mut polls = 0;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && polls < polls_max => polls += 1,
            outcome => return outcome,
        }
        thread::sleep(LOCK_POLL);
    }
}

fn create_schema(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&transaction)? == 0 {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    }
    transaction.commit()
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether another connection holds the lock, and nothing is wrong otherwise.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
    )
}
