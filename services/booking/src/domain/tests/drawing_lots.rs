//! Drawing lots for times that many want.

use jiff::{SignedDuration, civil::date};
use nanum_contracts::{
    booking::{DrawDrawn, Lottery, ReservationState, Waitlist},
    ids::DrawId,
};
use sha2::{Digest as _, Sha256};

use super::*;

/// The club room, of which the times of a date are drawn three days before at 18:00.
fn drawn() -> Given {
    drawn_but(|_| ())
}

fn drawn_but(change: impl FnOnce(&mut ResourceDefinition)) -> Given {
    Given::club_room_but(|room| {
        let at = WallTime::try_from("18:00".to_owned()).unwrap();
        room.lottery = Some(Lottery { days_before: 3, at, losers_wait: false });
        change(room);
    })
}

/// On Sunday.
fn match_time() -> TimeSpan {
    in_seoul("2026-12-06 10:00", "2026-12-06 12:00")
}

fn sunday() -> DrawId {
    draw_of(room(), date(2026, 12, 6))
}

fn draws_at() -> Timestamp {
    seoul("2026-12-03 18:00")
}

fn applies(room: &mut Given, number: usize, span: TimeSpan) -> Result<Vec<SpaceEvent>, Refusal> {
    let wish = room.reserve(super::room(), span, None, Rules::Kept);
    room.when(&applying(wish, member_of(number)))
}

fn draw() -> SpaceCommand {
    SpaceCommand::DrawLots { draw: sunday(), seed: SEED.to_owned() }
}

fn held(room: Given) -> (Given, Vec<SpaceEvent>) {
    let mut room = room.later(draws_at());
    let events = room.when(&draw()).unwrap();
    (room, events)
}

fn the_draw(events: &[SpaceEvent]) -> &DrawDrawn {
    match &events[0] {
        SpaceEvent::DrawDrawn(drawn) => drawn,
        other => panic!("{other:?}"),
    }
}

fn state(room: &Given, number: usize) -> ReservationState {
    room.space.reservation(reservation(number)).unwrap().state
}

#[test]
fn what_will_decide_is_fixed_when_the_first_application_comes_and_hidden() {
    let mut room = drawn();
    let wish = room.reserve(super::room(), match_time(), None, Rules::Kept);
    assert_eq!(room.when(&wish), Err(Refusal::NotCommitted));
    let events = applies(&mut room, 1, match_time()).unwrap();
    assert_eq!(names(&events), ["draw.opened.v1", "reservation.requested.v1"]);
    let SpaceEvent::DrawOpened(opened) = &events[0] else { panic!("{events:?}") };
    assert_eq!((opened.date, opened.draws_at), (date(2026, 12, 6), draws_at()));
    assert_eq!(opened.commitment, hex(Sha256::digest(SEED)));
    assert!(!format!("{events:?}").contains(SEED));
    assert_eq!(names(&applies(&mut room, 2, match_time()).unwrap()), ["reservation.requested.v1"]);
}

#[test]
fn applications_hold_no_time_and_each_has_one_lot() {
    let mut room = drawn();
    for number in 1..=5 {
        applies(&mut room, number, match_time()).unwrap();
    }
    assert_eq!((room.taken(match_time()), room.free("2026-12-06").len()), (0, 1));
    let overlapping = in_seoul("2026-12-06 11:00", "2026-12-06 13:00");
    let again = applies(&mut room, 3, overlapping);
    assert_eq!(again, Err(Refusal::HasApplied { reservation: reservation(3) }));
    applies(&mut room, 3, in_seoul("2026-12-06 12:00", "2026-12-06 13:00")).unwrap();
    let withdraw = |number| SpaceCommand::CancelReservation {
        reservation: reservation(number),
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    };
    room.when(&withdraw(3)).unwrap();
    applies(&mut room, 3, match_time()).unwrap();
}

#[test]
fn everybody_can_compute_the_draw_again_from_what_is_published() {
    let mut room = drawn();
    for number in 1..=20 {
        applies(&mut room, number, match_time()).unwrap();
    }
    let (room, events) = held(room);
    let drawn = the_draw(&events);
    // Computed anew, without any of the code that decides.
    assert_eq!(hex(Sha256::digest(&drawn.seed)), drawn.commitment);
    let mut expected: Vec<(String, ReservationId)> = (1..=20)
        .map(|number| {
            let application = reservation(number);
            (hex(Sha256::digest(format!("{}{application}", drawn.seed))), application)
        })
        .collect();
    expected.sort();
    let published: Vec<(String, ReservationId)> =
        drawn.ranking.iter().map(|lot| (lot.rank.clone(), lot.reservation)).collect();
    assert_eq!(published, expected);
    let winners: Vec<ReservationId> =
        drawn.ranking.iter().filter(|lot| lot.won).map(|lot| lot.reservation).collect();
    assert_eq!(winners, [expected[0].1], "the first has it, and it is one room");
    for number in 1..=20 {
        let confirmed = state(&room, number) == ReservationState::Confirmed;
        assert_eq!(confirmed, reservation(number) == winners[0]);
    }
    assert_eq!(room.taken(match_time()), 1);
}

