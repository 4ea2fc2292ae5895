//! A sports hall by the day: holidays, blocks, a match a day, and what only staff sees.

use std::time::Duration;

use nanum_tests::{eventually, people::Person};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_is_shared_by_blocks_closed_on_holidays_and_a_draft_until_it_is_ready() {
    let mut stage = Stage::is_set().await;
    a_draft_is_seen_by_staff_only(&stage).await;
    let hall = a_hall_by_blocks(&stage).await;
    blocks_are_combined_as_allowed(&stage, &hall).await;
    it_closes_on_a_holiday(&stage, &hall).await;
    stage.platform.stops().await;
}

async fn a_draft_is_seen_by_staff_only(stage: &Stage) {
    let draft = stage.adds("새 체육관", json!({ "publication": { "state": "draft" } })).await;
    let (admin, clerk, member) = (&stage.city.admin, &stage.city.clerks[0], &stage.city.members[0].person);
    let passing_by = Person::passing_by(&stage.platform.url(), &stage.city.tenant);
    let path = format!("resources/{draft}");
    for person in [member, &passing_by] {
        for path in [&path, &format!("{path}/free-times")] {
            person.reads(path).await.refused(404);
        }
    }
    stage.reserves(0, &draft, "10:00", "11:00").await.refused(404);
    assert_eq!(clerk.reads(&path).await.done().body["publication"]["state"], "draft");
    let listed = async |person: &Person, path: &str| {
        let rows = person.reads(path).await.done().body["rows"].clone();
        rows.as_array().expect("rows").iter().any(|row| row["id"] == draft.as_str())
    };
    let at_the_site = format!("resources?limit=100&site={}", stage.site);
    assert!(listed(admin, "resources?limit=100").await && listed(clerk, &at_the_site).await);
    assert!(!listed(member, "resources?limit=100").await && !listed(&passing_by, &at_the_site).await);
}

/// From 10 to 18 in blocks of two hours, of which two may be combined; closed on public holidays.
async fn a_hall_by_blocks(stage: &Stage) -> String {
    let block = |hour: u32| json!({ "from": format!("{hour:02}:00"), "to": format!("{:02}:00", hour + 2) });
    let times: Vec<Value> = [10, 12, 14, 16].map(block).into();
    let rules = json!({
        "kind": "hall", "on_public_holidays": "closed", "blocks": { "times": times, "combine": { "most": 2 } },
        "photos": [{ "url": "https://images.example/hall.jpg", "alt": { "ko": "체육관" }, "licence": "CC-BY-4.0" }],
    });
    stage.adds("체육관", rules).await
}

async fn blocks_are_combined_as_allowed(stage: &Stage, hall: &str) {
    let four = ["10:00-12:00", "12:00-14:00", "14:00-16:00", "16:00-18:00"];
    assert_eq!(stage.shown_free(hall).await, four);
    let beside = stage.reserves(0, hall, "11:00", "13:00").await.refused(422);
    assert_eq!(beside.body["rule"], "in-whole-blocks");
    assert_eq!(beside.body["limit"].as_array().map(Vec::len), Some(4));
    let three = stage.reserves(0, hall, "10:00", "16:00").await.refused(422);
    assert_eq!(three.body["rule"], "blocks-are-combined-as-allowed");
    stage.reserves(0, hall, "10:00", "14:00").await.done();
    assert_eq!(stage.shown_free(hall).await, four[2..]);
    let taken = stage.reserves(1, hall, "12:00", "14:00").await.refused(409);
    let instant =
        |text: &Value| -> jiff::Timestamp { text.as_str().expect("a time").parse().expect("an instant") };
    let (offered, wanted) = (&taken.body["free_instead"][0], stage.span("14:00", "16:00"));
    assert_eq!(instant(&offered["starts_at"]), instant(&wanted["starts_at"]), "{}", taken.body);
}

async fn it_closes_on_a_holiday(stage: &Stage, hall: &str) {
    let on = json!({ "dates": { "first": stage.day, "last": stage.day } });
    let holidays = json!({ "holidays": [{ "name": { "ko": "개청 기념일" }, "kind": "public", "on": on }] });
    stage.city.clerks[0].puts("holidays", holidays.clone()).await.refused(403);
    stage.city.admin.puts("holidays", holidays).await.done();
    let read =
        stage.city.members[1].person.reads(&format!("holidays?year={}", stage.day.year())).await.done();
    assert_eq!(read.body["dates"][0]["date"], stage.day.to_string(), "{}", read.body);

    let path = format!("resources/{hall}/free-times?from={}&days=1", stage.day);
    eventually("the hall is shown closed", Duration::from_secs(10), async || {
        let shown = stage.city.members[1].person.reads(&path).await.done().body["days"][0].clone();
        let closed = shown["free"] == json!([]) && shown["holiday"]["name"]["ko"] == "개청 기념일";
        closed.then_some(()).ok_or_else(|| shown.to_string())
    })
    .await;
    let refused = stage.reserves(1, hall, "14:00", "16:00").await.refused(422);
    assert_eq!(refused.body["rule"], "within-hours-of-holidays");
    let kept = stage.city.members[0].person.reads("reservations?mine=true").await.done().body;
    assert_eq!(kept["rows"][0]["state"], "confirmed", "what was reserved stands: {kept}");
}
