//! The embedded engine: one SQLite file per log, written by one thread that commits many appends at once.
//!
//! What it promises beyond [`EventStore`]: several processes on one host may open the same file. Each append is checked
//! under SQLite's write lock, so they race honestly, and each sees what the others appended. After a failed write nothing
//! more is written until the file is opened anew: what an `fsync` once failed to store, a second one may claim to have
//! stored.

mod file;
mod head;
mod placing;
mod reading;
mod writing;

use std::path::Path;

use async_trait::async_trait;
use nanum_contracts::ids::CommandId;
use tokio::sync::watch;

use self::{file::LogFile, head::HeadPoll, placing::Encoded, reading::Readers, writing::Writer};
use crate::{
    Append, Appended, CommandRecord, EventStore, Filter, Page, Recorded, StoreError, StreamName, check_limits,
};

/// A log in one SQLite file. Dropping it lets the appends already taken finish.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    poll: HeadPoll,
    head: watch::Sender<u64>,
}

impl SqliteStore {
    /// Opens the log at `path` and creates it when it is missing; its folder must be there.
    ///
    /// # Errors
    /// `Unavailable` when the file cannot be opened, is no log, or was written by a newer version of this program.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let file = LogFile::new(path.as_ref());
        let connection = file.open_for_writing()?;
        let (head, _) = watch::channel(placing::head(&connection).map_err(|error| file.unavailable(&error))?);
        let poll = HeadPoll::start(file.open_for_reading()?, head.clone())?;
        let writer = Writer::start(connection, head.clone())?;
        Ok(Self { writer, readers: Readers::of(file), poll, head })
    }

    /// Takes no more appends and waits until those already taken are answered. Reads go on working.
    pub async fn close(&self) {
        self.writer.close().await;
        self.poll.stop();
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
        self.readers.read(move |connection| reading::stream(connection, &stream, from, max)).await
    }

    async fn read_stream_back(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        let stream = stream.clone();
        self.readers.read(move |connection| reading::stream_back(connection, &stream, from, max)).await
    }

    async fn read_all(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        let mut events = self.readers.read(move |connection| reading::all(connection, after, max)).await?;
        let looked_through = events.last().map_or(after, |recorded| recorded.position);
        events.retain(|recorded| filter.includes(&recorded.stream));
        Ok(Page { events, looked_through })
    }

    async fn find_command(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.readers.read(move |connection| reading::command(connection, command)).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        self.readers.read(|connection| placing::head(connection).map_err(StoreError::from)).await
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
