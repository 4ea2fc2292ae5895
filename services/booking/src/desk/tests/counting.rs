//! A member's quota of reservations beside the calendar.

use jiff::SignedDuration;
use nanum_contracts::{
    booking::{CancelReservation, Period, Quota, ResourceDefinition},
    problem::ProblemKind,
};

use super::{City, jun, mina, on_tuesday, room, wish};

fn room_with_a_quota() -> ResourceDefinition {
    ResourceDefinition { quota: Some(Quota { reservations: 2, per: Period::Week }), ..room("Club room") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_has_so_many_reservations_in_a_week_and_what_is_cancelled_counts_no_more() {
    let city = City::opens().await;
    let club_room = city.adds(room_with_a_quota()).await;
    let first = city.ask(wish(club_room, mina(), on_tuesday("09:00", "10:00"))).await.unwrap();
    city.ask(wish(club_room, mina(), on_tuesday("10:00", "11:00"))).await.unwrap();
    let third = wish(club_room, mina(), on_tuesday("11:00", "12:00"));
    let refused = city.ask(third.clone()).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.rule.as_deref()),
        (ProblemKind::RuleRefuses, Some("reservations-per-week"))
    );
    assert_eq!((refused.limit, refused.actual), (Some(2.into()), Some(3.into())));
    city.ask(wish(club_room, jun(), on_tuesday("11:00", "12:00"))).await.unwrap();

    city.ask(CancelReservation {
        reservation: first.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();
    let again = wish(club_room, mina(), on_tuesday("12:00", "13:00"));
    let mut seen = None;
    for _ in 0..500 {
        match city.ask(again.clone()).await {
            Ok(_) => return,
            Err(refused) => seen = Some(refused),
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the cancelled one still counts: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_is_taken_uses_up_no_quota_and_a_repeated_command_counts_once() {
    let city = City::opens().await;
    let club_room = city.adds(room_with_a_quota()).await;
    city.ask(wish(club_room, jun(), on_tuesday("09:00", "10:00"))).await.unwrap();
    for _ in 0..3 {
        let taken = city.ask(wish(club_room, mina(), on_tuesday("09:00", "10:00"))).await.unwrap_err();
        assert_eq!(taken.kind, ProblemKind::SlotTaken);
    }
    let mut same = Vec::new();
    for _ in 0..3 {
        let call = city.call().with_key("once");
        let wish = wish(club_room, mina(), on_tuesday("10:00", "11:00"));
        same.push(city.client.ask(call, wish).await.unwrap().reply.id);
    }
    assert_eq!((same[0], same[1]), (same[1], same[2]));
    city.ask(wish(club_room, mina(), on_tuesday("11:00", "12:00"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_holds_over_a_restart_and_after_time_has_passed() {
    let city = City::opens().await;
    let club_room = city.adds(room_with_a_quota()).await;
    city.ask(wish(club_room, mina(), on_tuesday("10:00", "11:00"))).await.unwrap();
    city.ask(wish(club_room, mina(), on_tuesday("11:00", "12:00"))).await.unwrap();
    let city = city.comes_back().await;
    city.clock.advance(SignedDuration::from_secs(61));
    let refused = city.ask(wish(club_room, mina(), on_tuesday("12:00", "13:00"))).await.unwrap_err();
    assert_eq!(refused.rule.as_deref(), Some("reservations-per-week"));
}
