//! How words and names stand in columns.

use nanum_contracts::{
    LocalizedText, TenantId,
    ids::{Id, TitleId},
};
use nanum_runtime::view::ProjectionError;
use rusqlite::{Error, Row, Transaction, params, types::Type};
use serde::{Serialize, de::DeserializeOwned};

/// How a value that serde writes as a text stands in a column: a state, a kind, a zone.
pub(super) fn word<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    let text = serde_json::to_value(value).and_then(serde_json::from_value);
    text.map_err(|cause| Error::ToSqlConversionFailure(Box::new(cause)))
}

/// What [`word`] wrote.
pub(super) fn read_word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let read = serde_json::from_value(serde_json::Value::String(row.get(column)?));
    read.map_err(|cause| Error::FromSqlConversionFailure(0, Type::Text, Box::new(cause)))
}

/// Keeps the present name of a title in the view's own `title_names`.
pub(super) fn name_title(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    title: TitleId,
    name: &LocalizedText,
) -> Result<(), ProjectionError> {
    let name = serde_json::to_string(name)?;
    rows.prepare_cached("INSERT OR REPLACE INTO title_names VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_str(),
        title.uuid(),
        name
    ])?;
    Ok(())
}
