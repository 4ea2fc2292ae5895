//! Which space a resource is in. It never moves, so what was found once holds.

use nanum_contracts::{
    Problem, TenantId,
    ids::{Id, ResourceId},
};
use uuid::Uuid;

use super::Desk;
use crate::views::what_is_free;

/// Resources whose place is kept in mind: a few megabytes.
const PLACES_MAX: u64 = 100_000;

/// Places that were found.
#[derive(Clone)]
pub(super) struct Places(moka::sync::Cache<(TenantId, ResourceId), Uuid>);

impl Default for Places {
    fn default() -> Self {
        Self(moka::sync::Cache::new(PLACES_MAX))
    }
}

impl Desk {
    /// The space of a resource: most have their own, a part is in that of its whole.
    ///
    /// # Errors
    /// *Not found*; *try again* when it cannot be found out now.
    pub(super) async fn space_of(&self, tenant: &TenantId, resource: ResourceId) -> Result<Uuid, Problem> {
        let place = (tenant.clone(), resource);
        if let Some(space) = self.places.0.get(&place) {
            return Ok(space);
        }
        let found = self.find_space_of(tenant, resource).await?;
        let space = found.ok_or_else(|| Problem::not_found("resource"))?;
        self.places.0.insert(place, space);
        Ok(space)
    }

    async fn find_space_of(&self, tenant: &TenantId, resource: ResourceId) -> Result<Option<Uuid>, Problem> {
        let own = resource.uuid();
        if self.spaces.load(tenant, own).await?.is_some() {
            return Ok(Some(own));
        }
        let tenant = tenant.clone();
        self.free.ask(&[], move |rows| what_is_free::space_of(rows, &tenant, resource)).await
    }

    /// The space that a resource is defined in: where it is, or where it comes to be.
    ///
    /// # Errors
    /// *Not found*, when it shall be a part of what is not there.
    pub(super) async fn space_to_define(
        &self,
        tenant: &TenantId,
        resource: ResourceId,
        part_of: Option<ResourceId>,
    ) -> Result<Uuid, Problem> {
        match self.find_space_of(tenant, resource).await? {
            Some(space) => Ok(space),
            None => match part_of {
                Some(whole) => self.space_of(tenant, whole).await,
                None => Ok(resource.uuid()),
            },
        }
    }
}
