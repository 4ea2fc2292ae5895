//! How an event is written and read: type = wire name, data = JSON, metadata = ours as JSON, and beside it which append
//! wrote it.
//!
//! Events keep the ids that are derived from their command, so the server's idempotency is a second guard. It compares
//! ids only: to a repeated append it answers with success although another's bytes are what is stored, for instance when
//! two replicas have decided one command at the same time. The mark of the append tells them apart.

use eventstore::{EventData, RecordedEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Append, Metadata, Recorded, StoreError, StreamName, event_id};

/// What a server before 22.6 writes where the position of a stream's event should be.
const NO_POSITION: u64 = u64::MAX;

/// The metadata as the server keeps it.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    metadata: &'a Metadata,
    append: Uuid,
}

#[derive(Deserialize)]
struct Mark {
    append: Uuid,
}

/// The events of an append, each with the metadata of its command and the mark of the append.
pub(super) fn outgoing(append: &Append, mark: Uuid) -> Result<Vec<EventData>, StoreError> {
    let mut events = Vec::new();
    for command in &append.commands {
        let metadata = Written { metadata: &command.metadata, append: mark };
        for (index, event) in command.events.iter().enumerate() {
            let outgoing = EventData::json(&event.name, &event.data)
                .and_then(|outgoing| outgoing.metadata_as_json(&metadata))
                .map_err(|error| StoreError::Unavailable(format!("an event cannot be written: {error}")))?;
            events.push(outgoing.id(event_id(command.metadata.command, &append.stream, index)));
        }
    }
    Ok(events)
}

/// An event as the server holds it. Its position in `$all` is the commit position, a byte offset: it grows, and has gaps.
pub(super) fn incoming(event: &RecordedEvent) -> Result<Recorded, StoreError> {
    let position = event.position.commit;
    if position == NO_POSITION {
        let cause = "the server does not say where a stream's events stand in $all; versions from 22.6 on do";
        return Err(StoreError::Unavailable(cause.to_owned()));
    }
    let damaged = |what: &str, error: serde_json::Error| StoreError::Damaged {
        position,
        cause: format!("the {what} of {}@{} cannot be read: {error}", event.stream_id, event.revision),
    };
    let metadata: Metadata =
        serde_json::from_slice(&event.custom_metadata).map_err(|error| damaged("metadata", error))?;
    let data: Box<serde_json::value::RawValue> =
        serde_json::from_slice(&event.data).map_err(|error| damaged("data", error))?;
    Ok(Recorded {
        id: event.id,
        stream: StreamName::from_stored(&event.stream_id),
        revision: event.revision,
        position,
        name: event.event_type.as_str().into(),
        data: data.get().into(),
        metadata: metadata.into(),
    })
}

/// Whether the append with this mark wrote the event.
pub(super) fn was_written_by(event: &RecordedEvent, mark: Uuid) -> bool {
    serde_json::from_slice::<Mark>(&event.custom_metadata).is_ok_and(|found| found.append == mark)
}
