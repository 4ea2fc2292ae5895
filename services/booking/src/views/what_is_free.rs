//! What is free? Resources with what is taken of them. What follows from it the domain says, with the functions that
//! decide.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    TenantId,
    booking::{FreeDay, FreeResource, Resource, ResourceDefinition, ResourceKind},
    ids::{Id, ResourceId, SiteId},
    request::Page,
    time::{TimeSpan, WallTime, Zone},
};
use nanum_runtime::{
    Projection, Recorded,
    cursor::cursor_at,
    rows::{self, json},
    view::ProjectionError,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, types::Value};
use uuid::Uuid;

use super::question::{Question, read_span, read_word, word};
use crate::{
    aggregate::space_event,
    domain::{
        Blocked, Calendar, Occupancy, Shared, SpaceEvent, Taken, Terms, WaitOffered, WaitTerms,
        limits::BUFFER_MINUTES_MAX, on_date, window_that_matters,
    },
};

/// Resources looked at in one go.
const BATCH: usize = 100;
/// Most resources looked at for one page; a page that ends there says where to go on, though it may be short.
const CANDIDATES_MAX: usize = 5_000;

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhatIsFree;

/// Resources by name: where a page ended.
pub type Place = (String, ResourceId);

/// Which resources.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub site: Option<SiteId>,
    pub kind: Option<ResourceKind>,
    /// With place for so many.
    pub persons: Option<u32>,
    /// With each of these.
    pub equipment: Vec<String>,
    /// With each of these.
    pub accessibility: Vec<String>,
    pub beyond: Option<Place>,
    /// Rows at most.
    pub size: usize,
}

/// When they shall be free.
#[derive(Debug, Clone, Copy)]
pub struct Wished {
    pub date: Date,
    /// With `to`: free for all of the time between; alone: free at some time after.
    pub from: Option<WallTime>,
    /// Alone: free at some time before.
    pub to: Option<WallTime>,
    pub now: Timestamp,
}

impl Projection<Recorded> for WhatIsFree {
    const NAME: &'static str = "what_is_free";
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS resources (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, site BLOB NOT NULL, kind TEXT NOT NULL, persons INTEGER,
            sort_name TEXT NOT NULL, zone TEXT NOT NULL, definition TEXT NOT NULL, space BLOB NOT NULL, part_of BLOB,
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
            PRIMARY KEY (tenant, resource, ends_at, by)) STRICT, WITHOUT ROWID;";

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
                release(rows, tenant, Piece { span: event.held_before(), ..Piece::of(&event.terms) })?;
                take_if_held(rows, tenant, &event.terms)
            }
            SpaceEvent::ReservationDecisionDue(_)
            | SpaceEvent::SeriesMade(_)
            | SpaceEvent::ReservationForgone(_)
            | SpaceEvent::WaiverDecided(_)
            | SpaceEvent::ChargeDue(_)
            | SpaceEvent::ChargeSettled(_)
            | SpaceEvent::ChargeWithdrawn(_)
            | SpaceEvent::RefundDue(_)
            | SpaceEvent::RefundSettled(_)
            | SpaceEvent::RefundWithdrawn(_) => Ok(()),
            SpaceEvent::ReservationLapsed(event) => release(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationRefused(event) => release(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::ReservationCancelled(event) => release(rows, tenant, Piece::of(&event.terms)),
            SpaceEvent::TimeBlocked(event) => take(rows, tenant, Piece::blocked(&event.blocked)),
            SpaceEvent::BlockingLifted(event) => release(rows, tenant, Piece::blocked(&event.blocked)),
            SpaceEvent::WaitOffered(event) => take(rows, tenant, Piece::offered(&event)),
            SpaceEvent::WaitOfferWithdrawn(_)
            | SpaceEvent::WaitTaken(_)
            | SpaceEvent::WaitDeclined(_)
            | SpaceEvent::WaitExpired(_) => match event.of_a_wait() {
                Some((terms, _)) => release_offer(rows, tenant, terms),
                None => Ok(()),
            },
            // Nothing was held for them.
            SpaceEvent::WaitJoined(_)
            | SpaceEvent::WaitLeft(_)
            | SpaceEvent::WaitLapsed(_)
            | SpaceEvent::DrawOpened(_)
            | SpaceEvent::DrawDrawn(_) => Ok(()),
        }
    }
}

