//! Requests that nobody decides, while the clock goes on.

use std::time::Duration;

use nanum_contracts::{
    booking::{AcceptReservation, GetReservation, ReservationState, ResourceDefinition},
    ids::{ReservationId, ResourceId},
};

use super::{City, jun, mina, on_tuesday, room, wish};

/// A room where a clerk has two hours to decide.
async fn decided_within_two_hours(city: &City) -> ResourceId {
    let definition =
        ResourceDefinition { approval: true, approval_due_minutes: Some(120), ..room("Meeting room") };
    city.adds(definition).await
}

async fn comes_to(city: &City, reservation: ReservationId, wanted: ReservationState) {
    let mut seen = None;
    for _ in 0..500 {
        let state = city.ask(GetReservation { reservation }).await.unwrap().state;
        if state == wanted {
            return;
        }
        seen = Some(state);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not come to {wanted:?}, but is {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_nobody_decides_is_refused_by_itself_and_its_time_is_free_again() {
    let city = City::opens().await;
    let room = decided_within_two_hours(&city).await;
    let request = city.ask(wish(room, mina(), on_tuesday("14:00", "15:00"))).await.unwrap();
    let accepted = city.ask(wish(room, mina(), on_tuesday("16:00", "17:00"))).await.unwrap();
    city.ask(AcceptReservation { reservation: accepted.id }).await.unwrap();
    city.passes(2);
    comes_to(&city, request.id, ReservationState::Refused).await;
    comes_to(&city, accepted.id, ReservationState::Confirmed).await;
    city.ask(wish(room, jun(), on_tuesday("14:00", "15:00"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_lapses_too_when_its_time_ran_out_while_nobody_was_at_work() {
    let city = City::opens().await;
    let room = decided_within_two_hours(&city).await;
    let request = city.ask(wish(room, mina(), on_tuesday("14:00", "15:00"))).await.unwrap();
    let clock = city.clock.clone();
    city.shell.shutdown.request();
    clock.advance(jiff::SignedDuration::from_hours(3));
    let city = city.comes_back().await;
    comes_to(&city, request.id, ReservationState::Refused).await;
}
