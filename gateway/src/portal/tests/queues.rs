//! What waits at the desk: rivals of a request, the waitlist of a resource, and its draws.

use nanum_contracts::ids::DrawId;

use super::*;

const SEED: &str = "seed-of-the-drawn";

fn draw_id(name: &str) -> DrawId {
    DrawId::named("seosan", name)
}

fn a_draw(name: &str, ranking: &[Value]) -> Value {
    let is_drawn = !ranking.is_empty();
    json!({
        "id": draw_id(name), "resource": resource(), "resource_name": name_of_resource(), "site": site(),
        "date": "2026-12-10", "zone": "Asia/Seoul", "draws_at": "2026-12-03T12:00:00+09:00",
        "commitment": "c0ffee", "seed": is_drawn.then_some(SEED), "ranking": ranking,
    })
}

fn lot(state: &str, won: bool) -> Value {
    json!({ "reservation": ReservationId::named("seosan", state), "rank": format!("rank-{state}"), "won": won })
}

fn drawn() -> Value {
    a_draw("drawn", &[lot("confirmed", true), lot("refused", false)])
}

/// Applications: two for the draw to come, one of them withdrawn; one of each outcome for the other.
fn applications() -> Value {
    let of = |state: &str, draw: &str| {
        let mut applied = a_reservation(state);
        applied["draw"] = json!(draw_id(draw));
        applied
    };
    json!([
        of("requested", "to-come"),
        of("cancelled", "to-come"),
        of("confirmed", "drawn"),
        of("refused", "drawn"),
        a_reservation("released"),
    ])
}

fn a_desk_with_queues(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    let rows = |rows: Value| json!({ "rows": rows });
    Some(Ok(match operation {
        "list-reservations" if body["to"].is_null() => {
            let mut request = a_reservation("requested");
            request["unheld"] = json!(true);
            rows(json!([request]))
        }
        "list-reservations" => rows(applications()),
        "list-rivals" => {
            assert_eq!(body["reservation"], json!(reservation()));
            let mut rival = a_reservation("confirmed");
            rival["span"] =
                json!({ "starts_at": "2026-12-01T11:00:00+09:00", "ends_at": "2026-12-01T13:00:00+09:00" });
            rows(json!([rival]))
        }
        "list-resources" => {
            let mut drawn = a_resource();
            drawn["lottery"] = json!({ "days_before": 7, "at": "12:00" });
            rows(json!([drawn]))
        }
        "list-draws" => rows(json!([a_draw("to-come", &[]), drawn()])),
        "get-draw" if body["draw"] == json!(draw_id("drawn")) => drawn(),
        "get-draw" => a_draw("to-come", &[]),
        "list-waits" => {
            assert_eq!(body["resource"], json!(resource()));
            rows(json!([a_wait(body["state"].as_str()?)]))
        }
        _ => return town(operation, request),
    }))
}

fn of_resource(what: &str) -> String {
    format!("/seosan/desk/resources/{}/{what}", resource())
}

#[tokio::test]
async fn every_page_of_what_waits_is_whole_in_every_language() {
    let gateway = gateway(a_desk_with_queues).await;
    let clerk = Browser::of(&gateway, "seosan/admin");
    let draw = |name| format!("/seosan/desk/draws/{}", draw_id(name));
    for path in [
        "/seosan/desk".to_owned(),
        of_resource("waits"),
        of_resource("draws"),
        draw("to-come"),
        draw("drawn"),
    ] {
        for tongue in Tongue::ALL {
            let reply = clerk.opens(&format!("{path}?lang={}", tongue.tag())).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            is_a_good_page(&reply, tongue, &path);
        }
        let citizen = Browser::of(&gateway, "seosan/minji").opens(&path).await;
        assert_eq!(citizen.status, 404, "{path}");
        assert_eq!(Browser::anonymous(&gateway).opens(&path).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_request_shows_its_rivals_and_that_accepting_it_refuses_them() {
    let gateway = gateway(a_desk_with_queues).await;
    let clerk = Browser::of(&gateway, "seosan/admin");
    let desk = clerk.opens("/seosan/desk?lang=en").await.text;
    for words in [
        "1 other request wants this time:",
        "김&#60;민지&#62;: Tuesday 1 December 2026, 11:00–13:00",
        "Accepting this refuses the others, unless there is still room for them.",
    ] {
        assert!(desk.contains(words), "{words}: {desk}");
    }
    assert!(desk.contains(&format!("aria-describedby=\"accept-{}\"", reservation())), "{desk}");
    for what in ["waits", "draws"] {
        assert!(desk.contains(&format!("href=\"{}\"", of_resource(what))), "{what}: {desk}");
    }
}

#[tokio::test]
async fn where_every_request_holds_its_time_nobody_is_asked_for_rivals() {
    // Here nobody tells how to answer `list-rivals`.
    let desk = Browser::of(&a_town().await, "seosan/admin").opens("/seosan/desk?lang=en").await;
    assert_eq!(desk.status, 200);
    assert!(!desk.text.contains("data-rivals"), "{}", desk.text);
}

#[tokio::test]
async fn the_waitlist_shows_offers_with_their_ends_before_the_queue() {
    let gateway = gateway(a_desk_with_queues).await;
    let page =
        Browser::of(&gateway, "seosan/admin").opens(&format!("{}?lang=en", of_resource("waits"))).await.text;
    let (offered, waiting) = page.split_once("Waiting, in order").expect("both lists");
    assert!(offered.contains("Held until Tuesday 1 December 2026, 09:30"), "{page}");
    assert!(waiting.contains("Place 2 in the queue") && waiting.contains("김&#60;민지&#62;"), "{page}");
}

#[tokio::test]
async fn a_draw_shows_its_commitment_and_afterwards_its_seed_and_result() {
    let gateway = gateway(a_desk_with_queues).await;
    let clerk = Browser::of(&gateway, "seosan/admin");
    let list = clerk.opens(&format!("{}?lang=en", of_resource("draws"))).await.text;
    let (to_come, held) = list.split_once("id=\"drawn\"").expect("both lists");
    assert!(to_come.contains("Is drawn: Thursday 3 December 2026, 12:00"), "{list}");
    assert!(
        to_come.contains("1 application\n") || to_come.contains("1 application<"),
        "not the withdrawn: {list}"
    );
    assert!(held.contains("2 applications · 1 got its time"), "{list}");

    let before = clerk.opens(&format!("/seosan/desk/draws/{}?lang=en", draw_id("to-come"))).await.text;
    assert!(before.contains("c0ffee") && !before.contains("id=\"seed\""), "{before}");
    let after = clerk.opens(&format!("/seosan/desk/draws/{}?lang=en", draw_id("drawn"))).await.text;
    assert!(after.contains(SEED) && after.contains("rank-confirmed"), "{after}");
    let (first, second) = after.split_once("2. ").expect("two lots");
    assert!(first.contains("1. 김&#60;민지&#62;") && first.contains("Got its time"), "{after}");
    assert!(second.contains("Not drawn"), "{after}");
}
