//! Following: one task for each service reads its outbox and waits for more; all of them fill one bounded channel.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::stream::{self, BoxStream, StreamExt};
use nanum_contracts::CloudEvent;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::directory::{Directory, Outboxes};
use crate::{Delivered, FOLLOWED_EVENTS_WAITING_MAX, Interest, Mark, Marks, Outbox, backoff::Backoff};

/// How long a tail that has come to the end of an outbox lets it grow before it reads on: what has piled up under load is
/// handed over at once, and the first event after a quiet time at once too.
const REST: Duration = Duration::from_millis(20);

/// The events of all outboxes that the interest names, those attached later too.
pub(super) fn follow(
    directory: &Directory,
    interest: Interest,
    marks: Marks,
    closing: CancellationToken,
) -> BoxStream<'static, Delivered> {
    let (events, mut followed) = mpsc::channel(FOLLOWED_EVENTS_WAITING_MAX);
    let outboxes = directory.outboxes();
    let until_closed = closing.clone().cancelled_owned();
    tokio::spawn(async move {
        let left = events.clone();
        tokio::select! {
            () = closing.cancelled() => {}
            () = left.closed() => {}
            () = tail_all(outboxes, interest, marks, events) => {}
        }
    });
    stream::poll_fn(move |context| followed.poll_recv(context)).take_until(until_closed).boxed()
}

/// Tails every service of interest, from when its outbox is attached. Dropping this ends all tails.
async fn tail_all(
    mut outboxes: watch::Receiver<Outboxes>,
    interest: Interest,
    marks: Marks,
    events: mpsc::Sender<Delivered>,
) {
    let mut tails = tokio::task::JoinSet::new();
    let mut tailed = BTreeSet::new();
    loop {
        let services: Vec<_> = outboxes.borrow_and_update().keys().cloned().collect();
        for service in services {
            if interest.includes_service(&service) && tailed.insert(service.clone()) {
                let position = marks.get(&service).map_or(0, |mark| mark.position);
                let tail = Tail { service, position, interest: interest.clone(), events: events.clone() };
                tails.spawn(tail.run(outboxes.clone()));
            }
        }
        if outboxes.changed().await.is_err() {
            // The bus is gone; what its outboxes still had to say has been said.
            return;
        }
    }
}

/// One service's events on their way to one follower.
struct Tail {
    service: String,
    /// The log has been looked through up to here.
    position: u64,
    interest: Interest,
    events: mpsc::Sender<Delivered>,
}

impl Tail {
    /// Reads the newest outbox of the service for as long as it is the newest.
    async fn run(mut self, mut outboxes: watch::Receiver<Outboxes>) {
        loop {
            let newest = outboxes.borrow_and_update().get(&self.service).and_then(|all| all.last().cloned());
            let Some((_, outbox)) = newest else {
                if outboxes.changed().await.is_err() {
                    return;
                }
                continue;
            };
            let service = self.service.clone();
            let replaced = outboxes.wait_for(|outboxes| {
                let newest = outboxes.get(&service).and_then(|all| all.last());
                newest.is_none_or(|(_, newest)| !Arc::ptr_eq(newest, &outbox))
            });
            tokio::select! {
                // In this order: what was withdrawn says nothing more.
                biased;
                replaced = replaced => if replaced.is_err() { return },
                () = self.read_on(&*outbox) => return,
            }
        }
    }

    /// Reads and waits until the follower has left.
    async fn read_on(&mut self, outbox: &dyn Outbox) {
        let mut head = outbox.head_watch();
        let mut backoff = Backoff::default();
        loop {
            head.mark_unchanged();
            match outbox.read(self.position).await {
                Ok((events, looked_through)) => {
                    backoff.reset();
                    let nothing_new = looked_through <= self.position;
                    if !self.deliver(events).await {
                        return;
                    }
                    self.position = self.position.max(looked_through);
                    if !nothing_new && self.position >= *head.borrow() {
                        tokio::time::sleep(REST).await;
                    }
                    if nothing_new && head.changed().await.is_err() {
                        // The log is closed: nothing more will come from this outbox, but perhaps from a newer one.
                        std::future::pending::<()>().await;
                    }
                }
                Err(error) => {
                    tracing::warn!(service = self.service, %error, "the outbox cannot be read, trying again");
                    backoff.wait().await;
                }
            }
        }
    }

    /// Hands over what is of interest; `false` when nobody follows any more.
    async fn deliver(&mut self, events: Vec<Arc<CloudEvent>>) -> bool {
        for event in events {
            let position = event.position;
            if position <= self.position {
                continue;
            }
            if let Some(delivered) = self.as_delivered(event)
                && self.events.send(delivered).await.is_err()
            {
                return false;
            }
            // Kept event by event: when this outbox is replaced in between, the next one goes on from here.
            self.position = position;
        }
        true
    }

    fn as_delivered(&self, event: Arc<CloudEvent>) -> Option<Delivered> {
        let Some((tenant, service)) = event.origin() else {
            tracing::error!(id = %event.id, source = event.source, "an event without an origin cannot be delivered");
            return None;
        };
        (service == self.service && self.interest.includes_tenant(&tenant)).then(|| Delivered {
            service: self.service.clone(),
            mark: Mark { position: event.position, sequence: 0 },
            tenant,
            event: Arc::clone(&event),
        })
    }
}
