//! The event store: streams of events with revisions, one global order, and nothing about what events mean.
//!
//! [`EventStore`] is what an engine promises; [`sqlite::SqliteStore`] is the embedded one and `kurrentdb::KurrentStore`
//! (feature `kurrentdb`) that of a cluster; [`open`] chooses. Any engine must pass [`conformance`].

pub mod conformance;
#[cfg(feature = "kurrentdb")]
pub mod kurrentdb;
mod open;
#[cfg(feature = "planted-bugs")]
pub mod planted;
pub mod sqlite;
mod subscription;

pub use open::open;
pub use subscription::subscribe;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use bytestring::ByteString;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha1::{Digest, Sha1};
use tokio::sync::watch;
use uuid::Uuid;

/// Most events one append may hold: a series of 366 dates with a price, a deposit and somebody who waits for each date fits.
pub const APPEND_EVENTS_MAX: usize = 2_000;
/// Most bytes the data of one event may hold.
pub const EVENT_DATA_BYTES_MAX: usize = 1024 * 1024;
/// Most bytes the data of all events of one append may hold: they wait in memory for their turn to be written.
pub const APPEND_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Most events one read returns.
pub const READ_EVENTS_MAX: usize = 10_000;

/// A stream's name: `<service>.<aggregate>-<tenant>-<uuid>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamName(Arc<str>);

impl StreamName {
    pub fn new(service: &str, aggregate: &str, tenant: &TenantId, id: Uuid) -> Self {
        Self(format!("{service}.{aggregate}-{tenant}-{}", id.simple()).into())
    }

    /// A name as an engine stored it.
    pub fn from_stored(name: &str) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What all streams of an aggregate begin with.
    pub fn prefix(service: &str, aggregate: &str) -> String {
        format!("{service}.{aggregate}-")
    }

    /// Whether it is a stream of the given aggregate.
    pub fn is_of(&self, service: &str, aggregate: &str) -> bool {
        self.0
            .strip_prefix(service)
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.strip_prefix(aggregate))
            .is_some_and(|rest| rest.starts_with('-'))
    }

    /// The aggregate's id: the last part.
    pub fn id(&self) -> Option<Uuid> {
        self.0.rsplit('-').next().and_then(|digits| Uuid::try_parse(digits).ok())
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an append requires of the stream as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever is there.
    Any,
    /// The stream has no event yet.
    NoStream,
    /// The stream's last event has this revision; the first event has revision 0.
    Revision(u64),
}

/// What is written beside each event, the same for all events of one command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    pub tenant: TenantId,
    pub actor: Actor,
    pub command: CommandId,
    /// A hash of operation and body, in hexadecimal, keyed where bodies hold personal data: tells a repeated command from
    /// another with the same key.
    pub fingerprint: ByteString,
    pub correlation: ByteString,
    /// What caused the command, when it was an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<Uuid>,
    pub recorded_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<ByteString>,
}

/// An event to append. Its id is made by the engine-independent rule of [`event_id`].
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Wire name, e.g. `reservation.confirmed.v1`.
    pub name: String,
    pub data: Box<RawValue>,
}

/// The events of one command.
#[derive(Debug, Clone)]
pub struct Commanded {
    pub metadata: Metadata,
    pub events: Vec<NewEvent>,
}

/// The events of one command for one stream, or of several that were decided one upon the other: all of them are stored,
/// or none.
#[derive(Debug, Clone)]
pub struct Append {
    pub stream: StreamName,
    pub expected: Expected,
    pub commands: Vec<Commanded>,
}

impl Append {
    /// The events of a single command.
    pub fn of_one(stream: StreamName, expected: Expected, metadata: Metadata, events: Vec<NewEvent>) -> Self {
        Self { stream, expected, commands: vec![Commanded { metadata, events }] }
    }
}

/// Where an append's events stand, from the first command's first to the last command's last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub first_revision: u64,
    pub last_revision: u64,
    /// Position of the last event in the whole log; the first event of a log has position 1.
    pub last_position: u64,
}

/// What became of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// Stored, and on disk.
    Stored(Placed),
    /// The stream holds the events of this command already, or of the first of several commands that it holds; nothing
    /// was written, whatever was expected.
    AlreadyApplied(Placed),
    /// The stream is not as expected; nothing was written. `None`: it does not exist.
    Conflict { actual: Option<u64> },
}

/// An event as the log holds it.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub id: Uuid,
    pub stream: StreamName,
    pub revision: u64,
    pub position: u64,
    pub name: Arc<str>,
    /// JSON, as it was appended; reading does not look at it again. Events that were read together may share memory.
    pub data: ByteString,
    /// The same for all events of a command.
    pub metadata: Arc<Metadata>,
}

