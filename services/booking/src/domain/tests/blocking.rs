//! Time that nobody can reserve.

use nanum_contracts::{booking::ReservationState, ids::BlockingId};

use super::*;

fn blocking() -> BlockingId {
    BlockingId::named("seosan", "1")
}

fn day() -> TimeSpan {
    in_seoul("2026-12-01 09:00", "2026-12-01 18:00")
}

fn block(units: Option<u32>, displace: bool) -> SpaceCommand {
    let reason = "The floor is being polished.".to_owned();
    SpaceCommand::BlockTime { blocking: blocking(), resource: room(), span: day(), units, reason, displace }
}

fn morning() -> TimeSpan {
    in_seoul("2026-12-01 10:00", "2026-12-01 12:00")
}

#[test]
fn nobody_reserves_what_is_blocked_until_it_is_lifted() {
    let mut room = Given::club_room();
    room.when(&block(None, false)).unwrap();
    assert!(matches!(not_admitted(room.makes(morning())), NotAdmitted::SlotTaken { .. }));
    assert_eq!(room.free("2026-12-01"), [in_seoul("2026-12-01 18:00", "2026-12-01 22:00")]);
    room.when(&SpaceCommand::LiftBlocking { blocking: blocking() }).unwrap();
    room.makes(morning()).unwrap();
    assert_eq!(
        room.when(&SpaceCommand::LiftBlocking { blocking: blocking() }),
        Err(Refusal::BlockingUnknown)
    );
}

#[test]
fn what_is_reserved_gives_way_only_when_the_clerk_says_so_and_is_told_why() {
    let mut room = Given::club_room();
    room.makes(morning()).unwrap();
    assert_eq!(room.when(&block(None, false)), Err(Refusal::InTheWay { reservations: 1 }));
    let events = room.when(&block(None, true)).unwrap();
    assert_eq!(names(&events), ["reservation.cancelled.v1", "blocking.added.v1"]);
    let SpaceEvent::ReservationCancelled(cancelled) = &events[0] else { panic!("{events:?}") };
    assert_eq!(cancelled.displaced_by, Some(blocking()));
    assert_eq!(cancelled.reason.as_deref(), Some("The floor is being polished."));
    assert_eq!(room.space.reservation(reservation(1)).unwrap().state, ReservationState::Cancelled);
}

#[test]
fn of_a_pool_only_so_many_give_way_as_must_and_those_that_begin_last() {
    let mut pool = Given::club_room_but(|pool| pool.units = 3);
    for from in ["10:00", "10:30", "11:00"] {
        pool.makes(in_seoul(&format!("2026-12-01 {from}"), "2026-12-01 12:00")).unwrap();
    }
    let events = pool.when(&block(Some(1), true)).unwrap();
    let SpaceEvent::ReservationCancelled(cancelled) = &events[0] else { panic!("{events:?}") };
    assert_eq!((events.len(), cancelled.terms.reservation), (2, reservation(3)));
}

#[test]
fn one_to_all_units_are_blocked_of_time_to_come() {
    let mut pool = Given::club_room_but(|pool| pool.units = 3);
    for (units, outcome) in [(0, false), (1, true), (3, true), (4, false)] {
        assert_eq!(pool.clone().when(&block(Some(units), false)).is_ok(), outcome, "{units} of 3");
    }
    let ended_at = day().ends_at();
    pool.now = ended_at;
    assert_eq!(pool.when(&block(None, false)), Err(Refusal::Over { ended_at }));
}

/// A kitchen that takes half an hour to prepare and an hour to clean, reserved from 10 to 12.
fn reserved_kitchen() -> Given {
    let mut kitchen = Given::club_room_but(|kitchen| {
        (kitchen.buffer_before_minutes, kitchen.buffer_after_minutes) = (30, 60);
    });
    kitchen.makes(morning()).unwrap();
    kitchen
}

fn blocks(from: &str, to: &str, displace: bool) -> SpaceCommand {
    let span = in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}"));
    let reason = "The floor is being polished.".to_owned();
    SpaceCommand::BlockTime { blocking: blocking(), resource: room(), span, units: None, reason, displace }
}

#[test]
fn a_blocking_collides_with_what_is_used_and_not_with_the_time_to_prepare_and_to_clean() {
    for (from, to, collides) in [
        ("12:00", "14:00", false),
        ("11:59", "14:00", true),
        ("09:00", "10:00", false),
        ("09:00", "10:01", true),
    ] {
        let mut kitchen = reserved_kitchen();
        let blocked = kitchen.clone().when(&blocks(from, to, false));
        assert_eq!(blocked.err(), collides.then_some(Refusal::InTheWay { reservations: 1 }), "{from}-{to}");
        let events = kitchen.when(&blocks(from, to, true)).unwrap();
        let cancels = names(&events).contains(&"reservation.cancelled.v1");
        assert_eq!(cancels, collides, "{from}-{to} with displace");
    }
}

#[test]
fn a_reservation_beside_a_blocking_may_be_prepared_and_cleaned_in_blocked_time() {
    let mut kitchen = Given::club_room_but(|kitchen| {
        (kitchen.buffer_before_minutes, kitchen.buffer_after_minutes) = (30, 60);
    });
    kitchen.when(&blocks("12:00", "14:00", false)).unwrap();
    let free = [("09:00", "12:00"), ("14:00", "22:00")]
        .map(|(from, to)| in_seoul(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}")));
    assert_eq!(kitchen.free("2026-12-01"), free);
    kitchen.makes(morning()).unwrap();
    let into_it = in_seoul("2026-12-01 13:30", "2026-12-01 15:00");
    assert!(matches!(not_admitted(kitchen.makes(into_it)), NotAdmitted::SlotTaken { .. }));
    kitchen.makes(in_seoul("2026-12-01 14:00", "2026-12-01 15:00")).unwrap();
}

#[test]
fn two_reservations_keep_their_buffers_free_of_each_other_even_in_blocked_time() {
    let mut kitchen = reserved_kitchen();
    kitchen.when(&blocks("12:00", "13:00", false)).unwrap();
    let too_early = in_seoul("2026-12-01 13:00", "2026-12-01 14:00");
    assert!(matches!(not_admitted(kitchen.makes(too_early)), NotAdmitted::SlotTaken { .. }));
    kitchen.makes(in_seoul("2026-12-01 13:30", "2026-12-01 14:30")).unwrap();
}

#[test]
fn of_a_pool_a_blocked_unit_is_not_given_away_a_second_time_by_a_buffer() {
    let mut pool = Given::club_room_but(|pool| (pool.units, pool.buffer_after_minutes) = (2, 60));
    pool.makes(morning()).unwrap();
    let noon = in_seoul("2026-12-01 12:00", "2026-12-01 14:00");
    let reason = "repair".to_owned();
    let block = |units| SpaceCommand::BlockTime {
        blocking: blocking(),
        resource: room(),
        span: noon,
        units: Some(units),
        reason: reason.clone(),
        displace: false,
    };
    pool.clone().when(&block(2)).unwrap();
    pool.when(&block(1)).unwrap();
    // Nobody knows whether the cleaned unit is the blocked one.
    let while_cleaned = in_seoul("2026-12-01 12:00", "2026-12-01 13:00");
    assert!(matches!(not_admitted(pool.makes(while_cleaned)), NotAdmitted::SlotTaken { .. }));
    pool.makes(in_seoul("2026-12-01 13:00", "2026-12-01 14:00")).unwrap();
}
