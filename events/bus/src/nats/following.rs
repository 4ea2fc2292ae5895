//! Following: an ephemeral consumer reads the stream from where the marks say, and is made anew when anything is amiss.
//!
//! The positions in the marks decide what is delivered. Their sequences only say where to begin to look, and only when
//! the stream still has the marked event there: a stream that was deleted and filled again has other sequences.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{
    self,
    consumer::{PullConsumer, pull},
};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{log::EventLog, unavailable, wire};
use crate::{BusError, Delivered, FOLLOWED_EVENTS_WAITING_MAX, Interest, Mark, Marks, backoff::Backoff};

/// Messages asked for at a time.
const PULLED_AT_ONCE: usize = 128;
/// How long one request for messages lasts, and how often the server says meanwhile that it is still there: after two
/// silent periods the consumer is made anew.
const PULL_LASTS: Duration = Duration::from_secs(30);
const HEARTBEAT: Duration = Duration::from_secs(5);

/// A task that reads for one follower, and what the follower gets. The stream ends when the bus closes.
pub(super) fn follow(
    log: EventLog,
    interest: Interest,
    marks: Marks,
    connections: watch::Receiver<u64>,
    closing: &CancellationToken,
) -> (impl Future<Output = ()> + Send + 'static, BoxStream<'static, Delivered>) {
    let (events, mut followed) = mpsc::channel(FOLLOWED_EVENTS_WAITING_MAX);
    let reader = Reader { log, interest, marks, connections, events };
    let stream = stream::poll_fn(move |context| followed.poll_recv(context));
    (reader.run(), stream.take_until(closing.clone().cancelled_owned()).boxed())
}

/// Nobody follows any more.
struct Left;

struct Reader {
    log: EventLog,
    interest: Interest,
    /// What has been handed over.
    marks: Marks,
    connections: watch::Receiver<u64>,
    events: mpsc::Sender<Delivered>,
}

impl Reader {
    async fn run(mut self) {
        let left = self.events.clone();
        tokio::select! {
            () = left.closed() => {}
            () = self.read_on() => {}
        }
    }

    async fn read_on(&mut self) {
        let mut backoff = Backoff::default();
        let mut connections = self.connections.clone();
        loop {
            connections.mark_unchanged();
            let outcome = tokio::select! {
                outcome = self.read(&mut backoff) => outcome,
                // The server may have sent to the connection before what never arrived.
                _ = connections.changed() => Err(unavailable("the connection was made anew")),
            };
            match outcome {
                Ok(Left) => return,
                Err(error) => tracing::warn!(%error, "following events was interrupted, going on"),
            }
            backoff.wait().await;
        }
    }

    /// Reads through one consumer until it fails. May be broken off at any time: what was handed over is in the marks.
    async fn read(&mut self, backoff: &mut Backoff) -> Result<Left, BusError> {
        let begin = self.where_to_begin().await?;
        let consumer = self.log.consumer(wire::subjects_of(&self.interest), begin).await?;
        let mut messages = messages_of(&consumer).await?;
        let mut due = 0;
        while let Some(message) = messages.next().await {
            due += 1;
            let message = message.map_err(unavailable)?;
            let info = message.info().map_err(unavailable)?;
            if info.consumer_sequence != due {
                return Err(unavailable(format!("message {due} is missing")));
            }
            backoff.reset();
            let Some(delivered) = self.as_delivered(&message, info.stream_sequence) else { continue };
            let (service, mark) = (delivered.service.clone(), delivered.mark);
            if self.events.send(delivered).await.is_err() {
                return Ok(Left);
            }
            self.marks.insert(service, mark);
        }
        Err(unavailable("the consumer ended"))
    }

    /// The least sequence that can hold an event that is still to be delivered.
    async fn where_to_begin(&self) -> Result<u64, BusError> {
        let tenant = Interest { tenant: self.interest.tenant.clone(), services: Vec::new() };
        let mut begin = None;
        let mut last = 0;
        for subject in wire::subjects_of(&tenant) {
            let (services, last_sequence) = self.log.services_under(&subject).await?;
            last = last_sequence;
            for service in services.iter().filter(|service| self.interest.includes_service(service)) {
                let mark = self.marks.get(service).copied().unwrap_or_default();
                let of_service = if self.log.holds(service, mark).await? { mark.sequence + 1 } else { 1 };
                begin = Some(begin.map_or(of_service, |begin: u64| begin.min(of_service)));
            }
        }
        // Nothing of interest was there when it was looked up: it can only come after what was last.
        Ok(begin.unwrap_or(last + 1))
    }

    /// The event in a message, unless it was delivered before.
    fn as_delivered(&self, message: &jetstream::Message, sequence: u64) -> Option<Delivered> {
        let (tenant, service, event) = wire::decode(
            &message.subject,
            message.headers.as_ref(),
            &message.payload,
        )
        .inspect_err(|cause| {
            tracing::error!(sequence, subject = %message.subject, %cause, "no event of ours, left out");
        })
        .ok()?;
        let handed_over = self.marks.get(&service).map_or(0, |mark| mark.position);
        let mark = Mark { position: event.position, sequence };
        (event.position > handed_over).then(|| Delivered { service, mark, tenant, event: Arc::new(event) })
    }
}

async fn messages_of(consumer: &PullConsumer) -> Result<pull::Stream, BusError> {
    consumer
        .stream()
        .max_messages_per_batch(PULLED_AT_ONCE)
        .expires(PULL_LASTS)
        .heartbeat(HEARTBEAT)
        .messages()
        .await
        .map_err(unavailable)
}
