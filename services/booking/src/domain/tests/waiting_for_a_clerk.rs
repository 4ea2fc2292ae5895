//! Requests that nobody decides.

use jiff::SignedDuration;
use nanum_contracts::booking::ReservationState;

use super::*;

/// A request of 8:00 on 1 December for the morning of the next day, in a room where a clerk has two hours to decide.
fn requested() -> Given {
    let mut room = Given::club_room_but(|room| {
        room.approval = true;
        room.approval_due_minutes = Some(120);
    });
    room.makes(morning()).unwrap();
    room
}

fn morning() -> TimeSpan {
    in_seoul("2026-12-02 10:00", "2026-12-02 12:00")
}

fn ten() -> Timestamp {
    seoul("2026-12-01 10:00")
}

fn lapse(decide_by: Timestamp) -> SpaceCommand {
    SpaceCommand::LapseRequest { reservation: reservation(1), decide_by }
}

fn remind(decide_by: Timestamp) -> SpaceCommand {
    SpaceCommand::RemindOfRequest { reservation: reservation(1), decide_by }
}

fn change(span: TimeSpan) -> SpaceCommand {
    SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    }
}

fn decide_by(room: &Given) -> Option<Timestamp> {
    room.space.reservation(reservation(1)).unwrap().terms.decide_by
}

#[test]
fn a_request_that_nobody_decides_lapses_when_its_time_is_over_and_not_before() {
    let second = SignedDuration::from_secs(1);
    let mut room = requested().later(ten() - second);
    let now = ten() - second;
    assert_eq!(room.when(&lapse(ten())), Err(Refusal::NotYet { decide_by: ten(), now }));
    for now in [ten(), ten() + second] {
        let mut room = room.clone().later(now);
        assert_eq!(names(&room.when(&lapse(ten())).unwrap()), ["reservation.lapsed.v1"]);
        assert_eq!(room.space.reservation(reservation(1)).unwrap().state, ReservationState::Refused);
        room.makes(morning()).unwrap();
    }
}

#[test]
fn it_holds_its_time_until_it_lapses() {
    let taken = requested().makes(morning());
    assert!(matches!(not_admitted(taken), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn what_was_decided_or_given_up_neither_lapses_nor_reminds_anybody() {
    let decisions = [
        SpaceCommand::AcceptReservation { reservation: reservation(1) },
        SpaceCommand::RefuseReservation { reservation: reservation(1), reason: "Painting.".to_owned() },
        SpaceCommand::CancelReservation {
            reservation: reservation(1),
            reason: None,
            rules: Rules::Kept,
            acting: Acting::default(),
        },
        lapse(ten()),
    ];
    for decision in decisions {
        let mut room = requested().later(ten());
        room.when(&decision).unwrap();
        assert_eq!(room.when(&remind(ten())), Ok(Vec::new()));
        assert_eq!(room.when(&lapse(ten())), Ok(Vec::new()));
    }
}

#[test]
fn who_asks_for_other_time_waits_anew_and_who_asks_for_less_does_not() {
    let outcomes = [("10:00", "11:00", ten()), ("13:00", "14:00", seoul("2026-12-01 11:00"))];
    for (from, to, wanted) in outcomes {
        let mut room = requested().later(seoul("2026-12-01 09:00"));
        room.when(&change(in_seoul(&format!("2026-12-02 {from}"), &format!("2026-12-02 {to}")))).unwrap();
        assert_eq!(decide_by(&room), Some(wanted), "{from} to {to}");
    }
}

#[test]
fn a_deadline_that_was_moved_lapses_nothing() {
    let mut room = requested().later(seoul("2026-12-01 09:00"));
    room.when(&change(in_seoul("2026-12-02 13:00", "2026-12-02 14:00"))).unwrap();
    assert_eq!(room.later(ten()).when(&lapse(ten())), Ok(Vec::new()));
}

#[test]
fn a_request_does_not_wait_beyond_its_start() {
    let mut room = requested();
    room.makes(in_seoul("2026-12-01 09:00", "2026-12-01 09:30")).unwrap();
    let waits = room.space.reservation(reservation(2)).unwrap().terms.decide_by;
    assert_eq!(waits, Some(seoul("2026-12-01 09:00")));
}

#[test]
fn a_clerk_who_is_late_decides_as_long_as_it_has_not_lapsed() {
    let mut room = requested().later(ten());
    room.when(&SpaceCommand::AcceptReservation { reservation: reservation(1) }).unwrap();
    assert_eq!(room.space.reservation(reservation(1)).unwrap().state, ReservationState::Confirmed);
}

#[test]
fn where_a_tenant_says_nothing_a_request_waits_for_as_long_as_it_takes() {
    let mut room = Given::club_room_but(|room| room.approval = true);
    room.makes(morning()).unwrap();
    assert_eq!(decide_by(&room), None);
}

#[test]
fn a_clerk_has_a_minute_at_least_and_a_month_at_most() {
    for (minutes, sound) in [(0, false), (1, true), (43_199, true), (43_200, true), (43_201, false)] {
        let definition = ResourceDefinition { approval_due_minutes: Some(minutes), ..club_room() };
        assert_eq!(CheckedDefinition::try_from(definition).is_ok(), sound, "{minutes}");
    }
}
