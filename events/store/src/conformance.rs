//! What every engine must do, as cases that run against a real one. Each case works on streams of its own, so a suite can
//! run beside others on a log in use.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    Append, Appended, CommandRecord, EventStore, Expected, Filter, Metadata, NewEvent, Placed,
    READ_EVENTS_MAX, Recorded, StoreError, StreamName,
};

macro_rules! ensure_eq {
    ($left:expr, $right:expr) => {{
        let (left, right) = (&$left, &$right);
        if left != right {
            return Err(format!("{} is {left:?} instead of {right:?}", stringify!($left)));
        }
    }};
}

macro_rules! ensure {
    ($holds:expr) => {
        if !$holds {
            return Err(format!("it does not hold that {}", stringify!($holds)));
        }
    };
}

mod appending;
mod commands;
mod failing;
mod following;
pub mod model;
mod reading;
mod sizes;

/// How long a case waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);
const RACING_WRITERS: u64 = 64;

/// A case that passed, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub case: &'static str,
    pub took: Duration,
}

/// The cases that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub passed: Vec<Passed>,
}

/// The first case that did not pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {cause}")]
pub struct Failure {
    pub case: &'static str,
    pub cause: String,
}

/// Opens the log under test: the same log each time.
pub type Open = Arc<dyn Fn() -> BoxFuture<'static, Result<Arc<dyn EventStore>, StoreError>> + Send + Sync>;

type Verdict = Result<(), String>;
type Case = (&'static str, fn(Desk) -> BoxFuture<'static, Verdict>);

macro_rules! cases {
    ($($part:ident: $($case:ident),+;)+) => {
        &[$($((stringify!($case), |desk| Box::pin($part::$case(desk)))),+),+]
    };
}

const CASES: &[Case] = cases![
    appending:
        a_new_stream_begins_at_revision_zero,
        an_append_is_read_back_as_it_was,
        no_stream_is_refused_once_there_is_one,
        a_revision_must_be_the_last_one,
        any_goes_after_whatever_is_there,
        events_of_one_append_stand_together,
        a_refused_append_leaves_nothing,
        of_racing_writers_exactly_one_wins_each_revision;
    commands:
        a_repeated_command_answers_with_its_first_placement,
        one_command_may_write_to_two_streams,
        a_command_is_found_by_its_id,
        a_command_sent_many_times_at_once_is_applied_once,
        several_commands_are_appended_as_one,
        several_commands_of_which_one_was_applied_write_nothing;
    reading:
        a_stream_is_read_in_pages,
        a_stream_is_read_back_from_its_end,
        the_whole_log_is_in_order_and_agrees_with_its_streams,
        a_filter_lets_through_its_streams_and_nothing_else;
    following:
        a_follower_misses_nothing_while_others_write,
        a_waiting_follower_is_woken,
        a_subscription_goes_from_what_is_stored_to_what_comes,
        several_subscriptions_see_the_same_from_wherever_they_begin,
        a_subscription_goes_on_where_it_was_when_the_log_is_opened_anew;
    sizes:
        what_is_over_a_limit_is_refused,
        the_greatest_events_are_kept,
        a_stream_of_100_000_events_is_read_both_ways;
    failing:
        a_cancelled_append_leaves_all_or_nothing,
        an_append_with_an_unknown_outcome_may_be_repeated,
        a_cancelled_read_is_in_nobodys_way;
];

/// Runs every case and tells of each as it passes.
///
/// # Errors
/// The first case that fails, with what was seen.
pub async fn run(open: Open, mut passes: impl FnMut(&Passed)) -> Result<Report, Failure> {
    let mut passed = Vec::new();
    for (case, check) in CASES {
        let began = Instant::now();
        let verdict = match Desk::new(&open).await {
            Ok(desk) => check(desk).await,
            Err(cause) => Err(cause),
        };
        verdict.map_err(|cause| Failure { case, cause })?;
        let done = Passed { case, took: began.elapsed() };
        passes(&done);
        passed.push(done);
    }
    Ok(Report { passed })
}

/// One case's place: the store, and a tenant that nobody else uses.
#[derive(Clone)]
struct Desk {
    open: Open,
    store: Arc<dyn EventStore>,
    tenant: TenantId,
}

