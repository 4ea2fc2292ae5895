//! Series: many dates in one act. Each passes the guard that a single one passes, beside those before it.

mod to_come;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::{PossibleDate, Recurrence, RefusedDate, ReservationState, SeriesExtended, WhyNot},
    ids::{GroupId, Id as _, MemberId, ReservationId, ResourceId, SeriesId},
    membership::Known,
    time::{TimeSpan, WallTime},
};
use serde_json::json;

use super::{
    super::{
        Count, Facts, Holder, NotAdmitted, Payer, Refusal, Rules, SERIES_DATES_MAX, SeriesMade, Shared,
        Space, SpaceEvent, Terms, evolve, first_is_named, on_date, tallies,
    },
    reservations::{self, Begins, Wish},
};

pub(crate) use to_come::local_time;
pub use to_come::{Moved, what_would_move};
pub(super) use to_come::{cancel, change};

/// A series that somebody wants: the rule as it was said, and the dates that it names.
#[derive(Debug, Clone)]
pub struct WantedSeries {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub member: MemberId,
    pub group: Option<GroupId>,
    pub purpose: Option<String>,
    pub payer: Payer,
    pub recurrence: Recurrence,
    /// With the id that the reservation of each gets.
    pub dates: Vec<(Date, ReservationId)>,
    pub persons: Option<u32>,
    /// Whether dates that cannot be had are left out.
    pub leave_out_refused: bool,
    /// What is known of the member, when the resource asks for it.
    pub known: Option<Known>,
    pub rules: Rules,
    /// What has been claimed for each date, where the resource has a quota, or why nothing could be.
    pub counts: BTreeMap<ReservationId, Result<Vec<Count>, WhyNot>>,
}

impl WantedSeries {
    /// For whom it is.
    pub fn holder(&self) -> Holder {
        Holder { member: self.member, group: self.group }
    }
}

/// Whether what has a quota must have been counted, or is tried as if it had been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    Counted,
    AsIfCounted,
}

/// The dates of a series that had ended at a moment. The space does not keep all of them in mind; what has ended changes no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub dates: usize,
    pub at: Timestamp,
}

/// One date, tried.
struct Tried {
    date: Date,
    span: Option<TimeSpan>,
    outcome: Result<Vec<SpaceEvent>, WhyNot>,
}

/// What a series takes by events of its reservations, in their order.
struct Taken {
    reservations: Vec<ReservationId>,
    dates: Vec<Date>,
    /// Whether one of them waits for a clerk.
    requested: bool,
    /// Whether the time of one that waits is not held.
    unheld: bool,
    /// Whether the last one is only wished otherwise.
    wished: bool,
}

impl Taken {
    fn by(events: &[SpaceEvent]) -> Self {
        let each: Vec<_> = events.iter().filter_map(SpaceEvent::of_a_reservation).collect();
        let wishes = || {
            events.iter().filter_map(|event| match event {
                SpaceEvent::ChangeRequested(event) => Some(&event.wished),
                _ => None,
            })
        };
        Self {
            reservations: each.iter().map(|(terms, ..)| terms.reservation).collect(),
            dates: each.iter().map(|(terms, ..)| local_date(terms)).collect(),
            requested: each.iter().any(|(_, state, _)| *state == ReservationState::Requested)
                || wishes().next().is_some(),
            unheld: each.iter().any(|(terms, ..)| terms.unheld) || wishes().any(|wished| wished.unheld),
            wished: matches!(events.last(), Some(SpaceEvent::ChangeRequested(_))),
        }
    }
}

pub(super) fn make(space: &Space, wanted: &WantedSeries, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(wanted.resource).ok_or(Refusal::ResourceUnknown)?;
    let (mut reserved, refused) =
        all_or_what_can_be_had(tried(space, shared, wanted, Counting::Counted, now)?, wanted)?;
    let Taken { reservations, dates, requested, unheld, .. } = Taken::by(&reserved);
    let made = SeriesMade {
        series: wanted.series,
        resource: wanted.resource,
        site: shared.definition.site,
        member: wanted.member,
        group: wanted.group,
        purpose: wanted.purpose.clone(),
        zone: shared.zone.clone(),
        recurrence: wanted.recurrence.clone(),
        reservations,
        dates,
        requested,
        unheld,
        refused,
    };
    reserved.insert(0, made.into());
    Ok(reserved)
}

