//! Views: read models in SQLite, made from events, disposable. The mark of the last event is written in the same
//! transaction as its rows.
//!
//! This file is what a service sees: what makes a view ([`Projection`]) and how it is asked ([`View`]). A view is kept by
//! `keeping` and built anew by `building`; an event that it cannot take is parked (`crate::parked`).

mod applying;
mod building;
mod checksum;
mod files;
mod keeping;
mod operating;
mod pace;
mod source;

use std::{fmt, path::Path, sync::Arc, time::Duration};

use nanum_bus::{Delivered, Interest, Marks};
use nanum_contracts::{LogPosition, Problem};
use nanum_store::{EventStore, Recorded};
use rusqlite::{Connection, Transaction};
use tokio::sync::watch;

pub use self::building::{Report, rebuild_offline};
pub use self::checksum::checksum;
use self::{
    keeping::Keeper,
    source::{Others, OwnLog},
};
use crate::{Shell, StartError, aggregate, rest::Rest, sqlite::Disposable};

/// How long a reader waits for a view to see what was there when they asked.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(5);

/// An event that a view cannot take.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    #[error(transparent)]
    Rows(#[from] rusqlite::Error),
    #[error(transparent)]
    Event(#[from] nanum_contracts::WireError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// How a view is made. `E` is [`Recorded`] for a view of the service's own log, [`Delivered`] for one of the bus.
pub trait Projection<E>: Send + Sync + 'static {
    /// Names the file.
    const NAME: &'static str;
    /// Counted up when rows would come out different: the view is then built anew, from the first event.
    const VERSION: u32;
    /// `CREATE TABLE IF NOT EXISTS …`
    const SCHEMA: &'static str;
    /// `CREATE INDEX IF NOT EXISTS …`: those that questions need and [`Projection::apply`] does not. A view that is built
    /// anew gets them at its end, all at once, which is far faster.
    const INDEXES: &'static str = "";

    /// Writes what the event means for the rows. Keeps nothing anywhere else.
    ///
    /// # Errors
    /// When the event cannot be read or its rows cannot be written: it is then parked, and later events of its aggregate
    /// wait behind it. Only when the file itself fails is everything tried again as it is.
    fn apply(&self, rows: &Transaction<'_>, event: &E) -> Result<(), ProjectionError>;
}

/// A view to ask.
#[derive(Clone)]
pub struct View {
    name: &'static str,
    file: Arc<Disposable>,
    /// What it has seen; `None` while there are no rows yet, because it is being built.
    seen: watch::Receiver<Option<Marks>>,
    rest: Arc<Rest>,
    /// The service's own log, when the view is of it.
    own: Option<(&'static str, Arc<dyn EventStore>)>,
    /// Whose events it follows, when it is of others; empty: everybody's.
    follows: Arc<[String]>,
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({})", self.name)
    }
}

impl View {
    /// Asks the view. A view of the own log answers with all that was appended before the question; any view answers
    /// with all that the positions in `after` name, save those of services that it does not follow.
    ///
    /// # Errors
    /// *Try again* when the view does not catch up in time; a defect when it cannot be read.
    pub async fn ask<T, F>(&self, after: &[LogPosition], question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.catch_up(after).await?;
        self.file.read(question).await.map_err(|cause| {
            tracing::error!(view = self.name, %cause, "a view cannot be read");
            Problem::defect()
        })
    }

    async fn catch_up(&self, after: &[LogPosition]) -> Result<(), Problem> {
        let mut wanted: Vec<(&str, u64)> = after.iter().map(|p| (p.service.as_str(), p.position)).collect();
        if let Some((service, store)) = &self.own {
            wanted.retain(|(named, _)| named == service);
            wanted.push((service, store.head().await.map_err(|cause| aggregate::unanswered(&cause))?));
        } else if !self.follows.is_empty() {
            wanted.retain(|(named, _)| self.follows.iter().any(|service| service == named));
        }
        let mut seen = self.seen.clone();
        let reached = |marks: &Option<Marks>| {
            let seen = |marks: &Marks, service: &str| marks.get(service).map_or(0, |mark| mark.position);
            marks.as_ref().is_some_and(|marks| wanted.iter().all(|(service, at)| seen(marks, service) >= *at))
        };
        if !reached(&seen.borrow()) {
            self.rest.end();
        }
        let wait = tokio::time::timeout(CATCH_UP_WITHIN, seen.wait_for(reached)).await;
        match wait {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Problem::try_again("the view has not seen that much yet")),
        }
    }
}

/// Keeps a view of the service's own log until the shutdown.
pub(crate) async fn of_log<P: Projection<Recorded>>(
    shell: &Shell,
    service: &'static str,
    folder: &Path,
    store: Arc<dyn EventStore>,
    projection: P,
) -> Result<View, StartError> {
    let source = OwnLog { service, store: store.clone() };
    let keeper = Keeper::of(shell, service, folder, projection, Box::new(source))?;
    let view = keeper.view(Some((service, store)), &[]);
    keeper.start().await?;
    Ok(view)
}

/// Keeps a view of the bus until the shutdown.
pub(crate) async fn of_bus<P: Projection<Delivered>>(
    shell: &Shell,
    service: &'static str,
    folder: &Path,
    interest: Interest,
    projection: P,
) -> Result<View, StartError> {
    let followed = interest.services.clone();
    let source = Others { bus: shell.bus.clone(), interest };
    let keeper = Keeper::of(shell, service, folder, projection, Box::new(source))?;
    let view = keeper.view(None, &followed);
    keeper.start().await?;
    Ok(view)
}
