//! Feeds as programs of others read them: each is held against what a second implementation made of it.
//!
//! `tests/calendar/golden.py` reads the calendars with the Python package `icalendar`, `tests/gbfs/golden.py` holds the feeds
//! against the schemas of GBFS 3.0; both write down what they found, and of which text.

use std::{fs, path::PathBuf};

use axum::{body::Body, http::Request};
use nanum_contracts::{
    Problem,
    ids::{Id, MemberId, ReservationId, ResourceId, SiteId},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::gbfs::FeedName;
use crate::testing::{self, Client, NOW, Reply};

/// Set it to write the golden files anew; the programs beside them come next.
const BLESS: &str = "NANUM_BLESS";

const OPEN: &str = "0123";

fn site() -> SiteId {
    SiteId::named("seosan", "center")
}

fn room() -> ResourceId {
    ResourceId::named("seosan", "room")
}

fn a_site(name: &str, hours: &Value) -> Value {
    json!({
        "id": SiteId::named("seosan", name), "zone": "Asia/Seoul", "name": {"ko": "서산시 시민센터", "en": "Citizen's Center"},
        "address": "충청남도 서산시 번화1로 12, 2층; 뒷문", "latitude": 36.7845, "longitude": 126.4503, "hours": hours,
    })
}

fn entry(name: &str, hour: u8, state: &str, changes: u32) -> Value {
    json!({
        "reservation": {
            "id": ReservationId::named("seosan", name), "resource": room(),
            "resource_name": {"ko": "동아리방 1, 긴 이름이 있는 방; 서산시 시민센터의 이층에 있습니다\\모임", "en": "Club room"},
            "site": site(), "member": MemberId::named("seosan", "minji"), "zone": "Asia/Seoul", "persons": 12,
            "span": {"starts_at": format!("2026-12-02T{hour:02}:00:00Z"), "ends_at": format!("2026-12-02T{hour:02}:30:00Z")},
            "state": state, "reason": "공사 중",
        },
        "changes": changes, "made_at": "2026-11-20T01:02:03Z", "changed_at": "2026-11-21T04:05:06Z",
    })
}

fn busy(name: &str, units: u32, spans: &Value) -> Value {
    json!({
        "resource": ResourceId::named("seosan", name), "site": site(), "kind": "room",
        "name": {"ko": name}, "zone": "Asia/Seoul", "units": units,
        "window": {"starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-08T00:00:00Z"}, "busy": spans,
    })
}

fn span(from: &str, to: &str, state: &str, free_units: u32) -> Value {
    let at = |time: &str| format!("2026-12-02T{time}:00Z");
    json!({"span": {"starts_at": at(from), "ends_at": at(to)}, "state": state, "free_units": free_units})
}

fn vehicle(name: &str, at: &str, of: (u32, &Value), spans: &Value) -> Value {
    let (units, vehicle) = of;
    let mut told = busy(name, units, spans);
    told["site"] = json!(SiteId::named("seosan", at));
    told["kind"] = json!("vehicle");
    told["persons"] = json!(5);
    told["vehicle"] = vehicle.clone();
    told
}

/// A city with reservations, rooms and cars.
fn city(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    let weekdays = json!([{"days": ["mon", "tue"], "from": "09:00", "to": "22:00"}]);
    Some(Ok(match operation {
        "find-calendar" if body["key"] == OPEN => {
            json!({"member": MemberId::named("seosan", "minji"), "language": "ko"})
        }
        "find-calendar" => return Some(Err(Problem::not_found("calendar"))),
        "list-calendar-entries" => {
            assert_eq!(body["window"]["starts_at"], "2026-09-01T15:00:00Z", "90 days before today in Seoul");
            assert_eq!(body["window"]["ends_at"], "2028-01-04T15:00:00Z", "400 days after");
            json!([
                entry("a", 1, "confirmed", 0),
                entry("b", 2, "requested", 3),
                entry("c", 3, "cancelled", 4),
                entry("d", 4, "refused", 1),
            ])
        }
        "get-calendar-entry" => entry("a", 1, "confirmed", 0),
        "list-sites" => {
            json!([a_site("center", &weekdays), a_site("station", &json!([])), a_site("empty", &weekdays)])
        }
        "get-site" => a_site("center", &weekdays),
        "list-busy-times" if body["kind"] == "vehicle" => {
            assert_eq!(body["window"]["starts_at"], NOW);
            let electric = json!({"form": "car", "propulsion": "electric", "range_meters": 300_000});
            let bicycle = json!({"form": "cargo_bicycle", "propulsion": "human"});
            let now = |state, free| json!([span("00:00", "00:01", state, free)]);
            json!({"rows": [
                vehicle("car", "center", (3, &electric), &now("reserved", 1)),
                vehicle("bicycles", "center", (4, &bicycle), &json!([])),
                vehicle("closed", "station", (1, &bicycle), &now("closed", 0)),
                vehicle("untold", "empty", (1, &Value::Null), &json!([])),
            ]})
        }
        "list-busy-times" => json!({"rows": [
            busy("동아리방", 1, &json!([span("01:00", "02:00", "reserved", 0), span("03:00", "04:00", "blocked", 0)])),
            busy("책상", 5, &json!([span("01:00", "02:00", "reserved", 2)])),
        ]}),
        "get-busy-times" if body["with_closed"] == false => busy("빈 방", 1, &json!([])),
        "get-busy-times" => busy(
            "책상",
            2,
            &json!([
                span("00:00", "01:00", "closed", 0),
                span("01:00", "02:00", "reserved", 0),
                span("02:00", "03:00", "reserved", 1),
                span("03:00", "04:00", "blocked", 0),
            ]),
        ),
        "list-tenants" => json!([{
            "slug": "seosan", "kind": "member", "name": {"ko": "서산시"}, "languages": ["ko"], "zone": "Asia/Seoul",
            "currency": "KRW", "issuers": ["demo"],
        }]),
        _ => return None,
    }))
}

async fn anybody() -> Client {
    Client::anonymous(&testing::gateway(city).await)
}

fn path(file: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).join(file)
}

