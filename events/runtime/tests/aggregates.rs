//! Aggregates over a real log: batches of commands, cancelled callers, panics, snapshots that are there, stale, damaged
//! or gone.
#![allow(clippy::unwrap_used, reason = "everything here runs inside a test")]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use futures::future::join_all;
use jiff::Timestamp;
use nanum_bus::local::LocalBus;
use nanum_contracts::{
    Actor, Problem, TenantId,
    ids::{CommandId, Id},
    problem::ProblemKind,
    wire_events,
};
use nanum_runtime::{
    Aggregates, Cause, Decider, Service, Shell, SnapshotForm,
    aggregate::{SnapshotFault, verify_snapshots},
    clock::ManualClock,
    config::Settings,
};
use nanum_store::{
    APPEND_EVENTS_MAX, Append, Appended, CommandRecord, EventStore, Filter, Page, Recorded, StoreError,
    StreamName, sqlite::SqliteStore,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

const SERVICE: &str = "counting";
/// The tally refuses to go beyond.
const MOST: u64 = 1_000_000;

/// So many were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Counted {
    many: u64,
}

wire_events! {
    /// What happens to a tally.
    enum TallyEvent { "tally.counted.v1" => Counted }
}

/// Adds up, and remembers the order it was told in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sum {
    total: u64,
    order: u64,
}

/// A tally; `VERSION` is that of its snapshots.
#[derive(Debug)]
struct Tally<const VERSION: u32>;

#[derive(Debug)]
struct TooMany(u64);

impl From<TooMany> for Problem {
    fn from(TooMany(total): TooMany) -> Self {
        Problem::rule("most", "it is full", MOST, total)
    }
}

#[derive(Debug, Clone, Copy)]
enum Count {
    Add(u64),
    /// Each as an event of its own.
    AddOnes(u64),
    Nothing,
    Panic,
}

impl<const VERSION: u32> Decider for Tally<VERSION> {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "tally";
    type State = Sum;
    type Command = Count;
    type Event = TallyEvent;
    type Refusal = TooMany;

    const SNAPSHOTS: Option<SnapshotForm<Sum>> = Some(SnapshotForm::json(VERSION));

    fn decide(sum: &Sum, command: &Count, _: Timestamp) -> Result<Vec<TallyEvent>, TooMany> {
        match command {
            Count::Add(many) if sum.total + many > MOST => Err(TooMany(sum.total)),
            Count::Add(many) => Ok(vec![Counted { many: *many }.into()]),
            Count::AddOnes(times) => Ok((0..*times).map(|_| Counted { many: 1 }.into()).collect()),
            Count::Nothing => Ok(Vec::new()),
            Count::Panic => panic!("in a test"),
        }
    }

    fn evolve(sum: Sum, event: &TallyEvent, _: Timestamp) -> Sum {
        let TallyEvent::Counted(Counted { many }) = event;
        Sum { total: sum.total + many, order: sum.order.wrapping_mul(31).wrapping_add(*many) }
    }
}

fn tenant() -> TenantId {
    "seosan".parse().unwrap()
}

fn shell(folder: &TempDir) -> Shell {
    let settings =
        Settings::load_with(None, &[("data.folder", folder.path().display().to_string())]).unwrap();
    let clock = ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap());
    Shell::new(settings, Arc::new(LocalBus::new()), Arc::new(clock))
}

/// The aggregates as a service that starts now would have them.
fn tallies<const VERSION: u32>(folder: &TempDir) -> Aggregates<Tally<VERSION>> {
    Service::open(&shell(folder), SERVICE).unwrap().aggregates()
}

fn cause(number: u128) -> Cause {
    Cause {
        tenant: tenant(),
        actor: Actor::Anonymous,
        command: CommandId::from_uuid(Uuid::from_u128(number)),
        fingerprint: "f".to_owned(),
        repeatable: true,
        expected_revision: None,
        correlation: "c".to_owned(),
        causation: None,
        traceparent: None,
    }
}

fn snapshots_file(folder: &TempDir) -> PathBuf {
    folder.path().join(SERVICE).join("snapshots.sqlite")
}

async fn state<const VERSION: u32>(tallies: &Aggregates<Tally<VERSION>>, id: Uuid) -> (Sum, u64) {
    let loaded = tallies.load(&tenant(), id).await.unwrap().unwrap();
    ((*loaded.state).clone(), loaded.revision)
}

/// A log of which a test counts and holds up the appends.
struct Gated {
    log: SqliteStore,
    appends: AtomicUsize,
    gate: Semaphore,
}

