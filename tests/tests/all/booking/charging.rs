//! What a reservation costs, what is owed for it, and what is given back.

use super::*;

/// 12.50 an hour with a deposit; all is given back until 3 days before.
fn tariff() -> Value {
    json!([{
        "id": "halls", "valid_from": "2020-01-01", "currency": "EUR", "deposit": 2000, "free_by_application": true,
        "rates": [{ "costs": { "per_hour": 1250 } }], "refunds": [{ "days_left": 3, "percent": 100 }]
    }])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_quoted_agreed_paid_and_given_back() {
    let mut stage = Stage::is_set().await;
    a_member_pays_at_the_desk_and_is_given_back(&stage).await;
    a_clerk_decides_that_it_costs_nothing(&stage).await;
    stage.platform.stops().await;
}

async fn a_member_pays_at_the_desk_and_is_given_back(stage: &Stage) {
    let hall = stage.adds("대강당", json!({ "tariffs": tariff() })).await;
    let (member, clerk) = (&stage.city.members[0].person, &stage.city.clerks[0]);
    let at = |time: &str| format!("{}T{time}:00%2B09:00", stage.day);
    let quote = format!("resources/{hall}/price?starts_at={}&ends_at={}", at("10:00"), at("12:00"));
    let quoted = member.reads(&quote).await.done().body;
    assert_eq!(quoted["price"]["amount"], json!({ "minor": 2500, "currency": "EUR" }));
    let own = stage.reserves(0, &hall, "10:00", "12:00").await.done();
    assert_eq!(own.body["price"], quoted["price"]);

    let due = member.reads("charges?mine=true").await.done().body;
    let entries = due["rows"].as_array().expect("entries").clone();
    assert_eq!(entries.len(), 2, "the price and the deposit: {due}");
    for entry in &entries {
        let path = format!("charges/{}/settlement", entry["charge"].as_str().expect("an id"));
        member.posts(&path, json!({})).await.refused(403);
        let settled = clerk.posts(&path, json!({ "reference": "영수증 17" })).await.done().body;
        assert_eq!((&settled["state"], &settled["reference"]), (&json!("settled"), &json!("영수증 17")));
        clerk.posts(&path, json!({})).await.refused(409);
    }
    stage.city.members[1].person.reads("charges").await.refused(403);
    let cancellation = format!("reservations/{}/cancellation", own.id());
    member.posts(&cancellation, json!({})).await.done();
    let refunds = member.reads("charges?mine=true&state=due").await.done().body;
    let amounts: Vec<&Value> =
        refunds["rows"].as_array().expect("entries").iter().map(|it| &it["amount"]["minor"]).collect();
    assert_eq!(amounts.len(), 2, "{refunds}");
    assert!(amounts.contains(&&json!(2500)) && amounts.contains(&&json!(2000)), "{refunds}");
}

async fn a_clerk_decides_that_it_costs_nothing(stage: &Stage) {
    let hall = stage.adds("소강당", json!({ "tariffs": tariff() })).await;
    let (member, clerk) = (&stage.city.members[2].person, &stage.city.clerks[0]);
    let wish = json!({ "span": stage.span("10:00", "12:00"), "asks_free": true });
    let own = member.posts(&format!("resources/{hall}/reservations"), wish).await.done();
    assert_eq!(own.body["price"]["waiver"], "asked");
    let waiver = format!("reservations/{}/waiver", own.id());
    member.posts(&waiver, json!({ "granted": true })).await.refused(403);
    let decided = clerk.posts(&waiver, json!({ "granted": true })).await.done().body;
    assert_eq!(
        (&decided["price"]["waiver"], &decided["price"]["amount"]["minor"]),
        (&json!("granted"), &json!(0))
    );
    let due = member.reads("charges?mine=true").await.done().body;
    assert_eq!(due["rows"].as_array().expect("entries").len(), 1, "the deposit all the same: {due}");
    assert_eq!(due["rows"][0]["for"], "deposit");
}
