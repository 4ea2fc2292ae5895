//! A service: its log, aggregates, views and reactions, and the operations it answers.

mod own_secret;

use std::{collections::HashMap, fmt, future::Future, path::PathBuf, pin::Pin, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::{Either, select};
use nanum_bus::{Bus, BusError, Delivered, Interest, Responder};
use nanum_contracts::{
    Actor, LogPosition, Operation, Problem, Request, TenantId,
    ids::{CommandId, Id},
    request::{OperationKind, Outcome},
};
use nanum_store::{EventStore, Recorded, StoreError};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    Aggregates, Call, Client, Decider, Projection, Shutdown, View,
    answers::{Answers, Before, GIVEN_IN_CONFIDENCE, Running},
    background::Background,
    clock::Clock,
    config::{ConfigFaults, PersonalDataSettings, Settings},
    followers::Followers,
    health::Health,
    ids::Ids,
    log,
    outbox::{LogOutbox, Publish},
    process::{self, Process},
    reaction::{self, Reaction},
    sealed::{KEYS_FILE, KeyRing, SealError, Secret, WithoutKeys, hexadecimal},
    snapshot::Snapshots,
    steps::Place,
    telemetry,
    turns::{TurnLimits, Turns},
    view,
};

/// Requests that a service works on at a time, more than its log takes at once; and how many of one tenant may wait
/// meanwhile, so that what the bus hands over at a time (`nanum_bus::REQUESTS_AT_ONCE_MAX`) has room for others.
const TURNS: TurnLimits = TurnLimits { at_once: 256, waiting_of_one: 256 };

/// Why a program or a service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigFaults),
    #[error("the log cannot be opened")]
    Store(#[from] StoreError),
    #[error("the bus cannot be used")]
    Bus(#[from] BusError),
    #[error("a view cannot be opened")]
    View(#[from] rusqlite::Error),
    #[error("the keys in {} cannot be opened", path.display())]
    Keys {
        path: PathBuf,
        #[source]
        cause: SealError,
    },
    #[error("{what}")]
    Io {
        what: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{0}")]
    Other(String),
}

/// What a program lends to each service in it.
#[derive(Clone)]
pub struct Shell {
    pub settings: Arc<Settings>,
    pub bus: Arc<dyn Bus>,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
    pub health: Health,
    pub followers: Followers,
    pub shutdown: Shutdown,
    /// For work that nobody waits for.
    pub background: Background,
}

impl fmt::Debug for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shell")
    }
}

/// Why a command is carried out: on whose request, or because of which event.
#[derive(Debug, Clone)]
pub struct Cause {
    pub tenant: TenantId,
    pub actor: Actor,
    pub command: CommandId,
    /// Tells this command from another under the same id.
    pub fingerprint: String,
    /// Whether it may come again.
    pub repeatable: bool,
    pub expected_revision: Option<u64>,
    pub correlation: String,
    pub causation: Option<Uuid>,
    pub traceparent: Option<String>,
}

impl Cause {
    /// The id of what the command creates; the same again when the command is repeated.
    pub fn new_id<I: Id>(&self, what: &str) -> I {
        I::from_uuid(Uuid::new_v5(&self.command.uuid(), what.as_bytes()))
    }

    /// A further command of the same request, on another stream.
    pub fn step(&self, name: &str) -> Self {
        Self { command: self.new_id(name), repeatable: true, expected_revision: None, ..self.clone() }
    }

    /// A command of the platform because of an event.
    pub fn because_of(event: &Delivered, part: &str) -> Self {
        Self::of_event(&event.tenant, event.event.id, &event.event.correlationid, part)
    }

    /// A command of the platform because of an event of the own log.
    pub fn because_of_recorded(event: &Recorded, part: &str) -> Self {
        Self::of_event(&event.metadata.tenant, event.id, &event.metadata.correlation, part)
    }

    pub(crate) fn of_event(tenant: &TenantId, event: Uuid, correlation: &str, part: &str) -> Self {
        let command = CommandId::from_uuid(Uuid::new_v5(&event, part.as_bytes()));
        Self {
            tenant: tenant.clone(),
            actor: Actor::Platform(part.to_owned()),
            command,
            fingerprint: event.simple().to_string(),
            repeatable: true,
            expected_revision: None,
            correlation: correlation.to_owned(),
            causation: Some(event),
            traceparent: telemetry::current_traceparent(),
        }
    }
}

/// A request as a handler gets it.
#[derive(Debug, Clone)]
pub struct Asked<O> {
    pub cause: Cause,
    /// Answer only from views that have seen this much.
    pub after: Vec<LogPosition>,
    pub body: O,
}

impl<O> Asked<O> {
    pub fn tenant(&self) -> &TenantId {
        &self.cause.tenant
    }
}

type Handled = Pin<Box<dyn Future<Output = Bytes> + Send>>;
type Handler = Box<dyn Fn(Asked<Box<RawValue>>) -> Handled + Send + Sync>;

struct Registered {
    kind: OperationKind,
    /// Its answers hold personal data.
    confidential: bool,
    handler: Handler,
}

/// A service under construction.
pub struct Service {
    name: &'static str,
    folder: PathBuf,
    store: Arc<dyn EventStore>,
    snapshots: Snapshots,
    shell: Shell,
    operations: HashMap<&'static str, Registered>,
    publish: Option<Publish>,
    /// Keys the fingerprints of commands, in a service that holds personal data.
    secret: Option<Secret>,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({})", self.name)
    }
}

