//! What was drawn? Each draw with what was fixed before it and what came of it.

use nanum_contracts::{
    TenantId,
    booking::{Draw, DrawOpened, Lot},
    ids::{DrawId, Id, ResourceId},
    request::Page,
};
use nanum_runtime::{Projection, Recorded, cursor::cursor_at, rows::json, view::ProjectionError};
use rusqlite::{
    Connection, Row, Transaction, params,
    types::{Value, ValueRef},
};

use super::{question::Question, resource_names::name_resource};
use crate::{aggregate::space_event, domain::SpaceEvent};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatWasDrawn;

/// Draws by date: where a page ended.
pub type Place = (String, DrawId);

/// Which draws.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub resource: Option<ResourceId>,
    pub beyond: Option<Place>,
    /// Rows at most.
    pub size: usize,
}

const COLUMNS: &str = "SELECT d.opened, d.seed, d.ranking, n.name
    FROM draws AS d JOIN resource_names AS n ON n.tenant = d.tenant AND n.resource = d.resource
    WHERE d.tenant =";

impl Projection<Recorded> for WhatWasDrawn {
    const NAME: &'static str = "what_was_drawn";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS resource_names (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (tenant, resource)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS draws (
            tenant TEXT NOT NULL, date TEXT NOT NULL, draw BLOB NOT NULL, resource BLOB NOT NULL,
            opened TEXT NOT NULL, seed TEXT, ranking TEXT,
            PRIMARY KEY (tenant, date, draw)) STRICT, WITHOUT ROWID;";
    const INDEXES: &'static str = "
        CREATE INDEX IF NOT EXISTS draws_by_id ON draws (tenant, draw);
        CREATE INDEX IF NOT EXISTS draws_of_resource ON draws (tenant, resource, date, draw);";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let tenant = &recorded.metadata.tenant;
        match space_event(recorded)? {
            Some(SpaceEvent::ResourceAdded(event)) => {
                name_resource(rows, tenant, event.resource, &event.definition.name)
            }
            Some(SpaceEvent::ResourceChanged(event)) => {
                name_resource(rows, tenant, event.resource, &event.definition.name)
            }
            Some(SpaceEvent::DrawOpened(event)) => open(rows, tenant, &event),
            Some(SpaceEvent::DrawDrawn(event)) => {
                close(rows, tenant, event.draw, (&event.seed, &event.ranking))
            }
            _ => Ok(()),
        }
    }
}

fn open(rows: &Transaction<'_>, tenant: &TenantId, opened: &DrawOpened) -> Result<(), ProjectionError> {
    let sql = "INSERT OR REPLACE INTO draws VALUES (?1, ?2, ?3, ?4, ?5, NULL, NULL)";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        opened.date.to_string(),
        opened.draw.uuid(),
        opened.resource.uuid(),
        serde_json::to_string(opened)?,
    ])?;
    Ok(())
}

fn close(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    draw: DrawId,
    (seed, ranking): (&str, &[Lot]),
) -> Result<(), ProjectionError> {
    let sql = "UPDATE draws SET seed = ?3, ranking = ?4 WHERE tenant = ?1 AND draw = ?2";
    let ranking = serde_json::to_string(ranking)?;
    rows.prepare_cached(sql)?.execute(params![tenant.as_str(), draw.uuid(), seed, ranking])?;
    Ok(())
}

/// One draw.
///
/// # Errors
/// When the rows cannot be read.
pub fn draw(rows: &Connection, tenant: &TenantId, id: DrawId) -> rusqlite::Result<Option<Draw>> {
    let question = Question::of(COLUMNS, tenant).meeting("d.draw = ?", [Value::from(id.uuid())]);
    Ok(question.first(1, "d.draw", rows, read)?.pop())
}

/// Draws by date.
///
/// # Errors
/// When the rows cannot be read.
pub fn draws(rows: &Connection, tenant: &TenantId, wanted: &Wanted) -> rusqlite::Result<Page<Draw>> {
    let mut question =
        Question::of(COLUMNS, tenant).only("d.resource = ?", wanted.resource.map(ResourceId::uuid));
    if let Some((date, draw)) = &wanted.beyond {
        let place = [Value::Text(date.clone()), Value::from(draw.uuid())];
        question = question.meeting("(d.date, d.draw) > (?, ?)", place);
    }
    let found = question.first(wanted.size + 1, "d.date, d.draw", rows, read)?;
    Ok(Page::from_overfull(found, wanted.size, |row: &Draw| cursor_at(&(row.date.to_string(), row.id))))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Draw> {
    let opened: DrawOpened = json(row, "opened")?;
    let DrawOpened { draw: id, resource, site, date, zone, draws_at, commitment } = opened;
    let resource_name = json(row, "name")?;
    let ranking = match row.get_ref("ranking")? {
        ValueRef::Null => Vec::new(),
        _ => json(row, "ranking")?,
    };
    let seed = row.get("seed")?;
    Ok(Draw { id, resource, resource_name, site, date, zone, draws_at, commitment, seed, ranking })
}
