//! Appends against the log, inside the transaction of a batch: look, then insert or refuse.

use foldhash::HashMap;
use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::{
    chain::{self, BEGINNING, Hash},
    encoded::{Encoded, EncodedEvent, EncodedMetadata},
    finding::{self, Finder},
    recent::{Piece, Spot},
};
#[cfg(feature = "planted-bugs")]
use crate::planted::{PlantedBug, is_planted};
use crate::{Appended, Expected, Placed, StreamName};

/// Streams whose ends are kept in memory: a few megabytes.
const STREAM_ENDS_MAX: usize = 16_384;

/// A stream as the append finds it.
#[derive(Debug, Clone, Copy)]
struct Stream {
    id: i64,
    last_revision: u64,
}

/// The end of the log and of the streams written last, so that they are not looked up again for each append. What it knows
/// is true as long as nobody else has appended, which the head tells: positions have no gaps.
#[derive(Debug, Default)]
pub(super) struct Ends {
    head: u64,
    hash: Hash,
    last_stream: i64,
    streams: HashMap<StreamName, Stream>,
}

impl Ends {
    /// Looks anew when the log is not where it was left.
    fn check_against(&mut self, log: &Connection, head: u64) -> rusqlite::Result<()> {
        if self.head != head || self.streams.len() > STREAM_ENDS_MAX {
            let hash = log
                .query_row("SELECT hash FROM event WHERE position = ?1", [head], |row| row.get(0))
                .optional()?
                .unwrap_or(BEGINNING);
            let last_stream =
                log.query_row("SELECT coalesce(max(id), 0) FROM stream", [], |row| row.get(0))?;
            *self = Self { head, hash, last_stream, streams: HashMap::default() };
        }
        Ok(())
    }

    fn note(&mut self, name: &StreamName, stream: Stream) {
        match self.streams.get_mut(name) {
            Some(known) => *known = stream,
            None => drop(self.streams.insert(name.clone(), stream)),
        }
    }
}

/// The appends of one transaction.
pub(super) struct Batch<'a> {
    log: &'a Connection,
    insert: CachedStatement<'a>,
    finder: &'a Finder,
    ends: &'a mut Ends,
    /// What this transaction has appended.
    piece: Piece,
}

impl<'a> Batch<'a> {
    /// The connection holds the write lock.
    pub(super) fn begin(
        log: &'a Connection,
        finder: &'a Finder,
        ends: &'a mut Ends,
    ) -> rusqlite::Result<Self> {
        let head = finder.catch_up(log)?;
        ends.check_against(log, head)?;
        let piece = Piece::beginning_after(head, ends.last_stream);
        Ok(Self { log, insert: log.prepare_cached(INSERT)?, finder, ends, piece })
    }

    /// What is to be remembered once it is committed.
    pub(super) fn end(self) -> Piece {
        self.piece
    }

    /// Stores the append after all others, unless its command was applied before or the stream is not as expected.
    pub(super) fn place(&mut self, append: &Encoded) -> rusqlite::Result<Appended> {
        let found = self.find_stream(&append.stream)?;
        if let Some(found) = found
            && let Some(placed) = self.find_applied(append, found.id)?
        {
            return Ok(Appended::AlreadyApplied(placed));
        }
        let actual = found.map(|found| found.last_revision);
        if !is_as_expected(append.expected, actual) {
            return Ok(Appended::Conflict { actual });
        }
        let stream = match found {
            Some(found) => found.id,
            None => self.create_stream(&append.stream)?,
        };
        let placed = self.insert(append, stream, actual.map_or(0, |last| last + 1))?;
        self.ends.note(&append.stream, Stream { id: stream, last_revision: placed.last_revision });
        Ok(Appended::Stored(placed))
    }

    fn find_stream(&self, name: &StreamName) -> rusqlite::Result<Option<Stream>> {
        if let Some(stream) = self.ends.streams.get(name) {
            return Ok(Some(*stream));
        }
        let Some(id) = self.finder.stream(name)? else { return Ok(None) };
        let last_revision = self
            .log
            .prepare_cached("SELECT max(revision) FROM event WHERE stream = ?1")?
            .query_row([id], |row| row.get(0))?;
        Ok(Some(Stream { id, last_revision }))
    }

    /// Where the first of the append's commands that the stream holds already stands.
    fn find_applied(&self, append: &Encoded, stream: i64) -> rusqlite::Result<Option<Placed>> {
        #[cfg(feature = "planted-bugs")]
        if is_planted(PlantedBug::SkipCommandCheck) {
            return Ok(None);
        }
        for command in &append.commands {
            let command = command.metadata.command;
            let applied = match self.piece.spot_in(command, stream) {
                Some(spot) => finding::at(self.log, spot.position)?.map(|found| found.placed),
                None => self.finder.applied(self.log, command, stream)?,
            };
            if applied.is_some() {
                return Ok(applied);
            }
        }
        Ok(None)
    }

    fn create_stream(&mut self, name: &StreamName) -> rusqlite::Result<i64> {
        let id = self.ends.last_stream + 1;
        self.log
            .prepare_cached("INSERT INTO stream (id, name) VALUES (?1, ?2)")?
            .execute((id, name.as_str()))?;
        self.ends.last_stream = id;
        self.piece.add_stream(name.clone(), id);
        Ok(id)
    }

    fn insert(&mut self, append: &Encoded, stream: i64, first_revision: u64) -> rusqlite::Result<Placed> {
        let mut revision = first_revision;
        for command in &append.commands {
            let spot = Spot { stream, position: self.ends.head + 1 };
            self.piece.add_command(command.metadata.command, spot);
            for event in &command.events {
                let position = self.ends.head + 1;
                let hash = chain::link(&self.ends.hash, position, revision, &event.content);
                insert_event(&mut self.insert, position, stream, revision, &hash, event, &command.metadata)?;
                (self.ends.head, self.ends.hash) = (position, hash);
                revision += 1;
            }
        }
        self.piece.reach(self.ends.head);
        Ok(Placed { first_revision, last_revision: revision - 1, last_position: self.ends.head })
    }
}

/// One row of `event`; its parameters are those of [`insert_event`].
pub(super) const INSERT: &str = "
    INSERT INTO event (position, stream, revision, id, command, hash, recorded_at, name, tenant, actor, fingerprint,
                       correlation, causation, traceparent, data)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

pub(super) fn insert_event(
    insert: &mut rusqlite::Statement<'_>,
    position: u64,
    stream: i64,
    revision: u64,
    hash: &Hash,
    event: &EncodedEvent,
    encoded: &EncodedMetadata,
) -> rusqlite::Result<()> {
    let metadata = &encoded.metadata;
    let parameters = (
        position,
        stream,
        revision,
        event.id.as_bytes(),
        encoded.command.as_bytes(),
        hash,
        encoded.recorded_at,
        &event.event.name,
        metadata.tenant.as_str(),
        &encoded.actor,
        &*metadata.fingerprint,
        &*metadata.correlation,
        metadata.causation.as_ref().map(|id| id.as_bytes()),
        metadata.traceparent.as_deref(),
        event.event.data.get(),
    );
    insert.execute(parameters).map(drop)
}

fn is_as_expected(expected: Expected, actual: Option<u64>) -> bool {
    #[cfg(feature = "planted-bugs")]
    if is_planted(PlantedBug::SkipExpectedRevision) {
        return true;
    }
    match expected {
        Expected::Any => true,
        Expected::NoStream => actual.is_none(),
        Expected::Revision(revision) => actual == Some(revision),
    }
}
