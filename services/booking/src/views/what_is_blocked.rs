//! What is blocked? Time that nobody can reserve, of a resource, at a site.

use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::Blocking,
    ids::{BlockingId, Id, ResourceId, SiteId},
    request::Page,
};
use nanum_runtime::{Projection, Recorded, cursor::cursor_at, rows, view::ProjectionError};
use rusqlite::{Connection, Row, Transaction, params, types::Value};

use super::question::{Question, read_span, read_word};
use crate::{
    aggregate::space_event,
    domain::{Blocked, SpaceEvent},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatIsBlocked;

/// Blockings by start: where a page ended.
pub type Place = (i64, BlockingId);

/// Which blockings.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub resource: Option<ResourceId>,
    pub site: Option<SiteId>,
    /// Those that end after this.
    pub from: Option<Timestamp>,
    pub beyond: Option<Place>,
    /// Rows at most.
    pub size: usize,
}

const COLUMNS: &str = "SELECT blocking, resource, site, starts_at, ends_at, zone, units, reason
    FROM blockings WHERE tenant =";

impl Projection<Recorded> for WhatIsBlocked {
    const NAME: &'static str = "what_is_blocked";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS blockings (
            tenant TEXT NOT NULL, blocking BLOB NOT NULL, resource BLOB NOT NULL, site BLOB NOT NULL,
            starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, zone TEXT NOT NULL, units INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (tenant, blocking)) STRICT, WITHOUT ROWID;";
    const INDEXES: &'static str = "
        CREATE INDEX IF NOT EXISTS blockings_by_start ON blockings (tenant, starts_at, blocking);
        CREATE INDEX IF NOT EXISTS blockings_of_resource ON blockings (tenant, resource, starts_at, blocking);";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let tenant = &recorded.metadata.tenant;
        match space_event(recorded)? {
            Some(SpaceEvent::TimeBlocked(event)) => add(rows, tenant, &event.blocked),
            Some(SpaceEvent::BlockingLifted(event)) => remove(rows, tenant, event.blocked.blocking),
            _ => Ok(()),
        }
    }
}

fn add(rows: &Transaction<'_>, tenant: &TenantId, blocked: &Blocked) -> Result<(), ProjectionError> {
    let sql = "INSERT OR REPLACE INTO blockings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        blocked.blocking.uuid(),
        blocked.resource.uuid(),
        blocked.site.uuid(),
        blocked.span.starts_at().as_second(),
        blocked.span.ends_at().as_second(),
        blocked.zone.as_str(),
        blocked.units,
        blocked.reason,
    ])?;
    Ok(())
}

fn remove(rows: &Transaction<'_>, tenant: &TenantId, blocking: BlockingId) -> Result<(), ProjectionError> {
    rows.prepare_cached("DELETE FROM blockings WHERE tenant = ?1 AND blocking = ?2")?
        .execute(params![tenant.as_str(), blocking.uuid()])?;
    Ok(())
}

/// One blocking.
///
/// # Errors
/// When the rows cannot be read.
pub fn blocking(rows: &Connection, tenant: &TenantId, id: BlockingId) -> rusqlite::Result<Option<Blocking>> {
    let question = Question::of(COLUMNS, tenant).meeting("blocking = ?", [Value::from(id.uuid())]);
    Ok(question.first(1, "blocking", rows, read)?.pop())
}

/// Blockings by start.
///
/// # Errors
/// When the rows cannot be read.
pub fn blockings(rows: &Connection, tenant: &TenantId, wanted: &Wanted) -> rusqlite::Result<Page<Blocking>> {
    let mut question = Question::of(COLUMNS, tenant)
        .only("resource = ?", wanted.resource.map(ResourceId::uuid))
        .only("site = ?", wanted.site.map(SiteId::uuid))
        .only("ends_at > ?", wanted.from.map(Timestamp::as_second));
    if let Some((starts_at, blocking)) = wanted.beyond {
        let place = [Value::Integer(starts_at), Value::from(blocking.uuid())];
        question = question.meeting("(starts_at, blocking) > (?, ?)", place);
    }
    let found = question.first(wanted.size + 1, "starts_at, blocking", rows, read)?;
    Ok(Page::from_overfull(found, wanted.size, |row: &Blocking| {
        cursor_at(&(row.span.starts_at().as_second(), row.id))
    }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Blocking> {
    Ok(Blocking {
        id: rows::id(row, "blocking")?,
        resource: rows::id(row, "resource")?,
        site: rows::id(row, "site")?,
        span: read_span(row)?,
        zone: read_word(row, "zone")?,
        units: row.get("units")?,
        reason: row.get("reason")?,
    })
}
