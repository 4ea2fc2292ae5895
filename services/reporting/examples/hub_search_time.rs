//! Measures the hub's search: `cargo run --release -p nanum-reporting --example hub_search_time [listings]`.

use std::{sync::Arc, time::Instant};

use jiff::Timestamp;
use nanum_bus::{Delivered, Mark};
use nanum_contracts::{
    CloudEvent, TenantId, WireEvent,
    booking::BookingEvent,
    ids::{Id, ResourceId, SiteId},
    membership::MembershipEvent,
};
use nanum_reporting::{search_text::words_of, views::what_is_shared};
use nanum_runtime::Projection;
use rusqlite::Connection;
use serde_json::json;
use uuid::Uuid;

const TENANTS: usize = 130;
const SITES_OF_A_TENANT: usize = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listings: usize = std::env::args().nth(1).map_or(Ok(100_000), |number| number.parse())?;
    let folder = tempfile::tempdir()?;
    let mut connection = Connection::open(folder.path().join("hub.sqlite"))?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
    connection.execute_batch(what_is_shared::WhatIsShared::SCHEMA)?;
    let started = Instant::now();
    fill(&mut connection, listings)?;
    report(&format!("{listings} listings written"), started, 0);
    for text in [
        "",
        "회의실 77",
        "회의",
        "방",
        "없는말",
        "projector",
        "projector nosuchword",
        "a b c d e f g h i zzz",
    ] {
        let words = words_of(text)?;
        for _ in 0..2 {
            let started = Instant::now();
            let found = what_is_shared::with_words(
                &connection,
                &words,
                None,
                None,
                (jiff::Timestamp::UNIX_EPOCH, 51),
            )?;
            report(&format!("{text:?}"), started, found.len());
        }
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "it is what this program is for")]
fn report(what: &str, started: Instant, rows: usize) {
    println!("{:>10.1} ms  {rows:>3} rows  {what}", started.elapsed().as_secs_f64() * 1000.0);
}

fn fill(connection: &mut Connection, listings: usize) -> Result<(), Box<dyn std::error::Error>> {
    let rows = connection.transaction()?;
    let mut position = 0;
    let mut tell = |service: &str, tenant: &TenantId, event: (&str, Box<serde_json::value::RawValue>)| {
        position += 1;
        what_is_shared::WhatIsShared.apply(&rows, &delivered(service, tenant, position, event))
    };
    for number in 0..TENANTS {
        let tenant: TenantId = format!("city-{number}").parse()?;
        let admitted = json!({ "definition": {
            "slug": tenant, "kind": "member", "name": { "ko": format!("도시 {number}"), "en": format!("City {number}") },
            "languages": ["ko"], "zone": "Asia/Seoul", "currency": "KRW", "issuers": ["demo"]
        }});
        tell(
            "membership",
            &tenant,
            encoded(MembershipEvent::TenantAdmitted(serde_json::from_value(admitted)?))?,
        )?;
        for site in 0..SITES_OF_A_TENANT {
            let opened = json!({ "site": SiteId::named(tenant.as_str(), &site.to_string()), "zone": "Asia/Seoul",
                "definition": {
                    "name": { "ko": format!("시민센터 {site}"), "en": format!("Citizen's Center {site}") },
                    "address": format!("충청남도 번화{site}로 {number}"), "latitude": 36.7, "longitude": 126.4, "hours": []
            }});
            tell(
                "membership",
                &tenant,
                encoded(MembershipEvent::SiteOpened(serde_json::from_value(opened)?))?,
            )?;
        }
    }
    for number in 0..listings {
        let tenant: TenantId = format!("city-{}", number % TENANTS).parse()?;
        let added = json!({ "resource": ResourceId::named("bench", &number.to_string()), "zone": "Asia/Seoul",
            "definition": {
                "site": SiteId::named(tenant.as_str(), &(number % SITES_OF_A_TENANT).to_string()), "kind": "room",
                "name": { "ko": format!("회의실 {number}"), "en": format!("Meeting room {number}") },
                "description": {
                    "ko": "1층에 있으며 모임이나 작은 수업에 알맞습니다. 다 함께 쓰는 곳이니 깨끗이 써 주시기 바랍니다.",
                    "en": "On the first floor, for club meetings and small classes. Please leave it as you found it."
                },
                "equipment": if number % 50 == 0 { vec!["projector"] } else { vec!["whiteboard", "wifi"] },
                "accessibility": ["step-free", "accessible-toilet"], "units": 1, "approval": false, "hours": [],
                "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240
        }});
        tell("booking", &tenant, encoded(BookingEvent::ResourceAdded(serde_json::from_value(added)?))?)?;
    }
    rows.commit()?;
    Ok(())
}

fn encoded<E: WireEvent>(
    event: E,
) -> Result<(&'static str, Box<serde_json::value::RawValue>), Box<dyn std::error::Error>> {
    Ok((event.name(), event.encode()?))
}

fn delivered(
    service: &str,
    tenant: &TenantId,
    position: u64,
    (name, data): (&str, Box<serde_json::value::RawValue>),
) -> Delivered {
    let event = CloudEvent {
        specversion: "1.0".into(),
        id: Uuid::NAMESPACE_OID,
        source: CloudEvent::source_of(tenant, service),
        event_type: format!("org.nanum.{service}.{name}"),
        subject: "bench/1".to_owned(),
        time: Timestamp::UNIX_EPOCH,
        datacontenttype: "application/json".into(),
        dataschema: String::new(),
        sequence: "1".to_owned(),
        position,
        correlationid: String::new(),
        causationid: String::new(),
        traceparent: None,
        data,
    };
    let mark = Mark { position, sequence: 0 };
    Delivered { service: service.to_owned(), mark, tenant: tenant.clone(), event: Arc::new(event) }
}
