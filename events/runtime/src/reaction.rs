//! Reactions: what a service does because of an event, once for each event.
//!
//! An event may come again after a crash. Its commands carry an id made from the event ([`crate::Cause::because_of`]), so what
//! was done stays done once.

use std::{path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::StreamExt;
use nanum_bus::{Bus, Delivered, Interest, Mark, Marks};
use nanum_contracts::Problem;
use nanum_store::{EventStore, Filter, Recorded};

use crate::{
    Shutdown, StartError,
    health::Part,
    sqlite::{Disposable, marks},
};

const REACTION_PAGE: usize = 200;
const RETRY_AT_LEAST: Duration = Duration::from_millis(200);
const RETRY_AT_MOST: Duration = Duration::from_secs(30);

/// Something done because of events of kind `E`: [`Recorded`] of the own log, [`Delivered`] of the bus.
#[async_trait]
pub trait Reaction<E>: Send + Sync + 'static {
    /// Names the file of its marks.
    const NAME: &'static str;

    /// Does what the event asks for. Called again with the same event until it succeeds.
    ///
    /// # Errors
    /// What hindered it; it is tried again after a pause.
    async fn react(&self, event: &E) -> Result<(), Problem>;
}

struct Runner<R> {
    name: &'static str,
    reaction: Arc<R>,
    file: Arc<Disposable>,
    part: Part,
    shutdown: Shutdown,
}

impl<R> Runner<R> {
    async fn open<E>(
        folder: &Path,
        reaction: R,
        part: Part,
        shutdown: Shutdown,
    ) -> Result<(Self, Marks), StartError>
    where
        R: Reaction<E>,
    {
        let path = folder.join("reactions").join(format!("{}.sqlite", R::NAME));
        let file = Disposable::open(&path, marks::SCHEMA)?;
        let stored = file.read(marks::read).await?;
        Ok((Self { name: R::NAME, reaction: Arc::new(reaction), file, part, shutdown }, stored))
    }

    /// Reacts until it succeeds, then marks the event; `false` when the program stops first.
    async fn take<E>(&self, event: &E, service: &str, mark: Mark) -> bool
    where
        R: Reaction<E>,
    {
        let mut pause = RETRY_AT_LEAST;
        while let Err(cause) = self.reaction.react(event).await {
            tracing::warn!(reaction = self.name, service, position = mark.position, %cause, "trying again");
            self.part.not_ready(cause.to_string());
            tokio::select! {
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(RETRY_AT_MOST),
                () = self.shutdown.requested() => return false,
            }
        }
        self.part.ready();
        let service = service.to_owned();
        if let Err(cause) = self.file.write(move |connection| marks::write(connection, &service, mark)).await
        {
            // The event will come again, and its commands are known by their ids.
            tracing::error!(reaction = self.name, %cause, "a mark cannot be written");
        }
        true
    }
}

/// Reacts to the service's own log until the shutdown.
pub(crate) async fn to_log<R: Reaction<Recorded>>(
    service: &'static str,
    folder: &Path,
    store: Arc<dyn EventStore>,
    reaction: R,
    part: Part,
    shutdown: Shutdown,
) -> Result<(), StartError> {
    let (runner, stored) = Runner::open::<Recorded>(folder, reaction, part, shutdown).await?;
    let mut position = stored.get(service).map_or(0, |mark| mark.position);
    runner.part.ready();
    tokio::spawn(async move {
        let mut head = store.head_watch();
        while !runner.shutdown.is_requested() {
            let page = match store.read_all(position, REACTION_PAGE, &Filter::everything()).await {
                Ok(page) => page.events,
                Err(cause) => {
                    runner.part.not_ready(cause.to_string());
                    tracing::error!(reaction = R::NAME, %cause, "the log cannot be read; trying again");
                    tokio::time::sleep(RETRY_AT_LEAST).await;
                    continue;
                }
            };
            for recorded in &page {
                let mark = Mark { position: recorded.position, sequence: 0 };
                if !runner.take(recorded, service, mark).await {
                    return;
                }
                position = recorded.position;
            }
            if page.is_empty() {
                tokio::select! {
                    changed = head.wait_for(|head| *head > position) => if changed.is_err() { return },
                    () = runner.shutdown.requested() => return,
                }
            }
        }
    });
    Ok(())
}

/// Reacts to the bus until the shutdown.
pub(crate) async fn to_bus<R: Reaction<Delivered>>(
    folder: &Path,
    bus: Arc<dyn Bus>,
    interest: Interest,
    reaction: R,
    part: Part,
    shutdown: Shutdown,
) -> Result<(), StartError> {
    let (runner, stored) = Runner::open::<Delivered>(folder, reaction, part, shutdown).await?;
    let mut events = bus.follow(interest, stored).await?;
    runner.part.ready();
    tokio::spawn(async move {
        loop {
            let delivered = tokio::select! {
                delivered = events.next() => delivered,
                () = runner.shutdown.requested() => return,
            };
            let Some(delivered) = delivered else { return };
            if !runner.take(&delivered, &delivered.service, delivered.mark).await {
                return;
            }
        }
    });
    Ok(())
}
