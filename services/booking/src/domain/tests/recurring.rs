//! Rules of recurrence: the dates are those that a second implementation finds.

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Case {
    first: String,
    rule: String,
    dates: Vec<String>,
}

fn recurrence(first: &str, rule: &str) -> Recurrence {
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    let (first, rule, without) = (first.parse().unwrap(), rule.to_owned(), Vec::new());
    Recurrence { first, from: time("10:00"), to: time("12:00"), rule, without }
}

fn dates(recurrence: &Recurrence) -> Result<Vec<String>, NotARecurrence> {
    Ok(dates_of(recurrence)?.iter().map(ToString::to_string).collect())
}

/// `tests/rrule/golden.py` writes what python-dateutil finds.
#[test]
fn the_dates_of_a_rule_are_those_that_python_dateutil_finds() {
    let golden: Vec<Case> = serde_json::from_str(include_str!("../../../tests/rrule/golden.json")).unwrap();
    assert!(golden.len() > 20);
    for Case { first, rule, dates: expected } in golden {
        assert_eq!(dates(&recurrence(&first, &rule)), Ok(expected), "{first} {rule}");
    }
}

#[test]
fn dates_left_out_count_for_the_rule_and_not_for_the_series() {
    let mut daily = recurrence("2026-12-01", "FREQ=DAILY;COUNT=3");
    daily.without = vec!["2026-12-02".parse().unwrap()];
    assert_eq!(dates(&daily).unwrap(), ["2026-12-01", "2026-12-03"]);
}

#[test]
fn a_series_has_at_most_366_dates() {
    let days = |count: u32| dates(&recurrence("2026-12-01", &format!("FREQ=DAILY;COUNT={count}")));
    assert_eq!(days(365).unwrap().len(), 365);
    assert_eq!(days(366).unwrap().len(), 366);
    assert_eq!(days(367), Err(NotARecurrence::TooMany));
    assert_eq!(dates(&recurrence("2026-12-01", "FREQ=YEARLY")), Err(NotARecurrence::TooMany));
}

#[test]
fn what_names_no_date_is_no_rule() {
    let no = |rule: &str| dates(&recurrence("2026-12-01", rule)).unwrap_err();
    for rule in ["", "every week", "FREQ", "FREQ=DAILY\nEXDATE:20261201", "COUNT=3", "FREQ=DAILY;COUNT=many"]
    {
        assert!(matches!(no(rule), NotARecurrence::NotUnderstood(_)), "{rule:?}");
    }
    for rule in ["FREQ=HOURLY;COUNT=2", "FREQ=DAILY;BYHOUR=9;COUNT=2", "FREQ=DAILY;UNTIL=20261203T100000Z"] {
        assert!(matches!(no(rule), NotARecurrence::NotByDates(_)), "{rule:?}");
    }
    assert_eq!(no("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"), NotARecurrence::NoDate);
    let midnight: WallTime = "24:00".to_owned().try_into().unwrap();
    let beyond = Recurrence { from: midnight, ..recurrence("2026-12-01", "FREQ=DAILY;COUNT=1") };
    assert_eq!(dates(&beyond), Err(NotARecurrence::BeginsAt(midnight)));
}

#[test]
fn a_rule_is_refused_in_our_words_and_never_in_the_librarys() {
    let no = |rule: &str| match dates(&recurrence("2026-12-01", rule)) {
        Err(refused) => refused,
        Ok(dates) => panic!("{rule}: {dates:?}"),
    };
    let (first, until) = ("2026-12-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    assert_eq!(no("FREQ=WEEKLY;UNTIL=20261130"), NotARecurrence::EndsBefore { first, until });
    assert_eq!(dates(&recurrence("2026-12-01", "FREQ=WEEKLY;UNTIL=20261201")).unwrap(), ["2026-12-01"]);
    for count in ["367", "65536", "4294967296", "99999999999999999999"] {
        assert_eq!(no(&format!("FREQ=DAILY;COUNT={count}")), NotARecurrence::TooMany, "{count}");
    }
    for rule in [
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=2;COUNT=3",
        "FREQ=DAILY;COUNT=2;UNTIL=20261231",
        "FREQ=DAILY;INTERVAL=0;COUNT=2",
        "FREQ=DAILY;INTERVAL=4294967296;COUNT=2",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=2",
        "FREQ=MONTHLY;BYDAY=0TU;COUNT=2",
        "FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2",
        "FREQ=YEARLY;BYMONTH=13;COUNT=2",
        "FREQ=WEEKLY;WKST=8;COUNT=2",
        "FREQ=WEEKLY;BYDAY=1TU;COUNT=2",
        "FREQ=DAILY;COUNT=2;",
    ] {
        let refused = no(rule);
        let NotARecurrence::NotUnderstood(why) = &refused else { panic!("{rule}: {refused:?}") };
        assert!(!why.contains("happen") && !why.contains("error"), "{rule}: {why}");
    }
    assert!(matches!(no("FREQ=DAILY;UNTIL=20261340"), NotARecurrence::NotByDates(_)));
}
