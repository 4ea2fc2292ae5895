//! Lists of a tenant's rows, page by page: a cursor is the log position at which the last row of a page came into being,
//! so that no row is shown twice or left out while others come and go.

use nanum_contracts::{TenantId, request::Page};
use nanum_runtime::cursor::cursor_at;
use rusqlite::{Connection, Row, params_from_iter, types::Value};

/// A place between the rows of a list.
pub type Cursor = Option<i64>;

/// Which way a list goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Order {
    OldestFirst,
    NewestFirst,
}

/// A question for rows of one tenant, of which conditions leave out some.
#[derive(Debug)]
pub(super) struct Listing {
    sql: String,
    values: Vec<Value>,
}

impl Listing {
    /// `select` ends with `WHERE <the tenant's column> =`.
    pub(super) fn of(select: &str, tenant: &TenantId) -> Self {
        Self { sql: format!("{select} ?"), values: vec![Value::Text(tenant.as_str().to_owned())] }
    }

    /// Leaves out rows that do not have the value, when one is wanted.
    pub(super) fn only(mut self, column: &str, wanted: Option<impl Into<Value>>) -> Self {
        if let Some(value) = wanted {
            self.sql.push_str(&format!(" AND {column} = ?"));
            self.values.push(value.into());
        }
        self
    }

    /// Leaves out rows that do not meet the condition, when it is wanted.
    pub(super) fn that(mut self, condition: &str, wanted: bool) -> Self {
        if wanted {
            self.sql.push_str(&format!(" AND {condition}"));
        }
        self
    }

    /// Rows beyond the cursor by `position`, at most `size` and one more, each after its position.
    pub(super) fn page<T>(
        mut self,
        rows: &Connection,
        (position, order): (&str, Order),
        (beyond, size): (Cursor, usize),
        read: impl Fn(&Row<'_>) -> rusqlite::Result<(i64, T)>,
    ) -> rusqlite::Result<Page<T>> {
        let (comparison, direction) = match order {
            Order::OldestFirst => (">", "ASC"),
            Order::NewestFirst => ("<", "DESC"),
        };
        if let Some(beyond) = beyond {
            self.sql.push_str(&format!(" AND {position} {comparison} ?"));
            self.values.push(Value::Integer(beyond));
        }
        self.sql.push_str(&format!(" ORDER BY {position} {direction} LIMIT {}", size + 1));
        let mut statement = rows.prepare_cached(&self.sql)?;
        let found = statement.query_map(params_from_iter(self.values), |row| read(row))?;
        let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
        let page = Page::from_overfull(found, size, |(position, _)| cursor_at(position));
        Ok(Page { rows: page.rows.into_iter().map(|(_, row)| row).collect(), next_cursor: page.next_cursor })
    }
}
