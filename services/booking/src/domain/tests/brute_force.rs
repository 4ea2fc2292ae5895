//! The rules of time, minute by minute: slow, short, and written without the code that they check.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use nanum_contracts::{
    booking::ResourceDefinition,
    time::{Day, TimeSpan, WeeklyHours},
};

pub(super) const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The minutes of a span.
pub(super) fn minutes_of(span: TimeSpan) -> impl Iterator<Item = Timestamp> {
    let minutes = span.ends_at().duration_since(span.starts_at()).as_mins();
    (0..minutes).map(move |minute| span.starts_at() + SignedDuration::from_mins(minute))
}

/// Whether the clock shows a time of the grid, or skips one at the moment.
pub(super) fn is_on_the_grid(moment: Timestamp, step_minutes: u32, zone: &TimeZone) -> bool {
    let step = i64::from(step_minutes);
    let minute_shown = |moment| {
        let shown = zone.to_datetime(moment);
        let days = shown.date().duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24;
        days * 1_440 + i64::from(shown.hour()) * 60 + i64::from(shown.minute())
    };
    let whole = moment.as_second() % 60 == 0 && moment.subsec_nanosecond() == 0;
    let (before, now) = (minute_shown(moment - MINUTE), minute_shown(moment));
    whole && (now % step == 0 || (before + 1..now).any(|skipped| skipped % step == 0))
}

/// The minutes of the window in which it is open: from the first minute of a date at which the clock shows the opening
/// time or later, to the last at which it shows a time before closing, on the next date when that is not after opening.
pub(super) fn open_minutes(
    definition: &ResourceDefinition,
    zone: &TimeZone,
    window: TimeSpan,
) -> std::collections::BTreeSet<Timestamp> {
    let minutes: Vec<_> = minutes_of(window).map(|minute| (minute, zone.to_datetime(minute))).collect();
    let dates: std::collections::BTreeSet<_> = minutes.iter().map(|(_, shown)| shown.date()).collect();
    let mut open = std::collections::BTreeSet::new();
    for date in dates {
        let next = date.tomorrow().unwrap();
        // Of both dates: when, and how many minutes after the first date's midnight the clock shows.
        let shown: Vec<(Timestamp, u16)> = minutes
            .iter()
            .filter(|(_, shown)| shown.date() == date || shown.date() == next)
            .map(|(minute, shown)| {
                let of_day = shown.hour() as u16 * 60 + shown.minute() as u16;
                (*minute, if shown.date() == date { of_day } else { of_day + 1_440 })
            })
            .collect();
        let mut today: Vec<_> =
            definition.hours.iter().filter(|entry| entry.days.contains(&Day::of(date))).collect();
        let instead = definition.exceptions.iter().find(|it| it.first <= date && date <= it.last);
        let instead = instead.map(|it| {
            it.hours
                .iter()
                .map(|hours| WeeklyHours { days: Vec::new(), from: hours.from, to: hours.to })
                .collect::<Vec<_>>()
        });
        if let Some(instead) = &instead {
            today = instead.iter().collect();
        }
        for entry in today {
            let (from, to) = (entry.from.minute_of_day(), entry.to.minute_of_day());
            let to = if to <= from { to + 1_440 } else { to };
            let first = shown.iter().position(|(_, minute)| *minute >= from);
            let last = shown.iter().rposition(|(_, minute)| *minute < to);
            if let (Some(first), Some(last)) = (first, last)
                && first <= last
            {
                open.extend(shown[first..=last].iter().map(|(minute, _)| *minute));
            }
        }
    }
    open
}

/// The length that counts for the shortest and for the longest reservation.
pub(super) fn lengths(span: TimeSpan, zone: &TimeZone) -> (i64, i64) {
    let by_clock =
        zone.to_datetime(span.ends_at()).duration_since(zone.to_datetime(span.starts_at())).as_mins();
    let passing = span.minutes();
    (by_clock.max(passing), by_clock.min(passing))
}
