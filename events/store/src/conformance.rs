//! What every engine must do, as cases that run against a real one. Each case works on streams of its own, so a suite can
//! run beside others on a log in use.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::future::{BoxFuture, join_all};
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    APPEND_EVENTS_MAX, Append, Appended, CommandRecord, EVENT_DATA_BYTES_MAX, EventStore, Expected, Filter,
    Metadata, NewEvent, Placed, READ_EVENTS_MAX, Recorded, StoreError, StreamName, event_id,
};

/// How long a case waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);
const RACING_WRITERS: u64 = 64;
const RACING_ROUNDS: u64 = 8;

/// The cases that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub passed: Vec<&'static str>,
}

/// The first case that did not pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {cause}")]
pub struct Failure {
    pub case: &'static str,
    pub cause: String,
}

type Verdict = Result<(), String>;
type Case = (&'static str, fn(Desk) -> BoxFuture<'static, Verdict>);

macro_rules! cases {
    ($($case:ident),+ $(,)?) => { &[$((stringify!($case), |desk| Box::pin($case(desk)))),+] };
}

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

const CASES: &[Case] = cases![
    a_new_stream_begins_at_revision_zero,
    an_append_is_read_back_as_it_was,
    no_stream_is_refused_once_there_is_one,
    a_revision_must_be_the_last_one,
    any_goes_after_whatever_is_there,
    events_of_one_append_stand_together,
    a_refused_append_leaves_nothing,
    a_repeated_command_answers_with_its_first_placement,
    one_command_may_write_to_two_streams,
    a_command_is_found_by_its_id,
    of_racing_writers_exactly_one_wins_each_revision,
    a_command_sent_many_times_at_once_is_applied_once,
    a_stream_is_read_in_pages,
    the_whole_log_is_dense_and_agrees_with_its_streams,
    a_follower_misses_nothing_while_others_write,
    a_waiting_follower_is_woken,
    what_is_over_a_limit_is_refused,
    the_greatest_event_is_kept,
    a_cancelled_append_leaves_all_or_nothing,
];

/// Runs every case.
///
/// # Errors
/// The first case that fails, with what was seen.
pub async fn run(store: Arc<dyn EventStore>) -> Result<Report, Failure> {
    let mut passed = Vec::new();
    for (case, check) in CASES {
        let verdict = match Desk::new(&store) {
            Ok(desk) => check(desk).await,
            Err(cause) => Err(cause),
        };
        verdict.map_err(|cause| Failure { case, cause })?;
        passed.push(*case);
    }
    Ok(Report { passed })
}

/// One case's place: the store, and a tenant that nobody else uses.
#[derive(Clone)]
struct Desk {
    store: Arc<dyn EventStore>,
    tenant: TenantId,
}

impl Desk {
    fn new(store: &Arc<dyn EventStore>) -> Result<Self, String> {
        let tenant =
            TenantId::try_from(format!("t{}", fresh().simple())).map_err(|error| error.to_string())?;
        Ok(Self { store: Arc::clone(store), tenant })
    }

    fn stream(&self) -> StreamName {
        StreamName::new("conformance", "thing", &self.tenant, fresh())
    }

