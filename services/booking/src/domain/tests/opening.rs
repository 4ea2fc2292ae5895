//! When a month's time can be reserved at all.

use nanum_contracts::{
    booking::{EarlierOpening, Eligibility, Opening},
    ids::GroupId,
    membership::{GroupKind, Known, Proofs},
};

use super::*;

/// For a month from the first of the month before on, at 9:00.
fn hall() -> Given {
    Given::club_room_but(|hall| {
        let time = WallTime::try_from("09:00".to_owned()).unwrap();
        hall.notice.opens = Some(Opening { months_before: 1, day: 1, time });
    })
}

#[test]
fn a_month_opens_on_the_first_of_the_month_before_at_nine() {
    let january = in_seoul("2027-01-10 10:00", "2027-01-10 12:00");
    for (now, opened) in [
        ("2026-11-30 12:00", false),
        ("2026-12-01 08:59", false),
        ("2026-12-01 09:00", true),
        ("2026-12-01 09:01", true),
        ("2027-01-05 09:00", true),
    ] {
        let mut hall = hall().later(seoul(now));
        assert_eq!(!hall.free("2027-01-10").is_empty(), opened, "shown at {now}");
        let outcome = hall.makes(january);
        assert_eq!(outcome.is_ok(), opened, "reserved at {now}");
        if !opened {
            let (opens_at, now) = (seoul("2026-12-01 09:00"), seoul(now));
            assert_eq!(not_admitted(outcome), NotAdmitted::NotOpenYet { opens_at, now });
        }
    }
}

#[test]
fn the_last_evening_of_a_month_belongs_to_it() {
    let mut hall = hall().later(seoul("2026-12-15 10:00"));
    assert_eq!(hall.free("2027-01-31").len(), 1);
    assert_eq!(hall.free("2027-02-01"), []);
    assert!(hall.makes(in_seoul("2027-01-31 20:00", "2027-01-31 22:00")).is_ok());
    let february = hall.makes(in_seoul("2027-02-01 09:00", "2027-02-01 10:00"));
    let opens_at = seoul("2027-01-01 09:00");
    assert_eq!(not_admitted(february), NotAdmitted::NotOpenYet { opens_at, now: hall.now });
}

#[test]
fn nobody_moves_into_a_month_that_is_not_open() {
    let mut hall = hall().later(seoul("2026-12-15 10:00"));
    hall.makes(in_seoul("2027-01-31 20:00", "2027-01-31 22:00")).unwrap();
    let moves = |span| SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    let into_february = hall.when(&moves(in_seoul("2027-02-01 20:00", "2027-02-01 22:00")));
    assert!(matches!(not_admitted(into_february), NotAdmitted::NotOpenYet { .. }));
    assert!(hall.when(&moves(in_seoul("2027-01-31 20:00", "2027-01-31 21:00"))).is_ok());
}

#[test]
fn an_opening_in_the_hour_that_the_clock_skips_is_the_moment_of_the_skip() {
    // 28 March 2027: the clock goes from 2:00 to 3:00.
    let mut definition = club_room();
    let time = WallTime::try_from("02:30".to_owned()).unwrap();
    definition.notice.opens = Some(Opening { months_before: 1, day: 28, time });
    let skip: Timestamp = "2027-03-28T01:00:00Z".parse().unwrap();
    for (zone_name, now, opened) in [
        ("Europe/Brussels", skip - jiff::SignedDuration::from_secs(1), false),
        ("Europe/Brussels", skip, true),
        ("Europe/Berlin", skip, true),
    ] {
        let hall = Given::resource(definition.clone(), zone_name, now);
        assert_eq!(!hall.free("2027-04-10").is_empty(), opened, "{zone_name} at {now}");
    }
}

#[test]
fn an_opening_that_no_month_has_is_refused() {
    let sound = |months_before, day| {
        let mut definition = club_room();
        let time = WallTime::try_from("24:00".to_owned()).unwrap();
        definition.notice.opens = Some(Opening { months_before, day, time });
        CheckedDefinition::try_from(definition).is_ok()
    };
    assert_eq!((sound(0, 1), sound(1, 1), sound(12, 1), sound(13, 1)), (false, true, true, false));
    assert_eq!((sound(1, 0), sound(1, 28), sound(1, 29)), (false, true, false));
}

