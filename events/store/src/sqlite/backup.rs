//! A copy of a log that goes on being written to.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{
    file::{self, LogFile},
    verifying::{Head, VerifyError, verify},
};

/// Pages copied at once.
const STEP_PAGES: i32 = 4_096;
/// The pause after a step that found the log locked.
const PAUSE: Duration = Duration::from_millis(1);

/// A finished copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The copy is complete up to here.
    pub head: Head,
    pub bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum BackUpError {
    #[error("{} is there already and is not written over", .0.display())]
    Exists(PathBuf),
    #[error("{}: {cause}", .path.display())]
    Read { path: PathBuf, cause: String },
    #[error("{}: {cause}", .path.display())]
    Write { path: PathBuf, cause: io::Error },
    /// The copy was thrown away; the log it was made from wants to be verified.
    #[error("the copy is not whole: {0}")]
    NotWhole(#[from] VerifyError),
}

/// Copies the log as it is at one moment while others write to it, verifies the copy, and has it on disk before it gets its
/// name. The index is not copied: it is made again where the copy is opened.
///
/// # Errors
/// The copy cannot be made or is not whole, or `to` is there already. Nothing is left under that name.
pub fn back_up(from: &Path, to: &Path) -> Result<BackedUp, BackUpError> {
    if to.exists() {
        return Err(BackUpError::Exists(to.to_owned()));
    }
    let mut unfinished = to.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let backed_up = copy(from, &unfinished).and_then(|head| {
        let written = put_in_place(&unfinished, to);
        let bytes = written.map_err(|cause| BackUpError::Write { path: to.to_owned(), cause })?;
        Ok(BackedUp { head, bytes })
    });
    if backed_up.is_err() {
        // What is left of it is in the way of the next try only, which begins by removing it, too.
        let _ = fs::remove_file(&unfinished);
    }
    backed_up
}

fn copy(from: &Path, to: &Path) -> Result<Head, BackUpError> {
    match fs::remove_file(to) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            return Err(BackUpError::Write { path: to.to_owned(), cause });
        }
        _ => {}
    }
    let unreadable = |cause: String| BackUpError::Read { path: from.to_owned(), cause };
    let log =
        file::open(from, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| unreadable(error.to_string()))?;
    LogFile::new(from).check_version(&log).map_err(|error| unreadable(error.to_string()))?;
    copy_pages(&log, to).map_err(|error| unreadable(error.to_string()))?;
    Ok(verify(to, None, |_, _| {})?.head)
}

fn copy_pages(log: &Connection, to: &Path) -> rusqlite::Result<()> {
    // One read transaction from the first page to the last: whoever appends does not make the copy begin again.
    let snapshot = log.unchecked_transaction()?;
    snapshot.query_row("SELECT count(*) FROM stream WHERE id = 1", [], |_| Ok(()))?;
    let mut copy = Connection::open(to)?;
    Backup::new(&snapshot, &mut copy)?.run_to_completion(STEP_PAGES, PAUSE, None)?;
    // A file of its own: without this, reading it would write a write-ahead log beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")
}

/// The length of the file, which is on disk under its final name afterwards.
fn put_in_place(from: &Path, to: &Path) -> io::Result<u64> {
    let file = File::open(from)?;
    file.sync_all()?;
    fs::rename(from, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(file.metadata()?.len())
}
