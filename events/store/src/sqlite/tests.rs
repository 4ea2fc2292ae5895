//! What only the embedded engine promises; the rest is in [`crate::conformance`].

use std::{path::Path, sync::Arc, time::Duration};

use futures::future::join_all;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use serde_json::value::to_raw_value;

use super::*;
use crate::{Expected, Metadata, NewEvent, conformance};

fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(folder.join("log.db")).expect("the log opens")
}

fn append(command: &str, stream: &str, expected: Expected) -> Append {
    let tenant: TenantId = "seosan".parse().expect("a tenant");
    let command = CommandId::named("test", command);
    let stream = StreamName::new("booking", "resource", &tenant, CommandId::named("stream", stream).uuid());
    let closed =
        NewEvent { name: "resource.closed.v1".to_owned(), data: to_raw_value("for repair").expect("JSON") };
    let metadata = Metadata {
        tenant,
        actor: Actor::Anonymous,
        command,
        fingerprint: "f".into(),
        correlation: "test".into(),
        causation: None,
        recorded_at: Timestamp::UNIX_EPOCH,
        traceparent: None,
    };
    Append::of_one(stream, expected, metadata, vec![closed])
}

async fn everything(store: &SqliteStore) -> Result<Vec<Recorded>, StoreError> {
    store.read_all(0, 10_000, &Filter::everything()).await.map(|page| page.events)
}

async fn positions(store: &SqliteStore) -> Vec<u64> {
    everything(store).await.expect("readable").iter().map(|event| event.position).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_conforms() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.db");
    let open: conformance::Open = Arc::new(move || {
        let store = SqliteStore::open(&path).map(|store| Arc::new(store) as Arc<dyn EventStore>);
        Box::pin(async { store })
    });
    let report = conformance::run(open, |_| {}).await;
    assert_eq!(report.map(|report| report.passed.len()).map_err(|failure| failure.to_string()), Ok(29));
}

#[tokio::test]
async fn a_log_opened_again_holds_everything_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let Appended::Stored(placed) = store.append(append("a", "s", Expected::NoStream)).await.expect("stored")
    else {
        panic!("not stored");
    };
    drop(store);

    let store = open(folder.path());
    assert_eq!(store.head().await.expect("a head"), 1);
    assert_eq!(*store.head_watch().borrow(), 1);
    assert_eq!(
        store.append(append("a", "s", Expected::NoStream)).await.expect("answered"),
        Appended::AlreadyApplied(placed)
    );
    store.append(append("b", "s", Expected::Revision(0))).await.expect("stored");
    assert_eq!(positions(&store).await, [1, 2]);
}

#[tokio::test]
async fn closing_answers_what_was_taken_and_takes_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let stored = join_all(
        (0..100).map(|n| store.append(append(&format!("{n}"), &format!("{n}"), Expected::NoStream))),
    );
    let (outcomes, ()) = tokio::join!(stored, store.close());
    let answered = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Appended::Stored(_)))).count();
    assert_eq!(positions(&store).await.len(), answered);
    assert!(matches!(
        store.append(append("late", "late", Expected::Any)).await,
        Err(StoreError::Unavailable(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_on_one_file_race_and_lose_nothing() {
    const WRITERS: usize = 8;
    const APPENDS: usize = 25;
    let folder = tempfile::tempdir().expect("a folder");
    let instances = [Arc::new(open(folder.path())), Arc::new(open(folder.path()))];
    let writers = (0..2 * WRITERS).map(|writer| {
        let store = Arc::clone(&instances[writer % 2]);
        tokio::spawn(async move {
            for count in 0..APPENDS {
                add_to_shared_stream(&store, &format!("{writer}/{count}")).await;
            }
        })
    });
    for writer in join_all(writers).await {
        writer.expect("no panic");
    }
    let all = 2 * WRITERS * APPENDS;
    for store in &instances {
        assert_eq!(positions(store).await, (1..=all as u64).collect::<Vec<_>>());
        let shared = append("", "shared", Expected::Any).stream;
        let revisions: Vec<_> = store
            .read_stream(&shared, 0, 10_000)
            .await
            .expect("readable")
            .iter()
            .map(|event| event.revision)
            .collect();
        assert_eq!(revisions, (0..all as u64).collect::<Vec<_>>());
    }
}

/// Appends at the revision last seen, again and again until nobody was faster.
async fn add_to_shared_stream(store: &SqliteStore, command: &str) {
    let mut expected = Expected::NoStream;
    loop {
        match store.append(append(command, "shared", expected)).await.expect("the store answers") {
            Appended::Stored(_) => return,
            Appended::Conflict { actual } => expected = actual.map_or(Expected::NoStream, Expected::Revision),
            again @ Appended::AlreadyApplied(_) => panic!("{again:?} though it was sent once"),
        }
    }
}

#[tokio::test]
async fn an_append_by_another_instance_wakes_the_followers_of_this_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, there) = (open(folder.path()), open(folder.path()));
    let mut watch = here.head_watch();
    there.append(append("a", "s", Expected::NoStream)).await.expect("stored");
    let woken = tokio::time::timeout(Duration::from_secs(10), watch.wait_for(|head| *head == 1)).await;
    assert!(woken.is_ok_and(|watched| watched.is_ok()));
}

#[tokio::test]
async fn many_instances_may_create_one_log_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.db");
    let openers: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || SqliteStore::open(path).map(drop))
        })
        .collect();
    for opener in openers {
        opener.join().expect("no panic").expect("the log opens");
    }
}

