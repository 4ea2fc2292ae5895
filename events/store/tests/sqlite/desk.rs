//! What the tests have in common: a log in a folder, and appends that differ.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use nanum_store::{
    Append, Appended, Commanded, EventStore, Expected, Filter, Metadata, NewEvent, Recorded, StreamName,
    sqlite::SqliteStore,
};
use serde_json::value::to_raw_value;

pub(crate) fn log_in(folder: &Path) -> PathBuf {
    folder.join("log.db")
}

pub(crate) fn open(log: &Path) -> SqliteStore {
    SqliteStore::open(log).expect("the log opens")
}

pub(crate) fn command(number: usize) -> CommandId {
    CommandId::named("test", &number.to_string())
}

pub(crate) fn stream(number: usize) -> StreamName {
    let tenant: TenantId = "seosan".parse().expect("a tenant");
    StreamName::new("booking", "resource", &tenant, CommandId::named("stream", &number.to_string()).uuid())
}

/// What a command with this number makes happen: so many events.
pub(crate) fn commanded(number: usize, events: usize) -> Commanded {
    let metadata = Metadata {
        tenant: "seosan".parse().expect("a tenant"),
        actor: Actor::Platform("test".to_owned()),
        command: command(number),
        fingerprint: format!("{number:064x}").into(),
        correlation: format!("correlation {number}").into(),
        causation: Some(command(number).uuid()),
        recorded_at: Timestamp::UNIX_EPOCH,
        traceparent: Some(format!("00-{number:032x}-00000000000000aa-01").into()),
    };
    let event = |index| NewEvent {
        name: "resource.closed.v1".to_owned(),
        data: to_raw_value(&format!("for the repair {index} of {number}")).expect("JSON"),
    };
    Commanded { metadata, events: (0..events).map(event).collect() }
}

pub(crate) fn append(number: usize, to: usize) -> Append {
    Append { stream: stream(to), expected: Expected::Any, commands: vec![commanded(number, 1)] }
}

/// Appends by commands with these numbers to five streams, one event each.
pub(crate) async fn fill(store: &SqliteStore, numbers: impl Iterator<Item = usize>) {
    for number in numbers {
        let outcome = store.append(append(number, number % 5)).await;
        assert!(matches!(outcome, Ok(Appended::Stored(_))), "{outcome:?}");
    }
}

/// A log with twenty events in five streams, closed.
pub(crate) async fn twenty_events(folder: &Path) -> PathBuf {
    let log = log_in(folder);
    let store = open(&log);
    fill(&store, 0..20).await;
    store.close().await;
    log
}

/// The log in another folder, without its index.
pub(crate) fn copied(log: &Path, folder: &Path) -> PathBuf {
    let copy = log_in(folder);
    fs::copy(log, &copy).expect("a copy");
    copy
}

/// Everything that can be told of the log's events, in order.
pub(crate) async fn told(store: &SqliteStore) -> Result<Vec<String>, String> {
    let mut told = Vec::new();
    let mut after = 0;
    loop {
        let page = store.read_all(after, 10_000, &Filter::everything()).await;
        let page = page.map_err(|error| error.to_string())?;
        if page.looked_through == after {
            return Ok(told);
        }
        after = page.looked_through;
        told.extend(page.events.iter().map(tell));
    }
}

fn tell(event: &Recorded) -> String {
    let Recorded { id, stream, revision, position, name, data, metadata } = event;
    format!("{position} {stream} {revision} {id} {name} {data} {metadata:?}")
}
