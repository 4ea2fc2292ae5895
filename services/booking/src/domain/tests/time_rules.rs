//! Exceptions to weekly hours, notice, how far ahead, and the dates that can be reserved.

use nanum_contracts::booking::{DayHours, HoursException};

use super::*;

const DAY_MINUTES: u32 = 1_440;

fn exception(first: &str, last: &str, hours: &[(&str, &str)]) -> HoursException {
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    HoursException {
        name: serde_json::from_str(r#"{"ko":"휴관","en":"Closed"}"#).unwrap(),
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
        hours: hours.iter().map(|(from, to)| DayHours { from: time(from), to: time(to) }).collect(),
    }
}

/// The club room, with a notice.
fn with_notice(change: impl FnOnce(&mut Notice)) -> Given {
    Given::club_room_but(|room| change(&mut room.notice))
}

fn changes_to(span: TimeSpan, rules: Rules) -> SpaceCommand {
    SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules,
        acting: Acting::default(),
        facts: Facts::default(),
    }
}

fn cancels(rules: Rules) -> SpaceCommand {
    let reason = (rules == Rules::SetAside).then(|| "The heating has failed.".to_owned());
    SpaceCommand::CancelReservation { reservation: reservation(1), reason, rules, acting: Acting::default() }
}

#[test]
fn on_a_closed_date_nothing_is_shown_and_nothing_is_reserved() {
    let mut room = Given::club_room_but(|room| {
        room.exceptions = vec![exception("2026-12-24", "2026-12-26", &[])];
    });
    for (date, open) in [
        ("2026-12-23", true),
        ("2026-12-24", false),
        ("2026-12-25", false),
        ("2026-12-26", false),
        ("2026-12-27", true),
    ] {
        let morning = in_seoul(&format!("{date} 10:00"), &format!("{date} 11:00"));
        assert_eq!(!room.free(date).is_empty(), open, "{date} is shown");
        assert_eq!(room.makes(morning).is_ok(), open, "{date} is reserved");
    }
}

#[test]
fn an_exception_has_hours_of_its_own_and_of_several_the_first_holds() {
    let mut room = Given::club_room_but(|room| {
        room.exceptions = vec![
            exception("2026-12-24", "2026-12-24", &[("06:00", "08:00"), ("12:00", "14:00")]),
            exception("2026-12-20", "2026-12-31", &[]),
        ];
    });
    let shorter = ["06:00", "12:00"].map(|from| {
        let from = seoul(&format!("2026-12-24 {from}"));
        span(from, from + jiff::SignedDuration::from_hours(2))
    });
    assert_eq!(room.free("2026-12-24"), shorter);
    assert_eq!(room.free("2026-12-25"), []);
    assert!(room.makes(in_seoul("2026-12-24 06:00", "2026-12-24 08:00")).is_ok());
    let outside = room.makes(in_seoul("2026-12-24 09:00", "2026-12-24 10:00"));
    assert!(matches!(not_admitted(outside), NotAdmitted::OutsideHours { open, .. } if open == shorter));
}

#[test]
fn a_school_shares_its_hall_on_evenings_and_weekends_and_all_day_in_the_holidays() {
    let weekdays = &ALL_WEEK[..5];
    let hall = Given::club_room_but(|hall| {
        hall.hours = vec![hours(weekdays, "18:00", "22:00"), hours(&ALL_WEEK[5..], "09:00", "22:00")];
        hall.exceptions = vec![exception("2026-12-21", "2026-12-23", &[("09:00", "22:00")])];
    });
    let open = |date: &str, from: &str| [in_seoul(&format!("{date} {from}"), &format!("{date} 22:00"))];
    assert_eq!(hall.free("2026-12-18"), open("2026-12-18", "18:00"), "a Friday");
    assert_eq!(hall.free("2026-12-19"), open("2026-12-19", "09:00"), "a Saturday");
    assert_eq!(hall.free("2026-12-21"), open("2026-12-21", "09:00"), "a Monday of the holidays");
    assert_eq!(hall.free("2026-12-24"), open("2026-12-24", "18:00"), "a Thursday after them");
}

