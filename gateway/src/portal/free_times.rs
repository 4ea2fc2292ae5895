//! From the free spans that Booking tells to the times that a form offers: only times that exist on that day's clock.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{AmbiguousOffset, TimeZone},
};
use nanum_contracts::{booking::ResourceDefinition, time::TimeSpan};

use super::dates::{clock_time, offset_text};

const MINUTES_OF_A_DAY: u32 = 24 * 60;
/// What a reservation lasts unless somebody chooses otherwise, where that is allowed.
const USUAL_MINUTES: u32 = 60;

/// A time that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeChoice {
    /// RFC 3339 with the offset of the place.
    pub(crate) value: String,
    /// What the clock of the place shows.
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// The times to begin and to end at.
#[derive(Debug, Default)]
pub(crate) struct TimeChoices {
    pub(crate) starts: Vec<TimeChoice>,
    pub(crate) ends: Vec<TimeChoice>,
}

impl TimeChoices {
    /// What can be chosen on a day, with what was chosen before.
    pub(crate) fn on(
        date: Date,
        zone: &TimeZone,
        definition: &ResourceDefinition,
        free: &[TimeSpan],
        chosen: (Option<Timestamp>, Option<Timestamp>),
    ) -> Self {
        let grid = grid(date, zone, definition.step_minutes);
        let (mut starts, mut ends) = (Vec::<Timestamp>::new(), Vec::<Timestamp>::new());
        for span in free {
            let within = grid.iter().filter(|at| span.starts_at() <= **at && **at <= span.ends_at());
            let within: Vec<Timestamp> = within.copied().collect();
            let (Some(first), Some(last)) = (within.first(), within.last()) else { continue };
            let shortest = i64::from(definition.shortest_minutes) * 60;
            starts.extend(within.iter().filter(|at| last.as_second() - at.as_second() >= shortest));
            ends.extend(within.iter().filter(|at| at.as_second() - first.as_second() >= shortest));
        }
        let start = chosen.0.or_else(|| starts.first().copied());
        let of_the_start =
            free.iter().find(|span| start.is_some_and(|at| span.starts_at() <= at && at < span.ends_at()));
        let end = chosen.1.or_else(|| usual_end(start?, of_the_start?.ends_at(), &ends, definition));
        Self { starts: labelled(&starts, date, zone, start), ends: labelled(&ends, date, zone, end) }
    }
}

/// Where a reservation from `start` usually ends: before what is free there does.
fn usual_end(
    start: Timestamp,
    free_until: Timestamp,
    ends: &[Timestamp],
    definition: &ResourceDefinition,
) -> Option<Timestamp> {
    let minutes = USUAL_MINUTES.min(definition.longest_minutes).max(definition.shortest_minutes);
    let shortest = start.as_second() + i64::from(definition.shortest_minutes) * 60;
    let wanted = start.as_second() + i64::from(minutes) * 60;
    let mut possible = ends.iter().filter(|end| end.as_second() >= shortest && **end <= free_until);
    // Less than is usual, where no more is free.
    possible.clone().find(|end| end.as_second() >= wanted).or_else(|| possible.next_back()).copied()
}

fn labelled(times: &[Timestamp], date: Date, zone: &TimeZone, chosen: Option<Timestamp>) -> Vec<TimeChoice> {
    let shown: Vec<String> = times.iter().map(|at| clock_time(*at, date, zone)).collect();
    let twice = |label: &String| shown.iter().filter(|other| *other == label).count() > 1;
    let choice = |(at, label): (&Timestamp, &String)| {
        let offset = zone.to_offset(*at);
        let label =
            if twice(label) { format!("{label} (UTC{})", offset_text(offset)) } else { label.clone() };
        TimeChoice { value: written(*at, zone), label, chosen: chosen == Some(*at) }
    };
    times.iter().zip(&shown).map(choice).collect()
}

/// RFC 3339 with the offset of the place.
pub(crate) fn written(at: Timestamp, zone: &TimeZone) -> String {
    at.display_with_offset(zone.to_offset(at)).to_string()
}

/// Every moment of a day's grid. A time that the clock skips is not offered; one that it shows twice is offered twice.
fn grid(date: Date, zone: &TimeZone, step_minutes: u32) -> Vec<Timestamp> {
    let step = step_minutes.max(1);
    let mut moments: Vec<Timestamp> =
        (0..=MINUTES_OF_A_DAY / step).flat_map(|n| moments_at(date, n * step, zone)).collect();
    moments.sort();
    moments.dedup();
    moments
}

