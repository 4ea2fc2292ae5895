//! Whose reservations? Of a member, at a site, within a time, in a state.

use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::{CalendarEntry, CheckIn, Reservation, ReservationState},
    ids::{DrawId, GroupId, Id, MemberId, ReservationId, SeriesId, SiteId},
    request::Page,
    time::TimeSpan,
};
use nanum_runtime::{
    Projection, Recorded,
    cursor::cursor_at,
    rows::{self, json},
    view::ProjectionError,
};
use rusqlite::{
    Connection, Error, OptionalExtension as _, Row, Transaction, params,
    types::{Type, Value, ValueRef},
};
use uuid::Uuid;

use super::{
    question::{Question, read_moment, read_span, read_word, word},
    resource_names::name_resource,
};
use crate::{
    aggregate::space_event,
    domain::{ReservationRefused, SpaceEvent, Terms},
};

/// The projection.
#[derive(Debug, Clone, Copy)]
pub struct WhoseReservations;

/// Reservations by start: where a page ended.
pub type Place = (i64, ReservationId);

/// Which reservations.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    /// Those that end after this.
    pub from: Option<Timestamp>,
    /// Those that start before this.
    pub to: Option<Timestamp>,
    pub state: Option<ReservationState>,
    /// Only what waits for a clerk.
    pub waiting: bool,
    pub beyond: Option<Place>,
    /// Rows at most.
    pub size: usize,
}

/// A reservation, and the space whose calendar it is on.
#[derive(Debug, Clone)]
pub struct Found {
    pub space: Uuid,
    pub reservation: Reservation,
    pub past: Past,
}

/// How a reservation came to be as it is.
#[derive(Debug, Clone, Copy)]
pub struct Past {
    /// How often it has changed since it was made.
    pub changes: u32,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

impl Past {
    /// Of one that is made now.
    fn begins(now: Timestamp) -> Self {
        Self { changes: 0, made_at: now, changed_at: now }
    }

    fn changes(self, now: Timestamp) -> Self {
        Self { changes: self.changes.saturating_add(1), changed_at: now, ..self }
    }
}

impl From<Found> for CalendarEntry {
    fn from(Found { reservation, past, .. }: Found) -> Self {
        let Past { changes, made_at, changed_at } = past;
        Self { reservation, changes, made_at, changed_at }
    }
}

const COLUMNS: &str =
    "SELECT r.reservation, r.space, r.resource, r.site, r.member, r.starts_at, r.ends_at, r.zone,
        r.persons, r.rules_set_aside, r.series, r.state, r.reason, r.holder_group, r.price, r.changes, r.made_at,
        r.changed_at, r.decide_by, r.unheld, r.given_to_another, r.draw, r.not_drawn, r.check_in, r.wish, n.name
    FROM reservations AS r JOIN resource_names AS n ON n.tenant = r.tenant AND n.resource = r.resource
    WHERE r.tenant =";

impl Projection<Recorded> for WhoseReservations {
    const NAME: &'static str = "whose_reservations";
    const VERSION: u32 = 9;
    const SCHEMA: &'static str = "
        CREATE TABLE IF NOT EXISTS resource_names (
            tenant TEXT NOT NULL, resource BLOB NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (tenant, resource)) STRICT, WITHOUT ROWID;
        -- By start: people reserve for the days to come, so what is written together lies together. By id, which is
        -- random, every event would change another page.
        CREATE TABLE IF NOT EXISTS reservations (
            tenant TEXT NOT NULL, starts_at INTEGER NOT NULL, reservation BLOB NOT NULL, ends_at INTEGER NOT NULL,
            state TEXT NOT NULL, space BLOB NOT NULL, resource BLOB NOT NULL, site BLOB NOT NULL, member BLOB NOT NULL,
            zone TEXT NOT NULL, persons INTEGER, rules_set_aside INTEGER NOT NULL, series BLOB, reason TEXT,
            holder_group BLOB, price TEXT, changes INTEGER NOT NULL, made_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL, decide_by INTEGER, unheld INTEGER NOT NULL,
            given_to_another INTEGER NOT NULL, draw BLOB, not_drawn INTEGER NOT NULL, check_in TEXT,
            -- What is wished in its place, while it waits for a clerk.
            wish TEXT, waits INTEGER NOT NULL AS (state = 'requested' OR wish IS NOT NULL),
            PRIMARY KEY (tenant, starts_at, reservation)) STRICT, WITHOUT ROWID;";
    // Those of a member or site end with what conditions read, so that rows left out need not be looked up.
    const INDEXES: &'static str = "
        CREATE INDEX IF NOT EXISTS reservations_by_id ON reservations (tenant, reservation);
        CREATE INDEX IF NOT EXISTS reservations_of_member
            ON reservations (tenant, member, starts_at, reservation, ends_at, state);
        CREATE INDEX IF NOT EXISTS reservations_at_site
            ON reservations (tenant, site, starts_at, reservation, ends_at, state);
        CREATE INDEX IF NOT EXISTS reservations_waiting
            ON reservations (tenant, site, starts_at, reservation) WHERE waits = 1;";

