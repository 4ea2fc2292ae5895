//! Holidays: which dates they are, what they change, and that what is known of them is what decides.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{ToSpan as _, civil::Date};
use nanum_contracts::booking::{
    DateRange, DayHours, Holiday, HolidayDates, HolidayKind, HoursException, LunarDays, MonthDay, Substitute,
    WeekdayOfMonth,
};

use super::*;

fn public(on: HolidayDates) -> Holiday {
    Holiday {
        name: serde_json::from_str(r#"{"ko":"공휴일","en":"Holiday"}"#).unwrap(),
        kind: HolidayKind::Public,
        on,
        from_year: None,
        until_year: None,
        substitute: None,
    }
}

fn with_substitute(rule: Substitute, on: HolidayDates) -> Holiday {
    Holiday { substitute: Some(rule), ..public(on) }
}

fn days(first: &str, last: &str) -> HolidayDates {
    HolidayDates::Dates(DateRange { first: first.parse().unwrap(), last: last.parse().unwrap() })
}

/// A holiday of one date.
pub(super) fn once(date: &str) -> Vec<Holiday> {
    vec![public(days(date, date))]
}

fn school(first: &str, last: &str) -> Holiday {
    Holiday { kind: HolidayKind::School, ..public(days(first, last)) }
}

fn yearly(month: i8, day: i8) -> HolidayDates {
    HolidayDates::Yearly(MonthDay { month, day })
}

fn lunar(month: u8, day: u8, beside: u8) -> HolidayDates {
    HolidayDates::Lunar(LunarDays { month, day, before: beside, after: beside })
}

fn noted(revision: u64, holidays: Vec<Holiday>) -> SpaceCommand {
    SpaceCommand::NoteHolidays(Arc::new(HolidaysNoted { revision, holidays }))
}

fn open_at(hours: &[(&str, &str)]) -> OnHolidays {
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    OnHolidays::Hours(hours.iter().map(|(from, to)| DayHours { from: time(from), to: time(to) }).collect())
}

fn dates(holidays: &[Holiday], first: &str, last: &str) -> Vec<String> {
    let found = holidays_between(holidays, first.parse().unwrap(), last.parse().unwrap());
    let mut dates: Vec<String> = found.iter().map(|it| it.date.to_string()).collect();
    dates.dedup();
    dates
}

/// The public holidays of a country by rule, and those that were decided once.
fn country(name: &str) -> Vec<Holiday> {
    let fixed = |dates: &[(i8, i8)]| {
        dates.iter().map(|(month, day)| public(yearly(*month, *day))).collect::<Vec<_>>()
    };
    let easter =
        |days: &[i16]| days.iter().map(|days| public(HolidayDates::Easter(*days))).collect::<Vec<_>>();
    match name {
        "BE" => [
            fixed(&[(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)]),
            easter(&[0, 1, 39, 49, 50]),
        ]
        .concat(),
        "DE" => [fixed(&[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)]), easter(&[-2, 1, 39, 50])].concat(),
        "FR" => [
            fixed(&[(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]),
            easter(&[1, 39, 50]),
        ]
        .concat(),
        "KR" => {
            let weekends = |on| with_substitute(Substitute::Weekends, on);
            let since_2026 = |on| Holiday { from_year: Some(2026), ..weekends(on) };
            let mut all = fixed(&[(1, 1), (6, 6)]);
            all.extend(
                [(3, 1), (5, 5), (8, 15), (10, 3), (10, 9), (12, 25)].map(|(m, d)| weekends(yearly(m, d))),
            );
            all.extend([since_2026(yearly(5, 1)), since_2026(yearly(7, 17)), weekends(lunar(4, 8, 0))]);
            all.extend([(1, 1), (8, 15)].map(|(m, d)| with_substitute(Substitute::Sundays, lunar(m, d, 1))));
            // Elections, and what the government decides for one year.
            let decided = [
                "2024-04-10",
                "2024-10-01",
                "2025-01-27",
                "2025-06-03",
                "2026-06-03",
                "2028-04-12",
                "2030-04-03",
                "2030-06-12",
                "2032-04-14",
            ];
            all.extend(decided.into_iter().flat_map(once));
            all
        }
        _ => panic!("{name} has no rules here"),
    }
}

/// `tests/holidays/golden.py` writes what the Python package `holidays` finds.
#[test]
fn the_holidays_of_four_countries_are_those_that_a_second_implementation_finds() {
    let golden: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!("../../../tests/holidays/golden.json")).unwrap();
    assert_eq!(golden.len(), 4);
    for (name, expected) in golden {
        assert!(expected.len() >= 9 * 9, "{name}: nine a year at least");
        assert_eq!(dates(&country(&name), "2024-01-01", "2032-12-31"), expected, "{name}");
    }
}

