//! Reading rows of views: columns that hold JSON, or a text that parses.

use std::{error::Error, str::FromStr};

use rusqlite::{Row, types::Type};
use serde::de::DeserializeOwned;

/// A column that holds JSON.
///
/// # Errors
/// When there is no such column, or it holds something else.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    read(row, column, |text| serde_json::from_str(text))
}

/// A column that holds a text which parses: an id, a slug.
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
