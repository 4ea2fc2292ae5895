//! The youth space: a team has four hours a day, however many of its members apply; nobody is in two rooms at once.

use std::time::Duration;

use nanum_contracts::{
    booking::{
        Allowance, CancelReservation, ChangeReservation, Eligibility, MakeReservation, Measure, Reservation,
        RestoreReservation, Whose, Window,
    },
    ids::GroupId,
    membership::GroupKind,
};

use super::*;

fn team() -> GroupId {
    GroupId::named("seosan", "juniors")
}

/// Two rooms of the youth space, which share what a team has.
async fn youth_space(city: &City) -> Vec<ResourceId> {
    let hours = Allowance {
        most: 240,
        of: Measure::Minutes,
        per: Window::Day,
        whose: Whose::Group,
        class: Some("youth-space".to_owned()),
    };
    let for_teams =
        Eligibility { groups: vec![GroupKind::Team], groups_only: true, ..Eligibility::default() };
    let of_the_space = |name: &str| ResourceDefinition {
        quotas: vec![hours.clone()],
        eligibility: Some(Box::new(for_teams.clone())),
        ..room(name)
    };
    city.adds_all([of_the_space("Dance"), of_the_space("Band")]).await
}

fn for_the_team(resource: ResourceId, member: MemberId, span: TimeSpan) -> MakeReservation {
    MakeReservation { group: Some(team()), ..wish(resource, member, span) }
}

fn rule(refused: Result<Reservation, Problem>) -> (Option<String>, Option<serde_json::Value>) {
    let refused = refused.unwrap_err();
    (refused.rule, refused.actual)
}