impl Desk {
    async fn new(open: &Open) -> Result<Self, String> {
        let tenant = TenantId::try_from(format!("t{}", fresh().simple())).map_err(text)?;
        Ok(Self { open: Arc::clone(open), store: open().await.map_err(text)?, tenant })
    }

    /// The same case with the log opened once more.
    async fn anew(self) -> Result<Self, String> {
        let Self { open, store, tenant } = self;
        drop(store);
        let store = open().await.map_err(text)?;
        Ok(Self { open, store, tenant })
    }

    fn stream(&self) -> StreamName {
        self.stream_of("thing")
    }

    fn stream_of(&self, aggregate: &str) -> StreamName {
        StreamName::new("conformance", aggregate, &self.tenant, fresh())
    }

    /// What the streams of the case's tenant begin with.
    fn prefix(&self, aggregate: &str) -> String {
        format!("{}{}-", StreamName::prefix("conformance", aggregate), self.tenant)
    }

    /// An append of so many events by a command of its own.
    fn command(&self, stream: &StreamName, expected: Expected, events: usize) -> Append {
        let events =
            (0..events).map(|number| event(&format!(r#"{{"number": {number}, "city":"서산"}}"#))).collect();
        Append::of_one(stream.clone(), expected, self.metadata(CommandId::from_uuid(fresh())), events)
    }

    /// An append of so many commands, with as many events each.
    fn commands(&self, stream: &StreamName, expected: Expected, commands: usize, events: usize) -> Append {
        let commands = (0..commands).flat_map(|_| self.command(stream, expected, events).commands).collect();
        Append { stream: stream.clone(), expected, commands }
    }

    fn metadata(&self, command: CommandId) -> Metadata {
        Metadata {
            tenant: self.tenant.clone(),
            actor: Actor::Platform("conformance".to_owned()),
            command,
            fingerprint: command.uuid().simple().to_string().repeat(2).into(),
            correlation: "conformance \"suite\"".into(),
            causation: Some(command.uuid()),
            recorded_at: Timestamp::UNIX_EPOCH,
            traceparent: None,
        }
    }

    async fn append(&self, append: &Append) -> Result<Appended, String> {
        self.store.append(append.clone()).await.map_err(text)
    }

    async fn stores(&self, append: &Append) -> Result<Placed, String> {
        match self.append(append).await? {
            Appended::Stored(placed) => Ok(placed),
            other => Err(format!("{other:?} instead of a stored append")),
        }
    }

    async fn read(&self, stream: &StreamName) -> Result<Vec<Recorded>, String> {
        self.store.read_stream(stream, 0, READ_EVENTS_MAX).await.map_err(text)
    }

    async fn find(&self, command: CommandId) -> Result<Option<CommandRecord>, String> {
        self.store.find_command(command).await.map_err(text)
    }

    async fn head(&self) -> Result<u64, String> {
        self.store.head().await.map_err(text)
    }

    /// Everything after a position up to a position, in pages of `page`, checked for order and, where positions are dense,
    /// for gaps.
    async fn log(&self, after: u64, up_to: u64, page: usize) -> Result<Vec<Recorded>, String> {
        let mut events: Vec<Recorded> = Vec::new();
        let mut position = after;
        while position < up_to {
            let read = self.store.read_all(position, page, &Filter::everything()).await.map_err(text)?;
            ensure!(read.looked_through > position);
            ensure!(read.events.len() <= page);
            for event in read.events {
                ensure!(event.position > position);
                ensure!(!self.store.positions_are_dense() || event.position == position + 1);
                position = event.position;
                events.push(event);
            }
            ensure!(read.looked_through >= position);
            position = read.looked_through;
        }
        Ok(events)
    }
}

#[allow(clippy::disallowed_methods, reason = "cases on a log in use must not meet each other's streams")]
fn fresh() -> Uuid {
    Uuid::new_v4()
}

fn text(error: impl fmt::Display) -> String {
    error.to_string()
}

fn event(data: &str) -> NewEvent {
    // What is no JSON becomes `null` and fails the case that compares it.
    let data = RawValue::from_string(data.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned());
    NewEvent { name: "thing.happened.v1".to_owned(), data }
}

/// What tells events apart.
fn place(event: &Recorded) -> (u64, u64, Uuid) {
    (event.position, event.revision, event.id)
}