    /// An append of so many events by a command of its own.
    fn command(&self, stream: &StreamName, expected: Expected, events: usize) -> Append {
        let command = CommandId::from_uuid(fresh());
        let events =
            (0..events).map(|number| event(&format!(r#"{{"number": {number}, "city":"서산"}}"#))).collect();
        Append::of_one(stream.clone(), expected, self.metadata(command), events)
    }

    fn metadata(&self, command: CommandId) -> Metadata {
        Metadata {
            tenant: self.tenant.clone(),
            actor: Actor::Platform("conformance".to_owned()),
            command,
            fingerprint: command.uuid().simple().to_string().repeat(2),
            correlation: "conformance \"suite\"".to_owned(),
            causation: Some(command.uuid()),
            recorded_at: Timestamp::UNIX_EPOCH,
            traceparent: None,
        }
    }

    async fn append(&self, append: &Append) -> Result<Appended, String> {
        self.store.append(append.clone()).await.map_err(|error| error.to_string())
    }

    async fn stores(&self, append: &Append) -> Result<Placed, String> {
        match self.append(append).await? {
            Appended::Stored(placed) => Ok(placed),
            other => Err(format!("{other:?} instead of a stored append")),
        }
    }

    async fn read(&self, stream: &StreamName) -> Result<Vec<Recorded>, String> {
        self.store.read_stream(stream, 0, READ_EVENTS_MAX).await.map_err(|error| error.to_string())
    }

    async fn head(&self) -> Result<u64, String> {
        self.store.head().await.map_err(|error| error.to_string())
    }

    /// Everything after a position up to a position, in pages of `page`, checked for gaps.
    async fn log(&self, after: u64, up_to: u64, page: usize) -> Result<Vec<Recorded>, String> {
        let mut events: Vec<Recorded> = Vec::new();
        let mut position = after;
        while position < up_to {
            let read = self.store.read_all(position, page, &Filter::everything()).await;
            let read = read.map_err(|error| error.to_string())?;
            ensure!(!read.events.is_empty() && read.events.len() <= page);
            for event in read.events {
                ensure_eq!(event.position, position + 1);
                position = event.position;
                events.push(event);
            }
            ensure_eq!(read.looked_through, position);
        }
        Ok(events)
    }
}

#[allow(clippy::disallowed_methods, reason = "cases on a log in use must not meet each other's streams")]
fn fresh() -> Uuid {
    Uuid::new_v4()
}

fn event(data: &str) -> NewEvent {
    // What is no JSON becomes `null` and fails the case that compares it.
    let data = RawValue::from_string(data.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned());
    NewEvent { name: "thing.happened.v1".to_owned(), data }
}

async fn a_new_stream_begins_at_revision_zero(desk: Desk) -> Verdict {
    let stream = desk.stream();
    ensure!(desk.read(&stream).await?.is_empty());
    let placed = desk.stores(&desk.command(&stream, Expected::NoStream, 1)).await?;
    ensure_eq!((placed.first_revision, placed.last_revision), (0, 0));
    ensure!(placed.last_position >= 1);
    ensure!(desk.head().await? >= placed.last_position);
    Ok(())
}

async fn an_append_is_read_back_as_it_was(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let append = desk.command(&stream, Expected::NoStream, 3);
    let placed = desk.stores(&append).await?;
    let events = desk.read(&stream).await?;
    ensure_eq!(events.len(), 3);
    for (index, (event, new)) in events.iter().zip(&append.commands[0].events).enumerate() {
        ensure_eq!(event.id, event_id(append.commands[0].metadata.command, &stream, index));
        ensure_eq!(event.stream, stream);
        ensure_eq!(event.revision, index as u64);
        ensure_eq!(event.position, placed.last_position + index as u64 - 2);
        ensure_eq!(*event.name, *new.name);
        ensure_eq!(event.data.get(), new.data.get());
        ensure_eq!(*event.metadata, append.commands[0].metadata);
    }
    Ok(())
}

async fn no_stream_is_refused_once_there_is_one(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 2)).await?;
    let outcome = desk.append(&desk.command(&stream, Expected::NoStream, 1)).await?;
    ensure_eq!(outcome, Appended::Conflict { actual: Some(1) });
    Ok(())
}

async fn a_revision_must_be_the_last_one(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let outcome = desk.append(&desk.command(&stream, Expected::Revision(0), 1)).await?;
    ensure_eq!(outcome, Appended::Conflict { actual: None });
    desk.stores(&desk.command(&stream, Expected::NoStream, 2)).await?;
    for wrong in [0, 2, u64::MAX] {
        let outcome = desk.append(&desk.command(&stream, Expected::Revision(wrong), 1)).await?;
        ensure_eq!(outcome, Appended::Conflict { actual: Some(1) });
    }
    let placed = desk.stores(&desk.command(&stream, Expected::Revision(1), 1)).await?;
    ensure_eq!(placed.first_revision, 2);
    Ok(())
}

async fn any_goes_after_whatever_is_there(desk: Desk) -> Verdict {
    let stream = desk.stream();
    for revision in 0..3 {
        let placed = desk.stores(&desk.command(&stream, Expected::Any, 1)).await?;
        ensure_eq!(placed.first_revision, revision);
    }
    Ok(())
}

async fn events_of_one_append_stand_together(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let appends: Vec<_> = (0..16).map(|_| desk.command(&stream, Expected::Any, 5)).collect();
    for outcome in join_all(appends.iter().map(|append| desk.stores(append))).await {
        let placed = outcome?;
        ensure_eq!(placed.last_revision - placed.first_revision, 4);
    }
    let events = desk.read(&stream).await?;
    ensure_eq!(events.len(), 80);
    for together in events.chunks(5) {
        ensure!(together.iter().all(|event| event.metadata.command == together[0].metadata.command));
        ensure!(together.windows(2).all(|pair| pair[1].position == pair[0].position + 1));
    }
    Ok(())
}

async fn a_refused_append_leaves_nothing(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let refused = desk.command(&stream, Expected::Revision(7), 5);
    ensure_eq!(desk.append(&refused).await?, Appended::Conflict { actual: None });
    ensure!(desk.read(&stream).await?.is_empty());
    let found = desk
        .store
        .find_command(refused.commands[0].metadata.command)
        .await
        .map_err(|error| error.to_string())?;
    ensure_eq!(found, None);
    Ok(())
}

async fn a_repeated_command_answers_with_its_first_placement(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 1)).await?;
    let first = desk.command(&stream, Expected::Revision(0), 3);
    let placed = desk.stores(&first).await?;
    desk.stores(&desk.command(&stream, Expected::Any, 2)).await?;
    for expected in [first.expected, Expected::NoStream, Expected::Revision(99), Expected::Any] {
        let repeated = Append { expected, ..first.clone() };
        ensure_eq!(desk.append(&repeated).await?, Appended::AlreadyApplied(placed));
    }
    ensure_eq!(desk.read(&stream).await?.len(), 6);
    Ok(())
}

