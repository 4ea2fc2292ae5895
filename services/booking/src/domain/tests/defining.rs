//! Defining resources: what is sound, and what a change may not take away.

use super::*;

/// Whether a definition with the change is sound.
fn checked(change: impl FnOnce(&mut ResourceDefinition)) -> Result<(), NotADefinition> {
    let mut definition = club_room();
    change(&mut definition);
    CheckedDefinition::try_from(definition).map(|_| ())
}

#[test]
fn defining_adds_then_changes_then_finds_nothing_to_do() {
    let mut room = Given { space: Space::default(), now: seoul("2026-12-01 08:00"), reservations: 0 };
    let define = |units| SpaceCommand::DefineResource {
        resource: super::room(),
        zone: zone("Asia/Seoul"),
        definition: ResourceDefinition { units, ..club_room() }.try_into().unwrap(),
        holidays: None,
    };
    assert_eq!(names(&room.when(&define(1)).unwrap()), ["resource.added.v1"]);
    assert_eq!(names(&room.when(&define(1)).unwrap()), [""; 0]);
    assert_eq!(names(&room.when(&define(2)).unwrap()), ["resource.changed.v1"]);
}

#[test]
fn nothing_is_reserved_where_nothing_was_defined() {
    let mut nowhere = Given { space: Space::default(), now: seoul("2026-12-01 08:00"), reservations: 0 };
    let outcome = nowhere.makes(in_seoul("2026-12-01 10:00", "2026-12-01 12:00"));
    assert_eq!(outcome, Err(Refusal::ResourceUnknown));
}

#[test]
fn units_that_are_reserved_are_not_taken_away() {
    let mut desks = Given::club_room_but(|room| room.units = 3);
    let morning = in_seoul("2026-12-01 10:00", "2026-12-01 12:00");
    desks.makes(morning).unwrap();
    desks.makes(morning).unwrap();
    assert_eq!(desks.clone().defines(club_room()), Err(Refusal::UnitsReserved { units: 1, reserved: 2 }));
    assert!(desks.clone().defines(ResourceDefinition { units: 2, ..club_room() }).is_ok());
    assert!(desks.later(morning.ends_at()).defines(club_room()).is_ok(), "what is over takes no unit");
}

#[test]
fn a_change_leaves_the_terms_of_reservations_as_they_were() {
    let mut room = Given::club_room_but(|room| room.approval = true);
    room.makes(in_seoul("2026-12-01 10:00", "2026-12-01 12:00")).unwrap();
    let site = SiteId::named("seosan", "annex");
    room.defines(ResourceDefinition { site, approval: true, ..club_room() }).unwrap();
    assert_eq!(room.space.reservation(reservation(1)).unwrap().terms.site, club_room().site);
}

#[test]
fn units_are_1_to_10000_and_persons_at_least_1() {
    for (units, good) in [(0, false), (1, true), (10_000, true), (10_001, false)] {
        assert_eq!(checked(|room| room.units = units).is_ok(), good, "{units}");
    }
    for (persons, good) in
        [(Some(0), false), (Some(1), true), (Some(200_000), true), (Some(200_001), false), (None, true)]
    {
        assert_eq!(checked(|room| room.persons = persons).is_ok(), good, "{persons:?}");
    }
}

#[test]
fn a_step_is_5_to_1440_minutes_and_divides_a_day() {
    for (step, good) in
        [(0, false), (4, false), (5, true), (6, true), (7, false), (1_440, true), (2_880, false)]
    {
        let outcome = checked(|room| {
            (room.step_minutes, room.shortest_minutes, room.longest_minutes) = (step, step, step)
        });
        assert_eq!(outcome, if good { Ok(()) } else { Err(NotADefinition::Step(step)) });
    }
}

