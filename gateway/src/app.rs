//! The gateway as a whole: its state, its router, its start and end.

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use nanum_bus::Bus;
use nanum_contracts::{TenantId, membership::TenantDefinition};
use nanum_runtime::{Client, Shell, Shutdown, StartError, clock::Clock, config::ConfigFaults, ids::Ids};
use tokio::net::TcpListener;

use crate::{
    GatewaySettings, Limits,
    admission::{ForMembers, LARGE_BODIES_MAX},
    api, connections,
    identity::{SignIn, SignInFault, demo},
    layers,
    pace::Pace,
    people::People,
    policy::{Policy, PolicyFault},
    portal,
    shares::Shares,
};

/// In which requests are counted, and in which commands are.
const REQUESTS_IN: Duration = Duration::from_secs(10);
const COMMANDS_IN: Duration = Duration::from_secs(60);
/// Tenants whose definition is kept at hand, and for how long: a change shows within this time on every gateway.
const TENANTS_KEPT: u64 = 1_000;
const TENANTS_KEPT_FOR: Duration = Duration::from_secs(2);
/// Requests may finish for so long after the signal to stop.
const DRAIN_WITHIN: Duration = Duration::from_secs(8);

/// What every request is answered with.
pub struct Gateway {
    /// What the operator decided.
    pub settings: GatewaySettings,
    /// Who may do what.
    pub policy: Policy,
    /// Who somebody is.
    pub sign_in: SignIn,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids from nothing.
    pub ids: Ids,
    /// Open streams end when this is requested.
    pub shutdown: Shutdown,
    pub(crate) client: Client,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) tenants: moka::sync::Cache<TenantId, Arc<TenantDefinition>>,
    pub(crate) people: People,
    /// Requests in work: more wait nowhere, they are told to come again.
    pub(crate) requests: Arc<Shares>,
    /// Each holds a connection and a subscription.
    pub(crate) streams: Arc<Shares>,
    /// Large bodies that are being read.
    pub(crate) large_bodies: Arc<Shares>,
    pub(crate) paces: Paces,
}

/// How often one may ask.
#[derive(Debug)]
pub(crate) struct Paces {
    pub(crate) callers: Pace,
    pub(crate) tenants: Pace,
    pub(crate) citizens: Pace,
    pub(crate) officials: Pace,
}

