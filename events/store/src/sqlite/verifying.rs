//! Reads a whole log and says whether everything in it is as it was written. It only reads: a damaged log stays as it is.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, Row};
use uuid::Uuid;

use self::places::{Applied, Places};
use super::{
    chain::{self, BEGINNING, Content, Hash, in_hexadecimal},
    file::{self, LogFile},
    finding, index,
    rows::StreamNames,
};
use crate::{StreamName, event_id};
use nanum_contracts::ids::{CommandId, Id};

mod indexed;
mod places;

/// Events read in one go; between them a running log can start its write-ahead log over, and progress is told.
const PAGE_EVENTS: u64 = 10_000;

/// The end of a log as somebody noted it: what came before cannot be changed or taken away without notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// 0 in an empty log.
    pub position: u64,
    pub hash: Hash,
}

/// A log in which everything is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub events: u64,
    pub streams: u64,
    pub commands: u64,
    pub head: Head,
    /// Up to where the index agrees with the log; `None`: there is no index, and it will be made when the log is opened.
    pub indexed: Option<u64>,
}

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The file is no log, is of another version, or cannot be opened.
    #[error("{}: {cause}", .path.display())]
    Unreadable { path: PathBuf, cause: String },
    /// All events before this position are as they were written.
    #[error("the log is damaged at position {position}: {cause}")]
    Damaged { position: u64, cause: String },
    /// All events can be read and are as they were written, but the file is not sound.
    #[error("the log's events are whole but its file is damaged: {cause}")]
    File { cause: String },
    /// The log is whole; its index is not. Deleted while the log is closed, the index is made again.
    #[error("the log is whole but its index {} is wrong: {cause}", .path.display())]
    Index { path: PathBuf, cause: String },
    /// The log could not be read to its end, with nothing known to be wrong with it.
    #[error("the log could not be read any further than position {position}: {cause}")]
    BrokenOff { position: u64, cause: String },
}

/// Checks each event's hash, place and id, that no command was applied twice, the file's structure, and the index. A log in
/// use is checked up to where it ended at the beginning. With a remembered head, a log that was cut off at its end is found,
/// too. It takes 16 bytes of memory a command and 16 a stream.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify(
    log: &Path,
    remembered: Option<Head>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Verified, VerifyError> {
    let unreadable = |cause: String| VerifyError::Unreadable { path: log.to_owned(), cause };
    let connection =
        file::open(log, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| unreadable(error.to_string()))?;
    LogFile::new(log).check_version(&connection).map_err(|error| unreadable(error.to_string()))?;
    let head = finding::head(&connection).map_err(|error| failed(1, &error))?;
    let mut walk = Walk::new(&connection, remembered);
    while walk.head.position < head {
        walk.page(head)?;
        progress(walk.head.position, head);
    }
    let verified = walk.end(head)?;
    check_structure(&connection).map_err(|cause| VerifyError::File { cause })?;
    let index = index::path_of(log);
    if !index.exists() {
        return Ok(verified);
    }
    let indexed = indexed::check(&connection, &index, head)
        .map_err(|cause| VerifyError::Index { path: index, cause })?;
    Ok(Verified { indexed: Some(indexed), ..verified })
}

/// SQLite's own check: pages, trees, and that the index over streams and revisions agrees with its table.
pub(super) fn check_structure(connection: &Connection) -> Result<(), String> {
    let found: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if found == "ok" { Ok(()) } else { Err(found) }
}

fn failed(position: u64, error: &rusqlite::Error) -> VerifyError {
    let cause = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            VerifyError::Damaged { position, cause }
        }
        Some(_) => VerifyError::BrokenOff { position, cause },
        // A value that is not of its type.
        None => VerifyError::Damaged { position, cause },
    }
}

/// The way through the log.
struct Walk<'a> {
    log: &'a Connection,
    names: StreamNames,
    places: Places,
    /// What has been walked over.
    head: Head,
    remembered: Option<Head>,
}

impl<'a> Walk<'a> {
    fn new(log: &'a Connection, remembered: Option<Head>) -> Self {
        let head = Head { position: 0, hash: BEGINNING };
        Self { log, names: StreamNames::default(), places: Places::default(), head, remembered }
    }

