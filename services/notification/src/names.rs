//! The names a message needs: from the view of others' events, or asked for when the bus has not brought them yet.

use nanum_contracts::{
    Actor, LocalizedText, Operation, Problem, TenantId,
    booking::GetResource,
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
        let (of, id, at) = (tenant.clone(), thing_of(subject), subject.site());
        let looked = self.view.ask(&[], move |rows| {
            let thing = what_is_it_called::thing(rows, &of, &id)?;
            Ok((thing, what_is_it_called::site(rows, &of, at)?, what_is_it_called::tenant(rows, &of)?))
        });
        let (thing, site, called) = looked.await?;
        Ok(Called {
            thing: match thing {
                Some(known) => known,
                None => self.ask_for_thing(tenant, subject).await?,
            },
            site: match site {
                Some(known) => known,
                None => self.ask(tenant, GetSite { site: at }).await?.definition.into(),
            },
            tenant: match called {
                Some(known) => known,
                None => self.ask(&TenantId::network(), GetTenant { slug: tenant.clone() }).await?.into(),
            },
        })
    }

    async fn ask_for_thing(&self, tenant: &TenantId, subject: &Subject) -> Result<LocalizedText, Problem> {
        Ok(match subject {
            Subject::Reservation(facts) => {
                self.ask(tenant, GetResource { resource: facts.resource }).await?.definition.name
            }
            Subject::Wait(facts) => {
                self.ask(tenant, GetResource { resource: facts.resource }).await?.definition.name
            }
            Subject::Loan(facts) => self.ask(tenant, GetTitle { title: facts.title }).await?.definition.name,
            Subject::Hold(facts) => self.ask(tenant, GetTitle { title: facts.title }).await?.definition.name,
        })
    }

    async fn ask<O: Operation>(&self, tenant: &TenantId, question: O) -> Result<O::Reply, Problem> {
        let call = Call::query(tenant, Actor::Platform(PART.to_owned()));
        Ok(self.client.ask(call, question).await?.reply)
    }
}

/// The resource or the title.
fn thing_of(subject: &Subject) -> String {
    match subject {
        Subject::Reservation(facts) => facts.resource.to_string(),
        Subject::Wait(facts) => facts.resource.to_string(),
        Subject::Loan(facts) => facts.title.to_string(),
        Subject::Hold(facts) => facts.title.to_string(),
    }
}
