//! A series, by forms alone: looking ahead, making it, its page, giving the rest up and moving it.

use nanum_contracts::ids::SeriesId;

use super::*;

/// Thursdays of a December.
const THURSDAYS: &str = "thu=yes&first=2026-12-01&until=2026-12-31&from=19%3A00&to=21%3A00&persons=8";

fn series() -> SeriesId {
    SeriesId::named("seosan", "thursdays")
}

fn evening(date: &str) -> Value {
    json!({ "starts_at": format!("{date}T19:00:00+09:00"), "ends_at": format!("{date}T21:00:00+09:00") })
}

fn taken() -> Value {
    json!({ "rule": "a-unit-is-free", "limit": 1, "actual": 2 })
}

fn taken_on(date: &str) -> Value {
    json!({ "date": date, "rule": "a-unit-is-free", "limit": 1, "actual": 2 })
}

fn a_series() -> Value {
    let date = |name: &str, date: &str, state: &str| json!({ "reservation": ReservationId::named("seosan", name), "span": evening(date), "state": state });
    json!({
        "id": series(), "resource": resource(), "site": site(), "member": MemberId::named("seosan", "minji"),
        "zone": "Asia/Seoul", "refused": [taken_on("2026-12-10")],
        "recurrence": {
            "first": "2026-11-26", "from": "19:00", "to": "21:00", "rule": "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231",
        },
        "dates": [
            date("past", "2026-11-26", "confirmed"), date("third", "2026-12-03", "confirmed"),
            date("seventeenth", "2026-12-17", "cancelled"),
        ],
    })
}

fn a_town_of_regulars(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    Some(Ok(match operation {
        "preview-series" => {
            let asked = &body["recurrence"];
            assert_eq!(asked["rule"], "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231");
            assert_eq!((asked["first"].as_str(), &body["persons"]), (Some("2026-12-03"), &json!(8)));
            json!({ "dates": [
                {"date": "2026-12-03", "span": evening("2026-12-03"), "why_not": null},
                {"date": "2026-12-10", "span": evening("2026-12-10"), "why_not": taken()},
                {"date": "2026-12-17", "span": null, "why_not": {"rule": "the-clock-shows-the-time", "limit": 1, "actual": 0}},
            ]})
        }
        "make-series" if body["leave_out_refused"] == false => {
            let refused = json!([taken_on("2026-12-10")]);
            return Some(Err(Problem {
                rule: Some("every-date-can-be-had".to_owned()),
                actual: Some(refused),
                ..Problem::state_forbids("1 of the dates cannot be had")
            }));
        }
        "change-series" if body["from"] == "09:00" => {
            return Some(Err(Problem {
                rule: Some("every-date-can-be-had".to_owned()),
                actual: Some(json!([taken_on("2026-12-03")])),
                ..Problem::state_forbids("1 of the dates cannot be had")
            }));
        }
        "make-series" | "get-series" | "cancel-series" | "change-series" => a_series(),
        "list-reservations" => {
            let mut dates =
                [a_reservation("requested"), a_reservation("confirmed"), a_reservation("refused")];
            for date in &mut dates[..2] {
                date["series"] = json!(series());
            }
            page(json!(dates))
        }
        _ => return town(operation, request),
    }))
}

fn path() -> String {
    format!("/seosan/resources/{}/series", resource())
}

#[tokio::test]
async fn a_series_is_looked_at_date_by_date_before_it_is_made() {
    let gateway = gateway(a_town_of_regulars).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let resource_page = minji.opens(&format!("/seosan/resources/{}?date=2026-12-03", resource())).await.text;
    assert!(resource_page.contains(&format!("href=\"{}?first=2026-12-03\"", path())), "{resource_page}");

    let fresh = minji.opens(&format!("{}?first=2026-12-03&lang=en", path())).await;
    is_a_good_page(&fresh, Tongue::En, &path());
    assert!(fresh.text.contains("name=\"thu\" value=\"yes\" checked"), "its day of the week: {}", fresh.text);
    assert!(!fresh.text.contains("id=\"preview\""), "{}", fresh.text);
    for tongue in Tongue::ALL {
        let asked = format!("{}?preview=yes&{THURSDAYS}&lang={}", path(), tongue.tag());
        is_a_good_page(&minji.opens(&asked).await, tongue, &asked);
    }
    let preview = minji.opens(&format!("{}?preview=yes&{THURSDAYS}&lang=en", path())).await.text;
    for words in [
        "1 of 3 dates can be had.",
        "Thursday 10 December 2026, 19:00–21:00",
        "Somebody else has this time.",
        "The clocks change on this day",
        "name=\"leave_out\"",
    ] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
}

#[tokio::test]
async fn a_form_of_a_series_that_makes_no_sense_says_which_fields() {
    let gateway = gateway(a_town_of_regulars).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let asked =
        format!("{}?preview=yes&first=2026-12-03&until=2026-12-01&from=21%3A00&to=25%3A00&lang=en", path());
    let faulty = minji.opens(&asked).await;
    assert_eq!(faulty.status, 400);
    is_a_good_page(&faulty, Tongue::En, &asked);
    for field in ["until", "mon", "to"] {
        assert!(faulty.text.contains(&format!("id=\"{field}-fault\"")), "{field}: {}", faulty.text);
    }
    // Whoever is no member yet is invited, and comes back to what was chosen.
    let stranger =
        Browser::anonymous(&gateway).opens(&format!("{}?preview=yes&{THURSDAYS}", path())).await.text;
    assert!(stranger.contains("id=\"invitation\"") && stranger.contains("until%3D2026-12-31"), "{stranger}");
}

