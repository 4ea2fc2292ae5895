//! Which sites has a tenant? All of them, in the order they were opened.

use nanum_contracts::{
    TenantId,
    ids::{Id, SiteId},
    membership::Site,
};
use nanum_runtime::{Projection, Recorded, rows, view::ProjectionError};
use rusqlite::{Connection, Transaction, params};

use crate::{
    aggregates::{Sites, event_of},
    domain::site::{SiteChanged, SiteEvent, SiteOpened},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhichSites;

impl Projection<Recorded> for WhichSites {
    const NAME: &'static str = "which-sites";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "CREATE TABLE IF NOT EXISTS sites (
        tenant TEXT NOT NULL, site BLOB NOT NULL, opened_at_position INTEGER NOT NULL, document TEXT NOT NULL,
        PRIMARY KEY (tenant, site)
    ) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = event_of::<Sites>(recorded)? else { return Ok(()) };
        match event {
            SiteEvent::SiteOpened(SiteOpened { site, zone, definition })
            | SiteEvent::SiteChanged(SiteChanged { site, zone, definition }) => {
                write(rows, recorded, site, &Site { id: site, zone, definition })
            }
        }
    }
}

fn write(
    rows: &Transaction<'_>,
    recorded: &Recorded,
    site: SiteId,
    document: &Site,
) -> Result<(), ProjectionError> {
    let position = i64::try_from(recorded.position).unwrap_or(i64::MAX);
    rows.prepare_cached(
        "INSERT INTO sites (tenant, site, opened_at_position, document) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (tenant, site) DO UPDATE SET document = excluded.document",
    )?
    .execute(params![
        recorded.metadata.tenant.as_str(),
        site.uuid(),
        position,
        serde_json::to_string(document)?
    ])?;
    Ok(())
}

impl WhichSites {
    /// All sites of a tenant.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub fn of(connection: &Connection, tenant: &TenantId) -> rusqlite::Result<Vec<Site>> {
        let mut statement = connection
            .prepare_cached("SELECT document FROM sites WHERE tenant = ?1 ORDER BY opened_at_position")?;
        let rows = statement.query_map([tenant.as_str()], |row| rows::json(row, "document"))?;
        rows.collect()
    }
}
