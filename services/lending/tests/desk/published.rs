use std::time::Duration;

use nanum_bus::{Delivered, Interest, Marks};
use nanum_contracts::{
    ids::{ItemId, MemberId},
    lending::{CancelHold, LendingEvent, SERVICE},
};

use crate::city::{City, member};

/// Longest wait for an event that must come.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn others_are_told_what_happens_in_order_and_nothing_of_claims() {
    let city = City::open().await;
    let interest = Interest { tenant: Some(city.tenant.clone()), services: vec![SERVICE.to_owned()] };
    let mut events = city.shell.bus.follow(interest, Marks::new()).await.unwrap();

    let title = city.has_a_drill(&["T-1"]).await;
    city.lends("T-1", "ana").await.unwrap();
    city.places_hold(title.id, "ben").await.unwrap();
    let hold = city.places_hold(title.id, "cho").await.unwrap().id;
    city.takes_back("T-1").await.unwrap();
    city.lends("T-1", "ben").await.unwrap();
    city.takes_back("T-1").await.unwrap();
    city.asks(CancelHold { hold }).await.unwrap();
    city.lends("T-1", "dan").await.unwrap();

    let expected = [
        "title.added.v1",
        "item.added.v1",
        "loan.started.v1",
        "hold.placed.v1",
        "hold.placed.v1",
        "loan.ended.v1",
        "hold.ready.v1",
        "loan.started.v1",
        "hold.fulfilled.v1",
        "loan.ended.v1",
        "hold.ready.v1",
        "hold.cancelled.v1",
        // That the item was freed in between concerns nobody outside.
        "loan.started.v1",
    ];
    let mut told: Vec<Delivered> = Vec::new();
    while told.len() < expected.len() {
        use futures::StreamExt as _;
        let next = tokio::time::timeout(PATIENCE, events.next()).await;
        told.push(
            next.unwrap_or_else(|_| panic!("only {} events came", told.len())).expect("the bus is open"),
        );
    }
    let names: Vec<_> = told.iter().filter_map(|told| told.event.name_in(SERVICE)).collect();
    assert_eq!(names, expected);
    assert!(told.iter().all(|told| told.event.subject == format!("title/{}", title.id)));
    let ready: Vec<(MemberId, ItemId)> = told
        .iter()
        .filter_map(|told| match told.event.decode(SERVICE) {
            Ok(LendingEvent::HoldReady(ready)) => Some((ready.member, ready.item)),
            _ => None,
        })
        .collect();
    let item = title.items[0].id;
    assert_eq!(ready, [(member("ben"), item), (member("cho"), item)], "the order of the queue");
}
