//! Tenants of the network.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem, TenantId,
    membership::{DefineTenant, GetTenant, ListTenants, TenantDefinition},
    request::Outcome,
};
use nanum_runtime::Asked;

use super::Desk;
use crate::{aggregates::Tenants, domain::tenant::TenantCommand, views::WhichTenants};

impl Desk {
    /// Admits a tenant or changes it.
    ///
    /// # Errors
    /// A rule's no; *state forbids* when it must be new and is not.
    pub async fn define_tenant(self: Arc<Self>, asked: Asked<DefineTenant>) -> Outcome<TenantDefinition> {
        let Asked { cause, body: DefineTenant { definition, new_only }, .. } = asked;
        if cause.tenant != TenantId::network() {
            return Err(Problem::not_understood("tenants are defined in the scope of the network"));
        }
        let id = Tenants::id_of(&definition.slug);
        let command = TenantCommand::Define { definition: definition.clone(), new_only };
        let executed = self.tenants.execute(&cause, id, &command).await?;
        Ok(executed.answer(definition))
    }

    /// One tenant.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_tenant(self: Arc<Self>, asked: Asked<GetTenant>) -> Outcome<TenantDefinition> {
        let slug = &asked.body.slug;
        let loaded = self.tenants.load(&TenantId::network(), Tenants::id_of(slug)).await?;
        let tenant = loaded.ok_or_else(|| Problem::not_found("tenant"))?;
        let definition = tenant.state.definition.clone().ok_or_else(|| Problem::not_found("tenant"))?;
        Ok(tenant.answer(definition))
    }

    /// All tenants, by slug.
    ///
    /// # Errors
    /// *Try again* when the view is behind.
    pub async fn list_tenants(self: Arc<Self>, asked: Asked<ListTenants>) -> Outcome<Vec<TenantDefinition>> {
        self.which_tenants.ask(&asked.after, WhichTenants::all).await.map(Answer::of)
    }
}
