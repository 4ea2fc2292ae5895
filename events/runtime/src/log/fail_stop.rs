//! A log that has failed to write ends its program: what is on disk is known again only after it has been opened anew.

use std::sync::Arc;

use async_trait::async_trait;
use nanum_contracts::ids::CommandId;
use nanum_store::{
    Append, Appended, CommandRecord, EventStore, Filter, Page, Recorded, StoreError, StreamName,
};
use tokio::sync::watch;

use crate::Shutdown;

/// Hands everything to the log, and requests the stop when the log says that it has stopped.
pub(super) struct FailStop {
    pub(super) service: String,
    pub(super) log: Arc<dyn EventStore>,
    pub(super) shutdown: Shutdown,
}

#[async_trait]
impl EventStore for FailStop {
    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        let appended = self.log.append(append).await;
        if let Err(StoreError::Stopped(cause)) = &appended {
            self.shutdown.fail(format!("the log of {} cannot be written: {cause}", self.service));
        }
        appended
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.log.read_stream(stream, from, max).await
    }

    async fn read_stream_back(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.log.read_stream_back(stream, from, max).await
    }

    async fn read_all(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        self.log.read_all(after, max, filter).await
    }

    async fn find_command(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.log.find_command(command).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        self.log.head().await
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.log.head_watch()
    }

    fn positions_are_dense(&self) -> bool {
        self.log.positions_are_dense()
    }
}
