//! Resources: defining, reading, listing.

use std::sync::Arc;

use nanum_contracts::{
    Actor, Problem,
    booking::{DefineResource, GetResource, ListResources, Resource, SERVICE},
    ids::SiteId,
    membership::GetSite,
    problem::ProblemKind,
    request::{Outcome, Page},
    time::Zone,
};
use nanum_runtime::{Asked, Call, Cause, cursor::place_of};

use super::Desk;
use crate::{
    domain::{CheckedDefinition, SpaceCommand},
    views::what_is_free::{self, Wanted},
};

impl Desk {
    /// Adds a resource or changes it.
    ///
    /// # Errors
    /// What is not sound in the definition, a site that is not there, units that are reserved.
    pub async fn define_resource(self: Arc<Self>, asked: Asked<DefineResource>) -> Outcome<Resource> {
        let definition = CheckedDefinition::try_from(asked.body.definition)?;
        let zone = self.zone_of(&asked.cause, definition.as_ref().site).await?;
        let resource = asked.body.resource.unwrap_or_else(|| asked.cause.new_id("resource"));
        let space = self.space_to_define(&asked.cause.tenant, resource, definition.as_ref().part_of).await?;
        let holidays = self.holidays_where_asked(&asked.cause.tenant, &definition).await?;
        let command = SpaceCommand::DefineResource { resource, zone, definition, holidays };
        let done = self.spaces.execute(&asked.cause, space, &command).await?;
        let defined = done.state.resource(resource).ok_or_else(Problem::defect)?;
        Ok(done.answer(defined.as_ref().into()))
    }

    /// One resource, as the log has it.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_resource(self: Arc<Self>, asked: Asked<GetResource>) -> Outcome<Resource> {
        let id = asked.body.resource;
        let space = self.space_of(asked.tenant(), id).await?;
        let loaded = self.spaces.load(asked.tenant(), space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("resource"))?;
        let resource = loaded.state.resource(id).ok_or_else(|| Problem::not_found("resource"))?;
        Ok(loaded.answer(resource.as_ref().into()))
    }

    /// Resources by name.
    ///
    /// # Errors
    /// A cursor that is none.
    pub async fn list_resources(self: Arc<Self>, asked: Asked<ListResources>) -> Outcome<Page<Resource>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        let wanted = Wanted {
            site: body.site,
            kind: body.kind,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
            listed_at: (!body.unlisted_too).then(|| self.clock.now()),
            ..Wanted::default()
        };
        let page =
            self.free.ask(&asked.after, move |rows| what_is_free::resources(rows, &tenant, &wanted)).await?;
        Ok(nanum_contracts::Answer::of(page))
    }

    /// The zone of a site, by Membership.
    async fn zone_of(&self, cause: &Cause, site: SiteId) -> Result<Zone, Problem> {
        let mut call = Call::query(&cause.tenant, Actor::Platform(SERVICE.to_owned()));
        call.correlation.clone_from(&cause.correlation);
        match self.client.ask(call, GetSite { site }).await {
            Ok(answer) => Ok(answer.reply.zone),
            Err(problem) if problem.kind == ProblemKind::NotFound => Err(Problem::rule(
                "site-exists",
                "a resource is at a site of its tenant; there is no such site",
                "a site of this tenant",
                site.to_string(),
            )),
            Err(problem) => Err(problem),
        }
    }
}
