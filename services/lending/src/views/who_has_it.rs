//! Who has it? Loans, open and ended, by borrower and by site.

use nanum_contracts::{
    TenantId,
    ids::{Id, LoanId, MemberId, SiteId},
    lending::Loan,
    request::Page,
};
use nanum_runtime::{
    Projection, Recorded,
    rows::{self, json, parsed},
    view::ProjectionError,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    columns::name_title,
    listing::{Cursor, Listing, Order},
};
use crate::{
    aggregate::title_event,
    domain::{LoanEnded, LoanStarted, TitleEvent},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhoHasIt;

/// Loans of a borrower or at a site, or both, newest first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    pub borrower: Option<MemberId>,
    pub site: Option<SiteId>,
    /// Only those still out.
    pub open_only: bool,
    pub beyond: Cursor,
    /// Loans at most.
    pub size: usize,
}

/// Columns as [`loan_of`] reads them.
const SELECT: &str =
    "SELECT started, loan, title, name, item, barcode, site, borrower, started_at, due_on, ended_at
    FROM loans JOIN title_names USING (tenant, title) WHERE tenant =";

/// One loan.
///
/// # Errors
/// When the view cannot be read.
pub fn loan(rows: &Connection, tenant: &TenantId, loan: LoanId) -> rusqlite::Result<Option<Loan>> {
    rows.prepare_cached(&format!("{SELECT} ?1 AND loan = ?2"))?
        .query_row(params![tenant.as_str(), loan.uuid()], |row| loan_of(row).map(|(_, loan)| loan))
        .optional()
}

/// A page of loans.
///
/// # Errors
/// When the view cannot be read.
pub fn loans(rows: &Connection, tenant: &TenantId, wanted: Wanted) -> rusqlite::Result<Page<Loan>> {
    Listing::of(SELECT, tenant)
        .only("borrower", wanted.borrower.map(MemberId::uuid))
        .only("site", wanted.site.map(SiteId::uuid))
        .that("ended_at IS NULL", wanted.open_only)
        .page(rows, ("started", Order::NewestFirst), (wanted.beyond, wanted.size), loan_of)
}

fn loan_of(row: &Row<'_>) -> rusqlite::Result<(i64, Loan)> {
    let ended_at: Option<String> = row.get("ended_at")?;
    let loan = Loan {
        id: rows::id(row, "loan")?,
        title: rows::id(row, "title")?,
        title_name: json(row, "name")?,
        item: rows::id(row, "item")?,
        barcode: row.get("barcode")?,
        site: rows::id(row, "site")?,
        borrower: rows::id(row, "borrower")?,
        started_at: parsed(row, "started_at")?,
        due_on: parsed(row, "due_on")?,
        ended_at: ended_at.map(|_| parsed(row, "ended_at")).transpose()?,
    };
    Ok((row.get("started")?, loan))
}

impl Projection<Recorded> for WhoHasIt {
    const NAME: &'static str = "who_has_it";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS title_names (
            tenant TEXT NOT NULL, title BLOB NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (tenant, title)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS loans (
            tenant TEXT NOT NULL, loan BLOB NOT NULL, started INTEGER NOT NULL, title BLOB NOT NULL, item BLOB NOT NULL,
            barcode TEXT NOT NULL, site BLOB NOT NULL, borrower BLOB NOT NULL, started_at TEXT NOT NULL,
            due_on TEXT NOT NULL, ended_at TEXT,
            PRIMARY KEY (tenant, loan)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS loans_by_age ON loans (tenant, started);
        CREATE INDEX IF NOT EXISTS loans_by_borrower ON loans (tenant, borrower, started);
        CREATE INDEX IF NOT EXISTS loans_by_site ON loans (tenant, site, started);
        CREATE INDEX IF NOT EXISTS open_loans ON loans (tenant, started) WHERE ended_at IS NULL;
        CREATE INDEX IF NOT EXISTS open_loans_by_borrower ON loans (tenant, borrower, started)
            WHERE ended_at IS NULL;
        CREATE INDEX IF NOT EXISTS open_loans_by_site ON loans (tenant, site, started) WHERE ended_at IS NULL;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let Some(event) = title_event(recorded)? else { return Ok(()) };
        let tenant = &recorded.metadata.tenant;
        match event {
            TitleEvent::TitleAdded(event) => name_title(rows, tenant, event.title, &event.definition.name),
            TitleEvent::TitleChanged(event) => name_title(rows, tenant, event.title, &event.definition.name),
            TitleEvent::LoanStarted(event) => start(rows, tenant, recorded.position as i64, &event),
            TitleEvent::LoanEnded(event) => end(rows, tenant, &event),
            TitleEvent::ItemAdded(_)
            | TitleEvent::ItemFreed(_)
            | TitleEvent::HoldPlaced(_)
            | TitleEvent::HoldReady(_)
            | TitleEvent::HoldFulfilled(_)
            | TitleEvent::HoldCancelled(_)
            | TitleEvent::HoldLapsed(_) => Ok(()),
        }
    }
}

fn start(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    position: i64,
    loan: &LoanStarted,
) -> Result<(), ProjectionError> {
    rows.prepare_cached("INSERT INTO loans VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL)")?
        .execute(params![
            tenant.as_str(),
            loan.loan.uuid(),
            position,
            loan.title.uuid(),
            loan.item.uuid(),
            loan.barcode.as_str(),
            loan.site.uuid(),
            loan.borrower.uuid(),
            loan.started_at.to_string(),
            loan.due_on.to_string()
        ])?;
    Ok(())
}

fn end(rows: &Transaction<'_>, tenant: &TenantId, loan: &LoanEnded) -> Result<(), ProjectionError> {
    rows.prepare_cached("UPDATE loans SET ended_at = ?3 WHERE tenant = ?1 AND loan = ?2")?
        .execute(params![tenant.as_str(), loan.loan.uuid(), loan.ended_at.to_string()])?;
    Ok(())
}
