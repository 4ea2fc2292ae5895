//! A wish that is refused: every rule that says no, and what can be had instead, filled in.

use super::*;

const NINE: (&str, &str) = ("starts_at", "2026-12-01T11:00:00+09:00");
const NOON: (&str, &str) = ("ends_at", "2026-12-01T12:00:00+09:00");
const DAY: (&str, &str) = ("date", "2026-12-01");

fn elsewhere() -> SiteId {
    SiteId::named("seosan", "library")
}

fn other(name: &str, site: SiteId) -> Value {
    let mut other = a_resource();
    other["id"] = json!(ResourceId::named("seosan", name));
    other["name"] = json!({ "en": name });
    other["site"] = json!(site);
    other
}

fn a_town_that_knows_what_else_there_is(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    Some(Ok(match operation {
        "check-reservation" => json!({
            "resource": resource(), "span": body["span"], "possible": false,
            "why_not": [
                {"rule": "persons-have-place", "limit": 12, "actual": 20},
                {"rule": "a-unit-is-free", "limit": 1, "actual": 2},
                {"rule": "early-enough", "limit": 2880, "actual": "2026-12-01T11:00:00+09:00"},
            ],
            "times_instead": [{"starts_at": "2026-12-02T11:00:00+09:00", "ends_at": "2026-12-02T12:00:00+09:00"}],
            "resources_instead": [other("Club room 2", site()), other("Reading room", elsewhere())],
        }),
        "list-sites" => {
            let mut library = a_site();
            library["id"] = json!(elsewhere());
            library["name"] = json!({ "en": "Library" });
            json!([a_site(), library])
        }
        _ => return town(operation, request),
    }))
}

#[tokio::test]
async fn every_rule_is_told_and_other_times_and_resources_are_offered() {
    let gateway = gateway(a_town_that_knows_what_else_there_is).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!("/seosan/resources/{}/reservations", resource());
    for tongue in Tongue::ALL {
        let path = format!("{path}?lang={}", tongue.tag());
        let refused = minji.sends(&path, &[KEY, NINE, NOON, DAY, ("persons", "2")]).await;
        assert_eq!(refused.status, 409);
        is_a_good_page(&refused, tongue, &path);
    }
    let refused = minji.sends(&format!("{path}?lang=en"), &[KEY, NINE, NOON, DAY, ("persons", "2")]).await;
    for sentence in [
        "There is room for 12 people; you asked for 20.",
        "Somebody else has this time.",
        "This is possible until 2 days before it begins; it begins: Tuesday 1 December 2026, 11:00.",
        "Reserve Wednesday 2 December 2026, 11:00–12:00",
    ] {
        assert!(refused.text.contains(sentence), "{sentence}: {}", refused.text);
    }
    let club_room = format!(
        "href=\"/seosan/resources/{}?date=2026-12-01&#38;starts_at=2026-12-01T11%3A00%3A00%2B09%3A00&#38;\
         ends_at=2026-12-01T12%3A00%3A00%2B09%3A00&#38;persons=2\"",
        ResourceId::named("seosan", "Club room 2")
    );
    assert!(refused.text.contains(&club_room), "{}", refused.text);
    // Where it is stands beside what is elsewhere.
    assert!(refused.text.contains("Reading room · Library"), "{}", refused.text);
    assert!(!refused.text.contains("Club room 2 · "), "{}", refused.text);
}

#[tokio::test]
async fn a_link_to_another_resource_fills_the_time_in() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!(
        "/seosan/resources/{}?date=2026-12-01&starts_at=2026-12-01T10:30:00%2B09:00&\
         ends_at=2026-12-01T12:00:00%2B09:00&persons=7&lang=en",
        resource()
    );
    let page = minji.opens(&path).await;
    is_a_good_page(&page, Tongue::En, &path);
    for filled in [
        "value=\"2026-12-01T10:30:00+09:00\" selected",
        "value=\"2026-12-01T12:00:00+09:00\" selected",
        "name=\"persons\" value=\"7\"",
    ] {
        assert!(page.text.contains(filled), "{filled}: {}", page.text);
    }
}

#[tokio::test]
async fn where_nothing_else_is_known_the_refusal_explains_itself() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!("/seosan/resources/{}/reservations?lang=en", resource());
    let refused = minji.sends(&path, &[KEY, NINE, NOON, DAY, ("persons", "2")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("id=\"free-instead\""), "{}", refused.text);
    assert!(!refused.text.contains("id=\"others-instead\""), "{}", refused.text);
}
