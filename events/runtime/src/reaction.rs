//! Reactions: what a service does because of an event, each event by itself.
//!
//! A reaction is the simplest process: every event is one step, in the lane of its aggregate. An event may come again after
//! a crash. Its commands carry an id made from the event ([`crate::Cause::because_of`]), so what was done stays done once.

use std::{marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use nanum_bus::{Bus, Delivered, Interest};
use nanum_contracts::Problem;
use nanum_store::{EventStore, Recorded};
use rusqlite::Transaction;

pub use crate::steps::{Happened, Patience, Verdict};
use crate::{
    StartError,
    steps::{NewStep, Origin, Place, PlanError, Planner, Runner, from_bus, from_log},
};

/// Something done because of events of kind `E`: [`Recorded`] of the own log, [`Delivered`] of the bus.
#[async_trait]
pub trait Reaction<E: Happened>: Send + Sync + 'static {
    /// Names the file.
    const NAME: &'static str;
    /// How long it is tried before the event is parked.
    const PATIENCE: Patience = Patience::DEFAULT;

    /// Whether there is something to do because of the event. Looks at no more than its name and its origin.
    fn concerns(&self, _event: &E) -> bool {
        true
    }

    /// Does what the event asks for. Events of one aggregate come in order; others come at the same time.
    ///
    /// # Errors
    /// What hindered it: *try again* is waited out long, anything else is tried a few times. Then the event is parked.
    async fn react(&self, event: &E) -> Result<(), Problem>;
}

/// A reaction as a maker of steps.
pub(crate) struct Reacting<R, E> {
    reaction: R,
    own: &'static str,
    events: PhantomData<fn() -> E>,
}

#[async_trait]
impl<E: Happened, R: Reaction<E>> Planner for Reacting<R, E> {
    type Event = E;
    const KIND: &'static str = "reaction";
    const NAME: &'static str = R::NAME;
    /// It keeps nothing that could come out differently.
    const VERSION: u32 = 1;
    const SCHEMA: &'static [&'static str] = &[];

    fn patience(&self) -> Patience {
        R::PATIENCE
    }

    fn plan(&self, _: &Transaction<'_>, event: &E, origin: Origin) -> Result<Vec<NewStep>, PlanError> {
        if !self.reaction.concerns(event) {
            return Ok(Vec::new());
        }
        let body = event.to_text().map_err(|cause| PlanError::Event(cause.to_string()))?;
        Ok(vec![NewStep { origin, lane: event.subject(self.own), name: "react".to_owned(), body }])
    }

    async fn carry_out(&self, step: &NewStep) -> Verdict {
        match E::from_text(&step.body) {
            Ok(event) => self.reaction.react(&event).await.into(),
            Err(cause) => Verdict::Stop(Problem { detail: cause.to_string(), ..Problem::defect() }),
        }
    }
}

fn open<E: Happened, R: Reaction<E>>(
    place: Place,
    reaction: R,
) -> Result<Arc<Runner<Reacting<R, E>>>, StartError> {
    let own = place.service;
    Runner::open(place, R::NAME, Reacting { reaction, own, events: PhantomData })
}

/// Reacts to the service's own log until the shutdown.
pub(crate) fn to_log<R: Reaction<Recorded>>(
    place: Place,
    store: Arc<dyn EventStore>,
    reaction: R,
) -> Result<(), StartError> {
    let (shutdown, background) = (place.shell.shutdown.clone(), place.shell.background.clone());
    let runner = open(place, reaction)?;
    shutdown.finish_first_in(&background, async move {
        let Some(_lease) = runner.lead().await else { return };
        tokio::join!(runner.clone().work(), from_log(&runner, store));
    });
    Ok(())
}

/// Reacts to the bus until the shutdown.
pub(crate) fn to_bus<R: Reaction<Delivered>>(
    place: Place,
    bus: Arc<dyn Bus>,
    interest: Interest,
    reaction: R,
) -> Result<(), StartError> {
    let (shutdown, background) = (place.shell.shutdown.clone(), place.shell.background.clone());
    let runner = open(place, reaction)?;
    shutdown.finish_first_in(&background, async move {
        let Some(_lease) = runner.lead().await else { return };
        tokio::join!(runner.clone().work(), from_bus(&runner, bus, interest));
    });
    Ok(())
}