#[tokio::test]
async fn a_series_is_made_without_the_dates_that_cannot_be_had_when_that_is_said() {
    let gateway = gateway(a_town_of_regulars).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let thursdays = [
        KEY,
        ("thu", "yes"),
        ("first", "2026-12-01"),
        ("until", "2026-12-31"),
        ("from", "19:00"),
        ("to", "21:00"),
        ("persons", "8"),
    ];
    let refused = minji.sends(&format!("{}?lang=en", path()), &thursdays).await;
    assert_eq!(refused.status, 409);
    is_a_good_page(&refused, Tongue::En, &path());
    assert!(refused.text.contains("href=\"#leave_out\"") && refused.text.contains("id=\"preview\""));
    let made = minji.sends(&path(), &[&thursdays[..], &[("leave_out", "yes")]].concat()).await;
    assert_eq!(location(&made), format!("/seosan/series/{}?done=series-made", series()));
    let nobody = Browser::anonymous(&gateway).sends(&path(), &thursdays).await;
    assert!(location(&nobody).starts_with("/seosan/sign-in"), "{}", location(&nobody));
}

#[tokio::test]
async fn the_page_of_a_series_shows_its_dates_and_what_was_left_out() {
    let gateway = gateway(a_town_of_regulars).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    for tongue in Tongue::ALL {
        let path = format!("/seosan/series/{}?done=series-made&lang={}", series(), tongue.tag());
        is_a_good_page(&minji.opens(&path).await, tongue, &path);
    }
    let page = minji.opens(&format!("/seosan/series/{}?lang=en", series())).await.text;
    let (to_come, past) = page
        .split_once("<details>")
        .map_or((page.as_str(), ""), |_| page.rsplit_once("Past dates").expect("past dates"));
    assert!(to_come.contains("Thursday 3 December 2026, 19:00–21:00"), "{page}");
    assert!(
        past.contains("Thursday 26 November 2026") && past.contains("Thursday 10 December 2026"),
        "{page}"
    );
    // What stands can be changed alone; what was cancelled cannot.
    let change = |name| format!("change={}", ReservationId::named("seosan", name));
    assert!(page.contains(&change("third")) && !page.contains(&change("seventeenth")), "{page}");

    let clerk =
        Browser::of(&gateway, "seosan/admin").opens(&format!("/seosan/series/{}", series())).await.text;
    assert!(!clerk.contains("data-action=\"cancel-series\""), "it is somebody else's: {clerk}");
}

#[tokio::test]
async fn the_rest_of_a_series_is_given_up_or_moved() {
    let gateway = gateway(a_town_of_regulars).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!("/seosan/series/{}", series());
    let cancel = format!("{path}/cancellation?lang=en");
    let cancelled = minji.sends(&cancel, &[KEY, ("from", "2026-12-10")]).await;
    assert_eq!(location(&cancelled), format!("{path}?done=series-cancelled"));
    assert_eq!(minji.sends(&cancel, &[KEY, ("from", "")]).await.status, 303, "all that is to come");
    let faulty = minji.sends(&cancel, &[KEY, ("from", "soon")]).await;
    assert_eq!(faulty.status, 400);
    assert!(faulty.text.contains("id=\"cancel-from-fault\""), "{}", faulty.text);

    let change = format!("{path}/change?lang=en");
    let times = |from, to| [KEY, ("starting", "2026-12-10"), ("from", from), ("to", to)];
    let changed = minji.sends(&change, &times("18:00", "20:00")).await;
    assert_eq!(location(&changed), format!("{path}?done=series-changed"));
    let refused = minji.sends(&change, &times("09:00", "11:00")).await;
    assert_eq!(refused.status, 409);
    is_a_good_page(&refused, Tongue::En, &change);
    assert!(
        refused.text.contains("Thursday 3 December 2026: Somebody else has this time."),
        "each date says why: {}",
        refused.text
    );
    assert!(refused.text.contains("name=\"from\" value=\"09:00\""), "what was written stays in the form");
    let faulty = minji.sends(&change, &times("20:00", "25:00")).await;
    assert_eq!(faulty.status, 400);
    assert!(faulty.text.contains("id=\"to-fault\""), "{}", faulty.text);
}

#[tokio::test]
async fn on_my_page_a_series_is_its_next_date_and_leads_to_the_others() {
    let gateway = gateway(a_town_of_regulars).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    for tongue in Tongue::ALL {
        let path = format!("/seosan/mine?lang={}", tongue.tag());
        is_a_good_page(&minji.opens(&path).await, tongue, &path);
    }
    let mine = minji.opens("/seosan/mine?lang=en").await.text;
    assert!(mine.contains(&format!("href=\"/seosan/series/{}\"", series())), "{mine}");
    assert!(mine.contains("and 1 more date"), "{mine}");
    assert!(!mine.contains(&format!("id=\"{}\"", ReservationId::named("seosan", "confirmed"))), "{mine}");
}