#[test]
fn nights_days_and_months_are_reserved_where_hours_touch_at_midnight() {
    let mut house = Given::club_room_but(|house| {
        house.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
        house.longest_minutes = 31 * DAY_MINUTES;
        house.exceptions = vec![exception("2027-02-10", "2027-02-10", &[])];
    });
    assert!(house.makes(in_seoul("2026-12-01 22:00", "2026-12-02 06:00")).is_ok(), "a night");
    assert!(house.makes(in_seoul("2026-12-03 14:00", "2026-12-06 11:00")).is_ok(), "some days");
    assert!(house.makes(in_seoul("2027-01-01 00:00", "2027-02-01 00:00")).is_ok(), "a month");
    let over_a_closed_day = house.makes(in_seoul("2027-02-09 12:00", "2027-02-11 12:00"));
    assert!(matches!(not_admitted(over_a_closed_day), NotAdmitted::OutsideHours { .. }));
}

#[test]
fn exceptions_are_wall_clock_hours_on_the_nights_of_the_change() {
    for place in ["Europe/Brussels", "Europe/Berlin"] {
        for (date, minutes) in [("2026-10-25", 7 * 60), ("2027-03-28", 5 * 60), ("2027-03-29", 6 * 60)] {
            let mut definition = club_room();
            definition.exceptions = vec![exception(date, date, &[("00:00", "06:00")])];
            let mut room = Given::resource(definition, place, at(place, "2026-10-20 00:00"));
            let open = span(at(place, &format!("{date} 00:00")), at(place, &format!("{date} 06:00")));
            assert_eq!(open.minutes(), minutes, "{place} {date}");
            assert_eq!(room.free(date), [open], "{place} {date}");
            let early = span(open.ends_at() - jiff::SignedDuration::from_hours(1), open.ends_at());
            assert!(room.makes(early).is_ok(), "{place} {date}");
        }
    }
}

#[test]
fn a_reservation_is_made_so_many_minutes_before_it_begins() {
    let room = with_notice(|notice| notice.make_least_minutes = 120);
    let tenth_hour = in_seoul("2026-12-01 10:00", "2026-12-01 11:00");
    for (now, late) in [("07:59:59", false), ("08:00:00", false), ("08:00:01", true)] {
        let mut room = room.clone().later(seoul(&format!("2026-12-01 {now}")));
        let begins_at = tenth_hour.starts_at();
        let expected = late.then_some(NotAdmitted::TooLate { least_minutes: 120, begins_at }.into());
        let shown = room.free("2026-12-01").iter().any(|free| free.contains(tenth_hour));
        assert_eq!(shown, !late, "shown at {now}");
        assert_eq!(room.makes(tenth_hour).err(), expected, "at {now}");
    }
}

#[test]
fn a_clerk_makes_without_notice() {
    let mut room = with_notice(|notice| notice.make_least_minutes = 120);
    let soon = in_seoul("2026-12-01 09:00", "2026-12-01 10:00");
    assert!(room.makes(soon).is_err());
    assert!(room.makes_by(Rules::SetAside, super::room(), soon).is_ok());
}

#[test]
fn changing_has_a_notice_of_its_own_for_the_time_before_and_the_time_after() {
    let mut room = with_notice(|notice| notice.change_least_minutes = 120);
    room.makes(in_seoul("2026-12-01 10:00", "2026-12-01 11:00")).unwrap();
    let later = in_seoul("2026-12-02 10:00", "2026-12-02 11:00");
    for (now, late) in [("08:00:00", false), ("08:00:01", true)] {
        let mut room = room.clone().later(seoul(&format!("2026-12-01 {now}")));
        assert_eq!(room.when(&changes_to(later, Rules::Kept)).is_err(), late, "away at {now}");
        assert!(room.when(&changes_to(later, Rules::SetAside)).is_ok(), "a clerk at {now}");
    }
    let soon = in_seoul("2026-12-01 09:30", "2026-12-01 10:30");
    let refused = not_admitted(room.when(&changes_to(soon, Rules::Kept)));
    assert_eq!(refused, NotAdmitted::TooLate { least_minutes: 120, begins_at: soon.starts_at() });
}

