//! An integrator: follows a tenant's domain events, over NATS with a real client, or over HTTP where there is no NATS.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use async_nats::ServerAddr;
use async_nats::jetstream::{self, consumer};
use futures::StreamExt;
use serde_json::{Value, json};

use crate::people::Person;
use crate::platform::Platform;

/// Every event is a CloudEvent in its JSON form, whichever way it came.
#[derive(Debug)]
pub enum Integrator {
    Nats { url: String, tenant: String },
    Http(Box<Person>),
}

impl Integrator {
    pub fn over_nats(platform: &Platform, tenant: &str) -> Self {
        let url = platform.nats_url().expect("this platform has NATS");
        Self::Nats { url, tenant: tenant.to_owned() }
    }

    pub fn over_http(person: &Person) -> Self {
        Self::Http(Box::new(person.clone()))
    }

    /// Everything from the beginning, until nothing more comes for a moment.
    ///
    /// # Panics
    /// When the events cannot be had.
    pub async fn replays(&self) -> Vec<Value> {
        self.tries_to_replay().await.unwrap_or_else(|error| panic!("the stream of events: {error}"))
    }

    /// As [`Integrator::replays`], from servers that may have no leader at the moment.
    ///
    /// # Errors
    /// When the events cannot be had.
    pub async fn tries_to_replay(&self) -> Result<Vec<Value>, async_nats::Error> {
        match self {
            Self::Nats { url, tenant } => replay_nats(url, tenant).await,
            Self::Http(person) => Ok(replay_http(person).await),
        }
    }
}

async fn replay_nats(url: &str, tenant: &str) -> Result<Vec<Value>, async_nats::Error> {
    let servers = url.split(',').map(str::parse).collect::<Result<Vec<ServerAddr>, _>>()?;
    let client = async_nats::connect(servers).await?;
    let stream = jetstream::new(client).get_stream("NANUM_EVENTS").await?;
    let config = consumer::pull::OrderedConfig {
        filter_subject: format!("nanum.ev.{tenant}.>"),
        deliver_policy: consumer::DeliverPolicy::All,
        ..Default::default()
    };
    let consumer = stream.create_consumer(config).await?;
    let mut messages = consumer.messages().await?;
    let mut events = Vec::new();
    while let Ok(Some(message)) = tokio::time::timeout(Duration::from_secs(1), messages.next()).await {
        events.push(from_binary_mode(&message?));
    }
    Ok(events)
}

/// A CloudEvent in NATS's binary mode: attributes in headers, data in the body.
fn from_binary_mode(message: &jetstream::Message) -> Value {
    let headers = message.headers.as_ref().expect("attributes in headers");
    let mut event = json!({ "data": serde_json::from_slice::<Value>(&message.payload).expect("JSON data") });
    for (name, values) in headers.iter() {
        if let (Some(attribute), Some(value)) = (name.to_string().strip_prefix("ce-"), values.first()) {
            event[attribute] = json!(value.to_string());
        }
    }
    event
}

async fn replay_http(person: &Person) -> Vec<Value> {
    let mut events = Vec::new();
    let mut path = "events?limit=100".to_owned();
    loop {
        let page = person.reads(&path).await.done().body;
        let rows = page["events"].as_array().expect("a page of events").clone();
        if rows.is_empty() {
            return events;
        }
        events.extend(rows);
        let cursor = page["next_cursor"].as_str().expect("where to go on");
        path = format!("events?limit=100&after={cursor}");
    }
}

/// Holds that every event came once, is a CloudEvent 1.0 of the tenant, and that each subject's are in order.
///
/// # Panics
/// At the first event that is not so.
pub fn assert_once_and_in_order(events: &[Value], tenant: &str) {
    let mut ids = HashSet::new();
    let mut last_of_subject: BTreeMap<String, u64> = BTreeMap::new();
    for event in events {
        for attribute in ["id", "source", "type", "subject", "time", "specversion", "sequence"] {
            assert!(event[attribute].is_string(), "no {attribute} in {event}");
        }
        assert_eq!(event["specversion"], "1.0");
        assert!(ids.insert(text(event, "id")), "twice: {event}");
        assert!(text(event, "source").starts_with(&format!("/tenants/{tenant}/")), "{event}");
        let sequence = text(event, "sequence").parse::<u64>().expect("a number");
        let subject = format!("{} {}", text(event, "source"), text(event, "subject"));
        if let Some(last) = last_of_subject.insert(subject, sequence) {
            assert!(last < sequence, "out of order: {event}");
        }
    }
}

/// Events of a type, given as `booking.reservation.confirmed`.
#[must_use]
pub fn of_type<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    let wanted = format!("org.nanum.{name}.v1");
    events.iter().filter(|event| event["type"] == wanted.as_str()).collect()
}

fn text(event: &Value, attribute: &str) -> String {
    event[attribute].as_str().unwrap_or_default().to_owned()
}
