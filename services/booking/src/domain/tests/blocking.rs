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
