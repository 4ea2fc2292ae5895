//! One append: look, write at exactly the revision that was seen, and look again before saying that it is done.
//!
//! What the server answers (`CheckCommit` of its source), and what is made of it:
//!
//! | the stream ends | the same event ids stand after the revision | the server | the engine |
//! |---|---|---|---|
//! | at the revision | no | writes | finds its mark at the end: stored |
//! | further on | yes, all of them | success, writes nothing | finds its mark, after an outcome it did not hear of: stored; or another's: looks again, and the index has the command |
//! | further on | no, or not all | wrong expected version | looks again: the command is there, or the stream has moved |
//! | before it | | wrong expected version | the same |
//! | at the revision, with these ids somewhere before | | **writes them twice** | never asks: it has looked for the command up to that revision |
//!
//! A write whose outcome is not known may still happen later. It names its revision, so it happens there or not at all.

use std::hash::{BuildHasher, RandomState};

use eventstore::EventData;
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use super::{
    connection::pause_after,
    events::{incoming, outgoing, was_written_by},
    failure::Failure,
    log::Log,
};
use crate::{Append, Appended, Expected, Placed, StoreError, StreamName};

/// How often an append looks at its stream: about three seconds in all, enough for the election of a leader, or for the
/// races with other replicas over a busy stream.
const LOOKS_MAX: u32 = 8;
/// Streams that can be written to at the same time; two that share a turn wait for each other, which costs time only.
const TURNS: usize = 1_024;

/// Appends of this process to one stream go one after the other: they would only make each other look again.
pub(super) struct Turns {
    hasher: RandomState,
    turns: Box<[Mutex<()>]>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { hasher: RandomState::new(), turns: (0..TURNS).map(|_| Mutex::new(())).collect() }
    }
}

impl Turns {
    pub(super) async fn take(&self, stream: &StreamName) -> MutexGuard<'_, ()> {
        let hash = usize::try_from(self.hasher.hash_one(stream) % TURNS as u64).unwrap_or_default();
        self.turns[hash].lock().await
    }
}

/// What one look at the stream has led to.
enum Outcome {
    Done(Appended),
    LookAgain(String),
}

/// Appends all events or none.
pub(super) async fn append(log: &Log, append: &Append) -> Result<Appended, StoreError> {
    if !log.server.holds(append.stream.as_str()) {
        return Err(StoreError::Unavailable(format!("{} is no stream of this service", append.stream)));
    }
    let mark = new_mark();
    let events = outgoing(append, mark)?;
    let mut last_cause = String::new();
    for look in 0..LOOKS_MAX {
        if look > 0 {
            tokio::time::sleep(pause_after(look)).await;
        }
        match look_and_write(log, append, &events, mark).await? {
            Outcome::Done(appended) => return Ok(appended),
            Outcome::LookAgain(cause) => last_cause = cause,
        }
    }
    Err(StoreError::Unavailable(format!("whether the append was stored is not known: {last_cause}")))
}

async fn look_and_write(
    log: &Log,
    append: &Append,
    events: &[EventData],
    mark: Uuid,
) -> Result<Outcome, StoreError> {
    let last = match log.server.backwards(&append.stream, None, 1).await {
        Ok(found) => found.first().map(incoming).transpose()?,
        Err(failure) => return or_look_again(failure),
    };
    if let Some(last) = &last {
        // The index tells of every command in the stream once it has seen the stream's end.
        log.index.has_seen(last.position).await?;
        if let Some(placed) = log.index.find_in(&append.stream, &append.commands).await? {
            return Ok(Outcome::Done(Appended::AlreadyApplied(placed)));
        }
    }
    let actual = last.map(|last| last.revision);
    if !is_as_expected(append.expected, actual) {
        return Ok(Outcome::Done(Appended::Conflict { actual }));
    }
    match log.server.append(&append.stream, actual, events.to_vec()).await {
        Ok(last_revision) => confirm(log, append, mark, last_revision).await,
        Err(failure) => or_look_again(failure),
    }
}

/// Looks at the last event of a write that went well: only its mark tells whether it is this append's, and only the event
/// says for certain where it stands.
async fn confirm(log: &Log, append: &Append, mark: Uuid, last_revision: u64) -> Result<Outcome, StoreError> {
    let found = match log.server.backwards(&append.stream, Some(last_revision), 1).await {
        Ok(found) => found,
        Err(failure) => return or_look_again(failure),
    };
    let count = append.commands.iter().map(|command| command.events.len() as u64).sum::<u64>();
    let first_revision = (last_revision + 1).checked_sub(count);
    match (found.first(), first_revision) {
        (Some(event), Some(first_revision))
            if event.revision == last_revision && was_written_by(event, mark) =>
        {
            let last_position = incoming(event)?.position;
            log.note_event(last_position);
            Ok(Outcome::Done(Appended::Stored(Placed { first_revision, last_revision, last_position })))
        }
        _ => Ok(Outcome::LookAgain("another has written the same command".to_owned())),
    }
}

fn or_look_again(failure: Failure) -> Result<Outcome, StoreError> {
    match failure {
        Failure::Temporary { cause, .. } => Ok(Outcome::LookAgain(cause)),
        Failure::WrongRevision { .. } | Failure::NoStream => {
            Ok(Outcome::LookAgain("others were faster each time".to_owned()))
        }
        Failure::Final(error) => Err(error),
    }
}

fn is_as_expected(expected: Expected, actual: Option<u64>) -> bool {
    match expected {
        Expected::Any => true,
        Expected::NoStream => actual.is_none(),
        Expected::Revision(revision) => actual == Some(revision),
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "it tells one append from all others, everywhere; nothing is ever derived from it"
)]
fn new_mark() -> Uuid {
    Uuid::new_v4()
}