fn moments_at(date: Date, minute: u32, zone: &TimeZone) -> Vec<Timestamp> {
    let (date, minute) = match minute.checked_sub(MINUTES_OF_A_DAY) {
        Some(over) => (date.tomorrow().unwrap_or(date), over),
        None => (date, minute),
    };
    let Some(time) = time_of(minute) else { return Vec::new() };
    let shown = date.to_datetime(time);
    let offsets = match zone.to_ambiguous_timestamp(shown).offset() {
        AmbiguousOffset::Unambiguous { offset } => vec![offset],
        AmbiguousOffset::Gap { .. } => Vec::new(),
        AmbiguousOffset::Fold { before, after } => vec![before, after],
    };
    offsets.into_iter().filter_map(|offset| offset.to_timestamp(shown).ok()).collect()
}

fn time_of(minute: u32) -> Option<Time> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use nanum_contracts::ids::{Id, SiteId};
    use serde_json::json;

    use super::*;

    fn definition(step: u32, shortest: u32, longest: u32) -> ResourceDefinition {
        serde_json::from_value(json!({
            "site": SiteId::named("seosan", "x"), "kind": "room", "name": {"en": "Room"}, "units": 1, "approval": false,
            "hours": [], "step_minutes": step, "shortest_minutes": shortest, "longest_minutes": longest,
        }))
        .unwrap()
    }

    fn span(starts_at: &str, ends_at: &str) -> TimeSpan {
        TimeSpan::new(starts_at.parse().unwrap(), ends_at.parse().unwrap()).unwrap()
    }

    fn labels(choices: &[TimeChoice]) -> Vec<&str> {
        choices.iter().map(|choice| choice.label.as_str()).collect()
    }

    #[test]
    fn only_times_are_offered_that_can_be_reserved() {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let free = [
            span("2026-12-01T10:00:00+09:00", "2026-12-01T12:00:00+09:00"),
            span("2026-12-01T22:30:00+09:00", "2026-12-02T00:00:00+09:00"),
        ];
        let choices =
            TimeChoices::on(date(2026, 12, 1), &zone, &definition(30, 60, 240), &free, (None, None));
        assert_eq!(labels(&choices.starts), ["10:00", "10:30", "11:00", "22:30", "23:00"]);
        assert_eq!(labels(&choices.ends), ["11:00", "11:30", "12:00", "23:30", "24:00"]);
        assert_eq!(choices.starts[0].value, "2026-12-01T10:00:00+09:00");
        assert_eq!(
            choices.starts.iter().filter(|c| c.chosen).map(|c| &c.label).collect::<Vec<_>>(),
            ["10:00"]
        );
        assert_eq!(choices.ends.iter().filter(|c| c.chosen).map(|c| &c.label).collect::<Vec<_>>(), ["11:00"]);
    }

    #[test]
    fn what_is_proposed_ends_within_what_is_free_from_its_start_on() {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let free = [
            span("2026-12-01T09:00:00+09:00", "2026-12-01T09:30:00+09:00"),
            span("2026-12-01T11:30:00+09:00", "2026-12-01T22:00:00+09:00"),
        ];
        let chosen = |start: Option<&str>| {
            let start = start.map(|at| at.parse().unwrap());
            let choices =
                TimeChoices::on(date(2026, 12, 1), &zone, &definition(30, 30, 240), &free, (start, None));
            choices.ends.into_iter().filter(|end| end.chosen).map(|end| end.label).collect::<Vec<_>>()
        };
        assert_eq!(chosen(None), ["09:30"], "less than is usual, where no more is free");
        assert_eq!(chosen(Some("2026-12-01T11:30:00+09:00")), ["12:30"]);
    }

    #[test]
    fn what_begins_beside_the_grid_is_offered_from_its_next_time() {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let free = [span("2026-12-01T10:07:00+09:00", "2026-12-01T12:00:00+09:00")];
        let choices =
            TimeChoices::on(date(2026, 12, 1), &zone, &definition(30, 30, 240), &free, (None, None));
        assert_eq!(labels(&choices.starts), ["10:30", "11:00", "11:30"]);
    }

    #[test]
    fn the_hour_that_summer_time_skips_is_not_offered() {
        let zone = TimeZone::get("Europe/Brussels").unwrap();
        let free = [span("2026-03-29T00:00:00+01:00", "2026-03-29T05:00:00+02:00")];
        let choices =
            TimeChoices::on(date(2026, 3, 29), &zone, &definition(60, 60, 240), &free, (None, None));
        assert_eq!(labels(&choices.starts), ["00:00", "01:00", "03:00", "04:00"]);
        assert_eq!(choices.starts[2].value, "2026-03-29T03:00:00+02:00");
    }

    #[test]
    fn the_hour_that_comes_twice_is_offered_twice() {
        let zone = TimeZone::get("Europe/Brussels").unwrap();
        let free = [span("2026-10-25T01:00:00+02:00", "2026-10-25T04:00:00+01:00")];
        let choices =
            TimeChoices::on(date(2026, 10, 25), &zone, &definition(60, 60, 240), &free, (None, None));
        assert_eq!(labels(&choices.starts), ["01:00", "02:00 (UTC+02:00)", "02:00 (UTC+01:00)", "03:00"]);
    }
}