/// Which streams a read of the whole log is about: all, or those whose names begin with one of the prefixes.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    prefixes: Arc<[String]>,
}

impl Filter {
    pub fn everything() -> Self {
        Self::default()
    }

    /// See [`StreamName::prefix`]. No prefix at all means everything.
    pub fn streams_beginning_with(prefixes: impl IntoIterator<Item = String>) -> Self {
        Self { prefixes: prefixes.into_iter().collect() }
    }

    pub fn is_everything(&self) -> bool {
        self.prefixes.is_empty()
    }

    pub fn prefixes(&self) -> &[String] {
        &self.prefixes
    }

    pub fn includes(&self, stream: &StreamName) -> bool {
        self.is_everything() || self.prefixes.iter().any(|prefix| stream.as_str().starts_with(prefix))
    }
}

/// A piece of the whole log.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What the filter includes, in order.
    pub events: Vec<Recorded>,
    /// The log was looked through up to here, which may be further than the last event; the next page begins after it.
    /// The position that was asked for: there is nothing more.
    pub looked_through: u64,
}

/// Where the events of a command stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRecord {
    pub stream: StreamName,
    pub placed: Placed,
    pub fingerprint: String,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine could not do it now; nothing is known to be wrong with the log.
    #[error("the event store does not answer: {0}")]
    Unavailable(String),
    /// A write failed in a way after which nothing may be written any more until a restart.
    #[error("the event store has stopped after a failed write: {0}")]
    Stopped(String),
    #[error("the append is over a limit: {0}")]
    TooLarge(String),
    /// What is stored cannot be read.
    #[error("the log is damaged at position {position}: {cause}")]
    Damaged { position: u64, cause: String },
}

/// The id of the `index`th event of a command: the same command always makes the same ids.
pub fn event_id(command: CommandId, stream: &StreamName, index: usize) -> Uuid {
    // A UUID of version 5, by an implementation that uses the processor's instructions for it.
    let name = format!("#{index}");
    let hash =
        Sha1::new().chain_update(command.uuid()).chain_update(stream.as_str()).chain_update(name).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
    uuid::Builder::from_sha1_bytes(bytes).into_uuid()
}

/// Refuses an append that holds no event or more than the limits allow; every engine asks this first.
///
/// # Errors
/// `TooLarge`, naming the limit.
pub fn check_limits(append: &Append) -> Result<(), StoreError> {
    let too_large = |text: String| Err(StoreError::TooLarge(text));
    let count = append.commands.iter().map(|command| command.events.len()).sum::<usize>();
    if append.commands.iter().any(|command| command.events.is_empty())
        || count == 0
        || count > APPEND_EVENTS_MAX
    {
        return too_large(format!(
            "{count} events; it holds 1 to {APPEND_EVENTS_MAX}, and every command has one"
        ));
    }
    let mut total = 0;
    for event in append.commands.iter().flat_map(|command| &command.events) {
        let bytes = event.data.get().len();
        if bytes > EVENT_DATA_BYTES_MAX {
            return too_large(format!(
                "{bytes} bytes in {}; an event has at most {EVENT_DATA_BYTES_MAX}",
                event.name
            ));
        }
        total += bytes;
    }
    if total > APPEND_BYTES_MAX {
        return too_large(format!("{total} bytes; an append has at most {APPEND_BYTES_MAX}"));
    }
    Ok(())
}

/// A log of events in streams.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// Appends all events or none. When it answers `Stored`, they are on disk. A cancelled call may have stored.
    async fn append(&self, append: Append) -> Result<Appended, StoreError>;

    /// Events of a stream with revision `from` and more, in order, at most `max`.
    async fn read_stream(
        &self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError>;

    /// Events of a stream with revision `from` and less, the newest first, at most `max`; `None`: from its end.
    async fn read_stream_back(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError>;

    /// Events of the streams of the filter after a position, in order; at most `max` events are looked through. No gap
    /// between positions will fill later.
    async fn read_all(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError>;

    /// Where a command's events stand, if it has any.
    async fn find_command(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError>;

    /// Position of the last event, 0 for an empty log; sees what other processes appended.
    async fn head(&self) -> Result<u64, StoreError>;

    /// Wakes whoever waits for events beyond a position. The value is a hint: it never runs ahead of the log.
    fn head_watch(&self) -> watch::Receiver<u64>;

    /// Whether each position is one more than the one before; else they only grow.
    fn positions_are_dense(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_id_is_a_name_based_uuid_of_its_command() {
        let command = CommandId::named("test", "command");
        let stream = StreamName::from_stored("booking.resource-seosan-1");
        for index in [0, 9, 10, 999] {
            let name = format!("booking.resource-seosan-1#{index}");
            assert_eq!(event_id(command, &stream, index), Uuid::new_v5(&command.uuid(), name.as_bytes()));
        }
    }
}