#[tokio::test]
async fn a_log_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    let raw = rusqlite::Connection::open(folder.path().join("log.db")).expect("a file");
    raw.pragma_update(None, "user_version", 3).expect("written");
    let refused = SqliteStore::open(folder.path().join("log.db")).expect_err("refused");
    assert!(refused.to_string().contains("schema version 3"), "{refused}");
}

#[tokio::test]
async fn a_missing_event_is_damage_and_not_an_empty_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    for n in 0..3 {
        store.append(append(&format!("{n}"), "s", Expected::Any)).await.expect("stored");
    }
    let raw = rusqlite::Connection::open(folder.path().join("log.db")).expect("a file");
    raw.execute("DELETE FROM event WHERE position = 2", []).expect("deleted");
    assert!(matches!(everything(&store).await, Err(StoreError::Damaged { position: 3, .. })));
}

#[tokio::test]
async fn metadata_that_cannot_be_read_is_damage_at_its_position() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    store.append(append("a", "s", Expected::NoStream)).await.expect("stored");
    let raw = rusqlite::Connection::open(folder.path().join("log.db")).expect("a file");
    raw.execute("UPDATE event SET actor = '{'", []).expect("changed");
    assert!(matches!(everything(&store).await, Err(StoreError::Damaged { position: 1, .. })));
}

/// A limit on the file's pages stands for a full disk: SQLite answers both with `SQLITE_FULL`.
#[tokio::test]
async fn after_a_failed_write_nothing_is_written_any_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.db");
    drop(open(folder.path()));
    let file = LogFile::new(&path);
    let connection = file.open_for_writing().expect("the log opens");
    connection.pragma_update(None, "max_page_count", 20).expect("a limit");
    let (head, _) = watch::channel(0);
    let recent = Arc::new(Recent::of(recent::Piece::beginning_after(0, 0)));
    let finder = Finder::new(recent, Index::open(&file).expect("an index"));
    let writer = Writer::start(&file, connection, finder, head).expect("a writer");

    let mut big = append("big", "big", Expected::NoStream);
    big.commands[0].events[0].data = to_raw_value(&"x".repeat(200_000)).expect("JSON");
    let encode = |append| Encoded::from(append).expect("encoded");
    let small = || encode(append("small", "small", Expected::NoStream));
    let (full, beside) = tokio::join!(writer.append(encode(big)), writer.append(small()));
    assert!(matches!(full, Err(StoreError::Stopped(_))), "{full:?}");
    assert!(matches!(beside, Err(StoreError::Stopped(_))), "{beside:?}");
    assert!(matches!(writer.append(small()).await, Err(StoreError::Stopped(_))));
    writer.close().await;

    let store = open(folder.path());
    assert_eq!(store.head().await.expect("a head"), 0);
    assert!(matches!(
        store.append(append("small", "small", Expected::NoStream)).await,
        Ok(Appended::Stored(_))
    ));
}
