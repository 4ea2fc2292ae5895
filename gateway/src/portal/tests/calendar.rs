//! Calendars on pages: where programs find them, and one's own.

use super::*;

const OPEN: &str = "/v1/seosan/calendars/0123/calendar.ics";

/// The town, with a calendar that is open.
fn with_an_open_calendar(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    match operation {
        "get-own-calendar" | "open-calendar" => Some(Ok(json!({ "key": "0123" }))),
        "close-calendar" => Some(Ok(json!({ "key": null }))),
        "get-calendar-entry" => Some(Ok(json!({
            "reservation": a_reservation("confirmed"), "changes": 1, "made_at": "2026-11-20T01:00:00Z",
            "changed_at": "2026-11-20T01:00:00Z",
        }))),
        _ => town(operation, request),
    }
}

#[tokio::test]
async fn calendars_are_found_where_they_are_of_use() {
    let gateway = gateway(with_an_open_calendar).await;
    let (resource, site) = (resource(), site());
    let anybody = Browser::anonymous(&gateway);
    let page = anybody.opens(&format!("/seosan/resources/{resource}")).await;
    assert!(page.text.contains(&format!("href=\"/v1/seosan/resources/{resource}/calendar.ics\"")));
    let page = anybody.opens("/seosan").await;
    assert!(page.text.contains(&format!("href=\"/v1/seosan/sites/{site}/calendar.ics\"")));

    let minji = Browser::of(&gateway, "seosan/minji");
    let page = minji.opens("/seosan/mine").await;
    assert!(page.text.contains(&format!("href=\"https://nanum.example{OPEN}\"")), "{}", page.text);
    let file = format!("/seosan/reservations/{}/calendar.ics", reservation());
    assert!(page.text.contains(&format!("href=\"{file}\"")));
    let reply = minji.opens(&file).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.headers["content-type"]),
        (200, &"text/calendar; charset=utf-8".parse().unwrap())
    );
    assert_ne!(anybody.opens(&file).await.status, 200);
}

#[tokio::test]
async fn one_s_own_calendar_is_opened_renewed_and_closed() {
    let minji = Browser::of(&a_town().await, "seosan/minji");
    let page = minji.opens("/seosan/mine").await;
    assert!(!page.text.contains("calendars/") && page.text.contains("data-action=\"open-calendar\""));
    assert!(!page.text.contains("data-action=\"close-calendar\""));

    let minji = Browser::of(&gateway(with_an_open_calendar).await, "seosan/minji");
    let page = minji.opens("/seosan/mine").await;
    assert!(page.text.contains("data-action=\"close-calendar\""));
    for (path, deed) in
        [("/seosan/mine/calendar", "calendar-opened"), ("/seosan/mine/calendar/closing", "calendar-closed")]
    {
        let reply = minji.sends(path, &[KEY]).await;
        assert_eq!(location(&reply), format!("/seosan/mine?done={deed}"));
        for tongue in Tongue::ALL {
            let page = minji.opens(&format!("{}&lang={}", location(&reply), tongue.tag())).await;
            is_a_good_page(&page, tongue, path);
        }
    }
}
