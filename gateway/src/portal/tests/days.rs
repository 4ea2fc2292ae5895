//! Holidays, blocks, and drafts on the page of a resource.

use super::*;

/// A draft hall in blocks; closed on the 25th, a holiday.
fn a_draft_hall() -> Value {
    let times = json!([{ "from": "10:00", "to": "12:00" }, { "from": "12:00", "to": "14:00" }]);
    let mut hall = a_resource();
    hall["publication"] = json!({ "state": "draft" });
    hall["on_public_holidays"] = json!("closed");
    hall["blocks"] = json!({ "times": times, "combine": "adjacent" });
    hall["eligibility"] = json!({ "qualification": "laser-cutter" });
    let alt = json!({ "en": "The <hall>" });
    hall["photos"] =
        json!([{ "url": "https://images.example/hall.jpg", "alt": alt, "licence": "CC-BY-4.0" }]);
    hall
}

fn span(from: &str, to: &str) -> Value {
    let at = |time: &str| format!("2026-12-02T{time}:00+09:00");
    json!({ "starts_at": at(from), "ends_at": at(to) })
}

fn a_town_with_a_draft(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    let holiday =
        json!({ "date": "2026-12-25", "name": { "ko": "성탄절", "en": "Christmas" }, "kind": "public" });
    Some(Ok(match operation {
        "get-resource" => a_draft_hall(),
        "list-resources" if body["unlisted_too"] == true => page(json!([a_draft_hall()])),
        "list-resources" => page(json!([])),
        "get-free-times" if body["from"] == "2026-12-25" => json!({ "resource": a_draft_hall(), "days": [
            { "date": "2026-12-25", "free": [], "holiday": holiday },
        ]}),
        "get-free-times" => json!({ "resource": a_draft_hall(), "days": [{
            "date": body["from"], "free": [span("10:00", "12:00"), span("12:00", "14:00")],
            "offers": [span("10:00", "12:00"), span("10:00", "14:00"), span("12:00", "14:00")],
        }]}),
        _ => return town(operation, request),
    }))
}

fn hall_on(date: &str) -> String {
    format!("/seosan/resources/{}?date={date}&lang=en", resource())
}

#[tokio::test]
async fn a_draft_has_its_badge_for_staff_and_is_not_there_for_others() {
    let gateway = gateway(a_town_with_a_draft).await;
    let admin = Browser::of(&gateway, "seosan/admin");
    for path in ["/seosan?lang=en", &hall_on("2026-12-02")] {
        let shown = admin.opens(path).await;
        assert!(shown.text.contains("<span class=\"badge\">Draft</span>"), "{path}: {}", shown.text);
    }
    for browser in [Browser::anonymous(&gateway), Browser::of(&gateway, "seosan/minji")] {
        assert_eq!(browser.opens(&hall_on("2026-12-02")).await.status, 404);
        assert!(!browser.opens("/seosan?lang=en").await.text.contains("badge"));
    }
}

#[tokio::test]
async fn a_holiday_is_named_where_it_closes() {
    let gateway = gateway(a_town_with_a_draft).await;
    let admin = Browser::of(&gateway, "seosan/admin");
    for tongue in Tongue::ALL {
        let path = hall_on("2026-12-25").replace("lang=en", &format!("lang={}", tongue.tag()));
        let page = admin.opens(&path).await;
        is_a_good_page(&page, tongue, &path);
        assert!(page.text.contains("id=\"holiday\""), "{}", page.text);
    }
    let page = admin.opens(&hall_on("2026-12-25")).await.text;
    assert!(page.contains("Closed: Christmas"), "{page}");
    assert!(!admin.opens(&hall_on("2026-12-02")).await.text.contains("id=\"holiday\""));
}

#[tokio::test]
async fn blocks_are_chosen_from_what_can_be_one_reservation() {
    let gateway = gateway(a_town_with_a_draft).await;
    let admin = Browser::of(&gateway, "seosan/admin");
    let page = admin.opens(&hall_on("2026-12-02")).await.text;
    assert_eq!(page.matches("<option value=\"2026-12-02T1").count(), 3, "{page}");
    let both = "2026-12-02T10:00:00+09:00/2026-12-02T14:00:00+09:00";
    assert!(page.contains(&both.replace('+', "&#43;")) || page.contains(both), "{page}");
    assert!(
        page.contains("laser cutter") && page.contains("The &#60;hall&#62;") && page.contains("CC-BY-4.0"),
        "{page}"
    );

    let path = format!("/seosan/resources/{}/reservations?lang=en", resource());
    let made = admin.sends(&path, &[KEY, ("block", both), ("date", "2026-12-02")]).await;
    assert!(location(&made).starts_with("/seosan/mine?done="), "{}", location(&made));
    let nonsense = admin.sends(&path, &[KEY, ("block", "morning"), ("date", "2026-12-02")]).await;
    assert_eq!(nonsense.status, 400);
    assert!(nonsense.text.contains("id=\"starts_at-fault\""), "{}", nonsense.text);
}
