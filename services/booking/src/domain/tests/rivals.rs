//! Requests that do not hold their time: several ask for the same, one gets it.

use nanum_contracts::booking::ReservationState;

use super::*;

/// The club room, where a clerk decides among those who ask for the same.
fn open_to_rivals() -> Given {
    Given::club_room_but(|room| (room.approval, room.approval_holds) = (true, false))
}

fn morning() -> TimeSpan {
    in_seoul("2026-12-02 10:00", "2026-12-02 12:00")
}

fn accept(number: usize) -> SpaceCommand {
    SpaceCommand::AcceptReservation { reservation: reservation(number) }
}

fn state(room: &Given, number: usize) -> ReservationState {
    room.space.reservation(reservation(number)).unwrap().state
}

#[test]
fn several_ask_for_the_same_time_which_is_shown_free_until_one_of_them_has_it() {
    let mut room = open_to_rivals();
    for _ in 0..3 {
        assert_eq!(names(&room.makes(morning()).unwrap()), ["reservation.requested.v1"]);
    }
    assert_eq!((room.taken(morning()), room.free("2026-12-02").len()), (0, 1));
    room.when(&accept(2)).unwrap();
    assert_eq!((room.taken(morning()), room.free("2026-12-02").len()), (1, 2));
    assert!(matches!(not_admitted(room.makes(morning())), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn who_is_accepted_leaves_none_for_the_others_and_they_are_refused_in_the_same_append() {
    let mut room = open_to_rivals();
    room.makes(morning()).unwrap();
    room.makes(morning()).unwrap();
    room.makes(in_seoul("2026-12-02 11:30", "2026-12-02 13:00")).unwrap();
    room.makes(in_seoul("2026-12-02 12:00", "2026-12-02 13:00")).unwrap();
    let rivals: Vec<_> =
        room.space.rivals_of(&room.space.reservation(reservation(1)).unwrap().terms).collect();
    assert_eq!(rivals.len(), 2, "the last only touches");
    let events = room.when(&accept(1)).unwrap();
    let refused = "reservation.refused.v1";
    assert_eq!(names(&events), ["reservation.accepted.v1", refused, refused]);
    for event in &events[1..] {
        let SpaceEvent::ReservationRefused(refused) = event else { panic!("{event:?}") };
        assert_eq!(refused.lost_to, Some(reservation(1)));
    }
    let states = [1, 2, 3, 4].map(|number| state(&room, number));
    use ReservationState::{Confirmed, Refused, Requested};
    assert_eq!(states, [Confirmed, Refused, Refused, Requested]);
    assert_eq!(room.when(&accept(2)), Err(Refusal::NotWaiting { state: Refused }));
}

#[test]
fn in_a_pool_as_many_are_accepted_as_there_are_places() {
    let mut room = Given::club_room_but(|room| {
        (room.approval, room.approval_holds, room.units) = (true, false, 2);
    });
    for _ in 0..4 {
        room.makes(morning()).unwrap();
    }
    assert_eq!(names(&room.when(&accept(1)).unwrap()), ["reservation.accepted.v1"]);
    assert_eq!(room.when(&accept(2)).unwrap().len(), 3, "and the other two are refused");
    assert_eq!(room.taken(morning()), 2);
}

#[test]
fn whoever_takes_the_time_at_once_leaves_none_for_those_who_wait() {
    let mut room = open_to_rivals();
    room.makes(morning()).unwrap();
    let events = room.makes_by(Rules::SetAside, super::room(), morning()).unwrap();
    assert_eq!(names(&events), ["reservation.confirmed.v1", "reservation.refused.v1"]);
}

#[test]
fn who_asks_for_a_half_loses_to_who_gets_the_hall() {
    let (hall, half) = (ResourceId::named("seosan", "hall"), ResourceId::named("seosan", "half"));
    let decided = ResourceDefinition { approval: true, approval_holds: false, ..club_room() };
    let mut room = open_to_rivals();
    room.space = Space::default();
    room.adds(hall, decided.clone()).unwrap();
    room.adds(half, ResourceDefinition { part_of: Some(hall), ..decided }).unwrap();
    room.makes_of(half, morning()).unwrap();
    room.makes_of(hall, morning()).unwrap();
    let events = room.when(&accept(2)).unwrap();
    assert_eq!(names(&events), ["reservation.accepted.v1", "reservation.refused.v1"]);
}

#[test]
fn what_was_confirmed_and_is_moved_asks_again_without_holding_the_new_time() {
    let mut room = open_to_rivals();
    room.makes(morning()).unwrap();
    room.when(&accept(1)).unwrap();
    let afternoon = in_seoul("2026-12-02 14:00", "2026-12-02 16:00");
    let change = |span| SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    room.when(&change(in_seoul("2026-12-02 10:00", "2026-12-02 11:30"))).unwrap();
    assert_eq!(state(&room, 1), ReservationState::Confirmed, "who wants less keeps it");
    room.when(&change(afternoon)).unwrap();
    assert_eq!((room.taken(morning()), room.taken(afternoon)), (1, 0));
    room.makes(afternoon).unwrap();
    room.when(&accept(1)).unwrap();
    assert_eq!((room.taken(morning()), room.taken(afternoon)), (0, 1));
    assert_eq!(state(&room, 2), ReservationState::Refused);
}

#[test]
fn where_nothing_is_said_a_request_holds_its_time() {
    let mut room = Given::club_room_but(|room| room.approval = true);
    room.makes(morning()).unwrap();
    assert!(matches!(not_admitted(room.makes(morning())), NotAdmitted::SlotTaken { .. }));
    let said: ResourceDefinition =
        serde_json::from_value(serde_json::to_value(club_room()).unwrap()).unwrap();
    assert!(said.approval_holds, "absent is true");
}
