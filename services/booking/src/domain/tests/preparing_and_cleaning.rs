//! Time to prepare and to clean: held with each reservation, by the minute.

use super::*;

/// A kitchen that takes 30 minutes to prepare and an hour to clean.
fn kitchen() -> Given {
    Given::club_room_but(|kitchen| {
        kitchen.kind = ResourceKind::Kitchen;
        kitchen.buffer_before_minutes = 30;
        kitchen.buffer_after_minutes = 60;
    })
}

#[test]
fn the_next_begins_when_the_last_is_cleaned_up_and_it_is_prepared_and_not_a_step_before() {
    let mut kitchen = kitchen();
    kitchen.makes(in_seoul("2026-12-01 10:00", "2026-12-01 12:00")).unwrap();
    let too_early = kitchen.makes(in_seoul("2026-12-01 13:00", "2026-12-01 14:00"));
    let NotAdmitted::SlotTaken { free_instead, .. } = not_admitted(too_early) else { panic!("not taken") };
    assert_eq!(free_instead[0], in_seoul("2026-12-01 13:30", "2026-12-01 14:30"));
    kitchen.makes(free_instead[0]).unwrap();
}

#[test]
fn the_one_before_must_be_cleaned_up_in_time() {
    let mut kitchen = kitchen();
    kitchen.makes(in_seoul("2026-12-01 14:00", "2026-12-01 16:00")).unwrap();
    let too_late = in_seoul("2026-12-01 11:00", "2026-12-01 13:00");
    assert!(matches!(not_admitted(kitchen.makes(too_late)), NotAdmitted::SlotTaken { .. }));
    kitchen.makes(in_seoul("2026-12-01 11:00", "2026-12-01 12:30")).unwrap();
}

#[test]
fn preparing_and_cleaning_may_be_outside_of_the_hours() {
    let mut kitchen = kitchen();
    kitchen.makes(in_seoul("2026-12-01 09:00", "2026-12-01 10:00")).unwrap();
    kitchen.makes(in_seoul("2026-12-01 21:00", "2026-12-01 22:00")).unwrap();
}

#[test]
fn what_is_shown_free_leaves_room_to_prepare_and_to_clean() {
    let mut kitchen = kitchen();
    kitchen.makes(in_seoul("2026-12-01 12:00", "2026-12-01 14:00")).unwrap();
    let free = [("09:00", "10:30"), ("15:30", "22:00")]
        .map(|(from, to)| in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}")));
    assert_eq!(kitchen.free("2026-12-01"), free);
}

#[test]
fn a_reservation_keeps_the_time_to_clean_that_it_was_made_with() {
    let mut kitchen = kitchen();
    kitchen.makes(in_seoul("2026-12-01 10:00", "2026-12-01 12:00")).unwrap();
    let mut quicker = kitchen.space.resource(room()).unwrap().definition.clone();
    (quicker.buffer_before_minutes, quicker.buffer_after_minutes) = (0, 0);
    kitchen.defines(quicker).unwrap();
    let in_the_cleaning = in_seoul("2026-12-01 12:30", "2026-12-01 13:30");
    assert!(matches!(not_admitted(kitchen.makes(in_the_cleaning)), NotAdmitted::SlotTaken { .. }));
    kitchen
        .when(&SpaceCommand::CancelReservation {
            reservation: reservation(1),
            reason: None,
            rules: Rules::Kept,
            acting: Acting::default(),
        })
        .unwrap();
    kitchen.makes(in_the_cleaning).unwrap();
}
