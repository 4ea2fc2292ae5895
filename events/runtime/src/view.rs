//! Views: read models in SQLite, made from events, disposable. The mark of the last event is written in the same
//! transaction as its rows.

use std::{fmt, path::Path, sync::Arc, time::Duration};

use futures::StreamExt;
use nanum_bus::{Delivered, Mark, Marks};
use nanum_contracts::{LogPosition, Problem};
use nanum_store::{EventStore, Filter, Recorded};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::watch;

use crate::{
    Shutdown, aggregate,
    health::Part,
    sqlite::{Disposable, marks},
};

/// Events written in one transaction.
const VIEW_BATCH: usize = 500;
/// How long a reader waits for a view to see what was there when they asked.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(5);
const RETRY_AT_LEAST: Duration = Duration::from_millis(100);
const RETRY_AT_MOST: Duration = Duration::from_secs(30);

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

    /// Writes what the event means for the rows.
    ///
    /// # Errors
    /// When the event cannot be read or the rows cannot be written; it is then tried again.
    fn apply(&self, rows: &Transaction<'_>, event: &E) -> Result<(), ProjectionError>;
}

/// An event that knows its place in a service's log.
pub trait Placed: Send + Sync + 'static {
    /// Position in the log of its service.
    fn position(&self) -> u64;
    /// The service; `None` for the service the view belongs to.
    fn service(&self) -> Option<&str>;
}

impl Placed for Recorded {
    fn position(&self) -> u64 {
        self.position
    }

    fn service(&self) -> Option<&str> {
        None
    }
}

impl Placed for Delivered {
    fn position(&self) -> u64 {
        self.mark.position
    }

    fn service(&self) -> Option<&str> {
        Some(&self.service)
    }
}

/// A view to ask.
#[derive(Clone)]
pub struct View {
    name: &'static str,
    file: Arc<Disposable>,
    seen: watch::Receiver<Marks>,
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
        let reached = |marks: &Marks| {
            wanted
                .iter()
                .all(|(service, position)| marks.get(*service).map_or(0, |mark| mark.position) >= *position)
        };
        let wait = tokio::time::timeout(CATCH_UP_WITHIN, seen.wait_for(reached)).await;
        match wait {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Problem::try_again("the view has not seen that much yet")),
        }
    }
}

/// A view being kept: what is asked, and what writes.
struct Keeper<P> {
    service: &'static str,
    name: &'static str,
    projection: Arc<P>,
    file: Arc<Disposable>,
    seen: watch::Sender<Marks>,
    part: Part,
}

impl<P> Keeper<P> {
    fn open<E>(
        service: &'static str,
        folder: &Path,
        projection: P,
        part: Part,
    ) -> Result<Self, rusqlite::Error>
    where
        P: Projection<E>,
    {
        let path = folder.join("views").join(format!("{}.v{}.sqlite", P::NAME, P::VERSION));
        let file = Disposable::open(&path, &format!("{}\n{}", marks::SCHEMA, P::SCHEMA))?;
        let (seen, _) = watch::channel(Marks::new());
        Ok(Self { service, name: P::NAME, projection: Arc::new(projection), file, seen, part })
    }

