//! From events to kept steps, in one transaction with the marks.

use nanum_bus::Marks;
use rusqlite::{Connection, Transaction};

use super::{
    Happened, NewStep, PlanError, Planner,
    file::{self, READ_LATER},
    happened,
    lanes::Lane,
};
use crate::{deadlines::DEADLINE, sqlite::marks};

/// A step that the file has from now on.
pub(crate) struct Kept {
    pub(super) lane: Lane,
    pub(super) number: i64,
    pub(super) step: NewStep,
}

/// Another process may have used the same file before: what is marked there is not taken again.
pub(super) fn keep<P: Planner>(
    rows: &Transaction<'_>,
    planner: &P,
    service: &str,
    events: &[P::Event],
    upto: &Marks,
) -> rusqlite::Result<Vec<Kept>> {
    let marked = marks::read(rows)?;
    let place = |service: &str| marked.get(service).map_or(0, |mark| mark.position);
    let mut queued = Vec::new();
    for event in events {
        let (of, mark) = event.place(service);
        if mark.position > place(of) {
            queued.extend(insert_all(rows, steps_of(rows, planner, service, event)?)?);
        }
    }
    for (service, mark) in upto.iter().filter(|(service, mark)| mark.position > place(service)) {
        marks::write(rows, service, *mark)?;
    }
    Ok(queued)
}

/// The steps of an event, or the event itself when it cannot be read yet, or an earlier one of its aggregate cannot.
fn steps_of<P: Planner>(
    rows: &Transaction<'_>,
    planner: &P,
    service: &str,
    event: &P::Event,
) -> rusqlite::Result<Vec<NewStep>> {
    let (origin, lane) = (happened::origin(event, service), event.subject(service));
    if !file::has_unread(rows, &origin.tenant, &lane)? {
        match planner.plan(rows, event, origin.clone()) {
            Ok(steps) => return Ok(steps),
            Err(PlanError::Rows(cause)) => return Err(cause),
            Err(PlanError::Event(cause)) => {
                tracing::error!(
                    follower = P::NAME,
                    position = origin.position,
                    cause,
                    "an event cannot be read"
                );
            }
        }
    }
    let body = event.to_text().map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))?;
    Ok(vec![NewStep { origin, lane, name: READ_LATER.to_owned(), body }])
}

pub(super) fn plan_of<P: Planner>(
    rows: &Transaction<'_>,
    planner: &P,
    service: &str,
    step: &NewStep,
) -> Result<Vec<NewStep>, PlanError> {
    if step.name == DEADLINE {
        return planner.plan_deadline(rows, step);
    }
    let event = P::Event::from_text(&step.body).map_err(|cause| PlanError::Event(cause.to_string()))?;
    planner.plan(rows, &event, happened::origin(&event, service))
}

pub(crate) fn insert_all(rows: &Connection, steps: Vec<NewStep>) -> rusqlite::Result<Vec<Kept>> {
    let insert = |step: NewStep| {
        let number = file::insert(rows, &step)?;
        let lane = (step.origin.tenant.clone(), step.lane.clone()).into();
        Ok(Kept { lane, number, step })
    };
    steps.into_iter().map(insert).collect()
}
