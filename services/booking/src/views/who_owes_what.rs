//! Who owes what? What is to be paid and to be given back for reservations, of a member, at a site.

use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::{Charge, ChargeKind, ChargeState, Owed},
    ids::{ChargeId, Id as _, MemberId, ResourceId, SiteId},
    request::Page,
};
use nanum_runtime::{
    Projection, Recorded,
    cursor::cursor_at,
    rows::{json, parsed},
    view::ProjectionError,
};
use rusqlite::{
    Connection, Error, Row, Transaction, params,
    types::{Type, Value},
};
use uuid::Uuid;

use super::question::{Question, read_word, word};
use crate::{aggregate::space_event, domain::SpaceEvent};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhoOwesWhat;

/// Entries in the order in which they came to be: where a page ended.
pub type Place = (i64, ChargeId);

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    pub state: Option<ChargeState>,
    pub beyond: Option<Place>,
    /// Rows at most.
    pub size: usize,
}

/// An entry, and the space in which it is kept.
#[derive(Debug, Clone)]
pub struct Found {
    pub space: Uuid,
    pub charge: Charge,
}

const COLUMNS: &str = "SELECT charge, space, kind, state, owed, due_since, pay_by, reference
    FROM charges WHERE tenant =";

impl Projection<Recorded> for WhoOwesWhat {
    const NAME: &'static str = "who_owes_what";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS charges (
            tenant TEXT NOT NULL, charge TEXT NOT NULL, space TEXT NOT NULL, site TEXT NOT NULL, member TEXT NOT NULL,
            kind TEXT NOT NULL, state TEXT NOT NULL, owed TEXT NOT NULL, due_since INTEGER NOT NULL, pay_by INTEGER,
            reference TEXT,
            PRIMARY KEY (tenant, charge)) STRICT, WITHOUT ROWID;";
    const INDEXES: &'static str = "
        CREATE INDEX IF NOT EXISTS charges_in_order ON charges (tenant, due_since, charge);
        CREATE INDEX IF NOT EXISTS charges_of_member ON charges (tenant, member, due_since, charge);
        CREATE INDEX IF NOT EXISTS charges_at_site ON charges (tenant, site, due_since, charge);";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(());
        };
        let tenant = &recorded.metadata.tenant;
        match event.of_money() {
            None => Ok(()),
            Some((owed, kind, ChargeState::Due)) => {
                let pay_by = match &event {
                    SpaceEvent::ChargeDue(due) => due.pay_by,
                    _ => None,
                };
                add(rows, tenant, space, (owed, kind), recorded.metadata.recorded_at, pay_by)
            }
            Some((owed, _, state)) => {
                let reference = match &event {
                    SpaceEvent::ChargeSettled(settled) => settled.reference.as_deref(),
                    SpaceEvent::RefundSettled(settled) => settled.reference.as_deref(),
                    _ => None,
                };
                let sql = "UPDATE charges SET state = ?3, reference = ?4 WHERE tenant = ?1 AND charge = ?2";
                let charge = owed.charge.to_string();
                rows.prepare_cached(sql)?.execute(params![
                    tenant.as_str(),
                    charge,
                    word(&state)?,
                    reference
                ])?;
                Ok(())
            }
        }
    }
}

fn add(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    space: Uuid,
    (owed, kind): (&Owed, ChargeKind),
    due_since: Timestamp,
    pay_by: Option<Timestamp>,
) -> Result<(), ProjectionError> {
    let sql = "INSERT OR REPLACE INTO charges VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL)";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        owed.charge.to_string(),
        ResourceId::from_uuid(space).to_string(),
        owed.site.to_string(),
        owed.member.to_string(),
        word(&kind)?,
        word(&ChargeState::Due)?,
        serde_json::to_string(owed)?,
        due_since.as_second(),
        pay_by.map(Timestamp::as_second),
    ])?;
    Ok(())
}

/// One entry.
///
/// # Errors
/// When the rows cannot be read.
pub fn charge(rows: &Connection, tenant: &TenantId, id: ChargeId) -> rusqlite::Result<Option<Found>> {
    let question = Question::of(COLUMNS, tenant).meeting("charge = ?", [Value::Text(id.to_string())]);
    Ok(question.first(1, "charge", rows, read)?.pop())
}

/// Entries in the order in which they came to be.
///
/// # Errors
/// When the rows cannot be read.
pub fn charges(rows: &Connection, tenant: &TenantId, wanted: &Wanted) -> rusqlite::Result<Page<Charge>> {
    let mut question = Question::of(COLUMNS, tenant)
        .only("member = ?", wanted.member.map(|member| member.to_string()))
        .only("site = ?", wanted.site.map(|site| site.to_string()))
        .only("state = ?", wanted.state.map(|state| word(&state)).transpose()?);
    if let Some((due_since, charge)) = wanted.beyond {
        let place = [Value::Integer(due_since), Value::Text(charge.to_string())];
        question = question.meeting("(due_since, charge) > (?, ?)", place);
    }
    let found = question.first(wanted.size + 1, "due_since, charge", rows, read)?;
    let found = found.into_iter().map(|found| found.charge).collect();
    Ok(Page::from_overfull(found, wanted.size, |row: &Charge| {
        cursor_at(&(row.due_since.as_second(), row.owed.charge))
    }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Found> {
    let space: ResourceId = parsed(row, "space")?;
    let moment = |second| {
        let read = Timestamp::from_second(second);
        read.map_err(|cause| Error::FromSqlConversionFailure(0, Type::Integer, Box::new(cause)))
    };
    let pay_by: Option<i64> = row.get("pay_by")?;
    let charge = Charge {
        kind: read_word(row, "kind")?,
        state: read_word(row, "state")?,
        owed: json(row, "owed")?,
        due_since: moment(row.get("due_since")?)?,
        pay_by: pay_by.map(moment).transpose()?,
        reference: row.get("reference")?,
    };
    Ok(Found { space: space.uuid(), charge })
}
