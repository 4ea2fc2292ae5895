//! Where a view's events come from: the service's own log, or the bus. Knows how to begin anywhere and how to get one
//! event again; knows nothing of rows.

use std::{fmt::Display, sync::Arc};

use async_trait::async_trait;
use futures::{FutureExt, StreamExt, stream::BoxStream};
use nanum_bus::{Bus, Delivered, Interest, Mark, Marks};
use nanum_contracts::CloudEvent;
use nanum_store::{EventStore, Filter, Recorded};
use tokio::sync::watch;

use crate::parked::Item;

/// An event that knows its place.
pub(crate) trait Event: Send + Sync + 'static {
    /// Position in the log of its service.
    fn position(&self) -> u64;
    /// The service; `None` for the service the view belongs to.
    fn service(&self) -> Option<&str>;
    /// What keeps its order: unique over all tenants and services.
    fn subject(&self) -> String;
    /// JSON.
    fn data(&self) -> &str;
    /// As it is parked by the service `own`.
    fn item(&self, own: &str) -> Result<Item, serde_json::Error>;
}

impl Event for Recorded {
    fn position(&self) -> u64 {
        self.position
    }

    fn service(&self) -> Option<&str> {
        None
    }

    fn subject(&self) -> String {
        self.stream.as_str().to_owned()
    }

    fn data(&self) -> &str {
        &self.data
    }

    fn item(&self, own: &str) -> Result<Item, serde_json::Error> {
        Ok(Item {
            tenant: self.metadata.tenant.clone(),
            service: own.to_owned(),
            position: self.position,
            event: self.name.as_ref().to_owned(),
            subject: self.subject(),
            // The log has it, for ever.
            again: None,
        })
    }
}

impl Event for Delivered {
    fn position(&self) -> u64 {
        self.mark.position
    }

    fn service(&self) -> Option<&str> {
        Some(&self.service)
    }

    fn subject(&self) -> String {
        format!("{}/{}", self.event.source, self.event.subject)
    }

    fn data(&self) -> &str {
        self.event.data.get()
    }

    fn item(&self, _own: &str) -> Result<Item, serde_json::Error> {
        Ok(Item {
            tenant: self.tenant.clone(),
            service: self.service.clone(),
            position: self.mark.position,
            event: self.event.event_type.clone(),
            subject: self.subject(),
            // The bus may have forgotten it by then.
            again: Some(serde_json::to_string(&*self.event)?),
        })
    }
}

/// Events that are written together, and the marks after them.
pub(super) struct Batch<E> {
    pub(super) events: Arc<Vec<E>>,
    pub(super) upto: Marks,
}

impl<E: Event> Batch<E> {
    pub(super) fn bytes(&self) -> usize {
        self.events.iter().map(|event| event.data().len()).sum()
    }
}

/// Events from some marks on.
#[async_trait]
pub(super) trait Batches<E>: Send {
    /// The next events, `max` at most, as soon as there are any. `None`: there will be no more. May be broken off.
    async fn next(&mut self, max: usize) -> Result<Option<Batch<E>>, String>;
}

/// Where events come from.
#[async_trait]
pub(super) trait Source<E>: Send + Sync + 'static {
    async fn begin(&self, marks: Marks) -> Result<Box<dyn Batches<E>>, String>;

    /// How far there is to go now, where that is known.
    async fn goal(&self) -> Result<Marks, String>;

    /// A parked event.
    async fn again(&self, item: &Item) -> Result<E, String>;

    /// Those of the marks that events of this source can reach.
    fn reachable(&self, marks: Marks) -> Marks;
}

/// The service's own log.
pub(super) struct OwnLog {
    pub(super) service: &'static str,
    pub(super) store: Arc<dyn EventStore>,
}

impl OwnLog {
    fn marks(&self, position: u64) -> Marks {
        Marks::from([(self.service.to_owned(), Mark { position, sequence: 0 })])
    }
}

