//! Commands decided together: each on the state as the one before leaves it, all that follows in one append.
//!
//! Nothing is answered before the log has shown that the state was the newest: by taking the append with its expected
//! revision, or, when there is nothing to append, by holding nothing newer.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use jiff::Timestamp;
use nanum_contracts::{Problem, WireEvent, problem::ProblemKind};
use nanum_store::{
    APPEND_BYTES_MAX, APPEND_EVENTS_MAX, Append, Appended, Commanded, Expected, Metadata, NewEvent, Placed,
    StoreError, StreamName,
};

use super::{
    Decider, Executed,
    cell::{Job, Known},
    history::History,
    unanswered,
};
use crate::{clock::Clock, service::Cause};

/// Other processes may be faster this many times in a row before the caller is told to try again.
const CONFLICTS_MAX: u32 = 20;

/// Where commands are settled: one stream, and the log it is in.
pub(super) struct Settling<'a, A: Decider> {
    pub(super) history: &'a History<A>,
    pub(super) clock: &'a dyn Clock,
    pub(super) stream: &'a StreamName,
}

/// What became of one try with a plan.
enum Tried<A: Decider> {
    /// Each of its commands has its outcome.
    Settled(Vec<Outcome<A>>),
    /// Somebody else was faster.
    Behind,
    /// One of its commands keeps the others from being stored.
    OneByOne,
}

type Outcome<A> = Result<Executed<A>, Problem>;

impl<A: Decider> Settling<'_, A> {
    /// Decides the commands, stores what follows, and answers each.
    pub(super) async fn settle(&self, known: &mut Known<A::State>, mut jobs: Vec<Job<A>>) {
        let (mut conflicts, mut together) = (0, true);
        while !jobs.is_empty() {
            let most = if together { jobs.len() } else { 1 };
            let (count, tried) = self.try_some(known, &jobs[..most], conflicts).await;
            let outcomes = match tried {
                Ok(Tried::Settled(outcomes)) => outcomes,
                Ok(Tried::Behind) => {
                    conflicts += 1;
                    continue;
                }
                Ok(Tried::OneByOne) => {
                    together = false;
                    continue;
                }
                Err(problem) => (0..count).map(|_| Err(problem.clone())).collect(),
            };
            conflicts = 0;
            for (job, outcome) in jobs.drain(..count).zip(outcomes) {
                // Whoever went away finds the outcome by repeating the command.
                drop(job.answer.send(outcome));
            }
        }
    }

    /// Tries with as many of the commands as one append holds, and says how many these were.
    async fn try_some(
        &self,
        known: &mut Known<A::State>,
        jobs: &[Job<A>],
        conflicts: u32,
    ) -> (usize, Result<Tried<A>, Problem>) {
        if conflicts > CONFLICTS_MAX {
            let crowded = Problem::try_again("many are changing this at the same time");
            return (jobs.len(), Err(crowded));
        }
        if conflicts > 0 || known.revision.is_none() {
            let caught_up = self.history.catch_up(self.stream, known).await;
            if let Err(problem) = caught_up {
                return (jobs.len(), Err(problem));
            }
        }
        let plan = Plan::of(known, jobs, self.clock.now());
        let count = plan.outcomes.len();
        (count, self.carry_out(plan, known, &jobs[..count]).await)
    }

    async fn carry_out(
        &self,
        mut plan: Plan<A>,
        known: &mut Known<A::State>,
        jobs: &[Job<A>],
    ) -> Result<Tried<A>, Problem> {
        if plan.commanded.is_empty() {
            let current = self.history.is_current(self.stream, known.revision).await?;
            return Ok(if current { Tried::Settled(plan.outcomes) } else { Tried::Behind });
        }
        let expected = known.revision.map_or(Expected::NoStream, Expected::Revision);
        let commands = std::mem::take(&mut plan.commanded);
        let append = Append { stream: self.stream.clone(), expected, commands };
        #[cfg(feature = "planted-bugs")]
        crate::planted::show_before_storing(&append);
        match (self.history.store.append(append).await, jobs) {
            (Ok(Appended::Stored(placed)), _) => {
                (known.state, known.revision) = (plan.state.clone(), plan.revision);
                Ok(Tried::Settled(plan.placed(placed)))
            }
            (Ok(Appended::Conflict { .. }), _) => Ok(Tried::Behind),
            (Ok(Appended::AlreadyApplied(_)), [only]) => {
                let before = self.history.outcome_of(&only.cause, self.stream).await?;
                Ok(before.map_or(Tried::Behind, |before| Tried::Settled(vec![Ok(before)])))
            }
            (Err(cause), [_]) => Err(unanswered(&cause)),
            (Ok(Appended::AlreadyApplied(_)) | Err(StoreError::TooLarge(_)), _) => Ok(Tried::OneByOne),
            (Err(cause), _) => Err(unanswered(&cause)),
        }
    }
}

