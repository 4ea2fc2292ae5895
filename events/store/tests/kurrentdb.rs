//! The KurrentDB engine over the wire, against a stub that keeps the server's documented rules: see `stub`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything here runs inside a test")]

#[allow(
    dead_code,
    unreachable_pub,
    reason = "the stub writes down more of the protocol than each test looks at"
)]
mod stub;
mod work;

use std::{path::Path, sync::Arc, time::Duration};

use futures::StreamExt;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use nanum_store::{
    Append, Appended, EventStore, Expected, Filter, Metadata, NewEvent, Placed, StoreError, StreamName,
    conformance::{self, Open, Passed, model},
    kurrentdb::KurrentStore,
    subscribe,
};
use proptest::{collection::vec, prelude::*};
use serde_json::value::RawValue;
use stub::{Fault, Stub};
use tempfile::TempDir;
use tokio::sync::Barrier;

/// How far positions are from each other where it matters that they have gaps.
const STEP: u64 = 100;
/// How long a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open log of the service Booking, and its folder.
struct Log {
    store: Arc<KurrentStore>,
    folder: TempDir,
}

impl Log {
    fn of(stub: &Stub) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: open(stub, folder.path()), folder }
    }

    /// The same folder, opened anew.
    fn reopen(self, stub: &Stub) -> Self {
        drop(self.store);
        Self { store: open(stub, self.folder.path()), folder: self.folder }
    }

    async fn stores(&self, append: Append) -> Placed {
        match self.store.append(append).await {
            Ok(Appended::Stored(placed)) => placed,
            other => panic!("{other:?}"),
        }
    }

    async fn revisions(&self, stream: &StreamName) -> Vec<u64> {
        let events = self.store.read_stream(stream, 0, 1_000).await.unwrap();
        events.iter().map(|event| event.revision).collect()
    }
}

fn open(stub: &Stub, folder: &Path) -> Arc<KurrentStore> {
    Arc::new(KurrentStore::open(&stub.url(), folder, "booking").unwrap())
}

fn stream(name: &str) -> StreamName {
    StreamName::new("booking", "resource", &tenant(), CommandId::named("stream", name).uuid())
}

fn tenant() -> TenantId {
    "seosan".parse().unwrap()
}