impl Service {
    /// Opens the service's folder and log.
    ///
    /// # Errors
    /// When the log or the file of snapshots cannot be opened.
    pub fn open(shell: &Shell, name: &'static str) -> Result<Self, StartError> {
        let data = shell.settings.data_folder();
        let store = log::open(&shell.settings, name, &shell.shutdown)?;
        let folder = data.join(name);
        let snapshots = Snapshots::open(&folder, shell.background.clone())?;
        let (shell, operations) = (shell.clone(), HashMap::new());
        Ok(Self { name, folder, store, snapshots, shell, operations, publish: None, secret: None })
    }

    pub fn shell(&self) -> &Shell {
        &self.shell
    }

    /// The aggregates of one kind.
    pub fn aggregates<A: Decider>(&self) -> Aggregates<A> {
        Aggregates::new(self.store.clone(), self.shell.clock.clone(), Some(self.snapshots.clone()))
    }

    /// The keys of the persons whose data the service holds, in a file beside its log and no part of it. From then on the
    /// fingerprints of the service's commands are keyed too.
    ///
    /// # Errors
    /// When the keys cannot be opened, or are not there though the log is.
    pub async fn key_ring(&mut self) -> Result<KeyRing, StartError> {
        let settings: PersonalDataSettings = self.shell.settings.section("personal_data")?;
        let begun = self.store.head().await? > 0 && !settings.begin_without_keys;
        let path = self.folder.join(KEYS_FILE);
        let without = if begun { WithoutKeys::Refuse } else { WithoutKeys::Begin };
        let keys = KeyRing::open(&path, without).map_err(|cause| StartError::Keys { path, cause })?;
        self.secret = Some(keys.secret().clone());
        Ok(keys)
    }

    /// For asking other services.
    pub fn client(&self) -> Client {
        Client::new(self.shell.bus.clone(), self.shell.clock.clone())
    }

    /// Keeps a view of the own log.
    ///
    /// # Errors
    /// When its file cannot be opened.
    pub async fn view<P: Projection<Recorded>>(&self, projection: P) -> Result<View, StartError> {
        view::of_log(&self.shell, self.name, &self.folder, self.store.clone(), projection).await
    }

    /// Keeps a view of other services' events.
    ///
    /// # Errors
    /// When its file cannot be opened or the bus cannot be followed.
    pub async fn view_of_others<P: Projection<Delivered>>(
        &self,
        services: &[&str],
        projection: P,
    ) -> Result<View, StartError> {
        view::of_bus(&self.shell, self.name, &self.folder, interest_in(services), projection).await
    }

    /// Reacts to events of the own log.
    ///
    /// # Errors
    /// When its file cannot be opened.
    pub async fn reaction<R: Reaction<Recorded>>(&self, reaction: R) -> Result<(), StartError> {
        let own_log = Some(self.store.clone());
        reaction::to_log(self.place("reactions", own_log), self.store.clone(), reaction)
    }

    /// Reacts to other services' events.
    ///
    /// # Errors
    /// When its file cannot be opened.
    pub async fn reaction_to_others<R: Reaction<Delivered>>(
        &self,
        services: &[&str],
        reaction: R,
    ) -> Result<(), StartError> {
        reaction::to_bus(
            self.place("reactions", None),
            self.shell.bus.clone(),
            interest_in(services),
            reaction,
        )
    }

    /// Runs a process over the own log.
    ///
    /// # Errors
    /// When its file cannot be opened.
    pub async fn process<P: Process>(&self, process: P) -> Result<(), StartError> {
        let own_log = Some(self.store.clone());
        process::over_log(self.place("processes", own_log), self.store.clone(), process)
    }

    fn place(&self, folder: &str, own_log: Option<Arc<dyn EventStore>>) -> Place {
        Place { service: self.name, folder: self.folder.join(folder), shell: self.shell.clone(), own_log }
    }