/// A series goes on: what its new rule names after its last date is reserved beside what it has.
pub(super) fn extend(
    space: &Space,
    (wanted, ended): (&WantedSeries, Ended),
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let wanted = going_on(space, wanted, ended)?;
    let shared = space.resource(wanted.resource).ok_or(Refusal::ResourceUnknown)?;
    let (mut reserved, refused) =
        all_or_what_can_be_had(tried(space, shared, &wanted, Counting::Counted, now)?, &wanted)?;
    let Taken { reservations, dates, requested, unheld, .. } = Taken::by(&reserved);
    let extended = SeriesExtended {
        series: wanted.series,
        resource: wanted.resource,
        site: shared.definition.site,
        member: wanted.member,
        zone: shared.zone.clone(),
        recurrence: wanted.recurrence,
        reservations,
        dates,
        requested,
        unheld,
        refused,
    };
    reserved.insert(0, extended.into());
    Ok(reserved)
}

/// The reservations of the dates that can be had, and the dates that cannot: none may be refused, unless they are left out.
fn all_or_what_can_be_had(
    tried: Vec<Tried>,
    wanted: &WantedSeries,
) -> Result<(Vec<SpaceEvent>, Vec<RefusedDate>), Refusal> {
    let (mut reserved, mut refused) = (Vec::new(), Vec::new());
    for Tried { date, outcome, .. } in tried {
        match outcome {
            Ok(events) => reserved.extend(events),
            Err(why) => refused.push(RefusedDate { date, why }),
        }
    }
    if reserved.is_empty() {
        return Err(Refusal::NoDateLeft { refused });
    }
    if !refused.is_empty() && !wanted.leave_out_refused {
        return Err(Refusal::DatesRefused { refused });
    }
    Ok((reserved, refused))
}

/// What a series goes on with: the dates of its new rule after its last, for as many persons, the group and the purpose of that
/// one, and no more than one series may have.
fn going_on(space: &Space, wanted: &WantedSeries, ended: Ended) -> Result<WantedSeries, Refusal> {
    let kept_in_mind = space.dates_of(wanted.series);
    let last = &kept_in_mind.last().ok_or(Refusal::OverForLong)?.terms;
    let last_date = local_date(last);
    let mut wanted = WantedSeries {
        persons: last.persons,
        group: last.group,
        purpose: last.purpose.clone(),
        payer: Payer { purpose: last.purpose.clone(), ..wanted.payer.clone() },
        ..wanted.clone()
    };
    wanted.dates.retain(|(date, _)| *date > last_date);
    if wanted.dates.is_empty() {
        return Err(Refusal::NothingToAdd { last: last_date });
    }
    let not_ended = kept_in_mind.iter().filter(|reserved| reserved.terms.span.ends_at() > ended.at).count();
    let dates = ended.dates + not_ended + wanted.dates.len();
    if dates > usize::from(SERIES_DATES_MAX) {
        return Err(Refusal::SeriesTooLong { most: SERIES_DATES_MAX, dates });
    }
    Ok(wanted)
}

/// What would become of each date of a series. What has a quota is tried as if it were counted.
///
/// # Errors
/// That the resource is not there, or is for others.
pub fn preview(space: &Space, wanted: &WantedSeries, now: Timestamp) -> Result<Vec<PossibleDate>, Refusal> {
    let shared = space.resource(wanted.resource).ok_or(Refusal::ResourceUnknown)?;
    let dates = tried(space, shared, wanted, Counting::AsIfCounted, now)?.into_iter();
    Ok(dates
        .map(|Tried { date, span, outcome }| PossibleDate { date, span, why_not: outcome.err() })
        .collect())
}

/// What would become of each date with which a series shall go on.
///
/// # Errors
/// The same; that the rule names no further date, or too many.
pub fn preview_extension(
    space: &Space,
    (wanted, ended): (&WantedSeries, Ended),
    now: Timestamp,
) -> Result<Vec<PossibleDate>, Refusal> {
    preview(space, &going_on(space, wanted, ended)?, now)
}

/// Each date, beside those before it.
fn tried(
    space: &Space,
    shared: &Shared,
    wanted: &WantedSeries,
    counting: Counting,
    now: Timestamp,
) -> Result<Vec<Tried>, Refusal> {
    what_is_drawn_is_applied_for_one_by_one(shared, wanted.rules)?;
    let zone = shared.zone.time_zone();
    let mut beside = space.clone();
    let mut all: Vec<Tried> = Vec::with_capacity(wanted.dates.len() + 1);
    all.extend(a_first_date_that_is_none(space, wanted));
    for (date, reservation) in &wanted.dates {
        let span = on_date(*date, wanted.recurrence.from, wanted.recurrence.to, &zone);
        let outcome = match span {
            None => Err(skipped_by_the_clock(wanted)),
            Some(span) => match counts_for(shared, wanted, (*reservation, span), counting) {
                Err(not_counted) => Err(not_counted),
                Ok(counts) => {
                    let facts = Facts { known: wanted.known.clone(), counts, ..Facts::default() };
                    let wish = wish(wanted, *reservation, span);
                    let made = reservations::make(&beside, &wish, &facts, &wanted.payer, now);
                    who_may_have_it_is_decided_for_all_dates(shared, made)?.map_err(WhyNot::from)
                }
            },
        };
        beside = outcome.iter().flatten().fold(beside, |beside, event| evolve(beside, event, now));
        all.push(Tried { date: *date, span, outcome });
    }
    Ok(all)
}

