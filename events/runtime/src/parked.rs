//! Parked events: what a follower could not process, kept in tables of the follower's own file, so that they change in
//! the transaction that moves the follower's mark.
//!
//! Owns the order within a subject: while one event of a subject is parked, the later ones wait behind it, and all other
//! subjects go on. Must never know what a follower is, or what processing means.
//!
//! The tables are bounded by the log: each event is in them once at most, and one of the own log without its data.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use nanum_contracts::{Problem, TenantId};
use opentelemetry::{KeyValue, global, metrics::Gauge};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter, types::Value};

use crate::{followers::Parked, rows::parsed};

pub(crate) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS parked (
        number INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, service TEXT NOT NULL,
        position INTEGER NOT NULL, event TEXT NOT NULL, subject TEXT NOT NULL, again TEXT, cause TEXT NOT NULL,
        tries INTEGER NOT NULL, parked_at TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS parked_by_subject ON parked (subject, number);
    CREATE TABLE IF NOT EXISTS skipped (
        number INTEGER PRIMARY KEY, tenant TEXT NOT NULL, service TEXT NOT NULL, position INTEGER NOT NULL,
        event TEXT NOT NULL, subject TEXT NOT NULL, again TEXT, cause TEXT NOT NULL, tries INTEGER NOT NULL,
        parked_at TEXT NOT NULL, reason TEXT NOT NULL, skipped_at TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS skipped_by_place ON skipped (service, position);";

/// The tables of [`SCHEMA`].
pub(crate) const TABLES: [&str; 2] = ["parked", "skipped"];

/// Most parked events that are listed at once, the oldest: an operator puts right one after the other, and the list
/// travels in one answer.
pub(crate) const LISTED_MAX: usize = 1_000;
/// Longest cause or reason that is kept, in characters: a person reads it in a table.
pub(crate) const CAUSE_CHARS_MAX: usize = 500;

/// The cause of what has not been tried, because an earlier event of its subject is parked.
const WAITS: &str = "waits behind an earlier event of its aggregate";

const COLUMNS: &str = "number, tenant, service, position, event, subject, again, cause, tries, parked_at";

/// An event by its place, and what is needed to process it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) tenant: TenantId,
    /// The service whose log holds the event.
    pub(crate) service: String,
    pub(crate) position: u64,
    /// Wire name.
    pub(crate) event: String,
    /// What keeps its order: unique over all tenants and services.
    pub(crate) subject: String,
    /// The event itself, where it cannot be read again by its position.
    pub(crate) again: Option<String>,
}

/// An item in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) number: i64,
    pub(crate) item: Item,
    pub(crate) cause: String,
    pub(crate) tries: u32,
    pub(crate) parked_at: Timestamp,
}

/// Whether anything is parked: when not, no event need be looked up.
pub(crate) fn any(rows: &Connection) -> rusqlite::Result<bool> {
    rows.prepare_cached("SELECT EXISTS (SELECT 1 FROM parked)")?.query_row([], |row| row.get(0))
}

/// Whether an event of the service after a position has been left out: when not, none that comes need be looked up.
pub(crate) fn any_skipped_after(rows: &Connection, service: &str, position: u64) -> rusqlite::Result<bool> {
    rows.prepare_cached("SELECT EXISTS (SELECT 1 FROM skipped WHERE service = ?1 AND position > ?2)")?
        .query_row(params![service, position as i64], |row| row.get(0))
}

/// Whether an event of this subject has to wait.
pub(crate) fn is_blocked(rows: &Connection, subject: &str) -> rusqlite::Result<bool> {
    rows.prepare_cached("SELECT EXISTS (SELECT 1 FROM parked WHERE subject = ?1)")?
        .query_row([subject], |row| row.get(0))
}

/// Whether an operator has left this event out.
pub(crate) fn is_skipped(rows: &Connection, service: &str, position: u64) -> rusqlite::Result<bool> {
    rows.prepare_cached("SELECT EXISTS (SELECT 1 FROM skipped WHERE service = ?1 AND position = ?2)")?
        .query_row(params![service, position as i64], |row| row.get(0))
}

/// Parks an event that was tried once and failed. Answers its number.
pub(crate) fn park(rows: &Connection, item: &Item, cause: &str, now: Timestamp) -> rusqlite::Result<i64> {
    insert(rows, item, cause, 1, now)
}

