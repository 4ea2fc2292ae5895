//! The load: connections that ask again as soon as they are answered, or at given times; on one thread, in a process of
//! its own, so that what it costs is known and is not the server's.

use std::{
    io::Read as _,
    net::SocketAddr,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

use super::{
    super::{BenchError, figures::percentile_ms, helper},
    wire::Connection,
};

/// A load process ends within this beyond the time it measures for.
const ENDS_WITHIN: Duration = Duration::from_secs(60);
/// Shortest part of a refusal that says what was wrong.
const REFUSAL_BYTES_SHOWN: usize = 500;

/// What load to make.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoadPlan {
    pub(super) address: SocketAddr,
    pub(super) connections: usize,
    /// Requests a second in all, in an open loop; without it each connection asks as fast as it is answered.
    pub(super) a_second: Option<f64>,
    /// Before anything counts.
    pub(super) warm_up: Duration,
    pub(super) measure: Duration,
    /// As they go over the wire, in turn and again from the first.
    pub(super) requests: Arc<[String]>,
}

/// What became of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Loaded {
    /// While it counted.
    requests: u64,
    /// With those of the warm-up.
    pub(super) requests_in_all: u64,
    seconds: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// Of the process that made the load, with its start.
    cpu_seconds: f64,
    /// The first answer that was no success.
    pub(super) refused: Option<(u16, String)>,
}

impl Loaded {
    pub(super) fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// Processor time of the load for each request.
    pub(super) fn own_microseconds(&self) -> f64 {
        self.cpu_seconds * 1e6 / self.requests_in_all as f64
    }
}

/// Makes the load from a process of its own.
pub(super) async fn in_a_process_of_its_own(plan: &LoadPlan) -> Result<Loaded, BenchError> {
    let mut command = tokio::process::Command::from(helper::this_program()?);
    command.args(["bench-part", "load"]).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&serde_json::to_vec(plan)?).await?;
    }
    let within = plan.warm_up + plan.measure + ENDS_WITHIN;
    let output = tokio::time::timeout(within, child.wait_with_output())
        .await
        .map_err(|_| "the load did not end")??;
    if !output.status.success() {
        return Err("the load has failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The process: a plan on standard input, what became of it on standard output.
pub(in super::super) fn main() -> Result<(), BenchError> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let plan: Arc<LoadPlan> = Arc::new(serde_json::from_str(&text)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let loaded = runtime.block_on(make(plan))?;
    crate::terminal::line(serde_json::to_string(&loaded)?);
    Ok(())
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    in_all: u64,
    latencies: Vec<Duration>,
    refused: Option<(u16, String)>,
}

async fn make(plan: Arc<LoadPlan>) -> Result<Loaded, BenchError> {
    let began = Instant::now();
    let mut connections = tokio::task::JoinSet::new();
    for number in 0..plan.connections {
        connections.spawn(one_connection(plan.clone(), number, began));
    }
    let mut all = Seen::default();
    while let Some(seen) = connections.join_next().await {
        let seen = seen??;
        all.in_all += seen.in_all;
        all.latencies.extend(seen.latencies);
        all.refused = all.refused.or(seen.refused);
    }
    all.latencies.sort_unstable();
    Ok(Loaded {
        requests: all.latencies.len() as u64,
        requests_in_all: all.in_all,
        seconds: plan.measure.as_secs_f64(),
        p50_ms: percentile_ms(&all.latencies, 0.5),
        p99_ms: percentile_ms(&all.latencies, 0.99),
        cpu_seconds: helper::cpu_of("self")?.as_secs_f64(),
        refused: all.refused,
    })
}

async fn one_connection(plan: Arc<LoadPlan>, number: usize, began: Instant) -> Result<Seen, BenchError> {
    let mut connection = Connection::open(plan.address).await?;
    let pause = plan.a_second.map(|rate| Duration::from_secs_f64(plan.connections as f64 / rate));
    let counts_from = began + plan.warm_up;
    let ends = counts_from + plan.measure;
    let mut seen = Seen::default();
    // Connections begin at different requests and, paced, at different times.
    let mut due = pause.map(|pause| began + pause.mul_f64(number as f64 / plan.connections as f64));
    let first = number * plan.requests.len() / plan.connections.max(1);
    for request in plan.requests.iter().cycle().skip(first) {
        let asked = match due {
            Some(due) => when_due(due).await,
            None => Instant::now(),
        };
        if asked >= ends {
            break;
        }
        let answer = connection.ask(request.as_bytes()).await?;
        let answered = Instant::now();
        seen.in_all += 1;
        if !(200..300).contains(&answer.status) {
            let shown = answer.body.get(..REFUSAL_BYTES_SHOWN).unwrap_or(answer.body);
            seen.refused = Some((answer.status, String::from_utf8_lossy(shown).into_owned()));
            break;
        }
        if answered >= counts_from && answered < ends {
            seen.latencies.push(answered - asked);
        }
        due = due.zip(pause).map(|(due, pause)| due + pause);
    }
    Ok(seen)
}

/// The time from which a request's latency counts: when it was due, if an earlier answer came too late for that, so that
/// a slow server does not slow its own measurement. A timer that wakes late is not the server's fault.
async fn when_due(due: Instant) -> Instant {
    if Instant::now() >= due {
        return due;
    }
    tokio::time::sleep_until(due.into()).await;
    Instant::now()
}
