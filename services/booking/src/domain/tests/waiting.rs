//! Waiting for what is taken: who came first has it first.

use jiff::SignedDuration;
use nanum_contracts::{
    booking::{Block, Blocks, Combine, ReservationState, Waitlist},
    ids::BlockingId,
    time::WallTime,
};

use super::*;

/// The club room, whose morning of the next day somebody has, where an offer stands for two hours.
fn taken() -> Given {
    taken_but(|_| ())
}

fn taken_but(change: impl FnOnce(&mut ResourceDefinition)) -> Given {
    let mut room = Given::club_room_but(|room| {
        room.waitlist = Some(Waitlist { offer_minutes: 120, most_waiting: 3 });
        change(room);
    });
    room.makes(morning()).unwrap();
    room
}

fn morning() -> TimeSpan {
    in_seoul("2026-12-02 10:00", "2026-12-02 12:00")
}

fn joins(room: &mut Given, number: usize, span: TimeSpan) -> Result<Vec<SpaceEvent>, Refusal> {
    let join =
        room.joins_as(wait(number), super::room(), Holder { member: member_of(number), group: None }, span);
    room.when(&join)
}

fn cancel(number: usize) -> SpaceCommand {
    SpaceCommand::CancelReservation {
        reservation: reservation(number),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    }
}

fn expire(number: usize, until: Timestamp) -> SpaceCommand {
    SpaceCommand::ExpireOffer { wait: wait(number), until }
}

fn is_offered(room: &Given, number: usize) -> bool {
    room.space.queue().get(wait(number)).is_some_and(|waiting| waiting.offer.is_some())
}

#[test]
fn what_is_free_is_reserved_instead() {
    let mut room = taken();
    let afternoon = in_seoul("2026-12-02 14:00", "2026-12-02 16:00");
    assert_eq!(joins(&mut room, 1, afternoon), Err(Refusal::FreeNow));
    assert_eq!(names(&joins(&mut room, 1, morning()).unwrap()), ["wait.joined.v1"]);
}

#[test]
fn what_could_not_be_had_anyway_is_not_waited_for() {
    let mut room = taken();
    let early = in_seoul("2026-12-02 08:00", "2026-12-02 11:00");
    assert!(matches!(not_admitted(joins(&mut room, 1, early)), NotAdmitted::OutsideHours { .. }));
    room.defines(club_room()).unwrap();
    assert_eq!(joins(&mut room, 1, morning()), Err(Refusal::NoWaitlist));
}

#[test]
fn where_there_is_one_reservation_a_day_another_block_of_a_taken_day_is_waited_for() {
    let block = |from: &str, to: &str| Block {
        days: Vec::new(),
        from: WallTime::try_from(from.to_owned()).unwrap(),
        to: WallTime::try_from(to.to_owned()).unwrap(),
    };
    let times = vec![block("10:00", "12:00"), block("14:00", "16:00")];
    let blocks = Blocks { times, combine: Combine::None, whole_day: false, one_a_day: true };
    let mut hall = taken_but(|hall| hall.blocks = Some(Box::new(blocks)));
    let afternoon = in_seoul("2026-12-02 14:00", "2026-12-02 16:00");
    joins(&mut hall, 1, afternoon).unwrap();
    joins(&mut hall, 2, morning()).unwrap();
    hall.when(&cancel(1)).unwrap();
    assert!(is_offered(&hall, 1), "the day is theirs");
    assert!(!is_offered(&hall, 2), "and nobody else's while it is offered");
    assert!(matches!(not_admitted(hall.makes(morning())), NotAdmitted::OneADay { .. }));
    let take = hall.takes(wait(1));
    hall.when(&take).unwrap();
}

#[test]
fn who_waits_for_a_time_already_keeps_their_place() {
    let mut room = taken();
    joins(&mut room, 1, morning()).unwrap();
    joins(&mut room, 2, morning()).unwrap();
    let again =
        room.joins_as(wait(9), super::room(), Holder { member: member_of(1), group: None }, morning());
    assert_eq!(room.when(&again), Ok(Vec::new()));
    let places = [1, 2].map(|number| room.space.queue().place_of(wait(number)));
    assert_eq!(places, [Some(1), Some(2)]);
}

#[test]
fn so_many_may_wait_and_no_more() {
    let mut room = taken();
    for number in 1..=3 {
        joins(&mut room, number, morning()).unwrap();
    }
    assert_eq!(joins(&mut room, 4, morning()), Err(Refusal::QueueFull { most: 3 }));
    room.when(&SpaceCommand::LeaveQueue { wait: wait(2) }).unwrap();
    joins(&mut room, 4, morning()).unwrap();
}

