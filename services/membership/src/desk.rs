//! The use cases of Membership: one method for each operation that it answers.
//!
//! A desk checks what came from outside, asks the domain, and keeps what it decided. It alone sees personal data in clear.

mod calendars;
mod erasure;
mod groups;
mod members;
mod registration;
mod sites;
mod standing;
mod tenants;
mod uniqueness;

use std::{fmt, sync::Arc};

use nanum_contracts::{
    Problem, TenantId,
    ids::{Id, MemberId},
    membership::TenantDefinition,
};
use nanum_runtime::{
    Aggregates, Service, StartError, View,
    clock::Clock,
    config::PersonalDataSettings,
    sealed::{DataSubject, KeyRing, Sealed},
};

pub(crate) use self::erasure::finish_until_done;
use self::uniqueness::Uniqueness;
use crate::{
    aggregates::{Calendars, Groups, Members, Orders, Sites, Standings, Tenants},
    domain::person::PersonalData,
    views::{WhichSites, WhichTenants, WhoWasErased},
};

/// Where Membership's work is done.
pub struct Desk {
    tenants: Aggregates<Tenants>,
    sites: Aggregates<Sites>,
    members: Aggregates<Members>,
    groups: Aggregates<Groups>,
    standings: Aggregates<Standings>,
    orders: Aggregates<Orders>,
    calendars: Aggregates<Calendars>,
    uniqueness: Uniqueness,
    keys: KeyRing,
    key_copies_kept_days: u32,
    clock: Arc<dyn Clock>,
    which_tenants: View,
    which_sites: View,
    who_was_erased: View,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// Opens what the desk works with.
    ///
    /// # Errors
    /// When the keys or a view cannot be opened.
    pub async fn open(service: &mut Service) -> Result<Self, StartError> {
        let keys = service.key_ring().await?;
        let settings: PersonalDataSettings = service.shell().settings.section("personal_data")?;
        Ok(Self {
            tenants: service.aggregates(),
            sites: service.aggregates(),
            members: service.aggregates(),
            groups: service.aggregates(),
            standings: service.aggregates(),
            orders: service.aggregates(),
            calendars: service.aggregates(),
            uniqueness: Uniqueness::new(&service.aggregates(), keys.secret()),
            keys,
            key_copies_kept_days: settings.key_copies_kept_days,
            clock: service.shell().clock.clone(),
            which_tenants: service.view(WhichTenants).await?,
            which_sites: service.view(WhichSites).await?,
            who_was_erased: service.view(WhoWasErased).await?,
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
    ) -> Result<Sealed<PersonalData>, Problem> {
        Ok(self.keys.seal(&data_subject(tenant, member), personal).await?)
    }

    /// A member's personal data; `None` when it was never given or its key is gone.
    async fn unsealed(
        &self,
        tenant: &TenantId,
        member: MemberId,
        sealed: Option<&Sealed<PersonalData>>,
    ) -> Result<Option<PersonalData>, Problem> {
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(self.keys.unseal(&data_subject(tenant, member), sealed).await?)
    }
}

fn data_subject(tenant: &TenantId, member: MemberId) -> DataSubject {
    DataSubject { tenant: tenant.clone(), person: member.uuid() }
}
