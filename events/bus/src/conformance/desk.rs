//! What the cases work with: participants on the bus, a log that says what a case tells it to, responders, bounded waits.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::BoxStream};
use jiff::Timestamp;
use nanum_contracts::{CloudEvent, TenantId, event::TYPE_PREFIX};
use serde_json::value::RawValue;
use tokio::sync::watch;
use uuid::Uuid;

use super::Make;
use crate::{Bus, BusError, Delivered, Interest, Marks, Outbox, Responder};

/// How long a case waits for something that must come. A bus that lost its leader takes seconds to heal.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a case looks out for something that must not come.
const QUIET: Duration = Duration::from_millis(300);
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// One case's place on the bus.
#[derive(Clone)]
pub(super) struct Desk {
    make: Make,
    made: Arc<Mutex<Vec<Arc<dyn Bus>>>>,
}

impl Desk {
    pub(super) fn new(make: &Make) -> Self {
        Self { make: Arc::clone(make), made: Arc::default() }
    }

    /// Another participant.
    pub(super) async fn join(&self) -> Result<Arc<dyn Bus>, String> {
        let bus = (self.make)().await.map_err(|error| error.to_string())?;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&bus));
        Ok(bus)
    }

    pub(super) async fn close(&self) {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        for bus in made {
            bus.close(CLOSE_WITHIN).await;
        }
    }

    /// The name of a service that nobody else uses.
    pub(super) fn service(&self) -> String {
        format!("s{}", fresh().simple())
    }

    pub(super) fn tenant(&self) -> Result<TenantId, String> {
        TenantId::try_from(format!("t{}", fresh().simple())).map_err(|error| error.to_string())
    }
}

#[allow(clippy::disallowed_methods, reason = "cases on a bus in use must not meet each other's services")]
fn fresh() -> Uuid {
    Uuid::new_v4()
}

/// A log whose outbox reads a few events at a time. Every other position is an event that is not public.
pub(super) struct Log {
    service: String,
    events: Mutex<Vec<CloudEvent>>,
    head: watch::Sender<u64>,
    reads_to_fail: AtomicU32,
}

const READ_AT_ONCE: usize = 8;

impl Log {
    pub(super) fn new(service: &str) -> Arc<Self> {
        Arc::new(Self {
            service: service.to_owned(),
            events: Mutex::default(),
            head: watch::Sender::new(0),
            reads_to_fail: AtomicU32::new(0),
        })
    }

    /// So many events more.
    pub(super) fn says(&self, tenant: &TenantId, count: usize) {
        for _ in 0..count {
            self.says_data(tenant, r#"{"note":"서산 – \"ok\""}"#);
        }
    }

    pub(super) fn says_data(&self, tenant: &TenantId, data: &str) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let position = 2 * (events.len() as u64 + 1);
        events.push(self.event(tenant, position, data));
        drop(events);
        // One further than the event: what comes after it is not public.
        self.head.send_replace(position + 1);
    }

    pub(super) fn fails_reads(&self, count: u32) {
        self.reads_to_fail.store(count, Ordering::SeqCst);
    }

    /// Everything said so far.
    pub(super) fn said(&self) -> Vec<CloudEvent> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn event(&self, tenant: &TenantId, position: u64, data: &str) -> CloudEvent {
        CloudEvent {
            specversion: "1.0".into(),
            id: fresh(),
            source: CloudEvent::source_of(tenant, &self.service),
            event_type: format!("{TYPE_PREFIX}{}.thing.happened.v1", self.service),
            subject: "thing/100% \"odd\" name".to_owned(),
            time: Timestamp::UNIX_EPOCH,
            datacontenttype: "application/json".into(),
            dataschema: "/schemas/thing.happened.v1".to_owned(),
            sequence: position.to_string(),
            position,
            correlationid: "begun by 김민준".to_owned(),
            causationid: "cmd_1".to_owned(),
            traceparent: position.is_multiple_of(4).then(|| "00-0af7651916cd43dd-01".to_owned()),
            data: RawValue::from_string(data.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned()),
        }
    }
}

#[async_trait]
impl Outbox for Log {
    fn service(&self) -> &str {
        &self.service
    }

    async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError> {
        let fails = |left: u32| left.checked_sub(1);
        if self.reads_to_fail.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
            return Err(BusError::Unavailable("the log is told to fail".to_owned()));
        }
        let read: Vec<_> =
            self.said().into_iter().filter(|event| event.position > after).take(READ_AT_ONCE).collect();
        let looked_through = read.last().map_or(after, |event| event.position + 1);
        Ok((read.into_iter().map(Arc::new).collect(), looked_through))
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

/// A follower that waits with a bound.
pub(super) struct Follower {
    events: BoxStream<'static, Delivered>,
    /// As it would keep them with its effects.
    pub(super) marks: Marks,
}

impl Follower {
    pub(super) async fn of(bus: &Arc<dyn Bus>, interest: Interest, marks: Marks) -> Result<Self, String> {
        let events = bus.follow(interest, marks.clone()).await.map_err(|error| error.to_string())?;
        Ok(Self { events, marks })
    }

    pub(super) async fn of_service(bus: &Arc<dyn Bus>, service: &str, marks: Marks) -> Result<Self, String> {
        Self::of(bus, interest_in(&[service]), marks).await
    }

    /// The next so many events.
    pub(super) async fn receives(&mut self, count: usize) -> Result<Vec<Delivered>, String> {
        let mut received = Vec::new();
        while received.len() < count {
            let next = tokio::time::timeout(PATIENCE, self.events.next()).await;
            let next = next.map_err(|_| format!("only {} of {count} events came", received.len()))?;
            let delivered =
                next.ok_or_else(|| format!("the stream ended after {} events", received.len()))?;
            self.marks.insert(delivered.service.clone(), delivered.mark);
            received.push(delivered);
        }
        Ok(received)
    }

    pub(super) async fn receives_nothing(&mut self) -> Result<(), String> {
        match tokio::time::timeout(QUIET, self.events.next()).await {
            Err(_) => Ok(()),
            Ok(Some(delivered)) => Err(format!("{:?} came, which should not", delivered.mark)),
            Ok(None) => Err("the stream ended".to_owned()),
        }
    }

    pub(super) async fn ends(&mut self) -> Result<(), String> {
        match tokio::time::timeout(PATIENCE, self.events.next()).await {
            Ok(None) => Ok(()),
            Ok(Some(delivered)) => Err(format!("{:?} instead of the stream's end", delivered.mark)),
            Err(_) => Err("the stream does not end".to_owned()),
        }
    }
}

pub(super) fn interest_in(services: &[&str]) -> Interest {
    Interest { tenant: None, services: services.iter().map(|service| (*service).to_owned()).collect() }
}

pub(super) fn positions(received: &[Delivered]) -> Vec<u64> {
    received.iter().map(|delivered| delivered.mark.position).collect()
}

type Answer = dyn Fn(String, Bytes) -> BoxFuture<'static, Bytes> + Send + Sync;

/// A responder made of a closure.
pub(super) struct Clerk(Box<Answer>);

impl Clerk {
    pub(super) fn who<F>(answer: impl Fn(String, Bytes) -> F + Send + Sync + 'static) -> Arc<dyn Responder>
    where
        F: Future<Output = Bytes> + Send + 'static,
    {
        Arc::new(Self(Box::new(move |operation, request| answer(operation, request).boxed())))
    }
}

#[async_trait]
impl Responder for Clerk {
    async fn respond(&self, operation: &str, request: Bytes) -> Bytes {
        (self.0)(operation.to_owned(), request).await
    }
}
