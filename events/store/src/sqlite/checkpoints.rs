//! Copies the write-ahead log into the file: most of it on a thread of its own while the writer goes on, the last of it by
//! the writer, because only a log that is copied whole starts over.

use std::{
    io,
    sync::{
        Arc, OnceLock,
        mpsc::{self, SyncSender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::Connection;

use super::file;

/// Commits, and bytes, after which the thread copies.
const COMMITS: usize = 512;
const BYTES: usize = 16 * 1024 * 1024;
/// Turns of the thread after which the writer finishes the copy: the write-ahead log stays around 64 MiB.
const TURNS: usize = 4;
/// Pages in the write-ahead log past which the writer waits for readers, so that it can start over: half a gigabyte.
const WAL_PAGES_MAX: i64 = 65_536;
/// How long it waits for them, at most.
const PATIENCE: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub(super) struct Checkpoints {
    turns: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    failed: Arc<OnceLock<String>>,
    /// Since the thread was called last, and since the writer finished a copy.
    commits: usize,
    bytes: usize,
    called: usize,
}

impl Checkpoints {
    /// The connection is for the thread alone.
    pub(super) fn start(connection: Connection) -> io::Result<Self> {
        let failed = Arc::new(OnceLock::new());
        // One turn may wait; more would find nothing to do.
        let (turns, calls) = mpsc::sync_channel(1);
        let failing = Arc::clone(&failed);
        let thread = thread::Builder::new().name("event-store-checkpoint".to_owned()).spawn(move || {
            while calls.recv().is_ok() {
                if let Err(error) = checkpoint(&connection, "PASSIVE") {
                    failing.get_or_init(|| error.to_string());
                }
            }
        })?;
        Ok(Self { turns: Some(turns), thread: Some(thread), failed, commits: 0, bytes: 0, called: 0 })
    }

    /// Why copying failed: what the file holds is not known, and nothing may be written on top of it.
    pub(super) fn failed(&self) -> Option<&String> {
        self.failed.get()
    }

    /// After a commit of so many bytes by the writer, whose connection it is.
    pub(super) fn committed(&mut self, connection: &mut Connection, bytes: usize) -> rusqlite::Result<()> {
        self.commits += 1;
        self.bytes += bytes;
        if self.commits < COMMITS && self.bytes < BYTES {
            return Ok(());
        }
        (self.commits, self.bytes) = (0, 0);
        self.called += 1;
        if self.called < TURNS {
            if let Some(turns) = &self.turns {
                // A turn that waits already will see these commits, too.
                let _ = turns.try_send(());
            }
            return Ok(());
        }
        self.called = 0;
        finish_copy(connection)
    }

    /// Waits for the thread and copies what is left.
    pub(super) fn end(mut self, connection: &Connection) {
        self.turns.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if self.failed.get().is_none()
            && let Err(error) = checkpoint(connection, "TRUNCATE")
        {
            tracing::warn!(%error, "the log is complete but its write-ahead log could not be copied at the end");
        }
    }
}

/// Copies as far as readers allow. A write-ahead log that only grows makes the writer wait for them.
fn finish_copy(connection: &mut Connection) -> rusqlite::Result<()> {
    if checkpoint(connection, "PASSIVE")? <= WAL_PAGES_MAX {
        return Ok(());
    }
    file::wait_for_locks(connection, PATIENCE)?;
    let outcome = checkpoint(connection, "RESTART");
    file::wait_for_locks(connection, file::LOCK_PATIENCE)?;
    outcome.map(|pages| tracing::info!(pages, "the write-ahead log had grown and starts over"))
}

/// Pages in the write-ahead log. Being kept from copying by readers or another checkpoint is no error.
fn checkpoint(connection: &Connection, mode: &str) -> rusqlite::Result<i64> {
    connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(1))
}
