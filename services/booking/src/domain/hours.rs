//! Weekly hours on a place's wall clock as instants, through the nights on which the clock is put forward or back.
//!
//! A place is open from the first moment its clock shows the opening time or later until the last moment it shows a
//! time before closing. So hours never have a hole in autumn, and a time that the clock skips in spring is the moment
//! of the skip.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};
use nanum_contracts::{
    booking::{HolidayDate, ResourceDefinition},
    time::{Day, TimeSpan, WallTime},
};

use super::{holidays::holiday_that_decides, spans::joined};

/// When a local date begins. `None` at the end of time.
fn start_of(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    first_moment(date.at(0, 0, 0, 0), zone)
}

/// The local date, from its beginning to the next date's.
pub(super) fn whole_day(date: Date, zone: &TimeZone) -> Option<TimeSpan> {
    TimeSpan::new(start_of(date, zone)?, start_of(date.tomorrow().ok()?, zone)?).ok()
}

/// From one time on a local date to another, on the next date when that is not after the first. `None` when the clock skips all of
/// it.
pub fn on_date(date: Date, from: WallTime, to: WallTime, zone: &TimeZone) -> Option<TimeSpan> {
    TimeSpan::new(first_moment(from.on(date)?, zone)?, end_of_earlier_times(to.ends_on(date, from)?, zone)?)
        .ok()
}

/// When a place is open on the dates from `first` to `last`, of which some are holidays; hours that touch at midnight are one
/// span. Hours belong to the date on which they begin: those of the date before `first` count that go past its midnight, and
/// those that begin on `last` are whole.
pub(super) fn open_spans(
    definition: &ResourceDefinition,
    holidays: &[HolidayDate],
    (first, last): (Date, Date),
    zone: &TimeZone,
) -> Vec<TimeSpan> {
    let dates = std::iter::successors(Some(date_before(first)), |date| date.tomorrow().ok())
        .take_while(|date| *date <= last);
    let spans = dates.flat_map(|date| {
        hours_of(definition, holidays, date)
            .into_iter()
            .filter_map(move |(from, to)| on_date(date, from, to, zone))
    });
    let begins = start_of(first, zone);
    joined(spans.filter(|span| begins.is_none_or(|begins| span.ends_at() > begins)).collect())
}

/// The date whose hours may go on past midnight; the same at the beginning of time.
pub(super) fn date_before(date: Date) -> Date {
    date.yesterday().unwrap_or(date)
}

/// On a date hold the hours of the first exception that names it, else those of a holiday, else those of its day of the week.
fn hours_of(
    definition: &ResourceDefinition,
    holidays: &[HolidayDate],
    date: Date,
) -> Vec<(WallTime, WallTime)> {
    let exception = definition.exceptions.iter().find(|it| (it.first..=it.last).contains(&date));
    let instead = match exception {
        Some(exception) => Some(exception.hours.as_slice()),
        None => holiday_that_decides(definition, holidays, date).map(|(_, hours)| hours),
    };
    match instead {
        Some(instead) => instead.iter().map(|hours| (hours.from, hours.to)).collect(),
        None => {
            let today = definition.hours.iter().filter(|entry| entry.days.contains(&Day::of(date)));
            today.map(|entry| (entry.from, entry.to)).collect()
        }
    }
}

/// The holiday that decides on a date, unless an exception does.
pub(super) fn holiday_of<'a>(
    definition: &'a ResourceDefinition,
    holidays: &'a [HolidayDate],
    date: Date,
) -> Option<&'a HolidayDate> {
    let is_an_exception = definition.exceptions.iter().any(|it| (it.first..=it.last).contains(&date));
    let decides = holiday_that_decides(definition, holidays, date).map(|(holiday, _)| holiday);
    decides.filter(|_| !is_an_exception)
}

/// The first moment at which the clock shows the time or a later one.
fn first_moment(time: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let moment = zone.to_ambiguous_timestamp(time);
    match moment.offset() {
        AmbiguousOffset::Gap { .. } => change_after(moment.earlier().ok()?, zone),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => moment.earlier().ok(),
    }
}

/// The end of the last moment at which the clock shows an earlier time.
fn end_of_earlier_times(time: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let moment = zone.to_ambiguous_timestamp(time);
    match moment.offset() {
        AmbiguousOffset::Gap { .. } => change_after(moment.earlier().ok()?, zone),
        AmbiguousOffset::Unambiguous { .. } => moment.earlier().ok(),
        AmbiguousOffset::Fold { .. } => {
            let (first, second) = (moment.earlier().ok()?, moment.later().ok()?);
            // Put back to exactly this time, the clock does not show earlier ones again.
            let just_before = zone.to_datetime(second.checked_sub(SignedDuration::from_nanos(1)).ok()?);
            Some(if just_before < time { second } else { first })
        }
    }
}

/// The first change of the clock after a moment.
fn change_after(moment: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    zone.following(moment).next().map(|change| change.timestamp())
}
