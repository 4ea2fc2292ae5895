//! The index is made from the log, and is never believed against it.

use std::{fs, path::Path};

use nanum_store::{
    Append, Appended, EventStore, Expected,
    sqlite::{SqliteStore, VerifyError, verify},
};

use crate::desk::{append, command, commanded, copied, log_in, open, stream, twenty_events};

/// More events than stay in memory before a run is written.
const MANY: usize = 70_000;

/// One event a command, a thousand events a stream.
async fn many_events(store: &SqliteStore) {
    for thousand in 0..MANY / 1_000 {
        let commands = (0..1_000).map(|number| commanded(thousand * 1_000 + number, 1)).collect();
        let append = Append { stream: stream(thousand), expected: Expected::NoStream, commands };
        let outcome = store.append(append).await;
        assert!(matches!(outcome, Ok(Appended::Stored(_))), "{outcome:?}");
    }
}

async fn finds_everything(store: &SqliteStore) {
    for number in (0..MANY).step_by(997).chain([MANY - 1]) {
        let found = store.find_command(command(number)).await.expect("an answer");
        let place = found.map(|record| (record.stream, record.placed.last_position));
        assert_eq!(place, Some((stream(number / 1_000), number as u64 + 1)));
        let again = store.append(append(number, number / 1_000)).await.expect("an answer");
        assert!(
            matches!(again, Appended::AlreadyApplied(placed) if placed.last_position == number as u64 + 1),
            "{again:?}"
        );
    }
    assert_eq!(store.find_command(command(MANY)).await.expect("an answer"), None);
    assert_eq!(store.read_stream(&stream(3), 0, 2_000).await.expect("readable").len(), 1_000);
    assert_eq!(store.read_stream(&stream(MANY), 0, 10).await.expect("readable").len(), 0);
    assert_eq!(store.head().await.expect("a head"), MANY as u64);
}

fn index_of(log: &Path) -> std::path::PathBuf {
    log.with_file_name("log.db-index")
}

/// Ends with the index written up to where the log was opened.
async fn opened_again(log: &Path) -> SqliteStore {
    let store = open(log);
    let indexed = verify(log, None, |_, _| {}).expect("whole").indexed;
    assert!(indexed.is_some_and(|mark| mark >= 65_536), "{indexed:?}");
    store
}

/// A copy of the index beside another log, as it is just now.
fn index_copied(log: &Path, beside: &Path) {
    let raw = rusqlite::Connection::open(index_of(log)).expect("a file");
    raw.execute("VACUUM INTO ?1", [index_of(beside).to_str()]).expect("a copy");
}

/// One test, because it takes long to fill a log that is worth an index.
#[tokio::test(flavor = "multi_thread")]
async fn the_index_finds_what_is_old_and_is_never_believed_against_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log_in(folder.path());
    let store = open(&log);
    many_events(&store).await;
    finds_everything(&store).await;
    store.close().await;
    drop(store);
    finds_everything(&opened_again(&log).await).await;

    what_it_lacks_or_has_too_much_is_found(&log);
    one_of_another_log_is_made_again(&log).await;

    let elsewhere = tempfile::tempdir().expect("a folder");
    let without = copied(&log, elsewhere.path());
    finds_everything(&opened_again(&without).await).await;
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.path().join(format!("log.db-index{ending}")));
    }
    fs::write(index_of(&log), "this is no index").expect("written");
    finds_everything(&opened_again(&log).await).await;
}

fn what_it_lacks_or_has_too_much_is_found(log: &Path) {
    let changes = [
        ("DELETE FROM command WHERE position = 777", "does not find the command of position 777"),
        ("INSERT INTO command VALUES (zeroblob(16), 5)", "commands up to position"),
        ("DELETE FROM stream WHERE id = 7", "does not find the stream"),
        ("UPDATE mark SET hash = zeroblob(32)", "another log"),
    ];
    for (sql, cause) in changes {
        let elsewhere = tempfile::tempdir().expect("a folder");
        let copy = copied(log, elsewhere.path());
        index_copied(log, &copy);
        let raw = rusqlite::Connection::open(index_of(&copy)).expect("a file");
        raw.execute_batch(sql).expect("changed");
        let found = verify(&copy, None, |_, _| {}).expect_err("wrong").to_string();
        assert!(found.contains(cause), "{sql}: {found}");
    }
}

async fn one_of_another_log_is_made_again(log: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let short = twenty_events(folder.path()).await;
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.path().join(format!("log.db-index{ending}")));
    }
    index_copied(log, &short);
    let found = verify(&short, None, |_, _| {});
    assert!(matches!(found, Err(VerifyError::Index { .. })), "{found:?}");
    let store = open(&short);
    assert_eq!(store.find_command(command(500)).await.expect("an answer"), None);
    assert!(store.find_command(command(5)).await.expect("an answer").is_some());
    assert!(verify(&short, None, |_, _| {}).is_ok());
}
