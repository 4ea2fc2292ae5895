//! Wishes that are not simply granted: what is refused, what comes back every week, what waits, and what is drawn.

use nanum_tests::{calendar::in_seoul_in_days, people::Person, platform::Platform};
use serde_json::{Value, json};

use super::{Reader, resource};

/// Rooms where things wait, and the addresses of the pages that show it.
pub(super) struct WhatWaits {
    /// Name, path, and who looks.
    pub(super) pages: Vec<(&'static str, String, Option<&'static str>)>,
}

fn day() -> String {
    in_seoul_in_days(3).to_string()
}

fn span(from: &str, to: &str) -> Value {
    let at = |time: &str| format!("{}T{time}:00+09:00", day());
    json!({ "starts_at": at(from), "ends_at": at(to) })
}

async fn person(platform: &Platform, name: &str) -> Person {
    Person::signed_in(&platform.url(), "seosan", &format!("seosan/{name}")).await
}

/// A room like the club room, but for what is said.
async fn adds(platform: &Platform, name: &str, but: Value) -> String {
    let admin = person(platform, "admin").await;
    let club_room = resource(platform, "Club room 1").await;
    let site = admin.reads(&format!("resources/{club_room}")).await.done().body["site"].clone();
    let mut room = json!({
        "site": site, "kind": "room", "name": { "ko": name, "en": name }, "units": 1, "approval": false,
        "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "22:00" }],
        "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240, "persons": 15,
    });
    for (field, value) in but.as_object().expect("fields") {
        room[field] = value.clone();
    }
    admin.posts("resources", room).await.done().id()
}

async fn reserves(person: &Person, room: &str, span: Value) -> String {
    person.posts(&format!("resources/{room}/reservations"), json!({ "span": span })).await.done().id()
}

/// Two who want the same studio, one who waits for the practice room, one who applies for the stage; a series, and points.
pub(super) async fn is_set_up(platform: &Platform) -> WhatWaits {
    let (minji, junho) = (person(platform, "minji").await, person(platform, "junho").await);
    let studio = adds(platform, "Studio", json!({ "approval": true, "approval_holds": false })).await;
    reserves(&minji, &studio, span("10:00", "12:00")).await;
    reserves(&junho, &studio, span("11:00", "13:00")).await;

    let practice = adds(platform, "Practice room", json!({ "waitlist": { "offer_minutes": 120 } })).await;
    let taken = reserves(&minji, &practice, span("10:00", "12:00")).await;
    reserves(&minji, &practice, span("14:00", "16:00")).await;
    for (from, to) in [("10:00", "12:00"), ("14:00", "16:00")] {
        let wish = json!({ "span": span(from, to), "persons": 4 });
        junho.posts(&format!("resources/{practice}/waits"), wish).await.done();
    }
    minji.posts(&format!("reservations/{taken}/cancellation"), json!({})).await.done();

    let studio = minji.reads(&format!("resources/{studio}")).await.done().body;
    let site = studio["site"].as_str().expect("a site").to_owned();

    let stage = adds(platform, "Stage", json!({ "lottery": { "days_before": 1, "at": "12:00" } })).await;
    reserves(&minji, &stage, span("19:00", "21:00")).await;
    let draws = minji.reads(&format!("draws?resource={stage}")).await.done().body;
    let draw = draws["rows"][0]["id"].as_str().expect("a draw").to_owned();

    let rehearsal = adds(platform, "Rehearsal room", json!({})).await;
    reserves(&junho, &rehearsal, span("19:00", "21:00")).await;
    let until = in_seoul_in_days(24);
    let rule = format!("FREQ=DAILY;INTERVAL=7;UNTIL={}", until.strftime("%Y%m%d"));
    let recurrence = json!({ "first": day(), "from": "19:00", "to": "21:00", "rule": rule });
    let wish = json!({ "recurrence": recurrence, "leave_out_refused": true });
    let series = minji.posts(&format!("resources/{rehearsal}/series"), wish).await.done().id();
    has_points(platform, &minji).await;

    let weekly = format!("preview=yes&{}&first={}&until={until}&from=19:00&to=21:00", ALL_DAYS, day());
    let clerk = Some("clerk");
    WhatWaits {
        pages: vec![
            ("series-new", format!("/seosan/resources/{rehearsal}/series?{weekly}"), Some("minji")),
            ("series", format!("/seosan/series/{series}"), Some("minji")),
            ("standing", "/seosan/mine/standing".to_owned(), Some("minji")),
            ("desk-rivals", format!("/seosan/desk?site={site}"), clerk),
            ("desk-waits", format!("/seosan/desk/resources/{practice}/waits"), clerk),
            ("desk-draws", format!("/seosan/desk/resources/{stage}/draws"), clerk),
            ("desk-draw", format!("/seosan/desk/draws/{draw}"), clerk),
        ],
    }
}

