//! Reads: a few read-only connections, used off the async threads, and how rows become events.

use std::sync::{Arc, Mutex, PoisonError};

use nanum_contracts::ids::{CommandId, Id};
use rusqlite::{CachedStatement, Connection, ErrorCode, OptionalExtension, Params, Row, named_params};
use serde_json::value::RawValue;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::file::LogFile;
use crate::{CommandRecord, Metadata, Placed, READ_EVENTS_MAX, Recorded, StoreError, StreamName};

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
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn of(file: LogFile) -> Self {
        let pool = Pool { file, idle: Mutex::default() };
        Self { pool: Arc::new(pool), turns: Arc::new(Semaphore::new(READERS_MAX)) }
    }

    /// Runs a read on a connection of its own, off the async threads.
    pub(super) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
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
            pool.with_connection(read)
        };
        tokio::task::spawn_blocking(work).await.map_err(gone)?
    }
}

impl Pool {
    fn with_connection<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.file.open_for_reading()?,
        };
        // After an error the connection is left to close: the next one may do better.
        let outcome = read(&connection)?;
        self.idle().push(connection);
        Ok(outcome)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Events of a stream from a revision on.
pub(super) fn stream(
    connection: &Connection,
    stream: &StreamName,
    from: u64,
    max: usize,
) -> Result<Vec<Recorded>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT position, revision, id, name, data, metadata, :name FROM event
         WHERE stream = (SELECT id FROM stream WHERE name = :name) AND revision >= :from
         ORDER BY revision LIMIT :max",
    )?;
    let (from, max) = (within_i64(from), max.min(READ_EVENTS_MAX));
    let events =
        events(statement, named_params! { ":name": stream.as_str(), ":from": from, ":max": max }, 0)?;
    check_dense(&events, from, |event| event.revision)?;
    Ok(events)
}

/// Events of a stream from a revision back, the newest first.
pub(super) fn stream_back(
    connection: &Connection,
    stream: &StreamName,
    from: Option<u64>,
    max: usize,
) -> Result<Vec<Recorded>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT position, revision, id, name, data, metadata, :name FROM event
         WHERE stream = (SELECT id FROM stream WHERE name = :name) AND revision <= :from
         ORDER BY revision DESC LIMIT :max",
    )?;
    let (from, max) = (within_i64(from.unwrap_or(u64::MAX)), max.min(READ_EVENTS_MAX));
    let mut events =
        events(statement, named_params! { ":name": stream.as_str(), ":from": from, ":max": max }, 0)?;
    events.reverse();
    if let Some(oldest) = events.first() {
        check_dense(&events, oldest.revision, |event| event.revision)?;
    }
    events.reverse();
    Ok(events)
}

/// Events of all streams after a position.
pub(super) fn all(connection: &Connection, after: u64, max: usize) -> Result<Vec<Recorded>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT position, revision, event.id, event.name, data, metadata, stream.name
         FROM event CROSS JOIN stream ON stream.id = event.stream
         WHERE position > ?1 ORDER BY position LIMIT ?2",
    )?;
    let after = within_i64(after);
    let events = events(statement, (after, max.min(READ_EVENTS_MAX)), after)?;
    check_dense(&events, after.saturating_add(1), |event| event.position)?;
    Ok(events)
}

/// Where the command's events stand: in the stream of its first event.
pub(super) fn command(
    connection: &Connection,
    command: CommandId,
) -> Result<Option<CommandRecord>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT min(revision), max(revision), max(position), stream.name, metadata
         FROM event CROSS JOIN stream ON stream.id = event.stream
         WHERE command = ?1 AND stream = (SELECT stream FROM event WHERE command = ?1 ORDER BY position LIMIT 1)
         GROUP BY stream",
    )?;
    let found = statement
        .query_row([command.uuid().as_bytes()], |row| {
            let placed = Placed {
                first_revision: row.get(0)?,
                last_revision: row.get(1)?,
                last_position: row.get(2)?,
            };
            Ok((placed, StreamName::from_stored(row.get_ref(3)?.as_str()?), row.get::<_, String>(4)?))
        })
        .optional()?;
    found
        .map(|(placed, stream, metadata)| {
            let metadata: Metadata =
                serde_json::from_str(&metadata).map_err(|error| damaged(placed.last_position, error))?;
            Ok(CommandRecord { stream, placed, fingerprint: metadata.fingerprint })
        })
        .transpose()
}

/// SQLite counts in signed integers; no log will reach their end.
fn within_i64(number: u64) -> u64 {
    number.min(i64::MAX.unsigned_abs())
}

fn events(
    mut statement: CachedStatement<'_>,
    params: impl Params,
    after: u64,
) -> Result<Vec<Recorded>, StoreError> {
    let mut decoder = Decoder::default();
    let mut events: Vec<Recorded> = Vec::new();
    let mut rows = statement.query(params)?;
    loop {
        let position_before = events.last().map_or(after, |event| event.position);
        match rows.next() {
            Ok(Some(row)) => events.push(decoder.event(row)?),
            Ok(None) => return Ok(events),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                return Err(damaged(position_before + 1, error));
            }
            Err(error) => return Err(error.into()),
        }
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

fn damaged(position: u64, cause: impl ToString) -> StoreError {
    StoreError::Damaged { position, cause: cause.to_string() }
}

/// Turns rows into events. Neighbours often share name, stream and metadata, which are then kept once.
#[derive(Default)]
struct Decoder {
    name: Option<Arc<str>>,
    stream: Option<StreamName>,
    metadata: Option<(String, Arc<Metadata>)>,
}

impl Decoder {
    fn event(&mut self, row: &Row<'_>) -> Result<Recorded, StoreError> {
        let position = row.get(0)?;
        self.fields(row, position).map_err(|error| damaged(position, error))
    }

    fn fields(&mut self, row: &Row<'_>, position: u64) -> Result<Recorded, Box<dyn std::error::Error>> {
        Ok(Recorded {
            position,
            revision: row.get(1)?,
            id: Uuid::from_slice(row.get_ref(2)?.as_blob()?)?,
            name: self.name(row.get_ref(3)?.as_str()?),
            data: Arc::from(RawValue::from_string(row.get(4)?)?),
            metadata: self.metadata(row.get_ref(5)?.as_str()?)?,
            stream: self.stream(row.get_ref(6)?.as_str()?),
        })
    }

    fn name(&mut self, text: &str) -> Arc<str> {
        if self.name.as_deref() != Some(text) {
            self.name = None;
        }
        Arc::clone(self.name.get_or_insert_with(|| text.into()))
    }

    fn stream(&mut self, text: &str) -> StreamName {
        if self.stream.as_ref().is_none_or(|stream| stream.as_str() != text) {
            self.stream = None;
        }
        self.stream.get_or_insert_with(|| StreamName::from_stored(text)).clone()
    }

    fn metadata(&mut self, text: &str) -> Result<Arc<Metadata>, serde_json::Error> {
        if let Some((known, metadata)) = &self.metadata
            && known == text
        {
            return Ok(Arc::clone(metadata));
        }
        let metadata = Arc::new(serde_json::from_str::<Metadata>(text)?);
        self.metadata = Some((text.to_owned(), Arc::clone(&metadata)));
        Ok(metadata)
    }
}
