//! Who is on the bus: the outboxes to follow and the responders to ask, each with the handle it came with.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::sync::{Semaphore, watch};
use tokio_util::task::TaskTracker;

use crate::{Outbox, REQUESTS_AT_ONCE_MAX, Responder};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HandleId(u64);

/// The outboxes of each service, the newest last. Several of one service show the same log; followers read the newest.
pub(super) type Outboxes = BTreeMap<String, Vec<(HandleId, Arc<dyn Outbox>)>>;

/// A responder, and what bounds and counts its requests.
#[derive(Clone)]
pub(super) struct Serving {
    pub(super) responder: Arc<dyn Responder>,
    pub(super) requests: TaskTracker,
    pub(super) turns: Arc<Semaphore>,
}

impl Serving {
    pub(super) fn new(responder: Arc<dyn Responder>, requests: TaskTracker) -> Self {
        Self { responder, requests, turns: Arc::new(Semaphore::new(REQUESTS_AT_ONCE_MAX)) }
    }
}

/// What all handles on one bus share.
#[derive(Default)]
pub(super) struct Directory {
    handles: AtomicU64,
    outboxes: watch::Sender<Outboxes>,
    responders: RwLock<HashMap<String, Vec<(HandleId, Serving)>>>,
    /// Whose turn it is among the replicas of a service.
    turn: AtomicUsize,
}

impl Directory {
    pub(super) fn next_handle(&self) -> HandleId {
        HandleId(self.handles.fetch_add(1, Ordering::Relaxed))
    }

    pub(super) fn attach(&self, handle: HandleId, outbox: Arc<dyn Outbox>) {
        let service = outbox.service().to_owned();
        self.outboxes.send_modify(|outboxes| outboxes.entry(service).or_default().push((handle, outbox)));
    }

    /// The outboxes now, and word of every change.
    pub(super) fn outboxes(&self) -> watch::Receiver<Outboxes> {
        self.outboxes.subscribe()
    }

    /// Where the log of a service stands, when its outbox is here.
    pub(super) fn head_of(&self, service: &str) -> Option<u64> {
        let outboxes = self.outboxes.borrow();
        let (_, newest) = outboxes.get(service)?.last()?;
        Some(*newest.head_watch().borrow())
    }

    pub(super) fn serve(&self, handle: HandleId, service: &str, serving: Serving) {
        let mut responders = self.responders.write().unwrap_or_else(PoisonError::into_inner);
        responders.entry(service.to_owned()).or_default().push((handle, serving));
    }

    /// The replicas of a service take turns.
    pub(super) fn responder_of(&self, service: &str) -> Option<Serving> {
        let responders = self.responders.read().unwrap_or_else(PoisonError::into_inner);
        let replicas = responders.get(service).filter(|replicas| !replicas.is_empty())?;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % replicas.len();
        replicas.get(turn).map(|(_, serving)| serving.clone())
    }

    /// Takes off the bus what came with a handle.
    pub(super) fn withdraw(&self, handle: HandleId) {
        let mut responders = self.responders.write().unwrap_or_else(PoisonError::into_inner);
        responders.values_mut().for_each(|replicas| replicas.retain(|(of, _)| *of != handle));
        drop(responders);
        self.outboxes.send_if_modified(|outboxes| {
            let concerned = outboxes.values().flatten().any(|(of, _)| *of == handle);
            outboxes.values_mut().for_each(|replicas| replicas.retain(|(of, _)| *of != handle));
            concerned
        });
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").finish_non_exhaustive()
    }
}
