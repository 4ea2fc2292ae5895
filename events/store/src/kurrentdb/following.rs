//! The one subscription of an open log: it keeps the index of commands and tells whoever waits how far the log is.
//!
//! It goes on from the index's mark, which is written with what it counts, so nothing is left out and nothing matters twice.
//! Checkpoints move the mark over what others have written.

use std::sync::Arc;

use eventstore::{RecordedEvent, SubscriptionEvent};
use futures::StreamExt;

use super::{
    connection::pause_after,
    events::incoming,
    failure::Failure,
    index::{Anchor, Mark},
    log::Log,
};
use crate::StoreError;

/// Events taken in at once, at most: what waits is written in one transaction.
const EVENTS_AT_ONCE: usize = 1_000;

/// Follows the log until it is aborted.
pub(super) async fn follow(log: Arc<Log>) {
    let mut failures: u32 = 0;
    loop {
        let (cause, got_on) = follow_once(&log).await;
        failures = if got_on { 1 } else { failures.saturating_add(1) };
        tracing::warn!(%cause, failures, "KurrentDB is not followed; trying again");
        tokio::time::sleep(pause_after(failures)).await;
    }
}

/// Follows until something breaks, and says what, and whether anything came before.
async fn follow_once(log: &Log) -> (StoreError, bool) {
    let mut got_on = false;
    let mark = match checked_mark(log).await {
        Ok(mark) => mark,
        Err(cause) => return (cause, got_on),
    };
    let mut pieces = log.server.follow(mark.looked_through).await.ready_chunks(EVENTS_AT_ONCE);
    while let Some(piece) = pieces.next().await {
        let (seen, broken) = take(piece);
        if let Err(cause) = note(log, seen).await {
            return (cause, got_on);
        }
        match broken {
            Some(failure) => return (failure.into_error(), got_on),
            None => got_on = true,
        }
    }
    (StoreError::Unavailable("the subscription has ended".to_owned()), got_on)
}

/// The index's mark, after looking whether the event it saw last is in this log. When it is not, the index was made from
/// another log, or this one was restored to an earlier state, and it is made anew.
async fn checked_mark(log: &Log) -> Result<Mark, StoreError> {
    let mark = log.index.mark().await?;
    if let Some(last) = &mark.last {
        let found = log.server.forwards(&last.stream, last.revision, 1).await.map_err(Failure::into_error)?;
        if !found.first().is_some_and(|event| is_anchor(event, last)) {
            tracing::warn!(
                position = last.position,
                "the index of commands is of another log; it is made anew"
            );
            log.index.clear().await?;
            return log.index.mark().await;
        }
        log.note_event(last.position);
    }
    log.note_looked_through(mark.looked_through);
    log.index.trust(&mark);
    Ok(mark)
}

fn is_anchor(event: &RecordedEvent, anchor: &Anchor) -> bool {
    (event.revision, event.id, event.position.commit) == (anchor.revision, anchor.id, anchor.position)
}

/// What a piece of the subscription tells.
#[derive(Default)]
struct Told {
    events: Vec<RecordedEvent>,
    /// 0: nothing.
    looked_through: u64,
}

/// Takes a piece of the subscription up to where it broke.
fn take(piece: Vec<Result<SubscriptionEvent, Failure>>) -> (Told, Option<Failure>) {
    let mut told = Told::default();
    for item in piece {
        match item {
            Ok(SubscriptionEvent::EventAppeared(resolved)) => {
                if let Some(event) = resolved.event {
                    told.looked_through = told.looked_through.max(event.position.commit);
                    told.events.push(event);
                }
            }
            Ok(SubscriptionEvent::Checkpoint(position)) => {
                told.looked_through = told.looked_through.max(position.commit);
            }
            Ok(_) => {}
            Err(failure) => return (told, Some(failure)),
        }
    }
    (told, None)
}

async fn note(log: &Log, told: Told) -> Result<(), StoreError> {
    if told.looked_through == 0 {
        return Ok(());
    }
    let last = told.events.last().map(|event| event.position.commit);
    let mut events = Vec::with_capacity(told.events.len());
    for event in &told.events {
        match incoming(event) {
            Ok(recorded) => events.push(recorded),
            // It is no command's of ours. Whoever reads it is told that the log is damaged.
            Err(error @ StoreError::Damaged { .. }) => tracing::error!(%error, "left out of the index"),
            Err(error) => return Err(error),
        }
    }
    log.index.add(events, told.looked_through).await?;
    // Events first: between what is looked through and the head there is nothing.
    if let Some(position) = last {
        log.note_event(position);
    }
    log.note_looked_through(told.looked_through);
    Ok(())
}
