//! The youth space: a team's hours, whoever applies; who comes and who does not; points, and what follows from them.

use std::time::Duration;

use nanum_tests::{calendar::in_seconds, eventually};

use super::*;

/// How long what happens by itself may take. Generous: the machine may be compiling beside it.
const BOUND: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_team_has_four_hours_a_day_and_three_points_suspend_who_makes_trouble() {
    let mut stage = Stage::is_set().await;
    let space = stage
        .adds(
            "청소년 공간",
            json!({
                "eligibility": { "groups": ["team"], "groups_only": true, "good_standing": true },
                "quotas": [{ "most": 240, "of": "minutes", "per": "day", "whose": "group" }],
                "attendance": { "opens_minutes_before": 15, "due_minutes": 0, "absence_minutes": 30, "frees_time": true },
            }),
        )
        .await;
    let team = a_team_of_two_agents(&stage).await;
    a_team_has_its_hours_however_many_apply(&stage, &space, &team).await;
    three_points_suspend(&stage, &space, &team).await;
    who_does_not_come_gets_a_point_and_the_third_suspends(&stage, &space, &team).await;
    who_cancels_late_gets_a_point_unless_a_clerk_did_it(&stage, &space, &team).await;
    who_stands_before_it_comes_in_and_shows_the_code(&stage).await;
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
    let order = json!({ "threshold": 3, "suspended_months": 1, "lapse_after_months": 3,
        "points_for_no_show": 1, "points_for_absence": 1, "points_for_late_cancellation": 1, "late_minutes": 10 });
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

/// A clerk reserves for a member of the team from some seconds on, beside the grid and the hours.
async fn reserved_from(stage: &Stage, space: &str, team: &str, member: usize, seconds: i64) -> String {
    let (starts_at, ends_at) = (in_seconds(seconds), in_seconds(seconds + 600));
    let wish = json!({
        "span": { "starts_at": starts_at.to_string(), "ends_at": ends_at.to_string() }, "group": team,
        "member": stage.city.members[member].id, "set_rules_aside": true,
    });
    stage.city.clerks[0].posts(&format!("resources/{space}/reservations"), wish).await.done().id()
}

async fn who_does_not_come_gets_a_point_and_the_third_suspends(stage: &Stage, space: &str, team: &str) {
    let (clerk, member) = (&stage.city.clerks[0], &stage.city.members[0]);
    let reservation = reserved_from(stage, space, team, 0, 2).await;
    let path = format!("reservations/{reservation}");
    stage.city.members[2].person.reads(&path).await.refused(404);
    eventually("nobody comes, and it is released", BOUND, async || {
        let state = member.person.reads(&path).await.done().body["state"].clone();
        if state == "released" { Ok(()) } else { Err(state.to_string()) }
    })
    .await;
    for person in [&member.person, clerk] {
        let late = person.posts(&format!("{path}/check-in"), json!({})).await.refused(409);
        assert_eq!(late.body["rule"], "what-was-released-is-nobodys");
    }
    clerk.posts(&format!("{path}/restoration"), json!({})).await.refused(409);
    let standing = format!("members/{}/standing", member.id);
    let until = eventually("the third point suspends", BOUND, async || {
        let standing = clerk.reads(&standing).await.done().body;
        let given = standing["given"].as_array().expect("points");
        let for_it = given.iter().any(|it| it["given_for"] == "no_show" && it["reservation"] == reservation);
        match standing["suspended_until"].as_str() {
            Some(until) if for_it && standing["points"] == 3 => Ok(until.to_owned()),
            _ => Err(standing.to_string()),
        }
    })
    .await;
    let refused = for_the_team(stage, 0, space, team, "20:00", "20:30").await.refused(422);
    assert_eq!(refused.body["actual"]["until"], until);
    for subject in ["예약 해제", "이용 정지"] {
        eventually("they are told by mail", BOUND, async || {
            let mails = stage.platform.mail().messages();
            let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.clone()).collect();
            if subjects.iter().any(|it| it.contains(subject)) { Ok(()) } else { Err(format!("{subjects:?}")) }
        })
        .await;
    }
}

