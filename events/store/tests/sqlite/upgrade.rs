//! A log of the first version of the program, made with its own SQL.

use std::path::Path;

use nanum_contracts::ids::Id;
use nanum_store::{Appended, EventStore, StoreError, event_id, sqlite::SqliteStore, sqlite::verify};
use rusqlite::Connection;

use crate::desk::{append, command, commanded, log_in, open, stream, told};

const VERSION_1: &str = "
    CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        stream   INTEGER NOT NULL, -- stream.id
        revision INTEGER NOT NULL,
        id       BLOB NOT NULL,
        command  BLOB NOT NULL,
        name     TEXT NOT NULL,
        data     TEXT NOT NULL,
        metadata TEXT NOT NULL,
        UNIQUE (stream, revision)
    ) STRICT;
    CREATE INDEX event_by_command ON event (command);
    CREATE VIEW log AS
        SELECT position, stream.name AS stream, revision, lower(hex(event.id)) AS id, event.name AS name, data, metadata
        FROM event JOIN stream ON stream.id = event.stream;
    PRAGMA user_version = 1;
";

/// Twenty commands with two events each, on five streams.
fn version_1(log: &Path) -> Connection {
    let raw = Connection::open(log).expect("a file");
    raw.pragma_update(None, "journal_mode", "WAL").expect("a write-ahead log");
    raw.execute_batch(VERSION_1).expect("the old schema");
    for number in 0..5 {
        raw.execute("INSERT INTO stream (name) VALUES (?1)", [stream(number).as_str()]).expect("a stream");
    }
    for number in 0..20_usize {
        let commanded = commanded(number, 2);
        for (index, event) in commanded.events.iter().enumerate() {
            raw.execute(
                "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                (
                    number * 2 + index + 1,
                    number % 5 + 1,
                    number / 5 * 2 + index,
                    event_id(command(number), &stream(number % 5), index).as_bytes(),
                    command(number).uuid().as_bytes(),
                    &event.name,
                    event.data.get(),
                    serde_json::to_string(&commanded.metadata).expect("JSON"),
                ),
            )
            .expect("an event");
        }
    }
    raw
}

#[tokio::test]
async fn a_log_of_the_first_version_is_upgraded_when_it_is_opened() {
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    drop(version_1(&log_in(here.path())));
    let upgraded = open(&log_in(here.path()));

    let new = open(&log_in(there.path()));
    for number in 0..20 {
        let mut append = append(number, number % 5);
        append.commands = vec![commanded(number, 2)];
        new.append(append).await.expect("stored");
    }
    assert_eq!(told(&upgraded).await, told(&new).await);
    let again = upgraded.append(append(3, 3)).await.expect("an answer");
    assert!(matches!(again, Appended::AlreadyApplied(placed) if placed.last_position == 8), "{again:?}");
    upgraded.append(append(99, 0)).await.expect("stored");
    upgraded.close().await;
    drop(upgraded);
    assert_eq!(verify(&log_in(here.path()), None, |_, _| {}).map(|verified| verified.events), Ok(41));
    assert_eq!(told(&open(&log_in(here.path()))).await.map(|events| events.len()), Ok(41));
}

#[tokio::test]
async fn an_old_log_that_cannot_be_read_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log_in(folder.path());
    let raw = version_1(&log);
    raw.execute("UPDATE event SET metadata = '{' WHERE position = 13", []).expect("changed");
    let refused = SqliteStore::open(&log);
    assert!(matches!(refused, Err(StoreError::Damaged { position: 13, .. })), "{refused:?}");
    let version: u32 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
    let events: u32 = raw.query_row("SELECT count(*) FROM log", [], |row| row.get(0)).expect("the old view");
    assert_eq!((version, events), (1, 40));
}
