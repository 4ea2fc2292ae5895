//! Brings the file of an older version of the program up to date, in one transaction: it is upgraded whole, or as it was.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    chain::{self, BEGINNING},
    encoded::{EncodedEvent, EncodedMetadata},
    file::{SCHEMA, SCHEMA_VERSION, version},
    placing::{INSERT, insert_event},
};
use crate::{Metadata, NewEvent, StoreError, StreamName};

/// Does nothing to a file of the newest version, or of one that this program does not know.
///
/// # Errors
/// `Damaged` when an event of the old file cannot be read; the file stays as it is.
pub(super) fn to_newest(log: &mut Connection) -> Result<(), StoreError> {
    if version(log)? != 1 {
        return Ok(());
    }
    let transaction = log.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    if version(&transaction)? == 1 {
        tracing::info!("upgrading the log from schema version 1; this takes a while");
        from_version_1(&transaction)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    }
    Ok(transaction.commit()?)
}

/// Version 1 had metadata as one JSON text, an index over commands, and no hashes.
fn from_version_1(log: &Transaction<'_>) -> Result<(), StoreError> {
    log.execute_batch(
        "DROP VIEW log;
         DROP INDEX event_by_command;
         ALTER TABLE event RENAME TO event_1;
         ALTER TABLE stream RENAME TO stream_1;",
    )?;
    log.execute_batch(SCHEMA)?;
    log.execute_batch("INSERT INTO stream (id, name) SELECT id, name FROM stream_1 ORDER BY id")?;
    copy_events(log)?;
    log.execute_batch("DROP TABLE event_1; DROP TABLE stream_1;")?;
    Ok(())
}

fn copy_events(log: &Transaction<'_>) -> Result<(), StoreError> {
    let mut select = log.prepare(
        "SELECT position, stream, revision, event_1.id, event_1.name, data, metadata, stream.name
         FROM event_1 CROSS JOIN stream ON stream.id = event_1.stream ORDER BY position",
    )?;
    let mut insert = log.prepare(INSERT)?;
    let mut hash = BEGINNING;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (position, stream, revision) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let damaged = |cause: String| StoreError::Damaged { position, cause };
        let metadata: Metadata =
            serde_json::from_str(row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?)
                .map_err(|error| damaged(format!("metadata: {error}")))?;
        let metadata = EncodedMetadata::from(metadata)?;
        let data = RawValue::from_string(row.get(5)?).map_err(|error| damaged(format!("data: {error}")))?;
        let id = Uuid::from_bytes(row.get(3)?);
        let event = NewEvent { name: row.get(4)?, data };
        let name = StreamName::from_stored(&row.get::<_, String>(7)?);
        let content = metadata.content(&name, &id, &event.name, event.data.get()).hash();
        hash = chain::link(&hash, position, revision, &content);
        insert_event(
            &mut insert,
            position,
            stream,
            revision,
            &hash,
            &EncodedEvent { id, event, content },
            &metadata,
        )?;
    }
    Ok(())
}
