//! How rows become events. What neighbours have in common is kept once: name, tenant, actor, and all metadata when they are
//! of one command.

use std::{collections::hash_map::Entry, sync::Arc};

use bytes::BytesMut;
use bytestring::ByteString;
use foldhash::HashMap;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use rusqlite::{Connection, Row, types::ValueRef};
use uuid::Uuid;

use crate::{Metadata, Recorded, StoreError, StreamName};

/// What [`Decoder::event`] reads, in its order.
pub(super) const COLUMNS: &str = "position, stream, revision, id, command, recorded_at, name, tenant, actor, fingerprint, \
                                  correlation, causation, traceparent, data";

/// Streams whose names are kept in memory: a few megabytes.
const NAMES_MAX: usize = 16_384;

/// Bytes of texts that neighbours keep together: at first about those of one event, at most those of some dozens. One
/// allocation serves them all; whoever keeps one event keeps no more than this.
const TOGETHER_BYTES_MIN: usize = 1024;
const TOGETHER_BYTES_MAX: usize = 32 * 1024;

type Unreadable = Box<dyn std::error::Error>;

pub(super) fn damaged(position: u64, cause: impl ToString) -> StoreError {
    StoreError::Damaged { position, cause: cause.to_string() }
}

/// The names of streams by their numbers; they never change.
#[derive(Debug, Default)]
pub(super) struct StreamNames {
    known: HashMap<i64, StreamName>,
}

impl StreamNames {
    pub(super) fn get(&mut self, log: &Connection, stream: i64) -> rusqlite::Result<&StreamName> {
        if self.known.len() > NAMES_MAX {
            self.known.clear();
        }
        match self.known.entry(stream) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let name = log
                    .prepare_cached("SELECT name FROM stream WHERE id = ?1")?
                    .query_row([stream], |row| Ok(StreamName::from_stored(row.get_ref(0)?.as_str()?)))?;
                Ok(place.insert(name))
            }
        }
    }
}

/// The stream of a row, which whoever reads rows knows already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stream<'a> {
    pub(super) id: i64,
    pub(super) name: &'a StreamName,
}

/// Turns rows into events.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Room for further texts, and how much there was when it was new.
    texts: BytesMut,
    together_bytes: usize,
    name: Option<Arc<str>>,
    tenant: Option<TenantId>,
    actor: Option<(String, Actor)>,
    /// Of the last row: the command, its stream, and its metadata.
    commanded: Option<(Uuid, i64, Arc<Metadata>)>,
}

impl Decoder {
    /// The row's columns are [`COLUMNS`].
    pub(super) fn event(
        &mut self,
        row: &Row<'_>,
        position: u64,
        stream: Stream<'_>,
    ) -> Result<Recorded, StoreError> {
        self.fields(row, position, stream).map_err(|error| damaged(position, error))
    }

    fn fields(&mut self, row: &Row<'_>, position: u64, stream: Stream<'_>) -> Result<Recorded, Unreadable> {
        let (data, metadata) = self.data_and_metadata(row, stream.id)?;
        Ok(Recorded {
            position,
            stream: stream.name.clone(),
            revision: row.get(2)?,
            id: Uuid::from_slice(row.get_ref(3)?.as_blob()?)?,
            name: self.name(row.get_ref(6)?.as_str()?),
            data,
            metadata,
        })
    }

    fn data_and_metadata(
        &mut self,
        row: &Row<'_>,
        stream: i64,
    ) -> Result<(ByteString, Arc<Metadata>), Unreadable> {
        let command = Uuid::from_slice(row.get_ref(4)?.as_blob()?)?;
        let data = self.text(row, 13)?;
        if let Some((of, within, metadata)) = &self.commanded
            && (*of, *within) == (command, stream)
        {
            return Ok((data, Arc::clone(metadata)));
        }
        let has_traceparent = row.get_ref(12)? != ValueRef::Null;
        let metadata = Arc::new(Metadata {
            command: CommandId::from_uuid(command),
            recorded_at: Timestamp::from_nanosecond(row.get::<_, i64>(5)?.into())?,
            tenant: self.tenant(row.get_ref(7)?.as_str()?)?,
            actor: self.actor(row.get_ref(8)?.as_str()?)?,
            fingerprint: self.text(row, 9)?,
            correlation: self.text(row, 10)?,
            causation: row.get_ref(11)?.as_blob_or_null()?.map(Uuid::from_slice).transpose()?,
            traceparent: has_traceparent.then(|| self.text(row, 12)).transpose()?,
        });
        self.commanded = Some((command, stream, Arc::clone(&metadata)));
        Ok((data, metadata))
    }

    fn text(&mut self, row: &Row<'_>, column: usize) -> Result<ByteString, Unreadable> {
        let ValueRef::Text(text) = row.get_ref(column)? else { return Err("it holds no text".into()) };
        if self.texts.capacity() < text.len() {
            self.together_bytes = (2 * self.together_bytes).clamp(TOGETHER_BYTES_MIN, TOGETHER_BYTES_MAX);
            self.texts = BytesMut::with_capacity(self.together_bytes.max(text.len()));
        }
        self.texts.extend_from_slice(text);
        Ok(ByteString::try_from(self.texts.split().freeze())?)
    }

    fn name(&mut self, text: &str) -> Arc<str> {
        if self.name.as_deref() != Some(text) {
            self.name = None;
        }
        Arc::clone(self.name.get_or_insert_with(|| text.into()))
    }

    fn tenant(&mut self, text: &str) -> Result<TenantId, Unreadable> {
        if let Some(tenant) = self.tenant.as_ref().filter(|tenant| tenant.as_str() == text) {
            return Ok(tenant.clone());
        }
        let tenant = TenantId::try_from(text.to_owned())?;
        Ok(self.tenant.insert(tenant).clone())
    }

    fn actor(&mut self, json: &str) -> Result<Actor, Unreadable> {
        if let Some((_, actor)) = self.actor.as_ref().filter(|(known, _)| known == json) {
            return Ok(actor.clone());
        }
        let actor: Actor = serde_json::from_str(json)?;
        self.actor = Some((json.to_owned(), actor.clone()));
        Ok(actor)
    }
}
