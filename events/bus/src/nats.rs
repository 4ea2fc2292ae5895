//! The bus between processes: NATS, with JetStream for the events.
//!
//! One stream holds the events of all tenants and services; it is transport and can be deleted at any time, as each
//! service's log publishes it anew. A relay for each attached log writes it in order without gaps (`relaying`), followers
//! read it with consumers of their own that leave nothing behind (`following`), and requests are plain NATS requests to a
//! queue group for each service (`serving`).

mod connection;
mod following;
mod log;
mod relaying;
mod servers;
mod serving;
mod wire;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use async_nats::Client;
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use nanum_contracts::TenantId;
use tokio::sync::watch;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use self::{log::EventLog, relaying::Troubles};
use crate::{Bus, BusError, Delivered, Interest, Marks, Outbox, Responder, check_size};

/// The greatest `max_payload` a server must allow: the greatest message, and its headers.
pub const SERVER_PAYLOAD_BYTES_MIN: usize = crate::MESSAGE_BYTES_MAX + 64 * 1024;

/// How long the relays and followers of a closing bus get to end after its requests have.
const END_WITHIN: Duration = Duration::from_secs(2);

/// Where the servers are and how to use them.
#[derive(Clone)]
pub struct NatsOptions {
    /// `nats://[user:password@]host:port`, or several separated by commas; `tls://` demands TLS.
    pub url: String,
    /// What the servers show this connection as.
    pub name: String,
    /// Servers that keep each event: 1, or 3 or 5 in a cluster. Asked for when the stream is created.
    pub replicas: usize,
    /// A PEM file of the authorities that may vouch for the servers, when they are not the public ones.
    pub root_certificates: Option<PathBuf>,
}

/// Shows no URL: it may hold a password.
impl fmt::Debug for NatsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsOptions")
            .field("name", &self.name)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}

/// A connection to the bus. Dropping it closes it without waiting for requests in work.
#[derive(Debug)]
pub struct NatsBus {
    client: Client,
    events: EventLog,
    /// Changes whenever the connection is made anew.
    connections: watch::Receiver<u64>,
    /// Responders and their requests in work.
    requests: TaskTracker,
    /// Relays and followers.
    background: TaskTracker,
    troubles: Troubles,
    /// No more requests are taken.
    stopping: CancellationToken,
    /// Everything ends.
    closing: CancellationToken,
    _end_when_dropped: [DropGuard; 2],
}

impl NatsBus {
    /// Connects and sees to it that the stream of events is there. A rustls crypto provider must be installed for `tls://`.
    ///
    /// # Errors
    /// `Unavailable` when no server answers after several tries, or when the server cannot do what the bus needs.
    pub async fn connect(options: NatsOptions) -> Result<Self, BusError> {
        let (client, connections) = connection::connect(&options).await?;
        let events = EventLog::open(&client, options.replicas).await?;
        let (stopping, closing) = (CancellationToken::new(), CancellationToken::new());
        let background = TaskTracker::new();
        let leave_unfit = servers::leave_unfit(client.clone(), events.clone());
        background.spawn(closing.clone().run_until_cancelled_owned(leave_unfit));
        Ok(Self {
            client,
            events,
            connections,
            requests: TaskTracker::new(),
            background,
            troubles: Troubles::default(),
            _end_when_dropped: [stopping.clone().drop_guard(), closing.clone().drop_guard()],
            stopping,
            closing,
        })
    }

    fn check_open(&self) -> Result<(), BusError> {
        if self.stopping.is_cancelled() {
            Err(BusError::Unavailable("it is closed".to_owned()))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl Bus for NatsBus {
    async fn attach(&self, outbox: Arc<dyn Outbox>) -> Result<(), BusError> {
        self.check_open()?;
        let relay =
            relaying::run(self.events.clone(), outbox, self.connections.clone(), self.troubles.clone());
        self.background.spawn(self.closing.clone().run_until_cancelled_owned(relay));
        Ok(())
    }

    async fn follow(
        &self,
        interest: Interest,
        marks: Marks,
    ) -> Result<BoxStream<'static, Delivered>, BusError> {
        self.check_open()?;
        let (follower, events) =
            following::follow(self.events.clone(), interest, marks, self.connections.clone(), &self.closing);
        self.background.spawn(self.closing.clone().run_until_cancelled_owned(follower));
        Ok(events)
    }

    async fn serve(&self, service: &str, responder: Arc<dyn Responder>) -> Result<(), BusError> {
        self.check_open()?;
        let serving =
            serving::serve(&self.client, service, responder, &self.requests, &self.stopping).await?;
        self.requests.spawn(serving);
        Ok(())
    }

    async fn request(
        &self,
        service: &str,
        tenant: &TenantId,
        operation: &str,
        request: Bytes,
        wait_at_most: Duration,
    ) -> Result<Bytes, BusError> {
        if self.closing.is_cancelled() {
            return Err(BusError::Unavailable("it is closed".to_owned()));
        }
        check_size(&request)?;
        serving::request(&self.client, service, tenant, operation, request, wait_at_most).await
    }

    async fn ready(&self) -> Result<(), BusError> {
        self.check_open()?;
        connection::check(&self.client).await?;
        self.troubles.check()
    }

    async fn close(&self, finish_within: Duration) {
        if self.stopping.is_cancelled() {
            return;
        }
        self.stopping.cancel();
        self.requests.close();
        if tokio::time::timeout(finish_within, self.requests.wait()).await.is_err() {
            tracing::warn!(tasks = self.requests.len(), "closed with requests still in work");
        }
        self.closing.cancel();
        self.background.close();
        let ended = async {
            self.background.wait().await;
            let _ = self.client.drain().await;
            // Draining closes the client once everything is sent; a flush after it waits for that or fails.
            let _ = self.client.flush().await;
        };
        if tokio::time::timeout(END_WITHIN, ended).await.is_err() {
            tracing::warn!("the connection to NATS did not drain in time");
        }
    }
}

fn unavailable(error: impl fmt::Display) -> BusError {
    BusError::Unavailable(error.to_string())
}
