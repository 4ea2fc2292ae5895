//! Finds streams by name and commands by id: in memory what is new, in the index what is older. Asked in this order nothing
//! is missed, because what leaves memory is in the index before.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::{
    index::Index,
    recent::{LookUp, Recent},
};
use crate::{APPEND_EVENTS_MAX, Placed, StreamName};

#[derive(Debug)]
pub(super) struct Finder {
    recent: Arc<Recent>,
    index: Index,
}

/// The events of one command in one stream.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) stream: i64,
    pub(super) placed: Placed,
    pub(super) fingerprint: String,
}

impl Finder {
    pub(super) fn new(recent: Arc<Recent>, index: Index) -> Self {
        Self { recent, index }
    }

    pub(super) fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Learns what other processes have appended; the log's head.
    pub(super) fn catch_up(&self, log: &Connection) -> rusqlite::Result<u64> {
        let head = head(log)?;
        self.recent.catch_up(log, head)?;
        Ok(head)
    }

    pub(super) fn stream(&self, name: &StreamName) -> rusqlite::Result<Option<i64>> {
        match self.recent.stream(name) {
            Some(stream) => Ok(Some(stream)),
            None => self.index.stream(name),
        }
    }

    /// Where the command's events stand in the stream, if it has any there.
    pub(super) fn applied(
        &self,
        log: &Connection,
        command: Uuid,
        stream: i64,
    ) -> rusqlite::Result<Option<Placed>> {
        match self.recent.look_up(command, stream) {
            LookUp::Here(spot) => return Ok(at(log, spot.position)?.map(|found| found.placed)),
            LookUp::Nowhere => return Ok(None),
            LookUp::MaybeIndexed => {}
        }
        for position in self.index.positions(command)? {
            if let Some(found) = at(log, position)?.filter(|found| found.stream == stream) {
                return Ok(Some(found.placed));
            }
        }
        Ok(None)
    }

    /// The command's events in the stream it wrote to first.
    pub(super) fn command(&self, log: &Connection, command: Uuid) -> rusqlite::Result<Option<Found>> {
        let recent = self.recent.first(command);
        let indexed = self.index.positions(command)?;
        match indexed.into_iter().chain(recent).min() {
            Some(position) => at(log, position),
            None => Ok(None),
        }
    }
}

/// Position of the last event, 0 in an empty log.
pub(super) fn head(log: &Connection) -> rusqlite::Result<u64> {
    log.prepare_cached("SELECT coalesce(max(position), 0) FROM event")?.query_row([], |row| row.get(0))
}

/// The events of the command whose first event stands at the position.
pub(super) fn at(log: &Connection, position: u64) -> rusqlite::Result<Option<Found>> {
    let first = log
        .prepare_cached("SELECT stream, revision, fingerprint, command FROM event WHERE position = ?1")?
        .query_row([position], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?)))
        .optional()?;
    let Some((stream, first_revision, fingerprint, command)) = first else { return Ok(None) };
    let mut next = log.prepare_cached(
        "SELECT stream = ?2 AND command = ?3 FROM event WHERE position > ?1 ORDER BY position LIMIT ?4",
    )?;
    let mut rows = next.query((position, stream, command, APPEND_EVENTS_MAX))?;
    let mut further = 0;
    while let Some(row) = rows.next()? {
        if !row.get::<_, bool>(0)? {
            break;
        }
        further += 1;
    }
    let placed =
        Placed { first_revision, last_revision: first_revision + further, last_position: position + further };
    Ok(Some(Found { stream, placed, fingerprint }))
}
