//! Who waits? Holds by member and by site, in the order in which they were placed, and what became of each.

use nanum_contracts::{
    TenantId,
    ids::{HoldId, Id, MemberId, SiteId, TitleId},
    lending::{Hold, HoldState, TitleDefinition},
    request::Page,
};
use nanum_runtime::{
    Projection, Recorded,
    rows::{self, json, parsed},
    view::ProjectionError,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    columns::{name_title, read_word, word},
    listing::{Cursor, Listing, Order},
};
use crate::{
    aggregate::title_event,
    domain::{HoldPlaced, HoldReady, TitleEvent},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhoWaits;

/// Holds that wait or are ready, of a member or at a site, or both, oldest first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    pub beyond: Cursor,
    /// Holds at most.
    pub size: usize,
}

/// Columns as [`hold_of`] reads them.
const SELECT: &str = "SELECT placed, hold, title, name, site, member, placed_at, state, kept_until
    FROM holds JOIN title_names USING (tenant, title) WHERE tenant =";

/// One hold, whatever became of it.
///
/// # Errors
/// When the view cannot be read.
pub fn hold(rows: &Connection, tenant: &TenantId, hold: HoldId) -> rusqlite::Result<Option<Hold>> {
    rows.prepare_cached(&format!("{SELECT} ?1 AND hold = ?2"))?
        .query_row(params![tenant.as_str(), hold.uuid()], |row| hold_of(row).map(|(_, hold)| hold))
        .optional()
}

/// A page of holds that wait or are ready.
///
/// # Errors
/// When the view cannot be read.
pub fn holds(rows: &Connection, tenant: &TenantId, wanted: Wanted) -> rusqlite::Result<Page<Hold>> {
    Listing::of(SELECT, tenant)
        .only("member", wanted.member.map(MemberId::uuid))
        .only("site", wanted.site.map(SiteId::uuid))
        .that("state IN ('waiting', 'ready')", true)
        .page(rows, ("placed", Order::OldestFirst), (wanted.beyond, wanted.size), hold_of)
}

fn hold_of(row: &Row<'_>) -> rusqlite::Result<(i64, Hold)> {
    let hold = Hold {
        id: rows::id(row, "hold")?,
        title: rows::id(row, "title")?,
        title_name: json(row, "name")?,
        site: rows::id(row, "site")?,
        member: rows::id(row, "member")?,
        placed_at: parsed(row, "placed_at")?,
        state: read_word(row, "state")?,
        kept_until: row
            .get::<_, Option<String>>("kept_until")?
            .map(|_| parsed(row, "kept_until"))
            .transpose()?,
    };
    Ok((row.get("placed")?, hold))
}

impl Projection<Recorded> for WhoWaits {
    const NAME: &'static str = "who_waits";
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS title_names (
            tenant TEXT NOT NULL, title BLOB NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (tenant, title)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS holds (
            tenant TEXT NOT NULL, hold BLOB NOT NULL, placed INTEGER NOT NULL, title BLOB NOT NULL, site BLOB NOT NULL,
            member BLOB NOT NULL, placed_at TEXT NOT NULL, state TEXT NOT NULL, kept_until TEXT,
            PRIMARY KEY (tenant, hold)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS holds_by_title ON holds (tenant, title);
        CREATE INDEX IF NOT EXISTS active_holds ON holds (tenant, placed) WHERE state IN ('waiting', 'ready');
        CREATE INDEX IF NOT EXISTS active_holds_by_member ON holds (tenant, member, placed)
            WHERE state IN ('waiting', 'ready');
        CREATE INDEX IF NOT EXISTS active_holds_by_site ON holds (tenant, site, placed)
            WHERE state IN ('waiting', 'ready');";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = title_event(recorded)? else { return Ok(()) };
        let tenant = &recorded.metadata.tenant;
        match event {
            TitleEvent::TitleAdded(event) => name_title(rows, tenant, event.title, &event.definition.name),
            TitleEvent::TitleChanged(event) => change(rows, tenant, event.title, &event.definition),
            TitleEvent::HoldPlaced(event) => place(rows, tenant, recorded.position as i64, &event),
            TitleEvent::HoldReady(event) => ready(rows, tenant, &event),
            TitleEvent::HoldFulfilled(event) => now(rows, tenant, event.hold, HoldState::Fulfilled),
            TitleEvent::HoldCancelled(event) => now(rows, tenant, event.hold, HoldState::Cancelled),
            TitleEvent::HoldLapsed(event) => now(rows, tenant, event.hold, HoldState::Lapsed),
            TitleEvent::ItemAdded(_)
            | TitleEvent::ItemFreed(_)
            | TitleEvent::LoanStarted(_)
            | TitleEvent::LoanEnded(_) => Ok(()),
        }
    }
}

/// A title that moves takes its holds along: they are collected where its items are.
fn change(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    title: TitleId,
    definition: &TitleDefinition,
) -> Result<(), ProjectionError> {
    name_title(rows, tenant, title, &definition.name)?;
    rows.prepare_cached("UPDATE holds SET site = ?3 WHERE tenant = ?1 AND title = ?2 AND site <> ?3")?
        .execute(params![tenant.as_str(), title.uuid(), definition.site.uuid()])?;
    Ok(())
}

fn place(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    position: i64,
    hold: &HoldPlaced,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("INSERT INTO holds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)")?.execute(
        params![
            tenant.as_str(),
            hold.hold.uuid(),
            position,
            hold.title.uuid(),
            hold.site.uuid(),
            hold.member.uuid(),
            hold.placed_at.to_string(),
            word(&HoldState::Waiting)?
        ],
    )?;
    Ok(())
}

fn ready(rows: &Transaction<'_>, tenant: &TenantId, ready: &HoldReady) -> Result<(), ProjectionError> {
    rows.prepare_cached("UPDATE holds SET state = ?3, kept_until = ?4 WHERE tenant = ?1 AND hold = ?2")?
        .execute(params![
            tenant.as_str(),
            ready.hold.uuid(),
            word(&HoldState::Ready)?,
            ready.kept_until.map(|until| until.to_string())
        ])?;
    Ok(())
}

fn now(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    hold: HoldId,
    state: HoldState,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("UPDATE holds SET state = ?3, kept_until = NULL WHERE tenant = ?1 AND hold = ?2")?
        .execute(params![tenant.as_str(), hold.uuid(), word(&state)?])?;
    Ok(())
}
