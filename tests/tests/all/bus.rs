//! The NATS engine of the bus against a real server: the same cases that the engine within a process passes.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt, StreamExt};
use nanum_bus::{
    Bus, BusError, Interest, Marks, conformance,
    nats::{NatsBus, NatsOptions},
};
use nanum_contracts::TenantId;
use nanum_tests::{eventually, parts::nats::NatsServer, talk::log::SpokenLog};

const SERVICE: &str = "talk";
const BOUND: Duration = Duration::from_secs(30);

fn options(server: &NatsServer) -> NatsOptions {
    NatsOptions { url: server.url(), name: "bus".to_owned(), replicas: 1, root_certificates: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nats_engine_keeps_what_a_bus_promises() {
    let server = NatsServer::start().await;
    let options = options(&server);
    let make = move || {
        let options = options.clone();
        async move { Ok::<_, BusError>(Arc::new(NatsBus::connect(options).await?) as Arc<dyn Bus>) }.boxed()
    };
    let report = conformance::run(Arc::new(make)).await.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(report.passed.len() >= 24, "{:?}", report.passed);
}

/// A log restored from a backup lacks what was published after it: nobody may take its new events for those.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ahead_of_a_restored_log_is_named_and_made_anew_once_it_is_deleted() {
    let server = NatsServer::start().await;
    let tenant: TenantId = "goyang".parse().expect("a tenant");
    let lost = SpokenLog::new(SERVICE, &tenant);
    lost.says(3);
    let before = NatsBus::connect(options(&server)).await.expect("the bus is there");
    before.attach(lost).await.expect("relayed");
    assert_eq!(heard(&before, 3).await, [1, 2, 3]);
    before.close(BOUND).await;

    let restored = SpokenLog::new(SERVICE, &tenant);
    restored.says(2);
    let after = NatsBus::connect(options(&server)).await.expect("the bus is there");
    after.attach(restored).await.expect("to be relayed");
    eventually("the bus is not ready, and says why", BOUND, async || match after.ready().await {
        Err(cause) if cause.to_string().contains("after a restore the stream must be deleted") => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;

    let client = async_nats::connect(server.url()).await.expect("a client");
    async_nats::jetstream::new(client).delete_stream("NANUM_EVENTS").await.expect("deleted");
    eventually("the bus is ready again", BOUND, async || {
        after.ready().await.map_err(|cause| cause.to_string())
    })
    .await;
    assert_eq!(heard(&after, 2).await, [1, 2]);
    after.close(BOUND).await;
}

/// The positions of the first events that a new follower hears.
async fn heard(bus: &NatsBus, events: usize) -> Vec<u64> {
    let interest = Interest { tenant: None, services: vec![SERVICE.to_owned()] };
    let stream = bus.follow(interest, Marks::new()).await.expect("events to follow");
    let first = stream.take(events).map(|delivered| delivered.mark.position).collect();
    tokio::time::timeout(BOUND, first).await.expect("events")
}
