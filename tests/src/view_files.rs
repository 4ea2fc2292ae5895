//! The rows of all views of a data folder, to be held against those that are made anew from the logs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, types::Value};

/// Tables that a follower keeps beside its rows: where it is, not what it answers.
const KEPT_BESIDE: [&str; 3] = ["marks", "parked", "skipped"];

/// Rows as text, by file and table.
pub type Rows = BTreeMap<String, BTreeSet<String>>;

/// The rows of every view.
///
/// # Errors
/// When a file cannot be read: it may be just being made.
pub fn rows(data: &Path) -> Result<Rows, String> {
    let mut all = Rows::new();
    for file in files(data) {
        rows_of(&file, &mut all).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(all)
}

/// Deletes every view, of programs that do not run.
///
/// # Panics
/// When there is none, or one cannot be deleted.
pub fn delete(data: &Path) {
    let files = files(data);
    assert!(!files.is_empty(), "no views in {}", data.display());
    for folder in files.iter().filter_map(|file| file.parent()).collect::<BTreeSet<_>>() {
        std::fs::remove_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    }
}

fn files(data: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path())
    };
    let views = entries(data).flat_map(|service| entries(&service.join("views")).collect::<Vec<_>>());
    views.filter(|file| file.extension().is_some_and(|extension| extension == "sqlite")).collect()
}

fn rows_of(file: &Path, all: &mut Rows) -> rusqlite::Result<()> {
    let view = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut tables = view.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for table in tables.iter().filter(|table| !KEPT_BESIDE.contains(&table.as_str())) {
        let mut statement = view.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            (0..columns).map(|column| row.get::<_, Value>(column)).collect::<Result<Vec<_>, _>>()
        })?;
        let rows = rows.map(|row| row.map(|row| format!("{row:?}"))).collect::<Result<_, _>>()?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        all.insert(format!("{name}: {table}"), rows);
    }
    Ok(())
}
