//! A draw is held when its moment comes, by what was fixed when the first application came.

use std::time::Duration;

use nanum_contracts::booking::{
    Draw, GetDraw, GetReservation, ListDraws, Lottery, Reservation, ReservationState,
};

use super::*;

fn saturday() -> TimeSpan {
    let at = |time: &str| format!("2026-12-05T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at("10:00"), at("12:00")).unwrap()
}

/// A pitch of which the times of a date are drawn two days before at 12:00.
async fn pitch(city: &City) -> ResourceId {
    let lottery = Some(Lottery { days_before: 2, at: time("12:00"), losers_wait: false });
    city.adds(ResourceDefinition { lottery, ..room("Pitch") }).await
}

async fn applies(city: &City, resource: ResourceId, number: usize) -> Reservation {
    city.ask(wish(resource, MemberId::named("seosan", &number.to_string()), saturday())).await.unwrap()
}

async fn drawn(city: &City, draw: nanum_contracts::ids::DrawId) -> Draw {
    for _ in 0..500 {
        let found = city.ask(GetDraw { draw }).await.unwrap();
        if found.seed.is_some() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it was not drawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_applied_for_is_drawn_at_its_moment_even_if_nobody_was_at_work_then() {
    let city = City::opens().await;
    let pitch = pitch(&city).await;
    let mut applications = Vec::new();
    for number in 0..5 {
        applications.push(applies(&city, pitch, number).await);
    }
    let draw = applications[0].draw.unwrap();
    assert!(applications.iter().all(|it| (it.state, it.unheld) == (ReservationState::Requested, true)));
    let before = city.ask(GetDraw { draw }).await.unwrap();
    assert_eq!((before.seed, before.ranking.len()), (None, 0));
    let twice = city.ask(wish(pitch, MemberId::named("seosan", "0"), saturday())).await.unwrap_err();
    assert_eq!(twice.rule.as_deref(), Some("each-has-one-lot"));

    city.shell.shutdown.request();
    city.clock.advance(SignedDuration::from_hours(2 * 24 + 4));
    let city = city.comes_back().await;
    let after = drawn(&city, draw).await;
    assert_eq!((after.commitment, after.ranking.len()), (before.commitment, 5));
    let mut won = 0;
    for lot in &after.ranking {
        let found = city.ask(GetReservation { reservation: lot.reservation }).await.unwrap();
        let wanted = if lot.won { ReservationState::Confirmed } else { ReservationState::Refused };
        assert_eq!((found.state, found.not_drawn), (wanted, !lot.won));
        assert_eq!(found.free_instead.is_empty(), lot.won);
        won += usize::from(lot.won);
    }
    assert_eq!((won, after.ranking[0].won), (1, true));
    assert_eq!(
        city.ask(ListDraws { resource: Some(pitch), ..ListDraws::default() }).await.unwrap().rows.len(),
        1
    );
}
