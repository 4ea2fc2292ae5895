//! Reads a whole log and says whether everything in it is as it was written. It only reads: a damaged log stays as it is.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use self::{
    places::{Applied, Places},
    written::Written,
};
use super::{
    chain::{self, BEGINNING, Hash, in_hexadecimal},
    file::{self, LogFile},
    finding, index,
};
use crate::event_id;
use nanum_contracts::ids::{CommandId, Id};

mod indexed;
mod places;
mod written;

/// Pages that are read before the walk comes to them: a few megabytes.
const PAGES_AHEAD: usize = 2;

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
    progress: impl FnMut(u64, u64),
) -> Result<Verified, VerifyError> {
    let unreadable = |cause: String| VerifyError::Unreadable { path: log.to_owned(), cause };
    let open =
        || file::open(log, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| unreadable(error.to_string()));
    let (connection, ahead, structure) = (open()?, open()?, open()?);
    LogFile::new(log).check_version(&connection).map_err(|error| unreadable(error.to_string()))?;
    let head = finding::head(&connection).map_err(|error| failed(1, &error))?;
    let verified = thread::scope(|scope| {
        let given_up = structure.get_interrupt_handle();
        let structure = scope.spawn(move || check_structure(&structure));
        let (page, pages) = mpsc::sync_channel(PAGES_AHEAD);
        scope.spawn(move || written::read(&ahead, head, &page));
        let walked = Walk::new(&connection, remembered).through(pages, head, progress);
        if walked.is_err() {
            given_up.interrupt();
        }
        let structure = structure.join().unwrap_or_else(|_| Err("its check was broken off".to_owned()));
        let verified = walked?;
        structure.map(|()| verified).map_err(|cause| VerifyError::File { cause })
    })?;
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
    places: Places,
    /// What has been walked over.
    head: Head,
    remembered: Option<Head>,
}

impl<'a> Walk<'a> {
    fn new(log: &'a Connection, remembered: Option<Head>) -> Self {
        let head = Head { position: 0, hash: BEGINNING };
        Self { log, places: Places::default(), head, remembered }
    }

    fn through(
        mut self,
        pages: mpsc::Receiver<written::Page>,
        head: u64,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Verified, VerifyError> {
        for page in pages {
            for event in page.events {
                let position = self.head.position + 1;
                self.event(position, &event).map_err(|cause| VerifyError::Damaged { position, cause })?;
            }
            page.end?;
            progress(self.head.position, head);
        }
        if self.head.position < head {
            let cause = "reading it was broken off".to_owned();
            return Err(VerifyError::BrokenOff { position: self.head.position + 1, cause });
        }
        self.end(head)
    }

    fn event(&mut self, position: u64, event: &Written) -> Result<(), String> {
        let hash = chain::link(&self.head.hash, position, event.revision, &event.content);
        if hash != event.hash {
            return Err("it is not what was written, or does not follow what was written before".to_owned());
        }
        check_place(&mut self.places, position, event)?;
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

/// What a valid chain alone does not say: a program with a defect would have chained that, too.
fn check_place(places: &mut Places, position: u64, event: &Written) -> Result<(), String> {
    let Written { stream, revision, command, .. } = *event;
    let index = places.add(Applied { position, stream, revision, command })?;
    let id = event_id(CommandId::from_uuid(command), &event.name, index);
    if event.id != id {
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