#[test]
fn a_date_is_the_same_however_much_is_asked_around_it() {
    let rules = country("KR");
    let all = dates(&rules, "2024-01-01", "2032-12-31");
    let mut date: Date = "2024-01-01".parse().unwrap();
    let mut one_by_one = Vec::new();
    while date.year() < 2033 {
        one_by_one.extend(dates(&rules, &date.to_string(), &date.to_string()));
        date = date.tomorrow().unwrap();
    }
    assert_eq!(one_by_one, all);
}

#[test]
fn a_lunar_holiday_is_not_repeated_in_a_leap_month() {
    // 2025 has a second, leap, sixth month.
    assert_eq!(dates(&[public(lunar(6, 1, 0))], "2025-01-01", "2025-12-31"), ["2025-06-25"]);
    assert_eq!(
        dates(&[public(lunar(1, 1, 1))], "2026-01-01", "2026-12-31"),
        ["2026-02-16", "2026-02-17", "2026-02-18"]
    );
}

#[test]
fn a_weekday_of_a_month_is_counted_from_its_begin_or_its_end() {
    let nth = |nth| HolidayDates::Weekday(WeekdayOfMonth { month: 11, day: Day::Thu, nth });
    let on = |n| dates(&[public(nth(n))], "2026-01-01", "2026-12-31");
    assert_eq!(
        (on(4), on(-1), on(5)),
        (vec!["2026-11-26".to_owned()], vec!["2026-11-26".to_owned()], vec![])
    );
    let (from_2027, on) = (Some(2027), nth(1));
    let later = Holiday { from_year: from_2027, until_year: from_2027, ..public(on) };
    assert_eq!(dates(&[later], "2026-01-01", "2028-12-31"), ["2027-11-04"]);
}

#[test]
fn two_lost_holidays_have_a_day_each() {
    let sundays = |date: &str| with_substitute(Substitute::Sundays, days(date, date));
    // 6 December 2026 is a Sunday; both are lost.
    let found = dates(&[sundays("2026-12-06"), sundays("2026-12-06")], "2026-12-01", "2026-12-31");
    assert_eq!(found, ["2026-12-06", "2026-12-07", "2026-12-08"]);
    let saturday =
        |rule| dates(&[with_substitute(rule, days("2026-12-05", "2026-12-05"))], "2026-12-01", "2026-12-31");
    assert_eq!(saturday(Substitute::Sundays), ["2026-12-05"]);
    assert_eq!(saturday(Substitute::Weekends), ["2026-12-05", "2026-12-07"]);
}

#[test]
fn a_room_is_closed_on_public_holidays_when_it_says_so() {
    let mut room = Given::club_room_but(|room| room.on_public_holidays = OnHolidays::Closed);
    let christmas = in_seoul("2026-12-25 10:00", "2026-12-25 11:00");
    assert!(!room.free("2026-12-25").is_empty(), "nobody has said which days are holidays");
    assert_eq!(names(&room.when(&noted(1, vec![public(yearly(12, 25))])).unwrap()), ["holidays.noted.v1"]);
    assert_eq!(room.free("2026-12-25"), []);
    assert_eq!(room.free("2026-12-24").len(), 1);
    match not_admitted(room.makes(christmas)) {
        NotAdmitted::OnAHoliday { holiday, open, span } => {
            assert_eq!((holiday.date.to_string().as_str(), open, span), ("2026-12-25", vec![], christmas));
        }
        other => panic!("{other:?}"),
    }
    let shown = room.calendar().free_day("2026-12-25".parse().unwrap());
    assert_eq!(shown.holiday.map(|holiday| holiday.kind), Some(HolidayKind::Public));
    assert!(room.makes_by(Rules::SetAside, super::room(), christmas).is_ok(), "a clerk sets hours aside");
}