/// What would happen on commands, one after the other.
struct Plan<A: Decider> {
    /// Of the commands so far, in order; positions are known once it is stored.
    outcomes: Vec<Outcome<A>>,
    /// What is to be appended.
    commanded: Vec<Commanded>,
    events: usize,
    bytes: usize,
    /// After all of it.
    state: Arc<A::State>,
    revision: Option<u64>,
}

/// What one command makes happen.
struct Happening<A: Decider> {
    events: Vec<A::Event>,
    encoded: Vec<NewEvent>,
    /// After it.
    state: A::State,
}

impl<A: Decider> Plan<A> {
    fn of(known: &Known<A::State>, jobs: &[Job<A>], now: Timestamp) -> Self {
        let mut plan = Self {
            outcomes: Vec::with_capacity(jobs.len()),
            commanded: Vec::with_capacity(jobs.len()),
            events: 0,
            bytes: 0,
            state: known.state.clone(),
            revision: known.revision,
        };
        for job in jobs {
            match plan.decide(job, now) {
                Ok(happening) if !plan.has_room_for(&happening) => break,
                Ok(happening) => plan.take(happening, job.cause.metadata(now)),
                Err(problem) => plan.outcomes.push(Err(problem)),
            }
        }
        plan
    }

    fn decide(&self, job: &Job<A>, now: Timestamp) -> Result<Happening<A>, Problem> {
        if let Some(expected) = job.cause.expected_revision.filter(|seen| Some(*seen) != self.revision) {
            return Err(self.stale(expected));
        }
        // A panic is a defect of this one command; the others are decided as if it had not been there.
        let decided = catch_unwind(AssertUnwindSafe(|| {
            let events = A::decide(&self.state, &job.command, now).map_err(Into::into)?;
            let encoded = encode(&events)?;
            let state = A::State::clone(&self.state);
            let state = events.iter().fold(state, |state, event| A::evolve(state, event, now));
            Ok(Happening { events, encoded, state })
        }));
        decided.unwrap_or_else(|_| {
            tracing::error!(aggregate = A::AGGREGATE, "deciding a command has panicked");
            Err(Problem::defect())
        })
    }

    fn stale(&self, expected: u64) -> Problem {
        let present = self.revision.map_or_else(|| "none".to_owned(), |revision| revision.to_string());
        let detail = format!("the change was made against revision {expected}; the present one is {present}");
        Problem::new(ProblemKind::Stale, detail)
    }

    /// The first always has: whether it is too large by itself is for the store to say.
    fn has_room_for(&self, happening: &Happening<A>) -> bool {
        let events = self.events + happening.encoded.len();
        self.commanded.is_empty()
            || (events <= APPEND_EVENTS_MAX && self.bytes + happening.bytes() <= APPEND_BYTES_MAX)
    }

    fn take(&mut self, happening: Happening<A>, metadata: Metadata) {
        let bytes = happening.bytes();
        let Happening { events, encoded, state } = happening;
        if !events.is_empty() {
            self.state = Arc::new(state);
            self.events += events.len();
            self.bytes += bytes;
            self.revision = Some(self.revision.map_or(0, |last| last + 1) + events.len() as u64 - 1);
            self.commanded.push(Commanded { metadata, events: encoded });
        }
        let (state, revision) = (self.state.clone(), self.revision);
        self.outcomes.push(Ok(Executed { state, events, revision, position: 0 }));
    }

    /// The outcomes with their positions: the events of an append stand side by side in the log.
    fn placed(self, placed: Placed) -> Vec<Outcome<A>> {
        let mut to_come = self.events as u64;
        let mut outcomes = self.outcomes;
        for executed in outcomes.iter_mut().flatten().filter(|executed| !executed.events.is_empty()) {
            to_come -= executed.events.len() as u64;
            executed.position = placed.last_position - to_come;
        }
        outcomes
    }
}

impl<A: Decider> Happening<A> {
    fn bytes(&self) -> usize {
        self.encoded.iter().map(|event| event.data.get().len()).sum()
    }
}

fn encode<E: WireEvent>(events: &[E]) -> Result<Vec<NewEvent>, Problem> {
    let encode_one = |event: &E| event.encode().map(|data| NewEvent { name: event.name().to_owned(), data });
    events.iter().map(encode_one).collect::<Result<_, _>>().map_err(|cause| {
        tracing::error!(%cause, "an event cannot be written");
        Problem::defect()
    })
}

impl Cause {
    fn metadata(&self, now: Timestamp) -> Metadata {
        Metadata {
            tenant: self.tenant.clone(),
            actor: self.actor.clone(),
            command: self.command,
            fingerprint: self.fingerprint.as_str().into(),
            correlation: self.correlation.as_str().into(),
            causation: self.causation,
            recorded_at: now,
            traceparent: self.traceparent.as_deref().map(Into::into),
        }
    }
}
