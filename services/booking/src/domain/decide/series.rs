//! Series: many dates in one act. Each passes the guard that a single one passes, beside those before it.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::{
        DoneBy, PossibleDate, Recurrence, RefusedDate, ReservationState, SeriesCancelled, SeriesChanged,
        WhyNot,
    },
    ids::{MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    membership::Known,
    time::{TimeSpan, WallTime, Zone},
};
use serde_json::json;

use super::{
    super::{
        Facts, Holder, NotAdmitted, Payer, Refusal, ReservationCancelled, ReservationChanged, Reserved,
        Rules, SeriesMade, Shared, Space, SpaceEvent, Terms, evolve, on_date,
    },
    a_reason_is_given, changes,
    reservations::{self, Begins, Wish, cancelled},
};

/// A series that somebody wants: the rule as it was said, and the dates that it names.
#[derive(Debug, Clone)]
pub struct WantedSeries {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub member: MemberId,
    pub recurrence: Recurrence,
    /// With the id that the reservation of each gets.
    pub dates: Vec<(Date, ReservationId)>,
    pub persons: Option<u32>,
    /// Whether dates that cannot be had are left out.
    pub leave_out_refused: bool,
    /// What is known of the member, when the resource asks for it.
    pub known: Option<Known>,
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
}

impl Taken {
    fn by(events: &[SpaceEvent]) -> Self {
        let each: Vec<_> = events.iter().filter_map(SpaceEvent::of_a_reservation).collect();
        Self {
            reservations: each.iter().map(|(terms, ..)| terms.reservation).collect(),
            dates: each.iter().map(|(terms, ..)| local_date(terms)).collect(),
            requested: each.iter().any(|(_, state, _)| *state == ReservationState::Requested),
            unheld: each.iter().any(|(terms, ..)| terms.unheld),
        }
    }
}