/// Time taken on a calendar.
struct Piece {
    resource: ResourceId,
    span: TimeSpan,
    units: u32,
    /// The reservation or blocking.
    by: Uuid,
}

impl Piece {
    fn of(terms: &Terms) -> Self {
        let by = terms.reservation.uuid();
        Self { resource: terms.resource, span: terms.held(), units: 1, by }
    }

    fn offered(offered: &WaitOffered) -> Self {
        let by = offered.terms.wait.uuid();
        Self { resource: offered.terms.resource, span: offered.held(), units: 1, by }
    }

    fn blocked(blocked: &Blocked) -> Self {
        let by = blocked.blocking.uuid();
        Self { resource: blocked.resource, span: blocked.span, units: blocked.units, by }
    }
}

fn write_resource(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    space: Uuid,
    (resource, zone, definition): (ResourceId, &Zone, &ResourceDefinition),
) -> Result<(), ProjectionError> {
    let (tenant, resource) = (tenant.as_str(), resource.uuid());
    rows.prepare_cached("INSERT OR REPLACE INTO resources VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
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
    rows.prepare_cached("INSERT OR REPLACE INTO taken VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
        tenant.as_str(),
        piece.resource.uuid(),
        piece.span.ends_at().as_second(),
        piece.by,
        piece.span.starts_at().as_second(),
        piece.units,
    ])?;
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

/// Resources by name.
///
/// # Errors
/// When the rows cannot be read.
pub fn resources(rows: &Connection, tenant: &TenantId, wanted: &Wanted) -> rusqlite::Result<Page<Resource>> {
    let found = candidates(rows, tenant, wanted, wanted.beyond.clone(), wanted.size + 1)?;
    let page = Page::from_overfull(found, wanted.size, |(place, _)| cursor_at(place));
    Ok(Page { rows: page.rows.into_iter().map(|(_, row)| row).collect(), next_cursor: page.next_cursor })
}

/// Resources that are free as wished, by name, with their free times on the date.
///
/// # Errors
/// When the rows cannot be read.
pub fn free_on(
    rows: &Connection,
    tenant: &TenantId,
    wanted: &Wanted,
    wished: Wished,
) -> rusqlite::Result<Page<FreeResource>> {
    let mut found: Vec<(Place, FreeResource)> = Vec::new();
    let (mut beyond, mut looked_at) = (wanted.beyond.clone(), 0);
    let mut there_is_more = true;
    while there_is_more && found.len() <= wanted.size && looked_at < CANDIDATES_MAX {
        let batch = candidates(rows, tenant, wanted, beyond.clone(), BATCH)?;
        there_is_more = batch.len() == BATCH;
        looked_at += batch.len();
        for (place, resource) in batch {
            beyond = Some(place.clone());
            let free = free_times_on(rows, tenant, &resource, wished)?;
            if suits(&resource, &free, wished) {
                let days = vec![FreeDay { date: wished.date, free }];
                found.push((place, FreeResource { resource, days }));
            }
            if found.len() > wanted.size {
                break;
            }
        }
    }
    let page = Page::from_overfull(found, wanted.size, |(place, _)| cursor_at(place));
    let stopped_at = beyond.filter(|_| there_is_more).map(|place| cursor_at(&place));
    let next_cursor = page.next_cursor.or(stopped_at);
    Ok(Page { rows: page.rows.into_iter().map(|(_, row)| row).collect(), next_cursor })
}

fn candidates(
    rows: &Connection,
    tenant: &TenantId,
    wanted: &Wanted,
    beyond: Option<Place>,
    most: usize,
) -> rusqlite::Result<Vec<(Place, Resource)>> {
    const HAS_FEATURE: &str = "EXISTS (SELECT 1 FROM features AS f
        WHERE f.tenant = r.tenant AND f.resource = r.resource AND f.feature = ?)";
    let kind = wanted.kind.map(|kind| word(&kind)).transpose()?;
    let mut question = Question::of(
        "SELECT resource, sort_name, zone, definition FROM resources AS r WHERE tenant =",
        tenant,
    )
    .only("site = ?", wanted.site.map(SiteId::uuid))
    .only("kind = ?", kind)
    .only("(persons IS NULL OR persons >= ?)", wanted.persons);
    for feature in features(&wanted.equipment, &wanted.accessibility) {
        question = question.meeting(HAS_FEATURE, [Value::Text(feature)]);
    }
    if let Some((name, resource)) = beyond {
        let place = [Value::Text(name), Value::from(resource.uuid())];
        question = question.meeting("(sort_name, resource) > (?, ?)", place);
    }
    question.first(most, "sort_name, resource", rows, read_resource)
}

