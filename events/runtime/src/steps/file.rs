//! The tables of steps: what is to be done, what is parked, what an operator skipped and why.

use std::collections::BTreeMap;

use jiff::Timestamp;
use nanum_contracts::TenantId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, types::Type};
use uuid::Uuid;

use super::{NewStep, Origin, Step, lanes::Lane};
use crate::{followers::Parked, parked::LISTED_MAX, rows::parsed};

/// Names a step that is an event of which no steps could be made yet.
pub(super) const READ_LATER: &str = "read-later";

/// `AUTOINCREMENT`: an operator's number is never that of another step.
pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS steps (
        number INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, lane TEXT NOT NULL, service TEXT NOT NULL,
        position INTEGER NOT NULL, event TEXT NOT NULL, event_id TEXT NOT NULL, correlation TEXT NOT NULL,
        name TEXT NOT NULL, body TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, cause TEXT, parked_at TEXT) STRICT;
    CREATE INDEX IF NOT EXISTS steps_by_lane ON steps (tenant, lane, number);
    CREATE INDEX IF NOT EXISTS steps_unread ON steps (tenant, lane) WHERE name = 'read-later';
    CREATE INDEX IF NOT EXISTS steps_parked ON steps (number) WHERE parked_at IS NOT NULL;
    CREATE TABLE IF NOT EXISTS skipped (
        number INTEGER PRIMARY KEY, tenant TEXT NOT NULL, lane TEXT NOT NULL, service TEXT NOT NULL,
        position INTEGER NOT NULL, event TEXT NOT NULL, name TEXT NOT NULL, cause TEXT, reason TEXT NOT NULL,
        skipped_at TEXT NOT NULL) STRICT;";

/// Keeps a step; answers its number.
pub(crate) fn insert(rows: &Connection, step: &NewStep) -> rusqlite::Result<i64> {
    let NewStep { origin, lane, name, body } = step;
    rows.prepare_cached(
        "INSERT INTO steps (tenant, lane, service, position, event, event_id, correlation, name, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        origin.tenant.as_str(),
        lane,
        origin.service,
        origin.position as i64,
        origin.event,
        origin.event_id.to_string(),
        origin.correlation,
        name,
        body
    ])?;
    Ok(rows.last_insert_rowid())
}

/// Whether events of the lane wait to be read: what comes later may not overtake them.
pub(super) fn has_unread(rows: &Connection, tenant: &TenantId, lane: &str) -> rusqlite::Result<bool> {
    rows.prepare_cached(
        "SELECT 1 FROM steps WHERE tenant = ?1 AND lane = ?2 AND name = 'read-later' LIMIT 1",
    )?
    .exists(params![tenant.as_str(), lane])
}

/// Every step in order, and whether it is parked.
pub(super) fn all(rows: &Connection) -> rusqlite::Result<Vec<(Lane, i64, bool)>> {
    rows.prepare("SELECT number, tenant, lane, parked_at IS NOT NULL AS parked FROM steps ORDER BY number")?
        .query_map([], |row| Ok((lane_of(row)?, row.get("number")?, row.get("parked")?)))?
        .collect()
}

pub(super) fn step(rows: &Connection, number: i64) -> rusqlite::Result<Option<Step>> {
    rows.prepare_cached("SELECT * FROM steps WHERE number = ?1")?.query_row([number], step_of).optional()
}

fn lane_of(row: &Row<'_>) -> rusqlite::Result<Lane> {
    Ok((tenant_of(row)?, row.get("lane")?).into())
}

/// As it was written: the network's own scope, which no path can name, is among them.
pub(crate) fn tenant_of(row: &Row<'_>) -> rusqlite::Result<TenantId> {
    let index = row.as_ref().column_index("tenant")?;
    TenantId::try_from(row.get::<_, String>(index)?)
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(cause)))
}

fn step_of(row: &Row<'_>) -> rusqlite::Result<Step> {
    let origin = Origin {
        tenant: tenant_of(row)?,
        service: row.get("service")?,
        position: row.get::<_, i64>("position")? as u64,
        event: row.get("event")?,
        event_id: parsed::<Uuid>(row, "event_id")?,
        correlation: row.get("correlation")?,
    };
    let step = NewStep { origin, lane: row.get("lane")?, name: row.get("name")?, body: row.get("body")? };
    Ok(Step { number: row.get("number")?, tries: row.get("tries")?, step })
}

