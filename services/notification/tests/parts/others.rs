//! The other services, as far as Notification sees them: their public events and their answers.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use bytes::Bytes;
use nanum_bus::{BusError, Outbox, Responder};
use nanum_contracts::{
    Answer, CloudEvent, Operation, Problem, TenantId, WireEvent, ids::MemberId, request::Outcome,
};
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

/// A service's log, by its public events.
pub(crate) struct OtherLog {
    service: &'static str,
    events: Mutex<Vec<CloudEvent>>,
    head: watch::Sender<u64>,
}

impl OtherLog {
    pub(crate) fn of(service: &'static str) -> Arc<Self> {
        Arc::new(Self { service, events: Mutex::default(), head: watch::channel(0).0 })
    }

    /// Records an event; the same `id` again is the same event delivered again.
    pub(crate) fn tell<E: WireEvent>(&self, tenant: &TenantId, id: &str, event: impl Into<E>) -> Uuid {
        let event = event.into();
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, id.as_bytes());
        let mut events = self.events.lock().unwrap();
        let position = events.len() as u64 + 1;
        events.push(CloudEvent {
            specversion: "1.0".into(),
            id,
            source: CloudEvent::source_of(tenant, self.service),
            event_type: format!("org.nanum.{}.{}", self.service, event.name()),
            subject: "test/1".to_owned(),
            time: "2026-11-20T09:00:00Z".parse().unwrap(),
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
        id
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

/// A service's answers by operation, in order; the last is given again and again.
#[derive(Default)]
pub(crate) struct Answers(Mutex<HashMap<String, VecDeque<Bytes>>>);

impl Answers {
    pub(crate) fn then<O: Operation>(&self, reply: Result<O::Reply, Problem>) {
        self.prepare::<O>(O::NAME.to_owned(), reply);
    }

    /// To questions about this member only.
    pub(crate) fn then_of<O: Operation>(&self, member: MemberId, reply: Result<O::Reply, Problem>) {
        self.prepare::<O>(format!("{}/{member}", O::NAME), reply);
    }

    fn prepare<O: Operation>(&self, question: String, reply: Result<O::Reply, Problem>) {
        let outcome: Outcome<O::Reply> = reply.map(Answer::of);
        let bytes = serde_json::to_vec(&outcome).unwrap().into();
        self.0.lock().unwrap().entry(question).or_default().push_back(bytes);
    }
}

#[async_trait]
impl Responder for Answers {
    async fn respond(&self, operation: &str, request: Bytes) -> Bytes {
        let request: Value = serde_json::from_slice(&request).unwrap();
        assert_eq!(request["actor"]["platform"], "notification");
        let mut answers = self.0.lock().unwrap();
        let of_member = format!("{operation}/{}", request["body"]["member"].as_str().unwrap_or_default());
        let question = if answers.contains_key(&of_member) { of_member.as_str() } else { operation };
        let Some(prepared) = answers.get_mut(question) else {
            let nothing: Outcome<()> = Err(Problem::not_found("thing"));
            return serde_json::to_vec(&nothing).unwrap().into();
        };
        if prepared.len() > 1 { prepared.pop_front().unwrap() } else { prepared[0].clone() }
    }
}