    fn apply(&self, rows: &Transaction<'_>, recorded: &Recorded) -> Result<(), ProjectionError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(());
        };
        let tenant = &recorded.metadata.tenant;
        let now = recorded.metadata.recorded_at;
        match event {
            SpaceEvent::ResourceAdded(event) => {
                name_resource(rows, tenant, event.resource, &event.definition.name)
            }
            SpaceEvent::ResourceChanged(event) => {
                name_resource(rows, tenant, event.resource, &event.definition.name)
            }
            SpaceEvent::ReservationRequested(event) => {
                add(rows, tenant, space, (&event.terms, ReservationState::Requested), Past::begins(now))
            }
            SpaceEvent::ReservationConfirmed(event) => {
                add(rows, tenant, space, (&event.terms, ReservationState::Confirmed), Past::begins(now))
            }
            SpaceEvent::ReservationAccepted(event) => {
                set_price(rows, tenant, &event.terms)?;
                set_check_in(rows, tenant, &event.terms)?;
                set_state(rows, tenant, &event.terms, (ReservationState::Confirmed, None), now)
            }
            SpaceEvent::ReservationRefused(event) => {
                note_who_got_it(rows, tenant, &event)?;
                let why = Some(event.reason.as_str()).filter(|reason| !reason.is_empty());
                set_state(rows, tenant, &event.terms, (ReservationState::Refused, why), now)
            }
            SpaceEvent::ReservationLapsed(event) => {
                set_state(rows, tenant, &event.terms, (ReservationState::Refused, None), now)
            }
            SpaceEvent::ReservationCancelled(event) => {
                let why = event.reason.as_deref();
                set_state(rows, tenant, &event.terms, (ReservationState::Cancelled, why), now)
            }
            SpaceEvent::ReservationChanged(event) => {
                let past = remove(rows, tenant, event.before, event.terms.reservation)?;
                let past = past.map_or(Past::begins(now), |past| past.changes(now));
                add(rows, tenant, space, (&event.terms, event.state), past)
            }
            SpaceEvent::ReservationRestored(event) => {
                let past = remove(rows, tenant, event.terms.span, event.terms.reservation)?;
                let past = past.map_or(Past::begins(now), |past| past.changes(now));
                add(rows, tenant, space, (&event.terms, event.state), past)
            }
            SpaceEvent::ChangeRequested(event) => set_wish(rows, tenant, &event.terms, Some(&event.wished)),
            SpaceEvent::ChangeNotGranted(event) => set_wish(rows, tenant, &event.terms, None),
            SpaceEvent::WaiverDecided(event) => set_price(rows, tenant, &event.terms),
            SpaceEvent::ReservationCheckedIn(event) => set_check_in(rows, tenant, &event.terms),
            SpaceEvent::ReservationReleased(event) => {
                set_state(rows, tenant, &event.terms, (ReservationState::Released, None), now)
            }
            SpaceEvent::ReservationDecisionDue(_)
            | SpaceEvent::SeriesMade(_)
            | SpaceEvent::SeriesChanged(_)
            | SpaceEvent::SeriesCancelled(_)
            | SpaceEvent::SeriesExtended(_)
            | SpaceEvent::ReservationForgone(_)
            | SpaceEvent::TimeBlocked(_)
            | SpaceEvent::BlockingLifted(_)
            | SpaceEvent::HolidaysNoted(_)
            | SpaceEvent::ChargeDue(_)
            | SpaceEvent::ChargeSettled(_)
            | SpaceEvent::ChargeWithdrawn(_)
            | SpaceEvent::RefundDue(_)
            | SpaceEvent::RefundSettled(_)
            | SpaceEvent::RefundWithdrawn(_)
            | SpaceEvent::CodeMistaken(_)
            | SpaceEvent::WaitJoined(_)
            | SpaceEvent::WaitOffered(_)
            | SpaceEvent::WaitOfferWithdrawn(_)
            | SpaceEvent::WaitSetAside(_)
            | SpaceEvent::WaitPassedOver(_)
            | SpaceEvent::WaitTaken(_)
            | SpaceEvent::WaitDeclined(_)
            | SpaceEvent::WaitExpired(_)
            | SpaceEvent::WaitLeft(_)
            | SpaceEvent::WaitLapsed(_)
            | SpaceEvent::DrawOpened(_)
            | SpaceEvent::DrawDrawn(_) => Ok(()),
        }
    }
}

