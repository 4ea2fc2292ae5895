//! The names a message needs: from the view of others' events, or asked for when the bus has not brought them yet.

use nanum_contracts::{
    Actor, LocalizedText, Operation, Problem, TenantId,
    booking::GetResource,
    ids::SiteId,
    lending::GetTitle,
    membership::{GetSite, GetTenant},
};
use nanum_runtime::{Call, Client, View};

use crate::{
    PART,
    domain::event::Subject,
    views::what_is_it_called::{self, SiteCalled, TenantCalled},
};

/// What a message calls things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// The resource or the title.
    pub thing: LocalizedText,
    pub site: SiteCalled,
    pub tenant: TenantCalled,
}

/// Finds names.
#[derive(Debug, Clone)]
pub struct Names {
    /// [`what_is_it_called`].
    pub view: View,
    pub client: Client,
}

impl Names {
    /// All that a message about `subject` calls by name.
    ///
    /// # Errors
    /// `NotFound` when even those whose it is do not know it; *try again* when they do not answer.
    pub async fn of(&self, tenant: &TenantId, subject: &Subject) -> Result<Called, Problem> {
        Ok(Called {
            thing: self.thing(tenant, subject).await?,
            site: self.site(tenant, subject.site()).await?,
            tenant: self.tenant(tenant).await?,
        })
    }

    async fn thing(&self, tenant: &TenantId, subject: &Subject) -> Result<LocalizedText, Problem> {
        let id = match subject {
            Subject::Reservation(facts) => facts.resource.to_string(),
            Subject::Loan(facts) => facts.title.to_string(),
            Subject::Hold(facts) => facts.title.to_string(),
        };
        let of = tenant.clone();
        if let Some(known) = self.view.ask(&[], move |rows| what_is_it_called::thing(rows, &of, &id)).await? {
            return Ok(known);
        }
        Ok(match subject {
            Subject::Reservation(facts) => {
                self.ask(tenant, GetResource { resource: facts.resource }).await?.definition.name
            }
            Subject::Loan(facts) => self.ask(tenant, GetTitle { title: facts.title }).await?.definition.name,
            Subject::Hold(facts) => self.ask(tenant, GetTitle { title: facts.title }).await?.definition.name,
        })
    }

    async fn site(&self, tenant: &TenantId, site: SiteId) -> Result<SiteCalled, Problem> {
        let of = tenant.clone();
        match self.view.ask(&[], move |rows| what_is_it_called::site(rows, &of, site)).await? {
            Some(known) => Ok(known),
            None => Ok(self.ask(tenant, GetSite { site }).await?.definition.into()),
        }
    }

    async fn tenant(&self, tenant: &TenantId) -> Result<TenantCalled, Problem> {
        let of = tenant.clone();
        match self.view.ask(&[], move |rows| what_is_it_called::tenant(rows, &of)).await? {
            Some(known) => Ok(known),
            None => Ok(self.ask(&TenantId::network(), GetTenant { slug: tenant.clone() }).await?.into()),
        }
    }

    async fn ask<O: Operation>(&self, tenant: &TenantId, question: O) -> Result<O::Reply, Problem> {
        let call = Call::query(tenant, Actor::Platform(PART.to_owned()));
        Ok(self.client.ask(call, question).await?.reply)
    }
}