/// Residents from the 20th of two months before on, associations from the 25th.
fn hall_of_residents_and_associations() -> Given {
    let time = WallTime::try_from("09:00".to_owned()).unwrap();
    let earlier = |day| EarlierOpening {
        opens: Opening { months_before: 2, day, time },
        residents: false,
        entitlement: None,
        groups: Vec::new(),
    };
    let residents = EarlierOpening { residents: true, ..earlier(20) };
    let associations = EarlierOpening { groups: vec![GroupKind::Association], ..earlier(25) };
    Given::club_room_but(|hall| {
        hall.notice.opens = Some(Opening { months_before: 1, day: 1, time });
        let opens_earlier = vec![residents, associations];
        hall.eligibility = Some(Box::new(Eligibility { opens_earlier, ..Eligibility::default() }));
    })
}

#[test]
fn a_month_opens_earlier_for_residents_and_for_groups_of_a_kind() {
    let january = in_seoul("2027-01-10 10:00", "2027-01-10 12:00");
    let anybody = Known::default();
    let resident = Known { proofs: Proofs { resident: true, ..Proofs::default() }, ..Known::default() };
    let association = Known { group: Some(GroupKind::Association), ..Known::default() };
    let for_a_group = Some(GroupId::named("seosan", "choir"));
    for (now, known, group, opened) in [
        ("2026-11-20 08:59", &resident, None, false),
        ("2026-11-20 09:00", &resident, None, true),
        ("2026-11-24 09:00", &association, for_a_group, false),
        ("2026-11-25 09:00", &association, for_a_group, true),
        ("2026-11-25 09:00", &association, None, false),
        ("2026-11-30 09:00", &anybody, None, false),
        ("2026-12-01 09:00", &anybody, None, true),
    ] {
        let mut hall = hall_of_residents_and_associations().later(seoul(now));
        let mut command = hall.reserve(room(), january, None, Rules::Kept);
        if let SpaceCommand::MakeReservation { facts, group: of, .. } = &mut command {
            (facts.known, *of) = (Some(known.clone()), group);
        }
        assert_eq!(hall.when(&command).is_ok(), opened, "{known:?} at {now}");
    }
}

#[test]
fn an_earlier_opening_is_for_somebody() {
    let mut definition =
        hall_of_residents_and_associations().space.resource(room()).unwrap().definition.clone();
    assert!(CheckedDefinition::try_from(definition.clone()).is_ok());
    let eligibility = definition.eligibility.as_mut().unwrap();
    eligibility.opens_earlier[0].residents = false;
    assert!(CheckedDefinition::try_from(definition.clone()).is_err(), "for nobody");
    let earlier = definition.eligibility.as_ref().unwrap().opens_earlier[1].clone();
    let many = |count| {
        let mut definition = definition.clone();
        definition.eligibility.as_mut().unwrap().opens_earlier = vec![earlier.clone(); count];
        CheckedDefinition::try_from(definition).is_ok()
    };
    assert_eq!((many(9), many(10), many(11)), (true, true, false));
}

#[test]
fn a_series_that_reaches_into_a_closed_month_tells_nobody_who_somebody_is() {
    let mut hall = hall_of_residents_and_associations().later(seoul("2026-12-15 10:00"));
    let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
    let recurrence = Recurrence {
        first: "2027-01-25".parse().unwrap(),
        from: time("10:00"),
        to: time("12:00"),
        rule: "FREQ=WEEKLY;COUNT=2".to_owned(),
        without: Vec::new(),
    };
    let wanted = hall.recurring(room(), series(1), recurrence);
    let wanted = WantedSeries { leave_out_refused: true, known: Some(Known::default()), ..wanted };
    let refused = hall.when(&SpaceCommand::MakeSeries(wanted));
    assert!(
        matches!(not_admitted(refused), NotAdmitted::NotOpenYet { .. }),
        "whole, and nothing is recorded"
    );
}
