//! Time that becomes free goes to the first who may take it: whoever may not keeps their place and holds up nobody.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use nanum_contracts::{
    booking::{Eligibility, Waitlist},
    membership::{Known, Suspension},
};
use proptest::prelude::*;

use super::*;
use crate::domain::{MayTake, WantedWait};

fn morning() -> TimeSpan {
    in_seoul("2026-12-02 10:00", "2026-12-02 12:00")
}

/// The club room, for who is in good standing; somebody has its next morning.
fn taken() -> Given {
    let mut room = Given::club_room_but(|room| {
        room.waitlist = Some(Waitlist { offer_minutes: 120, most_waiting: 10 });
        room.eligibility = Some(Box::new(Eligibility { good_standing: true, ..Eligibility::default() }));
    });
    let SpaceCommand::MakeReservation {
        reservation,
        resource,
        member,
        span,
        persons,
        rules,
        group,
        purpose,
        payer,
        ..
    } = room.reserve(super::room(), morning(), None, Rules::Kept)
    else {
        unreachable!()
    };
    let facts = good();
    let make = SpaceCommand::MakeReservation {
        reservation,
        resource,
        member,
        span,
        persons,
        rules,
        group,
        purpose,
        facts,
        payer,
    };
    room.when(&make).unwrap();
    room
}

fn good() -> Facts {
    Facts { known: Some(Known::default()), ..Facts::default() }
}

fn joins(room: &mut Given, number: usize) {
    let join = SpaceCommand::JoinQueue(WantedWait {
        wait: wait(number),
        resource: super::room(),
        holder: Holder::alone(member_of(number)),
        span: morning(),
        persons: None,
        purpose: None,
        facts: good(),
    });
    room.when(&join).unwrap();
}

fn cancel() -> SpaceCommand {
    let (reservation, acting) = (reservation(1), Acting::default());
    SpaceCommand::CancelReservation { reservation, reason: None, rules: Rules::SetAside, acting }
}

fn may() -> MayTake {
    MayTake::Known { known: Known::default(), within_quotas: true }
}

fn suspended() -> MayTake {
    let until = seoul("2027-01-01 00:00");
    let suspension = Suspension { until, points: 5, threshold: 3 };
    MayTake::Known { known: Known { suspended: Some(suspension), ..Known::default() }, within_quotas: true }
}

fn over_quota() -> MayTake {
    MayTake::Known { known: Known::default(), within_quotas: false }
}

fn settle(room: &mut Given, number: usize, may: MayTake) -> Vec<&'static str> {
    names(&room.when(&SpaceCommand::SettleOffer { wait: wait(number), may }).unwrap())
}

/// Whom the time is held for, and whether it is offered to them.
fn held_for(room: &Given) -> Option<(usize, bool)> {
    (1..=9).find_map(|number| {
        let waiting = room.space.queue().get(wait(number))?;
        waiting.offer.map(|offer| (number, !offer.asks))
    })
}

#[test]
fn what_becomes_free_is_set_aside_in_the_same_append_and_offered_when_it_is_known_who_may() {
    let mut room = taken();
    joins(&mut room, 1);
    assert_eq!(names(&room.when(&cancel()).unwrap()), ["reservation.cancelled.v1", "wait.set-aside.v1"]);
    assert_eq!(held_for(&room), Some((1, false)));
    assert_eq!(room.taken(morning()), 1, "no rival takes it in between");
    let take = room.takes(wait(1));
    assert_eq!(room.when(&take), Err(Refusal::NothingOffered));
    assert_eq!(settle(&mut room, 1, may()), ["wait.offered.v1"]);
    assert_eq!((held_for(&room), room.taken(morning())), (Some((1, true)), 1));
    assert_eq!(settle(&mut room, 1, may()), [""; 0], "it is asked once");
}

