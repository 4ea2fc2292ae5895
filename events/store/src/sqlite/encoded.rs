//! An append as the tables hold it, prepared by its caller so that the writer thread only writes.

use nanum_contracts::ids::Id;
use uuid::Uuid;

use super::chain::{Content, Hash};
use crate::{Append, Commanded, Expected, Metadata, NewEvent, StoreError, StreamName, event_id};

#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) stream: StreamName,
    pub(super) expected: Expected,
    pub(super) commands: Vec<EncodedCommand>,
}

/// What one command makes happen.
#[derive(Debug)]
pub(super) struct EncodedCommand {
    pub(super) metadata: EncodedMetadata,
    pub(super) events: Vec<EncodedEvent>,
}

#[derive(Debug)]
pub(super) struct EncodedMetadata {
    pub(super) command: Uuid,
    pub(super) metadata: Metadata,
    /// JSON.
    pub(super) actor: String,
    /// Nanoseconds since 1970.
    pub(super) recorded_at: i64,
}

#[derive(Debug)]
pub(super) struct EncodedEvent {
    pub(super) id: Uuid,
    pub(super) event: NewEvent,
    pub(super) content: Hash,
}

impl Encoded {
    pub(super) fn from(append: Append) -> Result<Self, StoreError> {
        let Append { stream, expected, commands } = append;
        let commands = commands
            .into_iter()
            .map(|command| EncodedCommand::from(command, &stream))
            .collect::<Result<_, _>>()?;
        Ok(Self { stream, expected, commands })
    }

    /// About how many bytes it takes in the file.
    pub(super) fn bytes(&self) -> usize {
        self.commands.iter().map(EncodedCommand::bytes).sum()
    }
}

impl EncodedCommand {
    fn from(Commanded { metadata, events }: Commanded, stream: &StreamName) -> Result<Self, StoreError> {
        let metadata = EncodedMetadata::from(metadata)?;
        let command = metadata.metadata.command;
        let events = events
            .into_iter()
            .enumerate()
            .map(|(index, event)| {
                let id = event_id(command, stream, index);
                let content = metadata.content(stream, &id, &event.name, event.data.get()).hash();
                EncodedEvent { id, event, content }
            })
            .collect();
        Ok(Self { metadata, events })
    }

    fn bytes(&self) -> usize {
        /// Ids, hash, tenant, actor and the like.
        const REST_BYTES: usize = 300;
        self.events.iter().map(|event| event.event.data.get().len() + REST_BYTES).sum()
    }
}

impl EncodedMetadata {
    pub(super) fn from(metadata: Metadata) -> Result<Self, StoreError> {
        let cannot = |what: &str| StoreError::Unavailable(format!("{what} cannot be written"));
        let actor = serde_json::to_string(&metadata.actor).map_err(|_| cannot("the actor"))?;
        let recorded_at = i64::try_from(metadata.recorded_at.as_nanosecond())
            .map_err(|_| cannot("a time before 1678 or after 2261"))?;
        Ok(Self { command: metadata.command.uuid(), metadata, actor, recorded_at })
    }

    pub(super) fn content<'a>(
        &'a self,
        stream: &'a StreamName,
        id: &'a Uuid,
        name: &'a str,
        data: &'a str,
    ) -> Content<'a> {
        Content {
            stream: stream.as_str(),
            id: id.as_bytes(),
            command: self.command.as_bytes(),
            recorded_at: self.recorded_at,
            name,
            tenant: self.metadata.tenant.as_str(),
            actor: &self.actor,
            fingerprint: &self.metadata.fingerprint,
            correlation: &self.metadata.correlation,
            causation: self.metadata.causation.as_ref().map(|id| id.as_bytes().as_slice()),
            traceparent: self.metadata.traceparent.as_deref(),
            data,
        }
    }
}
