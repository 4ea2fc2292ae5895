//! What is shared in the network: the hub.
//!
//! Listings, sites and tenants are kept apart and joined when asked, so that a renamed site shows in all its listings
//! and a listing shows only when everything it names is known.
//!
//! A search reads the words of the listings one after the other until its page is full. `examples/hub_search_time.rs`
//! measures it: with 100,000 listings of 400 bytes each, a debug build fills a page of common words in about 10 ms and
//! looks for a word that occurs nowhere in 0.2 to 0.4 s; SQLite built for speed does the latter in 0.13 s.

use jiff::Timestamp;
use nanum_bus::Delivered;
use nanum_contracts::{
    LocalizedText, TenantId,
    booking::{BookingEvent, ResourceDefinition},
    ids::{Id, ResourceId, SiteId, TitleId},
    lending::{LendingEvent, TitleDefinition},
    membership::{MembershipEvent, SiteDefinition, TenantDefinition},
    reporting::{Listing, ListingKind, Shared},
    time::Zone,
};
use nanum_runtime::{Projection, rows, view::ProjectionError};
use rusqlite::{Connection, Row, ToSql, Transaction, params, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::to_string as json;

use super::{Happened, read};
use crate::search_text::{Word, findable, folded, in_all_languages};

/// The view of others' events.
#[derive(Debug)]
pub struct WhatIsShared;

impl Projection<Delivered> for WhatIsShared {
    const NAME: &'static str = "what_is_shared";
    const VERSION: u32 = 4;
    const SCHEMA: &'static str = "
        -- What a search reads, and no more, in the order of the hub: a search for a rare word reads all of it.
        -- `place` orders the listings of a tenant: by name, then by id. `words` is all that a search may find. From
        -- `listed_from` up to, not including, `listed_until`, in seconds, everybody finds it.
        CREATE TABLE IF NOT EXISTS listings (
            tenant TEXT NOT NULL, place TEXT NOT NULL, shared_id TEXT NOT NULL, site BLOB NOT NULL, words TEXT NOT NULL,
            position INTEGER NOT NULL, listed_from INTEGER NOT NULL, listed_until INTEGER NOT NULL,
            PRIMARY KEY (tenant, place)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX IF NOT EXISTS listings_by_id ON listings (tenant, shared_id);
        -- What a listing shows.
        CREATE TABLE IF NOT EXISTS details (
            tenant TEXT NOT NULL, shared_id TEXT NOT NULL, shared TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
            description TEXT, creator TEXT, attributes TEXT NOT NULL, PRIMARY KEY (tenant, shared_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sites (
            tenant TEXT NOT NULL, site BLOB NOT NULL, words TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
            latitude REAL NOT NULL, longitude REAL NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (tenant, site)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS tenants (
            tenant TEXT PRIMARY KEY, words TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, delivered: &Delivered) -> Result<(), ProjectionError> {
        match read(delivered)? {
            Some(Happened::Booking(BookingEvent::ResourceAdded(event))) => {
                list(rows, delivered, &Entry::of_resource(event.resource, &event.zone, *event.definition)?)
            }
            Some(Happened::Booking(BookingEvent::ResourceChanged(event))) => {
                list(rows, delivered, &Entry::of_resource(event.resource, &event.zone, *event.definition)?)
            }
            Some(Happened::Lending(LendingEvent::TitleAdded(event))) => {
                list(rows, delivered, &Entry::of_title(event.title, event.definition)?)
            }
            Some(Happened::Lending(LendingEvent::TitleChanged(event))) => {
                list(rows, delivered, &Entry::of_title(event.title, event.definition)?)
            }
            Some(Happened::Membership(MembershipEvent::SiteOpened(event))) => {
                keep_site(rows, delivered, event.site, &event.definition)
            }
            Some(Happened::Membership(MembershipEvent::SiteChanged(event))) => {
                keep_site(rows, delivered, event.site, &event.definition)
            }
            Some(Happened::Membership(MembershipEvent::TenantAdmitted(event))) => {
                keep_tenant(rows, delivered, &event.definition)
            }
            Some(Happened::Membership(MembershipEvent::TenantChanged(event))) => {
                keep_tenant(rows, delivered, &event.definition)
            }
            _ => Ok(()),
        }
    }
}

/// By so many letters of their names listings are put in order: enough for people, and few enough for a cursor.
const PLACE_LENGTH_MAX: usize = 100;

/// What a listing shows of a resource or a title.
struct Entry {
    id: String,
    shared: Shared,
    kind: ListingKind,
    /// The kind, as it is written.
    kind_word: String,
    site: SiteId,
    name: LocalizedText,
    description: Option<LocalizedText>,
    creator: Option<String>,
    attributes: Vec<String>,
    /// From when until when everybody finds it, in seconds.
    listed: (i64, i64),
}

impl Entry {
    fn of_resource(
        resource: ResourceId,
        zone: &Zone,
        definition: ResourceDefinition,
    ) -> Result<Self, ProjectionError> {
        let listed = definition.publication.listed_seconds(zone);
        let mut attributes = definition.equipment;
        attributes.extend(definition.accessibility);
        Ok(Self {
            id: resource.to_string(),
            shared: Shared::Resource(resource),
            kind: ListingKind::Resource(definition.kind),
            kind_word: json(&definition.kind)?,
            site: definition.site,
            name: definition.name,
            description: definition.description,
            creator: None,
            attributes,
            listed,
        })
    }

    fn of_title(title: TitleId, definition: TitleDefinition) -> Result<Self, ProjectionError> {
        Ok(Self {
            id: title.to_string(),
            shared: Shared::Title(title),
            kind: ListingKind::Title(definition.kind),
            kind_word: json(&definition.kind)?,
            site: definition.site,
            name: definition.name,
            description: definition.description,
            creator: definition.creator,
            attributes: Vec::new(),
            listed: (i64::MIN, i64::MAX),
        })
    }

    fn words(&self) -> String {
        let mut texts = vec![self.kind_word.replace('"', "")];
        texts.extend(self.description.as_ref().map(in_all_languages));
        texts.extend(self.creator.clone());
        texts.extend(self.attributes.iter().cloned());
        findable(&in_all_languages(&self.name), &texts.join("\n"))
    }

    /// No two listings share a place: the id ends it.
    fn place(&self) -> String {
        let name = folded(self.name.iter().next().map_or("", |(_, name)| name));
        let begins: String = name.chars().take(PLACE_LENGTH_MAX).collect();
        format!("{begins}\n{}", self.id)
    }
}

fn list(rows: &Transaction<'_>, delivered: &Delivered, entry: &Entry) -> Result<(), ProjectionError> {
    let tenant = delivered.tenant.as_str();
    let newer = rows
        .prepare_cached(
            "INSERT INTO listings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (tenant, shared_id) DO UPDATE SET place = excluded.place, site = excluded.site,
                 words = excluded.words, position = excluded.position,
                 listed_from = excluded.listed_from, listed_until = excluded.listed_until
             WHERE excluded.position > position",
        )?
        .execute(params![
            tenant,
            entry.place(),
            entry.id,
            entry.site.uuid(),
            entry.words(),
            delivered.mark.position as i64,
            entry.listed.0,
            entry.listed.1
        ])?;
    if newer == 0 {
        return Ok(());
    }
    rows.prepare_cached("INSERT OR REPLACE INTO details VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(
        params![
            tenant,
            entry.id,
            json(&entry.shared)?,
            json(&entry.kind)?,
            json(&entry.name)?,
            entry.description.as_ref().map(json).transpose()?,
            entry.creator,
            json(&entry.attributes)?
        ],
    )?;
    Ok(())
}

fn keep_site(
    rows: &Transaction<'_>,
    delivered: &Delivered,
    site: SiteId,
    definition: &SiteDefinition,
) -> Result<(), ProjectionError> {
    let words = findable(&in_all_languages(&definition.name), &definition.address);
    rows.prepare_cached(
        "INSERT INTO sites VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (tenant, site) DO UPDATE SET words = excluded.words, name = excluded.name,
             address = excluded.address, latitude = excluded.latitude, longitude = excluded.longitude,
             position = excluded.position
         WHERE excluded.position > position",
    )?
    .execute(params![
        delivered.tenant.as_str(),
        site.uuid(),
        words,
        json(&definition.name)?,
        definition.address,
        definition.latitude,
        definition.longitude,
        delivered.mark.position as i64
    ])?;
    Ok(())
}

/// An admission stands in the network's scope; the tenant is the one that it names.
fn keep_tenant(
    rows: &Transaction<'_>,
    delivered: &Delivered,
    definition: &TenantDefinition,
) -> Result<(), ProjectionError> {
    let words = findable(&in_all_languages(&definition.name), definition.slug.as_str());
    rows.prepare_cached(
        "INSERT INTO tenants VALUES (?1, ?2, ?3, ?4) ON CONFLICT (tenant) DO UPDATE
         SET words = excluded.words, name = excluded.name, position = excluded.position
         WHERE excluded.position > position",
    )?
    .execute(params![
        definition.slug.as_str(),
        words,
        json(&definition.name)?,
        delivered.mark.position as i64
    ])?;
    Ok(())
}

/// Where a page ended: a place among all listings, not a listing. What stood there may have moved away since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    tenant: String,
    place: String,
}

/// A listing, and where it stands.
#[derive(Debug)]
pub struct Found {
    /// Where it stands.
    pub place: Place,
    /// What it shows.
    pub listing: Listing,
}

/// Listings that everybody finds at a moment and in which every word occurs, by tenant and name, after a place on.
///
/// # Errors
/// When the rows cannot be read.
pub fn with_words(
    connection: &Connection,
    words: &[Word],
    tenant: Option<&TenantId>,
    after: Option<Place>,
    (now, size): (Timestamp, usize),
) -> rusqlite::Result<Vec<Found>> {
    // CROSS JOIN keeps the order of reading: listings as they stand, and details only of what is found.
    let mut sql =
        "SELECT listings.tenant, listings.place, tenants.name AS tenant_name, shared, kind, details.name, description,
            creator, listings.site, sites.name AS site_name, address, latitude, longitude, attributes
        FROM listings
        CROSS JOIN tenants ON tenants.tenant = listings.tenant
        CROSS JOIN sites ON sites.tenant = listings.tenant AND sites.site = listings.site
        CROSS JOIN details ON details.tenant = listings.tenant AND details.shared_id = listings.shared_id
        WHERE listings.listed_from <= ?1 AND ?1 < listings.listed_until"
            .to_owned();
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(now.as_second())];
    // A word is looked for as it stands: instr knows no wildcards.
    for word in words {
        let columns: &[&str] = match names_a_place(connection, word)? {
            true => &["listings.words", "sites.words", "tenants.words"],
            false => &["listings.words"],
        };
        let forms = || columns.iter().flat_map(|column| word.0.iter().map(move |form| (column, form)));
        let conditions: Vec<String> = forms().map(|(column, _)| format!("instr({column}, ?)")).collect();
        sql += &format!(" AND ({})", conditions.join(" OR "));
        values.extend(forms().map(|(_, form)| Box::new(form.clone()) as Box<dyn ToSql>));
    }
    if let Some(tenant) = tenant {
        sql += " AND listings.tenant = ?";
        values.push(Box::new(tenant.as_str().to_owned()));
    }
    if let Some(Place { tenant, place }) = after {
        sql += " AND (listings.tenant, listings.place) > (?, ?)";
        values.extend([Box::new(tenant) as Box<dyn ToSql>, Box::new(place)]);
    }
    sql += " ORDER BY listings.tenant, listings.place LIMIT ?";
    values.push(Box::new(size as i64));
    let mut statement = connection.prepare_cached(&sql)?;
    let all = statement.query_map(params_from_iter(values), found)?;
    all.collect()
}

/// Whether any site or tenant has the word. Most words are of things only; their listings are then judged alone, without
/// looking up the site and the tenant of each, which takes longer than the judging.
fn names_a_place(connection: &Connection, word: &Word) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM sites WHERE instr(words, ?1))
             OR EXISTS (SELECT 1 FROM tenants WHERE instr(words, ?1))",
    )?;
    for form in &word.0 {
        if statement.query_row([form], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let place = Place { tenant: row.get("tenant")?, place: row.get("place")? };
    Ok(Found { place, listing: listing(row)? })
}

fn listing(row: &Row<'_>) -> rusqlite::Result<Listing> {
    let described: Option<String> = row.get("description")?;
    Ok(Listing {
        tenant: rows::parsed(row, "tenant")?,
        tenant_name: rows::json(row, "tenant_name")?,
        shared: rows::json(row, "shared")?,
        kind: rows::json(row, "kind")?,
        name: rows::json(row, "name")?,
        description: described.map(|_| rows::json(row, "description")).transpose()?,
        creator: row.get("creator")?,
        site: rows::id(row, "site")?,
        site_name: rows::json(row, "site_name")?,
        address: row.get("address")?,
        latitude: row.get("latitude")?,
        longitude: row.get("longitude")?,
        attributes: rows::json(row, "attributes")?,
    })
}
