//! The nights on which clocks are changed, and places where they never are.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{
    brute_force::{is_on_the_grid, minutes_of, open_minutes},
    *,
};
use crate::domain::{grid::Grid, hours::open_spans};

fn brussels(local: &str) -> Timestamp {
    at("Europe/Brussels", local)
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A hall that never closes, reserved by the hour or the day.
fn hall(step_minutes: u32, now: &str) -> Given {
    let mut definition = club_room();
    definition.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
    (definition.step_minutes, definition.shortest_minutes) = (step_minutes, step_minutes);
    definition.longest_minutes = 1_440;
    Given::resource(definition, "Europe/Brussels", brussels(now))
}

#[test]
fn opening_hours_are_wall_clock_hours_before_and_after_the_change() {
    // 9:00 is 7:00 UTC on the last day of summer time and 8:00 UTC the day after.
    let mut definition = club_room();
    definition.hours = vec![hours(&ALL_WEEK, "09:00", "17:00")];
    let room = Given::resource(definition, "Europe/Brussels", brussels("2026-10-20 00:00"));
    let day = |from: &str, to: &str| vec![span(instant(from), instant(to))];
    assert_eq!(room.free("2026-10-24"), day("2026-10-24T07:00:00Z", "2026-10-24T15:00:00Z"));
    assert_eq!(room.free("2026-10-25"), day("2026-10-25T08:00:00Z", "2026-10-25T16:00:00Z"));
    assert_eq!(room.free("2027-03-27"), day("2027-03-27T08:00:00Z", "2027-03-27T16:00:00Z"));
    assert_eq!(room.free("2027-03-28"), day("2027-03-28T07:00:00Z", "2027-03-28T15:00:00Z"));
}

#[test]
fn seoul_has_no_summer_time() {
    let room = Given::club_room();
    for date in ["2027-03-28", "2027-07-01", "2026-12-25"] {
        assert_eq!(room.free(date), [in_seoul(&format!("{date} 09:00"), &format!("{date} 22:00"))]);
    }
}

#[test]
fn a_whole_day_is_a_day_on_the_short_and_on_the_long_one() {
    for (from, to, passing) in
        [("2026-10-25 00:00", "2026-10-26 00:00", 25 * 60), ("2027-03-28 00:00", "2027-03-29 00:00", 23 * 60)]
    {
        let day = span(brussels(from), brussels(to));
        assert_eq!(day.minutes(), passing);
        for step in [60, 1_440] {
            assert!(hall(step, "2026-10-20 00:00").makes(day).is_ok(), "{from} in steps of {step}");
        }
    }
}

#[test]
fn the_hour_that_comes_twice_can_be_reserved_twice() {
    let first = span(instant("2026-10-25T00:00:00Z"), instant("2026-10-25T01:00:00Z"));
    let second = span(instant("2026-10-25T01:00:00Z"), instant("2026-10-25T02:00:00Z"));
    let mut hall = hall(60, "2026-10-20 00:00");
    assert!(hall.makes(first).is_ok());
    assert!(hall.makes(second).is_ok());
    assert!(matches!(not_admitted(hall.makes(second)), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn a_night_across_the_change_is_as_long_as_the_clock_says() {
    let mut definition = club_room();
    definition.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
    (definition.step_minutes, definition.shortest_minutes, definition.longest_minutes) = (60, 480, 480);
    for (from, to) in [("2026-10-24 22:00", "2026-10-25 06:00"), ("2027-03-27 22:00", "2027-03-28 06:00")] {
        let mut room = Given::resource(definition.clone(), "Europe/Brussels", brussels("2026-10-20 00:00"));
        assert!(room.makes(span(brussels(from), brussels(to))).is_ok(), "from {from}");
    }
}

/// Zones with their changes: by an hour at night, by half an hour, and at midnight itself.
const CHANGES: [(&str, &str); 8] = [
    ("Europe/Brussels", "2027-03-28"),
    ("Europe/Brussels", "2026-10-25"),
    ("Europe/Berlin", "2027-03-28"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Africa/Cairo", "2026-04-24"),
    ("America/Havana", "2026-11-01"),
    ("Asia/Seoul", "2026-12-01"),
];

/// A day before the change to a day after it.
fn around(zone: &str, date: &str) -> TimeSpan {
    let noon = at(zone, &format!("{date} 12:00"));
    let day_and_half = jiff::SignedDuration::from_hours(36);
    span(noon - day_and_half, noon + day_and_half)
}

#[test]
fn the_grid_is_what_the_clock_shows_minute_by_minute() {
    for (name, date) in CHANGES {
        let zone = TimeZone::get(name).unwrap();
        for step in [15, 60, 120, 1_440] {
            let grid = Grid::new(step, zone.clone());
            let minutes: Vec<_> = minutes_of(around(name, date)).collect();
            let points: BTreeSet<_> =
                minutes.iter().copied().filter(|&minute| is_on_the_grid(minute, step, &zone)).collect();
            for &minute in &minutes {
                let after = points.range(minute..).next().copied();
                let before = points.range(..=minute).next_back().copied();
                assert_eq!(grid.has(minute), after == Some(minute), "{name} {minute} in steps of {step}");
                if after.is_some() {
                    assert_eq!(grid.at_or_after(minute), after, "{name} {minute} in steps of {step}");
                }
                if before.is_some() {
                    assert_eq!(grid.at_or_before(minute), before, "{name} {minute} in steps of {step}");
                }
            }
        }
    }
}

#[test]
fn hours_are_open_minute_by_minute_as_the_clock_shows() {
    for (name, date) in CHANGES {
        let time_zone = TimeZone::get(name).unwrap();
        let window = around(name, date);
        let dates = [window.starts_at(), window.ends_at()].map(|moment| time_zone.to_datetime(moment).date());
        for (from, to) in [
            ("00:00", "24:00"),
            ("02:30", "05:00"),
            ("01:00", "02:30"),
            ("00:30", "02:00"),
            ("23:30", "24:00"),
        ] {
            let definition = ResourceDefinition { hours: vec![hours(&ALL_WEEK, from, to)], ..club_room() };
            // The first and the last date are in the window only in part.
            let noon_to_noon = jiff::SignedDuration::from_hours(24);
            let inner = span(window.starts_at() + noon_to_noon, window.ends_at() - noon_to_noon);
            let open = open_minutes(&definition, &time_zone, window);
            let spans = open_spans(&definition, &[], (dates[0], dates[1]), &time_zone);
            for minute in minutes_of(inner) {
                let by_spans = spans.iter().any(|open| open.starts_at() <= minute && minute < open.ends_at());
                assert_eq!(by_spans, open.contains(&minute), "{name} {minute} open {from} to {to}");
            }
        }
    }
}

#[test]
fn a_whole_day_counts_as_a_day_on_an_allowance_in_minutes_and_days_end_by_the_clock() {
    use nanum_contracts::booking::{Allowance, Measure, Whose, Window};
    let counted = |per, of, from: &str, to: &str| {
        let mut definition = club_room();
        definition.quotas = vec![Allowance { most: 1_440, of, per, whose: Whose::Member, class: None }];
        let shared = Shared { id: room(), zone: zone("Europe/Brussels"), definition };
        tallies(&shared, Holder::alone(member()), span(brussels(from), brussels(to))).remove(0)
    };
    let sunday = counted(Window::Day, Measure::Minutes, "2026-10-25 00:00", "2026-10-26 00:00");
    assert_eq!(sunday.amount, 1_440);
    let spring = counted(Window::Days(7), Measure::Reservations, "2027-03-24 10:00", "2027-03-24 12:00");
    assert_eq!(spring.during.unwrap().ends_at(), brussels("2027-03-31 10:00"));
}
