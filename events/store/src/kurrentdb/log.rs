//! The log of one service: its streams, the end of it, and the pieces it is read in.

use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use eventstore::{RecordedEvent, SubscriptionEvent};
use futures::StreamExt;
use tokio::{sync::watch, time::timeout};

use super::{
    connection::ANSWER_WITHIN,
    events::incoming,
    failure::Failure,
    index::Index,
    server::{NUMBER_MAX, Seen, Server},
};
use crate::{Filter, Page, Recorded, StoreError, StreamName};

/// How much of the end of `$all` is looked at for the service's last event, more each time. The first is enough as long
/// as the subscription is not behind.
const END_EVENTS: [usize; 4] = [16, 512, 4_096, 65_536];

/// How long an append or a question for a command waits until the index has seen enough of the log. Making it anew takes
/// longer; whoever asks meanwhile is told to try again.
const INDEX_PATIENCE: Duration = Duration::from_secs(5);

/// What is known of a service's log, and how to know more.
pub(super) struct Log {
    pub(super) server: Server,
    pub(super) index: Index,
    /// Position of the last known event of the service.
    head: watch::Sender<u64>,
    /// No event of the service stands between `head` and here.
    looked_through: AtomicU64,
}

impl Log {
    pub(super) fn open(url: &str, index: &Path, service: &str) -> Result<Self, StoreError> {
        let (server, index) = (Server::open(url, service)?, Index::open(index, INDEX_PATIENCE)?);
        Ok(Self { server, index, head: watch::channel(0).0, looked_through: AtomicU64::new(0) })
    }

    pub(super) fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// Notes an event of the service; the head never goes back.
    pub(super) fn note_event(&self, position: u64) {
        self.head.send_if_modified(|head| {
            let grows = position > *head;
            *head = position.max(*head);
            grows
        });
    }

    /// Notes that all events of the service up to a position have been noted.
    pub(super) fn note_looked_through(&self, position: u64) {
        self.looked_through.fetch_max(position, Ordering::Release);
    }

    /// Position of the service's last event: the end of `$all` is looked through until there is one, or what was looked
    /// through before begins.
    pub(super) async fn head(&self) -> Result<u64, StoreError> {
        for events_max in END_EVENTS {
            let looked_through = self.looked_through.load(Ordering::Acquire);
            let known = looked_through.max(*self.head.borrow());
            let newest = self.server.newest(events_max).await.map_err(Failure::into_error)?;
            let whole = newest.len() < events_max;
            if let Some(found) = last_own(&newest, known, whole) {
                if let End::At(position) = found {
                    self.note_event(position);
                }
                if let Some(newest) = newest.first() {
                    self.note_looked_through(newest.position);
                }
                return Ok(*self.head.borrow());
            }
        }
        Err(StoreError::Unavailable(
            "others have written too much since this log was followed last".to_owned(),
        ))
    }

    /// At most `max` events of a stream from a revision on.
    pub(super) async fn stream(
        &self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        if from > NUMBER_MAX || max == 0 {
            return Ok(Vec::new());
        }
        let events = self.server.forwards(stream, from, max).await.map_err(Failure::into_error)?;
        check_dense(&events, |index| from.checked_add(index))?;
        events.iter().map(incoming).collect()
    }

    /// At most `max` events of a stream from a revision, or from its end, on, the newest first.
    pub(super) async fn stream_back(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        if max == 0 {
            return Ok(Vec::new());
        }
        // The server reads nothing from beyond a stream's end.
        let last = self.server.backwards(stream, None, 1).await.map_err(Failure::into_error)?;
        let Some(last) = last.first().map(|event| event.revision) else { return Ok(Vec::new()) };
        let from = from.map_or(last, |from| from.min(last));
        let events = self.server.backwards(stream, Some(from), max).await.map_err(Failure::into_error)?;
        check_dense(&events, |index| from.checked_sub(index))?;
        events.iter().map(incoming).collect()
    }