/// Keeps the place of an event whose subject is blocked.
pub(crate) fn wait_behind(rows: &Connection, item: &Item, now: Timestamp) -> rusqlite::Result<i64> {
    insert(rows, item, WAITS, 0, now)
}

fn insert(rows: &Connection, item: &Item, cause: &str, tries: u32, now: Timestamp) -> rusqlite::Result<i64> {
    rows.prepare_cached(&format!(
        "INSERT INTO parked ({COLUMNS}) VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    ))?
    .insert(params![
        item.tenant.as_str(),
        item.service,
        item.position as i64,
        item.event,
        item.subject,
        item.again,
        shortened(cause),
        tries,
        now.to_string()
    ])
}

/// The oldest parked events, each with how many wait behind it.
pub(crate) fn list(rows: &Connection, follower: &str) -> rusqlite::Result<Vec<Parked>> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT count(*) - 1 FROM parked AS all_of WHERE all_of.subject = first.subject) AS waiting
         FROM parked AS first
         WHERE number = (SELECT min(number) FROM parked AS all_of WHERE all_of.subject = first.subject)
         ORDER BY number LIMIT {LISTED_MAX}"
    );
    let mut statement = rows.prepare_cached(&sql)?;
    let listed =
        statement.query_map([], |row| Ok(shown(held(row)?, follower, row.get::<_, i64>("waiting")?)))?;
    listed.collect()
}

/// The parked event of this number, with how many wait behind it; `None` also for one that itself waits.
pub(crate) fn find(
    rows: &Connection,
    follower: &str,
    number: i64,
) -> rusqlite::Result<Option<(Held, Parked)>> {
    let sql = format!("SELECT {COLUMNS} FROM parked WHERE number = ?1");
    let Some(found) = rows.prepare_cached(&sql)?.query_row([number], held).optional()? else {
        return Ok(None);
    };
    let (first, all): (i64, i64) = rows
        .prepare_cached("SELECT min(number), count(*) FROM parked WHERE subject = ?1")?
        .query_row([&found.item.subject], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((first == number).then(|| (found.clone(), shown(found, follower, all - 1))))
}

/// What is parked and waits of a subject, in order, at most `max`.
pub(crate) fn queue(rows: &Connection, subject: &str, max: usize) -> rusqlite::Result<Vec<Held>> {
    let sql = format!("SELECT {COLUMNS} FROM parked WHERE subject = ?1 ORDER BY number LIMIT ?2");
    let mut statement = rows.prepare_cached(&sql)?;
    let queued = statement.query_map(params![subject, max as i64], held)?;
    queued.collect()
}

/// Whether the event is still the first of its subject: somebody else may have dealt with it.
pub(crate) fn is_first(rows: &Connection, held: &Held) -> rusqlite::Result<bool> {
    rows.prepare_cached("SELECT min(number) IS ?2 FROM parked WHERE subject = ?1")?
        .query_row(params![held.item.subject, held.number], |row| row.get(0))
}

/// The event has been processed.
pub(crate) fn done(rows: &Connection, number: i64) -> rusqlite::Result<()> {
    rows.prepare_cached("DELETE FROM parked WHERE number = ?1")?.execute([number]).map(drop)
}

/// The event was tried again and failed again; one that waited has now been parked.
pub(crate) fn failed(rows: &Connection, number: i64, cause: &str, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE parked SET cause = ?2, tries = tries + 1,
        parked_at = CASE tries WHEN 0 THEN ?3 ELSE parked_at END WHERE number = ?1";
    rows.prepare_cached(sql)?.execute(params![number, shortened(cause), now.to_string()]).map(drop)
}

/// Leaves the event out for ever and keeps why.
pub(crate) fn skip(
    rows: &Transaction<'_>,
    number: i64,
    reason: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO skipped ({COLUMNS}, reason, skipped_at) SELECT {COLUMNS}, ?2, ?3 FROM parked WHERE number = ?1"
    );
    rows.prepare_cached(&sql)?.execute(params![number, reason, now.to_string()])?;
    done(rows, number)
}

