//! A new version of a process is built from the log while its effects are off, up to where the version before has come; what
//! that one had not finished is done by the new one.
//!
//! All versions share one lease, so the version before has ended when the new one begins.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Transaction, params};

use super::{Process, Processing};
use crate::{
    sqlite::marks,
    steps::{Origin, Runner},
};

pub(super) fn file_name(name: &str, version: u32) -> String {
    format!("{name}.v{version}")
}

/// What the version before leaves: where it came, and the events of which something was not done.
struct Legacy {
    done_up_to: Vec<(String, i64)>,
    unfinished: Vec<String>,
}

/// Whether the version before has done all that followed from an event.
pub(super) fn was_done_before(rows: &Connection, origin: &Origin) -> rusqlite::Result<bool> {
    rows.prepare_cached(
        "SELECT 1 FROM done_up_to WHERE service = ?1 AND position >= ?2
            AND NOT EXISTS (SELECT 1 FROM unfinished WHERE event_id = ?3)",
    )?
    .exists(params![origin.service, origin.position as i64, origin.event_id.to_string()])
}

/// Takes over what the version before leaves, once; `false` when the program stops first.
pub(super) async fn inherit<P: Process>(
    runner: &Runner<Processing<P>>,
    folder: &Path,
    name: &str,
    version: u32,
) -> bool {
    let before =
        (1..version).rev().map(|version| folder.join(format!("{}.sqlite", file_name(name, version))));
    let Some(before) = before.into_iter().find(|path| path.exists()) else { return true };
    loop {
        let before = before.clone();
        match runner.write(move |rows| write(rows, &before)).await {
            Ok(()) => return true,
            Err(cause) if !runner.waits_after(&cause.to_string()).await => return false,
            Err(_) => {}
        }
    }
}

fn write(rows: &Transaction<'_>, before: &PathBuf) -> rusqlite::Result<()> {
    if !marks::read(rows)?.is_empty() {
        return Ok(());
    }
    let legacy = read(before)?;
    for (service, position) in legacy.done_up_to {
        rows.execute("INSERT OR REPLACE INTO done_up_to VALUES (?1, ?2)", params![service, position])?;
    }
    for event_id in legacy.unfinished {
        rows.execute("INSERT OR REPLACE INTO unfinished VALUES (?1)", [event_id])?;
    }
    Ok(())
}

/// The version before may itself have been built anew only in part: what its own predecessor had done counts as well.
fn read(before: &PathBuf) -> rusqlite::Result<Legacy> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let before = Connection::open_with_flags(before, flags)?;
    let done_up_to = before
        .prepare(
            "SELECT service, max(position) FROM
                (SELECT service, position FROM marks UNION ALL SELECT service, position FROM done_up_to)
            GROUP BY service",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let unfinished = before
        .prepare("SELECT event_id FROM steps UNION SELECT event_id FROM unfinished")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Legacy { done_up_to, unfinished })
}