    fn view(&self, own: Option<(&'static str, Arc<dyn EventStore>)>, follows: &[String]) -> View {
        View {
            name: self.name,
            file: self.file.clone(),
            seen: self.seen.subscribe(),
            own,
            follows: follows.into(),
        }
    }

    /// Writes a batch with its marks, trying until it succeeds or the program stops.
    async fn take<E>(&self, events: Arc<Vec<E>>, upto: Marks, shutdown: &Shutdown)
    where
        E: Placed,
        P: Projection<E>,
    {
        let mut pause = RETRY_AT_LEAST;
        loop {
            match self.write(events.clone(), upto.clone()).await {
                Ok(()) => {
                    self.part.ready();
                    self.seen.send_modify(|seen| seen.extend(upto));
                    return;
                }
                Err(cause) => {
                    tracing::error!(view = self.name, %cause, "a view cannot take an event; trying again");
                    self.part.not_ready(cause);
                }
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(RETRY_AT_MOST),
                () = shutdown.requested() => return,
            }
        }
    }

    /// Another process may keep the same file: what is marked there already is not applied again.
    async fn write<E>(&self, events: Arc<Vec<E>>, upto: Marks) -> Result<(), String>
    where
        E: Placed,
        P: Projection<E>,
    {
        let projection = self.projection.clone();
        let service = self.service;
        let written = self.file.write(move |connection| {
            let rows = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let marked = marks::read(&rows)?;
            let place = |service: &str| marked.get(service).map_or(0, |mark| mark.position);
            for event in
                events.iter().filter(|event| event.position() > place(event.service().unwrap_or(service)))
            {
                if let Err(cause) = projection.apply(&rows, event) {
                    return Ok(Err(cause.to_string()));
                }
            }
            for (service, mark) in upto.iter().filter(|(service, mark)| mark.position > place(service)) {
                marks::write(&rows, service, *mark)?;
            }
            rows.commit()?;
            Ok(Ok(()))
        });
        written.await.map_err(|cause| cause.to_string())?
    }
}

/// Keeps a view of the service's own log until the shutdown.
pub(crate) async fn of_log<P: Projection<Recorded>>(
    service: &'static str,
    folder: &Path,
    store: Arc<dyn EventStore>,
    projection: P,
    part: Part,
    shutdown: Shutdown,
) -> Result<View, rusqlite::Error> {
    let keeper = Keeper::open::<Recorded>(service, folder, projection, part)?;
    let stored = keeper.file.read(marks::read).await?;
    keeper.seen.send_replace(stored.clone());
    let view = keeper.view(Some((service, store.clone())), &[]);
    let mut position = stored.get(service).map_or(0, |mark| mark.position);
    keeper.part.ready();
    tokio::spawn(async move {
        let mut head = store.head_watch();
        while !shutdown.is_requested() {
            match store.read_all(position, VIEW_BATCH, &Filter::everything()).await {
                Ok(page) if page.events.is_empty() => {
                    tokio::select! {
                        changed = head.wait_for(|head| *head > position) => if changed.is_err() { return },
                        () = shutdown.requested() => return,
                    }
                }
                Ok(page) => {
                    position = page.looked_through;
                    let upto = Marks::from([(service.to_owned(), Mark { position, sequence: 0 })]);
                    keeper.take(Arc::new(page.events), upto, &shutdown).await;
                }
                Err(cause) => {
                    keeper.part.not_ready(cause.to_string());
                    tracing::error!(view = P::NAME, %cause, "the log cannot be read; trying again");
                    tokio::time::sleep(RETRY_AT_LEAST).await;
                }
            }
        }
    });
    Ok(view)
}

/// Keeps a view of the bus until the shutdown.
pub(crate) async fn of_bus<P: Projection<Delivered>>(
    service: &'static str,
    folder: &Path,
    bus: Arc<dyn nanum_bus::Bus>,
    interest: nanum_bus::Interest,
    projection: P,
    part: Part,
    shutdown: Shutdown,
) -> Result<View, crate::StartError> {
    let keeper = Keeper::open::<Delivered>(service, folder, projection, part)?;
    let stored = keeper.file.read(marks::read).await?;
    keeper.seen.send_replace(stored.clone());
    let view = keeper.view(None, &interest.services);
    let events = bus.follow(interest, stored).await?;
    keeper.part.ready();
    tokio::spawn(async move {
        let mut batches = events.ready_chunks(VIEW_BATCH);
        loop {
            let batch = tokio::select! {
                batch = batches.next() => batch,
                () = shutdown.requested() => return,
            };
            let Some(batch) = batch else { return };
            let upto = batch.iter().map(|delivered| (delivered.service.clone(), delivered.mark)).collect();
            keeper.take(Arc::new(batch), upto, &shutdown).await;
        }
    });
    Ok(view)
}
