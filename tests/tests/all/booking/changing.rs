//! Reservations that are moved, restored, and give way.

use std::time::Duration;

use nanum_tests::eventually;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn reservations_are_moved_and_restored_and_give_way_to_repairs() {
    let mut stage = Stage::is_set().await;
    a_member_moves_extends_and_shortens(&stage).await;
    a_clerk_restores_and_sets_rules_aside(&stage).await;
    repairs_are_told_to_those_who_give_way(&stage).await;
    stage.platform.stops().await;
}

async fn a_member_moves_extends_and_shortens(stage: &Stage) {
    let room = stage.adds("모임방", json!({})).await;
    let member = &stage.city.members[0].person;
    let own = stage.reserves(0, &room, "10:00", "12:00").await.done().id();
    stage.reserves(1, &room, "13:00", "14:00").await.done();
    let change = async |from: &str, to: &str| {
        member.puts(&format!("reservations/{own}"), json!({ "span": stage.span(from, to) })).await
    };
    change("10:00", "13:00").await.done();
    change("10:00", "13:30").await.refused(409);
    change("14:00", "15:30").await.done();
    change("14:00", "15:00").await.done();
    assert_eq!(stage.shown_free(&room).await, ["09:00-13:00", "15:00-22:00"]);
    let foreign = &stage.city.members[1].person;
    foreign
        .puts(&format!("reservations/{own}"), json!({ "span": stage.span("16:00", "17:00") }))
        .await
        .refused(404);
}

async fn a_clerk_restores_and_sets_rules_aside(stage: &Stage) {
    let room = stage.adds("회의실", json!({})).await;
    let (member, clerk) = (&stage.city.members[0], &stage.city.clerks[0]);
    let own = stage.reserves(0, &room, "10:00", "12:00").await.done().id();
    member.person.posts(&format!("reservations/{own}/cancellation"), json!({})).await.done();
    member.person.posts(&format!("reservations/{own}/restoration"), json!({})).await.refused(403);
    let restored = clerk.posts(&format!("reservations/{own}/restoration"), json!({})).await.done();
    assert_eq!(restored.body["state"], "confirmed");

    let late = json!({ "span": stage.span("22:00", "23:30"), "set_rules_aside": true });
    let path = format!("resources/{room}/reservations");
    member.person.posts(&path, late.clone()).await.refused(403);
    let mut for_the_member = late;
    for_the_member["member"] = json!(member.id);
    let made = clerk.posts(&path, for_the_member.clone()).await.done();
    assert_eq!(made.body["rules_set_aside"], true);
    clerk.posts(&path, for_the_member).await.refused(409);
}

async fn repairs_are_told_to_those_who_give_way(stage: &Stage) {
    let room = stage.adds("작업실", json!({})).await;
    let clerk = &stage.city.clerks[0];
    let given_way = stage.reserves(2, &room, "10:00", "12:00").await.done().id();
    let mut repair = json!({ "span": stage.span("09:00", "18:00"), "reason": "바닥 공사" });
    let path = format!("resources/{room}/blockings");
    stage.city.members[0].person.posts(&path, repair.clone()).await.refused(403);
    let in_the_way = clerk.posts(&path, repair.clone()).await.refused(409);
    assert_eq!(in_the_way.body["actual"], 1, "{}", in_the_way.body);
    repair["displace"] = json!(true);
    let blocking = clerk.posts(&path, repair).await.done().id();

    let own = stage.city.members[2].person.reads(&format!("reservations/{given_way}")).await.done().body;
    assert_eq!((&own["state"], &own["reason"]), (&json!("cancelled"), &json!("바닥 공사")));
    assert_eq!(stage.shown_free(&room).await, ["18:00-22:00"]);
    stage.reserves(2, &room, "10:00", "12:00").await.refused(409);
    let listed = stage.city.members[0].person.reads(&format!("blockings?resource={room}")).await.done().body;
    assert_eq!(listed["rows"][0]["id"], blocking.as_str());
    eventually("who gave way is told why", Duration::from_secs(30), async || {
        let mails = stage.platform.mail().messages();
        let told = mails.iter().any(|mail| {
            mail.to.iter().any(|to| to == "goyang-member2@people.example") && mail.body.contains("바닥 공사")
        });
        if told { Ok(()) } else { Err(format!("{} mails", mails.len())) }
    })
    .await;

    clerk.posts(&format!("blockings/{blocking}/lifting"), json!({})).await.done();
    stage.reserves(2, &room, "10:00", "12:00").await.done();
}
