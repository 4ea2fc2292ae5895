//! Dates and times as a language writes them, in the zone of the place.

use icu_calendar::Gregorian;
use icu_datetime::{
    DateTimeFormatterLoadError, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{T, YMDE},
    input::{Date, Time},
};
use icu_locale_core::Locale;
use jiff::{Span, Timestamp, Zoned, civil, tz::AmbiguousOffset};
use nanum_contracts::{
    Language,
    time::{TimeSpan, WallTime, Zone},
};

use super::Unwritten;

const MINUTES_A_DAY: u16 = 24 * 60;

/// A span of time in words.
pub(super) struct Between {
    pub(super) first_day: String,
    pub(super) from: String,
    pub(super) until: String,
    /// When it ends on another day than it begins.
    pub(super) last_day: Option<String>,
}

/// A span in the zone of the place. One that ends at midnight ends on the day before, as people say it.
pub(super) fn between(span: TimeSpan, zone: &Zone, language: &Language) -> Result<Between, Unwritten> {
    let zone = zone.time_zone();
    let (starts, ends) = (span.starts_at().to_zoned(zone.clone()), span.ends_at().to_zoned(zone));
    let last_moment = ends.checked_sub(Span::new().nanoseconds(1)).map_err(failed)?;
    let last_day = if last_moment.date() == starts.date() { None } else { Some(day(ends.date(), language)?) };
    Ok(Between {
        first_day: day(starts.date(), language)?,
        from: time_of(&starts, language)?,
        until: time_of(&ends, language)?,
        last_day,
    })
}

/// A moment in the zone of the place: its day and its time of day.
pub(super) fn moment(at: Timestamp, zone: &Zone, language: &Language) -> Result<(String, String), Unwritten> {
    let shown = at.to_zoned(zone.time_zone());
    Ok((day(shown.date(), language)?, time_of(&shown, language)?))
}

/// A time of day; where the clock shows it twice, with the offset that tells which.
fn time_of(shown: &Zoned, language: &Language) -> Result<String, Unwritten> {
    let text = time(shown.time(), language)?;
    match shown.time_zone().to_ambiguous_timestamp(shown.datetime()).offset() {
        AmbiguousOffset::Fold { .. } => Ok(format!("{text} (UTC{})", shown.strftime("%:z"))),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => Ok(text),
    }
}

/// A date with its weekday: `dinsdag 1 december 2026`.
pub(super) fn day(date: civil::Date, language: &Language) -> Result<String, Unwritten> {
    let formatter =
        FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale(language).into(), YMDE::long());
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    let date = Date::try_new_gregorian(date.year().into(), month, day).map_err(failed)?;
    Ok(formatter.map_err(unloaded)?.format(&date).to_string())
}

/// A time on the wall clock; the end of a day is its midnight.
pub(super) fn on_the_wall(wall: WallTime, language: &Language) -> Result<String, Unwritten> {
    let minute = i16::try_from(wall.minute_of_day() % MINUTES_A_DAY).map_err(failed)?;
    let (hour, minute) =
        (i8::try_from(minute / 60).map_err(failed)?, i8::try_from(minute % 60).map_err(failed)?);
    time(civil::Time::new(hour, minute, 0, 0).map_err(failed)?, language)
}

/// A time of day: `오전 10:00`.
fn time(time: civil::Time, language: &Language) -> Result<String, Unwritten> {
    let formatter = NoCalendarFormatter::try_new(locale(language).into(), T::hm()).map_err(unloaded)?;
    let time =
        Time::try_new(time.hour().unsigned_abs(), time.minute().unsigned_abs(), 0, 0).map_err(failed)?;
    Ok(formatter.format(&time).to_string())
}

/// A tag that Unicode does not know is written as its language alone.
fn locale(language: &Language) -> Locale {
    language.as_str().parse().or_else(|_| language.primary().parse()).unwrap_or(Locale::UNKNOWN)
}

fn unloaded(cause: DateTimeFormatterLoadError) -> Unwritten {
    failed(cause)
}

fn failed(cause: impl std::fmt::Display) -> Unwritten {
    Unwritten::Time(cause.to_string())
}
