//! Resources that are looked for: by what they are, and by when they are free.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    TenantId,
    booking::{FreeDay, FreeResource, Resource, ResourceKind},
    ids::{Id, ResourceId, SiteId},
    request::Page,
    time::{TimeSpan, WallTime, Zone},
};
use nanum_runtime::{asker_is_gone, given_up};
use nanum_runtime::{cursor::cursor_at, rows};
use rusqlite::{
    Connection, OptionalExtension, Row, params,
    types::{Type, Value},
};

use super::{features, holidays, known::Known};
use crate::{
    domain::{on_date, window_that_matters},
    views::question::{Question, read_word, word},
};

/// Resources looked at in one go.
pub(super) const BATCH: usize = 100;
/// Most resources looked at for one page; a page that ends there says where to go on, though it may be short.
pub(super) const CANDIDATES_MAX: usize = 5_000;

/// Resources by name: where a page ended.
pub type Place = (String, ResourceId);

/// Which resources.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only this one.
    pub resource: Option<ResourceId>,
    pub site: Option<SiteId>,
    pub kind: Option<ResourceKind>,
    /// With place for so many.
    pub persons: Option<u32>,
    /// With each of these.
    pub equipment: Vec<String>,
    /// With each of these.
    pub accessibility: Vec<String>,
    /// Only those that everybody finds at the moment; all when absent.
    pub listed_at: Option<Timestamp>,
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

/// One resource.
///
/// # Errors
/// When the rows cannot be read.
pub fn resource(rows: &Connection, tenant: &TenantId, id: ResourceId) -> rusqlite::Result<Option<Resource>> {
    let question = Question::of(LISTED, tenant).meeting("resource = ?", [Value::from(id.uuid())]);
    let listed = question.first(1, "resource", rows, Listed::from_row)?.pop();
    Ok(listed.map(Listed::read).transpose()?.map(|(_, resource)| resource))
}

/// Resources by name.
///
/// # Errors
/// When the rows cannot be read.
pub fn resources(rows: &Connection, tenant: &TenantId, wanted: &Wanted) -> rusqlite::Result<Page<Resource>> {
    let found = candidates(rows, tenant, wanted, wanted.beyond.clone(), wanted.size + 1)?;
    let found = found.into_iter().map(Listed::read).collect::<rusqlite::Result<_>>()?;
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
    let mut holidays = holidays::Read::default();
    let (mut beyond, mut looked_at) = (wanted.beyond.clone(), 0);
    let mut there_is_more = true;
    while there_is_more && found.len() <= wanted.size && looked_at < CANDIDATES_MAX {
        let batch = candidates(rows, tenant, wanted, beyond.clone(), BATCH)?;
        there_is_more = batch.len() == BATCH;
        looked_at += batch.len();
        for candidate in batch {
            if asker_is_gone() {
                return Err(given_up());
            }
            beyond = Some(candidate.place.clone());
            if somebody_has_it(rows, tenant, &candidate, wished.span_in(&candidate.zone))? {
                continue;
            }
            let (place, resource) = candidate.read()?;
            if let Some(days) = free_as_wished(rows, tenant, &resource, wished, &mut holidays)? {
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

pub(super) fn candidates(
    rows: &Connection,
    tenant: &TenantId,
    wanted: &Wanted,
    beyond: Option<Place>,
    most: usize,
) -> rusqlite::Result<Vec<Listed>> {
    const HAS_FEATURE: &str = "EXISTS (SELECT 1 FROM features AS f
        WHERE f.tenant = r.tenant AND f.resource = r.resource AND f.feature = ?)";
    let kind = wanted.kind.map(|kind| word(&kind)).transpose()?;
    let mut question = Question::of(LISTED, tenant)
        .only("resource = ?", wanted.resource.map(ResourceId::uuid))
        .only("site = ?", wanted.site.map(SiteId::uuid))
        .only("kind = ?", kind)
        .only("(persons IS NULL OR persons >= ?)", wanted.persons);
    if let Some(now) = wanted.listed_at {
        let now = [Value::Integer(now.as_second()), Value::Integer(now.as_second())];
        question = question.meeting("listed_from <= ? AND ? < listed_until", now);
    }
    for feature in features(&wanted.equipment, &wanted.accessibility) {
        question = question.meeting(HAS_FEATURE, [Value::Text(feature)]);
    }
    if let Some((name, resource)) = beyond {
        let place = [Value::Text(name), Value::from(resource.uuid())];
        question = question.meeting("(sort_name, resource) > (?, ?)", place);
    }
    question.first(most, "sort_name, resource", rows, Listed::from_row)
}

/// What a row of the list is read from.
const LISTED: &str = "SELECT resource, sort_name, zone, units, definition FROM resources AS r WHERE tenant =";

/// A row of the list. Its definition is read only when it may be one that is looked for.
pub(super) struct Listed {
    pub(super) place: Place,
    zone: Zone,
    units: u32,
    definition: String,
}

impl Wished {
    /// The wished time, where it is all of a time.
    fn span_in(&self, zone: &Zone) -> Option<TimeSpan> {
        on_date(self.date, self.from?, self.to?, &zone.time_zone())
    }

    fn goes_past_midnight(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| to <= from && to.minute_of_day() > 0)
    }
}

impl Listed {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let place = (row.get("sort_name")?, rows::id(row, "resource")?);
        let (units, definition) = (row.get("units")?, row.get("definition")?);
        Ok(Self { place, zone: read_word(row, "zone")?, units, definition })
    }

    pub(super) fn read(self) -> rusqlite::Result<(Place, Resource)> {
        let definition = serde_json::from_str(&self.definition)
            .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(cause)))?;
        Ok((self.place.clone(), Resource { id: self.place.1, zone: self.zone, definition }))
    }
}

