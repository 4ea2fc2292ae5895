//! A view as an operator sees it: how far it is, what it has parked, and how that is put right.

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use nanum_bus::Marks;
use nanum_contracts::Problem;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::value::RawValue;

use super::{Projection, applying, checksum::checksum, keeping::Keeper, source::Event};
use crate::{
    followers::{Checksum, Follower, Parked, ParkedEvent, Progress, Rebuild, RebuildState, Rebuildable},
    parked::{self, Held},
    sqlite::marks,
};

/// Parked events that are tried again in one transaction: the view's own events wait meanwhile.
const RETRIED_AT_ONCE: usize = 200;

pub(super) struct Operated<E, P>(pub(super) Arc<Keeper<E, P>>);

#[async_trait]
impl<E: Event, P: Projection<E>> Follower for Operated<E, P> {
    fn name(&self) -> &str {
        &self.0.follower
    }

    async fn progress(&self) -> Result<Progress, Problem> {
        let keeper = &self.0;
        let present = keeper.seen.borrow().is_some();
        let parked = if present { self.read(parked::counts).await?.values().sum() } else { 0 };
        let marks = keeper.seen_marks();
        let goal = keeper.source.goal().await.map_err(Problem::try_again)?;
        Ok(Progress {
            follower: keeper.follower.clone(),
            version: P::VERSION,
            behind_events: (!goal.is_empty()).then(|| behind(&marks, &goal)),
            marks,
            events_per_second: keeper.pace.events_per_second(),
            parked,
            rebuild: self.latest_build(),
        })
    }

    async fn parked(&self) -> Result<Vec<Parked>, Problem> {
        let follower = self.0.follower.clone();
        self.read(move |rows| parked::list(rows, &follower)).await
    }

    async fn parked_event(&self, number: i64) -> Result<ParkedEvent, Problem> {
        let (held, parked) = self.find(number).await?;
        let event = self.0.source.again(&held.item).await.map_err(Problem::try_again)?;
        let data = RawValue::from_string(event.data().to_owned())
            .map_err(|cause| Problem::try_again(format!("the event cannot be shown: {cause}")))?;
        Ok(ParkedEvent { parked, data })
    }

    async fn retry(&self, number: i64) -> Result<(), Problem> {
        self.refuse_while_built()?;
        let (held, _) = self.find(number).await?;
        self.go_on(&held.item.subject).await
    }

    async fn skip(&self, number: i64, reason: &str) -> Result<(), Problem> {
        let reason = parked::checked_reason(reason)?.to_owned();
        self.refuse_while_built()?;
        let (held, _) = self.find(number).await?;
        let now = self.0.clock.now();
        tracing::warn!(follower = self.0.follower, number, reason, "a parked event is left out");
        let first = held.clone();
        let skipped = self.write(move |rows| {
            let still_there = parked::is_first(rows, &first)?;
            if still_there {
                parked::skip(rows, first.number, &reason, now)?;
            }
            Ok(still_there)
        });
        if !skipped.await? {
            return Err(Problem::not_found("parked event"));
        }
        // What waited may fail in its turn: it is then parked itself, and that is no fault of the skipping.
        match self.go_on(&held.item.subject).await {
            Err(problem) if problem.status >= 500 => Err(problem),
            _ => Ok(()),
        }
    }

    fn as_view(&self) -> Option<&dyn Rebuildable> {
        Some(self)
    }
}

#[async_trait]
impl<E: Event, P: Projection<E>> Rebuildable for Operated<E, P> {
    async fn rebuild(&self) -> Result<Rebuild, Problem> {
        self.announce_build()?;
        let keeper = self.0.clone();
        let built = tokio::spawn(async move {
            let built = keeper.build_again().await;
            if let Err(cause) = &built {
                tracing::error!(follower = keeper.follower, cause, "a view cannot be rebuilt");
                let mut latest = keeper.rebuild.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(latest) = &mut *latest {
                    latest.state = RebuildState::Failed { cause: cause.clone() };
                }
            }
            built
        });
        match built.await {
            Ok(Ok(())) => self.latest_build().ok_or_else(Problem::defect),
            Ok(Err(cause)) => Err(Problem::try_again(cause)),
            Err(_) => Err(Problem::defect()),
        }
    }

