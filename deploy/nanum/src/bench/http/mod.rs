//! Durable reservations over HTTP in the all-in-one, beside a handler of the same axum build that does nothing, in the
//! same run, by the same load.

mod city;
pub(super) mod load;
mod mails;
mod wire;

use std::{
    net::{Ipv4Addr, SocketAddr},
    process::{Command, Stdio},
    time::Duration,
};

use axum::{Json, Router, http::StatusCode, routing::post};
use nanum_contracts::booking::SERVICE;
use nanum_runtime::log;
use nanum_store::{Filter, READ_EVENTS_MAX};
use serde::{Deserialize, Serialize};

use self::{
    city::City,
    load::{LoadPlan, Loaded},
    mails::{Mails, Written},
};
use super::{
    BenchError, Plan,
    figures::{Figure, Findings},
    helper::{self, Process},
};

/// Connections at the same time, kept alive.
const CONNECTIONS: usize = 64;
const SERVER_STARTS_WITHIN: Duration = Duration::from_secs(120);
const WARM_UP: Duration = Duration::from_secs(1);
const VIEWS_CATCH_UP_WITHIN: Duration = Duration::from_secs(120);

pub(super) async fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let (no_op, no_op_address) = start_no_op().await?;
    let server = Server::start(plan).await?;
    let city = City::prepare(server.address).await?;
    let requests = city.reservations();
    let mails = Mails::of(&plan.folder.join("data"))?;
    let load = |address, rate| LoadPlan {
        address,
        connections: CONNECTIONS,
        a_second: rate,
        warm_up: WARM_UP,
        measure: plan.round,
        requests: requests.clone(),
    };
    let mut rounds = Rounds::default();
    for _ in 0..plan.rounds {
        let idle = under_load(&no_op, load(no_op_address, None)).await?;
        let busy = under_load(&server.process, load(server.address, None)).await?;
        rounds.full(&idle, &busy);
    }
    let half = rounds.median_rate() / 2.0;
    for _ in 0..plan.rounds {
        rounds.half(&under_load(&server.process, load(server.address, Some(half))).await?);
    }
    let caught_up = city.until_views_have_seen_everything(VIEWS_CATCH_UP_WITHIN).await?;
    let mails = mails.until_written(rounds.acknowledged).await?;
    let stored = server.stop_and_count(plan).await?;
    if stored != rounds.acknowledged {
        return Err(
            format!("{} reservations were acknowledged and {stored} stored", rounds.acknowledged).into()
        );
    }
    Ok(rounds.findings(half, caught_up, &mails))
}

/// A round, and the processor time that the server used for each request.
struct Round {
    loaded: Loaded,
    server_microseconds: f64,
}

async fn under_load(server: &Process, plan: LoadPlan) -> Result<Round, BenchError> {
    let before = server.cpu()?;
    let loaded = load::in_a_process_of_its_own(&plan).await?;
    let used = server.cpu()?.saturating_sub(before);
    if let Some((status, body)) = &loaded.refused {
        return Err(format!("a request was answered with {status}: {body}").into());
    }
    let server_microseconds = used.as_secs_f64() * 1e6 / loaded.requests_in_all as f64;
    Ok(Round { loaded, server_microseconds })
}

/// What the rounds measured, side by side.
#[derive(Default)]
struct Rounds {
    no_op_rate: Vec<f64>,
    no_op_p50: Vec<f64>,
    no_op_p99: Vec<f64>,
    no_op_cpu: Vec<f64>,
    rate: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    cpu: Vec<f64>,
    ratio: Vec<f64>,
    half_rate: Vec<f64>,
    half_p50: Vec<f64>,
    half_p99: Vec<f64>,
    load_cpu: Vec<f64>,
    acknowledged: u64,
}

impl Rounds {
    fn full(&mut self, no_op: &Round, reserved: &Round) {
        self.no_op_rate.push(no_op.loaded.rate());
        self.no_op_p50.push(no_op.loaded.p50_ms);
        self.no_op_p99.push(no_op.loaded.p99_ms);
        self.no_op_cpu.push(no_op.server_microseconds);
        self.load_cpu.push(no_op.loaded.own_microseconds());
        self.rate.push(reserved.loaded.rate());
        self.p50.push(reserved.loaded.p50_ms);
        self.p99.push(reserved.loaded.p99_ms);
        self.cpu.push(reserved.server_microseconds);
        self.ratio.push(reserved.loaded.rate() / no_op.loaded.rate());
        self.acknowledged += reserved.loaded.requests_in_all;
    }

    fn half(&mut self, reserved: &Round) {
        self.half_rate.push(reserved.loaded.rate());
        self.half_p50.push(reserved.loaded.p50_ms);
        self.half_p99.push(reserved.loaded.p99_ms);
        self.acknowledged += reserved.loaded.requests_in_all;
    }

    fn median_rate(&self) -> f64 {
        Figure::of("", "", self.rate.clone()).median()
    }