/// Whether one look shows that the wished time cannot be had: there is one unit, and somebody has some of that time.
/// What this leaves over the calendar decides.
pub(super) fn somebody_has_it(
    rows: &Connection,
    tenant: &TenantId,
    listed: &Listed,
    span: Option<TimeSpan>,
) -> rusqlite::Result<bool> {
    let (1, Some(span)) = (listed.units, span) else { return Ok(false) };
    let starts_at = rows
        .prepare_cached(
            "SELECT starts_at FROM taken WHERE tenant = ?1 AND resource = ?2 AND ends_at > ?3
             ORDER BY ends_at LIMIT 1",
        )?
        .query_row(params![tenant.as_str(), listed.place.1.uuid(), span.starts_at().as_second()], |row| {
            row.get::<_, i64>("starts_at")
        })
        .optional()?;
    Ok(starts_at.is_some_and(|starts_at| starts_at < span.ends_at().as_second()))
}

/// What is free on the date, and on the next when the wish goes on there; `None` when it is not as wished.
fn free_as_wished(
    rows: &Connection,
    tenant: &TenantId,
    resource: &Resource,
    wished: Wished,
    holidays: &mut holidays::Read,
) -> rusqlite::Result<Option<Vec<FreeDay>>> {
    let Some(window) = window_that_matters(&resource.definition, &resource.zone, wished.date) else {
        return Ok(None);
    };
    let known = Known::within(rows, tenant, resource, window, holidays)?;
    let calendar = known.calendar(wished.now);
    let day = calendar.free_day(wished.date);
    // Blocks are free one by one, and wished together.
    let free = if day.offers.is_empty() { calendar.free_onwards(wished.date) } else { day.offers.clone() };
    if !suits(resource, &free, wished) {
        return Ok(None);
    }
    let next = wished.date.tomorrow().ok().filter(|_| wished.goes_past_midnight());
    Ok(Some(std::iter::once(day).chain(next.map(|next| calendar.free_day(next))).collect()))
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