    async fn checksum(&self) -> Result<Checksum, Problem> {
        let (marks, (rows, sha256)) = self
            .read(|rows| {
                // One state of the file for marks and rows.
                let state = Transaction::new_unchecked(rows, TransactionBehavior::Deferred)?;
                Ok((marks::read(&state)?, checksum(&state)?))
            })
            .await?;
        Ok(Checksum { follower: self.0.follower.clone(), version: P::VERSION, marks, rows, sha256 })
    }
}

impl<E: Event, P: Projection<E>> Operated<E, P> {
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        self.0
            .file
            .read(work)
            .await
            .map_err(|cause| Problem::try_again(format!("the view cannot be read: {cause}")))
    }

    /// Changes the file between two of the view's own batches.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.0.turn.lock().await;
        let written = self.0.file.write(|connection| {
            let rows = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&rows)?;
            rows.commit()?;
            Ok(done)
        });
        written.await.map_err(|cause| Problem::try_again(format!("the view cannot be written: {cause}")))
    }

    async fn find(&self, number: i64) -> Result<(Held, Parked), Problem> {
        let follower = self.0.follower.clone();
        let found = self.read(move |rows| parked::find(rows, &follower, number)).await?;
        found.ok_or_else(|| Problem::not_found("parked event"))
    }

    /// Tries what is parked and waits of a subject, in order, until one fails.
    async fn go_on(&self, subject: &str) -> Result<(), Problem> {
        let outcome = loop {
            let of = subject.to_owned();
            let queue = self.read(move |rows| parked::queue(rows, &of, RETRIED_AT_ONCE)).await?;
            if queue.is_empty() {
                break Ok(());
            }
            if let Some(cause) = self.try_again(queue).await? {
                break Err(Problem::state_forbids(format!("it still cannot be taken: {cause}")));
            }
        };
        if let Err(cause) = self.0.look_at_parked().await {
            tracing::error!(follower = self.0.follower, %cause, "parked events cannot be counted");
        }
        self.0.tell_ready();
        outcome
    }

    /// Answers the cause of the first that fails.
    async fn try_again(&self, queue: Vec<Held>) -> Result<Option<String>, Problem> {
        let mut events = Vec::with_capacity(queue.len());
        for held in queue {
            let event = self.0.source.again(&held.item).await.map_err(Problem::try_again)?;
            events.push((held, event));
        }
        let (projection, now) = (self.0.projection.clone(), self.0.clock.now());
        self.write(move |rows| {
            for (held, event) in &events {
                if !parked::is_first(rows, held)? {
                    // Somebody else is at it; look again.
                    return Ok(None);
                }
                if let Err(cause) = applying::apply_alone(&*projection, rows, event)? {
                    parked::failed(rows, held.number, &cause, now)?;
                    return Ok(Some(cause));
                }
                parked::done(rows, held.number)?;
            }
            Ok(None)
        })
        .await
    }

    fn latest_build(&self) -> Option<Rebuild> {
        self.0.rebuild.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn refuse_while_built(&self) -> Result<(), Problem> {
        match self.latest_build() {
            Some(Rebuild { state: RebuildState::Running, .. }) => {
                Err(Problem::state_forbids("the view is being built; wait until it has taken over"))
            }
            _ => Ok(()),
        }
    }

    /// Takes the place of the one build that may run.
    fn announce_build(&self) -> Result<(), Problem> {
        let mut latest = self.0.rebuild.lock().unwrap_or_else(PoisonError::into_inner);
        if self.0.seen.borrow().is_none()
            || matches!(&*latest, Some(Rebuild { state: RebuildState::Running, .. }))
        {
            return Err(Problem::state_forbids("the view is being built already"));
        }
        *latest = Some(Rebuild {
            state: RebuildState::Running,
            events: 0,
            events_per_second: 0.0,
            marks: Marks::new(),
        });
        Ok(())
    }
}

/// Events between some marks and others.
fn behind(marks: &Marks, goal: &Marks) -> u64 {
    let seen = |service: &str| marks.get(service).map_or(0, |mark| mark.position);
    goal.iter().map(|(service, goal)| goal.position.saturating_sub(seen(service))).sum()
}
