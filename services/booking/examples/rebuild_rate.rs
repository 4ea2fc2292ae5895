//! Prints how many events a second *whose reservations* is rebuilt with, from a log of reservations of several tenants.
//!
//! `cargo run --release -p nanum-booking --example rebuild_rate [-- <events> [<folder>]]`. The log is written first, one
//! in five reservations is cancelled later; the rebuild ends when its rows are on disk. Without a folder the log goes into
//! one for the time being; in a folder that is given, log and views stay, and the log is used again.

#![allow(clippy::print_stdout, reason = "a measurement is for reading at the prompt")]

use std::{error::Error, path::Path, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use nanum_booking::{
    domain::{ReservationCancelled, ReservationConfirmed, SpaceEvent, Terms},
    views::WhoseReservations,
};
use nanum_contracts::{
    Actor, TenantId, WireEvent,
    booking::SERVICE,
    ids::{CommandId, Id, MemberId, ReservationId, ResourceId, SiteId},
    time::TimeSpan,
};
use nanum_runtime::{log, view};
use nanum_store::{Append, Commanded, EventStore, Expected, Metadata, NewEvent, StreamName};

const EVENTS: u64 = 1_000_000;
const TENANTS: u64 = 13;
/// Resources of one tenant.
const RESOURCES: u64 = 40;
/// Events of one append: all of one calendar.
const AT_ONCE: u64 = 500;
/// Rebuilds; the middle one counts.
const RUNS: usize = 3;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let events = std::env::args().nth(1).map_or(Ok(EVENTS), |events| events.parse())?;
    let passing = tempfile::tempdir()?;
    let given = std::env::args_os().nth(2);
    let folder = given.as_deref().map_or(passing.path(), Path::new);
    let log = log::open(folder, SERVICE)?;
    write(&*log, events).await?;
    let mut rates = Vec::new();
    for run in 0..RUNS {
        let path = folder.join(format!("rebuilt-{run}.sqlite"));
        if path.exists() {
            std::fs::remove_file(&path)?;
        }
        let report = view::rebuild_offline(SERVICE, Arc::clone(&log), WhoseReservations, &path).await?;
        let rate = report.events as f64 / report.seconds;
        println!("{} events in {:.2} s: {rate:.0} a second", report.events, report.seconds);
        rates.push(rate);
    }
    rates.sort_by(f64::total_cmp);
    println!("the middle of {RUNS}: {:.0} events a second", rates[RUNS / 2]);
    Ok(())
}

async fn write(log: &dyn EventStore, events: u64) -> Result<(), Box<dyn Error>> {
    let mut written = log.head().await?;
    while written < events {
        let batch = written / AT_ONCE;
        let tenant: TenantId = format!("city-{}", batch % TENANTS).parse()?;
        let resource = ResourceId::named(tenant.as_str(), &format!("room {}", batch / TENANTS % RESOURCES));
        let metadata = Metadata {
            tenant: tenant.clone(),
            actor: Actor::Platform("example".to_owned()),
            command: CommandId::named("example", &batch.to_string()),
            fingerprint: "0".repeat(64),
            correlation: format!("import {batch}"),
            causation: None,
            recorded_at: Timestamp::UNIX_EPOCH,
            traceparent: None,
        };
        let events = (written..written + AT_ONCE).map(|number| event(&tenant, resource, number));
        let append = Append {
            stream: StreamName::new(SERVICE, "space", &tenant, resource.uuid()),
            expected: Expected::Any,
            commands: vec![Commanded { metadata, events: events.collect::<Result<_, _>>()? }],
        };
        log.append(append).await?;
        written += AT_ONCE;
    }
    Ok(())
}

/// Four reservations, then the first of them is cancelled.
fn event(tenant: &TenantId, resource: ResourceId, number: u64) -> Result<NewEvent, Box<dyn Error>> {
    let cancels = number % 5 == 4;
    let reservation = if cancels { number - 4 } else { number };
    let starts_at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(30 * reservation as i64);
    let span = TimeSpan::new(starts_at, starts_at + SignedDuration::from_mins(30))?;
    let terms = Terms {
        reservation: ReservationId::named(tenant.as_str(), &reservation.to_string()),
        resource,
        site: SiteId::named(tenant.as_str(), &format!("site {}", reservation % 7)),
        member: MemberId::named(tenant.as_str(), &format!("member {}", reservation % 5_000)),
        span,
        zone: "Asia/Seoul".to_owned().try_into()?,
        persons: Some(4),
    };
    let event: SpaceEvent = match cancels {
        true => ReservationCancelled { terms, was_confirmed: true }.into(),
        false => ReservationConfirmed { terms }.into(),
    };
    Ok(NewEvent { name: event.name().to_owned(), data: event.encode()? })
}