async fn who_cancels_late_gets_a_point_unless_a_clerk_did_it(stage: &Stage, space: &str, team: &str) {
    let (clerk, member) = (&stage.city.clerks[0], &stage.city.members[1]);
    let by_a_clerk = reserved_from(stage, space, team, 1, 300).await;
    clerk.posts(&format!("reservations/{by_a_clerk}/cancellation"), json!({})).await.done();
    let own = reserved_from(stage, space, team, 1, 300).await;
    member.person.posts(&format!("reservations/{own}/cancellation"), json!({})).await.done();
    let standing = format!("members/{}/standing", member.id);
    eventually("whoever cancels late gets a point", BOUND, async || {
        let given = clerk.reads(&standing).await.done().body["given"].clone();
        match given.as_array().expect("points").as_slice() {
            [only] if only["reservation"] == own && only["given_for"] == "late_cancellation" => Ok(()),
            _ => Err(given.to_string()),
        }
    })
    .await;
}

async fn who_stands_before_it_comes_in_and_shows_the_code(stage: &Stage) {
    let days = json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    let around_the_clock = json!([{ "days": days, "from": "00:00", "to": "24:00" }]);
    let attendance = json!({
        "opens_minutes_before": 60, "due_minutes": 60, "needs_code": false, "absence_minutes": 30, "walk_in": true,
    });
    let desk = stage
        .adds("열린 좌석", json!({ "hours": around_the_clock, "attendance": attendance, "units": 2 }))
        .await;
    let (clerk, members) = (&stage.city.clerks[0], &stage.city.members);
    let later = in_seconds(3600).as_second() / 1800 * 1800;
    let ends_at = jiff::Timestamp::from_second(later).expect("a moment").to_string();
    let walk_ins = format!("resources/{desk}/walk-ins");
    let come = members[2].person.posts(&walk_ins, json!({ "ends_at": ends_at })).await.done();
    assert!(come.body["check_in"]["checked_in_at"].is_string(), "{}", come.body);
    let on_behalf = json!({ "ends_at": ends_at, "member": members[3].id });
    members[2].person.posts(&walk_ins, on_behalf.clone()).await.refused(403);
    clerk.posts(&walk_ins, on_behalf.clone()).await.done();
    let full = clerk.posts(&walk_ins, on_behalf).await.refused(409);
    assert_eq!(full.body["rule"], "a-unit-is-free");
    let absence = format!("reservations/{}/absence", come.id());
    members[2].person.posts(&absence, json!({ "since": in_seconds(0).to_string() })).await.refused(403);
    let early = clerk.posts(&absence, json!({ "since": in_seconds(0).to_string() })).await.refused(409);
    assert_eq!((&early.body["rule"], &early.body["limit"]), (&json!("away-for-so-long"), &json!(30)));

    let quiet = stage.adds("조용한 방", json!({ "hours": around_the_clock, "attendance": { "due_minutes": 30, "opens_minutes_before": 60 } })).await;
    let span = json!({ "starts_at": ends_at, "ends_at": jiff::Timestamp::from_second(later + 1800).expect("a moment").to_string() });
    let made = members[3]
        .person
        .posts(&format!("resources/{quiet}/reservations"), json!({ "span": span }))
        .await
        .done()
        .id();
    let path = format!("reservations/{made}");
    let code = members[3].person.reads(&path).await.done().body["check_in"]["code"].clone();
    assert_eq!(code.as_str().map(str::len), Some(6), "{code}");
    assert_eq!(clerk.reads(&path).await.done().body["check_in"]["code"], code);
    let check_in = format!("{path}/check-in");
    let wrong = clerk.posts(&check_in, json!({ "code": "AAAAAA" })).await.refused(422);
    assert_eq!((&wrong.body["rule"], &wrong.body["actual"]), (&json!("the-code-fits"), &json!(1)));
    clerk.posts(&check_in, json!({})).await.refused(422);
    let there = clerk.posts(&check_in, json!({ "code": code })).await.done().body;
    assert!(there["check_in"]["checked_in_at"].is_string(), "{there}");
}
