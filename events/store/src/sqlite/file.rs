//! The file of a log: its schema and how connections to it are set up.

use std::{
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};

use super::upgrade;
use crate::StoreError;

/// The schema this program reads and writes, kept in SQLite's `user_version`.
pub(super) const SCHEMA_VERSION: u32 = 2;

/// `event` is the log; `stream` gives each long stream name a short number; `log` is for people with a `sqlite3` prompt.
/// The tables are only ever written at their ends. What finds a stream by its name or a command by its id is made from
/// them and lies in a file of its own: see [`super::index`].
pub(super) const SCHEMA: &str = "
    CREATE TABLE stream (
        id   INTEGER PRIMARY KEY, -- in the order in which streams begin, without a gap
        name TEXT NOT NULL
    ) STRICT;

    CREATE TABLE event (
        position    INTEGER PRIMARY KEY,
        stream      INTEGER NOT NULL, -- stream.id
        revision    INTEGER NOT NULL,
        id          BLOB NOT NULL,
        command     BLOB NOT NULL,
        hash        BLOB NOT NULL,    -- over this event and the hash of the one before
        recorded_at INTEGER NOT NULL, -- nanoseconds since 1970
        name        TEXT NOT NULL,
        tenant      TEXT NOT NULL,
        actor       TEXT NOT NULL,    -- JSON
        fingerprint TEXT NOT NULL,
        correlation TEXT NOT NULL,
        causation   BLOB,
        traceparent TEXT,
        data        TEXT NOT NULL,    -- JSON
        UNIQUE (stream, revision)
    ) STRICT;

    CREATE VIEW log AS
        SELECT position, stream.name AS stream, revision, event.name AS name, data, tenant, actor,
               strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at / 1000000000, 'unixepoch') AS recorded_at, correlation,
               lower(hex(event.id)) AS id, lower(hex(command)) AS command, lower(hex(causation)) AS causation,
               traceparent, fingerprint, lower(hex(hash)) AS hash
        FROM event JOIN stream ON stream.id = event.stream;
";

/// How long one process waits for another's write lock before it answers that the store is not available.
pub(super) const LOCK_PATIENCE: Duration = Duration::from_secs(10);
/// How often a waiting process asks for the lock. Short: a busy process leaves it free only between two commits.
const LOCK_POLL: Duration = Duration::from_millis(1);

/// Bytes of a page of a new file. Twice SQLite's usual size: fewer pages go through the write-ahead log for the same
/// events (measured: a fifth more appends a second).
const PAGE_BYTES: u32 = 8192;
/// Kibibytes of pages the writer keeps in memory: the ends of the tables, and of streams that are written to. SQLite walks
/// through all of them after many a commit, so more is slower.
const WRITER_CACHE_KIB: i64 = 16 * 1024;
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

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A connection that may append; creates the log when there is none, and brings an old one up to date.
    pub(super) fn open_for_writing(&self) -> Result<Connection, StoreError> {
        let mut connection =
            open(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
                .map_err(|error| self.unavailable(&error))?;
        self.prepare_for_writing(&mut connection).map_err(|error| self.unavailable(&error))?;
        upgrade::to_newest(&mut connection)?;
        self.check_version(&connection)?;
        Ok(connection)
    }

    /// A connection that copies the write-ahead log into the file, beside the one that appends.
    pub(super) fn open_for_checkpoints(&self) -> Result<Connection, StoreError> {
        open(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .and_then(|connection| {
                set_up_for_writing(&connection)?;
                Ok(connection)
            })
            .map_err(|error| self.unavailable(&error))
    }

    /// A connection that only reads.
    pub(super) fn open_for_reading(&self) -> Result<Connection, StoreError> {
        open(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|connection| {
                connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
                Ok(connection)
            })
            .map_err(|error| self.unavailable(&error))
    }

    pub(super) fn unavailable(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::Unavailable(format!("{}: {error}", self.path.display()))
    }

    fn prepare_for_writing(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        // Says nothing to a file that has pages already.
        connection.pragma_update(None, "page_size", PAGE_BYTES)?;
        turn_on_wal(connection)?;
        set_up_for_writing(connection)?;
        create_schema(connection)
    }

    /// Refuses a file that another version of the program wrote.
    pub(super) fn check_version(&self, connection: &Connection) -> Result<(), StoreError> {
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

/// A connection with the settings that all have in common.
pub(super) fn open(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    wait_for_locks(&mut connection, LOCK_PATIENCE)?;
    // The checkpoint that SQLite makes on closing cannot report a failed fsync, so only the writer makes them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // One plan a statement: without this SQLite plans again whenever a value is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

fn set_up_for_writing(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Checkpoints inside a commit swallow their errors; the engine makes its own and looks at the result.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)
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
pub(super) fn turn_on_wal(connection: &Connection) -> rusqlite::Result<()> {
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

pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether another connection holds the lock, and nothing is wrong otherwise.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
    )
}
