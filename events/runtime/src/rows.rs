//! Reading rows of views: columns that hold an id, JSON, or a text that parses.
//!
//! An id stands in its column as the 16 bytes of its UUID, which `id.uuid()` writes: of a row with five ids and their
//! indexes, texts would make up more than half.

use std::{error::Error, str::FromStr};

use nanum_contracts::ids::Id;
use rusqlite::{Row, types::Type};
use serde::de::DeserializeOwned;

/// A column that holds an id.
///
/// # Errors
/// When there is no such column, or it holds something else.
pub fn id<T: Id>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    row.get(column).map(T::from_uuid)
}

/// A column that holds JSON.
///
/// # Errors
/// When there is no such column, or it holds something else.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    read(row, column, |text| serde_json::from_str(text))
}

/// A column that holds a text which parses: a slug, an instant.
///
/// # Errors
/// When there is no such column, or it holds something else.
pub fn parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<T> {
    read(row, column, str::parse)
}

fn read<T, E>(row: &Row<'_>, column: &str, read: impl FnOnce(&str) -> Result<T, E>) -> rusqlite::Result<T>
where
    E: Error + Send + Sync + 'static,
{
    let index = row.as_ref().column_index(column)?;
    let text = row.get_ref(index)?.as_str()?;
    read(text).map_err(|cause| rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(cause)))
}
