//! Where events come from: the service's own log, or the bus.

use std::sync::Arc;

use futures::StreamExt;
use nanum_bus::{Bus, Delivered, Interest, Mark, Marks};
use nanum_store::{EventStore, Filter, Recorded};

use super::{Planner, Runner};
use crate::sqlite::marks;

/// Events taken in one transaction.
const BATCH_EVENTS: usize = 500;

/// Takes events of the own log until the shutdown.
pub(crate) async fn from_log<P: Planner<Event = Recorded>>(runner: &Runner<P>, store: Arc<dyn EventStore>) {
    let Some(stored) = stored_marks(runner).await else { return };
    let (service, shutdown) = (runner.place.service, &runner.place.shell.shutdown);
    let mut position = stored.get(service).map_or(0, |mark| mark.position);
    let (mut head, mut at_the_end) = (store.head_watch(), false);
    while runner.has_room().await {
        if at_the_end {
            tokio::select! {
                grown = head.wait_for(|head| *head > position) => if grown.is_err() { return },
                () = shutdown.requested() => return,
            }
        }
        match store.read_all(position, BATCH_EVENTS, &Filter::everything()).await {
            Ok(page) if page.looked_through <= position => {
                runner.caught_up.send_replace(true);
                runner.part.ready();
                at_the_end = true;
            }
            Ok(page) => {
                let mark = Mark { position: page.looked_through, sequence: 0 };
                if !runner.take(page.events, Marks::from([(service.to_owned(), mark)])).await {
                    return;
                }
                position = page.looked_through;
                // Whether the whole log has been seen, only the log itself says.
                at_the_end = *runner.caught_up.borrow() && position >= *head.borrow();
                if at_the_end {
                    runner.rests().await;
                }
            }
            Err(cause) if !runner.waits_after(&cause.to_string()).await => return,
            Err(_) => {}
        }
    }
}

/// Takes events of the bus until the shutdown.
pub(crate) async fn from_bus<P: Planner<Event = Delivered>>(
    runner: &Runner<P>,
    bus: Arc<dyn Bus>,
    interest: Interest,
) {
    let Some(stored) = stored_marks(runner).await else { return };
    let events = loop {
        match bus.follow(interest.clone(), stored.clone()).await {
            Ok(events) => break events,
            Err(cause) if !runner.waits_after(&cause.to_string()).await => return,
            Err(_) => {}
        }
    };
    runner.part.ready();
    let mut batches = events.ready_chunks(BATCH_EVENTS);
    while runner.has_room().await {
        let batch = tokio::select! {
            batch = batches.next() => batch,
            () = runner.place.shell.shutdown.requested() => return,
        };
        let Some(batch) = batch else { return };
        let upto = batch.iter().map(|delivered| (delivered.service.clone(), delivered.mark)).collect();
        if !runner.take(batch, upto).await {
            return;
        }
        runner.rests().await;
    }
}

async fn stored_marks<P: Planner>(runner: &Runner<P>) -> Option<Marks> {
    loop {
        match runner.file.read(marks::read).await {
            Ok(stored) => return Some(stored),
            Err(cause) if !runner.waits_after(&cause.to_string()).await => return None,
            Err(_) => {}
        }
    }
}
