//! Processes: what a service does because of several events, and because time passes.
//!
//! A process is a pure state machine: [`Process::on`] plans, [`Process::carry_out`] acts. Its instances, their deadlines,
//! the steps to be done and the mark in the log live in one file and change in one transaction for each event, so a crash
//! leaves no instance without its steps. Made anew from the log, a process plans the same again; its commands carry ids made
//! from event and step, so none has its effect twice.

mod instances;
mod versions;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{Actor, Problem, WireError};
use nanum_store::{EventStore, Recorded};
use rusqlite::Transaction;
use serde::{Serialize, de::DeserializeOwned};

pub use crate::steps::{Patience, Verdict};
use crate::{
    Cause, StartError, deadlines,
    steps::{NewStep, Origin, Place, PlanError, Planner, Runner, from_log},
};

/// Which instance an event of the log is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern<E> {
    /// It begins the instance of this name, unless that is there.
    Starts(String, E),
    /// It is for the instance of this name; for nobody when there is none (any more).
    Continues(String, E),
}

/// What an instance hears of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening<E> {
    Event {
        event: E,
        recorded_at: Timestamp,
    },
    /// The deadline of this name has come.
    Deadline {
        name: String,
    },
}

/// What an instance does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<S, T> {
    /// `None`: the instance is over, and its deadlines with it.
    state: Option<S>,
    steps: Vec<(&'static str, T)>,
    /// Set to an instant, or cancelled.
    deadlines: Vec<(&'static str, Option<Timestamp>)>,
}

impl<S, T> Plan<S, T> {
    /// The instance goes on in this state.
    pub fn go_on(state: S) -> Self {
        Self { state: Some(state), steps: Vec::new(), deadlines: Vec::new() }
    }

    /// The instance is over; steps that are planned are done all the same.
    pub fn stop() -> Self {
        Self { state: None, steps: Vec::new(), deadlines: Vec::new() }
    }

    /// Something is to be done, after all that was to be done before. The name is unique in the plan: the step's command
    /// gets its id from it.
    #[must_use]
    pub fn then(mut self, name: &'static str, step: T) -> Self {
        self.steps.push((name, step));
        self
    }

    /// The instance wants to hear of it when this instant comes. Setting it again moves it.
    #[must_use]
    pub fn wake_at(mut self, name: &'static str, at: Timestamp) -> Self {
        self.deadlines.push((name, Some(at)));
        self
    }

    /// The instance does not want to hear of it any more.
    #[must_use]
    pub fn no_longer_wake_at(mut self, name: &'static str) -> Self {
        self.deadlines.push((name, None));
        self
    }
}

/// A process over the service's own log.
#[async_trait]
pub trait Process: Send + Sync + 'static {
    /// Names its files.
    const NAME: &'static str;
    /// Counted up when states or plans would come out different: it is then built anew from the log, without repeating
    /// what the version before has done.
    const VERSION: u32;
    /// How long a step is tried before it is parked.
    const PATIENCE: Patience = Patience::DEFAULT;
    /// What it hears of, as it reads it.
    type Event: Send;
    type State: Serialize + DeserializeOwned + Send + 'static;
    type Step: Serialize + DeserializeOwned + Send + 'static;

    /// Which instance an event is for; `None` when for none.
    ///
    /// # Errors
    /// When the event cannot be read. It is tried again and at last parked.
    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Self::Event>>, WireError>;

    /// What the instance does next. Knows nothing but its arguments; total. `state` is `None` when the event starts the
    /// instance. A deadline may come after the event that made it pointless.
    ///
    /// The log knows no deadlines: whatever changes because one has come must show in the events that follow, and those must
    /// take the instance where the deadline took it. Otherwise an instance made anew from the log waits again.
    fn on(
        &self,
        state: Option<Self::State>,
        happening: Happening<Self::Event>,
    ) -> Plan<Self::State, Self::Step>;

    /// Does a step. `cause` carries a command id made from event and step, the same again when the step is tried again.
    async fn carry_out(&self, cause: &Cause, step: Self::Step) -> Verdict;
}

/// A process as a maker of steps.
pub(crate) struct Processing<P> {
    process: P,
}

#[async_trait]
impl<P: Process> Planner for Processing<P> {
    type Event = Recorded;
    const KIND: &'static str = "process";
    const NAME: &'static str = P::NAME;
    const VERSION: u32 = P::VERSION;
    const SCHEMA: &'static [&'static str] = &[instances::SCHEMA, deadlines::SCHEMA];

    fn patience(&self) -> Patience {
        P::PATIENCE
    }

    fn plan(
        &self,
        rows: &Transaction<'_>,
        recorded: &Recorded,
        origin: Origin,
    ) -> Result<Vec<NewStep>, PlanError> {
        let concern = self.process.concern(recorded).map_err(|cause| PlanError::Event(cause.to_string()))?;
        let (instance, event, state) = match concern {
            None => return Ok(Vec::new()),
            Some(Concern::Starts(instance, event)) => {
                let state = instances::state(rows, &origin.tenant, &instance)?;
                (instance, event, state)
            }
            Some(Concern::Continues(instance, event)) => {
                match instances::state(rows, &origin.tenant, &instance)? {
                    None => return Ok(Vec::new()),
                    state => (instance, event, state),
                }
            }
        };
        let recorded_at = recorded.metadata.recorded_at;
        let plan = self.process.on(state, Happening::Event { event, recorded_at });
        let steps = instances::follow(rows, &origin, &instance, plan, "")?;
        Ok(if versions::was_done_before(rows, &origin)? { Vec::new() } else { steps })
    }

    fn plan_deadline(&self, rows: &Transaction<'_>, due: &NewStep) -> Result<Vec<NewStep>, PlanError> {
        let name: String =
            serde_json::from_str(&due.body).map_err(|cause| PlanError::Event(cause.to_string()))?;
        let Some(state) = instances::state(rows, &due.origin.tenant, &due.lane)? else {
            return Ok(Vec::new());
        };
        let plan = self.process.on(Some(state), Happening::Deadline { name: name.clone() });
        instances::follow(rows, &due.origin, &due.lane, plan, &format!("{name}/"))
    }

    async fn carry_out(&self, step: &NewStep) -> Verdict {
        match serde_json::from_str(&step.body) {
            Ok(body) => self.process.carry_out(&cause_of(step, P::NAME), body).await,
            Err(cause) => Verdict::Stop(Problem { detail: cause.to_string(), ..Problem::defect() }),
        }
    }
}

/// The command of a step, named by process, event and step.
fn cause_of(step: &NewStep, process: &str) -> Cause {
    let Origin { tenant, event_id, correlation, .. } = &step.origin;
    Cause {
        actor: Actor::Platform(process.to_owned()),
        ..Cause::of_event(tenant, *event_id, correlation, &format!("{process}/{}", step.name))
    }
}

/// Runs a process over the service's own log until the shutdown.
pub(crate) fn over_log<P: Process>(
    place: Place,
    store: Arc<dyn EventStore>,
    process: P,
) -> Result<(), StartError> {
    let shutdown = place.shell.shutdown.clone();
    let (folder, file_name) = (place.folder.clone(), versions::file_name(P::NAME, P::VERSION));
    let runner = Runner::open(place, &file_name, Processing { process })?;
    shutdown.finish_first(async move {
        let Some(_lease) = runner.lead().await else { return };
        if versions::inherit(&runner, &folder, P::NAME, P::VERSION).await {
            tokio::join!(runner.clone().work(), from_log(&runner, store), deadlines::keep(&runner));
        }
    });
    Ok(())
}
