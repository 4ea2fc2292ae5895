use std::sync::Arc;

use futures::FutureExt;

use super::LocalBus;
use crate::{Bus, conformance};

#[tokio::test(flavor = "multi_thread")]
async fn it_conforms() {
    let bus = Arc::new(LocalBus::new());
    let make = move || {
        let participant: Arc<dyn Bus> = Arc::new(bus.join());
        async move { Ok(participant) }.boxed()
    };
    let report = conformance::run(Arc::new(make)).await;
    assert_eq!(report.map(|report| report.passed.len()).map_err(|failure| failure.to_string()), Ok(24));
}
