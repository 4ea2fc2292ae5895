//! Halls and halves, and the time to prepare and to clean.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_and_its_halves_and_a_kitchen_that_is_cleaned() {
    let mut stage = Stage::is_set().await;
    who_has_the_hall_has_its_halves(&stage).await;
    a_kitchen_is_free_when_it_is_clean(&stage).await;
    stage.platform.stops().await;
}

async fn who_has_the_hall_has_its_halves(stage: &Stage) {
    let hall = stage.adds("강당", json!({ "kind": "hall" })).await;
    let left = stage.adds("강당 왼쪽", json!({ "part_of": hall })).await;
    let right = stage.adds("강당 오른쪽", json!({ "part_of": hall })).await;

    stage.reserves(0, &left, "10:00", "12:00").await.done();
    stage.reserves(1, &right, "10:00", "12:00").await.done();
    let taken = stage.reserves(2, &hall, "11:00", "13:00").await.refused(409);
    assert_eq!(taken.body["free_instead"][0], utc(&stage.span("12:00", "14:00")), "{}", taken.body);
    assert_eq!(stage.shown_free(&hall).await, ["09:00-10:00", "12:00-22:00"]);

    stage.reserves(2, &hall, "14:00", "16:00").await.done();
    for half in [&left, &right] {
        assert_eq!(stage.shown_free(half).await, ["09:00-10:00", "12:00-14:00", "16:00-22:00"]);
        stage.reserves(0, half, "15:00", "17:00").await.refused(409);
    }
    let moved = json!({ "site": stage.site, "kind": "room", "name": { "ko": "왼쪽" }, "units": 1, "approval": false,
        "hours": [], "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240 });
    let refused = stage.city.admin.puts(&format!("resources/{left}"), moved).await.refused(422);
    assert_eq!(refused.body["rule"], "a-part-stays-a-part-of-the-same");
}

async fn a_kitchen_is_free_when_it_is_clean(stage: &Stage) {
    let cleaned = json!({ "kind": "kitchen", "buffer_before_minutes": 30, "buffer_after_minutes": 60 });
    let kitchen = stage.adds("공유부엌", cleaned).await;
    stage.reserves(0, &kitchen, "12:00", "14:00").await.done();
    assert_eq!(stage.shown_free(&kitchen).await, ["09:00-10:30", "15:30-22:00"]);
    stage.reserves(1, &kitchen, "15:00", "16:00").await.refused(409);
    stage.reserves(1, &kitchen, "15:30", "16:30").await.done();
}

/// A span as the platform writes it.
fn utc(span: &Value) -> Value {
    let instant = |value: &Value| {
        let instant: jiff::Timestamp = value.as_str().expect("an instant").parse().expect("an instant");
        json!(instant)
    };
    json!({ "starts_at": instant(&span["starts_at"]), "ends_at": instant(&span["ends_at"]) })
}
