//! What is free? Resources with what is taken of them. What follows from it the domain says, with the functions that
//! decide.

mod finding;
mod holidays;
mod instead;
mod known;

use nanum_contracts::{
    TenantId,
    booking::ResourceDefinition,
    ids::{Id, ResourceId},
    time::{TimeSpan, Zone},
};
use nanum_runtime::{Projection, Recorded, view::ProjectionError};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::question::word;
use crate::{
    aggregate::space_event,
    domain::{Blocked, SpaceEvent, Terms, WaitTerms, beside, limits::BUFFER_MINUTES_MAX},
};

pub use self::{
    finding::{Place, Wanted, Wished, free_on, resource, resources},
    holidays::spaces_that_ask,
    instead::{Soonest, first_free, others_instead},
    known::busy,
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatIsFree;

impl Projection<Recorded> for WhatIsFree {
    const NAME: &'static str = "what_is_free";
    const VERSION: u32 = 8;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS resources (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, site BLOB NOT NULL, kind TEXT NOT NULL, persons INTEGER,
            sort_name TEXT NOT NULL, zone TEXT NOT NULL, definition TEXT NOT NULL, space BLOB NOT NULL, part_of BLOB,
            units INTEGER NOT NULL,
            listed_from INTEGER NOT NULL, listed_until INTEGER NOT NULL, asks_for_holidays INTEGER NOT NULL,
            PRIMARY KEY (tenant, resource)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS resources_by_name ON resources (tenant, sort_name, resource);
        CREATE INDEX IF NOT EXISTS resources_of_site ON resources (tenant, site, sort_name, resource);
        CREATE INDEX IF NOT EXISTS parts ON resources (tenant, part_of) WHERE part_of IS NOT NULL;
        CREATE TABLE IF NOT EXISTS features (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, feature TEXT NOT NULL,
            PRIMARY KEY (tenant, resource, feature)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS taken (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, ends_at INTEGER NOT NULL, by BLOB NOT NULL,
            starts_at INTEGER NOT NULL, units INTEGER NOT NULL,
            -- What is reserved or offered, without the time to prepare and to clean; of a blocking nothing.
            reserved_from INTEGER, reserved_to INTEGER,
            PRIMARY KEY (tenant, resource, ends_at, by)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS longest_taken (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, seconds INTEGER NOT NULL,
            PRIMARY KEY (tenant, resource)) STRICT, WITHOUT ROWID;
        -- Which holidays a space knows: the same as most others of its tenant, so they are written once.
        CREATE TABLE IF NOT EXISTS noted (
            tenant TEXT NOT NULL, space BLOB NOT NULL, revision INTEGER NOT NULL,
            PRIMARY KEY (tenant, space)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS holidays (
            tenant TEXT NOT NULL, revision INTEGER NOT NULL, holidays TEXT NOT NULL,
            PRIMARY KEY (tenant, revision)) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(());
        };
        let tenant = &recorded.metadata.tenant;
        match event {
            SpaceEvent::ResourceAdded(event) => {
                write_resource(rows, tenant, space, (event.resource, &event.zone, &event.definition))
            }
            SpaceEvent::ResourceChanged(event) => {
                write_resource(rows, tenant, space, (event.resource, &event.zone, &event.definition))
            }
            SpaceEvent::ReservationRequested(event) => take_if_held(rows, tenant, &event.terms),
            SpaceEvent::ReservationConfirmed(event) => take(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationRestored(event) => take_if_held(rows, tenant, &event.terms),
            // What did not hold its time while it waited does from now on.
            SpaceEvent::ReservationAccepted(event) => take(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationChanged(event) => {
                // What was wished and is granted was held beside it.
                for span in beside(event.terms.held(), event.held_before()) {
                    release(rows, tenant, Piece { span, ..Piece::of(&event.terms) })?;
                }
                release(rows, tenant, Piece { span: event.held_before(), ..Piece::of(&event.terms) })?;
                take_if_held(rows, tenant, &event.terms)
            }
            SpaceEvent::ChangeRequested(event) => {
                for piece in event.instead_of.iter().flat_map(|it| Piece::wished(it, &event.terms)) {
                    release(rows, tenant, piece)?;
                }
                let mut pieces = Piece::wished(&event.wished, &event.terms).into_iter();
                pieces.try_for_each(|piece| take(rows, tenant, piece))
            }
            SpaceEvent::ChangeNotGranted(event) => {
                let mut pieces = Piece::wished(&event.wished, &event.terms).into_iter();
                pieces.try_for_each(|piece| release(rows, tenant, piece))
            }
            SpaceEvent::ReservationDecisionDue(_)
            | SpaceEvent::SeriesMade(_)
            | SpaceEvent::SeriesChanged(_)
            | SpaceEvent::SeriesCancelled(_)
            | SpaceEvent::SeriesExtended(_)
            | SpaceEvent::ReservationForgone(_)
            | SpaceEvent::WaiverDecided(_)
            | SpaceEvent::ReservationCheckedIn(_)
            | SpaceEvent::CodeMistaken(_)
            | SpaceEvent::ChargeDue(_)
            | SpaceEvent::ChargeSettled(_)
            | SpaceEvent::ChargeWithdrawn(_)
            | SpaceEvent::RefundDue(_)
            | SpaceEvent::RefundSettled(_)
            | SpaceEvent::RefundWithdrawn(_) => Ok(()),
            SpaceEvent::ReservationLapsed(event) => release(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationRefused(event) => release(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationCancelled(event) => release(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationReleased(event) if event.terms.frees_time() => {
                release(rows, tenant, Piece::of(&event.terms))
            }
            SpaceEvent::ReservationReleased(_) => Ok(()),
            SpaceEvent::TimeBlocked(event) => take(rows, tenant, Piece::blocked(&event.blocked)),
            SpaceEvent::BlockingLifted(event) => release(rows, tenant, Piece::blocked(&event.blocked)),
            SpaceEvent::HolidaysNoted(event) => holidays::note(rows, tenant, space, &event),
            // What was set aside first is offered then: the hold stays one row.
            SpaceEvent::WaitSetAside(event) => take(rows, tenant, Piece::offered(&event.terms, event.held())),
            SpaceEvent::WaitOffered(event) => take(rows, tenant, Piece::offered(&event.terms, event.held())),
            SpaceEvent::WaitOfferWithdrawn(_)
            | SpaceEvent::WaitPassedOver(_)
            | SpaceEvent::WaitLeft(_)
            | SpaceEvent::WaitLapsed(_)
            | SpaceEvent::WaitTaken(_)
            | SpaceEvent::WaitDeclined(_)
            | SpaceEvent::WaitExpired(_) => match event.of_a_wait() {
                Some((terms, _)) => release_offer(rows, tenant, terms),
                None => Ok(()),
            },
            // Nothing was held for them.
            SpaceEvent::WaitJoined(_) | SpaceEvent::DrawOpened(_) | SpaceEvent::DrawDrawn(_) => Ok(()),
        }
    }
}

/// Time taken on a calendar.
struct Piece {
    resource: ResourceId,
    span: TimeSpan,
    units: u32,
    /// The reservation, the wait that it is offered to, or the blocking.
    by: Uuid,
    /// Unless it is blocked: its own time, without what it takes to prepare and to clean.
    reserved: Option<TimeSpan>,
}

impl Piece {
    fn of(terms: &Terms) -> Self {
        let by = terms.reservation.uuid();
        let reserved = Some(terms.span);
        Self { resource: terms.resource, span: terms.held(), units: 1, by, reserved }
    }

    /// What a wish takes beside what somebody has.
    fn wished(wished: &Terms, had: &Terms) -> Vec<Self> {
        let further = if wished.unheld { Vec::new() } else { wished.held_beside(had) };
        further.into_iter().map(|span| Self { span, ..Self::of(wished) }).collect()
    }

    fn offered(terms: &WaitTerms, held: TimeSpan) -> Self {
        let (by, reserved) = (terms.wait.uuid(), Some(terms.span));
        Self { resource: terms.resource, span: held, units: 1, by, reserved }
    }

    fn blocked(blocked: &Blocked) -> Self {
        let by = blocked.blocking.uuid();
        Self { resource: blocked.resource, span: blocked.span, units: blocked.units, by, reserved: None }
    }
}

fn write_resource(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    space: Uuid,
    (resource, zone, definition): (ResourceId, &Zone, &ResourceDefinition),
) -> Result<(), ProjectionError> {
    let (tenant, resource) = (tenant.as_str(), resource.uuid());
    let listed = definition.publication.listed_seconds(zone);
    rows.prepare_cached(
        "INSERT OR REPLACE INTO resources VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        tenant,
        resource,
        definition.site.uuid(),
        word(&definition.kind)?,
        definition.persons,
        sort_name(definition),
        zone.as_str(),
        serde_json::to_string(definition)?,
        space,
        definition.part_of.map(ResourceId::uuid),
        definition.units,
        listed.0,
        listed.1,
        definition.asks_for_holidays(),
    ])?;
    rows.prepare_cached("DELETE FROM features WHERE tenant = ?1 AND resource = ?2")?
        .execute(params![tenant, resource])?;
    let mut insert = rows.prepare_cached("INSERT OR IGNORE INTO features VALUES (?1, ?2, ?3)")?;
    for feature in features(&definition.equipment, &definition.accessibility) {
        insert.execute(params![tenant, resource, feature])?;
    }
    Ok(())
}

fn take(rows: &Transaction<'_>, tenant: &TenantId, piece: Piece) -> Result<(), ProjectionError> {
    let (tenant, resource) = (tenant.as_str(), piece.resource.uuid());
    let (starts_at, ends_at) = (piece.span.starts_at().as_second(), piece.span.ends_at().as_second());
    rows.prepare_cached("INSERT OR REPLACE INTO taken VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(
        params![
            tenant,
            resource,
            ends_at,
            piece.by,
            starts_at,
            piece.units,
            piece.reserved.map(|span| span.starts_at().as_second()),
            piece.reserved.map(|span| span.ends_at().as_second()),
        ],
    )?;
    rows.prepare_cached(
        "INSERT INTO longest_taken VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET seconds = excluded.seconds WHERE excluded.seconds > seconds",
    )?
    .execute(params![tenant, resource, ends_at - starts_at])?;
    Ok(())
}

/// A request that does not hold its time takes none.
fn take_if_held(rows: &Transaction<'_>, tenant: &TenantId, terms: &Terms) -> Result<(), ProjectionError> {
    if terms.unheld { Ok(()) } else { take(rows, tenant, Piece::of(terms)) }
}

fn release(rows: &Transaction<'_>, tenant: &TenantId, piece: Piece) -> Result<(), ProjectionError> {
    let statement = "DELETE FROM taken WHERE tenant = ?1 AND resource = ?2 AND ends_at = ?3 AND by = ?4";
    rows.prepare_cached(statement)?.execute(params![
        tenant.as_str(),
        piece.resource.uuid(),
        piece.span.ends_at().as_second(),
        piece.by,
    ])?;
    Ok(())
}

/// What an offer held is told by the offer only: its span, and the longest time to clean at most.
fn release_offer(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    terms: &WaitTerms,
) -> Result<(), ProjectionError> {
    let statement =
        "DELETE FROM taken WHERE tenant = ?1 AND resource = ?2 AND ends_at BETWEEN ?3 AND ?4 AND by = ?5";
    let ends_at = terms.span.ends_at().as_second();
    rows.prepare_cached(statement)?.execute(params![
        tenant.as_str(),
        terms.resource.uuid(),
        ends_at,
        ends_at + i64::from(BUFFER_MINUTES_MAX) * 60,
        terms.wait.uuid(),
    ])?;
    Ok(())
}

/// The space that a resource is in.
///
/// # Errors
/// When the rows cannot be read.
pub fn space_of(
    rows: &Connection,
    tenant: &TenantId,
    resource: ResourceId,
) -> rusqlite::Result<Option<Uuid>> {
    rows.prepare_cached("SELECT space FROM resources WHERE tenant = ?1 AND resource = ?2")?
        .query_row(params![tenant.as_str(), resource.uuid()], |row| row.get("space"))
        .optional()
}

/// By so many letters of their names resources are put in order: enough for people, and few enough for a cursor.
const SORT_NAME_LENGTH_MAX: usize = 100;

/// By what resources are put in order: the name in its first language.
fn sort_name(definition: &ResourceDefinition) -> String {
    let first = definition.name.iter().next().map_or("", |(_, name)| name);
    first.to_lowercase().chars().take(SORT_NAME_LENGTH_MAX).collect()
}

fn features<'a>(equipment: &'a [String], accessibility: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let equipment = equipment.iter().map(|word| format!("equipment:{word}"));
    equipment.chain(accessibility.iter().map(|word| format!("accessibility:{word}")))
}
