//! Reads: a few read-only connections, used off the async threads.

use std::sync::{Arc, Mutex, PoisonError};

use nanum_contracts::ids::{CommandId, Id};
use rusqlite::{Connection, ErrorCode};
use tokio::sync::Semaphore;

use super::{
    file::LogFile,
    finding::{self, Finder},
    index::Index,
    recent::Recent,
    rows::{COLUMNS, Decoder, Stream, StreamNames, damaged},
};
use crate::{CommandRecord, Filter, Page, READ_EVENTS_MAX, Recorded, StoreError, StreamName};

/// Reads at one time. More would only compete for the disk and for the threads of other blocking work.
const READERS_MAX: usize = 8;

/// Read-only connections, opened when first needed.
#[derive(Debug)]
pub(super) struct Readers {
    pool: Arc<Pool>,
    turns: Arc<Semaphore>,
}

#[derive(Debug)]
struct Pool {
    file: LogFile,
    recent: Arc<Recent>,
    idle: Mutex<Vec<Reader>>,
}

/// One who reads.
#[derive(Debug)]
pub(super) struct Reader {
    log: Connection,
    finder: Finder,
    names: StreamNames,
}

impl Readers {
    pub(super) fn of(file: LogFile, recent: Arc<Recent>) -> Self {
        let pool = Pool { file, recent, idle: Mutex::default() };
        Self { pool: Arc::new(pool), turns: Arc::new(Semaphore::new(READERS_MAX)) }
    }

    /// Runs a read on a connection of its own, off the async threads.
    pub(super) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reader) -> Result<T, StoreError> + Send + 'static,
    {
        let gone = |_| StoreError::Unavailable("a read was broken off".to_owned());
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Unavailable("the log is closed".to_owned()))?;
        let pool = Arc::clone(&self.pool);
        // The turn goes along: a caller that went away must not let one reader more in.
        let work = move || {
            let _turn = turn;
            pool.with_reader(read)
        };
        tokio::task::spawn_blocking(work).await.map_err(gone)?
    }
}

impl Pool {
    fn with_reader<T>(
        &self,
        read: impl FnOnce(&mut Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => Reader::open(&self.file, &self.recent)?,
        };
        // After an error the reader is left to close: the next one may do better.
        let outcome = read(&mut reader)?;
        self.idle().push(reader);
        Ok(outcome)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    fn open(file: &LogFile, recent: &Arc<Recent>) -> Result<Self, StoreError> {
        let finder = Finder::new(Arc::clone(recent), Index::open(file)?);
        Ok(Self { log: file.open_for_reading()?, finder, names: StreamNames::default() })
    }

    /// Position of the last event, 0 in an empty log.
    pub(super) fn head(&mut self) -> Result<u64, StoreError> {
        Ok(finding::head(&self.log)?)
    }

    /// Events of a stream from a revision on.
    pub(super) fn stream(
        &mut self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        let from = within_i64(from);
        let events = self.of_stream(stream, ">= ?2 ORDER BY revision", from, max)?;
        check_dense(&events, from, |event| event.revision)?;
        Ok(events)
    }

    /// Events of a stream from a revision back, the newest first.
    pub(super) fn stream_back(
        &mut self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        let from = within_i64(from.unwrap_or(u64::MAX));
        let mut events = self.of_stream(stream, "<= ?2 ORDER BY revision DESC", from, max)?;
        events.reverse();
        if let Some(oldest) = events.first() {
            check_dense(&events, oldest.revision, |event| event.revision)?;
        }
        events.reverse();
        Ok(events)
    }

    fn of_stream(
        &mut self,
        stream: &StreamName,
        revisions: &str,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.finder.catch_up(&self.log)?;
        let Some(id) = self.finder.stream(stream)? else { return Ok(Vec::new()) };
        let mut statement = self.log.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM event WHERE stream = ?1 AND revision {revisions} LIMIT ?3"
        ))?;
        let mut rows = statement.query((id, from, max.min(READ_EVENTS_MAX)))?;
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        while let Some(row) = rows.next().map_err(|error| at_least_after(0, error))? {
            events.push(decoder.event(row, row.get(0)?, Stream { id, name: stream })?);
        }
        Ok(events)
    }

    /// Events of the streams of the filter after a position; at most `max` are looked through.
    pub(super) fn all(&mut self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        let mut statement = self.log.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM event WHERE position > ?1 ORDER BY position LIMIT ?2"
        ))?;
        let mut rows = statement.query((within_i64(after), max.min(READ_EVENTS_MAX)))?;
        let mut decoder = Decoder::default();
        let room = if filter.is_everything() { max.min(READ_EVENTS_MAX) } else { 0 };
        let mut page = Page { events: Vec::with_capacity(room), looked_through: after };
        while let Some(row) = rows.next().map_err(|error| at_least_after(page.looked_through, error))? {
            let position: u64 = row.get(0)?;
            if position != page.looked_through + 1 {
                return Err(damaged(position, format!("expected {}", page.looked_through + 1)));
            }
            page.looked_through = position;
            let id = row.get(1)?;
            let name = self.names.get(&self.log, id).map_err(|error| damaged(position, error))?;
            if filter.includes(name) {
                page.events.push(decoder.event(row, position, Stream { id, name })?);
            }
        }
        Ok(page)
    }

    /// Where the command's events stand: in the stream of its first event.
    pub(super) fn command(&mut self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.finder.catch_up(&self.log)?;
        let Some(found) = self.finder.command(&self.log, command.uuid())? else { return Ok(None) };
        let stream = self.names.get(&self.log, found.stream)?.clone();
        Ok(Some(CommandRecord { stream, placed: found.placed, fingerprint: found.fingerprint }))
    }
}

/// SQLite counts in signed integers; no log will reach their end.
fn within_i64(number: u64) -> u64 {
    number.min(i64::MAX.unsigned_abs())
}

/// What SQLite says while it reads: a damaged page is damage somewhere after the last event that could be read.
fn at_least_after(position: u64, error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => damaged(position + 1, error),
        _ => error.into(),
    }
}

/// Numbers must follow each other without a gap: a missing event is damage, not an empty place.
fn check_dense(events: &[Recorded], first: u64, number: impl Fn(&Recorded) -> u64) -> Result<(), StoreError> {
    match events.iter().zip(first..).find(|(event, due)| number(event) != *due) {
        Some((event, due)) => {
            Err(damaged(event.position, format!("expected {due} and found {}", number(event))))
        }
        None => Ok(()),
    }
}