/// What has been claimed for a date.
fn counts_for(
    shared: &Shared,
    wanted: &WantedSeries,
    (reservation, span): (ReservationId, TimeSpan),
    counting: Counting,
) -> Result<Vec<Count>, WhyNot> {
    match (wanted.counts.get(&reservation), counting) {
        (Some(counted), _) => counted.clone(),
        (None, Counting::Counted) => Ok(Vec::new()),
        (None, Counting::AsIfCounted) => {
            let tallies = tallies(shared, wanted.holder(), span).into_iter();
            Ok(tallies.map(|tally| Count { claim: reservation.uuid(), tally }).collect())
        }
    }
}

/// A new series begins with its first date: one that the rule does not name is said to be none, and never left out silently.
fn a_first_date_that_is_none(space: &Space, wanted: &WantedSeries) -> Option<Tried> {
    let recurrence = &wanted.recurrence;
    let named: Vec<Date> = wanted.dates.iter().map(|(date, _)| *date).collect();
    let goes_on = space.dates_of(wanted.series).last().is_some();
    if goes_on || first_is_named(recurrence, &named) {
        return None;
    }
    let why = WhyNot {
        rule: "the-rule-names-the-first-date".to_owned(),
        limit: json!(named.first()),
        actual: json!(recurrence.first),
        free_instead: Vec::new(),
    };
    Some(Tried { date: recurrence.first, span: None, outcome: Err(why) })
}

fn wish(wanted: &WantedSeries, reservation: ReservationId, span: TimeSpan) -> Wish {
    Wish {
        reservation,
        resource: wanted.resource,
        holder: wanted.holder(),
        purpose: wanted.purpose.clone(),
        span,
        persons: wanted.persons,
        rules: wanted.rules,
        series: Some(wanted.series),
        begins: Begins::AsWished,
    }
}

fn local_date(terms: &Terms) -> Date {
    terms.span.starts_at().to_zoned(terms.zone.time_zone()).date()
}

/// Who may not have one of the dates has none of them: what is left out is recorded, and who somebody is shall not be.
fn who_may_have_it_is_decided_for_all_dates<T>(
    shared: &Shared,
    made: Result<T, Refusal>,
) -> Result<Result<T, Refusal>, Refusal> {
    match made {
        Err(refusal @ (Refusal::NotEligible(_) | Refusal::NotKnown)) => Err(refusal),
        // Somebody has to count first, or has given this up.
        Err(refusal @ (Refusal::NotCounted | Refusal::Forgone)) => Err(refusal),
        // It is not there for any date.
        Err(refusal @ Refusal::NotAdmitted(NotAdmitted::NotShown)) => Err(refusal),
        // When a month opens for somebody may say who they are.
        Err(refusal @ Refusal::NotAdmitted(NotAdmitted::NotOpenYet { .. })) if opens_earlier(shared) => {
            Err(refusal)
        }
        decided => Ok(decided),
    }
}

fn opens_earlier(shared: &Shared) -> bool {
    shared.definition.eligibility.as_ref().is_some_and(|eligibility| !eligibility.opens_earlier.is_empty())
}

/// Each date has a draw of its own, unless a clerk sets the draws aside.
fn what_is_drawn_is_applied_for_one_by_one(shared: &Shared, rules: Rules) -> Result<(), Refusal> {
    let is_drawn = shared.definition.lottery.is_some() && rules == Rules::Kept;
    if is_drawn { Err(Refusal::SeriesOnLottery) } else { Ok(()) }
}

fn skipped_by_the_clock(wanted: &WantedSeries) -> WhyNot {
    the_clock_skips(wanted.recurrence.from, wanted.recurrence.to)
}

/// A time that the clock does not show on a date cannot be had on it.
fn the_clock_skips(from: WallTime, to: WallTime) -> WhyNot {
    WhyNot {
        rule: "the-clock-shows-the-time".to_owned(),
        limit: json!("a time that the clock of that date shows"),
        actual: json!({ "from": from, "to": to }),
        free_instead: Vec::new(),
    }
}
