//! A service of small jars, for what follows its events: every event drops one thing into one jar.
#![allow(dead_code, reason = "each test file uses its own share")]

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_bus::local::LocalBus;
use nanum_contracts::{Actor, Problem, TenantId, ids::Id, wire_events};
use nanum_runtime::{
    Aggregates, Cause, Decider, Follower, Recorded, Service, Shell,
    clock::ManualClock,
    config::Settings,
    followers::Parked,
    reaction::{Patience, Reaction},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) const SERVICE: &str = "jars";

/// Something was dropped into the jar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Dropped {
    pub(crate) what: String,
}

wire_events! {
    /// What happens to a jar.
    pub(crate) enum JarEvent { "thing.dropped.v1" => Dropped }
}

#[derive(Debug)]
pub(crate) struct Jar;

#[derive(Debug)]
pub(crate) struct Never;

impl From<Never> for Problem {
    fn from(_: Never) -> Self {
        Problem::defect()
    }
}

impl Decider for Jar {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "jar";
    type State = Vec<String>;
    type Command = String;
    type Event = JarEvent;
    type Refusal = Never;

    fn decide(_: &Vec<String>, what: &String, _: Timestamp) -> Result<Vec<JarEvent>, Never> {
        Ok(vec![Dropped { what: what.clone() }.into()])
    }

    fn evolve(mut things: Vec<String>, event: &JarEvent, _: Timestamp) -> Vec<String> {
        let JarEvent::Dropped(dropped) = event;
        things.push(dropped.what.clone());
        things
    }
}

pub(crate) fn jar(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn tenant(name: &str) -> TenantId {
    name.parse().unwrap()
}

pub(crate) fn start_of_time() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

/// A program on the data folder, with its own clock.
pub(crate) fn shell_at(folder: &tempfile::TempDir, clock: Arc<ManualClock>) -> Shell {
    let folder = folder.path().display().to_string();
    let settings = Settings::load_with(None, &[("data.folder", folder)]).unwrap();
    Shell::new(settings, Arc::new(LocalBus::new()), clock)
}

pub(crate) fn shell(folder: &tempfile::TempDir) -> Shell {
    shell_at(folder, Arc::new(ManualClock::at(start_of_time())))
}

/// A command of its own for each name.
pub(crate) fn cause(tenant: &TenantId, name: &str) -> Cause {
    Cause {
        tenant: tenant.clone(),
        actor: Actor::Anonymous,
        command: Id::named("test", name),
        fingerprint: name.to_owned(),
        repeatable: true,
        expected_revision: None,
        correlation: name.to_owned(),
        causation: None,
        traceparent: None,
    }
}

/// Drops `what` into the tenant's jar, once however often it is called.
pub(crate) async fn drops(jars: &Aggregates<Jar>, of: &str, number: u128, what: &str) {
    let cause = cause(&tenant(of), &format!("{of}/{number}/{what}"));
    jars.execute(&cause, jar(number), &what.to_owned()).await.unwrap();
}

/// Waits until `look` finds something, and says what it saw last when it does not.
pub(crate) async fn eventually<T, Fut>(what: &str, mut look: impl FnMut() -> Fut) -> T
where
    Fut: Future<Output = Result<T, String>>,
{
    let mut seen = String::new();
    for _ in 0..2_000 {
        match look().await {
            Ok(found) => return found,
            Err(not_yet) => seen = not_yet,
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{what}: not within 10 seconds; seen last: {seen}");
}

/// Notes what it hears of, except what it is told to fail at.
#[derive(Clone, Default)]
pub(crate) struct Listener {
    failures: Arc<Mutex<HashMap<String, Problem>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    pub(crate) fn fails_at(&self, what: &str, cause: Problem) {
        self.failures.lock().unwrap().insert(what.to_owned(), cause);
    }

    pub(crate) fn manages(&self, what: &str) {
        self.failures.lock().unwrap().remove(what);
    }

    /// Notes that it heard of it, unless it is told to fail at it.
    pub(crate) fn tell(&self, what: String) -> Result<(), Problem> {
        if let Some(cause) = self.failures.lock().unwrap().get(&what) {
            return Err(cause.clone());
        }
        self.heard.lock().unwrap().push(what);
        Ok(())
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// How often each thing was heard of.
    pub(crate) fn counts(&self) -> BTreeMap<String, usize> {
        self.heard().into_iter().fold(BTreeMap::new(), |mut counts, what| {
            *counts.entry(what).or_default() += 1;
            counts
        })
    }

    /// Waits until exactly these were heard of, in any order.
    pub(crate) async fn hears(&self, wanted: &[&str]) {
        let mut wanted: Vec<String> = wanted.iter().map(|what| (*what).to_owned()).collect();
        wanted.sort();
        eventually("everything wanted was heard of", async || {
            let mut heard = self.heard();
            heard.sort();
            if heard == wanted { Ok(()) } else { Err(format!("{heard:?}")) }
        })
        .await;
    }
}

#[async_trait]
impl Reaction<Recorded> for Listener {
    const NAME: &'static str = "listener";
    const PATIENCE: Patience = Patience {
        pause_at_least: Duration::from_millis(1),
        pause_at_most: Duration::from_millis(10),
        temporary_tries_max: u32::MAX,
        other_tries_max: 3,
    };

    async fn react(&self, event: &Recorded) -> Result<(), Problem> {
        let dropped: Dropped = serde_json::from_str(&event.data).unwrap();
        self.tell(dropped.what)
    }
}

/// A service with the listener at work.
pub(crate) async fn listening(shell: &Shell, listener: &Listener) -> (Aggregates<Jar>, Arc<dyn Follower>) {
    let service = Service::open(shell, SERVICE).unwrap();
    service.reaction(listener.clone()).await.unwrap();
    (service.aggregates(), shell.followers.named("jars/reaction/listener").unwrap())
}

/// What is parked, once it is so much.
pub(crate) async fn parked(follower: &Arc<dyn Follower>, count: usize) -> Vec<Parked> {
    eventually("it is parked", async || {
        let parked = follower.parked().await.unwrap();
        if parked.len() == count { Ok(parked) } else { Err(format!("{parked:?}")) }
    })
    .await
}
