//! The relay of one service's log: publishes what the stream does not have yet, one batch after the other.
//!
//! It keeps no checkpoint of its own: the stream's last event of the service says where to go on. Each batch is stored as a
//! whole or not at all and names the event that must come before it, so that neither a lost acknowledgement nor another replica that relays the same log
//! can make a gap, a repeat or a wrong order.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use nanum_contracts::CloudEvent;
use tokio::sync::watch;

use super::{
    log::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX, EventLog, Published, STREAM},
    unavailable,
};
use crate::{BusError, Mark, Outbox, backoff::Backoff};

/// Times in a row that a batch may be refused without a sign of trouble: replicas of a service get in each other's way.
const REFUSALS_UNREMARKABLE: u32 = 5;

/// Relays for as long as it is polled.
pub(super) async fn run(
    log: EventLog,
    outbox: Arc<dyn Outbox>,
    mut connections: watch::Receiver<u64>,
    troubles: Troubles,
) {
    let service = outbox.service().to_owned();
    let mut relay = Relay { log, outbox, backoff: Backoff::default(), refused: 0, troubles };
    loop {
        connections.mark_unchanged();
        let error = tokio::select! {
            Err(error) = relay.relay() => error,
            // An acknowledgement that was on its way is lost: the stream says what became of the batch.
            _ = connections.changed() => unavailable("the connection was made anew"),
        };
        tracing::warn!(service, %error, "events wait to be relayed, trying again");
        relay.troubles.note(&service, &error);
        relay.backoff.wait().await;
    }
}

/// Why relays cannot go on now, by service.
#[derive(Debug, Clone, Default)]
pub(super) struct Troubles(Arc<Mutex<BTreeMap<String, String>>>);

impl Troubles {
    /// The first of them.
    pub(super) fn check(&self) -> Result<(), BusError> {
        match self.all().iter().next() {
            Some((service, cause)) => Err(unavailable(format!("events of {service} wait: {cause}"))),
            None => Ok(()),
        }
    }

    fn note(&self, service: &str, error: &BusError) {
        self.all().insert(service.to_owned(), error.to_string());
    }

    fn forget(&self, service: &str) {
        self.all().remove(service);
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Relay {
    log: EventLog,
    outbox: Arc<dyn Outbox>,
    backoff: Backoff,
    /// Refusals in a row.
    refused: u32,
    troubles: Troubles,
}

impl Relay {
    /// Relays from the stream's last event of the service on, until something fails.
    async fn relay(&mut self) -> Result<Infallible, BusError> {
        let mut head = self.outbox.head_watch();
        let mut last = self.end_of_stream().await?;
        let mut looked_through = last.position;
        loop {
            head.mark_unchanged();
            let (events, up_to) = self.outbox.read(looked_through).await?;
            let nothing_new = up_to <= looked_through;
            let published = self.publish(&events, last).await?;
            (last, looked_through) = match published {
                Published::At(mark) => (mark, up_to.max(looked_through)),
                // Go on from the stream's end, or from the beginning when the stream was deleted.
                Published::Overtaken => self.find_end(last).await.map(|end| (end, end.position))?,
            };
            self.troubles.forget(self.outbox.service());
            if nothing_new && head.changed().await.is_err() {
                // The log is closed: nothing more will come.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Where the stream ends, which must be an event of this log. A log that was restored from a backup may be behind the
    /// stream: what it appends from then on stands at places that followers have seen taken by others.
    async fn end_of_stream(&self) -> Result<Mark, BusError> {
        let service = self.outbox.service();
        let Some((mark, id)) = self.log.last_of(service).await? else { return Ok(Mark::default()) };
        let (events, _) = self.outbox.read(mark.position.saturating_sub(1)).await?;
        if events.first().is_some_and(|event| event.position == mark.position && event.id == id) {
            return Ok(mark);
        }
        Err(unavailable(format!(
            "the stream {STREAM} holds event {id} of {service} at {}, and the log does not; after a restore the stream \
             must be deleted, and is made anew from the logs",
            mark.position
        )))
    }

    /// Publishes the events in batches; where the last of them stands.
    async fn publish(&mut self, events: &[Arc<CloudEvent>], mut last: Mark) -> Result<Published, BusError> {
        let known = events.iter().take_while(|event| event.position <= last.position).count();
        let mut left = events.get(known..).unwrap_or_default();
        while !left.is_empty() {
            let (batch, rest) = left.split_at(batch_size(left));
            match self.log.publish(self.outbox.service(), batch, last).await? {
                Published::At(mark) => last = mark,
                Published::Overtaken => return Ok(Published::Overtaken),
            }
            left = rest;
            self.backoff.reset();
            self.refused = 0;
        }
        Ok(Published::At(last))
    }

    /// Where the stream ends now that it does not end at `last`.
    async fn find_end(&mut self, last: Mark) -> Result<Mark, BusError> {
        let end = self.end_of_stream().await?;
        if end == last {
            // Another replica's messages are about to be stored. Or the stream was purged: it still knows the ids of its
            // last messages and takes them for duplicates, for as long as the servers remember ids.
            self.refused += 1;
            if self.refused > REFUSALS_UNREMARKABLE {
                tracing::warn!(
                    service = self.outbox.service(),
                    "the stream refuses events as duplicates that it does not hold"
                );
            }
            self.backoff.wait().await;
        }
        Ok(end)
    }
}

/// How many of the first events make a batch: at least one.
fn batch_size(events: &[Arc<CloudEvent>]) -> usize {
    let mut bytes = 0;
    let fits = |event: &&Arc<CloudEvent>| {
        let begun_within = bytes < BATCH_BYTES_MAX;
        bytes += event.data.get().len();
        begun_within
    };
    events.iter().take(BATCH_EVENTS_MAX).take_while(fits).count()
}
