//! A member's standing: what counts, until when, and appealing.

use nanum_contracts::ids::PointsId;

use super::*;

fn points(name: &str) -> PointsId {
    PointsId::named("seosan", name)
}

fn given(name: &str, given_for: &str, (appealed, waived): (bool, bool)) -> Value {
    json!({
        "id": points(name), "points": 2, "given_for": given_for, "reservation": reservation(),
        "given_at": "2026-11-20T01:00:00Z", "lapses_at": "2027-02-20T01:00:00Z", "appealed": appealed, "waived": waived,
    })
}

fn standing(given: &[Value]) -> Value {
    json!({
        "member": MemberId::named("seosan", "minji"), "points": 4, "threshold": 3,
        "suspended_until": "2026-12-20T01:00:00Z", "given": given,
    })
}

fn a_town_that_keeps_order(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    Some(Ok(match operation {
        "get-standing" => standing(&[
            given("fresh", "no_show", (false, false)),
            given("appealed", "left_dirty", (true, false)),
            given("waived", "absence", (false, true)),
        ]),
        "appeal-points" if body["points"] == json!(points("fresh")) => standing(&[]),
        "appeal-points" => return Some(Err(Problem::state_forbids("these points have been waived"))),
        _ => return town(operation, request),
    }))
}

fn a_town_of_good_standing(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    match operation {
        "get-standing" => {
            Some(Ok(json!({ "member": MemberId::named("seosan", "minji"), "points": 0, "given": [] })))
        }
        _ => town(operation, request),
    }
}

#[tokio::test]
async fn a_member_sees_what_counts_against_them_and_until_when() {
    let gateway = gateway(a_town_that_keeps_order).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    assert!(minji.opens("/seosan/mine").await.text.contains("href=\"/seosan/mine/standing\""));
    for tongue in Tongue::ALL {
        let path = format!("/seosan/mine/standing?done=points-appealed&lang={}", tongue.tag());
        is_a_good_page(&minji.opens(&path).await, tongue, &path);
    }
    let page = minji.opens("/seosan/mine/standing?lang=en").await.text;
    for words in [
        "You are suspended until Sunday 20 December 2026, 10:00.",
        "4 penalty points count now; 3 suspend.",
        "Did not come: 2 penalty points",
        "Tuesday 1 December 2026, 10:00–12:00",
        "Counts until Saturday 20 February 2027",
        "It is not decided yet.",
        "It does not count.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let nobody = Browser::anonymous(&gateway).opens("/seosan/mine/standing").await;
    assert_eq!(location(&nobody), "/seosan/sign-in?return_to=%2Fseosan%2Fmine%2Fstanding");
}

#[tokio::test]
async fn a_member_appeals_against_what_counts_and_against_nothing_else() {
    let gateway = gateway(a_town_that_keeps_order).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let page = minji.opens("/seosan/mine/standing").await.text;
    let appeal = |name| format!("/seosan/points/{}/appeal", points(name));
    assert!(page.contains(&format!("action=\"{}\"", appeal("fresh"))), "{page}");
    for over in ["appealed", "waived"] {
        assert!(!page.contains(&appeal(over)), "{over}: {page}");
    }
    let appealed = minji.sends(&appeal("fresh"), &[KEY]).await;
    assert_eq!(location(&appealed), "/seosan/mine/standing?done=points-appealed");
    let refused = minji.sends(&format!("{}?lang=en", appeal("waived")), &[KEY]).await;
    assert_eq!(refused.status, 409);
    is_a_good_page(&refused, Tongue::En, "appeal");
    assert_eq!(Browser::anonymous(&gateway).sends(&appeal("fresh"), &[KEY]).await.status, 401);
}

#[tokio::test]
async fn where_nothing_stands_against_a_member_the_page_says_so() {
    let gateway = gateway(a_town_of_good_standing).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let page = minji.opens("/seosan/mine/standing?lang=en").await;
    is_a_good_page(&page, Tongue::En, "/seosan/mine/standing");
    assert!(
        page.text.contains("You are not suspended.") && page.text.contains("Nothing stands against you.")
    );
}