fn add(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    space: Uuid,
    (terms, state): (&Terms, ReservationState),
    past: Past,
) -> Result<(), ProjectionError> {
    let sql = "INSERT OR REPLACE INTO reservations
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, NULL, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
            FALSE, ?21, FALSE, ?22, NULL)";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        terms.span.starts_at().as_second(),
        terms.reservation.uuid(),
        terms.span.ends_at().as_second(),
        word(&state)?,
        space,
        terms.resource.uuid(),
        terms.site.uuid(),
        terms.member.uuid(),
        terms.zone.as_str(),
        terms.persons,
        terms.rules_set_aside,
        terms.series.map(SeriesId::uuid),
        terms.group.map(Id::uuid),
        price_of(terms)?,
        past.changes,
        past.made_at.as_second(),
        past.changed_at.as_second(),
        terms.decide_by.map(Timestamp::as_millisecond),
        terms.unheld,
        terms.draw.map(DrawId::uuid),
        check_in_of(terms)?,
    ])?;
    Ok(())
}

/// Whether somebody else got the time, and whether by lot.
fn note_who_got_it(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    event: &ReservationRefused,
) -> Result<(), ProjectionError> {
    let sql = "UPDATE reservations SET given_to_another = ?3, not_drawn = ?4 WHERE tenant = ?1 AND reservation = ?2";
    let (tenant, reservation) = (tenant.as_str(), event.terms.reservation.uuid());
    rows.prepare_cached(sql)?.execute(params![
        tenant,
        reservation,
        event.lost_to.is_some(),
        event.not_drawn
    ])?;
    Ok(())
}

/// Removes a reservation from where it stands by its start, and tells its past.
fn remove(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    span: TimeSpan,
    reservation: ReservationId,
) -> Result<Option<Past>, ProjectionError> {
    let sql = "DELETE FROM reservations WHERE tenant = ?1 AND starts_at = ?2 AND reservation = ?3
        RETURNING changes, made_at, changed_at";
    let key = params![tenant.as_str(), span.starts_at().as_second(), reservation.uuid()];
    Ok(rows.prepare_cached(sql)?.query_row(key, read_past).optional()?)
}

