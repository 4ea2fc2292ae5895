//! A recount: what a crowd was told, held against the API, the public events and the logs.
//!
//! Everybody knows the outcome of every command by then, so each comparison is of equal sets: nothing acknowledged is
//! missing, and nothing is there that nobody was told of.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::crowd::{Crowd, Deed};
use crate::integrator::{Integrator, assert_once_and_in_order, of_type};
use crate::platform::Platform;
use crate::{eventually, log_file};

/// The services whose events are all public but those named beside.
const PUBLIC: [(&str, &[&str]); 2] = [("booking", &[]), ("lending", &["item.freed.v1"])];
/// In how long the public events and what others make of them have followed the logs. Measured: under 3 s in debug builds
/// on two cores, after six programs had been killed one by one.
const FOLLOWED_WITHIN: Duration = Duration::from_secs(60);

/// Holds everything against everything.
///
/// # Panics
/// At the first difference.
pub async fn assert_all_is_so(platform: &Platform, crowd: &Crowd) {
    the_lists_are_what_was_told(crowd).await;
    let logs = PUBLIC.map(|(service, _)| (service, logged(platform, service)));
    let events = the_public_events_are_the_logs(platform, crowd, &logs).await;
    the_events_are_what_was_told(crowd, &events);
    nothing_is_taken_twice(crowd, &events);
    the_report_equals_the_events(crowd, &events).await;
}