    /// Says which of its events are for others to know.
    pub fn publish(&mut self, publish: Publish) {
        self.publish = Some(publish);
    }

    /// Answers an operation by a method of `desk`.
    pub fn answer<O, S, F, Fut>(&mut self, desk: &Arc<S>, handler: F)
    where
        O: Operation,
        S: Send + Sync + 'static,
        F: Fn(Arc<S>, Asked<O>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<O::Reply>> + Send + 'static,
    {
        let desk = desk.clone();
        let handler: Handler = Box::new(move |asked| match serde_json::from_str::<O>(asked.body.get()) {
            Ok(body) => {
                let answered = handler(desk.clone(), Asked { cause: asked.cause, after: asked.after, body });
                Box::pin(async move { encode::<O::Reply>(answered.await) })
            }
            Err(cause) => {
                let refused = Err(Problem::not_understood(format!("{}: {cause}", O::NAME)));
                Box::pin(async move { encode::<O::Reply>(refused) })
            }
        });
        self.operations.insert(O::NAME, Registered { kind: O::KIND, confidential: false, handler });
    }

    /// Answers a command whose reply holds personal data. Of a success is kept only that it was given: a repeat is
    /// worked again, and the log knows that nothing is left to do. Refusals are kept, and may hold no personal data.
    pub fn answer_in_confidence<O, S, F, Fut>(&mut self, desk: &Arc<S>, handler: F)
    where
        O: Operation,
        S: Send + Sync + 'static,
        F: Fn(Arc<S>, Asked<O>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Outcome<O::Reply>> + Send + 'static,
    {
        self.answer(desk, handler);
        if let Some(registered) = self.operations.get_mut(O::NAME) {
            registered.confidential = true;
        }
    }

    /// Puts the service to work: it publishes and answers until the shutdown.
    ///
    /// # Errors
    /// When the bus or the kept answers cannot be used.
    pub async fn start(self) -> Result<(), StartError> {
        if let Some(publish) = self.publish {
            let outbox = LogOutbox::of(self.name, self.store.clone(), publish);
            self.shell.bus.attach(Arc::new(outbox)).await?;
        }
        let dispatcher = Dispatcher {
            service: self.name,
            operations: self.operations,
            answers: Answers::open(&self.folder)?,
            turns: Turns::new(TURNS),
            clock: self.shell.clock.clone(),
            seconds: telemetry::operation_seconds(),
            secret: self.secret,
        };
        self.shell.bus.serve(self.name, Arc::new(dispatcher)).await?;
        tracing::info!(service = self.name, "serving");
        Ok(())
    }
}

fn interest_in(services: &[&str]) -> Interest {
    Interest { tenant: None, services: services.iter().map(|&service| service.to_owned()).collect() }
}

struct Dispatcher {
    service: &'static str,
    operations: HashMap<&'static str, Registered>,
    answers: Answers,
    turns: Arc<Turns>,
    clock: Arc<dyn Clock>,
    seconds: opentelemetry::metrics::Histogram<f64>,
    secret: Option<Secret>,
}

#[async_trait]
impl Responder for Dispatcher {
    async fn respond(&self, operation: &str, request: Bytes) -> Bytes {
        let started = std::time::Instant::now();
        let outcome = match serde_json::from_slice::<Request<Box<RawValue>>>(&request) {
            Ok(request) => {
                let span = tracing::info_span!("answer", service = self.service, operation, tenant = %request.tenant);
                telemetry::continue_trace(&span, request.traceparent.as_deref());
                self.respond_to(operation, request).instrument(span).await
            }
            Err(cause) => Err(Problem::not_understood(format!("the request's envelope: {cause}"))),
        };
        telemetry::record_operation(
            &self.seconds,
            self.service,
            operation,
            outcome.is_ok(),
            started.elapsed(),
        );
        outcome.unwrap_or_else(|problem| encode::<()>(Err(problem)))
    }
}

impl Dispatcher {
    async fn respond_to(&self, operation: &str, request: Request<Box<RawValue>>) -> Result<Bytes, Problem> {
        let registered = self.operations.get(operation).ok_or_else(|| {
            Problem::not_understood(format!("{} has no operation {operation:?}", self.service))
        })?;
        let unwanted = Box::pin(no_longer_wanted(request.deadline.duration_since(self.clock.now())));
        // A turn that nobody waits for any more is left to the next.
        let (_turn, unwanted) = match select(Box::pin(self.turns.take(&request.tenant)), unwanted).await {
            Either::Left((turn, unwanted)) => (turn?, unwanted),
            Either::Right(_) => return Err(Problem::try_again("nobody waits for the answer any more")),
        };
        if request.deadline < self.clock.now() {
            return Err(Problem::try_again("the request came too late to be worked on"));
        }
        let asked = asked(self.secret.as_ref(), operation, request);
        if registered.kind == OperationKind::Query {
            // A question changes nothing, so it stops wherever it is. A command that has begun is finished.
            return match select((registered.handler)(asked), unwanted).await {
                Either::Left((answer, _)) => Ok(answer),
                Either::Right(_) => Err(Problem::try_again("nobody waits for the answer any more")),
            };
        }
        if !asked.cause.repeatable {
            return Ok((registered.handler)(asked).await);
        }
        match self.answers.begin(asked.cause.command, &asked.cause.fingerprint).await? {
            Before::Answered(answer) => Ok(answer),
            Before::Free(running) => Ok(self.answer_first(registered, asked, running).await),
        }
    }

    async fn answer_first(
        &self,
        registered: &Registered,
        asked: Asked<Box<RawValue>>,
        running: Running,
    ) -> Bytes {
        let fingerprint = asked.cause.fingerprint.clone();
        let answer = (registered.handler)(asked).await;
        if let Some(kept) = what_to_keep_of(&answer, registered.confidential) {
            self.answers.keep(&running, fingerprint, kept, self.clock.now()).await;
        }
        answer
    }
}

/// Comes when whoever asked has gone, or waits no longer by the request's deadline.
async fn no_longer_wanted(within: jiff::SignedDuration) {
    let within = std::time::Duration::try_from(within).unwrap_or_default();
    tokio::select! {
        () = nanum_bus::asker_gone() => {}
        () = tokio::time::sleep(within) => {}
    }
}

/// What stands of an answer: nothing of *try again* and defects; of a confidential success only that it was given.
fn what_to_keep_of(answer: &Bytes, confidential: bool) -> Option<Bytes> {
    match serde_json::from_slice::<Outcome<Box<RawValue>>>(answer) {
        Ok(Ok(_)) if confidential => Some(GIVEN_IN_CONFIDENCE),
        Ok(Ok(_)) => Some(answer.clone()),
        Ok(Err(problem)) => (problem.status < 500).then(|| answer.clone()),
        Err(_) => None,
    }
}

fn asked(secret: Option<&Secret>, operation: &str, request: Request<Box<RawValue>>) -> Asked<Box<RawValue>> {
    let fingerprint = fingerprint(secret, operation, &request.body);
    let cause = Cause {
        tenant: request.tenant,
        actor: request.actor,
        command: request.command,
        fingerprint,
        repeatable: request.repeatable,
        expected_revision: request.expected_revision,
        correlation: request.correlation,
        causation: None,
        traceparent: request.traceparent,
    };
    Asked { cause, after: request.after, body: request.body }
}

/// Tells a command from another under the same id: a hash of operation and body, in hexadecimal. Where bodies hold personal
/// data it is keyed, or a card number could be guessed back from it.
fn fingerprint(secret: Option<&Secret>, operation: &str, body: &RawValue) -> String {
    match secret {
        Some(secret) => secret.text_of("fingerprint", &[operation, body.get()]),
        None => {
            let digest = Sha256::new().chain_update(operation).chain_update([0]).chain_update(body.get());
            hexadecimal(&digest.finalize())
        }
    }
}

fn encode<T: serde::Serialize>(outcome: Outcome<T>) -> Bytes {
    serde_json::to_vec(&outcome).map(Bytes::from).unwrap_or_else(|cause| {
        tracing::error!(%cause, "an answer cannot be written");
        Bytes::from_static(br#"{"Err":{"type":"/problems/defect","title":"A defect in the platform","status":500,"detail":"an answer cannot be written"}}"#)
    })
}

impl Shell {
    /// A shell in which nothing has been announced yet.
    pub fn new(settings: Settings, bus: Arc<dyn Bus>, clock: Arc<dyn Clock>) -> Self {
        Self {
            settings: Arc::new(settings),
            bus,
            clock,
            ids: Ids,
            health: Health::default(),
            followers: Followers::default(),
            shutdown: Shutdown::new(),
            background: Background::default(),
        }
    }

    /// For asking services from outside any service, as the gateway does.
    pub fn client(&self) -> Client {
        Client::new(self.bus.clone(), self.clock.clone())
    }

    /// A command of the platform itself, such as the import's.
    pub fn platform_call(&self, tenant: &TenantId, part: &str) -> Call {
        Call::command(tenant, Actor::Platform(part.to_owned()), &self.ids)
    }
}
