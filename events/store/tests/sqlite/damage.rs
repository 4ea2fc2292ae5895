//! Whatever is done to a log's file is found, and named with the first position it concerns.

use std::{fs, path::Path};

use nanum_store::{
    EventStore,
    sqlite::{self, Head, SqliteStore, VerifyError, verify},
};

use crate::desk::{copied, fill, log_in, open, told, twenty_events};

fn verified(log: &Path) -> Result<sqlite::Verified, VerifyError> {
    verify(log, None, |_, _| {})
}

fn change(log: &Path, sql: &str) {
    let raw = rusqlite::Connection::open(log).expect("a file");
    raw.execute_batch(sql).expect("changed");
}

#[tokio::test]
async fn a_whole_log_is_verified_closed_or_in_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = twenty_events(folder.path()).await;
    let closed = verified(&log).expect("whole");
    assert_eq!((closed.events, closed.streams, closed.commands, closed.head.position), (20, 5, 20, 20));

    let store = open(&log);
    fill(&store, 20..25).await;
    let mut told = Vec::new();
    let in_use = verify(&log, Some(closed.head), |done, of| told.push((done, of))).expect("whole");
    assert_eq!((in_use.events, told), (25, vec![(25, 25)]));
}

#[tokio::test]
async fn an_empty_log_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(&log_in(folder.path())));
    assert_eq!(verified(&log_in(folder.path())).map(|verified| verified.events), Ok(0));
}

#[tokio::test]
async fn each_change_to_an_event_is_found_at_its_position() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = twenty_events(folder.path()).await;
    let changes = [
        ("UPDATE event SET data = replace(data, 'repair', 'rapier') WHERE position = 7", 7),
        ("UPDATE event SET name = 'resource.opened.v1' WHERE position = 7", 7),
        ("UPDATE event SET tenant = 'seoul' WHERE position = 7", 7),
        ("UPDATE event SET actor = '\"anonymous\"' WHERE position = 7", 7),
        ("UPDATE event SET fingerprint = 'f' WHERE position = 7", 7),
        ("UPDATE event SET correlation = '' WHERE position = 7", 7),
        ("UPDATE event SET causation = NULL WHERE position = 7", 7),
        ("UPDATE event SET traceparent = NULL WHERE position = 7", 7),
        ("UPDATE event SET recorded_at = recorded_at + 1 WHERE position = 7", 7),
        ("UPDATE event SET command = zeroblob(16) WHERE position = 7", 7),
        ("UPDATE event SET id = zeroblob(16) WHERE position = 7", 7),
        ("UPDATE event SET hash = zeroblob(32) WHERE position = 7", 7),
        ("UPDATE event SET revision = 99 WHERE position = 7", 7),
        ("UPDATE event SET stream = 5, revision = 50 WHERE position = 17", 17),
        ("UPDATE event SET stream = 99 WHERE position = 17", 17),
        ("UPDATE stream SET name = name || '0' WHERE id = 3", 3),
        ("DELETE FROM event WHERE position = 7", 7),
        ("DELETE FROM event WHERE position = 1", 1),
        ("DELETE FROM stream WHERE id = 4", 4),
        (
            "UPDATE event SET position = 99 WHERE position = 7; UPDATE event SET position = 7 WHERE position = 8;
             UPDATE event SET position = 8 WHERE position = 99",
            7,
        ),
        ("UPDATE event SET position = 30 WHERE position = 20", 20),
    ];
    for (sql, at) in changes {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = copied(&log, folder.path());
        change(&copy, sql);
        let found = verified(&copy);
        let Err(VerifyError::Damaged { position, .. }) = found else { panic!("{sql}: {found:?}") };
        assert_eq!(position, at, "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn what_is_cut_off_or_rewritten_at_the_end_is_found_with_a_remembered_head() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = twenty_events(folder.path()).await;
    let remembered = verified(&log).expect("whole").head;
    change(&log, "DELETE FROM event WHERE position > 18");
    assert_eq!(verified(&log).map(|verified| verified.events), Ok(18));
    let found = verify(&log, Some(remembered), |_, _| {});
    assert!(matches!(found, Err(VerifyError::Damaged { position: 19, .. })), "{found:?}");

    let store = open(&log);
    fill(&store, 40..45).await;
    store.close().await;
    assert_eq!(verified(&log).map(|verified| verified.events), Ok(23));
    let found = verify(&log, Some(remembered), |_, _| {});
    assert!(matches!(found, Err(VerifyError::Damaged { position: 20, .. })), "{found:?}");
}

#[tokio::test]
async fn a_truncated_file_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log_in(folder.path());
    let store = open(&log);
    fill(&store, 0..300).await;
    store.close().await;
    let whole = fs::read(&log).expect("bytes");
    for length in [whole.len() - 1, whole.len() - 8192, whole.len() / 2, 8192, 100, 1] {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = log_in(folder.path());
        fs::write(&copy, &whole[..length]).expect("written");
        let found = verified(&copy);
        assert!(found.is_err(), "{length} of {} bytes: {found:?}", whole.len());
    }
}

/// A byte in a place that nothing is read from may change; then everything reads as it was.
#[tokio::test]
async fn flipped_bits_anywhere_are_found_or_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log_in(folder.path());
    let store = open(&log);
    fill(&store, 0..100).await;
    let as_written = told(&store).await.expect("readable");
    store.close().await;
    let whole = fs::read(&log).expect("bytes");
    let mut found = 0;
    for number in 0..400_usize {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = log_in(folder.path());
        let at = number * 7_919 % whole.len();
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (number % 8);
        fs::write(&copy, &bytes).expect("written");
        let verdict = verified(&copy);
        assert_eq!(fs::read(&copy).expect("bytes"), bytes, "byte {at}: verifying wrote to the file");
        match verdict {
            Err(_) => found += 1,
            Ok(verified) => {
                assert_eq!(verified.events, 100, "byte {at}");
                assert_eq!(told(&open(&copy)).await.as_ref(), Ok(&as_written), "byte {at}");
            }
        }
    }
    assert!(found > 200, "{found} of 400 were in a place that matters");
}

#[tokio::test]
async fn a_damaged_log_is_not_repaired_by_opening_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = twenty_events(folder.path()).await;
    change(&log, "DELETE FROM event WHERE position = 7");
    let before = verified(&log);
    {
        let store = SqliteStore::open(&log).expect("it opens, so that it can be looked at");
        assert!(told(&store).await.is_err());
        assert_eq!(store.head().await.expect("a head"), 20);
    }
    assert_eq!(verified(&log), before);
    assert!(matches!(before, Err(VerifyError::Damaged { position: 7, .. })), "{before:?}");
}

#[tokio::test]
async fn a_head_is_of_its_log_only() {
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let log = twenty_events(here.path()).await;
    let other = log_in(there.path());
    let store = open(&other);
    fill(&store, 100..120).await;
    store.close().await;
    let head = verified(&other).expect("whole").head;
    let found = verify(&log, Some(head), |_, _| {});
    assert!(matches!(found, Err(VerifyError::Damaged { position: 20, .. })), "{found:?}");
    assert!(verify(&log, Some(Head { position: 0, hash: [0; 32] }), |_, _| {}).is_ok());
}
