//! Series: looking ahead, making, changing, cancelling, reading.

mod counted;

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use nanum_contracts::{
    Actor, Answer, LogPosition, Problem, TenantId,
    booking::{
        CancelSeries, ChangeSeries, ExtendSeries, GetSeries, MakeSeries, PreviewExtension, PreviewSeries,
        Recurrence, Series, SeriesPreview,
    },
    ids::{GroupId, Id, MemberId, ReservationId, ResourceId, SeriesId},
    membership::Known,
    request::Outcome,
};
use nanum_runtime::{Asked, Cause, Executed};
use uuid::Uuid;

use self::counted::is_to_be_counted;
use super::{
    Desk,
    charges::payer,
    checked_persons,
    reservations::{checked_purpose, rules},
};
use crate::{
    aggregate::Spaces,
    domain::{Acting, Ended, Holder, NotARecurrence, Rules, SpaceCommand, WantedSeries, dates_of},
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
    /// *Not found*; a rule that is none; that it is for others.
    pub async fn preview_series(self: Arc<Self>, asked: Asked<PreviewSeries>) -> Outcome<SeriesPreview> {
        let PreviewSeries { resource, recurrence, persons, set_rules_aside, group, purpose, asks_free } =
            asked.body;
        let what_for = WhatFor { group, purpose, asks_free };
        let persons = checked_persons(persons)?;
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let (whoever_asks, known) = match &asked.cause.actor {
            Actor::Member(member) => {
                (*member, self.known_holder(&asked.cause, space, Holder { member: *member, group }).await?)
            }
            Actor::Anonymous | Actor::Platform(_) => {
                (MemberId::from_uuid(Uuid::nil()), Some(Known::default()))
            }
        };
        let wanted = wanted(&asked.cause, (resource, whoever_asks), recurrence, (persons, what_for))?;
        let wanted = WantedSeries { known, rules: rules(set_rules_aside), ..wanted };
        let ahead = self.look_ahead(&asked.cause, space, (&wanted, None)).await?;
        Ok(Answer::of(SeriesPreview { dates: ahead.dates }))
    }

    /// Reserves a resource on all dates of a rule, in one append.
    ///
    /// # Errors
    /// A rule that is none; dates that cannot be had, each with its reason; *not found*.
    pub async fn make_series(self: Arc<Self>, asked: Asked<MakeSeries>) -> Outcome<Series> {
        let MakeSeries { resource, member, recurrence, persons, leave_out_refused, set_rules_aside, .. } =
            asked.body;
        let MakeSeries { group, purpose, asks_free, .. } = asked.body;
        let what_for = WhatFor { group, purpose, asks_free };
        let persons = checked_persons(persons)?;
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let wanted = wanted(&asked.cause, (resource, member), recurrence, (persons, what_for))?;
        let known = self.known_holder(&asked.cause, space, wanted.holder()).await?;
        let rules = rules(set_rules_aside);
        let wanted = WantedSeries { leave_out_refused, known, rules, ..wanted };
        self.reserve_dates(&asked.cause, space, (wanted, None)).await
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
            self.going_on(&asked.cause, &asked.after, series, (rule, without), false).await?;
        let wanted = WantedSeries { rules: rules(set_rules_aside), ..wanted };
        let ahead = self.look_ahead(&asked.cause, space, (&wanted, Some(ended))).await?;
        Ok(Answer::of(SeriesPreview { dates: ahead.dates }))
    }

    /// Reserves what a new rule names after the last date of a series, in one append.
    ///
    /// # Errors
    /// *Not found*; a rule that is none, or names no further date; too many dates; dates that cannot be had, each with its
    /// reason.
    pub async fn extend_series(self: Arc<Self>, asked: Asked<ExtendSeries>) -> Outcome<Series> {
        let ExtendSeries { series, rule, without, leave_out_refused, set_rules_aside, asks_free } =
            asked.body;
        let GoingOn { space, wanted, ended } =
            self.going_on(&asked.cause, &asked.after, series, (rule, without), asks_free).await?;
        let wanted = WantedSeries { leave_out_refused, rules: rules(set_rules_aside), ..wanted };
        self.reserve_dates(&asked.cause, space, (wanted, Some(ended))).await
    }

    /// What a series shall go on with: its new rule, at the time of day that its last dates have.
    async fn going_on(
        &self,
        cause: &Cause,
        after: &[LogPosition],
        id: SeriesId,
        (rule, without): (String, Vec<Date>),
        asks_free: bool,
    ) -> Result<GoingOn, Problem> {
        let tenant = cause.tenant.clone();
        let found = self
            .series
            .ask(after, move |rows| what_is_in_a_series::series_with_time(rows, &tenant, id))
            .await?;
        let (series, (from, to)) = found.ok_or_else(|| Problem::not_found("series"))?;
        let Series { resource, member, group, purpose, mut recurrence, dates, .. } = series;
        let space = self.space_of(&cause.tenant, resource).await?;
        recurrence.without.extend(without);
        recurrence.without.sort_unstable();
        recurrence.without.dedup();
        let recurrence = Recurrence { from, to, rule, ..recurrence };
        let what_for = WhatFor { group, purpose, asks_free };
        // The number of persons is that of its last date.
        let wanted = wanted(cause, (resource, member), recurrence, (None, what_for))?;
        let known = self.known_holder(cause, space, wanted.holder()).await?;
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
        let done = self.spaces.execute(&asked.cause, space, &command).await?;
        self.told(&asked.cause.tenant, done, series).await
    }

    /// Moves what is to come of a series to another time of its dates.
    ///
    /// # Errors
    /// *Not found*; that nothing is to come; dates that cannot be had, each with its reason.
    pub async fn change_series(self: Arc<Self>, asked: Asked<ChangeSeries>) -> Outcome<Series> {
        let ChangeSeries { series, starting, from, to, by, at_members_wish } = asked.body;
        let acting = Acting { by, at_members_wish };
        if !from.can_begin() {
            return Err(NotARecurrence::BeginsAt(from).into());
        }
        let found = self.found_series(&asked.cause.tenant, &asked.after, series).await?;
        let space = self.space_of(&asked.cause.tenant, found.resource).await?;
        let holder = Holder { member: found.member, group: found.group };
        let known = self.known_holder(&asked.cause, space, holder).await?;
        let change = |counted| {
            let known = known.clone();
            SpaceCommand::ChangeSeries { series, starting, from, to, acting, known, counted }
        };
        match self.spaces.execute(&asked.cause, space, &change(BTreeMap::new())).await {
            Err(refused) if is_to_be_counted(&refused) => {}
            outcome => return self.told(&asked.cause.tenant, outcome?, series).await,
        }
        let moved = ((series, starting), (from, to));
        let (counted, claims) = self.claim_for_moving(&asked.cause, space, moved).await?;
        let done = self.counted_or_given_back(&asked.cause, space, &change(counted), claims).await?;
        self.told(&asked.cause.tenant, done, series).await
    }

    /// One series.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_series(self: Arc<Self>, asked: Asked<GetSeries>) -> Outcome<Series> {
        self.found_series(asked.tenant(), &asked.after, asked.body.series).await.map(Answer::of)
    }

    /// Reserves the dates of a series, with what has been claimed for each of them where the space asks for it.
    async fn reserve_dates(
        &self,
        cause: &Cause,
        space: Uuid,
        (wanted, ended): (WantedSeries, Option<Ended>),
    ) -> Outcome<Series> {
        let series = wanted.series;
        let command = |counts| {
            let wanted = WantedSeries { counts, ..wanted.clone() };
            match ended {
                None => SpaceCommand::MakeSeries(wanted),
                Some(ended) => SpaceCommand::ExtendSeries { wanted, ended },
            }
        };
        match self.spaces.execute(cause, space, &command(BTreeMap::new())).await {
            Err(refused) if is_to_be_counted(&refused) => {}
            outcome => return self.told(&cause.tenant, outcome?, series).await,
        }
        let (counts, claims) = self.claim_for_dates(cause, space, (&wanted, ended)).await?;
        let done = self.counted_or_given_back(cause, space, &command(counts), claims).await?;
        self.told(&cause.tenant, done, series).await
    }

    /// Answers with the series as a command left it.
    async fn told(&self, tenant: &TenantId, done: Executed<Spaces>, series: SeriesId) -> Outcome<Series> {
        let series = self.found_series(tenant, &[], series).await?;
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

/// For which group and what a series is.
struct WhatFor {
    group: Option<GroupId>,
    purpose: Option<String>,
    asks_free: bool,
}

/// The dates of the rule, each with the id that its reservation gets: the same when the command is repeated.
fn wanted(
    cause: &Cause,
    (resource, member): (ResourceId, MemberId),
    recurrence: Recurrence,
    (persons, WhatFor { group, purpose, asks_free }): (Option<u32>, WhatFor),
) -> Result<WantedSeries, Problem> {
    let dates = dates_of(&recurrence)?.into_iter();
    let dates = dates.map(|date| (date, cause.new_id::<ReservationId>(&format!("reservation on {date}"))));
    let dates = dates.collect();
    let series = cause.new_id("series");
    let purpose = checked_purpose(purpose)?;
    Ok(WantedSeries {
        series,
        resource,
        member,
        group,
        payer: payer(purpose.clone(), asks_free)?,
        purpose,
        recurrence,
        dates,
        persons,
        leave_out_refused: false,
        known: None,
        rules: Rules::Kept,
        counts: BTreeMap::new(),
    })
}
