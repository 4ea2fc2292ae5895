//! The index: finds a stream by its name and a command by its id. It is made from the log and lies in a file beside it, so
//! that the random places it is written at are no part of a commit. Who deletes it loses nothing: it is made again. It is
//! never asked alone: what is newer than its mark is in [`Recent`].

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::{
    chain::{BEGINNING, Hash},
    file::{self, LogFile},
    recent::{Piece, RUN_EVENTS_MIN, Recent},
};
use crate::{StoreError, StreamName};

/// Kept in SQLite's `user_version`; an index of another version is made again.
const INDEX_VERSION: u32 = 1;

/// `mark` has one row: up to where the log is indexed. Its hash tells the index of this log from one of another.
const SCHEMA: &str = "
    DROP TABLE IF EXISTS mark;
    DROP TABLE IF EXISTS stream;
    DROP TABLE IF EXISTS command;

    CREATE TABLE mark (
        position INTEGER NOT NULL, -- of the last event
        stream   INTEGER NOT NULL, -- the last that had begun
        hash     BLOB NOT NULL     -- of the last event
    ) STRICT;

    CREATE TABLE stream (
        name TEXT PRIMARY KEY,
        id   INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE command (
        command  BLOB NOT NULL,
        position INTEGER NOT NULL, -- of its first event in a stream
        PRIMARY KEY (command, position)
    ) STRICT, WITHOUT ROWID;
";

/// Events indexed at once when the log is read from its beginning.
const REBUILD_EVENTS: u64 = 262_144;
/// Kibibytes of pages that whoever writes or reads the index keeps in memory.
const WRITER_CACHE_KIB: i64 = 64 * 1024;
const READER_CACHE_KIB: i64 = 16 * 1024;

/// Where the log's index lies.
pub(super) fn path_of(log: &Path) -> PathBuf {
    let mut path = log.as_os_str().to_owned();
    path.push("-index");
    path.into()
}

/// Up to where the log is indexed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) position: u64,
    pub(super) stream: i64,
}

/// The index as whoever looks something up sees it.
#[derive(Debug)]
pub(super) struct Index {
    connection: Connection,
}

impl Index {
    pub(super) fn open(log: &LogFile) -> Result<Self, StoreError> {
        let connection = file::open(&path_of(log.path()), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
        Ok(Self { connection })
    }

    pub(super) fn stream(&self, name: &StreamName) -> rusqlite::Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT id FROM stream WHERE name = ?1")?
            .query_row([name.as_str()], |row| row.get(0))
            .optional()
    }

    /// Positions of the command's first events, one for each stream it wrote to.
    pub(super) fn positions(&self, command: Uuid) -> rusqlite::Result<Vec<u64>> {
        self.connection
            .prepare_cached("SELECT position FROM command WHERE command = ?1 ORDER BY position")?
            .query_map([command.as_bytes()], |row| row.get(0))?
            .collect()
    }
}

/// Who writes the index.
#[derive(Debug)]
pub(super) struct IndexWriter {
    connection: Connection,
    log: Connection,
}

impl IndexWriter {
    /// Opens the index of the log, and makes it anew when it is missing, unreadable, or of another log.
    pub(super) fn open(log: &LogFile) -> Result<Self, StoreError> {
        let path = path_of(log.path());
        let connection = match open_for_writing(&path) {
            Err(error) if is_no_index(&error) => {
                tracing::warn!(%error, index = %path.display(), "the index cannot be read and is made again");
                remove(&path)
                    .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
                open_for_writing(&path)?
            }
            outcome => outcome?,
        };
        let mut writer = Self { connection, log: log.open_for_reading()? };
        writer.forget_another_log()?;
        Ok(writer)
    }