fn read_resource(row: &Row<'_>) -> rusqlite::Result<(Place, Resource)> {
    let id: ResourceId = rows::id(row, "resource")?;
    let (zone, definition) = (read_word(row, "zone")?, json(row, "definition")?);
    Ok(((row.get("sort_name")?, id), Resource { id, zone, definition }))
}

fn free_times_on(
    rows: &Connection,
    tenant: &TenantId,
    resource: &Resource,
    wished: Wished,
) -> rusqlite::Result<Vec<TimeSpan>> {
    let Some(window) = window_that_matters(&resource.definition, &resource.zone, wished.date) else {
        return Ok(Vec::new());
    };
    let own = taken_within(rows, tenant, resource.id.uuid(), window)?;
    let mut by_relatives = Occupancy::default();
    for relative in relatives_of(rows, tenant, resource)? {
        taken_within(rows, tenant, relative, window)?
            .into_iter()
            .for_each(|(span, units)| by_relatives.take(span, units));
    }
    let mut occupancy = Occupancy::default();
    own.into_iter().for_each(|(span, units)| occupancy.take(span, units));
    let shared =
        Shared { id: resource.id, zone: resource.zone.clone(), definition: resource.definition.clone() };
    let taken = Taken::new(resource.definition.units, Some(&occupancy), [&by_relatives]);
    Ok(Calendar::new(&shared, taken, wished.now).free_times(wished.date))
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

fn taken_within(
    rows: &Connection,
    tenant: &TenantId,
    resource: Uuid,
    window: TimeSpan,
) -> rusqlite::Result<Vec<(TimeSpan, u32)>> {
    let mut statement = rows.prepare_cached(
        "SELECT starts_at, ends_at, units FROM taken
         WHERE tenant = ?1 AND resource = ?2 AND ends_at > ?3 AND starts_at < ?4",
    )?;
    let (starts_at, ends_at) = (window.starts_at().as_second(), window.ends_at().as_second());
    let taken = statement.query_map(params![tenant.as_str(), resource, starts_at, ends_at], |row| {
        Ok((read_span(row)?, row.get("units")?))
    })?;
    taken.collect()
}

/// Whether the free times are as wished.
fn suits(resource: &Resource, free: &[TimeSpan], wished: Wished) -> bool {
    let (Some(from), Some(to)) =
        (wished.from.or_else(midnight), wished.to.or(Some(WallTime::MIDNIGHT_AT_END)))
    else {
        return false;
    };
    let Some(span) = on_date(wished.date, from, to, &resource.zone.time_zone()) else { return false };
    if wished.from.is_some() && wished.to.is_some() {
        free.iter().any(|free| free.contains(span))
    } else {
        free.iter().any(|free| free.overlaps(span))
    }
}

fn midnight() -> Option<WallTime> {
    WallTime::try_from("00:00".to_owned()).ok()
}

/// By what resources are put in order: the name in its first language.
fn sort_name(definition: &ResourceDefinition) -> String {
    definition.name.iter().next().map(|(_, name)| name.to_lowercase()).unwrap_or_default()
}

fn features<'a>(equipment: &'a [String], accessibility: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let equipment = equipment.iter().map(|word| format!("equipment:{word}"));
    equipment.chain(accessibility.iter().map(|word| format!("accessibility:{word}")))
}
