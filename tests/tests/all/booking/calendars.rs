//! Calendars, busy times and stations, as programs of others read them.

use super::*;

/// A file at an address, read without signing in; with what the reader has of it already.
async fn file(address: &str, known: Option<&str>) -> (u16, String, String) {
    let request = reqwest::Client::new().get(address);
    let request = known.into_iter().fold(request, |request, mark| request.header("if-none-match", mark));
    let answer = request.send().await.expect("an answer");
    let mark =
        answer.headers().get("etag").and_then(|mark| mark.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status().as_u16(), mark, answer.text().await.expect("a text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_calendars_busy_times_and_stations() {
    let mut stage = Stage::is_set().await;
    a_member_s_own_calendar_follows_and_can_be_closed(&stage).await;
    busy_times_say_when_and_never_who(&stage).await;
    a_station_counts_the_cars_that_can_be_had(&stage).await;
    stage.platform.stops().await;
}

async fn a_member_s_own_calendar_follows_and_can_be_closed(stage: &Stage) {
    let room = stage.adds("모임방", json!({})).await;
    let (member, other) = (&stage.city.members[0].person, &stage.city.members[1].person);
    let own = stage.reserves(0, &room, "10:00", "12:00").await.done().id();
    stage.reserves(1, &room, "13:00", "14:00").await.done();
    assert_eq!(member.reads("members/me/calendar").await.done().body["address"], Value::Null);
    let opened = async || {
        let body = member.posts("members/me/calendar", json!({})).await.done().body;
        body["address"].as_str().expect("an address").to_owned()
    };
    let first = opened().await;
    let (status, mark, text) = file(&first, None).await;
    assert_eq!((status, text.matches("BEGIN:VEVENT").count()), (200, 1), "{text}");
    assert!(text.contains("SUMMARY:모임방\r\n") && text.contains("SEQUENCE:0\r\n"), "{text}");
    assert!(text.contains("STATUS:CONFIRMED\r\n") && text.contains("LOCATION:주민센터\\, 1\r\n"), "{text}");
    let (status, _, nothing) = file(&first, Some(&mark)).await;
    assert_eq!((status, nothing.as_str()), (304, ""));

    let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
    member.posts(&format!("reservations/{own}/cancellation"), json!({})).await.done();
    let (status, later, changed) = file(&first, Some(&mark)).await;
    assert_eq!((status, uid(&changed)), (200, uid(&text)));
    assert!(changed.contains("SEQUENCE:1\r\n") && changed.contains("STATUS:CANCELLED\r\n"), "{changed}");
    assert_ne!(later, mark);

    let path = format!("reservations/{own}/calendar.ics");
    assert!(member.reads(&path).await.done().body.as_str().is_some_and(|text| text.contains("SEQUENCE:1")));
    other.reads(&path).await.refused(404);
    stage.city.clerks[0].reads(&path).await.done();

    let second = opened().await;
    assert_eq!((file(&first, None).await.0, file(&second, None).await.0), (404, 200));
    member.posts("members/me/calendar/closing", json!({})).await.done();
    assert_eq!(file(&second, None).await.0, 404);
}

async fn busy_times_say_when_and_never_who(stage: &Stage) {
    let desks = stage.adds("책상", json!({ "units": 2 })).await;
    let reserved = stage.reserves(0, &desks, "10:00", "12:00").await.done();
    stage.reserves(1, &desks, "11:00", "12:00").await.done();
    let window = stage.span("09:00", "13:00");
    let at = |end: &str| window[end].as_str().expect("an instant").replace('+', "%2B");
    let path = format!("resources/{desks}/free-busy?from={}&to={}", at("starts_at"), at("ends_at"));
    let anybody = stage.city.members[3].person.reads(&path).await.done().body;
    let told = anybody["busy"].as_array().expect("spans").iter();
    let told: Vec<_> = told.map(|busy| (busy["state"].as_str(), busy["free_units"].as_u64())).collect();
    assert_eq!(told, [(Some("reserved"), Some(1)), (Some("reserved"), Some(0))]);
    for feed in [format!("resources/{desks}/calendar.ics"), format!("sites/{}/calendar.ics", stage.site)] {
        let text = stage.city.members[3].person.reads(&feed).await.done().body.to_string();
        assert!(text.contains("BEGIN:VEVENT"), "{text}");
        for secret in [&stage.city.members[0].id[4..], &reserved.id()[4..]] {
            assert!(!text.contains(secret), "{feed} says who");
        }
    }
    let long = path.replace(&at("ends_at"), "2030-01-01T00:00:00Z");
    stage.city.admin.reads(&long).await.refused(400);
}

async fn a_station_counts_the_cars_that_can_be_had(stage: &Stage) {
    let all_day = json!([{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00" }]);
    let vehicle = json!({ "form": "car", "propulsion": "electric", "range_meters": 300_000 });
    let cars = json!({ "kind": "vehicle", "units": 2, "hours": all_day, "vehicle": vehicle });
    let cars = stage.adds("전기차", cars).await;
    let counted = async || {
        let status = stage.city.members[0].person.reads("gbfs/station_status.json").await.done().body;
        assert_eq!(status["version"], "3.0");
        let stations = status["data"]["stations"].as_array().expect("stations").clone();
        assert_eq!((stations.len(), &stations[0]["station_id"]), (1, &json!(stage.site)));
        stations[0]["num_vehicles_available"].as_u64()
    };
    assert_eq!(counted().await, Some(2));
    let midnight = |days: i32| format!("{}T00:00:00+09:00", in_seoul_in_days(days));
    let span = json!({ "starts_at": midnight(0), "ends_at": midnight(2) });
    let repair = json!({ "span": span, "units": 1, "reason": "정비" });
    stage.city.clerks[0].posts(&format!("resources/{cars}/blockings"), repair).await.done();
    assert_eq!(counted().await, Some(1));
    let manifest = stage.city.admin.reads("/v1/hub/gbfs/manifest.json").await.done().body;
    let sets = manifest["data"]["datasets"].as_array().expect("datasets");
    assert!(sets.iter().any(|set| set["system_id"] == stage.city.tenant.as_str()), "{manifest}");
}
