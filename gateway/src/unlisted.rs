//! What only staff sees: drafts, and what is not shown yet or not any more. To all others it looks like *not found*.

use nanum_contracts::{
    Answer, Problem,
    booking::{FreeResource, GetFreeTimes, GetResource, ListResources, Resource},
    ids::{ResourceId, SiteId},
    request::Page,
};

use crate::{
    Caller, Gateway, Terms,
    policy::{Action, Verdict},
};

impl Gateway {
    /// Lists resources; with those that only staff sees when the caller is staff of what is asked for.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub(crate) async fn list_resources(
        &self,
        caller: &Caller,
        terms: &Terms,
        question: ListResources,
    ) -> Result<Answer<Page<Resource>>, Problem> {
        let unlisted_too = self.sees_unlisted(caller, question.site);
        let question = ListResources { unlisted_too, ..question };
        self.ask(caller, Action::ListResources, &caller.thing(), terms, question).await
    }

    /// Reads a resource that the caller may see.
    ///
    /// # Errors
    /// *Not found*, or the policy's refusal.
    pub(crate) async fn get_resource(
        &self,
        caller: &Caller,
        terms: &Terms,
        resource: ResourceId,
    ) -> Result<Answer<Resource>, Problem> {
        let question = GetResource { resource };
        let answer = self.ask(caller, Action::GetResource, &caller.thing(), terms, question).await?;
        self.must_be_shown(caller, &answer.reply)?;
        Ok(answer)
    }

    /// Reads when a resource is free that the caller may see.
    ///
    /// # Errors
    /// *Not found*, or the policy's refusal.
    pub(crate) async fn get_free_times(
        &self,
        caller: &Caller,
        terms: &Terms,
        question: GetFreeTimes,
    ) -> Result<Answer<FreeResource>, Problem> {
        let answer = self.ask(caller, Action::GetFreeTimes, &caller.thing(), terms, question).await?;
        self.must_be_shown(caller, &answer.reply.resource)?;
        Ok(answer)
    }

    /// Whether everybody finds a resource in lists now.
    pub(crate) fn is_listed(&self, resource: &Resource) -> bool {
        let today = self.clock.now().to_zoned(resource.zone.time_zone()).date();
        resource.definition.publication.is_listed_on(today)
    }

    /// Whether the caller may know that a resource is there.
    ///
    /// # Errors
    /// *Not found*.
    pub(crate) fn must_be_shown(&self, caller: &Caller, resource: &Resource) -> Result<(), Problem> {
        let today = self.clock.now().to_zoned(resource.zone.time_zone()).date();
        let shown = resource.definition.publication.is_read_on(today)
            || self.sees_unlisted(caller, Some(resource.definition.site));
        if shown { Ok(()) } else { Err(Problem::not_found("resource")) }
    }

    fn sees_unlisted(&self, caller: &Caller, site: Option<SiteId>) -> bool {
        let thing = caller.thing().at(site);
        self.policy.decide(&caller.tenant, &caller.who, Action::SeeUnlisted, &thing) == Verdict::Allowed
    }
}