#[test]
fn whoever_may_not_take_it_keeps_the_place_and_holds_up_nobody() {
    for not_now in [suspended(), over_quota()] {
        let mut room = taken();
        joins(&mut room, 1);
        joins(&mut room, 2);
        room.when(&cancel()).unwrap();
        assert_eq!(settle(&mut room, 1, not_now), ["wait.passed-over.v1", "wait.set-aside.v1"]);
        assert_eq!(held_for(&room), Some((2, false)));
        assert_eq!(room.space.queue().place_of(wait(1)), Some(1));
        assert_eq!(settle(&mut room, 2, may()), ["wait.offered.v1"]);
        room.when(&SpaceCommand::DeclineOffer { wait: wait(2) }).unwrap();
        assert_eq!(held_for(&room), Some((1, false)), "it becomes free anew, and the first is asked anew");
    }
}

#[test]
fn whoever_is_no_member_any_more_is_in_no_queue() {
    let mut room = taken();
    joins(&mut room, 1);
    joins(&mut room, 2);
    room.when(&cancel()).unwrap();
    assert_eq!(settle(&mut room, 1, MayTake::Nobody), ["wait.left.v1", "wait.set-aside.v1"]);
    assert_eq!((held_for(&room), room.space.queue().place_of(wait(1))), (Some((2, false)), None));
}

#[test]
fn when_nobody_may_take_it_it_is_free_for_all() {
    let mut room = taken();
    joins(&mut room, 1);
    joins(&mut room, 2);
    room.when(&cancel()).unwrap();
    settle(&mut room, 1, suspended());
    assert_eq!(settle(&mut room, 2, suspended()), ["wait.passed-over.v1"]);
    assert_eq!((held_for(&room), room.taken(morning())), (None, 0));
}

#[test]
fn an_offer_goes_on_as_soon_as_whoever_has_it_may_not_take_it_any_more() {
    let mut room = taken();
    joins(&mut room, 1);
    joins(&mut room, 2);
    room.when(&cancel()).unwrap();
    settle(&mut room, 1, may());
    assert_eq!(settle(&mut room, 1, suspended()), ["wait.passed-over.v1", "wait.set-aside.v1"]);
    assert_eq!(held_for(&room), Some((2, false)));
}

#[test]
fn what_nobody_can_find_out_in_time_goes_on_and_not_a_moment_before() {
    let mut room = taken();
    joins(&mut room, 1);
    joins(&mut room, 2);
    room.when(&cancel()).unwrap();
    let until = room.space.queue().get(wait(1)).unwrap().offer.unwrap().until;
    let expire = SpaceCommand::ExpireOffer { wait: wait(1), until };
    room = room.later(until - SignedDuration::from_secs(1));
    assert_eq!(room.when(&expire), Err(Refusal::StillWaiting { until }));
    room = room.later(until);
    assert_eq!(names(&room.when(&expire).unwrap()), ["wait.passed-over.v1", "wait.set-aside.v1"]);
    assert_eq!(held_for(&room), Some((2, false)));
}

proptest! {
    /// Whatever each of the queue may, the time comes to the first who may, one question a place; when nobody may it is free.
    #[test]
    fn the_first_who_may_has_it(who in proptest::collection::vec(0..4_u8, 1..8)) {
        let mut room = taken();
        for number in 1..=who.len() {
            joins(&mut room, number);
        }
        room.when(&cancel()).unwrap();
        let mut asked = BTreeSet::new();
        while let Some((number, false)) = held_for(&room) {
            prop_assert!(asked.insert(number), "nobody is asked twice");
            prop_assert_eq!(asked.len(), number, "nobody is left out");
            prop_assert_eq!(room.taken(morning()), 1);
            settle(&mut room, number, [may(), suspended(), over_quota(), MayTake::Nobody][usize::from(who[number - 1])].clone());
        }
        let first = who.iter().position(|who| *who == 0).map(|place| (place + 1, true));
        prop_assert_eq!(held_for(&room), first);
        prop_assert_eq!(room.taken(morning()), u32::from(first.is_some()));
        let in_queue = (1..=who.len()).filter(|number| room.space.queue().get(wait(*number)).is_some()).count();
        let gone = who.iter().take(first.map_or(who.len(), |(place, _)| place)).filter(|who| **who == 3).count();
        prop_assert_eq!(in_queue, who.len() - gone);
    }
}
