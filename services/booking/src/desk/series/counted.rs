//! Series on resources with a quota: each date is claimed for by itself before the append, and what was not reserved is given back.

use std::collections::BTreeMap;

use jiff::civil::Date;
use nanum_contracts::{
    Problem,
    booking::{PossibleDate, RefusedDate, WhyNot},
    ids::{Id as _, ReservationId, SeriesId},
    time::WallTime,
};
use nanum_runtime::{Cause, Executed, settlement::Claimed};
use uuid::Uuid;

use super::super::Desk;
use crate::{
    aggregate::Spaces,
    domain::{
        Count, Ended, Facts, Holder, Moved, Refusal, Shared, SpaceCommand, Tally, WantedSeries, preview,
        preview_extension, tallies, what_would_move,
    },
    problems::TO_BE_COUNTED,
    quota::claim_for,
};

/// What has been claimed for each date, or why nothing could be.
type Counts = BTreeMap<ReservationId, Result<Vec<Count>, WhyNot>>;

/// A series, looked ahead at.
pub(super) struct Ahead {
    /// What would become of each date.
    pub(super) dates: Vec<PossibleDate>,
    /// What has to be claimed for each that could be had, in their order.
    claims: Vec<(ReservationId, Vec<Count>, Vec<Claimed>)>,
}

/// A series, and to which time of its dates it is moved from when on.
type Moving = ((SeriesId, Option<Date>), (WallTime, WallTime));

impl Desk {
    /// What would become of each date: by the calendar, then by the allowances, each date beside those before it.
    pub(super) async fn look_ahead(
        &self,
        cause: &Cause,
        space: Uuid,
        (wanted, ended): (&WantedSeries, Option<Ended>),
    ) -> Result<Ahead, Problem> {
        let loaded = self.spaces.load(&cause.tenant, space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("resource"))?;
        let shared = loaded.state.resource(wanted.resource).ok_or_else(|| Problem::not_found("resource"))?;
        let now = self.clock.now();
        let mut dates = match ended {
            None => preview(&loaded.state, wanted, now)?,
            Some(ended) => preview_extension(&loaded.state, (wanted, ended), now)?,
        };
        let claims = claims_for(shared, space, wanted, &dates);
        let each: Vec<Vec<Claimed>> = claims.iter().map(|(.., claims)| claims.clone()).collect();
        let foreseen = self.quotas.foresee(&cause.tenant, &each).await?;
        let refused: BTreeMap<ReservationId, WhyNot> = claims
            .iter()
            .zip(foreseen)
            .filter_map(|((reservation, ..), claimed)| Some((*reservation, why_not(claimed.err()?))))
            .collect();
        for possible in &mut dates {
            if let Some(why) = reservation_on(wanted, possible.date).and_then(|it| refused.get(&it)) {
                possible.why_not = Some(why.clone());
            }
        }
        let claims = claims.into_iter().filter(|(reservation, ..)| !refused.contains_key(reservation));
        Ok(Ahead { dates, claims: claims.collect() })
    }

