//! Which tenants are there? All that the network has admitted, by slug.

use nanum_contracts::membership::TenantDefinition;
use nanum_runtime::{Projection, Recorded, rows, view::ProjectionError};
use rusqlite::{Connection, Transaction, params};

use crate::{
    aggregates::{Tenants, event_of},
    domain::tenant::{TenantAdmitted, TenantChanged, TenantEvent},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhichTenants;

impl Projection<Recorded> for WhichTenants {
    const NAME: &'static str = "which-tenants";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "CREATE TABLE IF NOT EXISTS tenants (
        tenant TEXT PRIMARY KEY, definition TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = event_of::<Tenants>(recorded)? else { return Ok(()) };
        match event {
            TenantEvent::TenantAdmitted(TenantAdmitted { definition })
            | TenantEvent::TenantChanged(TenantChanged { definition }) => {
                rows.prepare_cached("INSERT OR REPLACE INTO tenants (tenant, definition) VALUES (?1, ?2)")?
                    .execute(params![definition.slug.as_str(), serde_json::to_string(&definition)?])?;
            }
        }
        Ok(())
    }
}

impl WhichTenants {
    /// All tenants, by slug.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub fn all(connection: &Connection) -> rusqlite::Result<Vec<TenantDefinition>> {
        let mut statement = connection.prepare_cached("SELECT definition FROM tenants ORDER BY tenant")?;
        let rows = statement.query_map([], |row| rows::json(row, "definition"))?;
        rows.collect()
    }
}
