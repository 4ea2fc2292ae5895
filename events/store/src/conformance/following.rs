//! Followers: woken in time, and without gap or repeat.

use std::{collections::BTreeSet, sync::Arc};

use futures::{StreamExt, future::join_all};

use super::{Desk, PATIENCE, Verdict, place, text};
use crate::{Append, Expected, Filter, Recorded, subscribe};

pub(super) async fn a_follower_misses_nothing_while_others_write(desk: Desk) -> Verdict {
    let before = desk.head().await?;
    let appends: Vec<_> = (0..400).map(|_| desk.command(&desk.stream(), Expected::NoStream, 2)).collect();
    let mut due: BTreeSet<_> = appends.iter().map(|append| append.commands[0].metadata.command).collect();
    let writers = join_all(appends.iter().map(|append| desk.stores(append)));
    let follower = async {
        let (mut after, mut watch) = (before, desk.store.head_watch());
        while !due.is_empty() {
            watch.mark_unchanged();
            let head = desk.head().await?;
            if head == after {
                watch.changed().await.map_err(text)?;
            }
            for event in desk.log(after, head, 50).await? {
                after = event.position;
                due.remove(&event.metadata.command);
            }
        }
        Ok::<_, String>(())
    };
    let (written, followed) = tokio::join!(writers, tokio::time::timeout(PATIENCE, follower));
    written.into_iter().collect::<Result<Vec<_>, _>>()?;
    followed.map_err(|_| "the follower waited in vain".to_owned())?
}

pub(super) async fn a_waiting_follower_is_woken(desk: Desk) -> Verdict {
    let mut watch = desk.store.head_watch();
    let placed = desk.stores(&desk.command(&desk.stream(), Expected::NoStream, 1)).await?;
    let woken = tokio::time::timeout(PATIENCE, watch.wait_for(|head| *head >= placed.last_position)).await;
    let announced = *woken.map_err(|_| "nobody woke it".to_owned())?.map_err(text)?;
    ensure!(announced <= desk.head().await?);
    Ok(())
}

pub(super) async fn a_subscription_goes_from_what_is_stored_to_what_comes(desk: Desk) -> Verdict {
    let before = desk.head().await?;
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 700)).await?;
    let later: Vec<_> = (0..100).map(|_| desk.command(&stream, Expected::Any, 3)).collect();
    let (seen, written) = tokio::join!(follow(&desk, before, 1_000), write(&desk, &later));
    written?;
    let stored: Vec<_> = desk.read(&stream).await?.iter().map(place).collect();
    ensure_eq!(seen?.iter().map(place).collect::<Vec<_>>(), stored);
    Ok(())
}

pub(super) async fn several_subscriptions_see_the_same_from_wherever_they_begin(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 60)).await?;
    let stored = desk.read(&stream).await?;
    let later: Vec<_> = (0..40).map(|_| desk.command(&stream, Expected::Any, 1)).collect();
    // The event at index `from` is the last that was seen already.
    let followers = join_all([0, 17, 59].map(|from: usize| {
        let (desk, after) = (&desk, stored[from].position);
        async move { Ok::<_, String>((from, follow(desk, after, 99 - from).await?)) }
    }));
    let (followed, written) = tokio::join!(followers, write(&desk, &later));
    written?;
    let all: Vec<_> = desk.read(&stream).await?.iter().map(place).collect();
    for seen in followed {
        let (from, seen) = seen?;
        ensure_eq!(seen.iter().map(place).collect::<Vec<_>>(), all[from + 1..]);
    }
    Ok(())
}

pub(super) async fn a_subscription_goes_on_where_it_was_when_the_log_is_opened_anew(desk: Desk) -> Verdict {
    let mut after = desk.head().await?;
    let stream = desk.stream();
    let (mut desk, mut seen) = (desk, Vec::new());
    for _ in 0..3 {
        let later: Vec<_> = (0..20).map(|_| desk.command(&stream, Expected::Any, 2)).collect();
        // It is left behind in the middle of what comes.
        let (some, written) = tokio::join!(follow(&desk, after, 15), write(&desk, &later));
        written?;
        seen.extend(some?);
        after = seen.last().map_or(after, |event| event.position);
        desk = desk.anew().await?;
    }
    seen.extend(follow(&desk, after, 75).await?);
    let stored: Vec<_> = desk.read(&stream).await?.iter().map(place).collect();
    ensure_eq!(seen.iter().map(place).collect::<Vec<_>>(), stored);
    Ok(())
}

/// The first so many of the case's events after a position, as a subscription brings them.
async fn follow(desk: &Desk, after: u64, count: usize) -> Result<Vec<Recorded>, String> {
    let filter = Filter::streams_beginning_with([desk.prefix("thing")]);
    let events = subscribe(Arc::clone(&desk.store), after, filter).take(count).collect::<Vec<_>>();
    let events = tokio::time::timeout(PATIENCE, events);
    events
        .await
        .map_err(|_| "the subscription waited in vain".to_owned())?
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(text)
}

async fn write(desk: &Desk, appends: &[Append]) -> Verdict {
    for append in appends {
        desk.stores(append).await?;
    }
    Ok(())
}