    fn page(&mut self, up_to: u64) -> Result<(), VerifyError> {
        let began_after = self.head.position;
        let log = self.log;
        let failed = |position: u64| move |error: rusqlite::Error| failed(position, &error);
        let mut statement = log
            .prepare_cached(
                "SELECT position, stream, revision, id, command, hash, recorded_at, name, tenant, actor, fingerprint,
                        correlation, causation, traceparent, data
                 FROM event WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3",
            )
            .map_err(failed(began_after + 1))?;
        let mut rows = statement.query((began_after, up_to, PAGE_EVENTS)).map_err(failed(began_after + 1))?;
        while let Some(row) = rows.next().map_err(failed(self.head.position + 1))? {
            self.event(row)
                .map_err(|cause| VerifyError::Damaged { position: self.head.position + 1, cause })?;
        }
        if self.head.position == began_after {
            let cause = format!("it is missing, and the log goes on to {up_to}");
            return Err(VerifyError::Damaged { position: began_after + 1, cause });
        }
        Ok(())
    }

    fn event(&mut self, row: &Row<'_>) -> Result<(), String> {
        let text = |error: rusqlite::Error| error.to_string();
        let due = self.head.position + 1;
        let position: u64 = row.get(0).map_err(text)?;
        if position != due {
            return Err(format!("it is missing; the next event is at {position}"));
        }
        let stream: i64 = row.get(1).map_err(text)?;
        let name =
            self.names.get(self.log, stream).map_err(|_| format!("it is of an unknown stream {stream}"))?;
        let revision: u64 = row.get(2).map_err(text)?;
        let content = content(row, name).map_err(|error| error.to_string())?;
        let hash = chain::link(&self.head.hash, position, revision, &content.hash());
        if row.get_ref(5).map_err(text)?.as_blob().ok() != Some(&hash) {
            return Err("it is not what was written, or does not follow what was written before".to_owned());
        }
        check_place(&mut self.places, position, stream, name, revision, &content)?;
        let walked = Head { position, hash };
        check_remembered(self.remembered, walked)?;
        self.head = walked;
        Ok(())
    }

    fn end(mut self, head: u64) -> Result<Verified, VerifyError> {
        let damaged = |position: u64, cause: String| VerifyError::Damaged { position, cause };
        if let Some(remembered) = self.remembered.filter(|remembered| remembered.position > head) {
            return Err(damaged(
                head + 1,
                format!("it is missing; there were {} events", remembered.position),
            ));
        }
        for (first, again) in self.places.applied_twice() {
            // The short keys of different commands may be equal.
            let same: bool = self
                .log
                .query_row(
                    "SELECT a.command = b.command AND a.stream = b.stream FROM event a, event b
                     WHERE a.position = ?1 AND b.position = ?2",
                    (first, again),
                    |row| row.get(0),
                )
                .map_err(|error| failed(again, &error))?;
            if same {
                return Err(damaged(again, format!("its command was applied before, at {first}")));
            }
        }
        let streams: u64 = self
            .log
            .query_row("SELECT count(*) FROM stream", [], |row| row.get(0))
            .map_err(|error| failed(head, &error))?;
        if streams > self.places.streams() {
            return Err(VerifyError::File { cause: "there is a stream without an event".to_owned() });
        }
        let commands = self.places.commands();
        Ok(Verified { events: head, streams, commands, head: self.head, indexed: None })
    }
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

/// What a valid chain alone does not say: a program with a defect would have chained that, too.
fn check_place(
    places: &mut Places,
    position: u64,
    stream: i64,
    name: &StreamName,
    revision: u64,
    content: &Content<'_>,
) -> Result<(), String> {
    let command = Uuid::from_slice(content.command).map_err(|error| format!("its command: {error}"))?;
    let index = places.add(Applied { position, stream, revision, command })?;
    let id = event_id(CommandId::from_uuid(command), name, index);
    if content.id != id.as_bytes() {
        return Err(format!("its id is not {id}, as its command makes it"));
    }
    Ok(())
}

fn check_remembered(remembered: Option<Head>, walked: Head) -> Result<(), String> {
    match remembered.filter(|remembered| remembered.position == walked.position) {
        Some(remembered) if remembered.hash != walked.hash => Err(format!(
            "its hash is {} and was {}: this is another history",
            in_hexadecimal(&walked.hash),
            in_hexadecimal(&remembered.hash)
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
