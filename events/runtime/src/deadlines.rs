//! Deadlines: instants at which a process goes on by itself, kept in its file until they come.
//!
//! Owns the table and the wait. Knows the clock that it is given and nothing of what is to happen then. A deadline fires at
//! least once; the commands that follow are named by the event that set it, so their effect comes once.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    clock::reaches,
    rows::parsed,
    steps::{NewStep, Origin, Planner, Runner, insert_all, tenant_of},
};

/// Names the step of a deadline that has come; its body is the deadline's name.
pub(crate) const DEADLINE: &str = "deadline";
/// Deadlines that come due in one transaction.
const BATCH: usize = 500;

pub(crate) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS deadlines (
        tenant TEXT NOT NULL, instance TEXT NOT NULL, name TEXT NOT NULL, due_at_microseconds INTEGER NOT NULL,
        service TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL, event_id TEXT NOT NULL,
        correlation TEXT NOT NULL, PRIMARY KEY (tenant, instance, name)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS deadlines_by_time ON deadlines (due_at_microseconds);";

/// Sets a deadline of an instance, or moves it.
pub(crate) fn set(
    rows: &Connection,
    origin: &Origin,
    instance: &str,
    name: &str,
    due_at: Timestamp,
) -> rusqlite::Result<()> {
    cancel(rows, origin, instance, Some(name))?;
    rows.prepare_cached("INSERT OR REPLACE INTO deadlines VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
        .execute(params![
            origin.tenant.as_str(),
            instance,
            name,
            due_at.as_microsecond(),
            origin.service,
            origin.position as i64,
            origin.event,
            origin.event_id.to_string(),
            origin.correlation
        ])
        .map(drop)
}

/// Cancels a deadline of an instance, or all of them; one that has come and was not acted upon yet is cancelled too.
pub(crate) fn cancel(
    rows: &Connection,
    origin: &Origin,
    instance: &str,
    name: Option<&str>,
) -> rusqlite::Result<()> {
    let of = params![origin.tenant.as_str(), instance, name];
    rows.prepare_cached(
        "DELETE FROM deadlines WHERE tenant = ?1 AND instance = ?2 AND (?3 IS NULL OR name = ?3)",
    )?
    .execute(of)?;
    // What is parked stays until an operator has looked at it.
    rows.prepare_cached(
        "DELETE FROM steps WHERE tenant = ?1 AND lane = ?2 AND name = 'deadline' AND parked_at IS NULL
            AND (?3 IS NULL OR body = json_quote(?3))",
    )?
    .execute(of)
    .map(drop)
}

/// Makes steps of the deadlines that have come, the oldest first.
fn come_due(rows: &Connection, now: Timestamp) -> rusqlite::Result<Vec<NewStep>> {
    let due = rows
        .prepare_cached(&format!(
            "SELECT * FROM deadlines WHERE due_at_microseconds <= ?1 ORDER BY due_at_microseconds LIMIT {BATCH}"
        ))?
        .query_map([now.as_microsecond()], step_of)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for step in &due {
        rows.prepare_cached(
            "DELETE FROM deadlines WHERE tenant = ?1 AND instance = ?2 AND json_quote(name) = ?3",
        )?
        .execute(params![step.origin.tenant.as_str(), step.lane, step.body])?;
    }
    Ok(due)
}

fn step_of(row: &Row<'_>) -> rusqlite::Result<NewStep> {
    let origin = Origin {
        tenant: tenant_of(row)?,
        service: row.get("service")?,
        position: row.get::<_, i64>("position")? as u64,
        event: row.get("event")?,
        event_id: parsed(row, "event_id")?,
        correlation: row.get("correlation")?,
    };
    let body = serde_json::Value::String(row.get("name")?).to_string();
    Ok(NewStep { origin, lane: row.get("instance")?, name: DEADLINE.to_owned(), body })
}

fn next_due(rows: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let sql = "SELECT due_at_microseconds FROM deadlines ORDER BY due_at_microseconds LIMIT 1";
    let next = rows.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0)).optional()?;
    // Every instant in the table was one when it was written.
    Ok(next.map(|microseconds| Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MAX)))
}

/// Makes steps of deadlines as the clock reaches them, until the shutdown. Begins when the whole log has been seen once: an
/// event that cancels a deadline may stand behind the one that sets it.
pub(crate) async fn keep<P: Planner>(runner: &Runner<P>) {
    let (clock, shutdown) = (runner.place.shell.clock.clone(), &runner.place.shell.shutdown);
    let mut caught_up = runner.caught_up();
    tokio::select! {
        _ = caught_up.wait_for(|caught_up| *caught_up) => {}
        () = shutdown.requested() => return,
    }
    while !shutdown.is_requested() {
        let now = clock.now();
        let looked = runner.write(move |rows| {
            let queued = insert_all(rows, come_due(rows, now)?)?;
            Ok((queued, next_due(rows)?))
        });
        let next = match looked.await {
            Ok((queued, next)) => {
                runner.queue(queued);
                next
            }
            Err(cause) if !runner.waits_after(&cause.to_string()).await => return,
            Err(_) => continue,
        };
        let reached = async {
            match next {
                Some(at) => reaches(&*clock, at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = reached => {}
            () = runner.planned.notified() => {}
            () = shutdown.requested() => return,
        }
    }
}
