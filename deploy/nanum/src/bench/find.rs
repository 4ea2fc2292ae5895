//! Finding what is free: many resources, each with many reservations, asked as a citizen's search asks.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, civil::Date};
use nanum_booking::{
    domain::{ReservationConfirmed, ResourceAdded, SpaceEvent, Terms},
    views::{
        WhatIsFree,
        what_is_free::{Wanted, Wished, free_on},
    },
};
use nanum_contracts::{
    TenantId, WireEvent,
    booking::{ResourceDefinition, SERVICE},
    ids::{CommandId, Id, MemberId, ReservationId, ResourceId, SiteId},
    request::PAGE_SIZE_DEFAULT,
    time::{TimeSpan, WallTime},
};
use nanum_runtime::{log, view};
use nanum_store::{Append, Expected, NewEvent, StreamName};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use super::{
    BenchError, Plan,
    figures::{Figure, Findings, percentile_ms},
    logs,
};

const RESOURCES: u64 = 10_000;
/// Reservations of each resource: a million in all.
const RESERVATIONS: u64 = 100;
/// Days over which they are spread, from tomorrow on.
const DAYS: u64 = 50;
/// Questions of each kind in a round.
const QUESTIONS: usize = 200;
const ZONE: &str = "Asia/Seoul";
/// One resource in so many has it.
const RARE: u64 = 50;
/// The hour in which nearly everything is taken, on every day.
const POPULAR: i64 = 10;

/// A search, by how much there is to look through.
struct Search {
    what: &'static str,
    from: &'static str,
    to: &'static str,
    equipment: &'static [&'static str],
}

const SEARCHES: [Search; 3] = [
    Search { what: "a room at some hour", from: "15:00", to: "17:00", equipment: &[] },
    Search { what: "with equipment that one in 50 has", from: "15:00", to: "17:00", equipment: &["kiln"] },
    Search { what: "at the hour when one in 50 is free", from: "10:00", to: "11:00", equipment: &[] },
];

pub(super) async fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let tenant: TenantId = "bench".parse()?;
    let log = log::open_embedded(plan.folder, SERVICE)?;
    for number in 0..RESOURCES {
        log.append(resource_with_reservations(&tenant, number)?).await?;
    }
    let path = plan.folder.join("what_is_free.sqlite");
    view::rebuild_offline(SERVICE, log, WhatIsFree, &path).await?;
    let rows = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut findings = Findings::default();
    for search in &SEARCHES {
        let (mut p50, mut p99) = (Vec::new(), Vec::new());
        for round in 0..=plan.rounds {
            let mut took = questions(&rows, &tenant, search, round)?;
            took.sort_unstable();
            p50.push(percentile_ms(&took, 0.5));
            p99.push(percentile_ms(&took, 0.99));
        }
        // The first warms up.
        p50.remove(0);
        p99.remove(0);
        findings.figures.push(Figure::of(format!("{}, p50", search.what), "ms", p50));
        findings.figures.push(Figure::of(format!("{}, p99", search.what), "ms", p99));
    }
    let reservations = RESOURCES * RESERVATIONS;
    findings.notes.push(format!(
        "{RESOURCES} resources of one tenant with {reservations} reservations ahead; the first page, by one reader, \
         through the calendar that decides"
    ));
    Ok(findings)
}

fn questions(
    rows: &Connection,
    tenant: &TenantId,
    search: &Search,
    round: usize,
) -> Result<Vec<Duration>, BenchError> {
    let wall = |text: &str| WallTime::try_from(text.to_owned());
    let wanted = Wanted {
        persons: Some(4),
        equipment: search.equipment.iter().map(|&word| word.to_owned()).collect(),
        size: PAGE_SIZE_DEFAULT as usize,
        ..Wanted::default()
    };
    let mut took = Vec::with_capacity(QUESTIONS);
    for number in 0..QUESTIONS {
        let day = (number * 7 + round) as u64 % DAYS;
        let wished = Wished {
            date: date(day)?,
            from: Some(wall(search.from)?),
            to: Some(wall(search.to)?),
            now: Timestamp::UNIX_EPOCH,
        };
        let began = Instant::now();
        let found = free_on(rows, tenant, &wanted, wished)?;
        took.push(began.elapsed());
        if found.rows.is_empty() {
            return Err(format!("nothing was found: {}", search.what).into());
        }
    }
    Ok(took)
}

fn date(day: u64) -> Result<Date, BenchError> {
    Ok(jiff::civil::date(1970, 1, 2).checked_add(SignedDuration::from_hours(24 * i64::try_from(day)?))?)
}

/// A resource and its reservations: at the popular hour on each day, unless it is one of the few that nobody knows, and
/// at some other hour.
fn resource_with_reservations(tenant: &TenantId, number: u64) -> Result<Append, BenchError> {
    let resource = ResourceId::named("bench", &number.to_string());
    let site = SiteId::named("bench", &(number % 100).to_string());
    let added: SpaceEvent =
        ResourceAdded { resource, zone: ZONE.to_owned().try_into()?, definition: room(site, number)? }.into();
    let mut events = vec![new_event(&added)?];
    for of_it in 0..RESERVATIONS {
        let hour = match of_it % 2 {
            0 if !number.is_multiple_of(RARE) => POPULAR,
            _ => 12 + i64::try_from((number + of_it) % 8)?,
        };
        events.push(new_event(&reserved(resource, site, (number * RESERVATIONS + of_it, of_it / 2), hour)?)?);
    }
    let command = CommandId::named("bench", &format!("resource {number}"));
    let stream = StreamName::new(SERVICE, "space", tenant, resource.uuid());
    Ok(Append::of_one(stream, Expected::Any, logs::metadata(tenant, command), events))
}

fn room(site: SiteId, number: u64) -> Result<ResourceDefinition, BenchError> {
    let equipment = if number.is_multiple_of(RARE) { vec!["projector", "kiln"] } else { vec!["projector"] };
    Ok(serde_json::from_value(json!({
        "site": site, "kind": "room", "name": { "en": format!("Room {number}") }, "units": 1, "persons": 4 + number % 20,
        "approval": false, "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240, "equipment": equipment,
        "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "22:00" }]
    }))?)
}

fn reserved(
    resource: ResourceId,
    site: SiteId,
    (number, day): (u64, u64),
    hour: i64,
) -> Result<SpaceEvent, BenchError> {
    let starts_at = date(day)?.in_tz(ZONE)?.timestamp() + SignedDuration::from_hours(hour);
    let terms = Terms {
        reservation: ReservationId::named("bench", &number.to_string()),
        resource,
        site,
        member: MemberId::named("bench", &(number % 5_000).to_string()),
        span: TimeSpan::new(starts_at, starts_at + SignedDuration::from_hours(1))?,
        zone: ZONE.to_owned().try_into()?,
        persons: None,
        group: None,
        purpose: None,
        counted: None,
        counts: Vec::new(),
        held: None,
        rules_set_aside: false,
        decide_by: None,
        unheld: false,
        draw: None,
        series: None,
        price: None,
        check_in: None,
        cancel_least_minutes: None,
        bound_by_start: None,
    };
    Ok(ReservationConfirmed { terms }.into())
}

fn new_event(event: &SpaceEvent) -> Result<NewEvent, BenchError> {
    Ok(NewEvent { name: event.name().to_owned(), data: event.encode()? })
}
