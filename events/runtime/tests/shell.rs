//! The shell around a decider, over a real log: repeated commands, rivals, views that see what was acknowledged,
//! claims, and reactions that happen once.
#![allow(clippy::unwrap_used, reason = "everything here runs inside a test")]

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::future::join_all;
use jiff::Timestamp;
use nanum_bus::local::LocalBus;
use nanum_contracts::{
    Actor, Operation, Problem, TenantId, WireEvent, operations, problem::ProblemKind, request::Outcome,
    wire_events,
};
use nanum_runtime::{
    Aggregates, Asked, Call, Cause, Client, Decider, Executed, Projection, Public, Recorded, Service, Shell,
    View,
    claims::{Claimant, Claims},
    clock::ManualClock,
    config::Settings,
    ids::Ids,
    reaction::Reaction,
    view::ProjectionError,
};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use uuid::Uuid;

const SERVICE: &str = "counting";
const PLACES: u64 = 3;

/// A place was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Taken {
    place: u64,
}

wire_events! {
    /// What happens in a hall of three places.
    enum HallEvent { "place.taken.v1" => Taken }
}

#[derive(Debug)]
struct Hall;

#[derive(Debug)]
struct Full;

impl From<Full> for Problem {
    fn from(_: Full) -> Self {
        Problem::rule("places", "all places are taken", PLACES, PLACES)
    }
}

impl Decider for Hall {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "hall";
    type State = u64;
    type Command = ();
    type Event = HallEvent;
    type Refusal = Full;

    fn decide(taken: &u64, _: &(), _: Timestamp) -> Result<Vec<HallEvent>, Full> {
        if *taken < PLACES { Ok(vec![Taken { place: *taken }.into()]) } else { Err(Full) }
    }