#[test]
fn who_is_drawn_later_gets_what_the_earlier_have_left() {
    let mut room = drawn_but(|room| room.units = 2);
    for number in 1..=6 {
        applies(&mut room, number, match_time()).unwrap();
    }
    let evening = in_seoul("2026-12-06 18:00", "2026-12-06 20:00");
    applies(&mut room, 7, evening).unwrap();
    let (room, events) = held(room);
    let won: Vec<bool> = the_draw(&events)
        .ranking
        .iter()
        .filter(|lot| lot.reservation != reservation(7))
        .map(|lot| lot.won)
        .collect();
    assert_eq!(won, [true, true, false, false, false, false]);
    assert_eq!(state(&room, 7), ReservationState::Confirmed, "nobody else wanted it");
    let refused = events.iter().filter(|event| match event {
        SpaceEvent::ReservationRefused(refused) => refused.not_drawn && refused.lost_to.is_none(),
        _ => false,
    });
    assert_eq!(refused.count(), 4);
}

#[test]
fn it_is_drawn_at_its_moment_by_the_seed_that_was_fixed_and_once() {
    let mut room = drawn();
    applies(&mut room, 1, match_time()).unwrap();
    let second = SignedDuration::from_secs(1);
    let mut early = room.clone().later(draws_at() - second);
    assert_eq!(early.when(&draw()), Err(Refusal::NotYetDrawn { draws_at: draws_at() }));
    applies(&mut early, 2, match_time()).unwrap();
    let mut due = room.clone().later(draws_at());
    assert_eq!(applies(&mut due, 2, match_time()), Err(Refusal::BeingDrawn { draws_at: draws_at() }));
    let other = SpaceCommand::DrawLots { draw: sunday(), seed: "another".to_owned() };
    assert_eq!(due.when(&other), Err(Refusal::AnotherSeed { commitment: commitment_to(SEED) }));
    due.when(&draw()).unwrap();
    assert_eq!(due.when(&draw()), Ok(Vec::new()));
}

#[test]
fn what_is_left_after_the_draw_is_reserved_as_usual() {
    let mut room = drawn();
    applies(&mut room, 1, match_time()).unwrap();
    let (mut room, _) = held(room);
    let afternoon = in_seoul("2026-12-06 14:00", "2026-12-06 16:00");
    assert_eq!(names(&room.makes(afternoon).unwrap()), ["reservation.confirmed.v1"]);
    // Nobody had applied for this date in time.
    assert_eq!(
        names(&room.makes(in_seoul("2026-12-05 10:00", "2026-12-05 12:00")).unwrap()),
        ["reservation.confirmed.v1"]
    );
}

#[test]
fn nobody_gets_what_is_drawn_around_the_draw() {
    let mut room = drawn_but(|room| room.waitlist = Some(Waitlist { offer_minutes: 60, most_waiting: 9 }));
    applies(&mut room, 1, match_time()).unwrap();
    let waits = Err(Refusal::ToBeDrawn { draws_at: draws_at() });
    assert_eq!(room.when(&SpaceCommand::AcceptReservation { reservation: reservation(1) }), waits);
    let change = |number, span| SpaceCommand::ChangeReservation {
        reservation: reservation(number),
        span,
        persons: None,
        rules: Rules::Kept,
        acting: Acting::default(),
        facts: Facts::default(),
    };
    assert_eq!(room.when(&change(1, in_seoul("2026-12-06 10:00", "2026-12-06 11:00"))), waits);
    // Tomorrow's draw is over: it is reserved as usual, and cannot be moved to where it is still to come.
    room.makes(in_seoul("2026-12-02 10:00", "2026-12-02 12:00")).unwrap();
    assert_eq!(room.when(&change(2, match_time())), waits);
    let join =
        room.joins_as(wait(1), super::room(), Holder { member: member_of(3), group: None }, match_time());
    assert_eq!(room.when(&join), waits);
}

#[test]
fn who_is_not_drawn_waits_in_the_order_drawn_where_the_tenant_says_so() {
    let mut room = drawn_but(|room| {
        room.waitlist = Some(Waitlist { offer_minutes: 60, most_waiting: 9 });
        room.lottery = room.lottery.map(|lottery| Lottery { losers_wait: true, ..lottery });
    });
    for number in 1..=4 {
        applies(&mut room, number, match_time()).unwrap();
    }
    let (mut room, events) = held(room);
    let ranking = &the_draw(&events).ranking;
    let members: Vec<MemberId> = ranking[1..]
        .iter()
        .map(|lot| room.space.reservation(lot.reservation).unwrap().terms.member)
        .collect();
    let waiting: Vec<MemberId> = room.space.queue().in_order().map(|waiting| waiting.terms.member).collect();
    assert_eq!(waiting, members);
    let winner = ranking[0].reservation;
    let gives_up = SpaceCommand::CancelReservation {
        reservation: winner,
        reason: None,
        rules: Rules::Kept,
        acting: Acting::default(),
    };
    assert_eq!(names(&room.when(&gives_up).unwrap()), ["reservation.cancelled.v1", "wait.offered.v1"]);
}

#[test]
fn a_draw_is_held_on_a_date_before_and_what_is_drawn_is_no_series() {
    for (days_before, sound) in [(0, false), (1, true), (366, true), (367, false)] {
        let at = WallTime::try_from("18:00".to_owned()).unwrap();
        let lottery = Some(Lottery { days_before, at, losers_wait: false });
        let definition = ResourceDefinition { lottery, ..club_room() };
        assert_eq!(CheckedDefinition::try_from(definition).is_ok(), sound, "{days_before}");
    }
    let mut room = drawn();
    let times = ["10:00", "12:00"].map(|time| WallTime::try_from(time.to_owned()).unwrap());
    let series = room.every_day(super::room(), series(1), (times[0], times[1]), 3);
    assert_eq!(room.when(&series), Err(Refusal::SeriesOnLottery));
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