#[async_trait]
impl Source<Recorded> for OwnLog {
    async fn begin(&self, marks: Marks) -> Result<Box<dyn Batches<Recorded>>, String> {
        let looked_through = marks.get(self.service).map_or(0, |mark| mark.position);
        let log = Self { service: self.service, store: self.store.clone() };
        Ok(Box::new(LogBatches { head: log.store.head_watch(), log, looked_through, at_the_end: false }))
    }

    async fn goal(&self) -> Result<Marks, String> {
        Ok(self.marks(self.store.head().await.map_err(text)?))
    }

    async fn again(&self, item: &Item) -> Result<Recorded, String> {
        let before = item.position.saturating_sub(1);
        let page = self.store.read_all(before, 1, &Filter::everything()).await.map_err(text)?;
        page.events.into_iter().next().ok_or_else(|| format!("the log has no event {}", item.position))
    }

    fn reachable(&self, mut marks: Marks) -> Marks {
        marks.retain(|service, _| service == self.service);
        marks
    }
}

struct LogBatches {
    log: OwnLog,
    head: watch::Receiver<u64>,
    looked_through: u64,
    /// All that is known to be there has been read.
    at_the_end: bool,
}

#[async_trait]
impl Batches<Recorded> for LogBatches {
    async fn next(&mut self, max: usize) -> Result<Option<Batch<Recorded>>, String> {
        loop {
            let seen = self.looked_through;
            if self.at_the_end && self.head.wait_for(|head| *head > seen).await.is_err() {
                return Ok(None);
            }
            let page = self.log.store.read_all(seen, max, &Filter::everything()).await.map_err(text)?;
            // The announced head may be a little behind what another process appended: then it wakes us again.
            self.at_the_end = page.looked_through >= *self.head.borrow();
            if page.looked_through > seen {
                self.looked_through = page.looked_through;
                let upto = self.log.marks(page.looked_through);
                return Ok(Some(Batch { events: Arc::new(page.events), upto }));
            }
        }
    }
}

/// The bus.
pub(super) struct Others {
    pub(super) bus: Arc<dyn Bus>,
    pub(super) interest: Interest,
}

#[async_trait]
impl Source<Delivered> for Others {
    async fn begin(&self, marks: Marks) -> Result<Box<dyn Batches<Delivered>>, String> {
        let events = self.bus.follow(self.interest.clone(), marks).await.map_err(text)?;
        Ok(Box::new(BusBatches(events)))
    }

    async fn goal(&self) -> Result<Marks, String> {
        Ok(Marks::new())
    }

    async fn again(&self, item: &Item) -> Result<Delivered, String> {
        let event: CloudEvent =
            serde_json::from_str(item.again.as_deref().unwrap_or_default()).map_err(text)?;
        Ok(Delivered {
            service: item.service.clone(),
            mark: Mark { position: item.position, sequence: 0 },
            tenant: item.tenant.clone(),
            event: Arc::new(event),
        })
    }

    fn reachable(&self, mut marks: Marks) -> Marks {
        let services = &self.interest.services;
        marks.retain(|service, _| services.is_empty() || services.contains(service));
        marks
    }
}

struct BusBatches(BoxStream<'static, Delivered>);

#[async_trait]
impl Batches<Delivered> for BusBatches {
    async fn next(&mut self, max: usize) -> Result<Option<Batch<Delivered>>, String> {
        let Some(first) = self.0.next().await else { return Ok(None) };
        let mut events = vec![first];
        while events.len() < max {
            match self.0.next().now_or_never() {
                Some(Some(event)) => events.push(event),
                Some(None) | None => break,
            }
        }
        let upto = events.iter().map(|event| (event.service.clone(), event.mark)).collect();
        Ok(Some(Batch { events: Arc::new(events), upto }))
    }
}

fn text(cause: impl Display) -> String {
    cause.to_string()
}
