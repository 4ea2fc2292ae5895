//! The platform's main job, told once and run in both shapes: a city shares a room and a drill.

use std::{collections::HashSet, time::Duration};

use jiff::{civil::Date, tz::TimeZone};
use nanum_tests::{
    calendar::in_seoul_in_days,
    eventually,
    integrator::{Integrator, assert_once_and_in_order, of_type},
    parts::mail::Mail,
    people::Person,
    platform::Platform,
};
use serde_json::{Value, json};

const TENANT: &str = "suwon";
const BOUND: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn the_story_in_one_process() {
    let platform = Platform::all_in_one().await;
    the_story(platform, |_, integrator| Integrator::over_http(integrator)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_in_six_programs_over_nats() {
    let platform = Platform::six_programs().await;
    the_story(platform, |platform, _| Integrator::over_nats(platform, TENANT)).await;
}

async fn the_story(mut platform: Platform, follow: fn(&Platform, &Person) -> Integrator) {
    let city = a_city_opens(&platform).await;
    a_room_is_reserved_once(&city).await;
    a_clerk_decides(&city).await;
    let loan = a_drill_goes_out(&city).await;

    platform.is_killed_and_started_again().await;
    nothing_acknowledged_is_lost(&city, &loan).await;

    the_drill_comes_back(&city).await;
    each_of_them_gets_mail(&platform, &city).await;
    let events = the_integrator_replays(&follow(&platform, &city.integrator)).await;
    the_report_equals_a_recount(&city, &events).await;
    platform.stops().await;
}

/// A tenant with its people, as the story makes it.
struct City {
    admin: Person,
    clerk: Person,
    minji: Person,
    junho: Person,
    integrator: Person,
    minji_id: String,
    junho_id: String,
    site: String,
    room: String,
    hall: String,
    drill: String,
    day: Date,
}

impl City {
    /// A span of the story's day in the city's own time.
    fn span(&self, from: i8, to: i8) -> Value {
        let at = |hour: i8| {
            let local = self.day.at(hour, 0, 0, 0).to_zoned(TimeZone::get("Asia/Seoul").expect("a zone"));
            local.expect("a local time").strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        };
        json!({ "starts_at": at(from), "ends_at": at(to) })
    }

    fn reservations_of(&self, resource: &str) -> String {
        format!("resources/{resource}/reservations")
    }
}

async fn a_city_opens(platform: &Platform) -> City {
    let url = platform.url();
    let secretary = Person::signed_in(&url, "citynet", "citynet/secretary").await;
    let definition = json!({
        "slug": TENANT, "kind": "member", "name": { "ko": "수원시", "en": "Suwon" }, "languages": ["ko", "en"],
        "zone": "Asia/Seoul", "currency": "KRW", "issuers": ["demo"],
    });
    secretary.posts("/v1/tenants", definition.clone()).await.done();
    secretary.posts("/v1/tenants", definition).await.refused(409);

    let admin = Person::signed_in(&url, TENANT, "suwon/admin").await;
    let admin_id = admin.registers("이관리", "ko", "SWN-ADMIN").await;
    let appoint = format!("/v1/tenants/{TENANT}/administrators");
    admin.posts(&appoint, json!({ "member": admin_id })).await.refused(404);
    secretary.posts(&appoint, json!({ "member": admin_id })).await.done();

    let every_day = json!([{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "22:00" }]);
    let site = admin
        .posts("sites", json!({
            "name": { "ko": "행궁동 주민센터" }, "address": "수원시 팔달구", "latitude": 37.28, "longitude": 127.01,
            "hours": every_day,
        }))
        .await
        .done()
        .id();
    let room_with_approval = |approval: bool, name: &str| {
        json!({
            "site": site, "kind": "room", "name": { "ko": name }, "persons": 12, "units": 1, "approval": approval,
            "hours": every_day, "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240,
        })
    };
    let room = admin.posts("resources", room_with_approval(false, "모임방")).await.done().id();
    let hall = admin.posts("resources", room_with_approval(true, "강당")).await.done().id();
    let drill = admin
        .posts(
            "titles",
            json!({ "site": site, "kind": "tool", "name": { "ko": "전동 드릴" }, "loan_days": 14 }),
        )
        .await
        .done()
        .id();
    for barcode in ["SWN-1", "SWN-2"] {
        admin.posts(&format!("titles/{drill}/items"), json!({ "barcode": barcode })).await.done();
    }

    let minji = Person::signed_in(&url, TENANT, "suwon/minji").await;
    let junho = Person::signed_in(&url, TENANT, "suwon/junho").await;
    let clerk = Person::signed_in(&url, TENANT, "suwon/clerk").await;
    let integrator = Person::signed_in(&url, TENANT, "suwon/integrator").await;
    let minji_id = minji.registers("김민지", "ko", "SWN-MINJI").await;
    let junho_id = junho.registers("Junho Park", "en", "SWN-JUNHO").await;
    let clerk_id = clerk.registers("최사서", "ko", "SWN-CLERK").await;
    let integrator_id = integrator.registers("City data", "en", "SWN-DATA").await;
    admin.puts(&format!("members/{clerk_id}/roles"), json!({ "roles": [{ "clerk": site }] })).await.done();
    admin.puts(&format!("members/{integrator_id}/roles"), json!({ "roles": ["integrator"] })).await.done();

    let day = in_seoul_in_days(3);
    City { admin, clerk, minji, junho, integrator, minji_id, junho_id, site, room, hall, drill, day }
}

async fn a_room_is_reserved_once(city: &City) {
    let search = format!("free-resources?date={}&from=10:00&to=12:00&persons=8", city.day);
    let found = city.minji.reads(&search).await.done().body;
    assert!(
        found["rows"]
            .as_array()
            .is_some_and(|rows| rows.iter().any(|row| row["resource"]["id"] == city.room.as_str()))
    );

    let reservations = city.reservations_of(&city.room);
    let body = json!({ "span": city.span(10, 12), "persons": 8 });
    let made = city.minji.posts_once(&reservations, "first-try", body.clone()).await.done();
    assert_eq!(made.body["state"], "confirmed");
    let again = city.minji.posts_once(&reservations, "first-try", body).await.done();
    assert_eq!(again.body, made.body, "the same key and body get the first answer again");
    let other = json!({ "span": city.span(15, 16) });
    city.minji.posts_once(&reservations, "first-try", other).await.refused(422);

    let rival = city.junho.posts(&reservations, json!({ "span": city.span(11, 13) })).await.refused(409);
    assert!(rival.body["free_instead"].as_array().is_some_and(|free| !free.is_empty()), "{}", rival.body);
    let instead = rival.body["free_instead"][0].clone();
    city.junho.posts(&reservations, json!({ "span": instead })).await.done();

    let found = city.minji.reads(&search).await.done().body;
    assert!(
        found["rows"]
            .as_array()
            .is_some_and(|rows| rows.iter().all(|row| row["resource"]["id"] != city.room.as_str()))
    );
}

async fn a_clerk_decides(city: &City) {
    let reservations = city.reservations_of(&city.hall);
    let first = city.minji.posts(&reservations, json!({ "span": city.span(14, 16) })).await.done();
    assert_eq!(first.body["state"], "requested");
    city.junho.posts(&reservations, json!({ "span": city.span(15, 17) })).await.refused(409);
    let second = city.junho.posts(&reservations, json!({ "span": city.span(18, 19) })).await.done();

    city.minji.posts(&format!("reservations/{}/acceptance", first.id()), json!({})).await.refused(403);
    let accepted =
        city.clerk.posts(&format!("reservations/{}/acceptance", first.id()), json!({})).await.done();
    assert_eq!(accepted.body["state"], "confirmed");
    let refusal = json!({ "reason": "The hall is being cleaned that evening." });
    let refused = city.clerk.posts(&format!("reservations/{}/refusal", second.id()), refusal).await.done();
    assert_eq!(refused.body["state"], "refused");
}

/// Both drills are out, one of them to Minji; Junho waits. Answers with Minji's loan.
async fn a_drill_goes_out(city: &City) -> String {
    let early = city.junho.posts(&format!("titles/{}/holds", city.drill), json!({})).await;
    early.refused(409);
    let found = city.clerk.reads("members?card=SWN-MINJI").await.done();
    let loan = city.clerk.posts("loans", json!({ "barcode": "SWN-1", "borrower": found.id() })).await.done();
    let admin = city.admin.reads("members/me").await.done().id();
    city.clerk.posts("loans", json!({ "barcode": "SWN-2", "borrower": admin })).await.done();
    let twice = json!({ "barcode": "SWN-1", "borrower": city.junho_id });
    city.clerk.posts("loans", twice).await.refused(409);
    let hold = city.junho.posts(&format!("titles/{}/holds", city.drill), json!({})).await.done();
    assert_eq!(hold.body["state"], "waiting");
    loan.id()
}

async fn nothing_acknowledged_is_lost(city: &City, loan: &str) {
    let mine = city.minji.reads("reservations?mine=true").await.done().body;
    assert_eq!(mine["rows"].as_array().map(Vec::len), Some(2), "{mine}");
    let loan = city.minji.reads(&format!("loans/{loan}")).await.done().body;
    assert_eq!(loan["barcode"], "SWN-1");
    assert!(loan["ended_at"].is_null());
    let holds = city.junho.reads("holds?mine=true").await.done().body;
    assert_eq!(holds["rows"][0]["state"], "waiting", "{holds}");
    city.junho
        .posts(&city.reservations_of(&city.room), json!({ "span": city.span(10, 12) }))
        .await
        .refused(409);
}

async fn the_drill_comes_back(city: &City) {
    let returned = city.clerk.posts("returns", json!({ "barcode": "SWN-1" })).await.done().body;
    assert!(returned["set_aside_for"].is_string(), "{returned}");
    let robbed = json!({ "barcode": "SWN-1", "borrower": city.minji_id });
    city.clerk.posts("loans", robbed).await.refused(409);
    city.clerk.posts("loans", json!({ "barcode": "SWN-1", "borrower": city.junho_id })).await.done();
    let desk = city.clerk.reads(&format!("loans?site={}&open=true", city.site)).await.done().body;
    assert_eq!(desk["rows"].as_array().map(Vec::len), Some(2), "{desk}");
}

async fn each_of_them_gets_mail(platform: &Platform, city: &City) {
    let reservation = city.minji.reads("reservations?mine=true").await.done().body["rows"][0].clone();
    assert_eq!(reservation["member"], city.minji_id.as_str());
    // Minji: the room, the hall asked and confirmed, the drill out and back. Junho: his room, his hall asked and
    // refused, waiting for the drill, the drill ready, the drill out.
    mails_to(platform, "swn-minji@people.example", 5, "ko").await;
    let junhos = mails_to(platform, "swn-junho@people.example", 6, "en").await;
    let told = |words: &str| junhos.iter().any(|mail| mail.body.contains(words));
    assert!(told("The hall is being cleaned that evening."), "{junhos:?}");
}

async fn mails_to(platform: &Platform, address: &str, at_least: usize, language: &str) -> Vec<Mail> {
    let mails = eventually(&format!("{at_least} mails to {address}"), BOUND, async || {
        let mut mails = platform.mail().messages();
        // A mail may be sent again after a kill, under its Message-ID: a mailbox shows it once.
        let mut seen = HashSet::new();
        mails.retain(|mail| mail.to.iter().any(|to| to == address) && seen.insert(mail.message_id.clone()));
        if mails.len() >= at_least { Ok(mails) } else { Err(format!("{mails:#?}")) }
    })
    .await;
    assert_eq!(mails.len(), at_least, "{mails:#?}");
    assert!(mails.iter().all(|mail| mail.language.as_deref() == Some(language)), "{mails:#?}");
    mails
}

async fn the_integrator_replays(integrator: &Integrator) -> Vec<Value> {
    let events = eventually("the integrator has every event", BOUND, async || {
        let events = integrator.replays().await;
        let lent = of_type(&events, "lending.loan.started").len();
        let told = of_type(&events, "notification.message.sent").len();
        if lent == 3 && told >= 12 { Ok(events) } else { Err(format!("{lent} loans and {told} messages")) }
    })
    .await;
    assert_once_and_in_order(&events, TENANT);
    assert_eq!(of_type(&events, "booking.reservation.confirmed").len(), 3);
    assert_eq!(of_type(&events, "booking.reservation.refused").len(), 1);
    assert_eq!(of_type(&events, "lending.hold.ready").len(), 1);
    let persons = serde_json::to_string(&events).expect("JSON");
    assert!(!persons.contains("민지") && !persons.contains("people.example"), "personal data in events");
    events
}

/// Counts uses from the events, and asks the report until it has seen them.
async fn the_report_equals_a_recount(city: &City, events: &[Value]) {
    let confirmed = of_type(events, "booking.reservation.confirmed").len();
    let cancelled = of_type(events, "booking.reservation.cancelled")
        .iter()
        .filter(|e| e["data"]["was_confirmed"] == true)
        .count();
    let loans = of_type(events, "lending.loan.started").len();
    let sum = |report: &Value, figure: &str| {
        let rows = report["rows"].as_array().cloned().unwrap_or_default();
        rows.iter()
            .filter(|row| row["site"] == city.site.as_str())
            .filter_map(|row| row[figure].as_u64())
            .sum::<u64>()
    };
    let years = [city.day.year(), city.day.year() - 1];
    eventually("the report equals the recount", BOUND, async || {
        let (mut reservations, mut lent) = (0, 0);
        for year in years {
            let report = city.admin.reads(&format!("reports/uses?year={year}")).await.done().body;
            reservations += sum(&report, "reservations");
            lent += sum(&report, "loans");
        }
        let found = (reservations as usize, lent as usize);
        if found == (confirmed - cancelled, loans) { Ok(()) } else { Err(format!("{found:?}")) }
    })
    .await;
    city.minji.reads(&format!("reports/uses?year={}", city.day.year())).await.refused(403);
}