/// Asks until it is granted: what is given back is there a moment later.
async fn in_time<O: Operation<Reply = Reservation> + Clone>(city: &City, body: O) -> Reservation {
    let mut seen = None;
    for _ in 0..500 {
        match city.ask(body.clone()).await {
            Ok(reservation) => return reservation,
            Err(refused) => seen = Some(refused),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it was never granted: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_has_four_hours_a_day_however_many_of_its_members_apply() {
    let city = City::opens().await;
    let rooms = youth_space(&city).await;
    let alone = city.ask(wish(rooms[0], mina(), on_tuesday("09:00", "10:00"))).await;
    assert_eq!(rule(alone).0.as_deref(), Some("nobody-but-groups"));
    city.ask(for_the_team(rooms[0], mina(), on_tuesday("09:00", "11:00"))).await.unwrap();
    let second = city.ask(for_the_team(rooms[1], jun(), on_tuesday("12:00", "14:00"))).await.unwrap();
    let fifth_hour = for_the_team(rooms[0], jun(), on_tuesday("15:00", "15:30"));
    let refused = rule(city.ask(fifth_hour.clone()).await);
    assert_eq!(refused, (Some("minutes-per-day-of-a-group".to_owned()), Some(270.into())));

    let shorter = ChangeReservation {
        reservation: second.id,
        span: on_tuesday("12:00", "13:30"),
        persons: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    city.ask(shorter).await.unwrap();
    in_time(&city, fifth_hour).await;
    let longer = ChangeReservation {
        reservation: second.id,
        span: on_tuesday("12:00", "14:00"),
        persons: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    assert_eq!(rule(city.ask(longer).await).0.as_deref(), Some("minutes-per-day-of-a-group"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_gives_its_hours_back_and_is_counted_anew_when_it_is_restored() {
    let city = City::opens().await;
    let rooms = youth_space(&city).await;
    let first = city.ask(for_the_team(rooms[0], mina(), on_tuesday("09:00", "13:00"))).await.unwrap();
    city.ask(CancelReservation {
        reservation: first.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();
    let other = in_time(&city, for_the_team(rooms[1], jun(), on_tuesday("14:00", "16:00"))).await;
    let restored = city.ask(RestoreReservation { reservation: first.id }).await;
    assert_eq!(rule(restored), (Some("minutes-per-day-of-a-group".to_owned()), Some(360.into())));
    city.ask(CancelReservation {
        reservation: other.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();
    in_time(&city, RestoreReservation { reservation: first.id }).await;
    let more = city.ask(for_the_team(rooms[1], jun(), on_tuesday("14:00", "14:30"))).await;
    assert_eq!(rule(more).0.as_deref(), Some("minutes-per-day-of-a-group"));
}

async fn all_at_once(city: &City, wishes: Vec<MakeReservation>) -> Vec<Result<Reservation, Problem>> {
    let asked: Vec<_> = wishes
        .into_iter()
        .map(|wish| {
            let (client, call) = (city.client.clone(), city.call());
            tokio::spawn(async move { client.ask(call, wish).await.map(|answer| answer.reply) })
        })
        .collect();
    let mut outcomes = Vec::new();
    for outcome in asked {
        outcomes.push(outcome.await.unwrap());
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_hours_of_a_team_have_one_winner() {
    let city = City::opens().await;
    let rooms = youth_space(&city).await;
    city.ask(for_the_team(rooms[0], mina(), on_tuesday("09:00", "11:00"))).await.unwrap();
    let wishes = (0..20).map(|number| {
        let member = MemberId::named("seosan", &number.to_string());
        let (from, to) = [("12:00", "14:00"), ("14:00", "16:00"), ("16:00", "18:00")][number % 3];
        for_the_team(rooms[number % 2], member, on_tuesday(from, to))
    });
    let outcomes = all_at_once(&city, wishes.collect()).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refused in outcomes.into_iter().filter(Result::is_err) {
        assert_eq!(rule(refused).0.as_deref(), Some("minutes-per-day-of-a-group"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_two_tabs_nobody_reserves_two_rooms_for_the_same_time() {
    let city = City::opens().await;
    let one_at_a_time = Allowance {
        most: 1,
        of: Measure::Reservations,
        per: Window::SameTime,
        whose: Whose::Member,
        class: Some("rooms".to_owned()),
    };
    let with_it = |name: &str| ResourceDefinition { quotas: vec![one_at_a_time.clone()], ..room(name) };
    let rooms = city.adds_all([with_it("One"), with_it("Two")]).await;
    let overlapping = vec![
        wish(rooms[0], mina(), on_tuesday("10:00", "12:00")),
        wish(rooms[1], mina(), on_tuesday("11:00", "13:00")),
    ];
    let outcomes = all_at_once(&city, overlapping).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let lost = outcomes.into_iter().find(Result::is_err).unwrap();
    assert_eq!(rule(lost), (Some("reservations-at-the-same-time".to_owned()), Some(2.into())));
    city.ask(wish(rooms[1], mina(), on_tuesday("13:00", "14:00"))).await.unwrap();
    city.ask(wish(rooms[1], jun(), on_tuesday("09:00", "10:00"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_window_counts_any_seven_days_and_lets_go_what_is_older() {
    let city = City::opens().await;
    let twice = Allowance {
        most: 2,
        of: Measure::Reservations,
        per: Window::Days(7),
        whose: Whose::Member,
        class: None,
    };
    let sauna = city.adds(ResourceDefinition { quotas: vec![twice], ..room("Sauna") }).await;
    let in_days = |days: i64| {
        let later = SignedDuration::from_hours(24 * days);
        let span = on_tuesday("10:00", "11:00");
        wish(sauna, mina(), TimeSpan::new(span.starts_at() + later, span.ends_at() + later).unwrap())
    };
    for days in [0, 6] {
        city.ask(in_days(days)).await.unwrap();
    }
    for days in [1, 5] {
        let refused = rule(city.ask(in_days(days)).await);
        assert_eq!(refused, (Some("reservations-per-7-days".to_owned()), Some(3.into())), "day {days}");
    }
    city.ask(in_days(7)).await.unwrap();
    assert!(city.ask(in_days(8)).await.is_err(), "with day 6 and day 7");
    city.ask(in_days(13)).await.unwrap();
}