/// An append of one event by the command of that name.
fn append(command: &str, to: &str, expected: Expected) -> Append {
    let metadata = Metadata {
        tenant: tenant(),
        actor: Actor::Anonymous,
        command: CommandId::named("command", command),
        fingerprint: "f".into(),
        correlation: "test".into(),
        causation: None,
        recorded_at: Timestamp::UNIX_EPOCH,
        traceparent: None,
    };
    let data = RawValue::from_string(r#"{"until": "12시"}"#.to_owned()).unwrap();
    Append::of_one(
        stream(to),
        expected,
        metadata,
        vec![NewEvent { name: "resource.closed.v1".to_owned(), data }],
    )
}

/// Opens a log of the suite's, the same one each time.
fn reopening(stub: &Stub, folder: &Path) -> Open {
    let (url, folder) = (stub.url(), folder.to_owned());
    Arc::new(move || {
        let store = KurrentStore::open(&url, &folder, "conformance");
        Box::pin(async { store.map(|store| Arc::new(store) as Arc<dyn EventStore>) })
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn under_the_servers_rules_it_conforms() {
    let (stub, folder) = (Stub::start(STEP).await, tempfile::tempdir().unwrap());
    let passes = |passed: &Passed| println!("{} in {:?}", passed.case, passed.took);
    let report = conformance::run(reopening(&stub, folder.path()), passes).await;
    assert_eq!(report.map(|report| report.passed.len()).map_err(|failure| failure.to_string()), Ok(29));
}

proptest! {
    // Fewer than for an engine that needs no connection.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn whatever_is_done_it_answers_as_a_list_would(work in vec(work::work(), 1..40)) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let agrees = runtime.block_on(async {
            let stub = Stub::start(STEP).await;
            model::agrees(reopening(&stub, folder.path()), &work).await
        });
        prop_assert_eq!(agrees, Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answer_was_lost_is_found_and_not_written_twice() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    stub.fail_next_appends([Fault::AnswerLost]);
    let placed = Placed { first_revision: 0, last_revision: 0, last_position: STEP };
    let outcome = log.store.append(append("a", "s", Expected::NoStream)).await.unwrap();
    assert_eq!(outcome, Appended::AlreadyApplied(placed));
    assert_eq!(log.revisions(&stream("s")).await, [0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_not_ready_is_tried_again() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    stub.fail_next_appends([Fault::NotReady, Fault::NotReady]);
    let placed = log.stores(append("a", "s", Expected::NoStream)).await;
    assert_eq!(placed, Placed { first_revision: 0, last_revision: 0, last_position: STEP });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_unknown_is_an_error() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    stub.fail_next_appends(vec![Fault::NotReady; 100]);
    let outcome = log.store.append(append("a", "s", Expected::NoStream)).await;
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert!(stub.rules.events().is_empty());
}

/// The server compares ids only, and would tell both that their events are stored.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_replicas_with_one_command_only_one_has_stored_it() {
    let stub = Stub::start(STEP).await;
    let (here, there) = (Log::of(&stub), Log::of(&stub));
    let both = Arc::new(Barrier::new(2));
    stub.fail_next_appends([Fault::Meet(Arc::clone(&both)), Fault::Meet(both)]);
    let (first, second) = tokio::join!(
        here.store.append(append("a", "s", Expected::NoStream)),
        there.store.append(append("a", "s", Expected::Any)),
    );
    let outcomes = [first.unwrap(), second.unwrap()];
    let placed = Placed { first_revision: 0, last_revision: 0, last_position: STEP };
    assert!(outcomes.contains(&Appended::Stored(placed)), "{outcomes:?}");
    assert!(outcomes.contains(&Appended::AlreadyApplied(placed)), "{outcomes:?}");
}

/// Asked to write at the end of the stream, the server does not look whether the ids stand before.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_not_repeated_after_its_stream_has_moved() {
    let stub = Stub::start(STEP).await;
    let (here, there) = (Log::of(&stub), Log::of(&stub));
    let placed = here.stores(append("a", "s", Expected::NoStream)).await;
    here.stores(append("b", "s", Expected::Revision(0))).await;
    let repeated = there.store.append(append("a", "s", Expected::Revision(1))).await.unwrap();
    assert_eq!(repeated, Appended::AlreadyApplied(placed));
    assert_eq!(here.revisions(&stream("s")).await, [0, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_race_for_a_revision_and_the_loser_is_told_where_the_stream_ends() {
    let stub = Stub::start(STEP).await;
    let (here, there) = (Log::of(&stub), Log::of(&stub));
    let both = Arc::new(Barrier::new(2));
    stub.fail_next_appends([Fault::Meet(Arc::clone(&both)), Fault::Meet(both)]);
    let (first, second) = tokio::join!(
        here.store.append(append("a", "s", Expected::NoStream)),
        there.store.append(append("b", "s", Expected::NoStream)),
    );
    let outcomes = [first.unwrap(), second.unwrap()];
    assert!(outcomes.contains(&Appended::Conflict { actual: Some(0) }), "{outcomes:?}");
    assert_eq!(here.revisions(&stream("s")).await, [0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_write_is_neither_read_nor_the_head() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    (0..600).for_each(|_| stub.others_write("lending.title-x"));
    assert_eq!(log.store.head().await.unwrap(), 0);
    let placed = log.stores(append("a", "s", Expected::NoStream)).await;
    (0..600).for_each(|_| stub.others_write("$stats"));
    assert_eq!(log.store.head().await.unwrap(), placed.last_position);

    let page = log.store.read_all(0, 10, &Filter::everything()).await.unwrap();
    assert_eq!((page.events.len(), page.looked_through), (1, placed.last_position));
    let none = Filter::streams_beginning_with(["booking.policy-".to_owned()]);
    let page = log.store.read_all(0, 10, &none).await.unwrap();
    assert_eq!((page.events.len(), page.looked_through), (0, placed.last_position));
    let end = log.store.read_all(placed.last_position, 10, &none).await.unwrap();
    assert_eq!(end.looked_through, placed.last_position);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_goes_on_over_broken_connections_without_gap_or_repeat() {
    let stub = Stub::start(STEP).await;
    let (log, other) = (Log::of(&stub), Log::of(&stub));
    let mut events = subscribe(Arc::clone(&log.store) as Arc<dyn EventStore>, 0, Filter::everything());
    for round in 0..5 {
        for number in 0..3 {
            other.stores(append(&format!("{round}/{number}"), "s", Expected::Any)).await;
            let next = tokio::time::timeout(PATIENCE, events.next()).await.expect("it comes");
            assert_eq!(next.unwrap().unwrap().revision, round * 3 + number);
        }
        stub.break_subscriptions();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_index_is_made_again() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    let placed = log.stores(append("a", "s", Expected::NoStream)).await;
    log.stores(append("b", "s", Expected::Any)).await;
    for file in std::fs::read_dir(log.folder.path()).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    let log = log.reopen(&stub);
    let found = log.store.find_command(CommandId::named("command", "a")).await.unwrap().unwrap();
    assert_eq!((found.stream, found.placed), (stream("s"), placed));
}

/// As after a cluster was set up anew, or restored to an earlier state.
#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_another_log_is_not_believed() {
    let (stub, other) = (Stub::start(STEP).await, Stub::start(STEP).await);
    let log = Log::of(&stub);
    log.stores(append("a", "s", Expected::NoStream)).await;
    log.stores(append("b", "s", Expected::Any)).await;
    log.store.find_command(CommandId::named("command", "b")).await.unwrap().expect("indexed");

    let log = log.reopen(&other);
    log.stores(append("c", "s", Expected::NoStream)).await;
    assert_eq!(log.store.find_command(CommandId::named("command", "b")).await.unwrap(), None);
    log.stores(append("b", "s", Expected::Revision(0))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_event_is_damage_and_not_an_empty_place() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    for command in ["a", "b", "c"] {
        log.stores(append(command, "s", Expected::Any)).await;
    }
    stub.rules.events().remove(1);
    for read in [
        log.store.read_stream(&stream("s"), 0, 10).await,
        log.store.read_stream_back(&stream("s"), None, 10).await,
    ] {
        assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_another_service_is_refused() {
    let stub = Stub::start(STEP).await;
    let log = Log::of(&stub);
    let elsewhere = StreamName::new("lending", "title", &tenant(), CommandId::named("stream", "s").uuid());
    let refused = log.store.append(Append { stream: elsewhere, ..append("a", "s", Expected::Any) }).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(stub.rules.events().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_cannot_be_reached_is_an_error_and_no_wait_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    // Nothing listens on the port for discarding.
    let store = KurrentStore::open("esdb://127.0.0.1:9?tls=false", folder.path(), "booking").unwrap();
    let head = tokio::time::timeout(PATIENCE, store.head()).await.expect("an answer");
    assert!(matches!(head, Err(StoreError::Unavailable(_))), "{head:?}");
}