#[test]
fn shortest_and_longest_fit_the_step_and_each_other() {
    let lengths = |shortest, longest| {
        checked(move |room| (room.shortest_minutes, room.longest_minutes) = (shortest, longest))
    };
    assert_eq!(lengths(30, 30), Ok(()));
    assert_eq!(lengths(0, 30), Err(NotADefinition::Shortest { step: 30, shortest: 0 }));
    assert_eq!(lengths(45, 90), Err(NotADefinition::Shortest { step: 30, shortest: 45 }));
    assert_eq!(lengths(30, 45), Err(NotADefinition::LongestOffTheStep { step: 30, longest: 45 }));
    assert_eq!(lengths(60, 30), Err(NotADefinition::LongestUnderShortest { shortest: 60, longest: 30 }));
    let year = 366 * 1_440;
    assert_eq!(lengths(30, year), Ok(()));
    assert_eq!(lengths(30, year + 30), Err(NotADefinition::Longest(year + 30)));
}

#[test]
fn hours_are_at_most_50_name_days_and_may_close_on_the_next() {
    let entry = || hours(&[Day::Mon], "09:00", "10:00");
    for (count, good) in [(0, true), (50, true), (51, false)] {
        assert_eq!(checked(|room| room.hours = vec![entry(); count]).is_ok(), good, "{count}");
    }
    assert_eq!(checked(|room| room.hours[0].days.clear()), Err(NotADefinition::Days { entry: 0, days: 0 }));
    for to in ["00:00", "08:59", "09:00", "09:01", "24:00"] {
        assert!(checked(|room| room.hours = vec![hours(&[Day::Mon], "09:00", to)]).is_ok(), "until {to}");
    }
    for (from, good) in [("23:59", true), ("24:00", false)] {
        assert_eq!(checked(|room| room.hours = vec![hours(&[Day::Mon], from, "02:00")]).is_ok(), good);
    }
}

#[test]
fn words_are_few_short_and_plain() {
    for (count, good) in [(40, true), (41, false)] {
        assert_eq!(checked(|room| room.equipment = vec!["oven".to_owned(); count]).is_ok(), good, "{count}");
    }
    for (word, good) in [
        ("step-free", true),
        ("3d-printer", true),
        ("Oven", false),
        ("", false),
        ("-oven", false),
        ("oven--gas", false),
        ("빔", false),
        (&*"a".repeat(60), true),
        (&*"a".repeat(61), false),
    ] {
        assert_eq!(checked(|room| room.accessibility = vec![word.to_owned()]).is_ok(), good, "{word}");
    }
}

#[test]
fn a_quota_allows_something_and_not_everything() {
    let quota = |reservations| checked(|room| room.quota = Some(Quota { reservations, per: Period::Week }));
    let most = limits::QUOTA_RESERVATIONS_MAX;
    for sound in [1, 2, most - 1, most] {
        assert_eq!(quota(sound), Ok(()));
    }
    for broken in [0, most + 1] {
        assert_eq!(quota(broken), Err(NotADefinition::Quota(broken)));
    }
}

#[test]
fn only_a_vehicle_is_told_to_be_one_and_what_has_a_motor_says_how_far_it_goes() {
    use nanum_contracts::booking::{Propulsion, Vehicle, VehicleForm};
    let sound = |kind, propulsion, range_meters| {
        let vehicle = Some(Box::new(Vehicle { form: VehicleForm::Car, propulsion, range_meters }));
        CheckedDefinition::try_from(ResourceDefinition { kind, vehicle, ..club_room() }).is_ok()
    };
    assert!(!sound(ResourceKind::Room, Propulsion::Human, None));
    assert!(sound(ResourceKind::Vehicle, Propulsion::Human, None));
    assert!(!sound(ResourceKind::Vehicle, Propulsion::Electric, None));
    for (range, good) in [(0, false), (1, true), (10_000_000, true), (10_000_001, false)] {
        assert_eq!(sound(ResourceKind::Vehicle, Propulsion::Electric, Some(range)), good, "{range}");
    }
}