fn set_price(rows: &Transaction<'_>, tenant: &TenantId, terms: &Terms) -> Result<(), ProjectionError> {
    let sql = "UPDATE reservations SET price = ?3 WHERE tenant = ?1 AND reservation = ?2";
    let (tenant, reservation) = (tenant.as_str(), terms.reservation.uuid());
    rows.prepare_cached(sql)?.execute(params![tenant, reservation, price_of(terms)?])?;
    Ok(())
}

/// What is wished changes nothing of what somebody has, nor of its entry in a calendar.
fn set_wish(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    terms: &Terms,
    wish: Option<&Terms>,
) -> Result<(), ProjectionError> {
    let wish = wish.map(|wish| serde_json::to_string(&wish.as_wished())).transpose()?;
    let sql = "UPDATE reservations SET wish = ?3 WHERE tenant = ?1 AND reservation = ?2";
    let (tenant, reservation) = (tenant.as_str(), terms.reservation.uuid());
    rows.prepare_cached(sql)?.execute(params![tenant, reservation, wish])?;
    Ok(())
}

fn set_check_in(rows: &Transaction<'_>, tenant: &TenantId, terms: &Terms) -> Result<(), ProjectionError> {
    let sql = "UPDATE reservations SET check_in = ?3 WHERE tenant = ?1 AND reservation = ?2";
    let (tenant, reservation) = (tenant.as_str(), terms.reservation.uuid());
    rows.prepare_cached(sql)?.execute(params![tenant, reservation, check_in_of(terms)?])?;
    Ok(())
}

/// When it is checked in to. The code stands nowhere.
fn check_in_of(terms: &Terms) -> Result<Option<String>, ProjectionError> {
    let check_in = terms.check_in.as_deref().map(CheckIn::from);
    Ok(check_in.map(|check_in| serde_json::to_string(&check_in)).transpose()?)
}

/// What it costs, without the rules by which it came to be.
fn price_of(terms: &Terms) -> Result<Option<String>, ProjectionError> {
    let price = terms.price.as_ref().map(|priced| serde_json::to_string(&priced.price));
    Ok(price.transpose()?)
}

fn set_state(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    terms: &Terms,
    (state, reason): (ReservationState, Option<&str>),
    now: Timestamp,
) -> Result<(), ProjectionError> {
    let sql = "UPDATE reservations SET state = ?4, reason = ?5, changes = changes + 1, changed_at = ?6
        WHERE tenant = ?1 AND starts_at = ?2 AND reservation = ?3";
    rows.prepare_cached(sql)?.execute(params![
        tenant.as_str(),
        terms.span.starts_at().as_second(),
        terms.reservation.uuid(),
        word(&state)?,
        reason,
        now.as_second()
    ])?;
    Ok(())
}

/// One reservation.
///
/// # Errors
/// When the rows cannot be read.
pub fn reservation(
    rows: &Connection,
    tenant: &TenantId,
    id: ReservationId,
) -> rusqlite::Result<Option<Found>> {
    let question = Question::of(COLUMNS, tenant).meeting("r.reservation = ?", [Value::from(id.uuid())]);
    Ok(question.first(1, "r.reservation", rows, read)?.pop())
}

/// Reservations by start.
///
/// # Errors
/// When the rows cannot be read.
pub fn reservations(
    rows: &Connection,
    tenant: &TenantId,
    wanted: &Wanted,
) -> rusqlite::Result<Page<Reservation>> {
    let mut question = Question::of(COLUMNS, tenant)
        .only("r.member = ?", wanted.member.map(MemberId::uuid))
        .only("r.site = ?", wanted.site.map(SiteId::uuid))
        .only("r.ends_at > ?", wanted.from.map(Timestamp::as_second))
        .only("r.starts_at < ?", wanted.to.map(second_at_or_after))
        .only("r.state = ?", wanted.state.map(|state| word(&state)).transpose()?);
    if wanted.waiting {
        question = question.meeting("r.waits = 1", []);
    }
    if let Some((starts_at, reservation)) = wanted.beyond {
        let place = [Value::Integer(starts_at), Value::from(reservation.uuid())];
        question = question.meeting("(r.starts_at, r.reservation) > (?, ?)", place);
    }
    let found = question.first(wanted.size + 1, "r.starts_at, r.reservation", rows, read)?;
    let found = found.into_iter().map(|found| found.reservation).collect();
    Ok(Page::from_overfull(found, wanted.size, |row: &Reservation| {
        cursor_at(&(row.span.starts_at().as_second(), row.id))
    }))
}

