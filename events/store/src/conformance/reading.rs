//! Reads: of a stream both ways, and of the whole log.

use futures::future::join_all;

use super::{Desk, Verdict, place, text};
use crate::{Expected, Filter};

pub(super) async fn a_stream_is_read_in_pages(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 10)).await?;
    for (from, max, revisions) in
        [(0, 4, 0..4), (4, 4, 4..8), (8, 4, 8..10), (10, 4, 10..10), (u64::MAX, 4, 0..0), (0, 0, 0..0)]
    {
        let page = desk.store.read_stream(&stream, from, max).await.map_err(text)?;
        let found: Vec<_> = page.iter().map(|event| event.revision).collect();
        ensure_eq!(found, revisions.collect::<Vec<_>>());
    }
    Ok(())
}

pub(super) async fn a_stream_is_read_back_from_its_end(desk: Desk) -> Verdict {
    let stream = desk.stream();
    ensure!(desk.store.read_stream_back(&stream, None, 4).await.is_ok_and(|events| events.is_empty()));
    desk.stores(&desk.command(&stream, Expected::NoStream, 10)).await?;
    let pages: [(_, _, &[u64]); 7] = [
        (None, 4, &[9, 8, 7, 6]),
        (Some(5), 4, &[5, 4, 3, 2]),
        (Some(1), 4, &[1, 0]),
        (Some(9), 1, &[9]),
        (Some(50), 2, &[9, 8]),
        (Some(u64::MAX), 1, &[9]),
        (None, 0, &[]),
    ];
    for (from, max, revisions) in pages {
        let page = desk.store.read_stream_back(&stream, from, max).await.map_err(text)?;
        ensure_eq!(page.iter().map(|event| event.revision).collect::<Vec<_>>(), revisions);
    }
    let forwards: Vec<_> = desk.read(&stream).await?.iter().map(place).collect();
    let backwards = desk.store.read_stream_back(&stream, None, 10).await.map_err(text)?;
    ensure_eq!(backwards.iter().rev().map(place).collect::<Vec<_>>(), forwards);
    Ok(())
}

pub(super) async fn the_whole_log_is_in_order_and_agrees_with_its_streams(desk: Desk) -> Verdict {
    let before = desk.head().await?;
    let streams: Vec<_> = (0..5).map(|_| desk.stream()).collect();
    for round in 0..4 {
        let appends: Vec<_> =
            streams.iter().map(|stream| desk.command(stream, Expected::Any, round + 1)).collect();
        for outcome in join_all(appends.iter().map(|append| desk.stores(append))).await {
            outcome?;
        }
    }
    let log = desk.log(before, desk.head().await?, 7).await?;
    for stream in &streams {
        let in_log: Vec<_> = log.iter().filter(|event| event.stream == *stream).map(place).collect();
        let in_stream: Vec<_> = desk.read(stream).await?.iter().map(place).collect();
        ensure_eq!(in_log, in_stream);
        ensure_eq!(in_log.len(), 10);
    }
    let past_the_end = desk.store.read_all(u64::MAX, 1, &Filter::everything()).await;
    ensure!(past_the_end.is_ok_and(|page| page.events.is_empty() && page.looked_through == u64::MAX));
    Ok(())
}

pub(super) async fn a_filter_lets_through_its_streams_and_nothing_else(desk: Desk) -> Verdict {
    let before = desk.head().await?;
    let streams = ["thing", "thingummy", "matter", "affair"].map(|aggregate| desk.stream_of(aggregate));
    for _ in 0..20 {
        for stream in &streams {
            desk.stores(&desk.command(stream, Expected::Any, 2)).await?;
        }
    }
    let head = desk.head().await?;
    let cases: [(&[&str], &[usize]); 3] =
        [(&["thing"], &[0]), (&["matter", "thing"], &[0, 2]), (&["nothing"], &[])];
    for (aggregates, included) in cases {
        let filter =
            Filter::streams_beginning_with(aggregates.iter().map(|aggregate| desk.prefix(aggregate)));
        let (mut position, mut found) = (before, Vec::new());
        while position < head {
            let page = desk.store.read_all(position, 7, &filter).await.map_err(text)?;
            ensure!(page.looked_through > position);
            ensure!(page.events.iter().all(|event| event.position > position));
            ensure!(page.events.iter().all(|event| event.position <= page.looked_through));
            position = page.looked_through;
            found.extend(page.events);
        }
        let due: Vec<_> = desk
            .log(before, head, 100)
            .await?
            .into_iter()
            .filter(|event| included.iter().any(|index| event.stream == streams[*index]))
            .collect();
        ensure_eq!(due.len(), included.len() * 40);
        ensure_eq!(found.iter().map(place).collect::<Vec<_>>(), due.iter().map(place).collect::<Vec<_>>());
    }
    Ok(())
}
