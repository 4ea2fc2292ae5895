//! The bus: public events to whoever follows them, requests to whoever answers them.
//!
//! Transport, not truth: every event on the bus stands in its service's log first. A service shows the bus its
//! [`Outbox`]; followers name what they have seen by [`Marks`], kept with their own effects. Two engines, [`local`]
//! within one process and [`nats`] between processes, pass one [`conformance`] suite.

mod asker;
mod backoff;
pub mod conformance;
pub mod local;
pub mod nats;

pub use asker::asker_gone;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use nanum_contracts::{CloudEvent, TenantId};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Most bytes one request or reply may hold.
pub const MESSAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Requests one responder is handed at a time; it lets tenants take turns at them. The others wait within their callers'
/// patience.
pub const REQUESTS_AT_ONCE_MAX: usize = 1_024;
/// Events that wait for a slow follower before the bus stops reading on for it.
const FOLLOWED_EVENTS_WAITING_MAX: usize = 256;

/// How far a follower has come with one service's events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Position in the log of the service. Decides: nothing at or before it is delivered again.
    pub position: u64,
    /// The engine's own place, a hint to find the position fast. 0: none.
    pub sequence: u64,
}

/// Marks by service.
pub type Marks = BTreeMap<String, Mark>;

/// Which events a follower wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interest {
    /// Of this tenant only.
    pub tenant: Option<TenantId>,
    /// Of these services only; all when empty.
    pub services: Vec<String>,
}

impl Interest {
    fn includes_service(&self, service: &str) -> bool {
        self.services.is_empty() || self.services.iter().any(|wanted| wanted == service)
    }

    fn includes_tenant(&self, tenant: &TenantId) -> bool {
        self.tenant.as_ref().is_none_or(|wanted| wanted == tenant)
    }
}

/// A public event with its place.
#[derive(Debug, Clone)]
pub struct Delivered {
    pub service: String,
    pub mark: Mark,
    pub tenant: TenantId,
    pub event: Arc<CloudEvent>,
}

/// What a service's log has to say to the others, in the order of the log.
#[async_trait]
pub trait Outbox: Send + Sync + 'static {
    fn service(&self) -> &str;

    /// Public events after a position, and the position up to which the log was looked through (which may be further
    /// than the last event's, as not all events are public). Nothing new: the same position again.
    async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError>;

    /// Wakes the bus when there may be more.
    fn head_watch(&self) -> watch::Receiver<u64>;
}

/// Answers requests for one service.
#[async_trait]
pub trait Responder: Send + Sync + 'static {
    /// `operation` is the operation's name, `request` the JSON of a `Request`, the answer the JSON of an `Outcome`.
    async fn respond(&self, operation: &str, request: Bytes) -> Bytes;
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum BusError {
    /// Nobody serves it now: nothing was done.
    #[error("nobody answers for {0}")]
    NoResponder(String),
    /// No answer came in time: it may have been done.
    #[error("{0} did not answer in time")]
    TimedOut(String),
    #[error("the bus does not answer: {0}")]
    Unavailable(String),
    #[error("the message has {bytes} bytes, over the limit of {MESSAGE_BYTES_MAX}")]
    TooLarge { bytes: usize },
}

fn check_size(message: &Bytes) -> Result<(), BusError> {
    let bytes = message.len();
    if bytes > MESSAGE_BYTES_MAX { Err(BusError::TooLarge { bytes }) } else { Ok(()) }
}

/// Events and requests between services.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Shows the bus a service's outbox; from now until [`Bus::close`] its events reach followers, each at least once
    /// and in order.
    async fn attach(&self, outbox: Arc<dyn Outbox>) -> Result<(), BusError>;

    /// Follows events from the marks on, through what is stored to what comes: for each service in the order of its log,
    /// never one at or before the mark. The stream goes on through reconnections and ends only when the bus closes.
    async fn follow(
        &self,
        interest: Interest,
        marks: Marks,
    ) -> Result<BoxStream<'static, Delivered>, BusError>;

    /// Serves a service's requests, together with other replicas of it.
    async fn serve(&self, service: &str, responder: Arc<dyn Responder>) -> Result<(), BusError>;

    /// Asks `service` for `operation` within the tenant.
    async fn request(
        &self,
        service: &str,
        tenant: &TenantId,
        operation: &str,
        request: Bytes,
        wait_at_most: Duration,
    ) -> Result<Bytes, BusError>;

    /// Where a service's log stands, when this bus can see it without asking: at least what has been acknowledged in this
    /// process. Over a network it cannot.
    fn head_of(&self, service: &str) -> Option<u64> {
        let _ = service;
        None
    }

    /// Whether the bus answers now, and takes the events of every attached outbox.
    async fn ready(&self) -> Result<(), BusError>;

    /// Stops taking requests, lets those in work finish within the bound, ends the streams.
    async fn close(&self, finish_within: Duration);
}