#[test]
fn time_that_becomes_free_is_offered_to_the_first_in_the_same_append_and_nobody_else_gets_it() {
    let mut room = taken();
    joins(&mut room, 1, morning()).unwrap();
    joins(&mut room, 2, morning()).unwrap();
    let events = room.when(&cancel(1)).unwrap();
    assert_eq!(names(&events), ["reservation.cancelled.v1", "wait.offered.v1"]);
    assert!(is_offered(&room, 1) && !is_offered(&room, 2));
    assert!(matches!(not_admitted(room.makes(morning())), NotAdmitted::SlotTaken { .. }));
    assert_eq!(room.when(&SpaceCommand::DeclineOffer { wait: wait(2) }), Err(Refusal::NothingOffered));
    let take = room.takes(wait(1));
    let events = room.when(&take).unwrap();
    assert_eq!(names(&events), ["wait.taken.v1", "reservation.confirmed.v1"]);
    let (terms, state, _) = events[1].of_a_reservation().unwrap();
    assert_eq!((terms.member, terms.span, state), (member_of(1), morning(), ReservationState::Confirmed));
    assert_eq!(room.space.queue().place_of(wait(2)), Some(1));
    assert_eq!(room.taken(morning()), 1);
}

#[test]
fn whatever_makes_time_free_moves_the_queue() {
    let units = |units| move |room: &mut ResourceDefinition| room.units = units;
    let mut cases: Vec<(&str, Given, SpaceCommand)> = Vec::new();
    let change = SpaceCommand::ChangeReservation {
        reservation: reservation(1),
        span: in_seoul("2026-12-02 14:00", "2026-12-02 15:00"),
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    cases.push(("moved", taken(), change));
    let requested = || taken_but(|room| (room.approval, room.approval_due_minutes) = (true, Some(60)));
    let refuse = SpaceCommand::RefuseReservation { reservation: reservation(1), reason: "no".to_owned() };
    cases.push(("refused", requested(), refuse));
    let decide_by = seoul("2026-12-01 09:00");
    let lapse = SpaceCommand::LapseRequest { reservation: reservation(1), decide_by };
    cases.push(("lapsed", requested(), lapse));
    let mut bigger = club_room();
    bigger.waitlist = Some(Waitlist { offer_minutes: 120, most_waiting: 3 });
    units(2)(&mut bigger);
    let definition = bigger.try_into().unwrap();
    let define = SpaceCommand::DefineResource {
        resource: room(),
        zone: zone("Asia/Seoul"),
        definition,
        holidays: None,
    };
    cases.push(("one more unit", taken(), define));
    for (what, mut room, command) in cases {
        joins(&mut room, 1, morning()).unwrap();
        let mut room = room.later(seoul("2026-12-01 09:00"));
        room.when(&command).unwrap();
        assert!(is_offered(&room, 1), "{what}");
    }
}

#[test]
fn a_blocking_takes_what_is_only_offered_and_its_lifting_offers_it_again() {
    let mut room = taken();
    joins(&mut room, 1, morning()).unwrap();
    room.when(&cancel(1)).unwrap();
    let blocking = BlockingId::named("seosan", "repair");
    let block = |displace| SpaceCommand::BlockTime {
        blocking,
        resource: super::room(),
        span: morning(),
        units: None,
        reason: "repair".to_owned(),
        displace,
    };
    assert_eq!(room.when(&block(false)), Err(Refusal::InTheWay { reservations: 1 }));
    let events = room.when(&block(true)).unwrap();
    assert_eq!(names(&events), ["wait.offer-withdrawn.v1", "blocking.added.v1"]);
    let events = room.when(&SpaceCommand::LiftBlocking { blocking }).unwrap();
    assert_eq!(names(&events), ["blocking.lifted.v1", "wait.offered.v1"]);
}

#[test]
fn an_offer_stands_until_its_deadline_and_then_goes_to_the_next() {
    let mut room = taken();
    joins(&mut room, 1, morning()).unwrap();
    joins(&mut room, 2, morning()).unwrap();
    room.when(&cancel(1)).unwrap();
    let (until, second) = (seoul("2026-12-01 10:00"), SignedDuration::from_secs(1));
    let mut early = room.clone().later(until - second);
    assert_eq!(early.when(&expire(1, until)), Err(Refusal::StillWaiting { until }));
    let take = early.takes(wait(1));
    early.when(&take).unwrap();
    for now in [until, until + second] {
        let mut room = room.clone().later(now);
        let take = room.takes(wait(1));
        assert_eq!(room.when(&take), Err(Refusal::OfferOver { until }));
        let events = room.when(&expire(1, until)).unwrap();
        assert_eq!(names(&events), ["wait.expired.v1", "wait.offered.v1"]);
        assert!(is_offered(&room, 2));
        assert_eq!(room.when(&expire(1, until)), Ok(Vec::new()), "and once");
    }
}

#[test]
fn what_the_first_declines_or_gives_up_is_offered_to_the_next() {
    for answer in [SpaceCommand::DeclineOffer { wait: wait(1) }, SpaceCommand::LeaveQueue { wait: wait(1) }] {
        let mut room = taken();
        joins(&mut room, 1, morning()).unwrap();
        joins(&mut room, 2, morning()).unwrap();
        room.when(&cancel(1)).unwrap();
        assert_eq!(names(&room.when(&answer).unwrap()), ["wait.declined.v1", "wait.offered.v1"]);
        assert_eq!(room.when(&answer), Err(Refusal::NotInTheQueue));
    }
}

#[test]
fn whoever_is_not_served_by_what_became_free_is_passed_over_and_keeps_their_place() {
    let mut room = taken();
    let (long, hour) = (in_seoul("2026-12-02 10:00", "2026-12-02 14:00"), SignedDuration::from_hours(1));
    room.makes(in_seoul("2026-12-02 12:00", "2026-12-02 14:00")).unwrap();
    joins(&mut room, 1, long).unwrap();
    joins(&mut room, 2, morning()).unwrap();
    room.when(&cancel(1)).unwrap();
    assert!(!is_offered(&room, 1) && is_offered(&room, 2));
    let mut room = room.later(seoul("2026-12-01 08:00") + hour);
    room.when(&cancel(2)).unwrap();
    assert!(!is_offered(&room, 1), "the other still has half of it");
    room.when(&SpaceCommand::DeclineOffer { wait: wait(2) }).unwrap();
    assert!(is_offered(&room, 1));
}

#[test]
fn an_offer_does_not_stand_beyond_its_start_and_nobody_waits_for_what_has_begun() {
    let mut room = taken().later(seoul("2026-12-02 09:00"));
    joins(&mut room, 1, morning()).unwrap();
    joins(&mut room, 2, morning()).unwrap();
    room.when(&cancel(1)).unwrap();
    let begins = seoul("2026-12-02 10:00");
    assert_eq!(room.space.queue().get(wait(1)).unwrap().offer.unwrap().until, begins);
    let lapse = |number| SpaceCommand::LapseWait { wait: wait(number) };
    assert_eq!(room.when(&lapse(2)), Err(Refusal::StillWaiting { until: begins }));
    let mut room = room.later(begins);
    assert_eq!(names(&room.when(&lapse(2)).unwrap()), ["wait.lapsed.v1"]);
    assert_eq!(names(&room.when(&expire(1, begins)).unwrap()), ["wait.expired.v1"]);
    assert!(room.space.queue().is_empty());
}

#[test]
fn an_offer_holds_the_time_to_clean_as_well() {
    let mut room = taken_but(|room| room.buffer_after_minutes = 60);
    joins(&mut room, 1, morning()).unwrap();
    room.when(&cancel(1)).unwrap();
    let after = not_admitted(room.makes(in_seoul("2026-12-02 12:30", "2026-12-02 13:30")));
    assert!(matches!(after, NotAdmitted::SlotTaken { .. }));
    room.makes(in_seoul("2026-12-02 13:00", "2026-12-02 14:00")).unwrap();
}

#[test]
fn what_is_offered_where_a_clerk_decides_is_requested() {
    let mut room = taken_but(|room| room.approval = true);
    joins(&mut room, 1, morning()).unwrap();
    room.when(&cancel(1)).unwrap();
    let take = room.takes(wait(1));
    assert_eq!(names(&room.when(&take).unwrap()), ["wait.taken.v1", "reservation.requested.v1"]);
}

#[test]
fn a_waitlist_is_bounded() {
    for (offer_minutes, most_waiting, sound) in [
        (0, 1, false),
        (1, 1, true),
        (43_200, 500, true),
        (43_201, 500, false),
        (60, 0, false),
        (60, 501, false),
    ] {
        let waitlist = Some(Waitlist { offer_minutes, most_waiting });
        let definition = ResourceDefinition { waitlist, ..club_room() };
        assert_eq!(CheckedDefinition::try_from(definition).is_ok(), sound, "{offer_minutes} {most_waiting}");
    }
}

#[test]
fn what_nobody_answers_is_forgotten_in_time() {
    let mut room = taken();
    joins(&mut room, 1, morning()).unwrap();
    let mut room = room.later(seoul("2026-12-04 12:00"));
    room.makes(in_seoul("2026-12-05 10:00", "2026-12-05 12:00")).unwrap();
    assert!(room.space.queue().is_empty());
}
