//! Waiting for a time that is taken, by forms alone.

use super::*;

const NOON: (&str, &str) = ("starts_at", "2026-12-01T12:00:00+09:00");
const TWO: (&str, &str) = ("ends_at", "2026-12-01T14:00:00+09:00");

#[tokio::test]
async fn a_taken_time_can_be_waited_for_on_the_page_of_its_resource() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let page = minji.opens(&format!("/seosan/resources/{}?date=2026-12-01&lang=en", resource())).await.text;
    let action = format!("/seosan/resources/{}/waits", resource());
    assert!(page.contains(&format!("action=\"{action}\"")), "{page}");
    let (taken, free) = page.split_once("id=\"wait\"").map(|(free, taken)| (taken, free)).unwrap();
    assert!(taken.contains("2026-12-01T13:30:00+09:00") && !free.contains("2026-12-01T13:30:00+09:00"));

    let joined = minji.sends(&action, &[KEY, NOON, TWO, ("date", "2026-12-01")]).await;
    assert_eq!(location(&joined), "/seosan/mine?done=wait-joined");
    let faulty = minji.sends(&format!("{action}?lang=en"), &[KEY, TWO, ("date", "2026-12-01")]).await;
    assert_eq!(faulty.status, 400);
    let refused = [KEY, NOON, TWO, ("persons", "13"), ("date", "2026-12-01")];
    let refused = minji.sends(&format!("{action}?lang=en"), &refused).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("this time is free; reserve it instead"), "{}", refused.text);
    let stranger = Browser::anonymous(&gateway);
    assert!(location(&stranger.sends(&action, &[KEY, NOON, TWO]).await).starts_with("/seosan/sign-in"));
}

#[tokio::test]
async fn what_waits_and_what_is_offered_stands_on_my_page_and_is_answered_there() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let mine = minji.opens("/seosan/mine?lang=en").await.text;
    assert!(mine.contains("Held for you until") && mine.contains("09:30"), "{mine}");
    assert!(mine.contains("Place 2 in the queue"), "{mine}");
    let (offered, waiting) = (WaitId::named("seosan", "offered"), WaitId::named("seosan", "waiting"));
    for (path, deed) in [
        (format!("{offered}/acceptance"), "offer-accepted"),
        (format!("{offered}/refusal"), "offer-declined"),
        (format!("{waiting}/withdrawal"), "wait-left"),
    ] {
        let path = format!("/seosan/waits/{path}");
        assert!(mine.contains(&format!("action=\"{path}\"")), "{path}");
        assert_eq!(location(&minji.sends(&path, &[KEY]).await), format!("/seosan/mine?done={deed}"));
    }
}
