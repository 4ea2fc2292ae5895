//! One append against the tables, inside the transaction of a batch: look, then insert or refuse.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, named_params};
use uuid::Uuid;

use crate::{Append, Appended, Commanded, Expected, NewEvent, Placed, StoreError, StreamName, event_id};
use nanum_contracts::ids::Id;

/// Streams whose ends are kept in memory: a few megabytes.
const STREAM_ENDS_MAX: usize = 16_384;

/// An append as the tables hold it, prepared by the caller so that the writer thread only writes.
#[derive(Debug)]
pub(super) struct Encoded {
    stream: StreamName,
    expected: Expected,
    commands: Vec<EncodedCommand>,
}

/// What one command makes happen.
#[derive(Debug)]
struct EncodedCommand {
    command: Uuid,
    events: Vec<(Uuid, NewEvent)>,
    metadata: String,
}

impl Encoded {
    pub(super) fn from(append: Append) -> Result<Self, StoreError> {
        let Append { stream, expected, commands } = append;
        let commands = commands
            .into_iter()
            .map(|command| EncodedCommand::from(command, &stream))
            .collect::<Result<_, _>>()?;
        Ok(Self { stream, expected, commands })
    }

    /// About how many bytes it takes in the file.
    pub(super) fn bytes(&self) -> usize {
        self.commands.iter().map(EncodedCommand::bytes).sum()
    }
}

impl EncodedCommand {
    fn from(Commanded { metadata, events }: Commanded, stream: &StreamName) -> Result<Self, StoreError> {
        let encoded = serde_json::to_string(&metadata)
            .map_err(|error| StoreError::Unavailable(format!("the metadata cannot be written: {error}")))?;
        let events = events
            .into_iter()
            .enumerate()
            .map(|(index, event)| (event_id(metadata.command, stream, index), event))
            .collect();
        Ok(Self { command: metadata.command.uuid(), events, metadata: encoded })
    }

    fn bytes(&self) -> usize {
        self.events.iter().map(|(_, event)| event.data.get().len() + self.metadata.len()).sum()
    }
}

/// A stream as the append finds it.
#[derive(Clone, Copy)]
struct Found {
    id: i64,
    last_revision: u64,
}

/// The ends of the streams written last, so that a busy stream is not looked up again for each append. What it knows is
/// true as long as nobody else has appended, which the head tells: positions have no gaps.
#[derive(Default)]
pub(super) struct StreamEnds {
    /// The head after the append that was noted last.
    head: u64,
    found: HashMap<StreamName, Found>,
}

impl StreamEnds {
    /// Forgets everything when the log is not where it was left.
    pub(super) fn check_against(&mut self, head: u64) {
        if self.head != head || self.found.len() > STREAM_ENDS_MAX {
            self.found.clear();
            self.head = head;
        }
    }

    /// The stream as it is, from memory or else from the tables.
    fn find(&self, connection: &Connection, stream: &StreamName) -> rusqlite::Result<Option<Found>> {
        match self.found.get(stream) {
            Some(found) => Ok(Some(*found)),
            None => find_stream(connection, stream),
        }
    }

    fn note(&mut self, stream: &StreamName, id: i64, placed: Placed) {
        self.head = placed.last_position;
        self.found.insert(stream.clone(), Found { id, last_revision: placed.last_revision });
    }
}

/// Position of the last event, 0 in an empty log.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<u64> {
    connection.prepare_cached("SELECT coalesce(max(position), 0) FROM event")?.query_row([], |row| row.get(0))
}

/// Stores the append after position `head`, unless its command was applied before or the stream is not as expected.
pub(super) fn place(
    connection: &Connection,
    ends: &mut StreamEnds,
    append: &Encoded,
    head: u64,
) -> rusqlite::Result<Appended> {
    let found = ends.find(connection, &append.stream)?;
    if let Some(found) = found {
        for command in &append.commands {
            if let Some(placed) = find_placed(connection, found.id, command.command)? {
                return Ok(Appended::AlreadyApplied(placed));
            }
        }
    }
    let actual = found.map(|found| found.last_revision);
    if !is_as_expected(append.expected, actual) {
        return Ok(Appended::Conflict { actual });
    }
    let stream = match found {
        Some(found) => found.id,
        None => create_stream(connection, &append.stream)?,
    };
    let placed = insert(connection, append, stream, actual.map_or(0, |last| last + 1), head)?;
    ends.note(&append.stream, stream, placed);
    Ok(Appended::Stored(placed))
}

fn is_as_expected(expected: Expected, actual: Option<u64>) -> bool {
    match expected {
        Expected::Any => true,
        Expected::NoStream => actual.is_none(),
        Expected::Revision(revision) => actual == Some(revision),
    }
}

fn find_stream(connection: &Connection, stream: &StreamName) -> rusqlite::Result<Option<Found>> {
    connection
        .prepare_cached(
            "SELECT stream.id, max(revision) FROM stream CROSS JOIN event ON event.stream = stream.id
             WHERE stream.name = :name GROUP BY stream.id",
        )?
        .query_row(named_params! { ":name": stream.as_str() }, |row| {
            Ok(Found { id: row.get(0)?, last_revision: row.get(1)? })
        })
        .optional()
}

/// Where the command's events stand in the stream.
fn find_placed(connection: &Connection, stream: i64, command: Uuid) -> rusqlite::Result<Option<Placed>> {
    connection
        .prepare_cached(
            "SELECT min(revision), max(revision), max(position) FROM event INDEXED BY event_by_command
             WHERE command = :command AND stream = :stream GROUP BY stream",
        )?
        .query_row(named_params! { ":command": command.as_bytes(), ":stream": stream }, |row| {
            Ok(Placed { first_revision: row.get(0)?, last_revision: row.get(1)?, last_position: row.get(2)? })
        })
        .optional()
}

fn create_stream(connection: &Connection, stream: &StreamName) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("INSERT INTO stream (name) VALUES (:name)")?
        .insert(named_params! { ":name": stream.as_str() })
}

fn insert(
    connection: &Connection,
    append: &Encoded,
    stream: i64,
    first_revision: u64,
    head: u64,
) -> rusqlite::Result<Placed> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO event (position, stream, revision, id, command, name, data, metadata)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let (mut revision, mut position) = (first_revision, head);
    let events =
        append.commands.iter().flat_map(|command| command.events.iter().map(move |event| (command, event)));
    for (index, (command, (id, event))) in (0_u64..).zip(events) {
        revision = first_revision + index;
        position = head + 1 + index;
        insert.execute((
            position,
            stream,
            revision,
            id.as_bytes(),
            command.command.as_bytes(),
            &event.name,
            event.data.get(),
            &command.metadata,
        ))?;
    }
    Ok(Placed { first_revision, last_revision: revision, last_position: position })
}