    /// Claims for each date that could be had. Where one cannot and none is left out, nothing is claimed: the series is refused.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub(super) async fn claim_for_dates(
        &self,
        cause: &Cause,
        space: Uuid,
        (wanted, ended): (&WantedSeries, Option<Ended>),
    ) -> Result<(Counts, Vec<Claimed>), Problem> {
        let Ahead { dates, claims } = self.look_ahead(cause, space, (wanted, ended)).await?;
        let refused = dates
            .into_iter()
            .filter_map(|date| Some((reservation_on(wanted, date.date)?, Err(date.why_not?))));
        let mut counts: Counts = refused.collect();
        let is_refused = !counts.is_empty() && !wanted.leave_out_refused;
        let mut claimed = Vec::new();
        for (reservation, of_date, claims) in claims {
            if is_refused {
                counts.insert(reservation, Ok(of_date));
                continue;
            }
            match self.quotas.claim_all(&cause.step(&format!("claims for {reservation}")), &claims).await {
                Ok(()) => {
                    counts.insert(reservation, Ok(of_date));
                    claimed.extend(claims);
                }
                Err(refused) if refused.status < 500 => {
                    counts.insert(reservation, Err(why_not(refused)));
                }
                Err(failed) => {
                    self.quotas.give_up_all(cause, &claimed).await;
                    return Err(failed);
                }
            }
        }
        Ok((counts, claimed))
    }

    /// Claims for each date that would be counted elsewhere, or for more; all or none.
    ///
    /// # Errors
    /// Which dates no allowance has room for; *try again* when the log does not answer.
    pub(super) async fn claim_for_moving(
        &self,
        cause: &Cause,
        space: Uuid,
        (series, times): Moving,
    ) -> Result<(BTreeMap<ReservationId, Facts>, Vec<Claimed>), Problem> {
        let changing = || Problem::try_again("the resource is being changed");
        let loaded = self.spaces.load(&cause.tenant, space).await?.ok_or_else(changing)?;
        let (mut counted, mut claimed, mut refused) = (BTreeMap::new(), Vec::new(), Vec::new());
        for moved in what_would_move(&loaded.state, series, times, self.clock.now())? {
            let shared = loaded.state.resource(moved.before.resource).ok_or_else(changing)?;
            let reservation = moved.before.reservation;
            let attempt = cause.new_id(&format!("attempt for {reservation}"));
            let (counts, claims) = claims_for_moved(shared, space, &moved, attempt);
            match self.quotas.claim_all(&cause.step(&format!("claims for {reservation}")), &claims).await {
                Ok(()) => {
                    claimed.extend(claims);
                    let facts = Facts { attempt: Some(attempt), counts, ..Facts::default() };
                    counted.insert(reservation, facts);
                }
                Err(why) if why.status < 500 => {
                    refused.push(RefusedDate { date: moved.date, why: why_not(why) });
                }
                Err(failed) => {
                    self.quotas.give_up_all(cause, &claimed).await;
                    return Err(failed);
                }
            }
        }
        if refused.is_empty() {
            return Ok((counted, claimed));
        }
        self.quotas.give_up_all(cause, &claimed).await;
        Err(Refusal::DatesRefused { refused }.into())
    }

    /// Carries out a command for which dates have been claimed for. What was claimed for dates that did not come about is given back;
    /// should this end before, the claims are found open and looked after.
    ///
    /// # Errors
    /// The rule that says no.
    pub(super) async fn counted_or_given_back(
        &self,
        cause: &Cause,
        space: Uuid,
        command: &SpaceCommand,
        claimed: Vec<Claimed>,
    ) -> Result<Executed<Spaces>, Problem> {
        match self.spaces.execute(cause, space, command).await {
            Err(refused) if refused.status < 500 => {
                self.quotas.give_up_all(cause, &claimed).await;
                Err(refused)
            }
            // Nobody knows whether it was done: the claims stay open until that is found out.
            Err(failed) => Err(failed),
            Ok(done) => {
                let mut left = claimed;
                left.retain(|claim| {
                    let reservation = ReservationId::from_uuid(claim.act.unwrap_or(claim.claim));
                    let reserved = done.state.reservation(reservation);
                    !reserved.is_some_and(|reserved| {
                        reserved.terms.all_counts().iter().any(|count| count.claim == claim.claim)
                    })
                });
                self.quotas.give_up_all(cause, &left).await;
                Ok(done)
            }
        }
    }
}

pub(super) fn is_to_be_counted(refused: &Problem) -> bool {
    refused.rule.as_deref() == Some(TO_BE_COUNTED)
}

/// What has to be claimed for each date that can be had.
fn claims_for(
    shared: &Shared,
    space: Uuid,
    wanted: &WantedSeries,
    dates: &[PossibleDate],
) -> Vec<(ReservationId, Vec<Count>, Vec<Claimed>)> {
    let of_date = |date: &PossibleDate| {
        let (reservation, span) = (reservation_on(wanted, date.date)?, date.span?);
        let counts: Vec<Count> = tallies(shared, wanted.holder(), span)
            .into_iter()
            .map(|tally| Count { claim: reservation.uuid(), tally })
            .collect();
        let claims = counts.iter().map(|count| claim_for(reservation, (space, span), count, None)).collect();
        (!counts.is_empty()).then_some((reservation, counts, claims))
    };
    dates.iter().filter(|date| date.why_not.is_none()).filter_map(of_date).collect()
}

/// What has to be claimed for a date that is moved: what it does not have already.
fn claims_for_moved(
    shared: &Shared,
    space: Uuid,
    Moved { before, span, .. }: &Moved,
    attempt: ReservationId,
) -> (Vec<Count>, Vec<Claimed>) {
    let had = before.all_counts();
    let holder = Holder { member: before.member, group: before.group };
    let is_new = |tally: &Tally| !had.iter().any(|had| had.tally.is_like(tally));
    let counts = tallies(shared, holder, *span).into_iter().filter(is_new);
    let counts: Vec<Count> = counts.map(|tally| Count { claim: attempt.uuid(), tally }).collect();
    let claims = counts.iter().map(|count| {
        let instead_of = had.iter().find(|had| had.tally.is_beside(&count.tally)).map(|had| had.claim);
        claim_for(before.reservation, (space, *span), count, instead_of)
    });
    (counts.clone(), claims.collect())
}

fn reservation_on(wanted: &WantedSeries, date: Date) -> Option<ReservationId> {
    wanted.dates.iter().find(|(other, _)| *other == date).map(|(_, reservation)| *reservation)
}

/// As it is recorded with a series.
fn why_not(problem: Problem) -> WhyNot {
    let Problem { rule, limit, actual, free_instead, detail, .. } = problem;
    WhyNot {
        rule: rule.unwrap_or(detail),
        limit: limit.unwrap_or_default(),
        actual: actual.unwrap_or_default(),
        free_instead,
    }
}
