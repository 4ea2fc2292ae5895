//! Making reservations: each rule at its edge, and what is free instead.

use super::*;

#[test]
fn a_free_time_is_reserved_at_once() {
    let mut room = Given::club_room();
    assert_eq!(
        names(&room.makes(in_seoul("2026-12-01 10:00", "2026-12-01 12:00")).unwrap()),
        ["reservation.confirmed.v1"]
    );
}

#[test]
fn where_a_clerk_decides_a_reservation_waits_and_holds_its_time() {
    let mut room = Given::club_room_but(|room| room.approval = true);
    let morning = in_seoul("2026-12-01 10:00", "2026-12-01 12:00");
    assert_eq!(names(&room.makes(morning).unwrap()), ["reservation.requested.v1"]);
    assert!(matches!(not_admitted(room.makes(morning)), NotAdmitted::SlotTaken { units: 1, taken: 1, .. }));
}

#[test]
fn a_rival_is_told_what_is_free_instead_nearest_first() {
    let mut room = Given::club_room();
    room.makes(in_seoul("2026-12-01 10:00", "2026-12-01 11:00")).unwrap();
    let refusal = not_admitted(room.makes(in_seoul("2026-12-01 10:30", "2026-12-01 11:30")));
    let NotAdmitted::SlotTaken { free_instead, .. } = refusal else { panic!("{refusal:?}") };
    let hours = |from: &str, to: &str| in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}"));
    assert_eq!(
        free_instead,
        [
            hours("11:00", "12:00"),
            hours("09:00", "10:00"),
            hours("12:00", "13:00"),
            hours("13:00", "14:00"),
            hours("14:00", "15:00")
        ]
    );
}

#[test]
fn when_the_day_is_full_the_following_days_are_offered() {
    let mut room = Given::club_room_but(|room| room.longest_minutes = 13 * 60);
    room.makes(in_seoul("2026-12-01 09:00", "2026-12-01 22:00")).unwrap();
    let refusal = not_admitted(room.makes(in_seoul("2026-12-01 09:00", "2026-12-01 22:00")));
    let NotAdmitted::SlotTaken { free_instead, .. } = refusal else { panic!("{refusal:?}") };
    assert_eq!(free_instead.len(), FREE_INSTEAD_MAX);
    assert_eq!(free_instead[0], in_seoul("2026-12-02 09:00", "2026-12-02 22:00"));
}

#[test]
fn times_that_only_touch_do_not_clash() {
    let mut room = Given::club_room();
    room.makes(in_seoul("2026-12-01 10:00", "2026-12-01 11:00")).unwrap();
    assert!(room.makes(in_seoul("2026-12-01 11:00", "2026-12-01 12:00")).is_ok());
    assert!(room.makes(in_seoul("2026-12-01 09:30", "2026-12-01 10:00")).is_ok());
}

#[test]
fn a_pool_is_full_by_how_many_there_are_at_one_time_not_by_the_sum() {
    let mut desks = Given::club_room_but(|room| room.units = 2);
    for (from, to) in [("09:00", "11:00"), ("11:00", "13:00"), ("10:00", "12:00")] {
        desks.makes(in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}"))).unwrap();
    }
    // Three reservations overlap this one, but never more than one of them outside 10:00 to 12:00.
    assert!(desks.makes(in_seoul("2026-12-01 12:00", "2026-12-01 13:00")).is_ok());
    assert!(desks.makes(in_seoul("2026-12-01 09:00", "2026-12-01 10:00")).is_ok());
    assert!(matches!(
        not_admitted(desks.makes(in_seoul("2026-12-01 11:30", "2026-12-01 13:00"))),
        NotAdmitted::SlotTaken { units: 2, taken: 2, .. }
    ));
}

#[test]
fn persons_have_place_up_to_the_last_seat() {
    let afternoon = in_seoul("2026-12-01 14:00", "2026-12-01 15:00");
    for (persons, refused) in [(14, false), (15, false), (16, true)] {
        let refusal = Given::club_room().makes_for(afternoon, Some(persons)).err();
        let expected = refused.then_some(NotAdmitted::TooManyPersons { most: 15, persons }.into());
        assert_eq!(refusal, expected, "{persons} persons");
    }
}