async fn one_command_may_write_to_two_streams(desk: Desk) -> Verdict {
    let here = desk.command(&desk.stream(), Expected::NoStream, 1);
    let there = Append { stream: desk.stream(), ..here.clone() };
    desk.stores(&here).await?;
    desk.stores(&there).await?;
    let ids: BTreeSet<_> = [desk.read(&here.stream).await?, desk.read(&there.stream).await?]
        .concat()
        .into_iter()
        .map(|event| event.id)
        .collect();
    ensure_eq!(ids.len(), 2);
    Ok(())
}

async fn a_command_is_found_by_its_id(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let append = desk.command(&stream, Expected::NoStream, 2);
    let find = || async {
        desk.store.find_command(append.commands[0].metadata.command).await.map_err(|error| error.to_string())
    };
    ensure_eq!(find().await?, None);
    let placed = desk.stores(&append).await?;
    desk.stores(&desk.command(&stream, Expected::Any, 1)).await?;
    let fingerprint = append.commands[0].metadata.fingerprint.clone();
    ensure_eq!(find().await?, Some(CommandRecord { stream: stream.clone(), placed, fingerprint }));
    Ok(())
}

async fn of_racing_writers_exactly_one_wins_each_revision(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let mut expected = Expected::NoStream;
    for round in 0..RACING_ROUNDS {
        let appends: Vec<_> = (0..RACING_WRITERS).map(|_| desk.command(&stream, expected, 1)).collect();
        let outcomes = join_all(appends.iter().map(|append| desk.append(append))).await;
        let mut stored = 0;
        for outcome in outcomes {
            match outcome? {
                Appended::Stored(placed) if placed.last_revision == round => stored += 1,
                Appended::Conflict { actual } if actual == Some(round) => {}
                other => return Err(format!("{other:?} in the race for revision {round}")),
            }
        }
        ensure_eq!(stored, 1);
        expected = Expected::Revision(round);
    }
    ensure_eq!(desk.read(&stream).await?.len() as u64, RACING_ROUNDS);
    Ok(())
}

async fn a_command_sent_many_times_at_once_is_applied_once(desk: Desk) -> Verdict {
    let append = desk.command(&desk.stream(), Expected::NoStream, 2);
    let outcomes = join_all((0..RACING_WRITERS).map(|_| desk.append(&append))).await;
    let mut stored = 0;
    for outcome in outcomes {
        match outcome? {
            Appended::Stored(placed) if placed.last_revision == 1 => stored += 1,
            Appended::AlreadyApplied(placed) if placed.last_revision == 1 => {}
            other => return Err(format!("{other:?} for a repeated command")),
        }
    }
    ensure_eq!(stored, 1);
    ensure_eq!(desk.read(&append.stream).await?.len(), 2);
    Ok(())
}

async fn a_stream_is_read_in_pages(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 10)).await?;
    for (from, max, revisions) in
        [(0, 4, 0..4), (4, 4, 4..8), (8, 4, 8..10), (10, 4, 10..10), (u64::MAX, 4, 0..0), (0, 0, 0..0)]
    {
        let page = desk.store.read_stream(&stream, from, max).await.map_err(|error| error.to_string())?;
        let found: Vec<_> = page.iter().map(|event| event.revision).collect();
        ensure_eq!(found, revisions.collect::<Vec<_>>());
    }
    Ok(())
}

async fn the_whole_log_is_dense_and_agrees_with_its_streams(desk: Desk) -> Verdict {
    let before = desk.head().await?;
    let streams: Vec<_> = (0..5).map(|_| desk.stream()).collect();
    for round in 0..4 {
        let appends: Vec<_> =
            streams.iter().map(|stream| desk.command(stream, Expected::Any, round + 1)).collect();
        for outcome in join_all(appends.iter().map(|append| desk.stores(append))).await {
            outcome?;
        }
    }
    let log = desk.log(before, desk.head().await?, 7).await?;
    for stream in &streams {
        let in_log: Vec<_> = log.iter().filter(|event| event.stream == *stream).map(place).collect();
        let in_stream: Vec<_> = desk.read(stream).await?.iter().map(place).collect();
        ensure_eq!(in_log, in_stream);
        ensure_eq!(in_log.len(), 10);
    }
    let past_the_end = desk.store.read_all(u64::MAX, 1, &Filter::everything()).await;
    ensure!(past_the_end.is_ok_and(|page| page.events.is_empty() && page.looked_through == u64::MAX));
    Ok(())
}