#[test]
fn an_exception_decides_before_a_public_holiday_before_a_school_holiday_before_the_week() {
    let exception = |date: &str| HoursException {
        name: club_room().name,
        first: date.parse().unwrap(),
        last: date.parse().unwrap(),
        hours: vec![],
    };
    let mut room = Given::club_room_but(|room| {
        room.exceptions = vec![exception("2026-12-24")];
        room.on_public_holidays = open_at(&[("12:00", "14:00")]);
        room.on_school_holidays = open_at(&[("06:00", "23:00")]);
    });
    let holidays = vec![school("2026-12-23", "2026-12-26"), public(days("2026-12-24", "2026-12-25"))];
    room.when(&noted(1, holidays)).unwrap();
    let open = |date: &str| -> Vec<String> {
        let free = room.free(date);
        let shown = |at: Timestamp| at.to_zoned(zone("Asia/Seoul").time_zone()).strftime("%H:%M").to_string();
        free.iter().map(|it| format!("{}-{}", shown(it.starts_at()), shown(it.ends_at()))).collect()
    };
    assert_eq!(open("2026-12-22"), ["09:00-22:00"], "the week");
    assert_eq!(open("2026-12-23"), ["06:00-23:00"], "a school holiday");
    assert_eq!(open("2026-12-25"), ["12:00-14:00"], "a public holiday");
    assert_eq!(open("2026-12-24"), [""; 0], "an exception");
    let shown = room.calendar().free_day("2026-12-24".parse().unwrap());
    assert_eq!(shown.holiday, None, "the exception decides, not the holiday");
}

#[test]
fn a_fleet_lends_its_cars_when_it_does_not_need_them() {
    let mut cars = Given::club_room_but(|cars| {
        cars.hours = vec![hours(&ALL_WEEK[5..], "00:00", "24:00")];
        cars.on_public_holidays = open_at(&[("00:00", "24:00")]);
        cars.longest_minutes = 4_320;
    });
    // 25 December 2026 is a Friday: the weekend begins on Thursday at midnight.
    let long_weekend = in_seoul("2026-12-25 00:00", "2026-12-28 00:00");
    assert!(cars.makes(long_weekend).is_err());
    cars.when(&noted(1, vec![public(yearly(12, 25))])).unwrap();
    assert!(cars.makes(long_weekend).is_ok());
}

#[test]
fn of_the_holidays_told_the_newest_stay() {
    let mut room = Given::club_room_but(|room| room.on_public_holidays = OnHolidays::Closed);
    assert_eq!(room.when(&noted(2, once("2026-12-25"))).unwrap().len(), 1);
    assert_eq!(room.when(&noted(1, once("2026-12-26"))).unwrap(), [], "these are older");
    assert_eq!(room.when(&noted(2, once("2026-12-25"))).unwrap(), [], "these are known");
    assert_eq!(room.free("2026-12-25"), []);
    assert_eq!(room.free("2026-12-26").len(), 1);
    assert_eq!(room.when(&noted(3, vec![])).unwrap().len(), 1);
    assert_eq!(room.free("2026-12-25").len(), 1);
}

#[test]
fn a_space_that_does_not_ask_takes_no_note() {
    let mut room = Given::club_room();
    assert_eq!(room.when(&noted(1, once("2026-12-25"))).unwrap(), []);
    let asks = ResourceDefinition { on_school_holidays: OnHolidays::Closed, ..club_room() };
    let holidays = HolidaysNoted { revision: 1, holidays: vec![school("2026-12-25", "2026-12-25")] };
    let define = SpaceCommand::DefineResource {
        resource: super::room(),
        zone: zone("Asia/Seoul"),
        definition: asks.try_into().unwrap(),
        holidays: Some(Arc::new(holidays)),
    };
    let happened = room.when(&define).unwrap();
    assert_eq!(names(&happened), ["resource.changed.v1", "holidays.noted.v1"], "in one append");
    assert_eq!(room.free("2026-12-25"), []);
    assert_eq!(room.when(&define).unwrap(), []);
}