    fn forget_another_log(&mut self) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !is_of(&transaction, &self.log)? {
            transaction.execute_batch(SCHEMA)?;
            transaction.execute("INSERT INTO mark VALUES (0, 0, ?1)", [BEGINNING])?;
            transaction.pragma_update(None, "user_version", INDEX_VERSION)?;
        }
        transaction.commit()
    }

    /// Indexes what lies between the mark and the end of the log; what is left is short enough to stay in memory.
    pub(super) fn catch_up(&mut self) -> rusqlite::Result<Piece> {
        loop {
            let mark = mark(&self.connection)?;
            let mut piece = Piece::beginning_after(mark.position, mark.stream);
            piece.read_on(&self.log, REBUILD_EVENTS)?;
            if piece.events() < RUN_EVENTS_MIN {
                return Ok(piece);
            }
            self.write(&piece)?;
            tracing::info!(position = piece.last, "indexed the log");
        }
    }

    /// Adds a piece. Its result is that of the checkpoint, too, unlike that of a checkpoint inside a commit.
    pub(super) fn write(&mut self, piece: &Piece) -> rusqlite::Result<()> {
        let mark = mark(&self.connection)?;
        if mark.position < piece.after {
            // Somebody made the index anew under us.
            let mut gap = Piece::beginning_after(mark.position, mark.stream);
            gap.read_on(&self.log, piece.after - mark.position)?;
            self.insert(&gap)?;
        }
        self.insert(piece)?;
        self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
    }

    /// In the order of the index, so that each page is touched once.
    fn insert(&mut self, piece: &Piece) -> rusqlite::Result<()> {
        let hash = hash_at(&self.log, piece.last)?.unwrap_or(BEGINNING);
        let mut streams: Vec<_> = piece.streams.iter().map(|(name, id)| (name.as_str(), *id)).collect();
        streams.sort_unstable();
        let further = piece.further.iter().map(|(command, spot)| (*command, spot.position));
        let mut commands: Vec<_> =
            piece.commands.iter().map(|(command, spot)| (*command, spot.position)).chain(further).collect();
        commands.sort_unstable();

        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process indexes the same log: what it has written already stays as it is.
        if mark(&transaction)?.position < piece.last {
            {
                let mut insert =
                    transaction.prepare_cached("INSERT OR IGNORE INTO stream VALUES (?1, ?2)")?;
                for stream in streams {
                    insert.execute(stream)?;
                }
                let mut insert =
                    transaction.prepare_cached("INSERT OR IGNORE INTO command VALUES (?1, ?2)")?;
                for (command, position) in commands {
                    insert.execute((command.as_bytes(), position))?;
                }
                transaction
                    .prepare_cached("UPDATE mark SET position = ?1, stream = ?2, hash = ?3")?
                    .execute((piece.last, piece.last_stream, hash))?;
            }
        }
        transaction.commit()
    }
}

/// Writes the index behind the log on a thread of its own, for as long as runs come.
pub(super) fn write_behind(
    mut writer: IndexWriter,
    recent: Arc<Recent>,
) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name("event-store-index".to_owned()).spawn(move || {
        while let Some(run) = recent.next_run() {
            match writer.write(&run) {
                Ok(()) => recent.run_is_written(),
                Err(error) => {
                    tracing::error!(%error, "the index of the log cannot be written");
                    recent.end_runs(&error.to_string());
                }
            }
        }
    })
}

/// The mark of an index.
pub(super) fn mark(index: &Connection) -> rusqlite::Result<Mark> {
    index
        .prepare_cached("SELECT position, stream FROM mark")?
        .query_row([], |row| Ok(Mark { position: row.get(0)?, stream: row.get(1)? }))
}

/// Whether an index of this version was made from this log, and the log still holds all that is in it.
pub(super) fn is_of(index: &Connection, log: &Connection) -> rusqlite::Result<bool> {
    if file::version(index)? != INDEX_VERSION {
        return Ok(false);
    }
    let mark = index
        .query_row("SELECT position, hash FROM mark", [], |row| Ok((row.get(0)?, row.get::<_, Hash>(1)?)))
        .optional()?;
    let Some((position, hash)) = mark else { return Ok(false) };
    Ok(if position == 0 { hash == BEGINNING } else { hash_at(log, position)? == Some(hash) })
}

fn hash_at(log: &Connection, position: u64) -> rusqlite::Result<Option<Hash>> {
    log.prepare_cached("SELECT hash FROM event WHERE position = ?1")?
        .query_row([position], |row| row.get(0))
        .optional()
}

fn open_for_writing(path: &Path) -> rusqlite::Result<Connection> {
    let connection = file::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    file::turn_on_wal(&connection)?;
    // After a power failure the index may lack its newest runs, never more; they are made again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    Ok(connection)
}

fn is_no_index(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Deletes an index with what SQLite keeps beside it.
fn remove(path: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
