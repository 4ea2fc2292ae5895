//! Series: looking ahead, making, changing, cancelling, reading.

use std::sync::Arc;

use jiff::civil::Date;
use nanum_contracts::{
    Actor, Answer, LogPosition, Problem, TenantId,
    booking::{
        CancelSeries, ChangeSeries, ExtendSeries, GetSeries, MakeSeries, PreviewExtension, PreviewSeries,
        Recurrence, Series, SeriesPreview,
    },
    ids::{Id, MemberId, ReservationId, ResourceId, SeriesId},
    membership::Known,
    request::Outcome,
};
use nanum_runtime::{Asked, Cause};
use uuid::Uuid;

use super::{Desk, checked_persons, reservations::rules};
use crate::{
    domain::{
        Acting, Ended, Holder, NotARecurrence, Rules, SpaceCommand, WantedSeries, dates_of, preview,
        preview_extension,
    },
    views::what_is_in_a_series,
};

/// What a series shall go on with, and where it is.
struct GoingOn {
    space: Uuid,
    wanted: WantedSeries,
    ended: Ended,
}

impl Desk {
    /// What would become of a series.
    ///
    /// # Errors
    /// *Not found*; a rule that is none; a resource with a quota.
    pub async fn preview_series(self: Arc<Self>, asked: Asked<PreviewSeries>) -> Outcome<SeriesPreview> {
        let PreviewSeries { resource, recurrence, persons, set_rules_aside } = asked.body;
        let persons = checked_persons(persons)?;
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let (whoever_asks, known) = match &asked.cause.actor {
            Actor::Member(member) => {
                (*member, self.known_holder(&asked.cause, space, Holder::alone(*member)).await?)
            }
            Actor::Anonymous | Actor::Platform(_) => {
                (MemberId::from_uuid(Uuid::nil()), Some(Known::default()))
            }
        };
        let wanted = wanted(&asked.cause, (resource, whoever_asks), recurrence, persons)?;
        let wanted = WantedSeries { known, rules: rules(set_rules_aside), ..wanted };
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
        let MakeSeries { resource, member, recurrence, persons, leave_out_refused, set_rules_aside } =
            asked.body;
        let persons = checked_persons(persons)?;
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let wanted = wanted(&asked.cause, (resource, member), recurrence, persons)?;
        let series = wanted.series;
        let known = self.known_holder(&asked.cause, space, Holder::alone(member)).await?;
        let rules = rules(set_rules_aside);
        let command = SpaceCommand::MakeSeries(WantedSeries { leave_out_refused, known, rules, ..wanted });
        self.carry_out(&asked.cause, (space, series), &command).await
    }

    /// What would become of the dates with which a series shall go on.
    ///
    /// # Errors
    /// *Not found*; a rule that is none, or names no further date; too many dates.
    pub async fn preview_extension(
        self: Arc<Self>,
        asked: Asked<PreviewExtension>,
    ) -> Outcome<SeriesPreview> {
        let PreviewExtension { series, rule, without, set_rules_aside } = asked.body;
        let GoingOn { space, wanted, ended } =
            self.going_on(&asked.cause, &asked.after, series, (rule, without)).await?;
        let wanted = WantedSeries { rules: rules(set_rules_aside), ..wanted };
        let loaded = self.spaces.load(&asked.cause.tenant, space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("series"))?;
        let dates = preview_extension(&loaded.state, (&wanted, ended), self.clock.now())?;
        Ok(Answer::of(SeriesPreview { dates }))
    }

    /// Reserves what a new rule names after the last date of a series, in one append.
    ///
    /// # Errors
    /// *Not found*; a rule that is none, or names no further date; too many dates; dates that cannot be had, each with its
    /// reason.
    pub async fn extend_series(self: Arc<Self>, asked: Asked<ExtendSeries>) -> Outcome<Series> {
        let ExtendSeries { series, rule, without, leave_out_refused, set_rules_aside } = asked.body;
        let GoingOn { space, wanted, ended } =
            self.going_on(&asked.cause, &asked.after, series, (rule, without)).await?;
        let wanted = WantedSeries { leave_out_refused, rules: rules(set_rules_aside), ..wanted };
        let command = SpaceCommand::ExtendSeries { wanted, ended };
        self.carry_out(&asked.cause, (space, series), &command).await
    }

    /// What a series shall go on with: its new rule, at the time of day that its last dates have.
    async fn going_on(
        &self,
        cause: &Cause,
        after: &[LogPosition],
        id: SeriesId,
        (rule, without): (String, Vec<Date>),
    ) -> Result<GoingOn, Problem> {
        let tenant = cause.tenant.clone();
        let found = self
            .series
            .ask(after, move |rows| what_is_in_a_series::series_with_time(rows, &tenant, id))
            .await?;
        let (series, (from, to)) = found.ok_or_else(|| Problem::not_found("series"))?;
        let Series { resource, member, mut recurrence, dates, .. } = series;
        let space = self.space_of(&cause.tenant, resource).await?;
        recurrence.without.extend(without);
        recurrence.without.sort_unstable();
        recurrence.without.dedup();
        let recurrence = Recurrence { from, to, rule, ..recurrence };
        let known = self.known_holder(cause, space, Holder::alone(member)).await?;
        // The number of persons is that of its last date.
        let wanted = wanted(cause, (resource, member), recurrence, None)?;
        let wanted = WantedSeries { series: id, known, ..wanted };
        let at = self.clock.now();
        let ended = dates.iter().filter(|date| date.span.ends_at() <= at).count();
        Ok(GoingOn { space, wanted, ended: Ended { dates: ended, at } })
    }

    /// Gives up what is to come of a series.
    ///
    /// # Errors
    /// *Not found*; that nothing is to come.
    pub async fn cancel_series(self: Arc<Self>, asked: Asked<CancelSeries>) -> Outcome<Series> {
        let CancelSeries { series, from, reason, by, at_members_wish } = asked.body;
        let acting = Acting { by, at_members_wish };
        let space = self.space_of_series(&asked.cause.tenant, &asked.after, series).await?;
        let command = SpaceCommand::CancelSeries { series, from, reason, acting };
        self.carry_out(&asked.cause, (space, series), &command).await
    }

    /// Moves what is to come of a series to another time of its dates.
    ///
    /// # Errors
    /// *Not found*; that nothing is to come; dates that cannot be had, each with its reason.
    pub async fn change_series(self: Arc<Self>, asked: Asked<ChangeSeries>) -> Outcome<Series> {
        let ChangeSeries { series, starting, from, to, by, at_members_wish } = asked.body;
        let acting = Acting { by, at_members_wish };
        if to <= from {
            return Err(NotARecurrence::Inverted.into());
        }
        let found = self.found_series(&asked.cause.tenant, &asked.after, series).await?;
        let space = self.space_of(&asked.cause.tenant, found.resource).await?;
        let known = self.known_holder(&asked.cause, space, Holder::alone(found.member)).await?;
        let command = SpaceCommand::ChangeSeries { series, starting, from, to, acting, known };
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
        rules: Rules::Kept,
    })
}