#[test]
fn what_was_reserved_stands_when_the_day_becomes_a_holiday() {
    let mut room = Given::club_room_but(|room| room.on_public_holidays = OnHolidays::Closed);
    room.makes(in_seoul("2026-12-25 10:00", "2026-12-25 11:00")).unwrap();
    room.when(&noted(1, once("2026-12-25"))).unwrap();
    assert_eq!(room.taken(in_seoul("2026-12-25 10:00", "2026-12-25 11:00")), 1);
}

#[test]
fn hours_on_holidays_are_the_clocks_on_the_nights_of_its_change() {
    for zone_name in ["Europe/Brussels", "Europe/Berlin"] {
        let mut definition = club_room();
        definition.on_public_holidays = open_at(&[("00:00", "06:00")]);
        let mut hall = Given::resource(definition, zone_name, at(zone_name, "2026-10-20 00:00"));
        hall.when(&noted(
            1,
            vec![public(days("2026-10-25", "2026-10-25")), public(days("2027-03-28", "2027-03-28"))],
        ))
        .unwrap();
        for (date, minutes) in [("2026-10-25", 7 * 60), ("2027-03-28", 5 * 60)] {
            let free = hall.free(date);
            assert_eq!(
                free.iter().map(|free| free.minutes()).collect::<Vec<_>>(),
                [minutes],
                "{zone_name} {date}"
            );
        }
    }
}

#[test]
fn holidays_that_are_none_are_refused_by_their_part() {
    let part =
        |holiday: Holiday| CheckedHolidays::try_from(vec![holiday]).map_err(|broken| broken.part).err();
    assert_eq!(part(public(days("2026-12-02", "2026-12-01"))), Some("on.dates.last"));
    assert_eq!(part(public(days("2026-12-01", "2027-12-01"))), None);
    assert_eq!(part(public(days("2026-12-01", "2027-12-02"))), Some("on.dates.last"));
    assert_eq!(part(public(yearly(2, 29))), None);
    assert_eq!(part(public(yearly(2, 30))), Some("on.yearly"));
    assert_eq!(part(public(HolidayDates::Easter(100))), None);
    assert_eq!(part(public(HolidayDates::Easter(i16::MIN))), Some("on.easter"));
    assert_eq!(part(public(lunar(13, 1, 0))), Some("on.lunar"));
    assert_eq!(part(public(lunar(1, 1, 11))), Some("on.lunar"));
    let nth = |nth| public(HolidayDates::Weekday(WeekdayOfMonth { month: 11, day: Day::Thu, nth }));
    assert_eq!((part(nth(5)), part(nth(-1)), part(nth(0))), (None, None, Some("on.weekday")));
    let years = Holiday { from_year: Some(2027), until_year: Some(2026), ..nth(1) };
    assert_eq!(part(years), Some("until_year"));
    let of_school = Holiday { substitute: Some(Substitute::Sundays), ..school("2026-12-01", "2026-12-01") };
    assert_eq!(part(of_school), Some("substitute"));
    let many = |count: usize| CheckedHolidays::try_from(vec![nth(1); count]).is_ok();
    assert_eq!((many(299), many(300), many(301)), (true, true, false));
}

#[test]
fn the_first_and_the_last_dates_that_there_are_can_be_asked_for() {
    let mut rules = country("KR");
    rules.extend(country("BE"));
    for (first, last) in
        [(Date::MIN, Date::MIN.saturating_add(40.days())), (Date::MAX.saturating_sub(40.days()), Date::MAX)]
    {
        let found = holidays_between(&rules, first, last);
        assert!(found.iter().any(|it| it.date.month() == if first == Date::MIN { 1 } else { 12 }), "{first}");
    }
    let mut room = Given::club_room_but(|room| room.on_public_holidays = OnHolidays::Closed);
    room.when(&noted(1, rules)).unwrap();
    for date in [Date::MIN, Date::MAX] {
        assert_eq!(room.calendar().free_day(date).free, [], "{date}");
    }
}
