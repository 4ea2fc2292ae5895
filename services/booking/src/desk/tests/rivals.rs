//! Many want the same time at once: exactly as many get it as there are units, and the others are told what is free.

use nanum_contracts::{
    booking::{AcceptReservation, GetReservation, ListRivals, Reservation, ReservationState},
    problem::ProblemKind,
};

use super::*;

const RIVALS: usize = 200;

async fn all_at_once(city: &City, resource: ResourceId) -> Vec<Result<Reservation, Problem>> {
    let asked = (0..RIVALS).map(|number| {
        let (client, call) = (city.client.clone(), city.call());
        let member = MemberId::named("seosan", &number.to_string());
        let body = wish(resource, member, on_tuesday("10:00", "12:00"));
        tokio::spawn(async move { client.ask(call, body).await.map(|answer| answer.reply) })
    });
    let asked: Vec<_> = asked.collect();
    let mut outcomes = Vec::new();
    for outcome in asked {
        outcomes.push(outcome.await.unwrap());
    }
    outcomes
}

fn winners(outcomes: &[Result<Reservation, Problem>]) -> usize {
    for problem in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(problem.kind, ProblemKind::SlotTaken, "{problem:?}");
        assert!(!problem.free_instead.is_empty(), "{problem:?}");
    }
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_200_rivals_for_a_room_one_gets_it() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    assert_eq!(winners(&all_at_once(&city, room).await), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_200_rivals_for_a_pool_of_6_six_get_a_place() {
    let city = City::opens().await;
    let desks = city.adds(ResourceDefinition { units: 6, kind: ResourceKind::Desk, ..room("Desks") }).await;
    assert_eq!(winners(&all_at_once(&city, desks).await), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_wait_for_the_same_one_is_accepted_and_the_others_are_told_what_is_free() {
    let city = City::opens().await;
    let open = ResourceDefinition {
        approval: true,
        approval_holds: false,
        approval_due_minutes: Some(60),
        ..room("Hall")
    };
    let hall = city.adds(open).await;
    let span = on_tuesday("10:00", "12:00");
    let first = city.ask(wish(hall, mina(), span)).await.unwrap();
    let second = city.ask(wish(hall, jun(), span)).await.unwrap();
    let due: Timestamp = "2026-12-01T09:00:00+09:00".parse().unwrap();
    assert_eq!((first.unheld, first.decide_by), (true, Some(due)));
    let rivals = city.ask(ListRivals { reservation: first.id }).await.unwrap().rows;
    assert_eq!(rivals, std::slice::from_ref(&second));
    let accepted = city.ask(AcceptReservation { reservation: second.id }).await.unwrap();
    assert_eq!((accepted.id, accepted.state), (second.id, ReservationState::Confirmed));
    assert_eq!((accepted.unheld, accepted.decide_by), (false, None));
    let lost = city.ask(GetReservation { reservation: first.id }).await.unwrap();
    assert_eq!((lost.state, lost.given_to_another, lost.reason), (ReservationState::Refused, true, None));
    let free = [on_tuesday("09:00", "10:00"), on_tuesday("12:00", "22:00")];
    assert_eq!(lost.free_instead, free);
    assert_eq!(city.ask(ListRivals { reservation: second.id }).await.unwrap().rows, []);
}
