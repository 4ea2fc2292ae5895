//! What is in a series? Its rule as it was asked for, and where each of its reservations stands.

use nanum_contracts::{
    TenantId,
    booking::{ReservationState, Series, SeriesDate},
    ids::{Id as _, ReservationId, SeriesId},
};
use nanum_runtime::{
    Projection, Recorded,
    rows::{id, json},
    view::ProjectionError,
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::question::{read_span, read_word, word};
use crate::{
    aggregate::space_event,
    domain::{SeriesMade, SpaceEvent, Terms},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatIsInASeries;

impl Projection<Recorded> for WhatIsInASeries {
    const NAME: &'static str = "what_is_in_a_series";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS series (
            tenant TEXT NOT NULL, series BLOB NOT NULL, made TEXT NOT NULL,
            PRIMARY KEY (tenant, series)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS dates (
            tenant TEXT NOT NULL, series BLOB NOT NULL, reservation BLOB NOT NULL,
            starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (tenant, series, reservation)) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = space_event(recorded)? else { return Ok(()) };
        let tenant = &recorded.metadata.tenant;
        if let SpaceEvent::SeriesMade(made) = &event {
            return add(rows, tenant, made);
        }
        match event.of_a_reservation() {
            Some((terms, state, _)) => note(rows, tenant, terms, state),
            None => Ok(()),
        }
    }
}

fn add(rows: &Transaction<'_>, tenant: &TenantId, made: &SeriesMade) -> Result<(), ProjectionError> {
    let (series, made) = (made.series.uuid(), serde_json::to_string(made)?);
    rows.prepare_cached("INSERT OR REPLACE INTO series VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_str(),
        series,
        made
    ])?;
    Ok(())
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
    let key = params![tenant.as_str(), wanted.uuid()];
    let made = rows
        .prepare_cached("SELECT made FROM series WHERE tenant = ?1 AND series = ?2")?
        .query_row(key, |row| json::<SeriesMade>(row, "made"))
        .optional()?;
    let Some(made) = made else { return Ok(None) };
    let dates = rows
        .prepare_cached(
            "SELECT reservation, starts_at, ends_at, state FROM dates
            WHERE tenant = ?1 AND series = ?2 ORDER BY starts_at, reservation",
        )?
        .query_map(key, read)?
        .collect::<rusqlite::Result<_>>()?;
    let SeriesMade { series, resource, site, member, zone, recurrence, refused, .. } = made;
    Ok(Some(Series { id: series, resource, site, member, zone, recurrence, refused, dates }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<SeriesDate> {
    let reservation: ReservationId = id(row, "reservation")?;
    Ok(SeriesDate { reservation, span: read_span(row)?, state: read_word(row, "state")? })
}