#[test]
fn a_member_cancels_in_time_and_a_clerk_at_any_time() {
    let mut room = with_notice(|notice| notice.cancel_least_minutes = DAY_MINUTES);
    let wished = in_seoul("2026-12-03 10:00", "2026-12-03 11:00");
    room.makes(wished).unwrap();
    for (now, late) in [("09:59:59", false), ("10:00:00", false), ("10:00:01", true)] {
        let room = room.clone().later(seoul(&format!("2026-12-02 {now}")));
        let begins_at = wished.starts_at();
        let too_late = NotAdmitted::TooLate { least_minutes: DAY_MINUTES, begins_at };
        let refusal = room.clone().when(&cancels(Rules::Kept)).err();
        assert_eq!(refusal, late.then_some(too_late.into()), "at {now}");
        assert!(room.clone().when(&cancels(Rules::SetAside)).is_ok(), "a clerk at {now}");
    }
}

#[test]
fn what_waits_is_withdrawn_and_accepted_and_what_was_cancelled_restored_without_notice() {
    let soon = in_seoul("2026-12-01 10:00", "2026-12-01 11:00");
    let mut waiting = Given::club_room_but(|room| {
        room.approval = true;
        room.notice.make_least_minutes = 120;
        room.notice.cancel_least_minutes = DAY_MINUTES;
    });
    waiting.makes(soon).unwrap();
    let mut waiting = waiting.later(seoul("2026-12-01 09:30"));
    assert!(waiting.clone().when(&cancels(Rules::Kept)).is_ok());
    let accepts = SpaceCommand::AcceptReservation { reservation: reservation(1) };
    assert!(waiting.when(&accepts).is_ok());
    assert!(waiting.when(&cancels(Rules::Kept)).is_err(), "it is confirmed now");
    waiting.when(&cancels(Rules::SetAside)).unwrap();
    let restores = SpaceCommand::RestoreReservation { reservation: reservation(1), facts: Facts::default() };
    assert!(waiting.when(&restores).is_ok());
}

#[test]
fn so_many_days_ahead_are_whole_local_days_for_making_and_for_changing() {
    let mut room = with_notice(|notice| {
        notice.make_most_days = Some(7);
        notice.change_most_days = Some(14);
    });
    let on = |date: &str| in_seoul(&format!("{date} 21:00"), &format!("{date} 22:00"));
    assert_eq!(room.free("2026-12-08").len(), 1);
    assert_eq!(room.free("2026-12-09"), []);
    let beyond = NotAdmitted::BeyondTheHorizon {
        last: seoul("2026-12-09 00:00"),
        ends_at: on("2026-12-09").ends_at(),
    };
    assert_eq!(not_admitted(room.makes(on("2026-12-09"))), beyond);
    let mut room = room.later(seoul("2026-12-01 23:59"));
    assert!(room.makes(on("2026-12-09")).is_err(), "it opens at midnight");
    let mut room = room.later(seoul("2026-12-02 00:00"));
    room.reservations = 0;
    assert!(room.makes(on("2026-12-09")).is_ok());
    assert!(room.when(&changes_to(on("2026-12-17"), Rules::Kept)).is_err());
    assert!(room.when(&changes_to(on("2026-12-16"), Rules::Kept)).is_ok());
}

#[test]
fn days_ahead_end_at_midnight_and_minutes_of_notice_pass_on_the_nights_of_the_change() {
    for place in ["Europe/Brussels", "Europe/Berlin"] {
        for (date, morning_after) in [("2026-10-25", 4), ("2027-03-28", 4)] {
            let mut definition = club_room();
            definition.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
            definition.notice.make_least_minutes = 240;
            definition.notice.make_most_days = Some(0);
            let midnight = at(place, &format!("{date} 00:00"));
            let room = Given::resource(definition, place, midnight);
            let tomorrow: jiff::civil::Date = date.parse().unwrap();
            let ends_at = at(place, &format!("{} 00:00", tomorrow.tomorrow().unwrap()));
            let from = midnight + jiff::SignedDuration::from_hours(morning_after);
            assert_eq!(room.free(date), [span(from, ends_at)], "{place} {date}");
        }
    }
}

#[test]
fn a_resource_is_reserved_on_its_dates_only() {
    let mut pool = with_notice(|notice| {
        notice.reservable_from = Some("2026-12-05".parse().unwrap());
        notice.reservable_until = Some("2026-12-06".parse().unwrap());
    });
    for (date, open) in
        [("2026-12-04", false), ("2026-12-05", true), ("2026-12-06", true), ("2026-12-07", false)]
    {
        let wished = in_seoul(&format!("{date} 10:00"), &format!("{date} 11:00"));
        assert_eq!(!pool.free(date).is_empty(), open, "{date} is shown");
        match pool.makes(wished) {
            Ok(_) => assert!(open, "{date}"),
            refused => {
                assert!(!open, "{date}");
                assert!(matches!(not_admitted(refused), NotAdmitted::NotOnItsDates { .. }));
            }
        }
    }
}

