//! What resources are called, kept by each view that names them. Its table is in the view's own schema.

use nanum_contracts::{
    LocalizedText, TenantId,
    ids::{Id as _, ResourceId},
};
use nanum_runtime::view::ProjectionError;
use rusqlite::{Transaction, params};

/// Writes what a resource is called from now on, into `resource_names (tenant, resource, name)`.
pub(super) fn name_resource(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    resource: ResourceId,
    name: &LocalizedText,
) -> Result<(), ProjectionError> {
    let name = serde_json::to_string(name)?;
    rows.prepare_cached("INSERT OR REPLACE INTO resource_names VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_str(),
        resource.uuid(),
        name
    ])?;
    Ok(())
}
