//! Who was erased, or is to be? Everybody of every tenant, by id: what is held against the keys at each start.

use nanum_contracts::{
    TenantId,
    ids::{Id, MemberId},
};
use nanum_runtime::{Projection, Recorded, rows, view::ProjectionError};
use rusqlite::{Connection, Transaction, params};

use crate::{
    aggregates::{Members, event_of},
    domain::{erasure::ErasureBegun, member::MemberEvent},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhoWasErased;

impl Projection<Recorded> for WhoWasErased {
    const NAME: &'static str = "who-was-erased";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "CREATE TABLE IF NOT EXISTS erased (
        tenant TEXT NOT NULL, member BLOB NOT NULL, PRIMARY KEY (tenant, member)
    ) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        if let Some(MemberEvent::ErasureBegun(ErasureBegun { member, .. })) = event_of::<Members>(recorded)? {
            rows.prepare_cached("INSERT OR IGNORE INTO erased (tenant, member) VALUES (?1, ?2)")?
                .execute(params![recorded.metadata.tenant.as_str(), member.uuid()])?;
        }
        Ok(())
    }
}

impl WhoWasErased {
    /// Everybody.
    ///
    /// # Errors
    /// When the view cannot be read.
    pub fn all(connection: &Connection) -> rusqlite::Result<Vec<(TenantId, MemberId)>> {
        let mut statement = connection.prepare_cached("SELECT tenant, member FROM erased")?;
        let rows =
            statement.query_map([], |row| Ok((rows::parsed(row, "tenant")?, rows::id(row, "member")?)))?;
        rows.collect()
    }
}
