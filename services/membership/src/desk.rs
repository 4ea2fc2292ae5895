//! The use cases of Membership: one method for each operation that it answers.
//!
//! A desk checks what came from outside, asks the domain, and keeps what it decided. It alone sees personal data in clear.

mod members;
mod registration;
mod sites;
mod tenants;
mod uniqueness;

use nanum_contracts::{
    Problem, TenantId,
    ids::{Id, MemberId},
    membership::{SERVICE, TenantDefinition},
};
use nanum_runtime::{
    Aggregates, Service, StartError, View,
    sealed::{DataSubject, KeyRing, Sealed},
};

use self::uniqueness::Uniqueness;
use crate::{
    aggregates::{Members, Sites, Tenants},
    domain::person::PersonalData,
    views::{WhichSites, WhichTenants},
};

/// The file of persons' keys, in Membership's folder beside its log and no part of it.
const KEYS_FILE: &str = "keys.sqlite";
/// What a member's sealed data is for: nothing sealed for another purpose opens in its place. For ever, like the events.
const PERSONAL: &str = "member.personal";

/// Where Membership's work is done.
#[derive(Debug)]
pub struct Desk {
    tenants: Aggregates<Tenants>,
    sites: Aggregates<Sites>,
    members: Aggregates<Members>,
    uniqueness: Uniqueness,
    keys: KeyRing,
    which_tenants: View,
    which_sites: View,
}

impl Desk {
    /// Opens what the desk works with.
    ///
    /// # Errors
    /// When the keys or a view cannot be opened.
    pub async fn open(service: &Service) -> Result<Self, StartError> {
        let path = service.shell().settings.data_folder().join(SERVICE).join(KEYS_FILE);
        let keys = KeyRing::open(&path).map_err(|cause| {
            StartError::Other(format!("the keys in {} cannot be opened: {cause}", path.display()))
        })?;
        Ok(Self {
            tenants: service.aggregates(),
            sites: service.aggregates(),
            members: service.aggregates(),
            uniqueness: Uniqueness::new(&service.aggregates()),
            keys,
            which_tenants: service.view(WhichTenants).await?,
            which_sites: service.view(WhichSites).await?,
        })
    }

    /// The tenant, which must have been admitted.
    async fn admitted(&self, slug: &TenantId) -> Result<TenantDefinition, Problem> {
        let loaded = self.tenants.load(&TenantId::network(), Tenants::id_of(slug)).await?;
        loaded.and_then(|tenant| tenant.state.definition.clone()).ok_or_else(|| Problem::not_found("tenant"))
    }

    async fn seal(
        &self,
        tenant: &TenantId,
        member: MemberId,
        personal: &PersonalData,
    ) -> Result<Sealed, Problem> {
        Ok(self.keys.seal(&data_subject(tenant, member), PERSONAL, personal).await?)
    }

    /// A member's personal data; `None` when it was never given or its key is gone.
    async fn unsealed(
        &self,
        tenant: &TenantId,
        member: MemberId,
        sealed: Option<&Sealed>,
    ) -> Result<Option<PersonalData>, Problem> {
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(self.keys.open_sealed(&data_subject(tenant, member), PERSONAL, sealed).await?)
    }
}

fn data_subject(tenant: &TenantId, member: MemberId) -> DataSubject {
    DataSubject { tenant: tenant.clone(), person: member.uuid() }
}
