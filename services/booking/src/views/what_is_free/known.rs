//! The calendar of a resource, from rows: what is taken of it, and of what it shares its time with.

use std::sync::Arc;

use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::{BusyResource, Holiday, Resource},
    ids::Id as _,
    time::TimeSpan,
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::holidays;
use crate::{
    domain::{Calendar, Occupancy, Shared, Taken, Use, Uses},
    views::question::{read_span, read_span_of},
};

/// When not all of a resource can be had within a window; closed times only when they are asked for.
///
/// # Errors
/// When the rows cannot be read.
pub fn busy(
    rows: &Connection,
    tenant: &TenantId,
    resource: &Resource,
    window: TimeSpan,
    with_closed: bool,
) -> rusqlite::Result<BusyResource> {
    let known = Known::within(rows, tenant, resource, window, &mut holidays::Read::default())?;
    // What is busy does not change with the time at which it is asked.
    let calendar = known.calendar(window.starts_at());
    let busy = if with_closed {
        calendar.busy_times(window, &known.blocked)
    } else {
        calendar.taken_times(window, &known.blocked)
    };
    let definition = &resource.definition;
    Ok(BusyResource {
        resource: resource.id,
        site: definition.site,
        kind: definition.kind,
        name: definition.name.clone(),
        zone: resource.zone.clone(),
        units: definition.units,
        persons: definition.persons,
        vehicle: definition.vehicle.as_deref().copied(),
        window,
        busy,
    })
}

/// A resource, and what of it is taken within a window.
pub(super) struct Known {
    shared: Shared,
    own: Uses,
    by_relatives: Uses,
    /// What of all that is blocked.
    blocked: Occupancy,
    /// When its own reservations are, where that matters.
    reserved: Vec<TimeSpan>,
    holidays: Option<Arc<Vec<Holiday>>>,
}

impl Known {
    pub(super) fn within(
        rows: &Connection,
        tenant: &TenantId,
        resource: &Resource,
        window: TimeSpan,
        holidays: &mut holidays::Read,
    ) -> rusqlite::Result<Self> {
        let (zone, definition) = (resource.zone.clone(), resource.definition.clone());
        let units = definition.units;
        let mut known = Self {
            shared: Shared { id: resource.id, zone, definition },
            own: Uses::default(),
            by_relatives: Uses::default(),
            blocked: Occupancy::default(),
            reserved: reserved_within(rows, tenant, resource, window)?,
            holidays: holidays.of(rows, tenant, resource)?,
        };
        for piece in taken_within(rows, tenant, resource.id.uuid(), window)? {
            match piece {
                TakenPiece::Reserved(one) => known.own.reserve(one),
                TakenPiece::Blocked { span, units } => {
                    known.own.block(span, units);
                    known.blocked.take(span, units);
                }
            }
        }
        for relative in relatives_of(rows, tenant, resource)? {
            for piece in taken_within(rows, tenant, relative, window)? {
                match piece {
                    TakenPiece::Reserved(one) => known.by_relatives.reserve(one),
                    TakenPiece::Blocked { span, units: blocked } => {
                        known.by_relatives.block(span, blocked);
                        // A blocking of the whole blocks every unit of its parts.
                        known.blocked.take(span, units);
                    }
                }
            }
        }
        Ok(known)
    }

    pub(super) fn calendar(&self, now: Timestamp) -> Calendar<'_> {
        let units = self.shared.definition.units;
        let taken = Taken::new(units, Some(&self.own), [&self.by_relatives]);
        let holidays = self.holidays.as_ref().map_or(&[][..], |noted| noted.as_slice());
        Calendar::new(&self.shared, taken, now).knowing(holidays).beside(self.reserved.clone())
    }
}

/// What the resource shares its time with: what it is a part of, and its parts.
fn relatives_of(rows: &Connection, tenant: &TenantId, resource: &Resource) -> rusqlite::Result<Vec<Uuid>> {
    let mut statement = rows.prepare_cached(
        "WITH RECURSIVE
            wholes (id) AS (
                SELECT part_of FROM resources WHERE tenant = ?1 AND resource = ?2 AND part_of IS NOT NULL
                UNION SELECT r.part_of FROM wholes JOIN resources AS r ON r.tenant = ?1 AND r.resource = wholes.id
                WHERE r.part_of IS NOT NULL),
            parts (id) AS (
                SELECT resource FROM resources WHERE tenant = ?1 AND part_of = ?2
                UNION SELECT r.resource FROM parts JOIN resources AS r ON r.tenant = ?1 AND r.part_of = parts.id)
        SELECT id FROM wholes UNION SELECT id FROM parts",
    )?;
    statement.query_map(params![tenant.as_str(), resource.id.uuid()], |row| row.get(0))?.collect()
}

/// Time that is taken, whoever has it.
enum TakenPiece {
    Reserved(Use),
    Blocked { span: TimeSpan, units: u32 },
}

fn taken_within(
    rows: &Connection,
    tenant: &TenantId,
    resource: Uuid,
    window: TimeSpan,
) -> rusqlite::Result<Vec<TakenPiece>> {
    let mut statement = rows.prepare_cached(
        "SELECT starts_at, ends_at, units, reserved_from, reserved_to FROM taken
         WHERE tenant = ?1 AND resource = ?2 AND ends_at > ?3 AND starts_at < ?4 AND ends_at <= ?4 + (
             SELECT seconds FROM longest_taken WHERE tenant = ?1 AND resource = ?2)",
    )?;
    let (starts_at, ends_at) = (window.starts_at().as_second(), window.ends_at().as_second());
    let taken = statement.query_map(params![tenant.as_str(), resource, starts_at, ends_at], |row| {
        let held = read_span(row)?;
        Ok(match row.get::<_, Option<i64>>("reserved_from")? {
            None => TakenPiece::Blocked { span: held, units: row.get("units")? },
            Some(_) => {
                TakenPiece::Reserved(Use { span: read_span_of(row, ("reserved_from", "reserved_to"))?, held })
            }
        })
    })?;
    taken.collect()
}

/// The reservations themselves, where there is one a day.
fn reserved_within(
    rows: &Connection,
    tenant: &TenantId,
    resource: &Resource,
    window: TimeSpan,
) -> rusqlite::Result<Vec<TimeSpan>> {
    if !resource.definition.blocks.as_ref().is_some_and(|blocks| blocks.one_a_day) {
        return Ok(Vec::new());
    }
    let mut statement = rows.prepare_cached(
        "SELECT reserved_from AS starts_at, reserved_to AS ends_at FROM taken
         WHERE tenant = ?1 AND resource = ?2 AND ends_at > ?3 AND starts_at < ?4 AND reserved_from IS NOT NULL",
    )?;
    let (starts_at, ends_at) = (window.starts_at().as_second(), window.ends_at().as_second());
    let of = params![tenant.as_str(), resource.id.uuid(), starts_at, ends_at];
    statement.query_map(of, read_span)?.collect()
}
