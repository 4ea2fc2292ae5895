//! Series: looking ahead, making, changing, cancelling, reading.

use std::sync::Arc;

use nanum_contracts::{
    Actor, Answer, LogPosition, Problem, TenantId,
    booking::{
        CancelSeries, ChangeSeries, GetSeries, MakeSeries, PreviewSeries, Recurrence, Series, SeriesPreview,
    },
    ids::{Id, MemberId, ReservationId, ResourceId, SeriesId},
    request::Outcome,
};
use nanum_runtime::{Asked, Cause};
use uuid::Uuid;

use super::{Desk, checked_persons};
use crate::{
    domain::{Holder, NotARecurrence, SpaceCommand, WantedSeries, dates_of, preview},
    views::what_is_in_a_series,
};

impl Desk {
    /// What would become of a series.
    ///
    /// # Errors
    /// *Not found*; a rule that is none; a resource with a quota.
    pub async fn preview_series(self: Arc<Self>, asked: Asked<PreviewSeries>) -> Outcome<SeriesPreview> {
        let PreviewSeries { resource, recurrence, persons } = asked.body;
        let persons = checked_persons(persons)?;
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let whoever_asks = match &asked.cause.actor {
            Actor::Member(member) => *member,
            Actor::Anonymous | Actor::Platform(_) => MemberId::from_uuid(Uuid::nil()),
        };
        let known =
            self.known_where_asked(&asked.cause, (space, resource), Holder::alone(whoever_asks)).await?;
        let wanted = wanted(&asked.cause, (resource, whoever_asks), recurrence, persons)?;
        let wanted = WantedSeries { known, ..wanted };
        let loaded = self.spaces.load(&asked.cause.tenant, space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("resource"))?;
        let dates = preview(&loaded.state, &wanted, self.clock.now())?;
        Ok(Answer::of(SeriesPreview { dates }))
    }

    /// Reserves a resource on all dates of a rule, in one append.
    ///
    /// # Errors
    /// A rule that is none; dates that cannot be had, each with its reason; *not found*.
    pub async fn make_series(self: Arc<Self>, asked: Asked<MakeSeries>) -> Outcome<Series> {
        let MakeSeries { resource, member, recurrence, persons, leave_out_refused } = asked.body;
        let persons = checked_persons(persons)?;
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let wanted = wanted(&asked.cause, (resource, member), recurrence, persons)?;
        let series = wanted.series;
        let known = self.known_where_asked(&asked.cause, (space, resource), Holder::alone(member)).await?;
        let command = SpaceCommand::MakeSeries(WantedSeries { leave_out_refused, known, ..wanted });
        self.carry_out(&asked.cause, (space, series), &command).await
    }

    /// Gives up what is to come of a series.
    ///
    /// # Errors
    /// *Not found*; that nothing is to come.
    pub async fn cancel_series(self: Arc<Self>, asked: Asked<CancelSeries>) -> Outcome<Series> {
        let CancelSeries { series, from, reason, by } = asked.body;
        let space = self.space_of_series(&asked.cause.tenant, &asked.after, series).await?;
        let command = SpaceCommand::CancelSeries { series, from, reason, by };
        self.carry_out(&asked.cause, (space, series), &command).await
    }

    /// Moves what is to come of a series to another time of its dates.
    ///
    /// # Errors
    /// *Not found*; that nothing is to come; dates that cannot be had, each with its reason.
    pub async fn change_series(self: Arc<Self>, asked: Asked<ChangeSeries>) -> Outcome<Series> {
        let ChangeSeries { series, starting, from, to } = asked.body;
        if to <= from {
            return Err(NotARecurrence::Inverted.into());
        }
        let found = self.found_series(&asked.cause.tenant, &asked.after, series).await?;
        let space = self.space_of(&asked.cause.tenant, found.resource).await?;
        let known = self
            .known_where_asked(&asked.cause, (space, found.resource), Holder::alone(found.member))
            .await?;
        let command = SpaceCommand::ChangeSeries { series, starting, from, to, known };
        self.carry_out(&asked.cause, (space, series), &command).await
    }

    /// One series.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_series(self: Arc<Self>, asked: Asked<GetSeries>) -> Outcome<Series> {
        self.found_series(asked.tenant(), &asked.after, asked.body.series).await.map(Answer::of)
    }

    /// Carries out a command, and answers with the series as it is then.
    async fn carry_out(
        &self,
        cause: &Cause,
        (space, series): (Uuid, SeriesId),
        command: &SpaceCommand,
    ) -> Outcome<Series> {
        let done = self.spaces.execute(cause, space, command).await?;
        let series = self.found_series(&cause.tenant, &[], series).await?;
        Ok(done.answer(series))
    }

    async fn space_of_series(
        &self,
        tenant: &TenantId,
        after: &[LogPosition],
        series: SeriesId,
    ) -> Result<Uuid, Problem> {
        let resource = self.found_series(tenant, after, series).await?.resource;
        self.space_of(tenant, resource).await
    }

    async fn found_series(
        &self,
        tenant: &TenantId,
        after: &[LogPosition],
        series: SeriesId,
    ) -> Result<Series, Problem> {
        let tenant = tenant.clone();
        let found =
            self.series.ask(after, move |rows| what_is_in_a_series::series(rows, &tenant, series)).await?;
        found.ok_or_else(|| Problem::not_found("series"))
    }
}

/// The dates of the rule, each with the id that its reservation gets: the same when the command is repeated.
fn wanted(
    cause: &Cause,
    (resource, member): (ResourceId, MemberId),
    recurrence: Recurrence,
    persons: Option<u32>,
) -> Result<WantedSeries, Problem> {
    let dates = dates_of(&recurrence)?.into_iter();
    let dates = dates.map(|date| (date, cause.new_id::<ReservationId>(&format!("reservation on {date}"))));
    let dates = dates.collect();
    let series = cause.new_id("series");
    Ok(WantedSeries {
        series,
        resource,
        member,
        recurrence,
        dates,
        persons,
        leave_out_refused: false,
        known: None,
    })
}
