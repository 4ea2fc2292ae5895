//! How rows become events. Neighbours often share stream, name, tenant and actor, which are then kept once.

use std::{collections::hash_map::Entry, sync::Arc};

use foldhash::HashMap;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use rusqlite::{Connection, Row};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{Metadata, Recorded, StoreError, StreamName};

/// What [`Decoder::event`] reads, in its order.
pub(super) const COLUMNS: &str = "position, stream, revision, id, command, recorded_at, name, tenant, actor, fingerprint, \
                                  correlation, causation, traceparent, data";

/// Streams whose names are kept in memory: a few megabytes.
const NAMES_MAX: usize = 16_384;

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

/// Turns rows into events.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    name: Option<Arc<str>>,
    tenant: Option<TenantId>,
    actor: Option<(String, Actor)>,
}

impl Decoder {
    /// The row's columns are [`COLUMNS`].
    pub(super) fn event(&mut self, row: &Row<'_>, stream: &StreamName) -> Result<Recorded, StoreError> {
        let position = row.get(0)?;
        self.fields(row, position, stream).map_err(|error| damaged(position, error))
    }

    fn fields(&mut self, row: &Row<'_>, position: u64, stream: &StreamName) -> Result<Recorded, Unreadable> {
        Ok(Recorded {
            position,
            stream: stream.clone(),
            revision: row.get(2)?,
            id: Uuid::from_slice(row.get_ref(3)?.as_blob()?)?,
            name: self.name(row.get_ref(6)?.as_str()?),
            metadata: Arc::new(self.metadata(row)?),
            data: Arc::from(RawValue::from_string(row.get(13)?)?),
        })
    }

    fn metadata(&mut self, row: &Row<'_>) -> Result<Metadata, Unreadable> {
        Ok(Metadata {
            command: CommandId::from_uuid(Uuid::from_slice(row.get_ref(4)?.as_blob()?)?),
            recorded_at: Timestamp::from_nanosecond(row.get::<_, i64>(5)?.into())?,
            tenant: self.tenant(row.get_ref(7)?.as_str()?)?,
            actor: self.actor(row.get_ref(8)?.as_str()?)?,
            fingerprint: row.get(9)?,
            correlation: row.get(10)?,
            causation: row.get_ref(11)?.as_blob_or_null()?.map(Uuid::from_slice).transpose()?,
            traceparent: row.get(12)?,
        })
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