fn place(event: &Recorded) -> (u64, u64, Uuid) {
    (event.position, event.revision, event.id)
}

async fn a_follower_misses_nothing_while_others_write(desk: Desk) -> Verdict {
    let before = desk.head().await?;
    let appends: Vec<_> = (0..400).map(|_| desk.command(&desk.stream(), Expected::NoStream, 2)).collect();
    let mut due: BTreeSet<_> = appends.iter().map(|append| append.commands[0].metadata.command).collect();
    let writers = join_all(appends.iter().map(|append| desk.stores(append)));
    let follower = async {
        let (mut after, mut watch) = (before, desk.store.head_watch());
        while !due.is_empty() {
            watch.mark_unchanged();
            let head = desk.head().await?;
            if head == after {
                watch.changed().await.map_err(|error| error.to_string())?;
            }
            for event in desk.log(after, head, 50).await? {
                after = event.position;
                due.remove(&event.metadata.command);
            }
        }
        Ok::<_, String>(())
    };
    let (written, followed) = tokio::join!(writers, tokio::time::timeout(PATIENCE, follower));
    written.into_iter().collect::<Result<Vec<_>, _>>()?;
    followed.map_err(|_| "the follower waited in vain".to_owned())?
}

async fn a_waiting_follower_is_woken(desk: Desk) -> Verdict {
    let mut watch = desk.store.head_watch();
    let placed = desk.stores(&desk.command(&desk.stream(), Expected::NoStream, 1)).await?;
    let woken = tokio::time::timeout(PATIENCE, watch.wait_for(|head| *head >= placed.last_position)).await;
    let announced = *woken.map_err(|_| "nobody woke it".to_owned())?.map_err(|error| error.to_string())?;
    ensure!(announced <= desk.head().await?);
    Ok(())
}

async fn what_is_over_a_limit_is_refused(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let mut too_big = desk.command(&stream, Expected::Any, 1);
    too_big.commands[0].events.push(event(&text_of(EVENT_DATA_BYTES_MAX + 1)));
    let mut too_much = desk.command(&stream, Expected::Any, 1);
    too_much.commands[0].events = vec![event(&text_of(EVENT_DATA_BYTES_MAX)); 17];
    let nothing = desk.command(&stream, Expected::Any, 0);
    let too_many = desk.command(&stream, Expected::Any, APPEND_EVENTS_MAX + 1);
    for append in [nothing, too_many, too_big, too_much] {
        let outcome = desk.store.append(append).await;
        ensure!(matches!(outcome, Err(StoreError::TooLarge(_))));
    }
    ensure!(desk.read(&stream).await?.is_empty());
    desk.stores(&desk.command(&stream, Expected::NoStream, APPEND_EVENTS_MAX)).await?;
    ensure_eq!(desk.read(&stream).await?.len(), APPEND_EVENTS_MAX);
    Ok(())
}

async fn the_greatest_event_is_kept(desk: Desk) -> Verdict {
    let mut append = desk.command(&desk.stream(), Expected::NoStream, 1);
    append.commands[0].events = vec![event(&text_of(EVENT_DATA_BYTES_MAX))];
    desk.stores(&append).await?;
    let events = desk.read(&append.stream).await?;
    ensure_eq!(events.len(), 1);
    ensure!(events[0].data.get() == append.commands[0].events[0].data.get());
    Ok(())
}

/// A JSON text of so many bytes.
fn text_of(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes.saturating_sub(2)))
}

async fn a_cancelled_append_leaves_all_or_nothing(desk: Desk) -> Verdict {
    let appends: Vec<_> = (0..40).map(|_| desk.command(&desk.stream(), Expected::NoStream, 3)).collect();
    let cancelled = appends.iter().enumerate().map(|(index, append)| {
        let within = Duration::from_micros(50) * u32::try_from(index).unwrap_or(u32::MAX);
        tokio::time::timeout(within, desk.append(append))
    });
    join_all(cancelled).await;
    for append in &appends {
        let kept = desk.read(&append.stream).await?.len();
        ensure!(kept == 0 || kept == 3);
        let again = desk.append(append).await?;
        ensure!(matches!(again, Appended::Stored(_) | Appended::AlreadyApplied(_)));
        ensure_eq!(desk.read(&append.stream).await?.len(), 3);
    }
    Ok(())
}
