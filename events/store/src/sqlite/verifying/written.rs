//! Reads the log ahead of the walk and hashes what each event holds, which is most of the work. It says what it found up to
//! the first thing that it cannot read; whether that follows from what was before is for others to judge.

use std::sync::mpsc::SyncSender;

use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::{VerifyError, failed};
use crate::{
    StreamName,
    sqlite::{
        chain::{Content, Hash},
        rows::StreamNames,
    },
};

/// Events read in one go; between them a running log can start its write-ahead log over, and progress is told.
const PAGE_EVENTS: u64 = 10_000;

const SELECT: &str = "
    SELECT position, stream, revision, id, command, hash, recorded_at, name, tenant, actor, fingerprint, correlation,
           causation, traceparent, data
    FROM event WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3";

/// An event as it was found.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) stream: i64,
    pub(super) name: StreamName,
    pub(super) revision: u64,
    pub(super) id: Uuid,
    pub(super) command: Uuid,
    /// As it is stored.
    pub(super) hash: Hash,
    /// Of what is stored.
    pub(super) content: Hash,
}

/// Events one after the other, and why there are no more of them.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) events: Vec<Written>,
    pub(super) end: Result<(), VerifyError>,
}

/// Sends the events up to a position, until one cannot be read or nobody listens any more.
pub(super) fn read(log: &Connection, up_to: u64, pages: &SyncSender<Page>) {
    let (mut names, mut after) = (StreamNames::default(), 0);
    while after < up_to {
        let mut events = Vec::new();
        let end = read_page(log, &mut names, after, up_to, &mut events);
        after += events.len() as u64;
        let is_whole = end.is_ok();
        if pages.send(Page { events, end }).is_err() || !is_whole {
            return;
        }
    }
}

fn read_page(
    log: &Connection,
    names: &mut StreamNames,
    after: u64,
    up_to: u64,
    events: &mut Vec<Written>,
) -> Result<(), VerifyError> {
    let failed = |position: u64| move |error: rusqlite::Error| failed(position, &error);
    let mut due = after + 1;
    let mut statement = log.prepare_cached(SELECT).map_err(failed(due))?;
    let mut rows = statement.query((after, up_to, PAGE_EVENTS)).map_err(failed(due))?;
    while let Some(row) = rows.next().map_err(failed(due))? {
        let event = event(log, names, row, due);
        events.push(event.map_err(|cause| VerifyError::Damaged { position: due, cause })?);
        due += 1;
    }
    if events.is_empty() {
        let cause = format!("it is missing, and the log goes on to {up_to}");
        return Err(VerifyError::Damaged { position: due, cause });
    }
    Ok(())
}

fn event(log: &Connection, names: &mut StreamNames, row: &Row<'_>, due: u64) -> Result<Written, String> {
    let text = |error: rusqlite::Error| error.to_string();
    let position: u64 = row.get(0).map_err(text)?;
    if position != due {
        return Err(format!("it is missing; the next event is at {position}"));
    }
    let stream: i64 = row.get(1).map_err(text)?;
    let name = names.get(log, stream).map_err(|_| format!("it is of an unknown stream {stream}"))?;
    let content = content(row, name).map_err(|error| error.to_string())?;
    Ok(Written {
        stream,
        name: name.clone(),
        revision: row.get(2).map_err(text)?,
        id: Uuid::from_slice(content.id).map_err(|error| format!("its id: {error}"))?,
        command: Uuid::from_slice(content.command).map_err(|error| format!("its command: {error}"))?,
        hash: row.get(5).map_err(text)?,
        content: content.hash(),
    })
}

fn content<'a>(row: &'a Row<'_>, stream: &'a StreamName) -> Result<Content<'a>, Box<dyn std::error::Error>> {
    Ok(Content {
        stream: stream.as_str(),
        id: row.get_ref(3)?.as_blob()?,
        command: row.get_ref(4)?.as_blob()?,
        recorded_at: row.get(6)?,
        name: row.get_ref(7)?.as_str()?,
        tenant: row.get_ref(8)?.as_str()?,
        actor: row.get_ref(9)?.as_str()?,
        fingerprint: row.get_ref(10)?.as_str()?,
        correlation: row.get_ref(11)?.as_str()?,
        causation: row.get_ref(12)?.as_blob_or_null()?,
        traceparent: row.get_ref(13)?.as_str_or_null()?,
        data: row.get_ref(14)?.as_str()?,
    })
}