pub(super) fn delete(rows: &Connection, number: i64) -> rusqlite::Result<()> {
    rows.prepare_cached("DELETE FROM steps WHERE number = ?1")?.execute([number]).map(|_| ())
}

/// Notes a failed try, and when it was parked if it was.
pub(super) fn note_failure(
    rows: &Connection,
    number: i64,
    tries: u32,
    cause: &str,
    parked_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    rows.prepare_cached("UPDATE steps SET tries = ?2, cause = ?3, parked_at = ?4 WHERE number = ?1")?
        .execute(params![number, tries, cause, parked_at.map(|at| at.to_string())])
        .map(|_| ())
}

/// Leaves a step out for ever, and keeps the reason.
pub(super) fn skip(
    rows: &Transaction<'_>,
    number: i64,
    reason: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    rows.execute(
        "INSERT INTO skipped SELECT number, tenant, lane, service, position, event, name, cause, ?2, ?3
        FROM steps WHERE number = ?1",
        params![number, reason, now.to_string()],
    )?;
    delete(rows, number)
}

/// The lane of a parked step.
pub(super) fn parked_lane(rows: &Connection, number: i64) -> rusqlite::Result<Option<Lane>> {
    rows.prepare_cached("SELECT tenant, lane FROM steps WHERE number = ?1 AND parked_at IS NOT NULL")?
        .query_row([number], lane_of)
        .optional()
}

/// Parked steps, the oldest first, at most [`LISTED_MAX`].
pub(super) fn parked(rows: &Connection, follower: &str) -> rusqlite::Result<Vec<Parked>> {
    rows.prepare_cached(&format!("{PARKED} ORDER BY number LIMIT {LISTED_MAX}"))?
        .query_map([], |row| parked_of(row, follower))?
        .collect()
}

/// One parked step.
pub(super) fn parked_as(rows: &Connection, follower: &str, number: i64) -> rusqlite::Result<Option<Parked>> {
    rows.prepare_cached(&format!("{PARKED} AND number = ?1"))?
        .query_row([number], |row| parked_of(row, follower))
        .optional()
}

const PARKED: &str = "SELECT *, (SELECT count(*) FROM steps AS behind WHERE behind.tenant = parked.tenant
        AND behind.lane = parked.lane AND behind.number > parked.number) AS waiting
    FROM steps AS parked WHERE parked_at IS NOT NULL";

fn parked_of(row: &Row<'_>, follower: &str) -> rusqlite::Result<Parked> {
    Ok(Parked {
        follower: follower.to_owned(),
        number: row.get("number")?,
        tenant: tenant_of(row)?,
        service: row.get("service")?,
        position: row.get::<_, i64>("position")? as u64,
        event: row.get("event")?,
        subject: row.get("lane")?,
        cause: row.get::<_, Option<String>>("cause")?.unwrap_or_default(),
        tries: row.get("tries")?,
        parked_at: parsed(row, "parked_at")?,
        waiting: row.get::<_, i64>("waiting")? as u64,
    })
}

/// Parked steps by tenant.
pub(super) fn parked_by_tenant(rows: &Connection) -> rusqlite::Result<BTreeMap<TenantId, u64>> {
    rows.prepare_cached(
        "SELECT tenant, count(*) AS parked FROM steps WHERE parked_at IS NOT NULL GROUP BY tenant",
    )?
    .query_map([], |row| Ok((tenant_of(row)?, row.get::<_, i64>("parked")? as u64)))?
    .collect()
}

/// How many steps are parked, and how many more are to be done.
pub(super) fn counts(rows: &Connection) -> rusqlite::Result<(u64, u64)> {
    rows.query_row("SELECT count(*) FILTER (WHERE parked_at IS NOT NULL), count(*) FROM steps", [], |row| {
        let (parked, all): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok((parked as u64, (all - parked) as u64))
    })
}