impl Gated {
    fn open(folder: &TempDir, gate: usize) -> Arc<Self> {
        let log = SqliteStore::open(folder.path().join("log.sqlite")).unwrap();
        Arc::new(Self { log, appends: AtomicUsize::new(0), gate: Semaphore::new(gate) })
    }

    fn tallies(self: &Arc<Self>) -> Aggregates<Tally<1>> {
        let clock = ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap());
        Aggregates::of(self.clone(), Arc::new(clock))
    }

    async fn until_an_append_waits(&self) {
        within_a_while(async || self.appends.load(Ordering::SeqCst) > 0).await;
    }

    async fn events(&self) -> usize {
        self.log.read_all(0, 10_000, &Filter::everything()).await.unwrap().events.len()
    }
}

#[async_trait]
impl EventStore for Gated {
    async fn append(&self, append: Append) -> Result<Appended, StoreError> {
        self.appends.fetch_add(1, Ordering::SeqCst);
        let _pass = self.gate.acquire().await.unwrap();
        self.log.append(append).await
    }

    async fn read_stream(&self, s: &StreamName, from: u64, max: usize) -> Result<Vec<Recorded>, StoreError> {
        self.log.read_stream(s, from, max).await
    }

    async fn read_stream_back(
        &self,
        s: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.log.read_stream_back(s, from, max).await
    }

    async fn read_all(&self, after: u64, max: usize, filter: &Filter) -> Result<Page, StoreError> {
        self.log.read_all(after, max, filter).await
    }

    async fn find_command(&self, command: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.log.find_command(command).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        self.log.head().await
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.log.head_watch()
    }
}

