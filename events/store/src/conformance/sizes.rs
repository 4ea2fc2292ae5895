//! The greatest that an engine must take, and what is more than that.

use super::{Desk, Verdict, event, text};
use crate::{APPEND_EVENTS_MAX, EVENT_DATA_BYTES_MAX, Expected, READ_EVENTS_MAX, StoreError};

/// Events of the longest stream under test.
const LONG_STREAM_EVENTS: u64 = 100_000;
/// Events of the greatest size in one append.
const GREATEST_EVENTS: usize = 8;

pub(super) async fn what_is_over_a_limit_is_refused(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let mut too_big = desk.command(&stream, Expected::Any, 1);
    too_big.commands[0].events.push(event(&text_of(EVENT_DATA_BYTES_MAX + 1)));
    let mut too_much = desk.command(&stream, Expected::Any, 1);
    too_much.commands[0].events = vec![event(&text_of(EVENT_DATA_BYTES_MAX)); 17];
    let nothing = desk.command(&stream, Expected::Any, 0);
    let too_many = desk.command(&stream, Expected::Any, APPEND_EVENTS_MAX + 1);
    for append in [nothing, too_many, too_big, too_much] {
        let outcome = desk.store.append(append).await;
        ensure!(matches!(outcome, Err(StoreError::TooLarge(_))));
    }
    ensure!(desk.read(&stream).await?.is_empty());
    desk.stores(&desk.command(&stream, Expected::NoStream, APPEND_EVENTS_MAX)).await?;
    ensure_eq!(desk.read(&stream).await?.len(), APPEND_EVENTS_MAX);
    Ok(())
}

pub(super) async fn the_greatest_events_are_kept(desk: Desk) -> Verdict {
    let mut append = desk.command(&desk.stream(), Expected::NoStream, 1);
    append.commands[0].events = vec![event(&text_of(EVENT_DATA_BYTES_MAX)); GREATEST_EVENTS];
    desk.stores(&append).await?;
    let events = desk.read(&append.stream).await?;
    ensure_eq!(events.len(), GREATEST_EVENTS);
    for (stored, new) in events.iter().zip(&append.commands[0].events) {
        ensure!(*stored.data == *new.data.get());
    }
    Ok(())
}

pub(super) async fn a_stream_of_100_000_events_is_read_both_ways(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let mut expected = Expected::NoStream;
    for _ in 0..LONG_STREAM_EVENTS / APPEND_EVENTS_MAX as u64 {
        let placed = desk.stores(&desk.command(&stream, expected, APPEND_EVENTS_MAX)).await?;
        expected = Expected::Revision(placed.last_revision);
    }
    ensure_eq!(expected, Expected::Revision(LONG_STREAM_EVENTS - 1));
    let mut next = 0;
    while next < LONG_STREAM_EVENTS {
        let page = desk.store.read_stream(&stream, next, READ_EVENTS_MAX).await.map_err(text)?;
        ensure!(!page.is_empty());
        for event in page {
            ensure_eq!(event.revision, next);
            next += 1;
        }
    }
    let mut before = LONG_STREAM_EVENTS;
    while before > 0 {
        let page =
            desk.store.read_stream_back(&stream, Some(before - 1), READ_EVENTS_MAX).await.map_err(text)?;
        ensure!(!page.is_empty());
        for event in page {
            ensure_eq!(event.revision, before - 1);
            before -= 1;
        }
    }
    let first = desk.store.read_stream(&stream, 0, 1).await.map_err(text)?;
    let first = first.first().map(|event| event.metadata.command).ok_or("there is no first event")?;
    let found = desk.find(first).await?.map(|record| record.placed.last_revision);
    ensure_eq!(found, Some(APPEND_EVENTS_MAX as u64 - 1));
    Ok(())
}

/// A JSON text of so many bytes.
fn text_of(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes.saturating_sub(2)))
}
