//! The names a message needs: from the view of others' events, or asked for when the bus has not brought them yet.

use nanum_contracts::{
    Actor, LocalizedText, Operation, Problem, TenantId,
    booking::{GetFreeTimes, GetResource},
    lending::GetTitle,
    membership::{GetSite, GetTenant},
    time::TimeSpan,
};
use nanum_runtime::{Call, Client, View};

use crate::{
    PART,
    domain::event::{MessageQueued, ReservationFacts, Subject},
    views::what_is_it_called::{self, SiteCalled, TenantCalled},
    writing::is_told_what_is_free_instead,
};

/// What a message calls things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// The resource or the title, when it is about one.
    pub thing: Option<LocalizedText>,
    /// Where, when it is somewhere.
    pub site: Option<SiteCalled>,
    pub tenant: TenantCalled,
    /// What else is free that day, for whoever did not get the time they asked for.
    pub free_instead: Vec<TimeSpan>,
}

/// Finds names.
#[derive(Debug, Clone)]
pub struct Names {
    /// [`what_is_it_called`].
    pub view: View,
    pub client: Client,
}

impl Names {
    /// All that a message calls by name.
    ///
    /// # Errors
    /// `NotFound` when even those whose it is do not know it; *try again* when they do not answer.
    pub async fn of(&self, tenant: &TenantId, queued: &MessageQueued) -> Result<Called, Problem> {
        let subject = &queued.about;
        let (of, id, at) = (tenant.clone(), thing_of(subject), subject.site());
        let looked = self.view.ask(&[], move |rows| {
            let thing = match id {
                Some(id) => what_is_it_called::thing(rows, &of, &id)?,
                None => None,
            };
            let site = match at {
                Some(at) => what_is_it_called::site(rows, &of, at)?,
                None => None,
            };
            Ok((thing, site, what_is_it_called::tenant(rows, &of)?))
        });
        let (thing, site, called) = looked.await?;
        Ok(Called {
            thing: match thing {
                Some(known) => Some(known),
                None => self.ask_for_thing(tenant, subject).await?,
            },
            site: match (site, at) {
                (Some(known), _) => Some(known),
                (None, Some(at)) => Some(self.ask(tenant, GetSite { site: at }).await?.definition.into()),
                (None, None) => None,
            },
            tenant: match called {
                Some(known) => known,
                None => self.ask(&TenantId::network(), GetTenant { slug: tenant.clone() }).await?.into(),
            },
            free_instead: match subject {
                Subject::Reservation(facts) if is_told_what_is_free_instead(queued.kind) => {
                    self.ask_what_is_free(tenant, facts).await?
                }
                _ => Vec::new(),
            },
        })
    }

    /// What is free on the day of a reservation, by those who decide it.
    async fn ask_what_is_free(
        &self,
        tenant: &TenantId,
        facts: &ReservationFacts,
    ) -> Result<Vec<TimeSpan>, Problem> {
        let from = facts.span.starts_at().to_zoned(facts.zone.time_zone()).date();
        let question = GetFreeTimes { resource: facts.resource, from, days: 1 };
        let days = self.ask(tenant, question).await?.days;
        Ok(days.into_iter().flat_map(|day| day.free).collect())
    }

    async fn ask_for_thing(
        &self,
        tenant: &TenantId,
        subject: &Subject,
    ) -> Result<Option<LocalizedText>, Problem> {
        Ok(Some(match subject {
            Subject::Reservation(facts) => {
                self.ask(tenant, GetResource { resource: facts.resource }).await?.definition.name
            }
            Subject::Series(facts) => {
                self.ask(tenant, GetResource { resource: facts.resource }).await?.definition.name
            }
            Subject::Wait(facts) => {
                self.ask(tenant, GetResource { resource: facts.resource }).await?.definition.name
            }
            Subject::Loan(facts) => self.ask(tenant, GetTitle { title: facts.title }).await?.definition.name,
            Subject::Hold(facts) => self.ask(tenant, GetTitle { title: facts.title }).await?.definition.name,
            Subject::Standing(_) => return Ok(None),
        }))
    }

    async fn ask<O: Operation>(&self, tenant: &TenantId, question: O) -> Result<O::Reply, Problem> {
        let call = Call::query(tenant, Actor::Platform(PART.to_owned()));
        Ok(self.client.ask(call, question).await?.reply)
    }
}

/// The resource or the title, when it is about one.
fn thing_of(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Reservation(facts) => Some(facts.resource.to_string()),
        Subject::Series(facts) => Some(facts.resource.to_string()),
        Subject::Wait(facts) => Some(facts.resource.to_string()),
        Subject::Loan(facts) => Some(facts.title.to_string()),
        Subject::Hold(facts) => Some(facts.title.to_string()),
        Subject::Standing(_) => None,
    }
}