    fn evolve(taken: u64, _: &HallEvent, _: Timestamp) -> u64 {
        taken + 1
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TakePlace {
    hall: Uuid,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct CountPlaces {}

/// Takes a place only when the door is opened: a command that takes its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct WaitForPlace {
    hall: Uuid,
}

operations! { "counting":
    Command WaitForPlace as "wait-for-place" -> u64;
    Command TakePlace as "take-place" -> u64;
    Query CountPlaces as "count-places" -> u64;
}

struct Counted;

impl Projection<Recorded> for Counted {
    const NAME: &'static str = "how_many_are_taken";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "CREATE TABLE IF NOT EXISTS taken (position INTEGER PRIMARY KEY) STRICT;";

    fn apply(&self, rows: &Transaction<'_>, event: &Recorded) -> Result<(), ProjectionError> {
        rows.execute("INSERT INTO taken VALUES (?1)", [event.position as i64])?;
        Ok(())
    }
}

struct Desk {
    halls: Aggregates<Hall>,
    counted: View,
    door: Arc<Door>,
}

/// Lets a test see that a command has come in, and lets the command go on.
struct Door {
    entered: Semaphore,
    opened: Semaphore,
}

impl Default for Door {
    fn default() -> Self {
        Self { entered: Semaphore::new(0), opened: Semaphore::new(0) }
    }
}

impl Desk {
    async fn take_place(self: Arc<Self>, asked: Asked<TakePlace>) -> Outcome<u64> {
        let executed: Executed<Hall> = self.halls.execute(&asked.cause, asked.body.hall, &()).await?;
        let HallEvent::Taken(taken) = &executed.events[0];
        Ok(executed.answer(taken.place))
    }

    async fn wait_for_place(self: Arc<Self>, asked: Asked<WaitForPlace>) -> Outcome<u64> {
        self.door.entered.add_permits(1);
        let _opened = self.door.opened.acquire().await.unwrap();
        let executed: Executed<Hall> = self.halls.execute(&asked.cause, asked.body.hall, &()).await?;
        Ok(executed.answer(executed.position))
    }

    async fn count_places(self: Arc<Self>, asked: Asked<CountPlaces>) -> Outcome<u64> {
        let count = |rows: &rusqlite::Connection| {
            rows.query_row("SELECT count(*) FROM taken", [], |row| row.get::<_, i64>(0))
        };
        let count = self.counted.ask(&asked.after, count).await?;
        Ok(nanum_contracts::Answer::of(count as u64))
    }
}

/// Takes a place in a second hall for each place taken in the first: an effect that must happen once.
struct Mirror {
    first: Uuid,
    second: Uuid,
    halls: Aggregates<Hall>,
}

#[async_trait]
impl Reaction<Recorded> for Mirror {
    const NAME: &'static str = "mirror";

    async fn react(&self, event: &Recorded) -> Result<(), Problem> {
        if event.stream.id() == Some(self.first) {
            self.halls.execute(&Cause::because_of_recorded(event, Self::NAME), self.second, &()).await?;
        }
        Ok(())
    }
}

fn tenant() -> TenantId {
    "seosan".parse().unwrap()
}

fn shell(folder: &TempDir) -> Shell {
    let settings =
        Settings::load_with(None, &[("data.folder", folder.path().display().to_string())]).unwrap();
    Shell::new(
        settings,
        Arc::new(LocalBus::new()),
        Arc::new(ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap())),
    )
}

fn public(recorded: &Recorded) -> Result<Option<Public>, nanum_contracts::WireError> {
    let event = HallEvent::decode(&recorded.name, &recorded.data)?;
    Public::new::<HallEvent>("hall/1", event).map(Some)
}

async fn open(shell: &Shell) -> (Client, Aggregates<Hall>) {
    open_with(shell, Arc::default()).await
}

async fn open_with(shell: &Shell, door: Arc<Door>) -> (Client, Aggregates<Hall>) {
    let mut service = Service::open(shell, SERVICE).unwrap();
    let halls = service.aggregates::<Hall>();
    let desk = Arc::new(Desk { halls: halls.clone(), counted: service.view(Counted).await.unwrap(), door });
    service.answer(&desk, Desk::take_place);
    service.answer(&desk, Desk::wait_for_place);
    service.answer(&desk, Desk::count_places);
    service.publish(public);
    service.start().await.unwrap();
    (shell.client(), halls)
}

fn call() -> Call {
    Call::command(&tenant(), Actor::Anonymous, &Ids)
}

async fn ask<O: Operation>(client: &Client, call: Call, body: O) -> Result<O::Reply, Problem> {
    client.ask(call, body).await.map(|answer| answer.reply)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_rivals_as_many_win_as_there_are_places_and_a_view_sees_them_at_once() {
    let folder = TempDir::new().unwrap();
    let shell = shell(&folder);
    let (client, _) = open(&shell).await;
    let hall = Uuid::nil();
    let rivals = (0..50).map(|_| ask(&client, call(), TakePlace { hall }));
    let outcomes = join_all(rivals).await;
    let mut places: Vec<u64> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok().copied()).collect();
    places.sort_unstable();
    assert_eq!(places, [0, 1, 2]);
    assert!(
        outcomes
            .iter()
            .filter_map(|outcome| outcome.as_ref().err())
            .all(|p| p.kind == ProblemKind::RuleRefuses)
    );
    assert_eq!(ask(&client, call(), CountPlaces {}).await.unwrap(), PLACES);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_command_gets_its_first_answer_a_refusal_too_and_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let (hall, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let first = {
        let shell = shell(&folder);
        let (client, _) = open(&shell).await;
        let first = client.ask(call().with_key("k"), TakePlace { hall }).await.unwrap();
        ask(&client, call(), TakePlace { hall }).await.unwrap();
        ask(&client, call(), TakePlace { hall }).await.unwrap();
        let refused = ask(&client, call().with_key("late"), TakePlace { hall }).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::RuleRefuses);
        let reused = ask(&client, call().with_key("k"), TakePlace { hall: other }).await.unwrap_err();
        assert_eq!(reused.kind, ProblemKind::KeyReused);
        first
    };
    let shell = shell(&folder);
    let (client, _) = open(&shell).await;
    let again = client.ask(call().with_key("k"), TakePlace { hall }).await.unwrap();
    assert_eq!((again.reply, again.position), (first.reply, first.position));
    let refused = ask(&client, call().with_key("late"), TakePlace { hall }).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::RuleRefuses);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_answer_was_lost_in_a_crash_is_known_by_the_log() {
    let folder = TempDir::new().unwrap();
    let hall = Uuid::from_u128(7);
    let shell = shell(&folder);
    let (client, halls) = open(&shell).await;
    ask(&client, call().with_key("k"), TakePlace { hall }).await.unwrap();
    // The answers of the service are gone, its log is not.
    for file in std::fs::read_dir(folder.path().join(SERVICE)).unwrap().map(|file| file.unwrap().path()) {
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("answers")) {
            std::fs::remove_file(file).unwrap();
        }
    }
    let restarted = self::shell(&folder);
    let (client, _) = open(&restarted).await;
    assert_eq!(ask(&client, call().with_key("k"), TakePlace { hall }).await.unwrap(), 0);
    assert_eq!(*halls.load(&tenant(), hall).await.unwrap().unwrap().state, 1, "it happened once");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_command_runs_its_repetition_is_told_so() {
    let folder = TempDir::new().unwrap();
    let shell = shell(&folder);
    let door: Arc<Door> = Arc::default();
    let (client, _) = open_with(&shell, door.clone()).await;
    let wait = async || ask(&client, call().with_key("k"), WaitForPlace { hall: Uuid::from_u128(4) }).await;
    let repeated = async {
        let _entered = door.entered.acquire().await.unwrap();
        let refused = wait().await.unwrap_err();
        door.opened.add_permits(1);
        refused
    };
    let (first, refused) = tokio::join!(wait(), repeated);
    assert_eq!(refused.kind, ProblemKind::StillRunning);
    assert_eq!(wait().await.unwrap(), first.unwrap(), "afterwards it gets the first answer again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_against_an_old_revision_is_stale() {
    let folder = TempDir::new().unwrap();
    let shell = shell(&folder);
    let (client, _) = open(&shell).await;
    let hall = Uuid::from_u128(3);
    let revision = client.ask(call(), TakePlace { hall }).await.unwrap().revision;
    assert_eq!(revision, Some(0));
    let against = |revision| Call { expected_revision: Some(revision), ..call() };
    ask(&client, against(0), TakePlace { hall }).await.unwrap();
    assert_eq!(ask(&client, against(0), TakePlace { hall }).await.unwrap_err().kind, ProblemKind::Stale);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_happens_once_for_each_event_even_when_its_marks_are_lost() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for _ in 0..2 {
        let shell = shell(&folder);
        let service = Service::open(&shell, SERVICE).unwrap();
        let halls = service.aggregates::<Hall>();
        let by_hand = Cause::because_of_recorded(&an_event(&halls, first).await, "test");
        let _ = halls.execute(&by_hand, first, &()).await;
        service.reaction(Mirror { first, second, halls: halls.clone() }).await.unwrap();
        let taken = async |hall| halls.load(&tenant(), hall).await.unwrap().map_or(0, |loaded| *loaded.state);
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while taken(second).await != taken(first).await {
            assert!(tokio::time::Instant::now() < deadline, "the reaction did not happen");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        shell.shutdown.request();
        std::fs::remove_dir_all(folder.path().join(SERVICE).join("reactions")).unwrap();
    }
}

/// Some recorded event, to make a cause of; the same each time.
async fn an_event(halls: &Aggregates<Hall>, hall: Uuid) -> Recorded {
    let cause = Cause {
        tenant: tenant(),
        actor: Actor::Anonymous,
        command: nanum_contracts::ids::Id::from_uuid(Uuid::from_u128(99)),
        fingerprint: "the first".to_owned(),
        repeatable: true,
        expected_revision: None,
        correlation: "c".to_owned(),
        causation: None,
        traceparent: None,
    };
    let executed = halls.execute(&cause, hall, &()).await.unwrap();
    Recorded {
        id: Uuid::from_u128(u128::from(executed.position)),
        stream: nanum_store::StreamName::new(SERVICE, Hall::AGGREGATE, &tenant(), hall),
        revision: 0,
        position: executed.position,
        name: "place.taken.v1".into(),
        data: executed.events[0].encode().unwrap().get().into(),
        metadata: Arc::new(nanum_store::Metadata {
            tenant: tenant(),
            actor: Actor::Anonymous,
            command: cause.command,
            fingerprint: cause.fingerprint.into(),
            correlation: cause.correlation.into(),
            causation: None,
            recorded_at: "2026-11-22T09:00:00Z".parse().unwrap(),
            traceparent: None,
        }),
    }
}

struct Counting;

impl Claimant for Counting {
    const SERVICE: &'static str = SERVICE;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_belongs_to_one_holder_until_it_is_released() {
    let folder = TempDir::new().unwrap();
    let service = Service::open(&shell(&folder), SERVICE).unwrap();
    let halls = service.aggregates::<Hall>();
    let cause = Cause::because_of_recorded(&an_event(&halls, Uuid::nil()).await, "claims");
    let other_cause = Cause { command: cause.new_id("other"), ..cause.clone() };
    let claims: Claims<Counting> = Claims::new("barcode", service.aggregates());
    claims.claim(&cause, "T-1", "drill").await.unwrap();
    claims.claim(&cause, "T-1", "drill").await.unwrap();
    assert_eq!(claims.holder(&tenant(), "T-1").await.unwrap().as_deref(), Some("drill"));
    assert!(claims.claim(&other_cause, "T-1", "saw").await.is_err());
    claims.release(&cause, "T-1", "drill").await.unwrap();
    claims.claim(&other_cause, "T-1", "saw").await.unwrap();
    assert_eq!(claims.holder(&tenant(), "T-1").await.unwrap().as_deref(), Some("saw"));
}
