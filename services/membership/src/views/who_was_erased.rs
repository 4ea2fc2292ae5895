//! Who was erased, or is to be? Everybody of every tenant, by id: what is held against the keys at each start.

use nanum_contracts::{
    TenantId,
    ids::{Id, MemberId},
};
use nanum_runtime::{Projection, Recorded, view::ProjectionError};
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

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
                .execute(params![recorded.metadata.tenant.as_str(), member.uuid().as_bytes()])?;
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
        let rows = statement.query_map([], |row| {
            let tenant = TenantId::try_from(row.get::<_, String>(0)?).map_err(|cause| {
                rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(cause))
            })?;
            Ok((tenant, MemberId::from_uuid(Uuid::from_bytes(row.get(1)?))))
        })?;
        rows.collect()
    }
}
