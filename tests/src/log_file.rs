//! A service's log, read from its file as an operator would, with the service running or not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub position: u64,
    pub stream: String,
    pub revision: u64,
    /// In hexadecimal, without dashes.
    pub id: String,
    pub name: String,
    pub command: String,
}

/// Reads the log of `service` in a data folder.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn read(data: &Path, service: &str) -> Vec<Row> {
    let log = open(data, service);
    let rows = "SELECT position, stream, revision, id, name, command FROM log ORDER BY position";
    let mut rows = log.prepare(rows).expect("the view for people");
    let number = |row: &rusqlite::Row<'_>, column| {
        row.get::<_, i64>(column).map(|n| u64::try_from(n).expect("a number"))
    };
    let rows = rows.query_map([], |row| {
        Ok(Row {
            position: number(row, 0)?,
            stream: row.get(1)?,
            revision: number(row, 2)?,
            id: row.get(3)?,
            name: row.get(4)?,
            command: row.get(5)?,
        })
    });
    rows.and_then(Iterator::collect).unwrap_or_else(|error| panic!("the log of {service}: {error}"))
}

/// Holds that a log is whole: the file is sound, positions and revisions have no gap, no event is there twice, and the
/// events of one command stand together in one stream.
///
/// # Errors
/// The first thing that is not so.
pub fn check(data: &Path, service: &str) -> Result<Vec<Row>, String> {
    let sound = open(data, service).query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    let sound = sound.map_err(|error| format!("{service}: {error}"))?;
    if sound != "ok" {
        return Err(format!("the file of {service}: {sound}"));
    }
    let rows = read(data, service);
    let mut next_of_stream = BTreeMap::<&str, u64>::new();
    let (mut ids, mut commands) = (BTreeSet::new(), BTreeMap::<&str, &Row>::new());
    for (row, position) in rows.iter().zip(1..) {
        let next = next_of_stream.entry(&row.stream).or_default();
        if row.position != position || row.revision != *next {
            return Err(format!("{service}: position {position} and revision {next} are not at {row:?}"));
        }
        *next += 1;
        if !ids.insert(&row.id) {
            return Err(format!("{service}: the event of {row:?} is there twice"));
        }
        match commands.insert(&row.command, row) {
            Some(last) if last.stream != row.stream || last.position + 1 != row.position => {
                return Err(format!("{service}: the command of {row:?} was carried out before, {last:?}"));
            }
            _ => {}
        }
    }
    Ok(rows)
}

fn open(data: &Path, service: &str) -> Connection {
    let file = data.join(service).join("log.sqlite");
    Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