/// Takes over from an earlier file of the same follower what stays for ever: what was left out, and which numbers have
/// been given.
pub(crate) fn inherit(rows: &Connection, earlier: &Connection) -> rusqlite::Result<()> {
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'skipped')";
    if !earlier.query_row(there, [], |row| row.get(0))? {
        return Ok(());
    }
    let mut kept = earlier.prepare(&format!("SELECT {COLUMNS}, reason, skipped_at FROM skipped"))?;
    let columns = kept.column_count();
    let places = vec!["?"; columns].join(", ");
    let mut insert =
        rows.prepare(&format!("INSERT INTO skipped ({COLUMNS}, reason, skipped_at) VALUES ({places})"))?;
    let mut kept = kept.query([])?;
    while let Some(row) = kept.next()? {
        let values =
            (0..columns).map(|column| row.get::<_, Value>(column)).collect::<rusqlite::Result<Vec<_>>>()?;
        insert.execute(params_from_iter(values))?;
    }
    let given: Option<i64> = earlier
        .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'parked'", [], |row| row.get(0))
        .optional()?;
    if let Some(given) = given {
        rows.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('parked', ?1)", [given])?;
    }
    Ok(())
}

/// Parked events by tenant; those that wait do not count.
pub(crate) fn counts(rows: &Connection) -> rusqlite::Result<BTreeMap<TenantId, u64>> {
    let mut statement =
        rows.prepare_cached("SELECT tenant, count(DISTINCT subject) AS parked FROM parked GROUP BY tenant")?;
    let counted =
        statement.query_map([], |row| Ok((parsed_tenant(row)?, row.get::<_, i64>("parked")? as u64)))?;
    counted.collect()
}

/// A reason as an operator gave it.
///
/// # Errors
/// *Not understood* when there is none, or it is too long to be kept.
pub(crate) fn checked_reason(reason: &str) -> Result<&str, Problem> {
    let reason = reason.trim();
    match reason.chars().count() {
        0 => Err(Problem::not_understood("an event is left out for a reason; none was given")),
        1..=CAUSE_CHARS_MAX => Ok(reason),
        _ => Err(Problem::not_understood(format!("a reason has at most {CAUSE_CHARS_MAX} characters"))),
    }
}

fn shortened(cause: &str) -> String {
    cause.chars().take(CAUSE_CHARS_MAX).collect()
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    let item = Item {
        tenant: parsed_tenant(row)?,
        service: row.get("service")?,
        position: row.get::<_, i64>("position")? as u64,
        event: row.get("event")?,
        subject: row.get("subject")?,
        again: row.get("again")?,
    };
    Ok(Held {
        number: row.get("number")?,
        item,
        cause: row.get("cause")?,
        tries: row.get("tries")?,
        parked_at: parsed(row, "parked_at")?,
    })
}

/// The scope of the network is a tenant too, though no path can name it.
fn parsed_tenant(row: &Row<'_>) -> rusqlite::Result<TenantId> {
    TenantId::try_from(row.get::<_, String>("tenant")?).map_err(|cause| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(cause))
    })
}

fn shown(held: Held, follower: &str, waiting: i64) -> Parked {
    Parked {
        follower: follower.to_owned(),
        number: held.number,
        tenant: held.item.tenant,
        service: held.item.service,
        position: held.item.position,
        event: held.item.event,
        subject: held.item.subject,
        cause: held.cause,
        tries: held.tries,
        parked_at: held.parked_at,
        waiting: waiting as u64,
    }
}

/// The metric `nanum_parked` of one follower, by tenant.
#[derive(Debug)]
pub(crate) struct ParkedMeter {
    follower: String,
    gauge: Gauge<u64>,
    /// Tenants that have a value: one whose last event was put right goes to zero.
    told: Mutex<BTreeSet<TenantId>>,
}

impl ParkedMeter {
    pub(crate) fn of(follower: &str) -> Self {
        let gauge = global::meter("nanum")
            .u64_gauge("nanum_parked")
            .with_description("Events that a follower could not process and that wait for an operator")
            .build();
        Self { follower: follower.to_owned(), gauge, told: Mutex::default() }
    }

