//! How much each site was used in each month.
//!
//! One row for each use, summed when asked: an event that comes again, or before one of another service, changes nothing.

use jiff::{Timestamp, civil::Date};
use nanum_bus::Delivered;
use nanum_contracts::{
    LocalizedText, TenantId,
    booking::{BookingEvent, ReleasedFor, ReservationState},
    ids::{Id, ReservationId, SiteId},
    lending::{LendingEvent, LoanStarted},
    membership::MembershipEvent,
    reporting::SiteUses,
    time::Zone,
};
use nanum_runtime::{Projection, rows, view::ProjectionError};
use rusqlite::{Connection, Row, Transaction, params};

use super::{Happened, read};

/// The view of others' events.
#[derive(Debug)]
pub struct UsesBySiteAndMonth;

impl Projection<Delivered> for UsesBySiteAndMonth {
    const NAME: &'static str = "uses_by_site_and_month";
    const VERSION: u32 = 5;
    const SCHEMA: &'static str = "
        -- As the newest event of it says: an older one that comes again changes nothing.
        CREATE TABLE IF NOT EXISTS reservations (
            tenant TEXT NOT NULL, reservation BLOB NOT NULL, year INTEGER NOT NULL, month INTEGER NOT NULL,
            site BLOB NOT NULL, minutes INTEGER NOT NULL, counts INTEGER NOT NULL, position INTEGER NOT NULL,
            PRIMARY KEY (tenant, reservation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS reservations_by_month
            ON reservations (tenant, year, site, month, minutes) WHERE counts;
        CREATE TABLE IF NOT EXISTS loans (
            tenant TEXT NOT NULL, loan BLOB NOT NULL, year INTEGER NOT NULL, month INTEGER NOT NULL,
            site BLOB NOT NULL, PRIMARY KEY (tenant, loan)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS loans_by_month ON loans (tenant, year, site, month);
        CREATE TABLE IF NOT EXISTS sites (
            tenant TEXT NOT NULL, site BLOB NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
            PRIMARY KEY (tenant, site)
        ) STRICT, WITHOUT ROWID;";

    fn apply(&self, rows: &Transaction<'_>, delivered: &Delivered) -> Result<(), ProjectionError> {
        let tenant = &delivered.tenant;
        match read(delivered)? {
            Some(Happened::Booking(event)) => match Reserved::by(&event) {
                Some(reserved) => write(rows, delivered, &reserved),
                None => Ok(()),
            },
            Some(Happened::Lending(LendingEvent::LoanStarted(event))) => {
                lend(rows, tenant, &event, delivered.event.time)
            }
            Some(Happened::Membership(MembershipEvent::SiteOpened(event))) => {
                name_site(rows, delivered, event.site, &event.definition.name)
            }
            Some(Happened::Membership(MembershipEvent::SiteChanged(event))) => {
                name_site(rows, delivered, event.site, &event.definition.name)
            }
            _ => Ok(()),
        }
    }
}

/// A reservation as its newest event left it.
struct Reserved {
    reservation: ReservationId,
    site: SiteId,
    starts_on: Date,
    minutes: i64,
    /// Whether it is a use: confirmed, and neither cancelled since nor one that nobody came to.
    counts: bool,
}

impl Reserved {
    fn by(event: &BookingEvent) -> Option<Self> {
        macro_rules! reserved {
            ($event:ident, $counts:expr) => {
                Some(Self {
                    reservation: $event.reservation,
                    site: $event.site,
                    starts_on: local_date($event.span.starts_at(), &$event.zone),
                    minutes: $event.span.fewest_minutes(&$event.zone.time_zone()),
                    counts: $counts,
                })
            };
        }
        match event {
            BookingEvent::ReservationConfirmed(event) => reserved!(event, true),
            BookingEvent::ReservationCancelled(event) => reserved!(event, false),
            // Whoever left has used it.
            BookingEvent::ReservationReleased(event) => {
                reserved!(event, event.released_for == ReleasedFor::Absence)
            }
            BookingEvent::ReservationChanged(event) => {
                reserved!(event, event.state == ReservationState::Confirmed)
            }
            BookingEvent::ReservationRestored(event) => {
                reserved!(event, event.state == ReservationState::Confirmed)
            }
            _ => None,
        }
    }
}

fn write(rows: &Transaction<'_>, delivered: &Delivered, reserved: &Reserved) -> Result<(), ProjectionError> {
    rows.prepare_cached(
        "INSERT INTO reservations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (tenant, reservation) DO UPDATE
         SET year = excluded.year, month = excluded.month, site = excluded.site, minutes = excluded.minutes,
             counts = excluded.counts, position = excluded.position
         WHERE excluded.position > position",
    )?
    .execute(params![
        delivered.tenant.as_str(),
        reserved.reservation.uuid(),
        reserved.starts_on.year(),
        reserved.starts_on.month(),
        reserved.site.uuid(),
        reserved.minutes,
        reserved.counts,
        delivered.mark.position as i64,
    ])?;
    Ok(())
}

/// A loan starts when it is recorded.
fn lend(
    rows: &Transaction<'_>,
    tenant: &TenantId,
    event: &LoanStarted,
    started_at: Timestamp,
) -> Result<(), ProjectionError> {
    let started_on = local_date(started_at, &event.zone);
    rows.prepare_cached("INSERT OR IGNORE INTO loans VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        tenant.as_str(),
        event.loan.uuid(),
        started_on.year(),
        started_on.month(),
        event.site.uuid()
    ])?;
    Ok(())
}

fn name_site(
    rows: &Transaction<'_>,
    delivered: &Delivered,
    site: SiteId,
    name: &LocalizedText,
) -> Result<(), ProjectionError> {
    rows.prepare_cached(
        "INSERT INTO sites VALUES (?1, ?2, ?3, ?4) ON CONFLICT (tenant, site) DO UPDATE
         SET name = excluded.name, position = excluded.position WHERE excluded.position > position",
    )?
    .execute(params![
        delivered.tenant.as_str(),
        site.uuid(),
        serde_json::to_string(name)?,
        delivered.mark.position as i64
    ])?;
    Ok(())
}

fn local_date(instant: Timestamp, zone: &Zone) -> Date {
    instant.to_zoned(zone.time_zone()).date()
}

/// A year of a tenant's uses, by site and month.
///
/// # Errors
/// When the rows cannot be read.
pub fn of_year(connection: &Connection, tenant: &TenantId, year: i16) -> rusqlite::Result<Vec<SiteUses>> {
    let mut statement = connection.prepare_cached(
        // A site whose name has not come yet is shown by its id: the figures must not wait for it.
        "SELECT uses.site, uses.month,
                coalesce(sites.name, json_object('en', 'site_' || lower(hex(uses.site)))) AS name,
                sum(reservations) AS reservations, sum(minutes) AS minutes, sum(loans) AS loans
         FROM (
             SELECT site, month, count(*) AS reservations, sum(minutes) AS minutes, 0 AS loans FROM reservations
             WHERE tenant = ?1 AND year = ?2 AND counts GROUP BY site, month
             UNION ALL
             SELECT site, month, 0, 0, count(*) FROM loans
             WHERE tenant = ?1 AND year = ?2 GROUP BY site, month
         ) AS uses
         LEFT JOIN sites ON sites.tenant = ?1 AND sites.site = uses.site
         GROUP BY uses.site, uses.month ORDER BY uses.site, uses.month",
    )?;
    let uses = statement.query_map(params![tenant.as_str(), year], |row| site_uses(row, year))?;
    uses.collect()
}

fn site_uses(row: &Row<'_>, year: i16) -> rusqlite::Result<SiteUses> {
    Ok(SiteUses {
        site: rows::id(row, "site")?,
        site_name: rows::json(row, "name")?,
        month: format!("{year:04}-{:02}", row.get::<_, u8>("month")?),
        reservations: row.get::<_, i64>("reservations")?.unsigned_abs(),
        reserved_minutes: row.get::<_, i64>("minutes")?.unsigned_abs(),
        loans: row.get::<_, i64>("loans")?.unsigned_abs(),
    })
}
