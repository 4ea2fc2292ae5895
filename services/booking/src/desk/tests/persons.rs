//! Nothing is written for who is not there.

use jiff::civil::date;
use nanum_contracts::{
    booking::{DoneBy, JoinWaitlist, ListReservations, MakeSeries, Recurrence, WalkIn},
    problem::ProblemKind,
};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_reserved_or_waited_for_by_who_is_no_member() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let member = stranger();
    let recurrence = Recurrence {
        first: date(2026, 12, 3),
        from: time("10:00"),
        to: time("11:00"),
        rule: "FREQ=DAILY;COUNT=2".to_owned(),
        without: Vec::new(),
    };
    let (persons, group, purpose) = (None, None, None);
    let series = MakeSeries {
        resource: room,
        member,
        recurrence,
        persons,
        leave_out_refused: false,
        set_rules_aside: true,
        group: None,
        purpose: None,
        asks_free: false,
    };
    let span = on_tuesday("10:00", "12:00");
    let wait = JoinWaitlist { resource: room, member, span, persons, group, purpose: purpose.clone() };
    let ends_at = span.ends_at();
    let walk_in = WalkIn { resource: room, member, ends_at, persons, group, purpose, by: DoneBy::Staff };
    let refused = [
        city.ask(wish(room, member, span)).await.unwrap_err(),
        city.ask(MakeReservation { set_rules_aside: true, ..wish(room, member, span) }).await.unwrap_err(),
        city.ask(series).await.unwrap_err(),
        city.ask(wait).await.unwrap_err(),
        city.ask(walk_in).await.unwrap_err(),
    ];
    assert_eq!(refused.map(|problem| problem.kind), [ProblemKind::NotFound; 5]);
    assert_eq!(city.ask(ListReservations::default()).await.unwrap().rows, []);
}
