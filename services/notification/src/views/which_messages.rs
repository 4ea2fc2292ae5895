//! Which messages a member was sent, or is to be sent.

use nanum_contracts::{
    TenantId, WireEvent,
    ids::{Id, MemberId, MessageId},
    notification::{Message, MessageState},
};
use nanum_runtime::{Projection, Recorded, rows, view::ProjectionError};
use rusqlite::{Connection, Transaction, params};

use crate::domain::event::{MessageEvent, MessageQueued};

/// The view of the service's own log.
#[derive(Debug)]
pub struct WhichMessages;

impl Projection<Recorded> for WhichMessages {
    const NAME: &'static str = "which_messages";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS messages (
            tenant TEXT NOT NULL, message BLOB NOT NULL, member BLOB NOT NULL, position INTEGER NOT NULL,
            document TEXT NOT NULL, PRIMARY KEY (tenant, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS messages_by_member ON messages (tenant, member, position);";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let tenant = &recorded.metadata.tenant;
        match MessageEvent::decode(&recorded.name, &recorded.data)? {
            MessageEvent::MessageQueued(queued) => insert(rows, recorded, &queued),
            MessageEvent::MessageSent(sent) => finish(rows, tenant, sent.message, MessageState::Sent),
            MessageEvent::MessageFailed(failed) => finish(rows, tenant, failed.message, MessageState::Failed),
            // What was sent, and about what, stays: of somebody who has no name any more.
            MessageEvent::MessagesErased(_) => Ok(()),
        }
    }
}

fn insert(
    rows: &Transaction<'_>,
    recorded: &Recorded,
    queued: &MessageQueued,
) -> Result<(), ProjectionError> {
    let message = Message {
        id: queued.message,
        member: queued.member,
        kind: queued.kind,
        cause: queued.cause,
        state: MessageState::Queued,
        queued_at: recorded.metadata.recorded_at,
    };
    rows.prepare_cached("INSERT OR IGNORE INTO messages VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        recorded.metadata.tenant.as_str(),
        message.id.uuid(),
        message.member.uuid(),
        recorded.position as i64,
        serde_json::to_string(&message)?
    ])?;
    Ok(())
}

fn finish(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    message: MessageId,
    state: MessageState,
) -> Result<(), ProjectionError> {
    let state = serde_json::to_string(&state)?;
    rows.prepare_cached(
        "UPDATE messages SET document = json_set(document, '$.state', json(?3)) WHERE tenant = ?1 AND message = ?2",
    )?
    .execute(params![tenant.as_str(), message.uuid(), state])?;
    Ok(())
}

/// A member's messages with their place in the log, newest first, from before a place on.
///
/// # Errors
/// When the rows cannot be read.
pub fn of_member(
    connection: &Connection,
    tenant: &TenantId,
    member: MemberId,
    before: Option<i64>,
    size: usize,
) -> rusqlite::Result<Vec<(i64, Message)>> {
    let mut statement = connection.prepare_cached(
        "SELECT position, document FROM messages WHERE tenant = ?1 AND member = ?2 AND position < ?3
         ORDER BY position DESC LIMIT ?4",
    )?;
    let found = statement.query_map(
        params![tenant.as_str(), member.uuid(), before.unwrap_or(i64::MAX), size as i64],
        |row| Ok((row.get("position")?, rows::json(row, "document")?)),
    )?;
    found.collect()
}
