//! A program from start to end: read the configuration, announce, run, drain within a bound.

use std::{future::Future, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use nanum_bus::{
    Bus,
    local::LocalBus,
    nats::{NatsBus, NatsOptions},
};

use crate::{
    Followers, Shell, Shutdown, StartError, admin,
    background::Background,
    clock::SystemClock,
    config::{AdminSettings, BusEngine, BusSettings, Settings},
    health::{Health, Part},
    telemetry::Telemetry,
};

/// Every program that stands on this runtime allocates with it: many small texts are made on one thread and freed on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit status for a wrong command line or configuration (`EX_USAGE`).
pub const EXIT_USAGE: u8 = 64;
/// Exit status when the program could not start or had to stop (`EX_SOFTWARE`).
pub const EXIT_FAILED: u8 = 70;

/// How often the bus is asked whether it can be used: as often as an orchestrator asks `/readyz`.
const BUS_ASKED_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, Parser)]
#[command(version, about = "A service of Nanum, the platform on which cities share what they own")]
struct ServiceArguments {
    /// File of settings that differ from the reference
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// `main` of a service's own program.
pub fn service<F, Fut>(name: &'static str, start: F) -> ExitCode
where
    F: FnOnce(Shell) -> Fut,
    Fut: Future<Output = Result<(), StartError>>,
{
    let arguments = match ServiceArguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return wrong_usage(&usage),
    };
    match Settings::load(arguments.config.as_deref()) {
        Ok(settings) => run(name, settings, start),
        Err(faults) => failed(&faults.into()),
    }
}

/// Prints help, version or what is wrong with the command line.
pub fn wrong_usage(usage: &clap::Error) -> ExitCode {
    // Nothing can be done about a terminal that cannot be written to.
    let _ = usage.print();
    if usage.use_stderr() { ExitCode::from(EXIT_USAGE) } else { ExitCode::SUCCESS }
}

/// Runs a program until it is asked to stop.
pub fn run<F, Fut>(name: &'static str, settings: Settings, start: F) -> ExitCode
where
    F: FnOnce(Shell) -> Fut,
    Fut: Future<Output = Result<(), StartError>>,
{
    if let Err(cause) = install_tls_provider() {
        return failed(&cause);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(source) => {
            return failed(&StartError::Io { what: "threads cannot be started".to_owned(), source });
        }
    };
    let (background, background_threads) = match Background::start() {
        Ok(started) => started,
        Err(source) => {
            return failed(&StartError::Io { what: "threads cannot be started".to_owned(), source });
        }
    };
    let stopped = runtime.block_on(until_stopped(name, settings, background, start));
    drop(background_threads);
    match stopped {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => failed(&cause),
    }
}

/// One provider for all TLS of the process, before anything can choose another. KurrentDB's client accepts its own only.
///
/// # Errors
/// When something was faster.
#[cfg(feature = "kurrentdb")]
pub fn install_tls_provider() -> Result<(), StartError> {
    Ok(nanum_store::kurrentdb::install_tls_provider()?)
}

/// One provider for all TLS of the process, before anything can choose another.
///
/// # Errors
/// When something was faster.
#[cfg(not(feature = "kurrentdb"))]
pub fn install_tls_provider() -> Result<(), StartError> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| StartError::Other("a TLS provider has been installed before".to_owned()))
}

async fn until_stopped<F, Fut>(
    name: &'static str,
    settings: Settings,
    background: Background,
    start: F,
) -> Result<(), StartError>
where
    F: FnOnce(Shell) -> Fut,
    Fut: Future<Output = Result<(), StartError>>,
{
    let (bus_settings, admin_settings, telemetry_settings) = settings.common()?;
    let telemetry = Telemetry::start(name, &telemetry_settings)?;
    let shutdown = Shutdown::new();
    shutdown
        .on_signals()
        .map_err(|source| StartError::Io { what: "signals cannot be heard".to_owned(), source })?;
    let health = Health::default();
    let started = health.part("start");
    let followers = Followers::default();
    let shown = (health.clone(), followers.clone());
    let admin = admin::serve(name, admin_settings.listen, shown, telemetry.clone(), shutdown.clone()).await;
    let admin = admin.map_err(|source| StartError::Io {
        what: format!("the administrative port {} cannot be bound", admin_settings.listen),
        source,
    })?;
    let bus = connect(name, bus_settings).await?;
    tokio::spawn(ask_bus(bus.clone(), health.part("bus"), shutdown.clone()));
    let shell = Shell {
        health,
        followers,
        shutdown: shutdown.clone(),
        background,
        ..Shell::new(settings, bus.clone(), Arc::new(SystemClock))
    };
    tracing::info!(program = name, version = env!("CARGO_PKG_VERSION"), %admin, "starting");
    let outcome = start(shell).await;
    if outcome.is_ok() {
        started.ready();
        shutdown.requested().await;
    }
    shutdown.request();
    drain(&admin_settings, &shutdown, bus, telemetry).await;
    match shutdown.failure() {
        Some(cause) => Err(StartError::Other(cause.to_owned())),
        None => outcome,
    }
}

async fn connect(name: &str, settings: BusSettings) -> Result<Arc<dyn Bus>, StartError> {
    Ok(match settings.engine {
        BusEngine::Local => Arc::new(LocalBus::new()),
        BusEngine::Nats => {
            let options = NatsOptions {
                url: settings.url,
                name: name.to_owned(),
                replicas: settings.replicas,
                root_certificates: settings.root_certificates.map(PathBuf::from),
            };
            Arc::new(NatsBus::connect(options).await?)
        }
    })
}

/// Shows in `/readyz` whether the bus can be used.
async fn ask_bus(bus: Arc<dyn Bus>, part: Part, shutdown: Shutdown) {
    while !shutdown.is_requested() {
        match bus.ready().await {
            Ok(()) => part.ready(),
            Err(cause) => part.not_ready(cause.to_string()),
        }
        tokio::select! {
            () = tokio::time::sleep(BUS_ASKED_EVERY) => {}
            () = shutdown.requested() => {}
        }
    }
}

async fn drain(settings: &AdminSettings, shutdown: &Shutdown, bus: Arc<dyn Bus>, telemetry: Telemetry) {
    if !shutdown.finished_within(settings.stop_within()).await {
        tracing::warn!("not everything was finished in time");
    }
    bus.close(settings.stop_within()).await;
    if tokio::time::timeout(settings.stop_within(), telemetry.flush()).await.is_err() {
        tracing::warn!("telemetry was not handed over in time");
    }
    tracing::info!("stopped");
}

/// Prints every cause, and chooses the exit status.
pub fn failed(cause: &StartError) -> ExitCode {
    use std::io::Write as _;
    let mut stderr = std::io::stderr().lock();
    let status = match cause {
        StartError::Config(faults) => {
            for fault in &faults.0 {
                let _ = writeln!(stderr, "configuration: {fault}");
            }
            EXIT_USAGE
        }
        other => {
            let _ = writeln!(stderr, "{}", chain(other));
            EXIT_FAILED
        }
    };
    ExitCode::from(status)
}

/// An error with all its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