    fn findings(self, half: f64, caught_up: Duration, mails: &Written) -> Findings {
        let figures = vec![
            Figure::of("no-op handler, rate", "requests/s", self.no_op_rate),
            Figure::of("no-op handler, p50", "ms", self.no_op_p50),
            Figure::of("no-op handler, p99", "ms", self.no_op_p99),
            Figure::of("no-op handler, processor time of the server", "µs/request", self.no_op_cpu),
            Figure::of("durable reservations, rate", "requests/s", self.rate),
            Figure::of("durable reservations, p50", "ms", self.p50),
            Figure::of("durable reservations, p99", "ms", self.p99),
            Figure::of("durable reservations, processor time of nanum", "µs/request", self.cpu),
            Figure::of("reservations for each no-op answer", "", self.ratio),
            Figure::of("at half load, rate", "requests/s", self.half_rate),
            Figure::of("at half load, p50", "ms", self.half_p50),
            Figure::of("at half load, p99", "ms", self.half_p99),
            Figure::of("load generator, its own processor time", "µs/request", self.load_cpu),
        ];
        let notes = vec![
            format!(
                "{CONNECTIONS} connections kept alive, {} citizens, {} pools; every request a new reservation of one tenant",
                city::CITIZENS,
                city::POOLS
            ),
            "server and load generator are processes of their own on the same cores".to_owned(),
            format!(
                "half load is {half:.0} a second, in an open loop: what waits to be sent counts as latency"
            ),
            format!(
                "all {} acknowledged reservations are in the log; the views had seen them {:.1} s after the last",
                self.acknowledged,
                caught_up.as_secs_f64()
            ),
            mails.to_string(),
        ];
        Findings { figures, notes }
    }
}

/// The all-in-one in a process of its own.
struct Server {
    process: Process,
    address: SocketAddr,
}

/// A few members ask for all there is, as fast as the platform answers: what is measured is the platform, not its limits.
const NOBODY_IS_HELD_BACK: [(&str, &str); 5] = [
    ("NANUM__LIMITS__AT_ONCE_OF_ONE_CALLER_MAX", "128"),
    ("NANUM__LIMITS__REQUESTS_OF_ONE_CALLER_MAX", "0"),
    ("NANUM__LIMITS__REQUESTS_OF_ONE_TENANT_MAX", "0"),
    ("NANUM__LIMITS__COMMANDS_OF_ONE_CITIZEN_MAX", "0"),
    ("NANUM__LIMITS__COMMANDS_OF_ONE_OFFICIAL_MAX", "0"),
];

impl Server {
    async fn start(plan: &Plan<'_>) -> Result<Self, BenchError> {
        let (port, admin) = (helper::free_port()?, helper::free_port()?);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let log_lines = std::fs::File::create(plan.folder.join("nanum.log"))?;
        let mut command = helper::this_program()?;
        command
            .arg("--data")
            .arg(plan.folder.join("data"))
            .args(["serve", "--demo"])
            .env("NANUM__GATEWAY__LISTEN", address.to_string())
            .env("NANUM__GATEWAY__PUBLIC_URL", format!("http://{address}"))
            .env("NANUM__ADMIN__LISTEN", format!("127.0.0.1:{admin}"))
            .envs(NOBODY_IS_HELD_BACK)
            .stdout(Stdio::null())
            .stderr(log_lines);
        let process = Process::start(&mut command)?;
        helper::until_it_listens(port, SERVER_STARTS_WITHIN).await?;
        Ok(Self { process, address })
    }

    /// Ends it and counts the reservations of the measurement in its log.
    async fn stop_and_count(self, plan: &Plan<'_>) -> Result<u64, BenchError> {
        drop(self.process);
        let log = log::open_embedded(&plan.folder.join("data"), SERVICE)?;
        let (mut after, mut count) = (0, 0);
        loop {
            let page = log.read_all(after, READ_EVENTS_MAX, &Filter::everything()).await?;
            if page.looked_through == after {
                return Ok(count);
            }
            after = page.looked_through;
            count +=
                page.events.iter().filter(|event| &*event.name == "reservation.confirmed.v1").count() as u64;
        }
    }
}

async fn start_no_op() -> Result<(Process, SocketAddr), BenchError> {
    let port = helper::free_port()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut command: Command = helper::this_program()?;
    command.args(["bench-part", "no-op", &address.to_string()]).stdout(Stdio::null());
    let process = Process::start(&mut command)?;
    helper::until_it_listens(port, SERVER_STARTS_WITHIN).await?;
    Ok((process, address))
}

#[derive(Deserialize)]
struct Wish {
    span: Span,
    persons: u32,
}

#[derive(Serialize, Deserialize)]
struct Span {
    starts_at: String,
    ends_at: String,
}

#[derive(Serialize)]
struct Reserved {
    span: Span,
    persons: u32,
    state: &'static str,
}

/// Reads the body of a reservation and writes one like it.
pub(super) fn no_op(listen: SocketAddr) -> Result<(), BenchError> {
    let reserve = post(async |Json(Wish { span, persons }): Json<Wish>| {
        (StatusCode::CREATED, Json(Reserved { span, persons, state: "confirmed" }))
    });
    let router = Router::new().route("/v1/{tenant}/resources/{resource}/reservations", reserve);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        axum::serve(listener, router).await
    })?;
    Ok(())
}
