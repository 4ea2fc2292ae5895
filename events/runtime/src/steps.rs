//! Steps: what is to be done because of events, kept in a file until it is done. Reactions and processes stand on it.
//!
//! An event becomes steps in the transaction that moves the mark past it, so the mark never runs ahead of what is known to
//! be done or kept. Steps wait in lanes, one for each aggregate or process instance: in order within a lane, side by side
//! otherwise, the tenants in turn. A step that fails is tried again with growing pauses and at last parked; whoever waits
//! behind it in the lane waits, and nobody else.
//!
//! Owns the file, the order, the pauses and the parking. Never knows what an event means or what a step does.

mod file;
mod happened;
mod intake;
mod keeping;
mod lanes;
mod lease;
mod memory;
mod operator;
mod runner;

use std::time::Duration;

use async_trait::async_trait;
use nanum_contracts::{Problem, TenantId, problem::ProblemKind};
use rusqlite::Transaction;
use uuid::Uuid;

pub(crate) use file::tenant_of;
pub use happened::Happened;
pub(crate) use intake::{from_bus, from_log};
pub(crate) use keeping::insert_all;
pub(crate) use runner::{Place, Runner};

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is done; it may have been done before.
    Done,
    /// It may work later: *try again* is waited out long, anything else only a few times.
    Retry(Problem),
    /// There is nothing to do any more, and why.
    Skip(String),
    /// It will not work without a person: it is parked at once, and its lane with it.
    Stop(Problem),
}

impl Verdict {
    /// Of a step that a deadline asked for: where the state forbids it still, another process's clock is behind the one that
    /// woke it.
    pub fn at_its_time<T>(outcome: Result<T, Problem>) -> Self {
        match outcome {
            Err(early) if early.kind == ProblemKind::StateForbids => {
                Self::Retry(Problem::try_again(early.detail))
            }
            outcome => outcome.map(drop).into(),
        }
    }
}

impl From<Result<(), Problem>> for Verdict {
    fn from(outcome: Result<(), Problem>) -> Self {
        outcome.map_or_else(Self::Retry, |()| Self::Done)
    }
}

/// How long a failing step is tried before it is parked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Before the second try; doubled with each further one.
    pub pause_at_least: Duration,
    pub pause_at_most: Duration,
    /// Tries while the cause is said to be temporary.
    pub temporary_tries_max: u32,
    /// Tries of what is refused or a defect.
    pub other_tries_max: u32,
}

impl Patience {
    /// A temporary cause is waited out for a week, which is longer than a weekend without an operator and than mail servers
    /// retry; a refusal or a defect for the half minute in which a rival or a restart may explain it.
    pub const DEFAULT: Self = Self {
        pause_at_least: Duration::from_millis(200),
        pause_at_most: Duration::from_secs(5 * 60),
        temporary_tries_max: 2_000,
        other_tries_max: 8,
    };

    /// The pause after so many failed tries, or `None` when it is to be parked.
    fn pause_after(&self, tries: u32, cause: &Problem) -> Option<Duration> {
        let temporary = matches!(
            cause.kind,
            ProblemKind::TryAgain | ProblemKind::StillRunning | ProblemKind::TooManyRequests
        );
        let most = if temporary { self.temporary_tries_max } else { self.other_tries_max };
        let doubled = 1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
        (tries < most).then(|| self.pause_at_least.saturating_mul(doubled).min(self.pause_at_most))
    }
}

/// The event that a step comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) tenant: TenantId,
    pub(crate) service: String,
    pub(crate) position: u64,
    /// Wire name.
    pub(crate) event: String,
    /// Names the commands of the step.
    pub(crate) event_id: Uuid,
    pub(crate) correlation: String,
}

/// A step to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewStep {
    pub(crate) origin: Origin,
    /// What it waits in line with.
    pub(crate) lane: String,
    pub(crate) name: String,
    pub(crate) body: String,
}

/// A step as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Unique in the file, for ever.
    pub(crate) number: i64,
    pub(crate) tries: u32,
    pub(crate) step: NewStep,
}

/// Why no steps can be made of an event.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlanError {
    /// The file; the whole batch is tried again.
    #[error(transparent)]
    Rows(#[from] rusqlite::Error),
    /// This event; it is kept, and tried again by itself.
    #[error("{0}")]
    Event(String),
}

/// Makes steps of events and carries them out.
#[async_trait]
pub(crate) trait Planner: Send + Sync + 'static {
    type Event: Happened;
    /// `reaction`, `process`.
    const KIND: &'static str;
    const NAME: &'static str;
    const VERSION: u32;
    /// Tables of its own in the file.
    const SCHEMA: &'static [&'static str];

    fn patience(&self) -> Patience;

    /// The steps of an event; writes nothing but its own tables, in the given transaction.
    fn plan(
        &self,
        rows: &Transaction<'_>,
        event: &Self::Event,
        origin: Origin,
    ) -> Result<Vec<NewStep>, PlanError>;

    /// The steps of a deadline that has come. What keeps no deadlines has none.
    fn plan_deadline(&self, _rows: &Transaction<'_>, _due: &NewStep) -> Result<Vec<NewStep>, PlanError> {
        Ok(Vec::new())
    }

    /// Tries to do a step. Called again until it is done, skipped or parked.
    async fn carry_out(&self, step: &NewStep) -> Verdict;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_most_and_a_temporary_cause_is_given_more_tries() {
        let patience = Patience { other_tries_max: 3, temporary_tries_max: 90, ..Patience::DEFAULT };
        let pauses = |cause: &Problem| {
            (1..200).map_while(|tries| patience.pause_after(tries, cause)).collect::<Vec<_>>()
        };
        let milliseconds = Duration::from_millis;
        assert_eq!(pauses(&Problem::defect()), [milliseconds(200), milliseconds(400)]);
        let temporary = pauses(&Problem::try_again("later"));
        assert_eq!(temporary.len(), 89);
        assert_eq!(temporary.last(), Some(&patience.pause_at_most));
    }

    #[test]
    fn a_temporary_cause_is_waited_out_for_a_week_at_least() {
        let cause = Problem::try_again("later");
        let waited: Duration = (1..).map_while(|tries| Patience::DEFAULT.pause_after(tries, &cause)).sum();
        assert!((6..8).contains(&(waited.as_secs() / 86_400)), "{waited:?}");
    }
}
