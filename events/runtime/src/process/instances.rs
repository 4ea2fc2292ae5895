//! The instances of a process: their states, and what follows from a plan, written in the transaction of its event.

use nanum_contracts::TenantId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};

use super::Plan;
use crate::{
    deadlines,
    steps::{NewStep, Origin, PlanError},
};

/// Beside [`deadlines::SCHEMA`].
pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS instances (
        tenant TEXT NOT NULL, instance TEXT NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (tenant, instance)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS done_up_to (
        service TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS unfinished (event_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;";

/// The state of an instance, if there is one.
pub(super) fn state<S: DeserializeOwned>(
    rows: &Connection,
    tenant: &TenantId,
    instance: &str,
) -> Result<Option<S>, PlanError> {
    let text: Option<String> = rows
        .prepare_cached("SELECT state FROM instances WHERE tenant = ?1 AND instance = ?2")?
        .query_row(params![tenant.as_str(), instance], |row| row.get(0))
        .optional()?;
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|cause| PlanError::Event(format!("the state of {instance} cannot be read: {cause}")))
}

/// Writes what a plan changes, and answers the steps to be done. `before_names` stands before the names of the steps.
pub(super) fn follow<S: Serialize, T: Serialize>(
    rows: &Transaction<'_>,
    origin: &Origin,
    instance: &str,
    plan: Plan<S, T>,
    before_names: &str,
) -> Result<Vec<NewStep>, PlanError> {
    let unwritable =
        |cause: serde_json::Error| PlanError::Event(format!("a plan cannot be written: {cause}"));
    // All that can be wrong with a plan shows before anything is written.
    let state = plan.state.as_ref().map(serde_json::to_string).transpose().map_err(unwritable)?;
    let step = |(name, step): &(&str, T)| {
        let (lane, name) = (instance.to_owned(), format!("{before_names}{name}"));
        Ok(NewStep { origin: origin.clone(), lane, name, body: serde_json::to_string(step)? })
    };
    let steps = plan.steps.iter().map(step).collect::<Result<_, _>>().map_err(unwritable)?;
    let of = params![origin.tenant.as_str(), instance, state];
    if state.is_some() {
        rows.prepare_cached("INSERT OR REPLACE INTO instances VALUES (?1, ?2, ?3)")?.execute(of)?;
    } else {
        rows.prepare_cached("DELETE FROM instances WHERE tenant = ?1 AND instance = ?2 AND ?3 IS NULL")?
            .execute(of)?;
        deadlines::cancel(rows, origin, instance, None)?;
    }
    for (name, due_at) in plan.deadlines {
        match due_at {
            Some(due_at) if state.is_some() => deadlines::set(rows, origin, instance, name, due_at)?,
            _ => deadlines::cancel(rows, origin, instance, Some(name))?,
        }
    }
    Ok(steps)
}
