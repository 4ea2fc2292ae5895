//! Appends: where they stand, and what they refuse.

use futures::future::join_all;

use super::{Desk, RACING_WRITERS, Verdict};
use crate::{Appended, Expected, event_id};

const RACING_ROUNDS: u64 = 8;

pub(super) async fn a_new_stream_begins_at_revision_zero(desk: Desk) -> Verdict {
    let stream = desk.stream();
    ensure!(desk.read(&stream).await?.is_empty());
    let placed = desk.stores(&desk.command(&stream, Expected::NoStream, 1)).await?;
    ensure_eq!((placed.first_revision, placed.last_revision), (0, 0));
    ensure!(placed.last_position >= 1);
    ensure!(desk.head().await? >= placed.last_position);
    Ok(())
}

pub(super) async fn an_append_is_read_back_as_it_was(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let append = desk.command(&stream, Expected::NoStream, 3);
    let placed = desk.stores(&append).await?;
    let events = desk.read(&stream).await?;
    ensure_eq!(events.len(), 3);
    for (index, (event, new)) in events.iter().zip(&append.commands[0].events).enumerate() {
        ensure_eq!(event.id, event_id(append.commands[0].metadata.command, &stream, index));
        ensure_eq!(event.stream, stream);
        ensure_eq!(event.revision, index as u64);
        if desk.store.positions_are_dense() {
            ensure_eq!(event.position, placed.last_position + index as u64 - 2);
        }
        ensure_eq!(*event.name, *new.name);
        ensure_eq!(&*event.data, new.data.get());
        ensure_eq!(*event.metadata, append.commands[0].metadata);
    }
    Ok(())
}

pub(super) async fn no_stream_is_refused_once_there_is_one(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 2)).await?;
    let outcome = desk.append(&desk.command(&stream, Expected::NoStream, 1)).await?;
    ensure_eq!(outcome, Appended::Conflict { actual: Some(1) });
    Ok(())
}

pub(super) async fn a_revision_must_be_the_last_one(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let outcome = desk.append(&desk.command(&stream, Expected::Revision(0), 1)).await?;
    ensure_eq!(outcome, Appended::Conflict { actual: None });
    desk.stores(&desk.command(&stream, Expected::NoStream, 2)).await?;
    for wrong in [0, 2, u64::MAX] {
        let outcome = desk.append(&desk.command(&stream, Expected::Revision(wrong), 1)).await?;
        ensure_eq!(outcome, Appended::Conflict { actual: Some(1) });
    }
    let placed = desk.stores(&desk.command(&stream, Expected::Revision(1), 1)).await?;
    ensure_eq!(placed.first_revision, 2);
    Ok(())
}

pub(super) async fn any_goes_after_whatever_is_there(desk: Desk) -> Verdict {
    let stream = desk.stream();
    for revision in 0..3 {
        let placed = desk.stores(&desk.command(&stream, Expected::Any, 1)).await?;
        ensure_eq!(placed.first_revision, revision);
    }
    Ok(())
}

pub(super) async fn events_of_one_append_stand_together(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let appends: Vec<_> = (0..16).map(|_| desk.command(&stream, Expected::Any, 5)).collect();
    for outcome in join_all(appends.iter().map(|append| desk.stores(append))).await {
        let placed = outcome?;
        ensure_eq!(placed.last_revision - placed.first_revision, 4);
    }
    let events = desk.read(&stream).await?;
    ensure_eq!(events.len(), 80);
    for together in events.chunks(5) {
        ensure!(together.iter().all(|event| event.metadata.command == together[0].metadata.command));
        ensure!(together.windows(2).all(|pair| pair[1].position > pair[0].position));
        if desk.store.positions_are_dense() {
            ensure_eq!(together[4].position, together[0].position + 4);
        }
    }
    Ok(())
}

pub(super) async fn a_refused_append_leaves_nothing(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let refused = desk.command(&stream, Expected::Revision(7), 5);
    ensure_eq!(desk.append(&refused).await?, Appended::Conflict { actual: None });
    ensure!(desk.read(&stream).await?.is_empty());
    ensure_eq!(desk.find(refused.commands[0].metadata.command).await?, None);
    Ok(())
}

pub(super) async fn of_racing_writers_exactly_one_wins_each_revision(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let mut expected = Expected::NoStream;
    for round in 0..RACING_ROUNDS {
        let appends: Vec<_> = (0..RACING_WRITERS).map(|_| desk.command(&stream, expected, 1)).collect();
        let outcomes = join_all(appends.iter().map(|append| desk.append(append))).await;
        let mut stored = 0;
        for outcome in outcomes {
            match outcome? {
                Appended::Stored(placed) if placed.last_revision == round => stored += 1,
                Appended::Conflict { actual } if actual == Some(round) => {}
                other => return Err(format!("{other:?} in the race for revision {round}")),
            }
        }
        ensure_eq!(stored, 1);
        expected = Expected::Revision(round);
    }
    ensure_eq!(desk.read(&stream).await?.len() as u64, RACING_ROUNDS);
    Ok(())
}