/// A member's reservations within a window, by start; of more than so many those that are over for longest are left out,
/// then those furthest ahead.
///
/// # Errors
/// When the rows cannot be read.
pub fn nearest_of(
    rows: &Connection,
    tenant: &TenantId,
    member: MemberId,
    (window, now): (TimeSpan, Timestamp),
    most: usize,
) -> rusqlite::Result<Vec<Found>> {
    let within = || {
        Question::of(COLUMNS, tenant)
            .only("r.member = ?", Some(member.uuid()))
            .only("r.ends_at > ?", Some(window.starts_at().as_second()))
            .only("r.starts_at < ?", Some(second_at_or_after(window.ends_at())))
    };
    let ahead = within().only("r.ends_at > ?", Some(now.as_second()));
    let ahead = ahead.first(most, "r.starts_at, r.reservation", rows, read)?;
    let over = within().only("r.ends_at <= ?", Some(now.as_second()));
    let over = over.first(most - ahead.len(), "r.starts_at DESC, r.reservation DESC", rows, read)?;
    let mut found: Vec<Found> = over.into_iter().rev().chain(ahead).collect();
    found.sort_by_key(|found| found.reservation.span.starts_at());
    Ok(found)
}

/// Reservations start at whole minutes: what starts before a moment starts before the whole second after it.
fn second_at_or_after(moment: Timestamp) -> i64 {
    moment.as_second() + i64::from(moment.subsec_nanosecond() > 0)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Found> {
    let state = read_word(row, "state")?;
    let waits = state == ReservationState::Requested;
    let decide_by = row.get::<_, Option<i64>>("decide_by")?.filter(|_| waits);
    let decide_by = decide_by.map(Timestamp::from_millisecond).transpose();
    let reservation = Reservation {
        id: rows::id(row, "reservation")?,
        resource: rows::id(row, "resource")?,
        resource_name: json(row, "name")?,
        site: rows::id(row, "site")?,
        member: rows::id(row, "member")?,
        group: row.get::<_, Option<Uuid>>("holder_group")?.map(GroupId::from_uuid),
        span: read_span(row)?,
        zone: read_word(row, "zone")?,
        persons: row.get("persons")?,
        rules_set_aside: row.get("rules_set_aside")?,
        series: row.get::<_, Option<Uuid>>("series")?.map(SeriesId::from_uuid),
        state,
        decide_by: decide_by
            .map_err(|cause| Error::FromSqlConversionFailure(0, Type::Integer, Box::new(cause)))?,
        unheld: waits && row.get("unheld")?,
        given_to_another: row.get("given_to_another")?,
        draw: row.get::<_, Option<Uuid>>("draw")?.map(DrawId::from_uuid),
        not_drawn: row.get("not_drawn")?,
        free_instead: Vec::new(),
        price: match row.get_ref("price")? {
            ValueRef::Null => None,
            _ => Some(json(row, "price")?),
        },
        wish: match row.get_ref("wish")? {
            ValueRef::Null => None,
            _ => Some(json(row, "wish")?),
        },
        check_in: match row.get_ref("check_in")? {
            ValueRef::Null => None,
            _ => Some(json(row, "check_in")?),
        },
        reason: row.get("reason")?,
    };
    Ok(Found { space: row.get("space")?, reservation, past: read_past(row)? })
}

fn read_past(row: &Row<'_>) -> rusqlite::Result<Past> {
    Ok(Past {
        changes: row.get("changes")?,
        made_at: read_moment(row, "made_at")?,
        changed_at: read_moment(row, "changed_at")?,
    })
}