    /// The service's events after a position, at most `max` looked through, of which those that the filter includes.
    ///
    /// The library reads `$all` without a filter only, but follows it with one. So a page is the beginning of a
    /// subscription, up to the service's last event, which is sure to come.
    pub(super) async fn page(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        let nothing = Page { events: Vec::new(), looked_through: after };
        if max == 0 || after > NUMBER_MAX {
            return Ok(nothing);
        }
        let known = *self.head.borrow();
        let head = if after < known { known } else { self.head().await? };
        if after >= head {
            return Ok(nothing);
        }
        let mut events = self.events_up_to(after, head, max).await?;
        let looked_through = match events.last() {
            Some(last) if events.len() == max => last.position,
            last => last.map_or(head, |last| last.position.max(head)),
        };
        events.retain(|recorded| filter.includes(&recorded.stream));
        Ok(Page { events, looked_through })
    }

    async fn events_up_to(&self, after: u64, head: u64, max: usize) -> Result<Vec<Recorded>, StoreError> {
        let mut following = self.server.follow(after).await;
        let mut events: Vec<Recorded> = Vec::new();
        while events.len() < max {
            let Ok(next) = timeout(ANSWER_WITHIN, following.next()).await else {
                return Err(StoreError::Unavailable(
                    "KurrentDB has stopped in the middle of a page".to_owned(),
                ));
            };
            match next {
                Some(Ok(SubscriptionEvent::EventAppeared(resolved))) => {
                    let Some(event) = resolved.event else { continue };
                    events.push(incoming(&event)?);
                    if event.position.commit >= head {
                        break;
                    }
                }
                Some(Ok(SubscriptionEvent::Checkpoint(position))) if position.commit >= head => break,
                Some(Ok(_)) => {}
                Some(Err(failure)) => return Err(failure.into_error()),
                None => return Err(StoreError::Unavailable("KurrentDB has ended a page".to_owned())),
            }
        }
        Ok(events)
    }
}

/// What the end of `$all` says of the service's last event.
#[derive(Debug, PartialEq, Eq)]
enum End {
    At(u64),
    /// Nothing is newer than what is known.
    AsKnown,
}

/// Looks through the newest events of `$all`, the newest first, down to position `known`; `whole`: there are no older ones.
fn last_own(newest: &[Seen], known: u64, whole: bool) -> Option<End> {
    for seen in newest {
        if seen.position <= known {
            return Some(End::AsKnown);
        }
        if seen.own {
            return Some(End::At(seen.position));
        }
    }
    whole.then_some(End::AsKnown)
}

/// Revisions follow each other without a gap: a missing event is damage, for instance by a `$maxCount` set on the server.
fn check_dense(events: &[RecordedEvent], revision: impl Fn(u64) -> Option<u64>) -> Result<(), StoreError> {
    for (index, event) in (0..).zip(events) {
        if revision(index) != Some(event.revision) {
            return Err(StoreError::Damaged {
                position: event.position.commit,
                cause: format!(
                    "{} has revision {} where {:?} should be",
                    event.stream_id,
                    event.revision,
                    revision(index)
                ),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(position: u64) -> Seen {
        Seen { position, own: true }
    }

    fn others(position: u64) -> Seen {
        Seen { position, own: false }
    }

    #[test]
    fn the_last_own_event_is_the_newest_one() {
        assert_eq!(last_own(&[others(90), own(80), own(70)], 0, false), Some(End::At(80)));
    }

    #[test]
    fn what_was_looked_through_is_not_looked_through_again() {
        assert_eq!(last_own(&[others(90), others(80), own(70)], 80, false), Some(End::AsKnown));
        assert_eq!(last_own(&[own(80)], 80, false), Some(End::AsKnown));
    }

    #[test]
    fn nothing_is_said_of_what_was_not_seen() {
        assert_eq!(last_own(&[others(90), others(80)], 10, false), None);
        assert_eq!(last_own(&[], 0, false), None);
        assert_eq!(last_own(&[others(90), others(80)], 0, true), Some(End::AsKnown));
    }
}