    /// Says how many are parked now.
    pub(crate) fn tell(&self, counts: &BTreeMap<TenantId, u64>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.extend(counts.keys().cloned());
        for tenant in told.iter() {
            let labels = [
                KeyValue::new("follower", self.follower.clone()),
                KeyValue::new("tenant", tenant.to_string()),
            ];
            self.gauge.record(counts.get(tenant).copied().unwrap_or(0), &labels);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T09:00:00Z";

    fn table() -> Connection {
        let rows = Connection::open_in_memory().unwrap();
        rows.execute_batch(SCHEMA).unwrap();
        rows
    }

    fn item(subject: &str, position: u64) -> Item {
        Item {
            tenant: "seosan".parse().unwrap(),
            service: "lending".to_owned(),
            position,
            event: "loan.started.v1".to_owned(),
            subject: subject.to_owned(),
            again: None,
        }
    }

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    #[test]
    fn what_comes_later_for_a_subject_waits_behind_it_in_order_and_others_do_not() {
        let rows = table();
        let first = park(&rows, &item("a", 1), "why", now()).unwrap();
        wait_behind(&rows, &item("a", 3), now()).unwrap();
        park(&rows, &item("b", 4), "why too", now()).unwrap();
        wait_behind(&rows, &item("a", 5), now()).unwrap();
        assert!(is_blocked(&rows, "a").unwrap() && !is_blocked(&rows, "c").unwrap());
        let listed = list(&rows, "f").unwrap();
        assert_eq!(listed.iter().map(|p| (p.position, p.waiting)).collect::<Vec<_>>(), [(1, 2), (4, 0)]);
        let queued = queue(&rows, "a", 10).unwrap();
        assert_eq!(queued.iter().map(|held| held.item.position).collect::<Vec<_>>(), [1, 3, 5]);
        assert!(is_first(&rows, &queued[0]).unwrap() && !is_first(&rows, &queued[1]).unwrap());
        assert!(find(&rows, "f", queued[1].number).unwrap().is_none(), "it only waits");
        assert_eq!(find(&rows, "f", first).unwrap().unwrap().1, listed[0]);
        assert_eq!(counts(&rows).unwrap(), BTreeMap::from([("seosan".parse().unwrap(), 2)]));
    }

    #[test]
    fn what_waited_is_the_next_to_be_put_right_and_counts_its_own_tries() {
        let rows = table();
        let later: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let first = park(&rows, &item("a", 1), "why", now()).unwrap();
        let second = wait_behind(&rows, &item("a", 3), now()).unwrap();
        failed(&rows, first, "still", later).unwrap();
        let parked = find(&rows, "f", first).unwrap().unwrap().1;
        assert_eq!((parked.cause.as_str(), parked.tries, parked.parked_at), ("still", 2, now()));
        done(&rows, first).unwrap();
        failed(&rows, second, "this too", later).unwrap();
        let parked = find(&rows, "f", second).unwrap().unwrap().1;
        assert_eq!((parked.cause.as_str(), parked.tries, parked.parked_at), ("this too", 1, later));
    }

    #[test]
    fn what_is_skipped_frees_its_subject_and_is_known_for_ever_with_its_reason() {
        let mut rows = table();
        let number = park(&rows, &item("a", 7), "why", now()).unwrap();
        let change = rows.transaction().unwrap();
        skip(&change, number, "a test event", now()).unwrap();
        change.commit().unwrap();
        assert!(is_skipped(&rows, "lending", 7).unwrap() && !is_skipped(&rows, "booking", 7).unwrap());
        assert!(!is_blocked(&rows, "a").unwrap());
        let kept: (String, String) = rows
            .query_row("SELECT cause, reason FROM skipped", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(kept, ("why".to_owned(), "a test event".to_owned()));
        let next = park(&rows, &item("a", 8), "why", now()).unwrap();
        assert!(next > number, "a number is given once");
    }

    #[test]
    fn a_file_built_anew_knows_what_was_left_out_and_gives_new_numbers() {
        let mut earlier = table();
        park(&earlier, &item("b", 6), "why", now()).unwrap();
        let number = park(&earlier, &item("a", 7), "why", now()).unwrap();
        let change = earlier.transaction().unwrap();
        skip(&change, number, "a test event", now()).unwrap();
        change.commit().unwrap();
        let anew = table();
        inherit(&anew, &earlier).unwrap();
        assert!(is_skipped(&anew, "lending", 7).unwrap() && any_skipped_after(&anew, "lending", 6).unwrap());
        assert!(!any_skipped_after(&anew, "lending", 7).unwrap() && !any(&anew).unwrap());
        assert!(park(&anew, &item("c", 9), "why", now()).unwrap() > number);
        inherit(&table(), &Connection::open_in_memory().unwrap())
            .expect("a file from before there were parked events");
    }

    #[test]
    fn a_reason_is_needed_and_has_an_end() {
        assert!(checked_reason("  ").is_err());
        assert_eq!(checked_reason(" x ").unwrap(), "x");
        assert!(checked_reason(&"x".repeat(CAUSE_CHARS_MAX)).is_ok());
        assert!(checked_reason(&"x".repeat(CAUSE_CHARS_MAX + 1)).is_err());
    }
}
