//! What resources, titles, sites and tenants are called, as a message names them.

use nanum_bus::Delivered;
use nanum_contracts::{
    Language, LocalizedText, TenantId, WireError, WireEvent,
    booking::{self, BookingEvent},
    ids::{Id, SiteId},
    lending::{self, LendingEvent},
    membership::{self, MembershipEvent, SiteDefinition, TenantDefinition},
};
use nanum_runtime::{Projection, rows, view::ProjectionError};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What a site is called, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteCalled {
    pub name: LocalizedText,
    pub address: String,
}

impl From<SiteDefinition> for SiteCalled {
    fn from(definition: SiteDefinition) -> Self {
        Self { name: definition.name, address: definition.address }
    }
}

/// What a tenant is called, and which language it speaks first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantCalled {
    pub name: LocalizedText,
    pub language: Language,
}

impl From<TenantDefinition> for TenantCalled {
    fn from(definition: TenantDefinition) -> Self {
        Self { language: definition.default_language(), name: definition.name }
    }
}

/// The view of others' events.
#[derive(Debug)]
pub struct WhatIsItCalled;

impl WhatIsItCalled {
    /// Whose events it follows.
    pub const FOLLOWS: [&'static str; 3] = [booking::SERVICE, lending::SERVICE, membership::SERVICE];
}

impl Projection<Delivered> for WhatIsItCalled {
    const NAME: &'static str = "what_is_it_called";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        -- Resources and titles: their ids tell them apart.
        CREATE TABLE IF NOT EXISTS things (
            tenant TEXT NOT NULL, thing TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant, thing)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sites (
            tenant TEXT NOT NULL, site BLOB NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
            PRIMARY KEY (tenant, site)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS tenants (
            tenant TEXT PRIMARY KEY, name TEXT NOT NULL, language TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, delivered: &Delivered) -> Result<(), ProjectionError> {
        let applied = match delivered.service.as_str() {
            booking::SERVICE => apply_booking(rows, delivered),
            lending::SERVICE => apply_lending(rows, delivered),
            membership::SERVICE => apply_membership(rows, delivered),
            _ => Ok(()),
        };
        match applied {
            // Others may say more one day than is known today; it is nothing to name.
            Err(ProjectionError::Event(WireError::UnknownName { .. })) => Ok(()),
            applied => applied,
        }
    }
}

fn decode<E: WireEvent>(delivered: &Delivered) -> Result<E, WireError> {
    delivered.event.decode(&delivered.service)
}

fn apply_booking(rows: &Transaction<'_>, delivered: &Delivered) -> Result<(), ProjectionError> {
    let (resource, definition) = match decode(delivered)? {
        BookingEvent::ResourceAdded(event) => (event.resource, event.definition),
        BookingEvent::ResourceChanged(event) => (event.resource, event.definition),
        _ => return Ok(()),
    };
    call_thing(rows, &delivered.tenant, &resource.to_string(), &definition.name)
}

fn apply_lending(rows: &Transaction<'_>, delivered: &Delivered) -> Result<(), ProjectionError> {
    let (title, definition) = match decode(delivered)? {
        LendingEvent::TitleAdded(event) => (event.title, event.definition),
        LendingEvent::TitleChanged(event) => (event.title, event.definition),
        _ => return Ok(()),
    };
    call_thing(rows, &delivered.tenant, &title.to_string(), &definition.name)
}

fn apply_membership(rows: &Transaction<'_>, delivered: &Delivered) -> Result<(), ProjectionError> {
    match decode(delivered)? {
        MembershipEvent::TenantAdmitted(event) => call_tenant(rows, event.definition),
        MembershipEvent::TenantChanged(event) => call_tenant(rows, event.definition),
        MembershipEvent::SiteOpened(event) => {
            call_site(rows, &delivered.tenant, event.site, &event.definition)
        }
        MembershipEvent::SiteChanged(event) => {
            call_site(rows, &delivered.tenant, event.site, &event.definition)
        }
        MembershipEvent::MemberRegistered(_)
        | MembershipEvent::RolesAssigned(_)
        | MembershipEvent::MemberErased(_)
        | MembershipEvent::MemberSuspended(_)
        | MembershipEvent::SuspensionLifted(_) => Ok(()),
    }
}

fn call_thing(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    thing: &str,
    name: &LocalizedText,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("INSERT OR REPLACE INTO things VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_str(),
        thing,
        serde_json::to_string(name)?
    ])?;
    Ok(())
}

fn call_site(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    site: SiteId,
    definition: &SiteDefinition,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("INSERT OR REPLACE INTO sites VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        tenant.as_str(),
        site.uuid(),
        serde_json::to_string(&definition.name)?,
        definition.address
    ])?;
    Ok(())
}

/// An admission stands in the network's scope; the tenant is the one that it names.
fn call_tenant(rows: &Transaction<'_>, definition: TenantDefinition) -> Result<(), ProjectionError> {
    let tenant = definition.slug.clone();
    let TenantCalled { name, language } = definition.into();
    rows.prepare_cached("INSERT OR REPLACE INTO tenants VALUES (?1, ?2, ?3)")?.execute(params![
        tenant.as_str(),
        serde_json::to_string(&name)?,
        language.as_str()
    ])?;
    Ok(())
}

/// What a resource or title is called, by its id.
///
/// # Errors
/// When the row cannot be read.
pub fn thing(
    connection: &Connection,
    tenant: &TenantId,
    id: &str,
) -> rusqlite::Result<Option<LocalizedText>> {
    connection
        .prepare_cached("SELECT name FROM things WHERE tenant = ?1 AND thing = ?2")?
        .query_row(params![tenant.as_str(), id], |row| rows::json(row, "name"))
        .optional()
}

/// What a site is called, and where it is.
///
/// # Errors
/// When the row cannot be read.
pub fn site(connection: &Connection, tenant: &TenantId, id: SiteId) -> rusqlite::Result<Option<SiteCalled>> {
    connection
        .prepare_cached("SELECT name, address FROM sites WHERE tenant = ?1 AND site = ?2")?
        .query_row(params![tenant.as_str(), id.uuid()], |row| {
            Ok(SiteCalled { name: rows::json(row, "name")?, address: row.get("address")? })
        })
        .optional()
}

/// What a tenant is called, and which language it speaks first.
///
/// # Errors
/// When the row cannot be read.
pub fn tenant(connection: &Connection, tenant: &TenantId) -> rusqlite::Result<Option<TenantCalled>> {
    connection
        .prepare_cached("SELECT name, language FROM tenants WHERE tenant = ?1")?
        .query_row([tenant.as_str()], |row| {
            Ok(TenantCalled { name: rows::json(row, "name")?, language: rows::parsed(row, "language")? })
        })
        .optional()
}
