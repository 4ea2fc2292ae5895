//! A member changes a reservation; a clerk cancels one with a reason, and blocks time.

use super::*;

const TEN: (&str, &str) = ("starts_at", "2026-12-01T10:00:00+09:00");
const NOON: (&str, &str) = ("ends_at", "2026-12-01T12:00:00+09:00");

#[tokio::test]
async fn a_reservation_is_changed_on_the_page_of_its_resource() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let mine = minji.opens("/seosan/mine?lang=en").await.text;
    let link = format!("/seosan/resources/{}?date=2026-12-01&#38;change={}", resource(), reservation());
    assert!(mine.contains(&link), "{mine}");
    let page = minji.opens(&link.replace("&#38;", "&")).await.text;
    let action = format!("action=\"/seosan/reservations/{}/change\"", reservation());
    assert!(page.contains(&action) && page.contains("id=\"changing\""), "{page}");
    // Each day that is looked at goes on with the change.
    assert!(page.contains(&format!("date=2026-12-02&#38;change={}", reservation())), "{page}");

    let path = format!("/seosan/reservations/{}/change", reservation());
    let changed = minji.sends(&path, &[KEY, TEN, NOON, ("persons", "12"), ("date", "2026-12-01")]).await;
    assert_eq!(location(&changed), "/seosan/mine?done=reservation-changed");
}

#[tokio::test]
async fn a_change_that_is_refused_says_why_and_can_be_tried_again() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!("/seosan/reservations/{}/change?lang=en", reservation());
    let fields = [KEY, ("starts_at", "2026-12-01T11:00:00+09:00"), NOON, ("date", "2026-12-01")];
    let refused = minji.sends(&path, &fields).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("id=\"free-instead\"") && refused.text.contains("id=\"changing\""));
    let faulty = minji.sends(&path, &[KEY, NOON]).await;
    assert_eq!(faulty.status, 400);
    assert!(faulty.text.contains("id=\"starts_at-fault\""), "{}", faulty.text);
}

#[tokio::test]
async fn whoever_works_at_the_desk_cancels_only_with_a_reason() {
    let gateway = a_town().await;
    let desk_staff = Browser::of(&gateway, "seosan/admin");
    let path = format!("/seosan/desk/reservations/{}/cancellation?lang=en", reservation());
    let here = [KEY, ("site", &*site().to_string()), ("date", "2026-12-01")];
    let without = desk_staff.sends(&path, &here).await;
    assert_eq!(without.status, 400);
    assert!(without.text.contains("Give a reason for the cancellation"), "{}", without.text);
    let with = desk_staff.sends(&path, &[&here[..], &[("reason", "The heating has failed.")]].concat()).await;
    assert!(location(&with).ends_with("done=cancelled"), "{}", location(&with));
}

#[tokio::test]
async fn whoever_works_at_the_desk_blocks_time_and_lifts_it() {
    let gateway = a_town().await;
    let desk_staff = Browser::of(&gateway, "seosan/admin");
    let (site, resource) = (site().to_string(), resource().to_string());
    let here = [KEY, ("site", &*site), ("date", "2026-12-01")];
    let desk = desk_staff.opens(&format!("/seosan/desk?site={site}&date=2026-12-01&lang=en")).await.text;
    assert!(desk.contains("바닥 &#60;1&#62; 공사"), "the reason is shown, and escaped: {desk}");

    let block = "/seosan/desk/blockings?lang=en";
    let faulty = desk_staff.sends(block, &[&here[..], &[("from", "11:00"), ("to", "25:00")]].concat()).await;
    assert_eq!(faulty.status, 400);
    for field in ["block-resource", "block-to", "block-reason"] {
        assert!(faulty.text.contains(&format!("id=\"{field}-fault\"")), "{field}: {}", faulty.text);
    }
    let wanted =
        [("resource", &*resource), ("from", "09:00"), ("to", "11:00"), ("reason", "The floor is polished.")];
    let in_the_way = desk_staff.sends(block, &[&here[..], &wanted].concat()).await;
    assert_eq!(in_the_way.status, 409);
    assert!(in_the_way.text.contains("The floor is polished."), "what was written stays in the form");
    let blocked = desk_staff.sends(block, &[&here[..], &wanted, &[("displace", "yes")]].concat()).await;
    assert!(location(&blocked).ends_with("done=blocked"), "{}", location(&blocked));

    let lift = format!("/seosan/desk/blockings/{}/lifting", BlockingId::named("seosan", "floor"));
    assert!(location(&desk_staff.sends(&lift, &here).await).ends_with("done=lifted"));
}