#[test]
fn a_reservation_is_as_long_as_the_shortest_and_the_longest_allow() {
    let from = "2026-12-01 14:00";
    for (to, minutes, longest_ok, shortest_ok) in [
        ("14:30", 30, true, false),
        ("15:00", 60, true, true),
        ("15:30", 90, true, true),
        ("17:30", 210, true, true),
        ("18:00", 240, true, true),
        ("18:30", 270, false, true),
    ] {
        let mut room = Given::club_room_but(|room| room.shortest_minutes = 60);
        let refusal = room.makes(in_seoul(from, &format!("2026-12-01 {to}"))).err();
        let expected = match (shortest_ok, longest_ok) {
            (false, _) => Some(NotAdmitted::TooShort { shortest_minutes: 60, minutes }.into()),
            (_, false) => Some(NotAdmitted::TooLong { longest_minutes: 240, minutes }.into()),
            _ => None,
        };
        assert_eq!(refusal, expected, "until {to}");
    }
}

#[test]
fn start_and_end_are_on_the_grid() {
    for (from, to, beside) in [
        ("10:00", "11:00", None),
        ("10:15", "11:15", Some("10:15")),
        ("10:00", "11:01", Some("11:01")),
        ("09:59:59", "11:00", Some("09:59:59")),
        ("10:30", "11:30", None),
    ] {
        let day = |time: &str| seoul(&format!("2026-12-01 {time}"));
        let refusal = Given::club_room().makes(span(day(from), day(to))).err();
        let expected = beside.map(|at| NotAdmitted::OffTheGrid { step_minutes: 30, at: day(at) }.into());
        assert_eq!(refusal, expected, "{from} to {to}");
    }
}

#[test]
fn time_that_has_begun_is_past() {
    let tenth_hour = in_seoul("2026-12-01 10:00", "2026-12-01 11:00");
    for (now, past) in [("09:59:59", false), ("10:00:00", false), ("10:00:01", true)] {
        let now = seoul(&format!("2026-12-01 {now}"));
        let refusal = Given::club_room().later(now).makes(tenth_hour).err();
        let expected = past.then_some(NotAdmitted::InThePast { now, moment: tenth_hour.starts_at() }.into());
        assert_eq!(refusal, expected, "at {now}");
    }
}

#[test]
fn the_last_day_of_the_horizon_can_be_reserved_and_the_next_minute_cannot() {
    // 366 days after 1 December 2026 at 14:00 is 2 December 2027 at 14:00.
    let now = seoul("2026-12-01 14:00");
    for (to, beyond) in [("13:30", false), ("14:00", false), ("14:30", true)] {
        let wished = in_seoul("2027-12-02 11:00", &format!("2027-12-02 {to}"));
        let refusal = Given::club_room().later(now).makes(wished).err();
        let last = seoul("2027-12-02 14:00");
        let expected =
            beyond.then_some(NotAdmitted::BeyondTheHorizon { last, ends_at: wished.ends_at() }.into());
        assert_eq!(refusal, expected, "until {to}");
    }
}

#[test]
fn a_room_is_reserved_while_it_is_open() {
    for (from, to, open) in [
        ("09:00", "10:00", true),
        ("08:30", "10:00", false),
        ("21:00", "22:00", true),
        ("21:00", "22:30", false),
        ("07:00", "08:00", false),
    ] {
        let mut room = Given::club_room().later(seoul("2026-12-01 00:00"));
        let outcome = room.makes(in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}")));
        let refused = matches!(outcome, Err(Refusal::NotAdmitted(NotAdmitted::OutsideHours { .. })));
        assert_eq!((outcome.is_ok(), refused), (open, !open), "{from} to {to}");
    }
}

#[test]
fn a_refusal_outside_hours_says_when_it_is_open() {
    let early = in_seoul("2026-12-01 08:00", "2026-12-01 09:30");
    let refusal = not_admitted(Given::club_room().makes(early));
    let open = vec![in_seoul("2026-12-01 09:00", "2026-12-01 22:00")];
    assert_eq!(refusal, NotAdmitted::OutsideHours { open, span: early });
}

#[test]
fn hours_until_midnight_and_from_midnight_are_one() {
    let weekend = |room: &mut ResourceDefinition| {
        room.hours =
            vec![hours(&[Day::Fri], "18:00", "24:00"), hours(&[Day::Sat, Day::Sun], "00:00", "24:00")];
        room.longest_minutes = 54 * 60;
    };
    // Friday 4 December 2026, 18:00, to the end of Sunday.
    assert!(Given::club_room_but(weekend).makes(in_seoul("2026-12-04 18:00", "2026-12-07 00:00")).is_ok());
    assert!(Given::club_room_but(weekend).makes(in_seoul("2026-12-04 22:00", "2026-12-05 02:00")).is_ok());
    let into_monday = in_seoul("2026-12-06 22:00", "2026-12-07 01:00");
    let refusal = not_admitted(Given::club_room_but(weekend).makes(into_monday));
    assert!(matches!(refusal, NotAdmitted::OutsideHours { .. }));
}

