//! What is in the catalogue? Titles with where their items are and how many members have a hold.

use nanum_contracts::{
    TenantId,
    ids::{Id, ItemId, SiteId, TitleId},
    lending::{Item, ItemState, Title, TitleDefinition, TitleKind},
    request::Page,
    time::Zone,
};
use nanum_runtime::{
    Projection, Recorded,
    rows::{self, json},
    view::ProjectionError,
};
use rusqlite::{Connection, Transaction, params};

use super::{
    columns::{read_word, word},
    listing::{Cursor, Listing, Order},
};
use crate::{aggregate::title_event, domain::TitleEvent};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatIsInTheCatalogue;

/// Titles of a site or a kind, or both, in the order they were added.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    pub site: Option<SiteId>,
    pub kind: Option<TitleKind>,
    pub beyond: Cursor,
    /// Titles at most.
    pub size: usize,
}

/// A page of the catalogue.
///
/// # Errors
/// When the view cannot be read.
pub fn titles(rows: &Connection, tenant: &TenantId, wanted: Wanted) -> rusqlite::Result<Page<Title>> {
    let select = "SELECT added, title, zone, definition, holds FROM titles WHERE tenant =";
    Listing::of(select, tenant)
        .only("site", wanted.site.map(SiteId::uuid))
        .only("kind", wanted.kind.map(|kind| word(&kind)).transpose()?)
        .page(rows, ("added", Order::OldestFirst), (wanted.beyond, wanted.size), |row| {
            let title: TitleId = rows::id(row, "title")?;
            let zone: Zone = read_word(row, "zone")?;
            let definition: TitleDefinition = json(row, "definition")?;
            let items = items(rows, tenant, title)?;
            Ok((row.get("added")?, Title { id: title, zone, definition, items, holds: row.get("holds")? }))
        })
}

fn items(rows: &Connection, tenant: &TenantId, title: TitleId) -> rusqlite::Result<Vec<Item>> {
    let mut statement = rows.prepare_cached(
        "SELECT item, barcode, state FROM items WHERE tenant = ?1 AND title = ?2 ORDER BY added",
    )?;
    let found = statement.query_map(params![tenant.as_str(), title.uuid()], |row| {
        Ok(Item { id: rows::id(row, "item")?, barcode: row.get("barcode")?, state: read_word(row, "state")? })
    })?;
    found.collect()
}

impl Projection<Recorded> for WhatIsInTheCatalogue {
    const NAME: &'static str = "what_is_in_the_catalogue";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS titles (
            tenant TEXT NOT NULL, title BLOB NOT NULL, added INTEGER NOT NULL, site BLOB NOT NULL, kind TEXT NOT NULL,
            zone TEXT NOT NULL, definition TEXT NOT NULL, holds INTEGER NOT NULL,
            PRIMARY KEY (tenant, title)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS titles_by_age ON titles (tenant, added);
        CREATE INDEX IF NOT EXISTS titles_by_site ON titles (tenant, site, added);
        CREATE INDEX IF NOT EXISTS titles_by_kind ON titles (tenant, kind, added);
        CREATE TABLE IF NOT EXISTS items (
            tenant TEXT NOT NULL, title BLOB NOT NULL, item BLOB NOT NULL, added INTEGER NOT NULL,
            barcode TEXT NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (tenant, title, item)) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = title_event(recorded)? else { return Ok(()) };
        let tenant = &recorded.metadata.tenant;
        let at = (tenant, recorded.position as i64);
        match event {
            TitleEvent::TitleAdded(event) => define(rows, at, event.title, &event.zone, &event.definition),
            TitleEvent::TitleChanged(event) => define(rows, at, event.title, &event.zone, &event.definition),
            TitleEvent::ItemAdded(event) => {
                rows.prepare_cached("INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
                    params![
                        tenant.as_str(),
                        event.title.uuid(),
                        event.item.uuid(),
                        at.1,
                        event.barcode.as_str(),
                        word(&ItemState::Available)?
                    ],
                )?;
                Ok(())
            }
            TitleEvent::LoanStarted(event) => {
                place(rows, tenant, (event.title, event.item), ItemState::OnLoan)
            }
            TitleEvent::LoanEnded(event) => {
                place(rows, tenant, (event.title, event.item), ItemState::Available)
            }
            TitleEvent::HoldReady(event) => {
                place(rows, tenant, (event.title, event.item), ItemState::SetAside)
            }
            TitleEvent::ItemFreed(event) => {
                place(rows, tenant, (event.title, event.item), ItemState::Available)
            }
            TitleEvent::HoldPlaced(event) => count_holds(rows, tenant, event.title, 1),
            TitleEvent::HoldFulfilled(event) => count_holds(rows, tenant, event.title, -1),
            TitleEvent::HoldCancelled(event) => count_holds(rows, tenant, event.title, -1),
            TitleEvent::HoldLapsed(event) => count_holds(rows, tenant, event.title, -1),
        }
    }
}

/// Adds the title, or gives the one that is there its new definition.
fn define(
    rows: &Transaction<'_>,
    (tenant, position): (&TenantId, i64),
    title: TitleId,
    zone: &Zone,
    definition: &TitleDefinition,
) -> Result<(), ProjectionError> {
    rows.prepare_cached(
        "INSERT INTO titles (tenant, title, added, site, kind, zone, definition, holds)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)
            ON CONFLICT DO UPDATE SET site = ?4, kind = ?5, zone = ?6, definition = ?7",
    )?
    .execute(params![
        tenant.as_str(),
        title.uuid(),
        position,
        definition.site.uuid(),
        word(&definition.kind)?,
        zone.as_str(),
        serde_json::to_string(definition)?
    ])?;
    Ok(())
}

fn place(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    (title, item): (TitleId, ItemId),
    state: ItemState,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("UPDATE items SET state = ?4 WHERE tenant = ?1 AND title = ?2 AND item = ?3")?
        .execute(params![tenant.as_str(), title.uuid(), item.uuid(), word(&state)?])?;
    Ok(())
}

fn count_holds(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    title: TitleId,
    change: i64,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("UPDATE titles SET holds = holds + ?3 WHERE tenant = ?1 AND title = ?2")?
        .execute(params![tenant.as_str(), title.uuid(), change])?;
    Ok(())
}
