//! Whether the index finds what the log holds, and nothing else.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{check_structure, index};
use crate::sqlite::file;

/// The index's mark. The log itself is known to be whole up to `head`.
pub(super) fn check(log: &Connection, path: &Path, head: u64) -> Result<u64, String> {
    let text = |error: rusqlite::Error| error.to_string();
    let index = file::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(text)?;
    check_structure(&index)?;
    if !index::is_of(&index, log).map_err(text)? {
        return Err("it is of another log, of another version, or of events that the log has lost".to_owned());
    }
    // A running log may index further while it is looked at.
    let mark = index::mark(&index).map_err(text)?.position.min(head);
    let commands = check_commands(log, &index, mark).map_err(text)??;
    let indexed: u64 = index
        .query_row("SELECT count(*) FROM command WHERE position <= ?1", [mark], |row| row.get(0))
        .map_err(text)?;
    if indexed != commands {
        return Err(format!("it holds {indexed} commands up to position {mark} and the log {commands}"));
    }
    check_streams(log, &index, mark).map_err(text)??;
    Ok(mark)
}

/// Looks up the first event of each command; how many there are.
fn check_commands(log: &Connection, index: &Connection, mark: u64) -> rusqlite::Result<Result<u64, String>> {
    let mut find = index.prepare("SELECT 1 FROM command WHERE command = ?1 AND position = ?2")?;
    let mut select =
        log.prepare("SELECT position, stream, command FROM event WHERE position <= ?1 ORDER BY position")?;
    let mut rows = select.query([mark])?;
    let (mut before, mut commands) = (None, 0);
    while let Some(row) = rows.next()? {
        let place: (i64, Vec<u8>) = (row.get(1)?, row.get(2)?);
        if before.as_ref() == Some(&place) {
            continue;
        }
        let position: u64 = row.get(0)?;
        if !find.exists((&place.1, position))? {
            return Ok(Err(format!("it does not find the command of position {position}")));
        }
        commands += 1;
        before = Some(place);
    }
    Ok(Ok(commands))
}

/// Looks up each stream that had begun at the mark.
fn check_streams(log: &Connection, index: &Connection, mark: u64) -> rusqlite::Result<Result<(), String>> {
    let mut find = index.prepare("SELECT id FROM stream WHERE name = ?1")?;
    let mut select = log.prepare(
        "SELECT stream.id, stream.name FROM stream
         WHERE (SELECT position FROM event WHERE event.stream = stream.id AND revision = 0) <= ?1 ORDER BY id",
    )?;
    let mut rows = select.query([mark])?;
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        if find.query_row([&name], |row| row.get::<_, i64>(0)).optional()? != Some(id) {
            return Ok(Err(format!("it does not find the stream {name}")));
        }
    }
    Ok(Ok(()))
}
