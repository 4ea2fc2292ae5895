//! The newest events of a log in memory. Who follows a log is nearly always at its head, and there are many of them: what one
//! reads, the others need not read again.
//!
//! It answers only from what was read, never from what is about to be written, and forgets the oldest first.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use nanum_contracts::ids::CommandId;
use nanum_store::{
    Append, Appended, CommandRecord, EventStore, Filter, Page, Recorded, StoreError, StreamName,
};
use tokio::sync::watch;

/// Events kept: more than come while the slowest follower writes one batch.
const KEPT_EVENTS_MAX: usize = 2_048;
/// Data of the events kept, so that large ones do not pile up.
const KEPT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Hands everything to the log, and reads of its end to one reader for all.
pub(super) struct Newest {
    log: Arc<dyn EventStore>,
    kept: Mutex<Kept>,
    /// Held by who reads on from the end of what is kept.
    reading: tokio::sync::Mutex<()>,
}

/// All events after one position up to another.
#[derive(Default)]
struct Kept {
    after: u64,
    upto: u64,
    events: VecDeque<Recorded>,
    bytes: usize,
}

impl Newest {
    pub(super) fn of(log: Arc<dyn EventStore>) -> Self {
        Self { log, kept: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read_on(&self, after: u64, max: usize) -> Result<Page, StoreError> {
        let page = self.log.read_all(after, max, &Filter::everything()).await?;
        self.kept().take(after, &page);
        Ok(page)
    }
}

impl Kept {
    /// What is here of the events after a position.
    fn page(&self, after: u64, max: usize) -> Option<Page> {
        if max == 0 || !(self.after..self.upto).contains(&after) {
            return None;
        }
        let first = self.events.partition_point(|event| event.position <= after);
        let events: Vec<_> = self.events.range(first..).take(max).cloned().collect();
        let whole = first + events.len() == self.events.len();
        let looked_through = if whole { self.upto } else { events.last()?.position };
        Some(Page { events, looked_through })
    }

    /// Adds what was read after a position: behind what is here, or in its place when it reaches further.
    fn take(&mut self, after: u64, page: &Page) {
        if page.looked_through <= self.upto {
            return;
        }
        if after != self.upto {
            *self = Self { after, ..Self::default() };
        }
        self.bytes += page.events.iter().map(bytes).sum::<usize>();
        self.events.extend(page.events.iter().cloned());
        self.upto = page.looked_through;
        while (self.events.len() > KEPT_EVENTS_MAX || self.bytes > KEPT_BYTES_MAX)
            && let Some(oldest) = self.events.pop_front()
        {
            self.bytes -= bytes(&oldest);
            self.after = oldest.position;
        }
    }
}

fn bytes(event: &Recorded) -> usize {
    event.data.len()
}

#[async_trait]
impl EventStore for Newest {
    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        self.log.append(append).await
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
        if !filter.is_everything() {
            return self.log.read_all(after, max, filter).await;
        }
        let (here, is_at_the_end) = {
            let kept = self.kept();
            (kept.page(after, max), kept.upto == after)
        };
        match here {
            Some(page) => Ok(page),
            None if is_at_the_end => {
                let _reading = self.reading.lock().await;
                let read_meanwhile = self.kept().page(after, max);
                match read_meanwhile {
                    Some(page) => Ok(page),
                    None => self.read_on(after, max).await,
                }
            }
            None => self.read_on(after, max).await,
        }
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use nanum_contracts::{Actor, TenantId, ids::Id};
    use nanum_store::Metadata;
    use uuid::Uuid;

    use super::*;

    fn event(position: u64) -> Recorded {
        let tenant: TenantId = "seosan".parse().unwrap();
        Recorded {
            id: Uuid::from_u128(position.into()),
            stream: StreamName::new("booking", "space", &tenant, Uuid::nil()),
            revision: position,
            position,
            name: "door.opened.v1".into(),
            data: "null".into(),
            metadata: Arc::new(Metadata {
                tenant,
                actor: Actor::Anonymous,
                command: CommandId::from_uuid(Uuid::nil()),
                fingerprint: "".into(),
                correlation: "".into(),
                causation: None,
                recorded_at: Timestamp::UNIX_EPOCH,
                traceparent: None,
            }),
        }
    }

    /// As a log that ends at `end` would answer.
    fn page(after: u64, max: usize, end: u64) -> Page {
        let events: Vec<_> = (after + 1..=end).take(max).map(event).collect();
        let looked_through = events.last().map_or(after, |event| event.position);
        Page { events, looked_through }
    }

    fn positions(page: &Page) -> (Vec<u64>, u64) {
        (page.events.iter().map(|event| event.position).collect(), page.looked_through)
    }

    #[test]
    fn a_page_from_memory_is_the_page_that_the_log_would_give() {
        let mut kept = Kept::default();
        kept.take(3, &page(3, 4, 7));
        kept.take(7, &page(7, 9, 10));
        for (after, max) in (3..10).flat_map(|after| (1..9).map(move |max| (after, max))) {
            let here = kept.page(after, max).unwrap();
            assert_eq!(positions(&here), positions(&page(after, max, 10)), "after {after}, {max} at most");
        }
    }

    #[test]
    fn what_is_older_or_not_yet_read_is_not_answered_from_memory() {
        let mut kept = Kept::default();
        kept.take(3, &page(3, 4, 7));
        // Who is far behind takes nothing away from those at the head.
        kept.take(0, &page(0, 2, 7));
        assert!([0, 2, 7, 8].into_iter().all(|after| kept.page(after, 5).is_none()));
        assert!(kept.page(3, 5).is_some());
    }

    #[test]
    fn the_oldest_are_forgotten_and_nothing_between_them_is_left_out() {
        let (mut kept, all) = (Kept::default(), KEPT_EVENTS_MAX as u64 + 10);
        kept.take(0, &page(0, usize::MAX, all));
        assert!(kept.page(9, 1).is_none());
        assert_eq!(positions(&kept.page(10, 2).unwrap()), (vec![11, 12], 12));
        assert_eq!(kept.events.len(), KEPT_EVENTS_MAX);
    }
}