#[test]
fn past_slots_are_not_offered_whatever_the_exception_or_the_notice() {
    let now = seoul("2026-12-01 13:10");
    for least_minutes in [0, 45] {
        let room = Given::club_room_but(|room| {
            room.exceptions = vec![exception("2026-12-01", "2026-12-01", &[("07:00", "20:00")])];
            room.notice.make_least_minutes = least_minutes;
        })
        .later(now);
        let from = if least_minutes == 0 { "13:30" } else { "14:00" };
        assert_eq!(
            room.free("2026-12-01"),
            [in_seoul(&format!("2026-12-01 {from}"), "2026-12-01 20:00")],
            "{least_minutes} minutes of notice"
        );
        assert_eq!(room.free("2026-11-30"), []);
    }
}

#[test]
fn the_dates_of_a_rule_are_those_of_the_place_not_of_the_clock_in_utc() {
    // Midnight in Seoul is 15:00 UTC of the day before, and 5:00 UTC of the same day in New York in winter.
    for place in ["Asia/Seoul", "Europe/Brussels", "America/New_York"] {
        let mut definition = club_room();
        definition.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
        definition.exceptions = vec![exception("2026-12-25", "2026-12-25", &[])];
        definition.notice.reservable_until = Some("2026-12-26".parse().unwrap());
        let room = Given::resource(definition, place, at(place, "2026-12-20 00:00"));
        let day = |date: &str, next: &str| {
            span(at(place, &format!("{date} 00:00")), at(place, &format!("{next} 00:00")))
        };
        assert_eq!(room.free("2026-12-24"), [day("2026-12-24", "2026-12-25")], "{place}");
        assert_eq!(room.free("2026-12-25"), [], "{place}");
        assert_eq!(room.free("2026-12-26"), [day("2026-12-26", "2026-12-27")], "{place}");
        assert_eq!(room.free("2026-12-27"), [], "{place}");
    }
}

#[test]
fn what_a_tenant_says_about_time_is_in_order() {
    use crate::domain::{NotADefinition, NotTimeRules};
    let broken = |change: &dyn Fn(&mut ResourceDefinition)| {
        let mut definition = club_room();
        change(&mut definition);
        match CheckedDefinition::try_from(definition) {
            Err(NotADefinition::TimeRules(broken)) => Some(broken),
            Ok(_) => None,
            Err(other) => panic!("{other:?}"),
        }
    };
    let dates = |room: &mut ResourceDefinition| {
        room.exceptions = vec![exception("2026-12-02", "2026-12-01", &[])];
    };
    assert!(matches!(broken(&dates), Some(NotTimeRules::DatesInverted { entry: 0, .. })));
    let times = |room: &mut ResourceDefinition| {
        room.exceptions = vec![exception("2026-12-01", "2026-12-01", &[("24:00", "02:00")])];
    };
    assert!(matches!(broken(&times), Some(NotTimeRules::HoursBegin { entry: 0, .. })));
    for (count, sound) in [(200, true), (201, false)] {
        let many = |room: &mut ResourceDefinition| {
            room.exceptions = vec![exception("2026-12-01", "2026-12-01", &[]); count];
        };
        assert_eq!(broken(&many).is_none(), sound, "{count} exceptions");
    }
    for (days, sound) in [(366, true), (367, false)] {
        let ahead = |room: &mut ResourceDefinition| room.notice.change_most_days = Some(days);
        assert_eq!(broken(&ahead).is_none(), sound, "{days} days");
        let minutes = |room: &mut ResourceDefinition| room.notice.cancel_least_minutes = days * DAY_MINUTES;
        assert_eq!(broken(&minutes).is_none(), sound, "{days} days of notice");
    }
    let inverted = |room: &mut ResourceDefinition| {
        room.notice.reservable_from = Some("2026-12-02".parse().unwrap());
        room.notice.reservable_until = Some("2026-12-01".parse().unwrap());
    };
    assert!(matches!(broken(&inverted), Some(NotTimeRules::ReservableInverted { .. })));
}
