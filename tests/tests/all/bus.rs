//! The NATS engine of the bus against a real server: the same cases that the engine within a process passes.

use std::sync::Arc;

use futures::FutureExt;
use nanum_bus::{
    Bus, BusError, conformance,
    nats::{NatsBus, NatsOptions},
};
use nanum_tests::parts::nats::NatsServer;

#[tokio::test(flavor = "multi_thread")]
async fn the_nats_engine_keeps_what_a_bus_promises() {
    let server = NatsServer::start().await;
    let options = NatsOptions {
        url: server.url(),
        name: "conformance".to_owned(),
        replicas: 1,
        root_certificates: None,
    };
    let make = move || {
        let options = options.clone();
        async move { Ok::<_, BusError>(Arc::new(NatsBus::connect(options).await?) as Arc<dyn Bus>) }.boxed()
    };
    let report = conformance::run(Arc::new(make)).await.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(report.passed.len() >= 24, "{:?}", report.passed);
}
