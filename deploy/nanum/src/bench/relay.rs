//! Lag of the relay: from the answer to an append until a subscriber behind a NATS server has the event.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use futures::{StreamExt, stream::BoxStream};
use nanum_bus::{
    Bus, Delivered, Interest, Marks,
    nats::{NatsBus, NatsOptions},
};
use nanum_contracts::{
    booking::SERVICE,
    ids::{Id, ResourceId},
};
use nanum_runtime::{ids::Ids, log, outbox};
use nanum_store::{Append, Appended, EventStore, Expected, StreamName};

use super::{
    BenchError, Plan,
    figures::{Figure, Findings, percentile_ms},
    helper, logs,
};

/// Events a second: a busy network's, far below what the relay can carry, so that lag is seen and not a queue.
const EVENTS_A_SECOND: u32 = 200;
const SERVER_STARTS_WITHIN: Duration = Duration::from_secs(10);
const ARRIVES_WITHIN: Duration = Duration::from_secs(10);

pub(super) async fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let server = match plan.nats {
        Some(url) => Server { url: url.to_owned(), child: None },
        None => Server::start(plan).await?,
    };
    let log = log::open_embedded(plan.folder, SERVICE)?;
    let (relay, subscriber) =
        (connect(&server.url, "relay").await?, connect(&server.url, "subscriber").await?);
    relay.attach(outbox::of_log(SERVICE, log.clone(), nanum_booking::publish)).await?;
    let interest = Interest { tenant: None, services: vec![SERVICE.to_owned()] };
    let mut events = subscriber.follow(interest, Marks::new()).await?;
    let (mut p50, mut p99) = (Vec::new(), Vec::new());
    for _ in 0..=plan.rounds {
        let lags = one_round(&*log, &mut events, plan.round).await?;
        p50.push(percentile_ms(&lags, 0.5));
        p99.push(percentile_ms(&lags, 0.99));
    }
    p50.remove(0);
    p99.remove(0);
    let at = format!("at {EVENTS_A_SECOND} events/s, from the append's answer");
    Ok(Findings {
        figures: vec![
            Figure::of(format!("lag p50 {at}"), "ms", p50),
            Figure::of(format!("lag p99 {at}"), "ms", p99),
        ],
        notes: vec![
            "relay and subscriber have a connection each to one nats-server on this machine".to_owned(),
        ],
    })
}

/// A server, stopped when dropped if it was started here.
struct Server {
    url: String,
    child: Option<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Server {
    async fn start(plan: &Plan<'_>) -> Result<Self, BenchError> {
        let port = helper::free_port()?;
        let configuration = plan.folder.join("nats.conf");
        let store = plan.folder.join("nats");
        let text = format!(
            "listen: \"127.0.0.1:{port}\"\nmax_payload: 8MB\njetstream {{ store_dir: \"{}\", sync_interval: always }}\n",
            store.display()
        );
        std::fs::write(&configuration, text)?;
        let child = Command::new("nats-server")
            .arg("-c")
            .arg(&configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| {
                format!("nats-server cannot be started ({cause}): name a running one with --nats")
            })?;
        let server = Self { url: format!("nats://127.0.0.1:{port}"), child: Some(child) };
        helper::until_it_listens(port, SERVER_STARTS_WITHIN).await?;
        Ok(server)
    }
}

async fn connect(url: &str, name: &str) -> Result<NatsBus, BenchError> {
    let options =
        NatsOptions { url: url.to_owned(), name: name.to_owned(), replicas: 1, root_certificates: None };
    Ok(NatsBus::connect(options).await?)
}

/// The lags of a round, sorted.
async fn one_round(
    log: &dyn EventStore,
    events: &mut BoxStream<'static, Delivered>,
    round: Duration,
) -> Result<Vec<Duration>, BenchError> {
    let pause = Duration::from_secs(1) / EVENTS_A_SECOND;
    let mut lags = Vec::new();
    let mut ticks = tokio::time::interval(pause);
    let began = Instant::now();
    while began.elapsed() < round {
        ticks.tick().await;
        let position = append_one(log).await?;
        let answered = Instant::now();
        let arrived = async {
            while let Some(delivered) = events.next().await {
                if delivered.mark.position >= position {
                    return Ok(answered.elapsed());
                }
            }
            Err(BenchError::from("the subscription has ended"))
        };
        let lag = tokio::time::timeout(ARRIVES_WITHIN, arrived).await;
        lags.push(lag.map_err(|_| "an event did not arrive within 10 s")??);
    }
    lags.sort_unstable();
    Ok(lags)
}

async fn append_one(log: &dyn EventStore) -> Result<u64, BenchError> {
    let tenant = logs::tenant(0);
    let resource: ResourceId = Ids.fresh();
    let stream = StreamName::new(SERVICE, "space", &tenant, resource.uuid());
    let event = logs::event(&tenant, resource, 0)?;
    let append =
        Append::of_one(stream, Expected::NoStream, logs::metadata(&tenant, Ids.fresh()), vec![event]);
    match log.append(append).await? {
        Appended::Stored(placed) => Ok(placed.last_position),
        other => Err(format!("an event was not stored: {other:?}").into()),
    }
}
