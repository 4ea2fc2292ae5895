//! A question for rows of one tenant, of which conditions leave out some; and how words and spans stand in columns.

use jiff::Timestamp;
use nanum_contracts::{TenantId, time::TimeSpan};
use rusqlite::{
    Connection, Error, Row, params_from_iter,
    types::{Type, Value},
};
use serde::{Serialize, de::DeserializeOwned};

/// An SQL question with its values.
#[derive(Debug)]
pub(super) struct Question {
    sql: String,
    values: Vec<Value>,
}

impl Question {
    /// `select` ends with `WHERE <the tenant's column> =`.
    pub(super) fn of(select: &str, tenant: &TenantId) -> Self {
        Self { sql: format!("{select} ?"), values: vec![Value::Text(tenant.as_str().to_owned())] }
    }

    /// Leaves out rows that do not meet the condition with the value, when there is one.
    pub(super) fn only(self, condition: &str, wanted: Option<impl Into<Value>>) -> Self {
        match wanted {
            Some(value) => self.meeting(condition, [value.into()]),
            None => self,
        }
    }

    /// Leaves out rows that do not meet the condition; its question marks stand for the values.
    pub(super) fn meeting(mut self, condition: &str, values: impl IntoIterator<Item = Value>) -> Self {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
        self
    }

    /// The first rows by an order, at most `most`.
    pub(super) fn first<T>(
        mut self,
        most: usize,
        order: &str,
        rows: &Connection,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.sql.push_str(&format!(" ORDER BY {order} LIMIT {most}"));
        let mut statement = rows.prepare_cached(&self.sql)?;
        statement.query_map(params_from_iter(self.values), |row| read(row))?.collect()
    }
}

/// How a value that serde writes as a text stands in a column: a state, a zone.
pub(super) fn word<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    let text = serde_json::to_value(value).and_then(serde_json::from_value);
    text.map_err(|cause| Error::ToSqlConversionFailure(Box::new(cause)))
}

/// What [`word`] wrote.
pub(super) fn read_word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let read = serde_json::from_value(serde_json::Value::String(row.get(column)?));
    read.map_err(|cause| Error::FromSqlConversionFailure(0, Type::Text, Box::new(cause)))
}

/// A column in whole seconds.
pub(super) fn read_moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    let read = Timestamp::from_second(row.get(column)?);
    read.map_err(|cause| Error::FromSqlConversionFailure(0, Type::Integer, Box::new(cause)))
}

/// The columns `starts_at` and `ends_at`, in whole seconds.
pub(super) fn read_span(row: &Row<'_>) -> rusqlite::Result<TimeSpan> {
    read_span_of(row, ("starts_at", "ends_at"))
}

/// Two columns, in whole seconds.
pub(super) fn read_span_of(row: &Row<'_>, (from, to): (&str, &str)) -> rusqlite::Result<TimeSpan> {
    let span = TimeSpan::new(read_moment(row, from)?, read_moment(row, to)?);
    span.map_err(|cause| Error::FromSqlConversionFailure(0, Type::Integer, Box::new(cause)))
}
