//! What surrounds Reporting in its tests: the others' logs and a program with the service in it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_bus::{Bus, BusError, Outbox, local::LocalBus};
use nanum_contracts::{
    Actor, Answer, CloudEvent, LogPosition, Operation, Problem, TenantId, WireEvent, booking, lending,
    membership,
};
use nanum_runtime::{Call, Shell, clock::ManualClock, config::Settings};
use tempfile::TempDir;
use tokio::sync::watch;
use uuid::Uuid;

/// A service's log, by its public events.
pub(crate) struct OtherLog {
    service: &'static str,
    events: Mutex<Vec<CloudEvent>>,
    head: watch::Sender<u64>,
}

impl OtherLog {
    fn of(service: &'static str) -> Arc<Self> {
        Arc::new(Self { service, events: Mutex::default(), head: watch::channel(0).0 })
    }

    pub(crate) fn tell<E: WireEvent>(&self, tenant: &TenantId, time: Timestamp, event: E) {
        let mut events = self.events.lock().unwrap();
        let position = events.len() as u64 + 1;
        events.push(CloudEvent {
            specversion: "1.0".into(),
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{}{position}", self.service).as_bytes()),
            source: CloudEvent::source_of(tenant, self.service),
            event_type: format!("org.nanum.{}.{}", self.service, event.name()),
            subject: "test/1".to_owned(),
            time,
            datacontenttype: "application/json".into(),
            dataschema: String::new(),
            sequence: position.to_string(),
            position,
            correlationid: "test".to_owned(),
            causationid: "test".to_owned(),
            traceparent: None,
            data: event.encode().unwrap(),
        });
        self.head.send_replace(position);
    }

    /// What was told, for a recount.
    pub(crate) fn told(&self) -> Vec<CloudEvent> {
        self.events.lock().unwrap().clone()
    }

    /// Tells all of it once more, at new positions, as after a restart of whoever reads.
    pub(crate) fn repeat(&self) {
        let mut events = self.events.lock().unwrap();
        let known = events.len() as u64;
        let again: Vec<_> = events
            .iter()
            .cloned()
            .map(|event| CloudEvent { position: event.position + known, ..event })
            .collect();
        events.extend(again);
        self.head.send_replace(known * 2);
    }
}

#[async_trait]
impl Outbox for OtherLog {
    fn service(&self) -> &str {
        self.service
    }

    async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError> {
        let events = self.events.lock().unwrap();
        Ok((events.iter().skip(after as usize).cloned().map(Arc::new).collect(), events.len() as u64))
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

/// Reporting at work among the others.
pub(crate) struct Network {
    pub(crate) booking: Arc<OtherLog>,
    pub(crate) lending: Arc<OtherLog>,
    pub(crate) membership: Arc<OtherLog>,
    bus: Arc<LocalBus>,
    shell: Shell,
    _folder: TempDir,
}

impl Network {
    /// The service, with no other on the bus yet.
    pub(crate) async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let overrides = [("data.folder", folder.path().to_str().unwrap().to_owned())];
        let bus = Arc::new(LocalBus::new());
        let shell = Shell::new(
            Settings::load_with(None, &overrides).unwrap(),
            bus.clone(),
            Arc::new(ManualClock::at("2026-11-20T09:00:00Z".parse().unwrap())),
        );
        nanum_reporting::start(shell.clone()).await.unwrap();
        let (booking, lending) = (OtherLog::of(booking::SERVICE), OtherLog::of(lending::SERVICE));
        Self { booking, lending, membership: OtherLog::of(membership::SERVICE), bus, shell, _folder: folder }
    }

    /// Brings the others onto the bus.
    pub(crate) async fn attach(&self, logs: &[&Arc<OtherLog>]) {
        for log in logs {
            self.bus.attach((*log).clone()).await.unwrap();
        }
    }

    /// Asks for an answer that has seen all that was told.
    pub(crate) async fn ask<O: Operation>(
        &self,
        tenant: &TenantId,
        body: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        let after = [&self.booking, &self.lending, &self.membership].map(|log| {
            let position = *log.head.borrow();
            LogPosition { service: log.service.to_owned(), position }
        });
        self.ask_after(tenant, after.into(), body).await
    }

    pub(crate) async fn ask_after<O: Operation>(
        &self,
        tenant: &TenantId,
        after: Vec<LogPosition>,
        body: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        let call = Call { after, ..Call::query(tenant, Actor::Anonymous) };
        self.shell.client().ask(call, body).await
    }
}
