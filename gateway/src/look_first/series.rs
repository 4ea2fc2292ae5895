//! Series: whose they are and at which site, before anything is done with them.

use nanum_contracts::{
    Answer, Operation, Problem,
    booking::{
        CancelSeries, ChangeSeries, ExtendSeries, GetSeries, MakeSeries, PreviewExtension, PreviewSeries,
        Series, SeriesPreview,
    },
    ids::{ResourceId, SeriesId},
    membership::GetGroup,
};

use super::done_by;
use crate::{
    Caller, Gateway, Terms,
    policy::{Action, Thing},
};

impl Gateway {
    /// Reserves a series for the caller, or on a member's behalf; a clerk may set the rules of time aside.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn make_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        wanted: MakeSeries,
    ) -> Result<Answer<Series>, Problem> {
        let thing = self.for_whom(caller, terms, (wanted.member, wanted.resource, wanted.group)).await?;
        if wanted.set_rules_aside {
            self.may_set_rules_aside_at(caller, terms, wanted.resource).await?;
        }
        self.ask(caller, Action::MakeSeries, &thing, terms, wanted).await
    }

    /// Looks ahead at a series; a clerk may set the rules of time aside.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn preview_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        question: PreviewSeries,
    ) -> Result<Answer<SeriesPreview>, Problem> {
        if question.set_rules_aside {
            self.may_set_rules_aside_at(caller, terms, question.resource).await?;
        }
        if question.group.is_some() {
            let thing =
                self.for_whom(caller, terms, (caller.member()?, question.resource, question.group)).await?;
            self.authorise(caller, Action::MakeSeries, &thing)?;
        }
        self.ask(caller, Action::PreviewSeries, &caller.own(), terms, question).await
    }

    /// Who works at the desk of a resource sets its rules of time aside.
    async fn may_set_rules_aside_at(
        &self,
        caller: &Caller,
        terms: &Terms,
        resource: ResourceId,
    ) -> Result<(), Problem> {
        let at_resource = self.at_resource(caller, terms, resource).await?;
        self.authorise(caller, Action::SetRulesAside, &at_resource)
    }

    /// A series; what is made for a group belongs to each of its agents.
    async fn thing_of_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        series: &Series,
    ) -> Result<Thing, Problem> {
        let thing = Thing::series(&caller.tenant, series);
        let (Some(group), Some(own)) = (series.group, caller.who.member()) else { return Ok(thing) };
        if own == series.member {
            return Ok(thing);
        }
        let group = self.look_up(caller, terms, GetGroup { group }).await?.reply;
        Ok(thing.owned_by(group.definition.agents.contains(&own).then_some(own)))
    }

    /// Reads a series.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn get_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        series: SeriesId,
    ) -> Result<Answer<Series>, Problem> {
        let answer = self.look_up(caller, terms, GetSeries { series }).await?;
        let thing = self.thing_of_series(caller, terms, &answer.reply).await?;
        self.authorise(caller, Action::GetSeries, &thing)?;
        Ok(answer)
    }

    /// Changes what is to come of a series.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub(crate) async fn on_series<O: Operation>(
        &self,
        caller: &Caller,
        terms: &Terms,
        action: Action,
        series: SeriesId,
        operation: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        let found = self.look_up(caller, terms, GetSeries { series }).await?.reply;
        let thing = self.thing_of_series(caller, terms, &found).await?;
        self.ask(caller, action, &thing, terms, operation).await
    }

    /// Goes on with a series; a clerk may set the rules of time aside.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn extend_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        extension: ExtendSeries,
    ) -> Result<Answer<Series>, Problem> {
        let series = extension.series;
        if extension.set_rules_aside {
            self.may_set_rules_aside_of(caller, terms, series).await?;
        }
        self.on_series(caller, terms, Action::ExtendSeries, series, extension).await
    }

    /// Looks ahead at what a series would go on with; a clerk may set the rules of time aside.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn preview_extension(
        &self,
        caller: &Caller,
        terms: &Terms,
        question: PreviewExtension,
    ) -> Result<Answer<SeriesPreview>, Problem> {
        let series = question.series;
        if question.set_rules_aside {
            self.may_set_rules_aside_of(caller, terms, series).await?;
        }
        self.on_series(caller, terms, Action::PreviewExtension, series, question).await
    }

    async fn may_set_rules_aside_of(
        &self,
        caller: &Caller,
        terms: &Terms,
        series: SeriesId,
    ) -> Result<(), Problem> {
        let found = self.look_up(caller, terms, GetSeries { series }).await?.reply;
        let thing = self.thing_of_series(caller, terms, &found).await?;
        self.authorise(caller, Action::SetRulesAside, &thing)
    }

    /// Another time for what is to come of a series.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn change_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        change: ChangeSeries,
    ) -> Result<Answer<Series>, Problem> {
        let found = self.look_up(caller, terms, GetSeries { series: change.series }).await?.reply;
        let thing = self.thing_of_series(caller, terms, &found).await?;
        let change = ChangeSeries { by: Some(done_by(caller, &thing)), ..change };
        self.ask(caller, Action::ChangeSeries, &thing, terms, change).await
    }

    /// Gives up what is to come of a series.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn cancel_series(
        &self,
        caller: &Caller,
        terms: &Terms,
        cancellation: CancelSeries,
    ) -> Result<Answer<Series>, Problem> {
        let found = self.look_up(caller, terms, GetSeries { series: cancellation.series }).await?.reply;
        let thing = self.thing_of_series(caller, terms, &found).await?;
        let cancellation = CancelSeries { by: Some(done_by(caller, &thing)), ..cancellation };
        self.ask(caller, Action::CancelSeries, &thing, terms, cancellation).await
    }
}
