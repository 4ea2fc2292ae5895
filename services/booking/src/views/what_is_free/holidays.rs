//! Which holidays a space knows, and which spaces ask for them.

use std::{collections::HashMap, sync::Arc};

use nanum_contracts::{
    TenantId,
    booking::{Holiday, Resource},
    ids::Id as _,
};
use nanum_runtime::{rows::json, view::ProjectionError};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use uuid::Uuid;

use crate::domain::HolidaysNoted;

pub(super) fn note(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    space: Uuid,
    noted: &HolidaysNoted,
) -> Result<(), ProjectionError> {
    let (tenant, revision) = (tenant.as_str(), noted.revision as i64);
    rows.prepare_cached("INSERT OR REPLACE INTO noted VALUES (?1, ?2, ?3)")?
        .execute(params![tenant, space, revision])?;
    rows.prepare_cached("INSERT OR IGNORE INTO holidays VALUES (?1, ?2, ?3)")?.execute(params![
        tenant,
        revision,
        serde_json::to_string(&noted.holidays)?
    ])?;
    Ok(())
}

/// Spaces with a resource that asks for holidays.
///
/// # Errors
/// When the rows cannot be read.
pub fn spaces_that_ask(rows: &Connection, tenant: &TenantId) -> rusqlite::Result<Vec<Uuid>> {
    let statement = "SELECT DISTINCT space FROM resources WHERE tenant = ?1 AND asks_for_holidays";
    rows.prepare_cached(statement)?.query_map([tenant.as_str()], |row| row.get(0))?.collect()
}

/// Holidays that one question has read, by revision: nearly all spaces of a tenant know the same.
#[derive(Default)]
pub(super) struct Read(HashMap<i64, Arc<Vec<Holiday>>>);

impl Read {
    /// The holidays that the space of a resource knows, when the resource asks for them.
    pub(super) fn of(
        &mut self,
        rows: &Connection,
        tenant: &TenantId,
        resource: &Resource,
    ) -> rusqlite::Result<Option<Arc<Vec<Holiday>>>> {
        if !resource.definition.asks_for_holidays() {
            return Ok(None);
        }
        let statement = "SELECT revision FROM noted JOIN resources USING (tenant, space)
            WHERE tenant = ?1 AND resource = ?2";
        let revision: Option<i64> = rows
            .prepare_cached(statement)?
            .query_row(params![tenant.as_str(), resource.id.uuid()], |row| row.get(0))
            .optional()?;
        let Some(revision) = revision else { return Ok(None) };
        if let Some(read) = self.0.get(&revision) {
            return Ok(Some(read.clone()));
        }
        let statement = "SELECT holidays FROM holidays WHERE tenant = ?1 AND revision = ?2";
        let read = rows
            .prepare_cached(statement)?
            .query_row(params![tenant.as_str(), revision], |row| json::<Vec<Holiday>>(row, "holidays"))
            .optional()?
            .map(Arc::new);
        self.0.extend(read.clone().map(|read| (revision, read)));
        Ok(read)
    }
}
