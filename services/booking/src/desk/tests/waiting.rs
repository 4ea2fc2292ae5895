//! Who waits for what is taken, while the clock goes on.

use std::time::Duration;

use nanum_contracts::{
    booking::{
        AcceptOffer, CancelReservation, DeclineOffer, Eligibility, GetWait, JoinWaitlist, ListWaits,
        Reservation, Wait, WaitState, Waitlist,
    },
    ids::WaitId,
    problem::ProblemKind,
};

use super::*;

fn morning() -> TimeSpan {
    let at = |time: &str| format!("2026-12-02T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at("10:00"), at("12:00")).unwrap()
}

/// A room whose next morning somebody has; an offer stands for two hours.
async fn taken_room(city: &City) -> (ResourceId, Reservation) {
    let waitlist = Some(Waitlist { offer_minutes: 120, most_waiting: 10 });
    let room = city.adds(ResourceDefinition { waitlist, ..room("Club room") }).await;
    (room, city.ask(wish(room, mina(), morning())).await.unwrap())
}

async fn joins(city: &City, resource: ResourceId, member: MemberId) -> Wait {
    let join = JoinWaitlist { resource, member, span: morning(), persons: None, group: None, purpose: None };
    city.ask(join).await.unwrap()
}

async fn cancels(city: &City, own: &Reservation) {
    let cancel = CancelReservation {
        reservation: own.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    city.ask(cancel).await.unwrap();
}

async fn comes_to(city: &City, wait: WaitId, wanted: WaitState) -> Wait {
    let mut seen = None;
    for _ in 0..500 {
        let found = city.ask(GetWait { wait }).await.unwrap();
        if found.state == wanted {
            return found;
        }
        seen = Some(found.state);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not come to {wanted:?}, but is {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_does_not_answer_in_time_the_second_takes() {
    let city = City::opens().await;
    let (room, own) = taken_room(&city).await;
    let (first, second) = (joins(&city, room, jun()).await, joins(&city, room, mina()).await);
    assert_eq!((first.place, second.place), (Some(1), Some(2)));
    cancels(&city, &own).await;
    let offered = city.ask(GetWait { wait: first.id }).await.unwrap();
    let until: Timestamp = "2026-12-01T10:00:00+09:00".parse().unwrap();
    assert_eq!((offered.state, offered.offered_until), (WaitState::Offered, Some(until)));

    city.passes(2);
    comes_to(&city, first.id, WaitState::Expired).await;
    let offered = comes_to(&city, second.id, WaitState::Offered).await;
    assert_eq!(offered.place, Some(1));
    let late = city.ask(AcceptOffer { wait: first.id, asks_free: false }).await.unwrap_err();
    assert_eq!(late.rule.as_deref(), Some("only-who-waits-is-served"));
    let taken = city.ask(AcceptOffer { wait: second.id, asks_free: false }).await.unwrap();
    assert_eq!((taken.member, taken.span), (mina(), morning()));
    assert_eq!(city.ask(GetWait { wait: second.id }).await.unwrap().reservation, Some(taken.id));
    let rival = city.ask(wish(room, jun(), morning())).await.unwrap_err();
    assert_eq!(rival.kind, ProblemKind::SlotTaken);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_expires_too_when_its_time_ran_out_while_nobody_was_at_work() {
    let city = City::opens().await;
    let (room, own) = taken_room(&city).await;
    let (first, second) = (joins(&city, room, jun()).await, joins(&city, room, mina()).await);
    cancels(&city, &own).await;
    city.shell.shutdown.request();
    city.clock.advance(SignedDuration::from_hours(3));
    let city = city.comes_back().await;
    comes_to(&city, first.id, WaitState::Expired).await;
    comes_to(&city, second.id, WaitState::Offered).await;
    city.ask(DeclineOffer { wait: second.id }).await.unwrap();
    city.ask(wish(room, jun(), morning())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_in_vain_is_told_when_the_time_has_come() {
    let city = City::opens().await;
    let (room, _) = taken_room(&city).await;
    let first = joins(&city, room, jun()).await;
    city.passes(26);
    let lapsed = comes_to(&city, first.id, WaitState::Lapsed).await;
    assert_eq!(lapsed.place, None);
    let all = city.ask(ListWaits { resource: Some(room), ..ListWaits::default() }).await.unwrap();
    assert_eq!(all.rows, [lapsed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_free_goes_past_who_is_suspended_to_the_next() {
    let city = City::opens().await;
    let waitlist = Some(Waitlist { offer_minutes: 120, most_waiting: 10 });
    let open = city.adds(ResourceDefinition { waitlist, ..room("Club room") }).await;
    let own = city.ask(wish(open, mina(), morning())).await.unwrap();
    // They joined before good standing was asked for.
    let (first, second) = (joins(&city, open, sua()).await, joins(&city, open, jun()).await);
    let eligibility = Some(Box::new(Eligibility { good_standing: true, ..Eligibility::default() }));
    let definition = ResourceDefinition { waitlist, eligibility, ..room("Club room") };
    city.ask(DefineResource { resource: Some(open), definition }).await.unwrap();
    cancels(&city, &own).await;
    comes_to(&city, second.id, WaitState::Offered).await;
    let passed_over = city.ask(GetWait { wait: first.id }).await.unwrap();
    assert_eq!((passed_over.state, passed_over.place), (WaitState::Waiting, Some(1)));
    city.ask(AcceptOffer { wait: second.id, asks_free: false }).await.unwrap();
}
