//! Which time of a reservation falls to which rate.

use std::collections::BTreeSet;

use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::Rate,
    time::{Day, TimeSpan, WallTime},
};

use crate::domain::{
    hours::{date_before, on_date, whole_day},
    spans::{common, joined},
};

/// For each rate the time that falls to it: what it applies to, and no rate before it.
pub(super) fn what_falls_to_each(rates: &[Rate], span: TimeSpan, zone: &TimeZone) -> Vec<Vec<TimeSpan>> {
    let mut left = vec![span];
    rates
        .iter()
        .map(|rate| {
            let applies = when_it_applies(rate, span, zone);
            let falls = left.iter().flat_map(|piece| applies.iter().filter_map(|time| common(*piece, *time)));
            let falls: Vec<TimeSpan> = falls.collect();
            left = left.iter().flat_map(|piece| without(*piece, &applies)).collect();
            falls
        })
        .collect()
}

/// Whole minutes in all that count where less is kinder.
pub(super) fn fewest_minutes_of(times: &[TimeSpan], zone: &TimeZone) -> i64 {
    times.iter().map(|time| time.fewest_minutes(zone)).sum()
}

/// Seconds in all.
pub(super) fn seconds_of(times: &[TimeSpan]) -> i64 {
    times.iter().map(|time| time.ends_at().as_second() - time.starts_at().as_second()).sum()
}

/// On how many local dates there is some of the time.
pub(super) fn dates_of(times: &[TimeSpan], zone: &TimeZone) -> i64 {
    let dates: BTreeSet<Date> = times.iter().flat_map(|time| dates(*time, zone)).collect();
    i64::try_from(dates.len()).unwrap_or(i64::MAX)
}

/// The local dates that a time touches.
fn dates(time: TimeSpan, zone: &TimeZone) -> impl Iterator<Item = Date> {
    let last_moment = time.ends_at().checked_sub(SignedDuration::from_nanos(1)).unwrap_or(time.starts_at());
    let (first, last) = (zone.to_datetime(time.starts_at()).date(), zone.to_datetime(last_moment).date());
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last)
}

/// The time of a rate around a reservation, in order. It belongs to the date on which it begins, so that of the date before may go
/// on.
fn when_it_applies(rate: &Rate, span: TimeSpan, zone: &TimeZone) -> Vec<TimeSpan> {
    let before = date_before(zone.to_datetime(span.starts_at()).date());
    let all = std::iter::once(before).chain(dates(span, zone));
    let on = all.filter(|date| rate.days.is_empty() || rate.days.contains(&Day::of(*date)));
    joined(on.filter_map(|date| times_on(rate, date, zone)).collect())
}

fn times_on(rate: &Rate, date: Date, zone: &TimeZone) -> Option<TimeSpan> {
    if rate.from.is_none() && rate.to.is_none() {
        return whole_day(date, zone);
    }
    let day = whole_day(date, zone)?;
    let from = rate.from.map_or(Some(day.starts_at()), |from| {
        on_date(date, from, WallTime::MIDNIGHT_AT_END, zone).map(TimeSpan::starts_at)
    })?;
    let to = rate.to.map_or(Some(day.ends_at()), |to| {
        let midnight = WallTime::try_from("00:00".to_owned()).ok()?;
        on_date(date, rate.from.unwrap_or(midnight), to, zone).map(TimeSpan::ends_at)
    })?;
    TimeSpan::new(from, to).ok()
}

/// What of a piece of time is outside the others, which are in order.
fn without(piece: TimeSpan, others: &[TimeSpan]) -> Vec<TimeSpan> {
    let mut from = piece.starts_at();
    let mut left = Vec::new();
    for other in others.iter().filter_map(|other| common(piece, *other)) {
        left.extend(TimeSpan::new(from, other.starts_at()));
        from = other.ends_at();
    }
    left.extend(TimeSpan::new(from, piece.ends_at()));
    left
}