/// Holds a text against its golden file.
fn is_golden(file: &str, text: &str) {
    if std::env::var_os(BLESS).is_some() {
        fs::write(path(file), text).unwrap();
    }
    assert!(
        fs::read_to_string(path(file)).unwrap_or_default() == text,
        "{file} is not what is written now:\n{text}"
    );
}

/// What a second implementation found in a golden file, which must be the one that lies there.
fn found(folder: &str, file: &str) -> Value {
    let all: Value =
        serde_json::from_str(&fs::read_to_string(path(&format!("{folder}/golden.json"))).unwrap()).unwrap();
    let text = fs::read(path(&format!("{folder}/{file}"))).unwrap();
    let digest: String = Sha256::digest(text).iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(all[file]["sha256"], digest, "tests/{folder}/golden.py has not been run on this {file}");
    all[file]["found"].clone()
}

async fn calendar(path: &str) -> Reply {
    let reply =
        anybody().await.sends(Request::get(path).header("accept-language", "ko"), Body::empty()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(reply.text.split("\r\n").all(|line| line.len() <= 75), "{}", reply.text);
    assert!(!reply.text.replace("\r\n", "").contains(['\r', '\n']));
    reply
}

fn is_of(found: &Value, fields: &[(&str, Value)]) {
    for (name, expected) in fields {
        assert_eq!(&found[name], expected, "{name} of {found}");
    }
}

#[tokio::test]
async fn a_member_s_calendar_is_read_by_a_second_implementation_as_it_was_meant() {
    let reply = calendar(&format!("/v1/seosan/calendars/{OPEN}/calendar.ics")).await;
    assert_eq!(reply.headers["last-modified"], "Sat, 21 Nov 2026 04:05:06 GMT");
    is_golden("calendar/member.ics", &reply.text);
    let found = found("calendar", "member.ics");
    assert_eq!(found["X-WR-CALNAME"], "seosan 예약");
    let events = found["components"].as_array().unwrap();
    assert_eq!(events.len(), 4);
    let uid = ReservationId::named("seosan", "a").uuid().hyphenated().to_string();
    is_of(
        &events[0],
        &[
            ("kind", json!("VEVENT")),
            ("UID", json!(uid)),
            ("SEQUENCE", json!("0")),
            ("STATUS", json!("CONFIRMED")),
            ("DTSTART", json!("2026-12-02T01:00:00+00:00")),
            ("DTEND", json!("2026-12-02T01:30:00+00:00")),
            ("DTSTAMP", json!("2026-11-21T04:05:06+00:00")),
            ("LAST-MODIFIED", json!("2026-11-21T04:05:06+00:00")),
            ("CREATED", json!("2026-11-20T01:02:03+00:00")),
            ("SUMMARY", json!("동아리방 1, 긴 이름이 있는 방; 서산시 시민센터의 이층에 있습니다\\모임")),
            ("LOCATION", json!("서산시 시민센터, 충청남도 서산시 번화1로 12, 2층; 뒷문")),
            ("DESCRIPTION", json!("확정\n12명")),
            ("GEO", json!("36.7845;126.4503")),
            (
                "URL",
                json!(format!("https://nanum.example/seosan/mine#{}", ReservationId::named("seosan", "a"))),
            ),
        ],
    );
    let states = events.iter().map(|event| (event["STATUS"].clone(), event["SEQUENCE"].clone()));
    let expected = [("CONFIRMED", "0"), ("TENTATIVE", "3"), ("CANCELLED", "4"), ("CANCELLED", "1")];
    assert_eq!(states.collect::<Vec<_>>(), expected.map(|(state, changes)| (json!(state), json!(changes))));
}

#[tokio::test]
async fn a_site_s_calendar_says_when_and_never_who() {
    let reply = calendar(&format!("/v1/seosan/sites/{}/calendar.ics", site())).await;
    is_golden("calendar/site.ics", &reply.text);
    let found = found("calendar", "site.ics");
    let summaries = found["components"].as_array().unwrap().iter().map(|event| event["SUMMARY"].clone());
    let expected = ["동아리방: 예약됨", "동아리방: 이용 제한", "책상: 예약됨, 5개 중 2개 이용 가능"];
    assert_eq!(summaries.collect::<Vec<_>>(), expected.map(|text| json!(text)));
    assert!(!reply.text.contains("ORGANIZER") && !reply.text.contains("ATTENDEE"));
}

#[tokio::test]
async fn a_calendar_without_entries_is_one_all_the_same() {
    let reply = calendar(&format!("/v1/seosan/resources/{}/calendar.ics", room())).await;
    is_golden("calendar/empty.ics", &reply.text);
    let found = found("calendar", "empty.ics");
    let components = found["components"].as_array().unwrap();
    assert_eq!((components.len(), &components[0]["kind"]), (1, &json!("VFREEBUSY")));
}

#[tokio::test]
async fn free_and_busy_times_are_json_and_icalendar() {
    let path = format!("/v1/seosan/resources/{}/free-busy", room());
    let client = anybody().await;
    assert_eq!(client.gets(&path).await.json()["busy"].as_array().unwrap().len(), 4);
    let file = calendar(&format!("{path}.ifb")).await;
    let wished = client.sends(Request::get(&path).header("accept", "text/calendar"), Body::empty()).await;
    assert_eq!(wished.text, file.text);
    is_golden("calendar/free-busy.ics", &file.text);
    let found = found("calendar", "free-busy.ics");
    is_of(
        &found["components"][0],
        &[
            ("kind", json!("VFREEBUSY")),
            (
                "FREEBUSY",
                json!([
                    ["BUSY-UNAVAILABLE", "2026-12-02T00:00:00+00:00", "2026-12-02T01:00:00+00:00"],
                    ["BUSY", "2026-12-02T01:00:00+00:00", "2026-12-02T02:00:00+00:00"],
                    ["BUSY-UNAVAILABLE", "2026-12-02T03:00:00+00:00", "2026-12-02T04:00:00+00:00"],
                ]),
            ),
        ],
    );
    let backwards = format!("{path}?from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z");
    assert_eq!(client.gets(&backwards).await.problem(), "not-understood");
}

#[tokio::test]
async fn who_has_the_newest_calendar_is_told_no_more() {
    let path = format!("/v1/seosan/calendars/{OPEN}/calendar.ics");
    let mark = calendar(&path).await.headers["etag"].clone();
    let client = anybody().await;
    let same = client.sends(Request::get(&path).header("if-none-match", &mark), Body::empty()).await;
    assert_eq!((same.status.as_u16(), same.text.as_str(), &same.headers["etag"]), (304, "", &mark));
    let other = client.sends(Request::get(&path).header("if-none-match", "\"other\""), Body::empty()).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn a_wrong_key_is_not_found_and_a_reservation_is_for_its_own() {
    let gateway = testing::gateway(city).await;
    let wrong = Client::anonymous(&gateway).gets("/v1/seosan/calendars/0124/calendar.ics").await;
    assert_eq!(wrong.problem(), "not-found");
    let path = format!("/v1/seosan/reservations/{}/calendar.ics", ReservationId::named("seosan", "a"));
    assert_eq!(Client::anonymous(&gateway).gets(&path).await.problem(), "sign-in-needed");
    assert_eq!(Client::signed_in(&gateway, "seosan/integrator").gets(&path).await.problem(), "not-found");
    let own = Client::signed_in(&gateway, "seosan/minji").gets(&path).await;
    assert_eq!((own.status.as_u16(), own.text.matches("BEGIN:VEVENT").count()), (200, 1));
}

#[tokio::test]
async fn feeds_of_shared_vehicles_are_as_the_schemas_of_gbfs_say() {
    let client = anybody().await;
    let discovery = client.gets("/v1/seosan/gbfs/gbfs.json").await.json();
    let feeds = discovery["data"]["feeds"].as_array().unwrap();
    assert_eq!(feeds.len(), FeedName::ALL.len());
    let mut paths = vec![("manifest".to_owned(), "/v1/hub/gbfs/manifest.json".to_owned())];
    for feed in feeds {
        let address = feed["url"].as_str().unwrap().strip_prefix("https://nanum.example").unwrap();
        paths.push((feed["name"].as_str().unwrap().to_owned(), address.to_owned()));
    }
    for (name, address) in &paths {
        let reply = client.gets(address).await;
        let document = reply.json();
        let (ttl, keep) = (&document["ttl"], reply.headers["cache-control"].to_str().unwrap());
        assert_eq!(keep, format!("public, max-age={ttl}"), "{name}");
        assert_eq!(document["last_updated"], NOW, "{name}");
        let file = format!("gbfs/{name}.json");
        is_golden(&file, &format!("{}\n", serde_json::to_string_pretty(&document).unwrap()));
    }
    for (name, _) in paths {
        assert_eq!(found("gbfs", &format!("{name}.json")), json!([]), "{name} has faults");
    }
    assert_eq!(client.gets("/v1/seosan/gbfs/vehicle_status.json").await.problem(), "not-found");
}

#[tokio::test]
async fn a_station_counts_what_can_be_had_now() {
    let status = anybody().await.gets("/v1/seosan/gbfs/station_status.json").await.json();
    let stations = status["data"]["stations"].as_array().unwrap();
    let told = stations.iter().map(|it| (it["num_vehicles_available"].clone(), it["is_renting"].clone()));
    assert_eq!(told.collect::<Vec<_>>(), [(json!(5), json!(true)), (json!(0), json!(false))]);
    let counts = stations[0]["vehicle_types_available"].as_array().unwrap().iter();
    assert_eq!(counts.map(|one| one["count"].clone()).collect::<Vec<_>>(), [json!(1), json!(4)]);
}