const ALL_DAYS: &str = "mon=yes&tue=yes&wed=yes&thu=yes&fri=yes&sat=yes&sun=yes";

async fn has_points(platform: &Platform, member: &Person) {
    let admin = person(platform, "admin").await;
    let order =
        json!({ "threshold": 3, "suspended_months": 1, "lapse_after_months": 3, "points_for_no_show": 1 });
    admin.puts("standing-policy", order).await.done();
    let own = member.reads("members/me").await.done().id();
    for given_for in ["no_show", "left_dirty", "damage"] {
        let points = json!({ "points": 1, "given_for": given_for });
        admin.posts(&format!("members/{own}/points"), points).await.done();
    }
}

/// A member wishes a time of the club room that somebody else takes while they look at the page.
pub(super) async fn is_refused(platform: &Platform, reader: &Reader<'_>, from: &str, to: &str, lang: &str) {
    let room = resource(platform, "Club room 1").await;
    let wished = span(from, to);
    let at = |end: &str| wished[end].as_str().expect("a time").replace('+', "%2B");
    let (starts_at, ends_at) = (at("starts_at"), at("ends_at"));
    let page = format!(
        "/seosan/resources/{room}?date={}&starts_at={starts_at}&ends_at={ends_at}&lang={lang}",
        day()
    );
    reader.opens(&page).await;
    reserves(&person(platform, "junho").await, &room, wished).await;
    reader.clicks("[data-action='reserve']").await;
    reader.sees("#error-summary").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_had_elsewhere_and_what_comes_every_week_is_reserved_at_once() {
    let platform = Platform::all_in_one().await;
    let browser = super::Browser::start_without_javascript().await;
    let reader = Reader { browser: &browser, url: platform.url() };
    reader.signs_in_as("minji").await;
    a_refused_time_is_had_in_another_room(&platform, &reader).await;
    a_series_is_looked_at_made_and_given_up(&platform, &reader).await;
    reader.signs_out().await;
}

async fn a_refused_time_is_had_in_another_room(platform: &Platform, reader: &Reader<'_>) {
    is_refused(platform, reader, "10:00", "12:00", "en").await;
    reader.reads("Somebody else has this time.").await;
    reader.sees("[data-action='reserve-instead']").await;
    reader.clicks("[data-action='other-instead']").await;
    reader.sees("#starts_at option[value*='T10:00'][selected]").await;
    reader.sees("#ends_at option[value*='T12:00'][selected]").await;
    reader.clicks("[data-action='reserve']").await;
    reader.sees("[role='status']").await;
}

async fn a_series_is_looked_at_made_and_given_up(platform: &Platform, reader: &Reader<'_>) {
    let room = resource(platform, "Club room 1").await;
    reader.opens(&format!("/seosan/resources/{room}?date={}", day())).await;
    reader.clicks("#series").await;
    reader.sees("#first").await;
    // Each browser writes dates in its own way: what the form sends is in the address.
    let until = in_seoul_in_days(17);
    let weekly = format!("preview=yes&{ALL_DAYS}&first={}&until={until}&from=10:00&to=12:00", day());
    reader.opens(&format!("/seosan/resources/{room}/series?{weekly}")).await;
    reader.reads("14 of 15 dates can be had.").await;
    reader.clicks("[data-action='make-series']").await;
    reader.sees("#leave_out[aria-invalid='true']").await.click().await.expect("a box");
    reader.clicks("[data-action='make-series']").await;
    reader.sees("[role='status']").await;
    let dates = reader.client().find_all(fantoccini::Locator::Css("[data-action='cancel-reservation']"));
    assert_eq!(dates.await.expect("a page").len(), 14, "{}", reader.text().await);

    reader.opens("/seosan/mine").await;
    reader.clicks("[data-series]").await;
    reader.clicks("[data-action='cancel-series']").await;
    reader.sees("[role='status']").await;
    reader.does_not_see("[data-action='cancel-series']").await;
}
