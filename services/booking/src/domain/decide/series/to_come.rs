//! What is to come of a series: given up, or moved, in one act.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::{DoneBy, RefusedDate, SeriesCancelled, SeriesChanged, WhyNot},
    ids::{MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    membership::Known,
    time::{TimeSpan, WallTime, Zone},
};

use super::{
    super::{
        super::{
            Acting, ChangeRequested, Facts, Refusal, ReservationCancelled, ReservationChanged, Reserved,
            Rules, Space, SpaceEvent, Terms, evolve, on_date,
        },
        a_reason_is_given, changes,
        reservations::{cancelled, what_is_confirmed_is_cancelled_in_time},
    },
    Taken, local_date, the_clock_skips,
};

/// What is to come of a series is given up; what has begun stays, and for its holder what it is too late to give up.
pub(in super::super) fn cancel(
    space: &Space,
    (series, starting): (SeriesId, Option<Date>),
    (reason, acting): (Option<&str>, Acting),
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reason = reason.map(a_reason_is_given).transpose()?;
    let to_come = match acting.by {
        Some(DoneBy::Holder) => given_up_in_time(space, to_come(space, series, starting, now)?, now)?,
        Some(DoneBy::Staff | DoneBy::Platform) | None => to_come(space, series, starting, now)?,
    };
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
        ..cancelled(reserved, acting)
    };
    let each = to_come.dates.into_iter().map(|reserved| given_up(reserved).into());
    Ok(std::iter::once(told.into()).chain(each).collect())
}

/// Of what is to come that which its holder may still give up; why not, when there is none.
fn given_up_in_time<'a>(
    space: &Space,
    mut to_come: ToCome<'a>,
    now: Timestamp,
) -> Result<ToCome<'a>, Refusal> {
    let mut too_late = None;
    to_come.dates.retain(|reserved| {
        let in_time = what_is_confirmed_is_cancelled_in_time(space, reserved, Rules::Kept, now);
        let is_in_time = in_time.is_ok();
        too_late = too_late.take().or(in_time.err());
        is_in_time
    });
    match too_late {
        Some(why) if to_come.dates.is_empty() => Err(why),
        _ => Ok(to_come),
    }
}

/// What is to come of a series is moved to another time of its date: all or none, by the rules, whoever moves it.
pub(in super::super) fn change(
    space: &Space,
    (series, starting): (SeriesId, Option<Date>),
    (from, to): (WallTime, WallTime),
    (acting, (known, counted)): (Acting, (Option<&Known>, &BTreeMap<ReservationId, Facts>)),
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let mut beside = space.clone();
    let (mut events, mut refused) = (Vec::new(), Vec::new());
    let to_come = to_come(space, series, starting, now)?;
    for reserved in &to_come.dates {
        let terms = &reserved.terms;
        let (date, zone) = (local_date(terms), terms.zone.time_zone());
        let changed = match on_date(date, from, to, &zone) {
            None => Err(the_clock_skips(from, to)),
            Some(span) => {
                let wanted = (span, terms.persons);
                let counted = counted.get(&terms.reservation).cloned().unwrap_or_default();
                let facts = Facts { known: known.cloned(), ..counted };
                let rules = (Rules::Kept, acting);
                match changes::change(&beside, terms.reservation, wanted, rules, &facts, now) {
                    // Somebody has to count first, or has given this up.
                    Err(refusal @ (Refusal::NotCounted | Refusal::Forgone)) => return Err(refusal),
                    changed => changed.map_err(WhyNot::from),
                }
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
    let Taken { reservations, dates, requested, unheld, wished } = Taken::by(&events);
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
            wished,
        };
        events.insert(0, told.into());
    }
    Ok(events)
}

/// A date that would be moved with its series, and where to.
#[derive(Debug, Clone)]
pub struct Moved {
    pub date: Date,
    pub before: Terms,
    pub span: TimeSpan,
}

/// What of a series would be moved to another time of its date, but what the clock skips.
///
/// # Errors
/// That nothing is to come.
pub fn what_would_move(
    space: &Space,
    (series, starting): (SeriesId, Option<Date>),
    (from, to): (WallTime, WallTime),
    now: Timestamp,
) -> Result<Vec<Moved>, Refusal> {
    let moved = |reserved: &&Reserved| {
        let terms = reserved.terms.as_ref();
        let date = local_date(terms);
        let span = on_date(date, from, to, &terms.zone.time_zone())?;
        Some(Moved { date, before: terms.clone(), span })
    };
    Ok(to_come(space, series, starting, now)?.dates.iter().filter_map(moved).collect())
}

/// A date that is moved with its series says so: its members are told of the series.
fn with_its_series(event: SpaceEvent) -> SpaceEvent {
    match event {
        SpaceEvent::ReservationChanged(changed) => ReservationChanged { with_series: true, ..changed }.into(),
        SpaceEvent::ChangeRequested(wished) => ChangeRequested { with_series: true, ..wished }.into(),
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

/// The time on the wall clock, when it is the same on all dates.
fn the_time_of_all(dates: &[&Reserved]) -> Option<(WallTime, WallTime)> {
    let mut times = dates.iter().map(|reserved| local_time(&reserved.terms));
    let first = times.next()??;
    times.all(|time| time == Some(first)).then_some(first)
}

pub(crate) fn local_time(terms: &Terms) -> Option<(WallTime, WallTime)> {
    let zone = terms.zone.time_zone();
    let shown = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string().try_into().ok();
    let (from, to): (WallTime, WallTime) = (shown(terms.span.starts_at())?, shown(terms.span.ends_at())?);
    // What ends at midnight ends on its own date.
    let to = if to.minute_of_day() == 0 { WallTime::MIDNIGHT_AT_END } else { to };
    (on_date(local_date(terms), from, to, &zone) == Some(terms.span)).then_some((from, to))
}