pub(super) fn make(space: &Space, wanted: &WantedSeries, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(wanted.resource).ok_or(Refusal::ResourceUnknown)?;
    let mut reserved = Vec::new();
    let mut refused = Vec::new();
    for Tried { date, outcome, .. } in tried(space, shared, wanted, now)? {
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
    let Taken { reservations, dates, requested, unheld } = Taken::by(&reserved);
    let made = SeriesMade {
        series: wanted.series,
        resource: wanted.resource,
        site: shared.definition.site,
        member: wanted.member,
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

/// What would become of each date of a series.
///
/// # Errors
/// That the resource is not there, or has a quota.
pub fn preview(space: &Space, wanted: &WantedSeries, now: Timestamp) -> Result<Vec<PossibleDate>, Refusal> {
    let shared = space.resource(wanted.resource).ok_or(Refusal::ResourceUnknown)?;
    let dates = tried(space, shared, wanted, now)?.into_iter();
    Ok(dates
        .map(|Tried { date, span, outcome }| PossibleDate { date, span, why_not: outcome.err() })
        .collect())
}

/// Each date, beside those before it.
fn tried(
    space: &Space,
    shared: &Shared,
    wanted: &WantedSeries,
    now: Timestamp,
) -> Result<Vec<Tried>, Refusal> {
    what_has_a_quota_is_reserved_one_by_one(shared)?;
    what_is_drawn_is_applied_for_one_by_one(shared)?;
    let zone = shared.zone.time_zone();
    let facts = Facts { known: wanted.known.clone(), ..Facts::default() };
    let mut beside = space.clone();
    let mut all = Vec::with_capacity(wanted.dates.len());
    for (date, reservation) in &wanted.dates {
        let span = on_date(*date, wanted.recurrence.from, wanted.recurrence.to, &zone);
        let outcome = match span {
            None => Err(skipped_by_the_clock(wanted)),
            Some(span) => {
                let wish = wish(wanted, *reservation, span);
                let made = reservations::make(&beside, &wish, &facts, &Payer::default(), now);
                who_may_have_it_is_decided_for_all_dates(shared, made)?.map_err(WhyNot::from)
            }
        };
        beside = outcome.iter().flatten().fold(beside, |beside, event| evolve(beside, event, now));
        all.push(Tried { date: *date, span, outcome });
    }
    Ok(all)
}

fn wish(wanted: &WantedSeries, reservation: ReservationId, span: TimeSpan) -> Wish {
    Wish {
        reservation,
        resource: wanted.resource,
        holder: Holder { member: wanted.member, group: None },
        purpose: None,
        span,
        persons: wanted.persons,
        rules: Rules::Kept,
        series: Some(wanted.series),
        begins: Begins::AsWished,
    }
}

/// What is to come of a series is given up; what has begun stays.
pub(super) fn cancel(
    space: &Space,
    (series, starting): (SeriesId, Option<Date>),
    (reason, by): (Option<&str>, Option<DoneBy>),
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reason = reason.map(a_reason_is_given).transpose()?;
    let to_come = to_come(space, series, starting, now)?;
    let (from, to) = the_time_of_all(&to_come.dates).unzip();
    let told = SeriesCancelled {
        series,
        resource: to_come.resource,
        site: to_come.site,
        member: to_come.member,
        zone: to_come.zone.clone(),
        reservations: to_come.dates.iter().map(|reserved| reserved.terms.reservation).collect(),
        dates: to_come.dates.iter().map(|reserved| local_date(&reserved.terms)).collect(),
        from,
        to,
        reason: reason.clone(),
    };
    let given_up = |reserved| ReservationCancelled {
        reason: reason.clone(),
        with_series: true,
        ..cancelled(reserved, by)
    };
    let each = to_come.dates.into_iter().map(|reserved| given_up(reserved).into());
    Ok(std::iter::once(told.into()).chain(each).collect())
}

/// What is to come of a series is moved to another time of its date: all or none.
pub(super) fn change(
    space: &Space,
    (series, starting): (SeriesId, Option<Date>),
    (from, to): (WallTime, WallTime),
    known: Option<&Known>,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let mut beside = space.clone();
    let facts = Facts { known: known.cloned(), ..Facts::default() };
    let (mut events, mut refused) = (Vec::new(), Vec::new());
    let to_come = to_come(space, series, starting, now)?;
    for reserved in &to_come.dates {
        let terms = &reserved.terms;
        let (date, zone) = (local_date(terms), terms.zone.time_zone());
        let changed = match on_date(date, from, to, &zone) {
            None => Err(the_clock_skips(from, to)),
            Some(span) => {
                let wanted = (span, terms.persons);
                changes::change(&beside, terms.reservation, wanted, terms.rules(), &facts, now)
                    .map_err(WhyNot::from)
            }
        };
        match changed {
            Ok(changed) => {
                let changed: Vec<SpaceEvent> = changed.into_iter().map(with_its_series).collect();
                beside = changed.iter().fold(beside, |beside, event| evolve(beside, event, now));
                events.extend(changed);
            }
            Err(why) => refused.push(RefusedDate { date, why }),
        }
    }
    if !refused.is_empty() {
        return Err(Refusal::DatesRefused { refused });
    }
    let Taken { reservations, dates, requested, unheld } = Taken::by(&events);
    if !reservations.is_empty() {
        let ToCome { resource, site, member, zone, .. } = to_come;
        let told = SeriesChanged {
            series,
            resource,
            site,
            member,
            zone: zone.clone(),
            from,
            to,
            reservations,
            dates,
            requested,
            unheld,
        };
        events.insert(0, told.into());
    }
    Ok(events)
}

/// A date that is moved with its series says so: its members are told of the series.
fn with_its_series(event: SpaceEvent) -> SpaceEvent {
    match event {
        SpaceEvent::ReservationChanged(changed) => ReservationChanged { with_series: true, ..changed }.into(),
        event => event,
    }
}

/// What has not begun of a series, and whose it is where.
struct ToCome<'a> {
    resource: ResourceId,
    site: SiteId,
    member: MemberId,
    zone: &'a Zone,
    /// By start; at least one.
    dates: Vec<&'a Reserved>,
}

/// Only what has not begun is changed with its series, from a date on when it is said.
fn to_come(
    space: &Space,
    series: SeriesId,
    from: Option<Date>,
    now: Timestamp,
) -> Result<ToCome<'_>, Refusal> {
    let mut dates = space.standing_of(series);
    dates.retain(|reserved| {
        reserved.terms.span.starts_at() > now && from.is_none_or(|from| local_date(&reserved.terms) >= from)
    });
    let first = &dates.first().ok_or(Refusal::NothingToCome)?.terms;
    let (resource, site, member, zone) = (first.resource, first.site, first.member, &first.zone);
    Ok(ToCome { resource, site, member, zone, dates })
}

fn local_date(terms: &Terms) -> Date {
    terms.span.starts_at().to_zoned(terms.zone.time_zone()).date()
}

/// The time on the wall clock, when it is the same on all dates.
fn the_time_of_all(dates: &[&Reserved]) -> Option<(WallTime, WallTime)> {
    let mut times = dates.iter().map(|reserved| local_time(&reserved.terms));
    let first = times.next()??;
    times.all(|time| time == Some(first)).then_some(first)
}

fn local_time(terms: &Terms) -> Option<(WallTime, WallTime)> {
    let zone = terms.zone.time_zone();
    let shown = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string().try_into().ok();
    let (from, to): (WallTime, WallTime) = (shown(terms.span.starts_at())?, shown(terms.span.ends_at())?);
    // What ends at midnight ends on its own date.
    Some((from, if to.minute_of_day() == 0 { WallTime::MIDNIGHT_AT_END } else { to }))
}

/// Who may not have one of the dates has none of them: what is left out is recorded, and who somebody is shall not be.
fn who_may_have_it_is_decided_for_all_dates<T>(
    shared: &Shared,
    made: Result<T, Refusal>,
) -> Result<Result<T, Refusal>, Refusal> {
    match made {
        Err(refusal @ (Refusal::NotEligible(_) | Refusal::NotKnown)) => Err(refusal),
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

/// What has a quota is counted one by one: a claim over many at once would have to be settled date by date.
fn what_has_a_quota_is_reserved_one_by_one(shared: &Shared) -> Result<(), Refusal> {
    let has_one = shared.definition.quota.is_some() || !shared.definition.quotas.is_empty();
    if has_one { Err(Refusal::SeriesOnQuota) } else { Ok(()) }
}

/// Each date has a draw of its own.
fn what_is_drawn_is_applied_for_one_by_one(shared: &Shared) -> Result<(), Refusal> {
    if shared.definition.lottery.is_some() { Err(Refusal::SeriesOnLottery) } else { Ok(()) }
}

fn skipped_by_the_clock(wanted: &WantedSeries) -> WhyNot {
    the_clock_skips(wanted.recurrence.from, wanted.recurrence.to)
}

/// A time that the clock does not show on a date cannot be had on it.
fn the_clock_skips(from: WallTime, to: WallTime) -> WhyNot {
    WhyNot {
        rule: "the-clock-shows-the-time".to_owned(),
        limit: json!("from before to, on the clock of that date"),
        actual: json!({ "from": from, "to": to }),
        free_instead: Vec::new(),
    }
}
