//! What becomes of a reservation: a clerk accepts or refuses it, a member gives it up.

use super::*;

fn accept() -> SpaceCommand {
    SpaceCommand::AcceptReservation { reservation: reservation(1) }
}

fn refuse(reason: &str) -> SpaceCommand {
    SpaceCommand::RefuseReservation { reservation: reservation(1), reason: reason.to_owned() }
}

fn cancel() -> SpaceCommand {
    SpaceCommand::CancelReservation {
        reservation: reservation(1),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    }
}

fn morning() -> TimeSpan {
    in_seoul("2026-12-01 10:00", "2026-12-01 12:00")
}

/// A room in which a reservation of the morning waits for a clerk.
fn waiting() -> Given {
    let mut room = Given::club_room_but(|room| room.approval = true);
    room.makes(morning()).unwrap();
    room
}

fn confirmed() -> Given {
    let mut room = Given::club_room();
    room.makes(morning()).unwrap();
    room
}

#[test]
fn a_clerk_accepts_what_waits_and_it_goes_on_holding_its_time() {
    let mut room = waiting();
    assert_eq!(names(&room.when(&accept()).unwrap()), ["reservation.accepted.v1"]);
    assert!(matches!(not_admitted(room.makes(morning())), NotAdmitted::SlotTaken { .. }));
    assert_eq!(
        room.when(&accept()),
        Err(Refusal::NotWaiting { state: nanum_contracts::booking::ReservationState::Confirmed })
    );
}

#[test]
fn accepting_passes_the_guard_too() {
    let mut room = waiting();
    let mut changed = room.space.resource(super::room()).unwrap().definition.clone();
    changed.hours = vec![hours(&ALL_WEEK, "13:00", "22:00")];
    room.defines(changed).unwrap();
    assert!(matches!(not_admitted(room.when(&accept())), NotAdmitted::OutsideHours { .. }));
}

#[test]
fn what_has_begun_can_still_be_accepted_but_not_what_is_over() {
    for (now, outcome) in [("09:59", true), ("11:59", true), ("12:00", false)] {
        let mut room = waiting().later(seoul(&format!("2026-12-01 {now}")));
        assert_eq!(room.when(&accept()).is_ok(), outcome, "at {now}");
    }
}

#[test]
fn a_clerk_refuses_with_a_reason_and_the_time_is_free_again() {
    let mut room = waiting();
    let events = room.when(&refuse(" The lift is being repaired. ")).unwrap();
    let SpaceEvent::ReservationRefused(refused) = &events[0] else { panic!("{events:?}") };
    assert_eq!(refused.reason, "The lift is being repaired.");
    assert!(room.makes(morning()).is_ok());
}

#[test]
fn a_reason_has_1_to_1000_characters() {
    for (reason, characters, good) in [
        (String::new(), 0, false),
        ("   ".to_owned(), 0, false),
        ("수".to_owned(), 1, true),
        ("수".repeat(1_000), 1_000, true),
        ("수".repeat(1_001), 1_001, false),
    ] {
        let refusal = waiting().when(&refuse(&reason)).err();
        let expected = (!good).then_some(Refusal::ReasonLength { most: REASON_LENGTH_MAX, characters });
        assert_eq!(refusal, expected);
    }
}

#[test]
fn who_cancels_frees_the_time() {
    for (mut room, was_confirmed) in [(waiting(), false), (confirmed(), true)] {
        let events = room.when(&cancel()).unwrap();
        let SpaceEvent::ReservationCancelled(cancelled) = &events[0] else { panic!("{events:?}") };
        assert_eq!(cancelled.was_confirmed, was_confirmed);
        assert_eq!(room.free("2026-12-01"), [in_seoul("2026-12-01 09:00", "2026-12-01 22:00")]);
        assert!(matches!(room.when(&cancel()), Err(Refusal::NotStanding { .. })), "a second time");
        assert!(matches!(room.when(&accept()), Err(Refusal::NotWaiting { .. })));
    }
}

#[test]
fn a_reservation_can_be_cancelled_until_its_end() {
    let ended_at = morning().ends_at();
    for (now, over) in [("11:59:59", false), ("12:00:00", true), ("12:00:01", true)] {
        let mut room = confirmed().later(seoul(&format!("2026-12-01 {now}")));
        assert_eq!(room.when(&cancel()).err(), over.then_some(Refusal::Over { ended_at }), "at {now}");
    }
}

#[test]
fn what_has_long_been_over_is_forgotten_and_its_time_with_it() {
    let mut room = confirmed().later(seoul("2026-12-03 09:00"));
    room.makes(in_seoul("2026-12-03 10:00", "2026-12-03 11:00")).unwrap();
    assert_eq!(room.when(&cancel()), Err(Refusal::OverForLong));
    assert_eq!(room.taken(morning()), 0);
    let second = SpaceCommand::CancelReservation {
        reservation: reservation(2),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    };
    assert!(room.when(&second).is_ok());
}

#[test]
fn a_long_reservation_cancelled_in_its_midst_frees_the_rest_of_it() {
    let mut office = Given::club_room_but(|room| {
        room.hours = vec![hours(&ALL_WEEK, "00:00", "24:00")];
        (room.units, room.longest_minutes) = (2, 30 * 1_440);
    });
    office.makes(in_seoul("2026-12-01 10:00", "2026-12-20 10:00")).unwrap();
    office.makes(in_seoul("2026-12-01 10:00", "2026-12-01 11:00")).unwrap();
    office.now = seoul("2026-12-10 08:00");
    office.makes(in_seoul("2026-12-10 10:00", "2026-12-10 11:00")).unwrap();
    office.when(&cancel()).unwrap();
    let rest = in_seoul("2026-12-10 08:00", "2026-12-20 10:00");
    assert_eq!(office.taken(rest), 1);
    assert_eq!(office.taken(in_seoul("2026-12-10 11:00", "2026-12-20 10:00")), 0);
}
