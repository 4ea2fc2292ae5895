//! Moving, extending, shortening and restoring.

use nanum_contracts::booking::ReservationState;

use super::*;

fn morning() -> TimeSpan {
    in_seoul("2026-12-01 10:00", "2026-12-01 12:00")
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

fn cancel() -> SpaceCommand {
    SpaceCommand::CancelReservation {
        reservation: reservation(1),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    }
}

fn restore() -> SpaceCommand {
    SpaceCommand::RestoreReservation { reservation: reservation(1), facts: Facts::default() }
}

fn reserved(approval: bool) -> Given {
    let mut room = Given::club_room_but(|room| room.approval = approval);
    room.makes(morning()).unwrap();
    if approval {
        room.when(&SpaceCommand::AcceptReservation { reservation: reservation(1) }).unwrap();
    }
    room
}

fn state(room: &Given) -> ReservationState {
    room.space.reservation(reservation(1)).unwrap().state
}

#[test]
fn a_reservation_is_extended_over_its_own_time_and_not_over_the_next() {
    let mut room = reserved(false);
    room.makes(in_seoul("2026-12-01 13:00", "2026-12-01 14:00")).unwrap();
    room.when(&change(in_seoul("2026-12-01 10:00", "2026-12-01 13:00"))).unwrap();
    let over_the_next = room.when(&change(in_seoul("2026-12-01 10:00", "2026-12-01 13:30")));
    assert!(matches!(not_admitted(over_the_next), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn what_is_moved_leaves_its_time_to_others() {
    let mut room = reserved(false);
    room.when(&change(in_seoul("2026-12-02 10:00", "2026-12-02 12:00"))).unwrap();
    room.makes(morning()).unwrap();
    assert!(matches!(not_admitted(room.when(&change(morning()))), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn who_wants_less_needs_no_new_approval_and_who_wants_more_or_other_time_does() {
    let outcomes = [("10:30", "12:00", false), ("10:00", "12:30", true), ("14:00", "15:00", true)];
    for (from, to, wanted) in outcomes {
        let mut room = reserved(true);
        let span = in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}"));
        room.when(&change(span)).unwrap();
        let reserved = room.space.reservation(reservation(1)).unwrap();
        assert_eq!(
            (state(&room), reserved.wish.is_some()),
            (ReservationState::Confirmed, wanted),
            "{from} to {to}"
        );
    }
}

#[test]
fn a_change_keeps_the_rules_of_a_new_one_unless_a_clerk_sets_them_aside() {
    let mut room = reserved(false);
    let late = in_seoul("2026-12-01 21:00", "2026-12-01 23:00");
    assert!(matches!(not_admitted(room.when(&change(late))), NotAdmitted::OutsideHours { .. }));
    let by_a_clerk = SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span: late,
        persons: None,
        rules: Rules::SetAside,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    room.when(&by_a_clerk).unwrap();
}

#[test]
fn what_has_begun_is_extended_or_ended_early_but_not_moved() {
    let mut room = reserved(false).later(seoul("2026-12-01 11:00"));
    room.when(&change(in_seoul("2026-12-01 10:00", "2026-12-01 12:30"))).unwrap();
    room.when(&change(in_seoul("2026-12-01 10:00", "2026-12-01 11:30"))).unwrap();
    let moved = room.when(&change(in_seoul("2026-12-01 10:30", "2026-12-01 12:00")));
    assert!(matches!(not_admitted(moved), NotAdmitted::InThePast { .. }));
}

#[test]
fn the_same_again_changes_nothing() {
    assert_eq!(reserved(false).when(&change(morning())), Ok(Vec::new()));
}

#[test]
fn what_was_cancelled_stands_again_where_it_stood_if_its_time_is_free() {
    for approval in [false, true] {
        let mut room = reserved(approval);
        room.when(&cancel()).unwrap();
        assert_eq!(names(&room.when(&restore()).unwrap()), ["reservation.restored.v1"]);
        assert_eq!(state(&room), ReservationState::Confirmed);
        assert_eq!(room.when(&restore()), Err(Refusal::NotCancelled { state: ReservationState::Confirmed }));
    }
}

#[test]
fn restoring_passes_the_guard_too() {
    let mut room = reserved(false);
    room.when(&cancel()).unwrap();
    room.makes(in_seoul("2026-12-01 11:00", "2026-12-01 13:00")).unwrap();
    assert!(matches!(not_admitted(room.when(&restore())), NotAdmitted::SlotTaken { .. }));
}

#[test]
fn a_clerk_sets_the_rules_of_time_aside_and_never_what_is_taken() {
    let mut room = reserved(false);
    let late = in_seoul("2026-12-01 22:00", "2026-12-01 23:30");
    assert!(matches!(not_admitted(room.makes(late)), NotAdmitted::OutsideHours { .. }));
    room.makes_by(Rules::SetAside, super::room(), late).unwrap();
    let taken = room.makes_by(Rules::SetAside, super::room(), morning());
    assert!(matches!(not_admitted(taken), NotAdmitted::SlotTaken { .. }));
}
