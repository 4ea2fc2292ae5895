//! The youth space: a team's hours, whoever applies; points, and what follows from them.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_team_has_four_hours_a_day_and_three_points_suspend_who_makes_trouble() {
    let mut stage = Stage::is_set().await;
    let space = stage
        .adds(
            "청소년 공간",
            json!({
                "eligibility": { "groups": ["team"], "groups_only": true, "good_standing": true },
                "quotas": [{ "most": 240, "of": "minutes", "per": "day", "whose": "group" }],
            }),
        )
        .await;
    let team = a_team_of_two_agents(&stage).await;
    a_team_has_its_hours_however_many_apply(&stage, &space, &team).await;
    three_points_suspend(&stage, &space, &team).await;
    stage.platform.stops().await;
}

async fn a_team_of_two_agents(stage: &Stage) -> String {
    let members = [&stage.city.members[0].id, &stage.city.members[1].id];
    let team = json!({ "kind": "team", "name": "고양 주니어", "members": members, "agents": members });
    stage.city.members[0].person.posts("groups", team.clone()).await.refused(403);
    stage.city.clerks[0].posts("groups", team).await.done().id()
}

async fn for_the_team(stage: &Stage, member: usize, space: &str, team: &str, from: &str, to: &str) -> Reply {
    let wish = json!({ "span": stage.span(from, to), "group": team });
    stage.city.members[member].person.posts(&format!("resources/{space}/reservations"), wish).await
}

/// Whether it could be reserved for the team: only its agents are told.
async fn for_the_team_it_is_possible(stage: &Stage, member: usize, space: &str, team: &str) -> Reply {
    let span = stage.span("10:00", "11:00");
    let at = |edge: &str| span[edge].as_str().expect("an instant").replace('+', "%2B");
    let (starts_at, ends_at) = (at("starts_at"), at("ends_at"));
    let path =
        format!("resources/{space}/reservation-check?starts_at={starts_at}&ends_at={ends_at}&group={team}");
    stage.city.members[member].person.reads(&path).await
}

async fn a_team_has_its_hours_however_many_apply(stage: &Stage, space: &str, team: &str) {
    let alone = stage.reserves(0, space, "10:00", "11:00").await.refused(422);
    assert_eq!(alone.body["rule"], "nobody-but-groups");
    for_the_team(stage, 2, space, team, "10:00", "11:00").await.refused(403);
    for_the_team_it_is_possible(stage, 2, space, team).await.refused(403);
    let possible = for_the_team_it_is_possible(stage, 0, space, team).await.done().body;
    assert_eq!((&possible["possible"], &possible["why_not"]), (&json!(true), &json!([])));
    let first = for_the_team(stage, 0, space, team, "10:00", "12:00").await.done().id();
    for_the_team(stage, 1, space, team, "14:00", "15:00").await.done();
    let refused = for_the_team(stage, 1, space, team, "16:00", "17:30").await.refused(422);
    assert_eq!(refused.body["rule"], "minutes-per-day-of-a-group");
    assert_eq!((&refused.body["limit"], &refused.body["actual"]), (&json!(240), &json!(270)));
    // Either of its agents may give it up, and nobody else sees it.
    let path = format!("reservations/{first}/cancellation");
    stage.city.members[2].person.posts(&path, json!({})).await.refused(404);
    stage.city.members[1].person.posts(&path, json!({})).await.done();
}

async fn three_points_suspend(stage: &Stage, space: &str, team: &str) {
    let order = json!({ "threshold": 3, "suspended_months": 1, "lapse_after_months": 3 });
    stage.city.admin.puts("standing-policy", order).await.done();
    let (clerk, member) = (&stage.city.clerks[0], &stage.city.members[0]);
    let points = format!("members/{}/points", member.id);
    clerk.posts(&points, json!({ "points": 2, "given_for": "left_dirty" })).await.done();
    let standing = clerk.posts(&points, json!({ "points": 1, "given_for": "damage" })).await.done().body;
    assert_eq!((&standing["points"], &standing["threshold"]), (&json!(3), &json!(3)));

    let refused = for_the_team(stage, 0, space, team, "18:00", "19:00").await.refused(422);
    assert_eq!(refused.body["rule"], "not-while-suspended");
    assert_eq!(refused.body["actual"]["until"], standing["suspended_until"]);
    for_the_team(stage, 1, space, team, "18:00", "18:30").await.done();

    let given = standing["given"].as_array().expect("points");
    let damage = given.iter().find(|given| given["given_for"] == "damage").expect("for damage");
    let appeal = json!({ "points": damage["id"] });
    member.person.posts(&format!("members/{}/appeals", member.id), appeal).await.done();
    let waiver = json!({ "points": damage["id"], "granted": true });
    let waived = clerk.posts(&format!("members/{}/waivers", member.id), waiver).await.done().body;
    assert_eq!((&waived["points"], &waived["suspended_until"]), (&json!(2), &Value::Null));
    for_the_team(stage, 0, space, team, "19:00", "19:30").await.done();
}
