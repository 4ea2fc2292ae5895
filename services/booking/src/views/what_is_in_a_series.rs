//! What is in a series? Its rule as it was asked for, and where each of its reservations stands.

use nanum_contracts::{
    TenantId,
    booking::{Recurrence, RefusedDate, ReservationState, Series, SeriesDate, SeriesExtended},
    ids::{GroupId, Id as _, MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    time::{WallTime, Zone},
};
use nanum_runtime::{
    Projection, Recorded,
    rows::{id, json},
    view::ProjectionError,
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::question::{read_span, read_word, word};
use crate::{
    aggregate::space_event,
    domain::{SeriesMade, SpaceEvent, Terms, local_time},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatIsInASeries;

impl Projection<Recorded> for WhatIsInASeries {
    const NAME: &'static str = "what_is_in_a_series";
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS series (
            tenant TEXT NOT NULL, series BLOB NOT NULL, kept TEXT NOT NULL,
            PRIMARY KEY (tenant, series)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS dates (
            tenant TEXT NOT NULL, series BLOB NOT NULL, reservation BLOB NOT NULL,
            starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (tenant, series, reservation)) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = space_event(recorded)? else { return Ok(()) };
        let tenant = &recorded.metadata.tenant;
        match &event {
            SpaceEvent::SeriesMade(made) => return keep(rows, tenant, made.series, &Kept::made(made)),
            SpaceEvent::SeriesExtended(extended) => {
                return keep_on(rows, tenant, extended.series, |kept| kept.extended(extended));
            }
            SpaceEvent::SeriesChanged(changed) => {
                if changed.wished {
                    return Ok(());
                }
                let time = (changed.from, changed.to);
                return keep_on(rows, tenant, changed.series, |kept| Kept { time, ..kept });
            }
            // A clerk grants another time date by date.
            SpaceEvent::ReservationChanged(changed) if changed.granted => {
                note(rows, tenant, &changed.terms, changed.state)?;
                return keep_the_time_of_the_last(rows, tenant, &changed.terms);
            }
            _ => {}
        }
        match event.of_a_reservation() {
            Some((terms, state, _)) => note(rows, tenant, terms, state),
            None => Ok(()),
        }
    }
}

/// What is kept of a series beside its dates.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    resource: ResourceId,
    site: SiteId,
    member: MemberId,
    group: Option<GroupId>,
    purpose: Option<String>,
    zone: Zone,
    recurrence: Recurrence,
    refused: Vec<RefusedDate>,
    /// The time of day that its last dates have.
    time: (WallTime, WallTime),
}

impl Kept {
    fn made(made: &SeriesMade) -> Self {
        let SeriesMade { resource, site, member, group, purpose, zone, recurrence, refused, .. } =
            made.clone();
        let time = (recurrence.from, recurrence.to);
        Self { resource, site, member, group, purpose, zone, recurrence, refused, time }
    }

    /// With the new rule. What could not be had at first may have been added now.
    fn extended(self, extended: &SeriesExtended) -> Self {
        let SeriesExtended { recurrence, dates, refused: now_refused, .. } = extended.clone();
        let mut refused = self.refused;
        refused
            .retain(|old| !dates.contains(&old.date) && now_refused.iter().all(|new| new.date != old.date));
        refused.extend(now_refused);
        refused.sort_by_key(|refused| refused.date);
        let time = (recurrence.from, recurrence.to);
        Self { recurrence, refused, time, ..self }
    }
}

fn keep(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    series: SeriesId,
    kept: &Kept,
) -> Result<(), ProjectionError> {
    let kept = serde_json::to_string(kept)?;
    rows.prepare_cached("INSERT OR REPLACE INTO series VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_str(),
        series.uuid(),
        kept
    ])?;
    Ok(())
}

fn keep_on(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    series: SeriesId,
    and: impl FnOnce(Kept) -> Kept,
) -> Result<(), ProjectionError> {
    match kept(rows, tenant, series)? {
        Some(before) => keep(rows, tenant, series, &and(before)),
        None => Ok(()),
    }
}

fn keep_the_time_of_the_last(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    terms: &Terms,
) -> Result<(), ProjectionError> {
    let (Some(series), Some(time)) = (terms.series, local_time(terms)) else { return Ok(()) };
    let sql = "SELECT max(starts_at) FROM dates WHERE tenant = ?1 AND series = ?2";
    let of = params![tenant.as_str(), series.uuid()];
    let last: Option<i64> = rows.prepare_cached(sql)?.query_row(of, |row| row.get(0))?;
    if last != Some(terms.span.starts_at().as_second()) {
        return Ok(());
    }
    keep_on(rows, tenant, series, |kept| Kept { time, ..kept })
}

fn kept(rows: &Connection, tenant: &TenantId, series: SeriesId) -> rusqlite::Result<Option<Kept>> {
    rows.prepare_cached("SELECT kept FROM series WHERE tenant = ?1 AND series = ?2")?
        .query_row(params![tenant.as_str(), series.uuid()], |row| json(row, "kept"))
        .optional()
}

fn note(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    terms: &Terms,
    state: ReservationState,
) -> Result<(), ProjectionError> {
    let Some(series) = terms.series else { return Ok(()) };
    let sql = "INSERT OR REPLACE INTO dates VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        series.uuid(),
        terms.reservation.uuid(),
        terms.span.starts_at().as_second(),
        terms.span.ends_at().as_second(),
        word(&state)?,
    ])?;
    Ok(())
}

/// One series with its dates, by start.
///
/// # Errors
/// When the rows cannot be read.
pub fn series(rows: &Connection, tenant: &TenantId, wanted: SeriesId) -> rusqlite::Result<Option<Series>> {
    Ok(series_with_time(rows, tenant, wanted)?.map(|(series, _)| series))
}

/// The same, and the time of day that its last dates have.
///
/// # Errors
/// When the rows cannot be read.
pub fn series_with_time(
    rows: &Connection,
    tenant: &TenantId,
    id: SeriesId,
) -> rusqlite::Result<Option<(Series, (WallTime, WallTime))>> {
    let Some(kept) = kept(rows, tenant, id)? else { return Ok(None) };
    let dates = rows
        .prepare_cached(
            "SELECT reservation, starts_at, ends_at, state FROM dates
            WHERE tenant = ?1 AND series = ?2 ORDER BY starts_at, reservation",
        )?
        .query_map(params![tenant.as_str(), id.uuid()], read)?
        .collect::<rusqlite::Result<_>>()?;
    let Kept { resource, site, member, group, purpose, zone, recurrence, refused, time } = kept;
    let series = Series { id, resource, site, member, group, purpose, zone, recurrence, refused, dates };
    Ok(Some((series, time)))
}

fn read(row: &Row<'_>) -> rusqlite::Result<SeriesDate> {
    let reservation: ReservationId = id(row, "reservation")?;
    Ok(SeriesDate { reservation, span: read_span(row)?, state: read_word(row, "state")? })
}