fn logged(platform: &Platform, service: &str) -> Vec<log_file::Row> {
    log_file::check(platform.data(), service).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Views: each list equals the acknowledgements.
async fn the_lists_are_what_was_told(crowd: &Crowd) {
    let ids = |deed| crowd.told().all(deed).into_keys().collect::<BTreeSet<_>>();
    let (cancelled, taken_back) = (ids(Deed::Cancelled), ids(Deed::TakenBack));

    let reservations = all_rows(crowd, "reservations").await;
    assert_same("reservations", &reservations.keys().cloned().collect(), &ids(Deed::Reserved));
    for (id, told) in crowd.told().all(Deed::Reserved) {
        let row = &reservations[&id];
        let state = if cancelled.contains(&id) { "cancelled" } else { "confirmed" };
        assert_eq!(row["state"], state, "{row}");
        assert_eq!(
            (&row["span"], &row["resource"], &row["member"]),
            (&told["span"], &told["resource"], &told["member"])
        );
    }
    let loans = all_rows(crowd, "loans").await;
    assert_same("loans", &loans.keys().cloned().collect(), &ids(Deed::Lent));
    for (id, row) in &loans {
        assert_eq!(!row["ended_at"].is_null(), taken_back.contains(id), "{row}");
    }
    let holds = all_rows(crowd, "holds").await;
    let placed: BTreeSet<_> = ids(Deed::PlacedHold).difference(&ids(Deed::GaveUpHold)).cloned().collect();
    assert!(holds.keys().all(|hold| placed.contains(hold)), "a hold that nobody has: {holds:?}");
}

/// Every row of a list, by id.
async fn all_rows(crowd: &Crowd, list: &str) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = crowd.city.admin.reads(&format!("{list}?limit=200{cursor}")).await.done().body;
        for row in page["rows"].as_array().expect("a page of rows") {
            let before = all.insert(row["id"].as_str().expect("an id").to_owned(), row.clone());
            assert_eq!(before, None, "twice in {list}: {row}");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// The feed: everything that is public in the logs, with its id and position, once, in order.
async fn the_public_events_are_the_logs(
    platform: &Platform,
    crowd: &Crowd,
    logs: &[(&str, Vec<log_file::Row>); 2],
) -> Vec<Value> {
    let integrator = match platform.nats_url() {
        Some(_) => Integrator::over_nats(platform, &crowd.city.tenant),
        None => Integrator::over_http(&crowd.city.integrator),
    };
    let of_tenant = format!("-{}-", crowd.city.tenant);
    let due: BTreeSet<_> = logs
        .iter()
        .zip(PUBLIC)
        .flat_map(|((service, rows), (_, private))| {
            let public = rows.iter().filter(move |row| !private.contains(&row.name.as_str()));
            public.filter(|row| !row.stream.contains(".claim-")).map(|row| (service.to_string(), row))
        })
        .filter(|(_, row)| row.stream.contains(&of_tenant))
        .map(|(service, row)| (service, row.position, row.id.clone()))
        .collect();
    let events = eventually("the public events are those of the logs", FOLLOWED_WITHIN, async || {
        let mut events = integrator.tries_to_replay().await.map_err(|error| error.to_string())?;
        events.retain(|event| logs.iter().any(|(service, _)| comes_from(event, service)));
        let came: BTreeSet<_> = events.iter().map(place).collect();
        match (due.difference(&came).next(), came.difference(&due).next()) {
            (None, None) => Ok(events),
            (missing, beyond) => Err(format!(
                "{} of {} came; missing: {missing:?}; in no log: {beyond:?}",
                came.len(),
                due.len()
            )),
        }
    })
    .await;
    assert_once_and_in_order(&events, &crowd.city.tenant);
    events
}

fn comes_from(event: &Value, service: &str) -> bool {
    event["source"].as_str().is_some_and(|source| source.ends_with(&format!("/{service}")))
}

/// Service, position and id.
fn place(event: &Value) -> (String, u64, String) {
    let service = event["source"].as_str().and_then(|source| source.rsplit('/').next()).unwrap_or_default();
    // A number in JSON, a text in NATS's headers.
    let position = event["position"].as_u64().or_else(|| event["position"].as_str()?.parse().ok());
    let id = event["id"].as_str().unwrap_or_default().replace('-', "");
    (service.to_owned(), position.unwrap_or_default(), id)
}

fn the_events_are_what_was_told(crowd: &Crowd, events: &[Value]) {
    for deed in Deed::ALL {
        let (name, field) = deed.event();
        let happened = of_type(events, name);
        let ids: BTreeSet<_> =
            happened.iter().filter_map(|event| event["data"][field].as_str()).map(str::to_owned).collect();
        assert_eq!(happened.len(), ids.len(), "{name}: twice");
        assert_same(name, &ids, &crowd.told().all(deed).into_keys().collect());
    }
}

/// No resource is over its capacity at any time, and no item goes out that is out.
fn nothing_is_taken_twice(crowd: &Crowd, events: &[Value]) {
    for resource in &crowd.city.resources {
        let mut taken = BTreeMap::<Timestamp, i64>::new();
        for (name, by) in [("confirmed", 1), ("cancelled", -1)] {
            for event in of_type(events, &format!("booking.reservation.{name}")) {
                let data = &event["data"];
                if data["resource"] == resource.id.as_str() {
                    *taken.entry(instant(&data["span"]["starts_at"])).or_default() += by;
                    *taken.entry(instant(&data["span"]["ends_at"])).or_default() -= by;
                }
            }
        }
        let mut at_once = 0;
        for (from, by) in taken {
            at_once += by;
            assert!(
                at_once <= resource.units.cast_signed(),
                "{at_once} at once from {from} on in {resource:?}"
            );
        }
    }
    let mut out = BTreeMap::<&str, &str>::new();
    for event in events.iter().filter(|event| comes_from(event, "lending")) {
        let item = event["data"]["item"].as_str().unwrap_or_default();
        let loan = event["data"]["loan"].as_str().unwrap_or_default();
        match event["type"].as_str().unwrap_or_default() {
            "org.nanum.lending.loan.started.v1" => {
                assert_eq!(out.insert(item, loan), None, "lent twice: {event}")
            }
            "org.nanum.lending.loan.ended.v1" => assert_eq!(out.remove(item), Some(loan), "not out: {event}"),
            _ => {}
        }
    }
}

fn instant(value: &Value) -> Timestamp {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("an instant, not {value}"))
}

/// What another service counts from the events.
async fn the_report_equals_the_events(crowd: &Crowd, events: &[Value]) {
    let count = |name: &str| of_type(events, name).len() as u64;
    let reserved = count("booking.reservation.confirmed") - count("booking.reservation.cancelled");
    let due = (reserved, count("lending.loan.started"));
    let years: BTreeSet<_> = of_type(events, "booking.reservation.confirmed")
        .iter()
        .map(|event| instant(&event["data"]["span"]["starts_at"]).strftime("%Y").to_string())
        .chain(events.iter().filter_map(|event| event["time"].as_str()?.get(..4).map(str::to_owned)))
        .collect();
    eventually("the report equals a recount", FOLLOWED_WITHIN, async || {
        let mut found = (0, 0);
        for year in &years {
            let report = crowd.city.admin.reads(&format!("reports/uses?year={year}")).await.done().body;
            for row in report["rows"].as_array().expect("rows") {
                found.0 += row["reservations"].as_u64().unwrap_or_default();
                found.1 += row["loans"].as_u64().unwrap_or_default();
            }
        }
        if found == due { Ok(()) } else { Err(format!("{found:?}, not {due:?}")) }
    })
    .await;
}

fn assert_same(what: &str, found: &BTreeSet<String>, told: &BTreeSet<String>) {
    let (lost, beyond) = (told.difference(found).next(), found.difference(told).next());
    assert!(
        lost.is_none() && beyond.is_none(),
        "{what}: {} instead of {}; acknowledged and not there: {lost:?}; there and never acknowledged: {beyond:?}",
        found.len(),
        told.len()
    );
}
