//! The engine for clusters: the log of one service in KurrentDB (EventStoreDB until version 24), which several services
//! share.
//!
//! It owns how our streams, revisions, positions and commands stand in the server's, and knows nothing of what events
//! mean. Connection strings are the server's own: `esdb://user:password@host:2113?tls=true`, or `kurrentdb://`.
//!
//! # What it rests on
//!
//! - **An append always names the revision it goes after**, also when any will do: under `Any` the server's idempotency is
//!   best effort only. The server then writes at that revision, answers that the stream has moved, or, when exactly these
//!   event ids stand there already, answers with success once more. See `appending` for how each is told apart.
//! - **A command is looked for before anything is written**, in an index that is made from the log and never trusted beyond
//!   what it has seen; see `index`. The server alone would write a command a second time after its stream has moved.
//! - **Positions are commit positions** of `$all`: they grow, with gaps. The service's streams are read and followed by a
//!   filter on their prefix in the server, so that what others write costs no traffic here.
//! - **Everything is asked of the leader**, has a deadline, and is tried again within a bound. What is not known after that
//!   is an error, never a success.
//!
//! # What the server must be
//!
//! Version 22.6 or newer: older ones do not say at what position a stream's event stands. The user must be allowed to read
//! `$all`. `MaxAppendSize` is 1 MiB unless it is raised: a greater append is refused with its name. Versions up to 24.6
//! are under a BSD licence, 24.10 under the Event Store License v2, 25.0 and newer under the Kurrent License v1. The
//! server is optional and never bundled; the client library is under the MIT licence.
//!
//! What a call costs: an append is one write and two reads of one event, a question for the head one read of the end of
//! `$all`.

mod appending;
mod connection;
mod events;
mod failure;
mod following;
mod index;
mod log;
mod server;
mod tls;

use std::{fmt, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use nanum_contracts::ids::CommandId;
use tokio::{runtime::Handle, sync::watch, task::AbortHandle, time::timeout};

pub use self::tls::install_tls_provider;
use self::{appending::Turns, log::Log};
use crate::{
    Append, Appended, CommandRecord, EventStore, Filter, Page, Recorded, StoreError, StreamName, check_limits,
};

/// The file of the index in the folder of its service.
const INDEX_FILE: &str = "commands.sqlite";
/// How long an append may take, its waiting for others of the same stream included.
const APPEND_WITHIN: Duration = Duration::from_secs(20);

/// The log of a service in a KurrentDB cluster. Dropping it ends its subscription.
pub struct KurrentStore {
    log: Arc<Log>,
    turns: Turns,
    following: AbortHandle,
}

impl KurrentStore {
    /// Opens the log of a service: all streams whose names begin with `<service>.`. The index of commands is a file in
    /// the folder. It connects in the background, and goes on trying; until then every call says so.
    ///
    /// # Errors
    /// `Unavailable` when the connection string cannot be read, names certificates that are none, the TLS provider is
    /// another one (see [`install_tls_provider`]), or the index cannot be opened.
    pub fn open(url: &str, folder: &Path, service: &str) -> Result<Self, StoreError> {
        install_tls_provider()?;
        let log = Arc::new(Log::open(url, &folder.join(INDEX_FILE), service)?);
        let runtime = Handle::try_current()
            .map_err(|_| StoreError::Unavailable("KurrentDB can only be opened within tokio".to_owned()))?;
        let following = runtime.spawn(following::follow(Arc::clone(&log))).abort_handle();
        Ok(Self { log, turns: Turns::default(), following })
    }
}

impl Drop for KurrentStore {
    fn drop(&mut self) {
        self.following.abort();
    }
}

impl fmt::Debug for KurrentStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KurrentStore")
    }
}

#[async_trait]
impl EventStore for KurrentStore {
    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        check_limits(&append)?;
        let placed = async {
            let _turn = self.turns.take(&append.stream).await;
            appending::append(&self.log, &append).await
        };
        timeout(APPEND_WITHIN, placed).await.unwrap_or_else(|_| {
            Err(StoreError::Unavailable(
                "whether the append was stored is not known: it took too long".to_owned(),
            ))
        })
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.log.stream(stream, from, max).await
    }

    async fn read_stream_back(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.log.stream_back(stream, from, max).await
    }

    async fn read_all(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        self.log.page(after, max, filter).await
    }

    async fn find_command(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.log.index.has_seen(self.log.head().await?).await?;
        self.log.index.find(command).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        self.log.head().await
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.log.head_watch()
    }

    fn positions_are_dense(&self) -> bool {
        false
    }
}