async fn within_a_while(condition: impl AsyncFn() -> bool) {
    let bounded = tokio::time::timeout(Duration::from_secs(10), async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    assert!(bounded.await.is_ok(), "the condition came about within 10 s");
}

/// One thread: a task that is spawned here has handed its command in as soon as this one has let it have its turn.
#[tokio::test]
async fn commands_that_wait_are_appended_at_once_each_decided_on_what_the_one_before_left() {
    let folder = TempDir::new().unwrap();
    let store = Gated::open(&folder, 0);
    let tallies = store.tallies();
    let id = Uuid::from_u128(1);
    let ask = |number: u128, command| {
        let (tallies, cause) = (tallies.clone(), Cause { repeatable: false, ..cause(number) });
        tokio::spawn(async move { tallies.execute(&cause, id, &command).await })
    };
    let first = ask(1, Count::Add(1));
    store.until_an_append_waits().await;
    let waiting: Vec<_> = (2..=21).map(|number| ask(number, Count::Add(1))).collect();
    let (refused, nothing) = (ask(30, Count::Add(MOST)), ask(31, Count::Nothing));
    tokio::task::yield_now().await;
    store.gate.add_permits(100);
    assert_eq!(first.await.unwrap().unwrap().revision, Some(0));
    for (outcome, before) in join_all(waiting).await.into_iter().zip(1..) {
        let executed = outcome.unwrap().unwrap();
        assert_eq!((executed.revision, executed.position), (Some(before), before + 1));
        assert_eq!(executed.state.total, before + 1);
    }
    assert_eq!(refused.await.unwrap().unwrap_err().kind, ProblemKind::RuleRefuses);
    assert_eq!(nothing.await.unwrap().unwrap().position, 0);
    assert_eq!(store.appends.load(Ordering::SeqCst), 2, "one for the first, one for all that waited");
    let again = tallies.execute(&cause(9), id, &Count::Add(1)).await.unwrap();
    assert_eq!((again.position, again.revision), (9, Some(8)), "the log says what it was answered");
    assert_eq!(store.events().await, 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_gives_up_loses_nothing_and_doubles_nothing() {
    let folder = TempDir::new().unwrap();
    let store = Gated::open(&folder, 0);
    let tallies = store.tallies();
    let id = Uuid::from_u128(2);
    let ask = |number: u128| {
        let tallies = tallies.clone();
        tokio::spawn(async move { tallies.execute(&cause(number), id, &Count::Add(1)).await })
    };
    let begun = ask(1);
    store.until_an_append_waits().await;
    let behind = ask(2);
    begun.abort();
    assert!(begun.await.unwrap_err().is_cancelled());
    store.gate.add_permits(100);
    assert_eq!(behind.await.unwrap().unwrap().state.total, 2, "the one that was given up had been begun");
    let again = tallies.execute(&cause(1), id, &Count::Add(1)).await.unwrap();
    assert_eq!((again.state.total, again.revision), (1, Some(0)), "its outcome is found by repeating it");
    assert_eq!(state(&tallies, id).await, (Sum { total: 2, order: 32 }, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_at_the_same_time_happens_once() {
    let folder = TempDir::new().unwrap();
    let store = Gated::open(&folder, 100);
    let tallies = store.tallies();
    let id = Uuid::from_u128(3);
    let (cause, command) = (cause(1), Count::Add(1));
    let same = (0..20).map(|_| tallies.execute(&cause, id, &command));
    for executed in join_all(same).await {
        let executed = executed.unwrap();
        assert_eq!((executed.position, executed.state.total), (1, 1));
    }
    assert_eq!(store.events().await, 1);
    let other = Cause { fingerprint: "another".to_owned(), repeatable: false, ..cause };
    let reused = tallies.execute(&other, id, &command).await.unwrap_err();
    assert_eq!(reused.kind, ProblemKind::KeyReused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_panics_is_a_defect_and_harms_no_other() {
    let folder = TempDir::new().unwrap();
    let tallies = tallies::<1>(&folder);
    let id = Uuid::from_u128(4);
    let causes: Vec<_> = (0..30).map(cause).collect();
    let commands: Vec<_> = (0..30).map(|n| if n % 3 == 0 { Count::Panic } else { Count::Add(1) }).collect();
    let asked = causes.iter().zip(&commands).map(|(cause, command)| tallies.execute(cause, id, command));
    let outcomes = join_all(asked).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 20);
    let defects = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(defects.clone().all(|problem| problem.kind == ProblemKind::Defect));
    assert_eq!(defects.count(), 10);
    assert_eq!(state(&tallies, id).await.0.total, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_rivals_with_one_revision_in_mind_one_wins_and_the_others_are_stale() {
    let folder = TempDir::new().unwrap();
    let tallies = tallies::<1>(&folder);
    let id = Uuid::from_u128(5);
    tallies.execute(&cause(1), id, &Count::Add(1)).await.unwrap();
    let causes: Vec<_> =
        (10..30).map(|number| Cause { expected_revision: Some(0), ..cause(number) }).collect();
    let outcomes = join_all(causes.iter().map(|cause| tallies.execute(cause, id, &Count::Add(1)))).await;
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(won, 1);
    let stale = outcomes.iter().filter_map(|o| o.as_ref().err());
    assert!(stale.into_iter().all(|problem| problem.kind == ProblemKind::Stale));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_too_large_for_one_append_take_several() {
    let folder = TempDir::new().unwrap();
    let tallies = tallies::<1>(&folder);
    let id = Uuid::from_u128(6);
    let causes: Vec<_> = (0..20).map(cause).collect();
    let outcomes =
        join_all(causes.iter().map(|cause| tallies.execute(cause, id, &Count::AddOnes(300)))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(state(&tallies, id).await.0.total, 6_000);
    let beyond =
        tallies.execute(&cause(99), id, &Count::AddOnes(APPEND_EVENTS_MAX as u64 + 1)).await.unwrap_err();
    assert_eq!(beyond.kind, ProblemKind::TooLarge);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_with_one_log_decide_on_what_both_have_done() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (tallies::<1>(&folder), tallies::<1>(&folder));
    let id = Uuid::from_u128(7);
    let causes: Vec<_> = (0..100).map(cause).collect();
    let add = Count::Add(MOST / 50);
    let asked = causes.iter().enumerate().map(|(number, cause)| {
        let tallies = if number % 2 == 0 { &one } else { &other };
        tallies.execute(cause, id, &add)
    });
    let outcomes = join_all(asked).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 50);
    assert_eq!(state(&one, id).await, state(&other, id).await);
    assert_eq!(state(&one, id).await.0.total, MOST);
}

/// Three streams with snapshots, and what they come to.
async fn counted_with_snapshots(folder: &TempDir) -> Vec<(Uuid, (Sum, u64))> {
    let tallies = tallies::<1>(folder);
    let mut counted = Vec::new();
    for stream in 1..=3_u128 {
        let id = Uuid::from_u128(stream);
        for step in 0..5 {
            let cause = cause(stream * 100 + step);
            tallies.execute(&cause, id, &Count::AddOnes(500)).await.unwrap();
            let add =
                Cause { command: CommandId::from_uuid(Uuid::from_u128(stream * 100 + step + 50)), ..cause };
            tallies.execute(&add, id, &Count::Add(u64::try_from(stream * step).unwrap())).await.unwrap();
        }
        counted.push((id, state(&tallies, id).await));
    }
    let kept = async || snapshot_revisions(folder).len() == 3;
    within_a_while(kept).await;
    counted
}

fn snapshot_revisions(folder: &TempDir) -> Vec<i64> {
    let file = Connection::open(snapshots_file(folder)).unwrap();
    let mut statement = file.prepare("SELECT revision FROM snapshots ORDER BY stream").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// What the snapshots are made to be, before the service starts anew.
fn spoiled(folder: &TempDir, sql: &str) {
    let changed = Connection::open(snapshots_file(folder)).unwrap().execute(sql, []).unwrap();
    assert_eq!(changed, 3, "the test must change every snapshot: {sql}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_is_the_same_with_snapshots_and_with_none_stale_or_damaged_ones() {
    for spoil in [
        None,
        Some("DELETE FROM snapshots"),
        Some("UPDATE snapshots SET state = CAST(replace(state, 'total', 'tutal') AS BLOB)"),
        Some("UPDATE snapshots SET state = x''"),
        Some("UPDATE snapshots SET revision = revision + 1"),
        Some("UPDATE snapshots SET event = randomblob(16)"),
        Some("UPDATE snapshots SET version = 2"),
    ] {
        let folder = TempDir::new().unwrap();
        let counted = counted_with_snapshots(&folder).await;
        if let Some(sql) = spoil {
            spoiled(&folder, sql);
        }
        let again = tallies::<1>(&folder);
        for (id, known) in counted {
            assert_eq!(state(&again, id).await, known, "{spoil:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_used_and_what_came_after_it_is_read() {
    let folder = TempDir::new().unwrap();
    let counted = counted_with_snapshots(&folder).await;
    // A snapshot that lies, with a good sum and the right event: only whoever uses it can be deceived.
    let lie = r#"{"total":7,"order":7}"#;
    for (id, (_, _)) in &counted {
        forge(&folder, *id, lie);
    }
    let again = tallies::<1>(&folder);
    for (id, (sum, _)) in counted {
        let found = state(&again, id).await.0;
        assert!(found.total < sum.total && found.total >= 7, "{found:?} of {sum:?}");
    }
}

/// Gives a stream's snapshot another state, with the sum that belongs to it.
fn forge(folder: &TempDir, id: Uuid, state: &str) {
    use sha2::{Digest, Sha256};
    let stream = StreamName::new(SERVICE, "tally", &tenant(), id);
    let file = Connection::open(snapshots_file(folder)).unwrap();
    let (revision, event): (i64, Vec<u8>) = file
        .query_row("SELECT revision, event FROM snapshots WHERE stream = ?1", [stream.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let sum = Sha256::new()
        .chain_update(stream.as_str())
        .chain_update([0])
        .chain_update(1_u32.to_be_bytes())
        .chain_update(revision.unsigned_abs().to_be_bytes())
        .chain_update(event)
        .chain_update(state)
        .finalize()
        .to_vec();
    let changed = file
        .execute(
            "UPDATE snapshots SET state = ?2, sum = ?3 WHERE stream = ?1",
            rusqlite::params![stream.as_str(), state.as_bytes(), sum],
        )
        .unwrap();
    assert_eq!(changed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_of_another_version_is_not_read() {
    let folder = TempDir::new().unwrap();
    let counted = counted_with_snapshots(&folder).await;
    let lie = r#"{"total":7,"order":7}"#;
    counted.iter().for_each(|(id, _)| forge(&folder, *id, lie));
    let newer = tallies::<2>(&folder);
    for (id, known) in counted {
        assert_eq!(state(&newer, id).await, known);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_are_held_against_the_log() {
    let folder = TempDir::new().unwrap();
    let counted = counted_with_snapshots(&folder).await;
    let service = folder.path().join(SERVICE);
    let log: Arc<dyn EventStore> = Arc::new(SqliteStore::open(service.join("log.sqlite")).unwrap());
    let verify = async || verify_snapshots::<Tally<1>>(&service, &log).await.unwrap();
    assert_eq!(verify().await, (3, Vec::new()));
    forge(&folder, counted[1].0, r#"{"total":7,"order":7}"#);
    let (compared, faults) = verify().await;
    assert_eq!(compared, 3);
    let [SnapshotFault { stream, what, .. }] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!(stream.id(), Some(counted[1].0));
    assert!(what.contains("not what its events give"), "{what}");
    spoiled(&folder, "UPDATE snapshots SET event = randomblob(16)");
    assert_eq!(verify().await.1.len(), 3);
}