#[test]
fn what_is_free_is_joined_on_the_grid_and_without_what_is_past_or_too_short() {
    let mut room = Given::club_room_but(|room| room.shortest_minutes = 60);
    room.makes(in_seoul("2026-12-01 12:00", "2026-12-01 13:00")).unwrap();
    room.makes(in_seoul("2026-12-01 13:30", "2026-12-01 14:30")).unwrap();
    room.now = seoul("2026-12-01 10:10");
    let free = room.free("2026-12-01");
    let hours = |from: &str, to: &str| in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}"));
    assert_eq!(free, [hours("10:30", "12:00"), hours("14:30", "22:00")]);
    assert_eq!(room.free("2026-11-30"), [], "yesterday");
    assert_eq!(room.free("2027-12-10"), [], "beyond the horizon");
    assert_eq!(room.free("9999-12-31"), [], "at the end of time");
}

#[test]
fn free_time_before_midnight_counts_with_what_follows() {
    let mut room = Given::club_room_but(|room| {
        room.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
        room.shortest_minutes = 60;
    });
    room.makes(in_seoul("2026-12-01 20:00", "2026-12-01 23:30")).unwrap();
    assert_eq!(room.free("2026-12-01").last(), Some(&in_seoul("2026-12-01 23:30", "2026-12-02 00:00")));
    room.makes(in_seoul("2026-12-02 00:00", "2026-12-02 02:00")).unwrap();
    assert_eq!(room.free("2026-12-01").last(), Some(&in_seoul("2026-12-01 08:00", "2026-12-01 20:00")));
}

#[test]
fn a_month_long_reservation_of_an_office_finds_its_place() {
    let mut office = Given::club_room_but(|room| {
        room.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
        (room.step_minutes, room.shortest_minutes, room.longest_minutes) = (1_440, 28 * 1_440, 92 * 1_440);
    });
    office.makes(in_seoul("2027-01-01 00:00", "2027-02-01 00:00")).unwrap();
    let refusal = not_admitted(office.makes(in_seoul("2027-01-15 00:00", "2027-02-15 00:00")));
    let NotAdmitted::SlotTaken { free_instead, .. } = refusal else { panic!("{refusal:?}") };
    assert_eq!(free_instead, [in_seoul("2027-02-01 00:00", "2027-03-04 00:00")]);
}

#[test]
fn a_decision_after_100_000_past_reservations_takes_under_a_millisecond() {
    let mut room = Given::club_room();
    let day = jiff::SignedDuration::from_hours(24);
    let mut morning = in_seoul("2026-12-01 09:00", "2026-12-01 09:30");
    let (resource, site, member, zone) = (super::room(), club_room().site, member(), zone("Asia/Seoul"));
    for number in 0..100_000 {
        let (reservation, zone) = (ReservationId::named("past", &number.to_string()), zone.clone());
        let terms = Terms {
            reservation,
            resource,
            site,
            member,
            span: morning,
            zone,
            persons: None,
            group: None,
            purpose: None,
            counted: None,
            counts: Vec::new(),
            held: None,
            rules_set_aside: false,
            decide_by: None,
            unheld: false,
            draw: None,
            series: None,
            price: None,
            check_in: None,
            cancel_least_minutes: None,
            bound_by_start: None,
        };
        let confirmed = ReservationConfirmed { terms }.into();
        room.space = evolve(std::mem::take(&mut room.space), &confirmed, morning.starts_at());
        if number % 27 == 0 {
            morning = span(morning.starts_at() + day, morning.ends_at() + day);
        }
    }
    room.now = morning.starts_at();
    let started = std::time::Instant::now();
    for _ in 0..100 {
        let next = span(room.now + day, room.now + day + jiff::SignedDuration::from_mins(30));
        room.clone().makes(next).unwrap();
    }
    assert!(started.elapsed().as_millis() < 100, "{:?} for 100 decisions", started.elapsed());
}

#[test]
fn what_is_forgone_is_not_made_later_and_what_is_made_is_not_forgone() {
    let mut room = Given::club_room();
    let morning = in_seoul("2026-12-01 10:00", "2026-12-01 12:00");
    let forgo = |number| SpaceCommand::ForgoReservation {
        reservation: reservation(number),
        attempt: reservation(number),
        possible_until: morning.ends_at(),
    };
    assert_eq!(names(&room.when(&forgo(1)).unwrap()), ["reservation.forgone.v1"]);
    assert_eq!(names(&room.when(&forgo(1)).unwrap()), [""; 0]);
    assert_eq!(room.makes(morning), Err(Refusal::Forgone), "the first");
    room.makes(morning).unwrap();
    assert_eq!(names(&room.when(&forgo(2)).unwrap()), [""; 0]);
    assert!(room.space.reservation(reservation(2)).is_some());
}
