//! The embedded engine: one SQLite file per log, written by one thread that commits many appends at once.
//!
//! What it promises beyond [`EventStore`]: several processes on one host may open the same file. Each append is checked
//! under SQLite's write lock, so they race honestly, and each sees what the others appended. After a failed write nothing
//! more is written until the file is opened anew: what an `fsync` once failed to store, a second one may claim to have
//! stored.

mod backup;
mod chain;
mod checkpoints;
mod encoded;
mod file;
mod finding;
mod head;
mod index;
mod placing;
mod reading;
mod recent;
mod rows;
mod upgrade;
mod verifying;
mod writing;

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use nanum_contracts::ids::CommandId;
use tokio::sync::watch;

pub use self::{
    backup::{BackUpError, BackedUp, back_up},
    chain::{Hash, from_hexadecimal, in_hexadecimal},
    verifying::{Head, Verified, VerifyError, verify},
};
use self::{
    encoded::Encoded,
    file::LogFile,
    finding::Finder,
    head::HeadPoll,
    index::{Index, IndexWriter},
    reading::Readers,
    recent::Recent,
    writing::Writer,
};
use crate::{
    Append, Appended, CommandRecord, EventStore, Filter, Page, READ_EVENTS_MAX, Recorded, StoreError,
    StreamName, check_limits,
};

/// A read of so many events is done by two readers, one half each: who replays a log waits half as long.
const HALVED_EVENTS_MIN: usize = 2_000;

/// A log in one SQLite file, with its index in another. Dropping it lets the appends already taken finish.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    poll: HeadPoll,
    head: watch::Sender<u64>,
    recent: Arc<Recent>,
}

impl SqliteStore {
    /// Opens the log at `path` and creates it when it is missing; its folder must be there. A missing index is made again,
    /// which takes a few seconds for each million events.
    ///
    /// # Errors
    /// `Unavailable` when the file cannot be opened, is no log, or was written by a newer version of this program;
    /// `Damaged` when a log of an older version cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let file = LogFile::new(path.as_ref());
        let connection = file.open_for_writing()?;
        let mut index = IndexWriter::open(&file)?;
        let recent = Arc::new(Recent::of(index.catch_up()?));
        let (head, _) = watch::channel(recent.end());
        index::write_behind(index, Arc::clone(&recent))
            .map_err(|error| StoreError::Unavailable(format!("no thread to write the index: {error}")))?;
        let poll = HeadPoll::start(file.open_for_reading()?, Arc::clone(&recent), head.clone())?;
        let finder = Finder::new(Arc::clone(&recent), Index::open(&file)?);
        let writer = Writer::start(&file, connection, finder, head.clone())?;
        let readers = Readers::of(file, Arc::clone(&recent));
        Ok(Self { writer, readers, poll, head, recent })
    }

    async fn read_page(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        let filter = filter.clone();
        self.readers.read(move |reader| reader.all(after, max, &filter)).await
    }

    /// Takes no more appends and waits until those already taken are answered. Reads go on working.
    pub async fn close(&self) {
        self.writer.close().await;
        self.poll.stop();
        self.recent.end_runs("the log is closed");
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.writer.finish();
        self.recent.end_runs("the log is closed");
    }
}

#[async_trait]
impl EventStore for SqliteStore {
    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        check_limits(&append)?;
        self.writer.append(Encoded::from(append)?).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        let stream = stream.clone();
        self.readers.read(move |reader| reader.stream(&stream, from, max)).await
    }

    async fn read_stream_back(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        let stream = stream.clone();
        self.readers.read(move |reader| reader.stream_back(&stream, from, max)).await
    }

    async fn read_all(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        let max = max.min(READ_EVENTS_MAX);
        if max < HALVED_EVENTS_MIN {
            return self.read_page(after, max, filter).await;
        }
        let middle = after.saturating_add(max as u64 / 2);
        let (first, second) = tokio::join!(
            self.read_page(after, max / 2, filter),
            self.read_page(middle, max - max / 2, filter)
        );
        let mut page = first?;
        // Else the log ended before the second half when the first was read, and may have grown in between.
        if page.looked_through == middle {
            let second = second?;
            page.looked_through = second.looked_through;
            page.events.extend(second.events);
        }
        Ok(page)
    }

    async fn find_command(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.readers.read(move |reader| reader.command(command)).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        self.readers.read(reading::Reader::head).await
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

/// What SQLite says outside of a write. A write that fails is judged by `writing` instead.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

#[cfg(test)]
mod tests;
