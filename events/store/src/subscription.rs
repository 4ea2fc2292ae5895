//! Subscriptions: from any position through what is stored to what comes, for every engine the same.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures::stream::{self, BoxStream, StreamExt};

use crate::{EventStore, Filter, Recorded, StoreError};

/// Events looked through at once.
const PAGE_EVENTS: usize = 500;
/// How long a subscription that nobody wakes waits before it looks by itself.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The events of the filter after a position, without gap or repeat, for as long as the stream is polled. After an error
/// it goes on where it was: whoever polls decides whether, and when, to try again.
pub fn subscribe(
    store: Arc<dyn EventStore>,
    after: u64,
    filter: Filter,
) -> BoxStream<'static, Result<Recorded, StoreError>> {
    let head = store.head_watch();
    let subscription = Subscription { store, head, filter, looked_through: after, waiting: VecDeque::new() };
    stream::unfold(subscription, |mut subscription| async {
        let next = subscription.next().await;
        Some((next, subscription))
    })
    .boxed()
}

struct Subscription {
    store: Arc<dyn EventStore>,
    head: tokio::sync::watch::Receiver<u64>,
    filter: Filter,
    looked_through: u64,
    waiting: VecDeque<Recorded>,
}

impl Subscription {
    async fn next(&mut self) -> Result<Recorded, StoreError> {
        loop {
            if let Some(recorded) = self.waiting.pop_front() {
                return Ok(recorded);
            }
            self.head.mark_unchanged();
            let page = self.store.read_all(self.looked_through, PAGE_EVENTS, &self.filter).await?;
            if page.looked_through <= self.looked_through {
                // A closed store wakes nobody any more; reading it says so.
                let _ = tokio::time::timeout(LOOK_EVERY, self.head.changed()).await;
            }
            self.looked_through = page.looked_through.max(self.looked_through);
            self.waiting.extend(page.events);
        }
    }
}