impl Paces {
    fn of(limits: &Limits) -> Self {
        Self {
            callers: Pace::new("requests-of-one-caller", limits.requests_of_one_caller_max, REQUESTS_IN),
            tenants: Pace::new("requests-of-one-tenant", limits.requests_of_one_tenant_max, REQUESTS_IN),
            citizens: Pace::new("commands-of-one-citizen", limits.commands_of_one_citizen_max, COMMANDS_IN),
            officials: Pace::new(
                "commands-of-one-official",
                limits.commands_of_one_official_max,
                COMMANDS_IN,
            ),
        }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// The gateway cannot serve.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is in its message")]
pub enum ServeError {
    #[error("{}", .0.join("; "))]
    Settings(Vec<String>),
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    #[error("sign-in cannot start")]
    SignIn(#[from] SignInFault),
    #[error("{address} cannot be listened on")]
    Bind { address: SocketAddr, source: io::Error },
}

impl From<ServeError> for StartError {
    fn from(fault: ServeError) -> Self {
        match fault {
            ServeError::Settings(faults) => Self::Config(ConfigFaults(faults)),
            ServeError::Bind { address, source } => {
                Self::Io { what: format!("{address} cannot be listened on"), source }
            }
            ServeError::SignIn(fault) => Self::Other(format!("sign-in cannot start: {fault}")),
            ServeError::Policy(_) => Self::Other(fault.to_string()),
        }
    }
}

impl Gateway {
    /// Checks settings and policy and makes ready to answer.
    ///
    /// # Errors
    /// When any of it cannot work.
    pub fn new(
        settings: GatewaySettings,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
        ids: Ids,
        shutdown: Shutdown,
    ) -> Result<Self, ServeError> {
        let faults = settings.faults();
        if !faults.is_empty() {
            return Err(ServeError::Settings(faults));
        }
        Ok(Self {
            policy: Policy::load()?,
            sign_in: SignIn::new(&settings, clock.clone())?,
            client: Client::new(bus.clone(), clock.clone()),
            tenants: moka::sync::Cache::builder()
                .max_capacity(TENANTS_KEPT)
                .time_to_live(TENANTS_KEPT_FOR)
                .build(),
            people: People::default(),
            requests: Shares::new(settings.limits.at_once_max),
            streams: Shares::new(settings.limits.streams_max),
            large_bodies: Shares::new(LARGE_BODIES_MAX),
            paces: Paces::of(&settings.limits),
            settings,
            clock,
            ids,
            shutdown,
            bus,
        })
    }
}

/// Everything that is answered over HTTP.
pub fn router(gateway: Arc<Gateway>) -> Router {
    let (api, document) = api::routes();
    let routes = Router::new()
        .merge(layers::known_queries_only(api, &document))
        .merge(api::documents::routes(&document))
        .merge(demo::routes())
        .merge(portal::routes());
    layers::around(routes, &gateway, ForMembers::of(&document)).with_state(gateway)
}

/// Starts the gateway within a program; it works until the shell's shutdown.
///
/// # Errors
/// When settings, policy or keys are faulty, or the port cannot be had.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    let mut settings: GatewaySettings = shell.settings.section("gateway")?;
    settings.limits = shell.settings.section("limits")?;
    let part = shell.health.part("gateway");
    let address = settings.listen;
    let gateway = Gateway::new(settings, shell.bus, shell.clock, shell.ids, shell.shutdown.clone())?;
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
    part.ready();
    let shutdown = shell.shutdown;
    shutdown.clone().finish_first(async move {
        if let Err(fault) = serve_on(listener, Arc::new(gateway)).await {
            tracing::error!(%fault, "the gateway has to stop");
            shutdown.request();
        }
        part.not_ready("stopped");
    });
    Ok(())
}

/// Serves on the configured address until the shutdown is requested, then lets requests finish within a bound.
///
/// # Errors
/// When it cannot start, or the port fails.
pub async fn serve(
    settings: GatewaySettings,
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
    ids: Ids,
    shutdown: Shutdown,
) -> Result<(), ServeError> {
    let address = settings.listen;
    let gateway = Arc::new(Gateway::new(settings, bus, clock, ids, shutdown)?);
    let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
    serve_on(listener, gateway).await
}

/// The same on a listener that is bound already.
///
/// # Errors
/// When the port fails.
pub async fn serve_on(listener: TcpListener, gateway: Arc<Gateway>) -> Result<(), ServeError> {
    let shutdown = gateway.shutdown.clone();
    let stopping = shutdown.clone();
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, public_url = gateway.settings.public_url, "the gateway listens");
    }
    let limits = gateway.settings.limits.clone();
    let serving =
        connections::serve(listener, router(gateway), &limits, async move { stopping.requested().await });
    let out_of_time = async {
        shutdown.requested().await;
        tokio::time::sleep(DRAIN_WITHIN).await;
    };
    tokio::select! {
        () = serving => Ok(()),
        () = out_of_time => {
            tracing::warn!("requests were still in work when the time to stop was over");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_gateway_that_is_asked_to_stop_ends_its_streams_and_stops() {
        let gateway = testing::gateway(|_, _| None).await;
        let (token, _) = gateway.sign_in.demo().unwrap().token_for("seosan/integrator").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(serve_on(listener, gateway.clone()));
        let request = reqwest::Client::new()
            .get(format!("http://{address}/v1/seosan/events"))
            .bearer_auth(token)
            .header("accept", "text/event-stream");
        let stream = request.send().await.unwrap();
        assert_eq!(stream.status(), 200);
        gateway.shutdown.request();
        assert_eq!(stream.text().await.unwrap(), "");
        let stopped = tokio::time::timeout(Duration::from_secs(5), serving).await;
        stopped.expect("well before the drain is over").unwrap().unwrap();
    }

    #[tokio::test]
    async fn faulty_settings_keep_the_gateway_from_starting_and_are_all_named() {
        let settings =
            GatewaySettings { public_url: "nanum.example/".into(), body_bytes_max: 1, ..testing::settings() };
        let bus = Arc::new(nanum_bus::local::LocalBus::new());
        match Gateway::new(settings, bus, testing::clock(), Ids, Shutdown::new()) {
            Err(ServeError::Settings(faults)) => assert_eq!(faults.len(), 2, "{faults:?}"),
            other => panic!("{other:?}"),
        }
    }
}
