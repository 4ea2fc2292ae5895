//! Events become rows: one transaction for a batch, its marks, and what has to be parked of it.
//!
//! A batch is first written as a whole. When one of its events fails, it is undone and written again event by event,
//! each behind a savepoint: what fails is parked, and nothing of the others is lost. A file that is full, busy or failing
//! is no fault of an event: the batch fails, and nothing is parked.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use nanum_bus::Marks;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::{Projection, ProjectionError, source::Event};
use crate::{parked, sqlite::marks};

/// An event that was parked just now.
#[derive(Debug)]
pub(super) struct NewlyParked {
    pub(super) number: i64,
    pub(super) item: parked::Item,
    pub(super) cause: String,
}

/// Why an event did not become rows.
enum Fault {
    /// The file's fault: to be tried again as it is.
    File(rusqlite::Error),
    /// The event's, or what the projection makes of it.
    Event(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(cause: rusqlite::Error) -> Self {
        Self::File(cause)
    }
}

/// Writes a batch with its marks in a transaction of its own.
pub(super) fn write<E: Event, P: Projection<E>>(
    connection: &Connection,
    projection: &P,
    service: &str,
    (events, upto): (&[E], &Marks),
    now: Timestamp,
) -> rusqlite::Result<Vec<NewlyParked>> {
    let rows = begin(connection)?;
    // Another process may keep the same file: what is marked there already is not applied again.
    let marked = marks::read(&rows)?;
    #[cfg(feature = "planted-bugs")]
    let rows = if crate::planted::is_planted(crate::planted::PlantedBug::CheckpointBeforeRows) {
        mark(&rows, &marked, upto)?;
        rows.commit()?;
        begin(connection)?
    } else {
        rows
    };
    let parked = write_within(&rows, projection, service, &marked, (events, upto), now)?;
    rows.commit()?;
    Ok(parked)
}

/// Writes a batch with its marks into a transaction. What is `marked` already is not applied again.
pub(super) fn write_within<E: Event, P: Projection<E>>(
    rows: &Transaction<'_>,
    projection: &P,
    service: &str,
    marked: &Marks,
    (events, upto): (&[E], &Marks),
    now: Timestamp,
) -> rusqlite::Result<Vec<NewlyParked>> {
    let is_fresh = |event: &&E| event.position() > place(marked, event.service().unwrap_or(service));
    let fresh = || events.iter().filter(is_fresh);
    let mut parked = Vec::new();
    let whole = !needs_care(rows, marked, upto)?
        && behind_savepoint(rows, "batch", || fresh().try_for_each(|event| apply(projection, rows, event)))?
            .is_ok();
    if !whole {
        parked = one_by_one(projection, rows, service, fresh(), now)?;
    }
    mark(rows, marked, upto)?;
    Ok(parked)
}

fn place(marks: &Marks, service: &str) -> u64 {
    marks.get(service).map_or(0, |mark| mark.position)
}

fn mark(rows: &Connection, marked: &Marks, upto: &Marks) -> rusqlite::Result<()> {
    let mut fresh = upto.iter().filter(|(service, mark)| mark.position > place(marked, service));
    fresh.try_for_each(|(service, mark)| marks::write(rows, service, *mark))
}

/// Whether an event may have to wait or to be left out.
fn needs_care(rows: &Connection, marked: &Marks, upto: &Marks) -> rusqlite::Result<bool> {
    let mut needed = parked::any(rows)?;
    for service in upto.keys() {
        needed = needed || parked::any_skipped_after(rows, service, place(marked, service))?;
    }
    Ok(needed)
}

pub(super) fn begin(connection: &Connection) -> rusqlite::Result<Transaction<'_>> {
    Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
}

fn one_by_one<'e, E: Event, P: Projection<E>>(
    projection: &P,
    rows: &Transaction<'_>,
    service: &str,
    events: impl Iterator<Item = &'e E>,
    now: Timestamp,
) -> rusqlite::Result<Vec<NewlyParked>> {
    let mut newly = Vec::new();
    for event in events {
        let (of, position) = (event.service().unwrap_or(service), event.position());
        if parked::is_skipped(rows, of, position)? {
            continue;
        }
        let item =
            || event.item(service).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)));
        if parked::is_blocked(rows, &event.subject())? {
            parked::wait_behind(rows, &item()?, now)?;
            continue;
        }
        if let Err(cause) = apply_alone(projection, rows, event)? {
            let item = item()?;
            let number = parked::park(rows, &item, &cause, now)?;
            newly.push(NewlyParked { number, item, cause });
        }
    }
    Ok(newly)
}

/// Applies one event, wholly or not at all. The cause when it is the event's fault.
pub(super) fn apply_alone<E, P: Projection<E>>(
    projection: &P,
    rows: &Transaction<'_>,
    event: &E,
) -> rusqlite::Result<Result<(), String>> {
    behind_savepoint(rows, "event", || apply(projection, rows, event))
}

/// Undoes what was written when an event is at fault. When the file is, the whole transaction is to be given up.
fn behind_savepoint(
    rows: &Transaction<'_>,
    name: &str,
    work: impl FnOnce() -> Result<(), Fault>,
) -> rusqlite::Result<Result<(), String>> {
    let run = |sql: &str| rows.prepare_cached(&format!("{sql} {name}"))?.execute([]);
    run("SAVEPOINT")?;
    let done = match work() {
        Ok(()) => Ok(()),
        Err(Fault::File(cause)) => return Err(cause),
        Err(Fault::Event(cause)) => {
            run("ROLLBACK TO")?;
            Err(cause)
        }
    };
    run("RELEASE")?;
    Ok(done)
}

fn apply<E, P: Projection<E>>(projection: &P, rows: &Transaction<'_>, event: &E) -> Result<(), Fault> {
    // Whoever catches undoes all that was written, and the projection keeps nothing of its own that could be half done.
    let applied = catch_unwind(AssertUnwindSafe(|| projection.apply(rows, event)));
    match applied {
        Ok(Ok(())) => Ok(()),
        Ok(Err(ProjectionError::Rows(cause))) if is_of_the_file(&cause) => Err(Fault::File(cause)),
        Ok(Err(cause)) => Err(Fault::Event(chain(&cause))),
        Err(_) => Err(Fault::Event("the view panicked on it".to_owned())),
    }
}

/// Whether the same would happen to any event. What SQLite says of the statement and its values is of the event.
fn is_of_the_file(cause: &rusqlite::Error) -> bool {
    let of_the_event = [
        ErrorCode::ConstraintViolation,
        ErrorCode::TypeMismatch,
        ErrorCode::TooBig,
        ErrorCode::ParameterOutOfRange,
        // A statement that is wrong for what the event made of it.
        ErrorCode::Unknown,
    ];
    cause.sqlite_error_code().is_some_and(|code| !of_the_event.contains(&code))
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
