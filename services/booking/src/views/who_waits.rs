//! Who waits? Places in the queues, in the order of the log: of a member, of a resource, at a site.

use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::{Wait, WaitState},
    ids::{GroupId, Id, MemberId, ReservationId, ResourceId, SiteId, WaitId},
    request::Page,
};
use nanum_runtime::{
    Projection, Recorded,
    cursor::cursor_at,
    rows::{self, json},
    view::ProjectionError,
};
use rusqlite::{
    Connection, Error, Row, Transaction, params,
    types::{Type, Value},
};
use uuid::Uuid;

use super::{
    question::{Question, read_span, read_word, word},
    resource_names::name_resource,
};
use crate::{
    aggregate::space_event,
    domain::{SpaceEvent, WaitTerms},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhoWaits;

/// Places by when they were taken: where a page ended.
pub type Place = i64;

/// Which places.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    pub resource: Option<ResourceId>,
    pub state: Option<WaitState>,
    pub beyond: Option<Place>,
    /// Rows at most.
    pub size: usize,
}

/// A place in a queue, and the space that it is for time of.
#[derive(Debug, Clone)]
pub struct Found {
    pub space: Uuid,
    pub wait: Wait,
}

// The place is counted when it is asked for: who leaves moves all behind them, and few are in a queue.
const COLUMNS: &str =
    "SELECT w.joined, w.wait, w.space, w.resource, w.site, w.member, w.holder_group, w.starts_at, w.ends_at, w.zone,
        w.persons, w.state, w.offered_until, w.reservation, n.name,
        CASE WHEN w.state IN ('waiting', 'offered') THEN
            (SELECT count(*) FROM waits AS b WHERE b.tenant = w.tenant AND b.resource = w.resource
                AND b.state IN ('waiting', 'offered') AND b.joined <= w.joined
                AND b.starts_at < w.ends_at AND w.starts_at < b.ends_at)
        END AS place
    FROM waits AS w JOIN resource_names AS n ON n.tenant = w.tenant AND n.resource = w.resource
    WHERE w.tenant =";

impl Projection<Recorded> for WhoWaits {
    const NAME: &'static str = "who_waits";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS resource_names (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (tenant, resource)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS waits (
            tenant TEXT NOT NULL, joined INTEGER NOT NULL, wait BLOB NOT NULL, space BLOB NOT NULL,
            resource BLOB NOT NULL, site BLOB NOT NULL, member BLOB NOT NULL, holder_group BLOB,
            starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, zone TEXT NOT NULL, persons INTEGER,
            state TEXT NOT NULL, offered_until INTEGER, reservation BLOB,
            PRIMARY KEY (tenant, joined, wait)) STRICT, WITHOUT ROWID;";
    const INDEXES: &'static str = "
        CREATE INDEX IF NOT EXISTS waits_by_id ON waits (tenant, wait);
        CREATE INDEX IF NOT EXISTS waits_of_member ON waits (tenant, member, joined);
        CREATE INDEX IF NOT EXISTS waits_at_site ON waits (tenant, site, joined);
        CREATE INDEX IF NOT EXISTS waits_of_resource ON waits (tenant, resource, joined)
            WHERE state IN ('waiting', 'offered');";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(());
        };
        let tenant = &recorded.metadata.tenant;
        let (offered_until, reservation) = match &event {
            SpaceEvent::ResourceAdded(event) => {
                return name_resource(rows, tenant, event.resource, &event.definition.name);
            }
            SpaceEvent::ResourceChanged(event) => {
                return name_resource(rows, tenant, event.resource, &event.definition.name);
            }
            SpaceEvent::WaitJoined(event) => {
                return add(rows, tenant, (space, recorded.position as i64), &event.terms);
            }
            SpaceEvent::WaitOffered(event) => (Some(event.until), None),
            SpaceEvent::WaitTaken(event) => (None, Some(event.reservation)),
            _ => (None, None),
        };
        match event.of_a_wait() {
            Some((terms, state)) => set_state(rows, tenant, terms.wait, (state, offered_until, reservation)),
            None => Ok(()),
        }
    }
}

fn add(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    (space, joined): (Uuid, i64),
    terms: &WaitTerms,
) -> Result<(), ProjectionError> {
    let sql = "INSERT OR REPLACE INTO waits
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, NULL, NULL)";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        joined,
        terms.wait.uuid(),
        space,
        terms.resource.uuid(),
        terms.site.uuid(),
        terms.member.uuid(),
        terms.group.map(Id::uuid),
        terms.span.starts_at().as_second(),
        terms.span.ends_at().as_second(),
        terms.zone.as_str(),
        terms.persons,
        word(&WaitState::Waiting)?,
    ])?;
    Ok(())
}

fn set_state(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    wait: WaitId,
    (state, offered_until, reservation): (WaitState, Option<Timestamp>, Option<ReservationId>),
) -> Result<(), ProjectionError> {
    let sql =
        "UPDATE waits SET state = ?3, offered_until = ?4, reservation = ?5 WHERE tenant = ?1 AND wait = ?2";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        wait.uuid(),
        word(&state)?,
        offered_until.map(Timestamp::as_millisecond),
        reservation.map(ReservationId::uuid),
    ])?;
    Ok(())
}

/// One place in a queue.
///
/// # Errors
/// When the rows cannot be read.
pub fn wait(rows: &Connection, tenant: &TenantId, id: WaitId) -> rusqlite::Result<Option<Found>> {
    let question = Question::of(COLUMNS, tenant).meeting("w.wait = ?", [Value::from(id.uuid())]);
    Ok(question.first(1, "w.wait", rows, read)?.pop().map(|(_, found)| found))
}

/// Places in queues in the order in which they were taken.
///
/// # Errors
/// When the rows cannot be read.
pub fn waits(rows: &Connection, tenant: &TenantId, wanted: &Wanted) -> rusqlite::Result<Page<Wait>> {
    let question = Question::of(COLUMNS, tenant)
        .only("w.member = ?", wanted.member.map(MemberId::uuid))
        .only("w.site = ?", wanted.site.map(SiteId::uuid))
        .only("w.resource = ?", wanted.resource.map(ResourceId::uuid))
        .only("w.state = ?", wanted.state.map(|state| word(&state)).transpose()?)
        .only("w.joined > ?", wanted.beyond);
    let found = question.first(wanted.size + 1, "w.joined", rows, read)?;
    let page = Page::from_overfull(found, wanted.size, |(joined, _)| cursor_at(joined));
    let rows = page.rows.into_iter().map(|(_, found)| found.wait).collect();
    Ok(Page { rows, next_cursor: page.next_cursor })
}

fn read(row: &Row<'_>) -> rusqlite::Result<(Place, Found)> {
    let until = row.get::<_, Option<i64>>("offered_until")?.map(Timestamp::from_millisecond).transpose();
    let wait = Wait {
        id: rows::id(row, "wait")?,
        resource: rows::id(row, "resource")?,
        resource_name: json(row, "name")?,
        site: rows::id(row, "site")?,
        member: rows::id(row, "member")?,
        group: row.get::<_, Option<Uuid>>("holder_group")?.map(GroupId::from_uuid),
        span: read_span(row)?,
        zone: read_word(row, "zone")?,
        persons: row.get("persons")?,
        state: read_word(row, "state")?,
        place: row.get("place")?,
        offered_until: until
            .map_err(|cause| Error::FromSqlConversionFailure(0, Type::Integer, Box::new(cause)))?,
        reservation: row.get::<_, Option<Uuid>>("reservation")?.map(ReservationId::from_uuid),
    };
    Ok((row.get("joined")?, Found { space: row.get("space")?, wait }))
}
