//! A log that says one event after the other. Nothing of it is ever lost: it stands for what a service has on its disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_bus::{BusError, Outbox};
use nanum_contracts::{CloudEvent, TenantId, event::TYPE_PREFIX};
use tokio::sync::watch;
use uuid::Uuid;

/// Pace of the talk: some 200 events a second.
const PACE: Duration = Duration::from_millis(5);
const READ_AT_ONCE: u64 = 100;

/// The event at each position follows from the position, so only the head is kept.
#[derive(Debug)]
pub struct SpokenLog {
    service: &'static str,
    tenant: TenantId,
    head: watch::Sender<u64>,
    silent: AtomicBool,
    /// Makes the ids of this log's events.
    name: Uuid,
}

impl SpokenLog {
    #[must_use]
    pub fn new(service: &'static str, tenant: &TenantId) -> Arc<Self> {
        Arc::new(Self {
            service,
            tenant: tenant.clone(),
            head: watch::Sender::new(0),
            silent: AtomicBool::new(false),
            name: Uuid::from_u128(fastrand::u128(..)),
        })
    }

    /// Position of the last event said.
    #[must_use]
    pub fn said(&self) -> u64 {
        *self.head.borrow()
    }

    pub(super) fn falls_silent(&self) {
        self.silent.store(true, Ordering::SeqCst);
    }

    /// Says so many events more, at once.
    pub fn says(&self, events: u64) {
        self.head.send_modify(|head| *head += events);
    }

    /// Says something at each beat, until it falls silent.
    pub(super) async fn goes_on(self: Arc<Self>) {
        let mut beat = tokio::time::interval(PACE);
        loop {
            beat.tick().await;
            self.head.send_if_modified(|head| {
                let speaks = !self.silent.load(Ordering::SeqCst);
                *head += u64::from(speaks);
                speaks
            });
        }
    }

    fn event(&self, position: u64) -> CloudEvent {
        CloudEvent {
            specversion: "1.0".into(),
            id: Uuid::new_v5(&self.name, &position.to_be_bytes()),
            source: CloudEvent::source_of(&self.tenant, self.service),
            event_type: format!("{TYPE_PREFIX}{}.word.said.v1", self.service),
            subject: "word/1".to_owned(),
            time: Timestamp::UNIX_EPOCH,
            datacontenttype: "application/json".into(),
            dataschema: "/schemas/word.said.v1".to_owned(),
            sequence: position.to_string(),
            position,
            correlationid: "talk".to_owned(),
            causationid: "talk".to_owned(),
            traceparent: None,
            data: serde_json::value::to_raw_value(&position).expect("a number is JSON"),
        }
    }
}

#[async_trait]
impl Outbox for SpokenLog {
    fn service(&self) -> &str {
        self.service
    }

    async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError> {
        let upto = self.said().min(after + READ_AT_ONCE).max(after);
        Ok(((after + 1..=upto).map(|position| Arc::new(self.event(position))).collect(), upto))
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}
