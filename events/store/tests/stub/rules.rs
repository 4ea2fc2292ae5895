//! The rules of the server, as `CheckCommit` and the enumerators of EventStoreDB 24's source have them, over a list in
//! memory. What the engine does under these rules is what the tests show; that a server keeps them, they cannot.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::watch;
use uuid::Uuid;

use super::wire::{
    AppendResult, AppendSuccess, Empty, ExpectedRevision, Id, IdValue, Position, Proposed, RecordedEvent,
    StreamIdentifier, WrongExpectedVersion,
};

/// All that is stored, in order.
pub struct Rules {
    events: Mutex<Vec<RecordedEvent>>,
    /// How far positions are from each other; on a real server, as far as their records are long.
    step: u64,
    count: watch::Sender<usize>,
}

impl Rules {
    pub fn new(step: u64) -> Self {
        Self { events: Mutex::default(), step, count: watch::channel(0).0 }
    }

    pub fn events(&self) -> MutexGuard<'_, Vec<RecordedEvent>> {
        self.events.lock().unwrap()
    }

    /// Everything after a position.
    pub fn after(&self, position: u64) -> Vec<RecordedEvent> {
        let events = self.events();
        let first = events.partition_point(|event| event.commit_position <= position);
        events[first..].to_vec()
    }

    /// Changes when something is stored.
    pub fn watch(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    pub fn append(&self, stream: &[u8], expected: ExpectedRevision, proposed: Vec<Proposed>) -> AppendResult {
        let mut events = self.events();
        let in_stream: Vec<_> = events.iter().filter(|event| is_in(event, stream)).collect();
        let current = in_stream.len().checked_sub(1).map(|last| last as u64);
        let next = match expected {
            ExpectedRevision::NoStream(_) => 0,
            ExpectedRevision::Revision(revision) => revision + 1,
            // The engine must never ask for these.
            ExpectedRevision::Any(_) | ExpectedRevision::StreamExists(_) => panic!("{expected:?}"),
        };
        let ids: Vec<_> = proposed.iter().map(|event| uuid_of(event.id.as_ref())).collect();
        if next < in_stream.len() as u64 {
            let stored = in_stream.iter().skip(next as usize).map(|event| uuid_of(event.id.as_ref()));
            let repeated = stored.take(ids.len()).collect::<Vec<_>>() == ids;
            let last = in_stream[(next as usize + ids.len() - 1).min(in_stream.len() - 1)];
            return if repeated { success(last) } else { wrong(current, expected) };
        }
        if next > in_stream.len() as u64 {
            return wrong(current, expected);
        }
        for (revision, proposed) in (next..).zip(proposed) {
            let position = (events.len() as u64 + 1) * self.step;
            events.push(record(stream, revision, position, proposed));
        }
        self.count.send_replace(events.len());
        events.last().map_or_else(|| wrong(current, expected), success)
    }
}

pub fn is_in(event: &RecordedEvent, stream: &[u8]) -> bool {
    event.stream.as_ref().is_some_and(|name| name.stream_name == stream)
}

pub fn begins_with(event: &RecordedEvent, prefixes: &[String]) -> bool {
    let name =
        event.stream.as_ref().map(|name| String::from_utf8_lossy(&name.stream_name)).unwrap_or_default();
    prefixes.is_empty() || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

fn record(stream: &[u8], revision: u64, position: u64, proposed: Proposed) -> RecordedEvent {
    RecordedEvent {
        id: Some(Id { value: Some(IdValue::Text(uuid_of(proposed.id.as_ref()).to_string())) }),
        stream: Some(StreamIdentifier { stream_name: stream.to_vec() }),
        revision,
        prepare_position: position,
        commit_position: position,
        metadata: proposed.metadata,
        custom_metadata: proposed.custom_metadata,
        data: proposed.data,
    }
}

fn uuid_of(id: Option<&Id>) -> Uuid {
    match id.and_then(|id| id.value.as_ref()) {
        Some(IdValue::Text(text)) => text.parse().unwrap(),
        Some(IdValue::Structured(halves)) => {
            Uuid::from_u64_pair(halves.most_significant_bits as u64, halves.least_significant_bits as u64)
        }
        None => panic!("an event without an id"),
    }
}

fn success(last: &RecordedEvent) -> AppendResult {
    let position = Position { commit: last.commit_position, prepare: last.prepare_position };
    AppendResult::Success(AppendSuccess { current_revision: Some(last.revision), position: Some(position) })
}

fn wrong(current: Option<u64>, expected: ExpectedRevision) -> AppendResult {
    let (expected_revision, expected_no_stream) = match expected {
        ExpectedRevision::Revision(revision) => (Some(revision), None),
        _ => (None, Some(Empty {})),
    };
    AppendResult::WrongExpectedVersion(WrongExpectedVersion {
        current_revision: current,
        current_no_stream: current.is_none().then_some(Empty {}),
        expected_revision,
        expected_no_stream,
    })
}
