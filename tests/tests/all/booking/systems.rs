//! The sharing systems that Booking has to serve, each as its city would set it up: rooms lent in the evening, a shared office,
//! computers, cars, parking, guests, stalls, machines. (Kitchens: `sharing_space`; teams and their hours: `youth_space`.)

use jiff::{ToSpan as _, civil::Weekday};

use super::*;

const EVERY_DAY: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[tokio::test(flavor = "multi_thread")]
async fn each_sharing_system_of_a_city_is_a_resource_with_rules_of_its_own() {
    let mut stage = Stage::is_set().await;
    a_public_room_is_shared_in_the_evening_at_a_low_price_and_its_uses_are_counted(&stage).await;
    a_club_room_for_fifteen_is_decided_by_a_clerk(&stage).await;
    an_office_is_lent_for_months_to_a_group_that_works_for_all_and_lent_on(&stage).await;
    whoever_walks_in_takes_a_computer_until_all_are_taken(&stage).await;
    a_car_is_had_at_short_notice_by_code_and_costs_some_less(&stage).await;
    the_fleet_is_shared_at_weekends_and_partners_hear_of_it(&stage).await;
    three_thousand_parking_places_are_for_residents_first(&stage).await;
    guests_from_elsewhere_stay_for_nights_once_a_clerk_has_decided(&stage).await;
    stalls_of_a_market_are_given_by_permit_and_whoever_has_the_place_has_all(&stage).await;
    a_machine_is_for_those_who_have_been_trained(&stage).await;
    stage.platform.stops().await;
}

fn open(days: &[&str], from: &str, to: &str) -> Value {
    json!([{ "days": days, "from": from, "to": to }])
}

impl Stage {
    /// From a time of a day to a time of another, days after the stage's own.
    fn over_days(&self, (first, from): (i32, &str), (last, to): (i32, &str)) -> Value {
        let at = |days: i32, time: &str| format!("{}T{time}:00+09:00", self.day + days.days());
        json!({ "starts_at": at(first, from), "ends_at": at(last, to) })
    }

    /// A member asks for what is said.
    async fn wishes(&self, member: usize, resource: &str, wish: Value) -> Reply {
        let path = format!("resources/{resource}/reservations");
        self.city.members[member].person.posts(&path, wish).await
    }

    /// A clerk says yes.
    async fn accepts(&self, reservation: &str) -> Value {
        let path = format!("reservations/{reservation}/acceptance");
        self.city.clerks[0].posts(&path, json!({})).await.done().body
    }

    /// A clerk has seen proofs of a member.
    async fn proves(&self, member: usize, proofs: Value) {
        let path = format!("members/{}/proofs", self.city.members[member].id);
        self.city.clerks[0].puts(&path, proofs).await.done();
    }

    /// The days from the stage's own to the next such.
    fn days_until(&self, weekday: Weekday) -> i32 {
        self.day.weekday().until(weekday).into()
    }
}

async fn a_public_room_is_shared_in_the_evening_at_a_low_price_and_its_uses_are_counted(stage: &Stage) {
    let tariff = json!([{ "id": "public-rooms", "valid_from": "2020-01-01", "currency": "KRW",
        "rates": [{ "costs": { "per_hour": 5000 } }] }]);
    let room = stage
        .adds(
            "구청 회의실",
            json!({ "hours": open(&EVERY_DAY, "18:00", "22:00"), "persons": 20, "equipment": ["projector"], "tariffs": tariff }),
        )
        .await;
    assert_eq!(stage.reserves(0, &room, "10:00", "12:00").await.refused(422).body["rule"], "within-hours");
    let search =
        format!("free-resources?date={}&from=18:00&to=20:00&persons=18&equipment=projector", stage.day);
    let found = stage.city.members[0].person.reads(&search).await.done().body;
    let found: Vec<&Value> =
        found["rows"].as_array().expect("rows").iter().map(|it| &it["resource"]["id"]).collect();
    assert_eq!(found, [&json!(room)]);
    let made = stage.reserves(0, &room, "18:00", "20:00").await.done();
    assert_eq!(made.body["price"]["amount"], json!({ "minor": 10_000, "currency": "KRW" }));
    let found = stage.city.members[0].person.reads(&search).await.done().body;
    assert_eq!(found["rows"], json!([]), "it is not free any more");

    let report = format!("reports/uses?year={}", stage.day.year());
    nanum_tests::eventually("its use is counted", std::time::Duration::from_secs(30), async || {
        let rows = stage.city.admin.reads(&report).await.done().body["rows"].clone();
        let of_the_month = |row: &&Value| {
            row["site"] == stage.site.as_str() && row["month"] == stage.day.strftime("%Y-%m").to_string()
        };
        let row = rows.as_array().expect("rows").iter().find(of_the_month);
        let counted = row
            .is_some_and(|row| (&row["reservations"], &row["reserved_minutes"]) == (&json!(1), &json!(120)));
        if counted { Ok(()) } else { Err(rows.to_string()) }
    })
    .await;
}

async fn a_club_room_for_fifteen_is_decided_by_a_clerk(stage: &Stage) {
    let room = stage.adds("동아리방", json!({ "persons": 15, "approval": true })).await;
    let wish = |persons: u32| json!({ "span": stage.span("10:00", "12:00"), "persons": persons });
    let too_many = stage.wishes(1, &room, wish(16)).await.refused(422);
    assert_eq!((&too_many.body["limit"], &too_many.body["actual"]), (&json!(15), &json!(16)));
    let asked = stage.wishes(1, &room, wish(15)).await.done();
    assert_eq!(asked.body["state"], "requested");
    stage.reserves(2, &room, "11:00", "13:00").await.refused(409);
    assert_eq!(stage.accepts(&asked.id()).await["state"], "confirmed");
}

/// For two months from the next day on, free, for public-interest work; longer is asked for again.
async fn an_office_is_lent_for_months_to_a_group_that_works_for_all_and_lent_on(stage: &Stage) {
    let office = stage
        .adds(
            "공유 사무실",
            json!({
                "kind": "office", "units": 6, "approval": true, "hours": open(&EVERY_DAY, "00:00", "24:00"),
                "step_minutes": 1440, "shortest_minutes": 1440, "longest_minutes": 90 * 1440,
                "eligibility": { "groups_only": true, "purposes": ["public-interest"] },
            }),
        )
        .await;
    let member = &stage.city.members[0];
    let group = json!({ "kind": "association", "name": "마을 기록단", "members": [member.id], "agents": [member.id] });
    let group = stage.city.clerks[0].posts("groups", group).await.done().id();
    let wish = |purpose: &str| {
        let span = stage.over_days((1, "00:00"), (61, "00:00"));
        json!({ "span": span, "group": group, "purpose": purpose })
    };
    let alone = json!({ "span": stage.over_days((1, "00:00"), (61, "00:00")) });
    let for_nothing = stage.wishes(0, &office, alone).await.refused(422);
    assert_eq!(for_nothing.body["limit"], json!(["public-interest"]));
    stage.wishes(0, &office, wish("party")).await.refused(422);
    let asked = stage.wishes(0, &office, wish("public-interest")).await.done();
    assert_eq!((&asked.body["state"], &asked.body["price"]), (&json!("requested"), &Value::Null));
    stage.accepts(&asked.id()).await;
    let longer = json!({ "span": stage.over_days((1, "00:00"), (85, "00:00")) });
    let asked_again = member.person.puts(&format!("reservations/{}", asked.id()), longer).await.done().body;
    assert_eq!(asked_again["state"], "confirmed", "what was granted stands while more is wished");
    assert_ne!(asked_again["wish"], Value::Null, "who stays longer asks again");
    assert_eq!(stage.accepts(&asked.id()).await["state"], "confirmed");
}

async fn whoever_walks_in_takes_a_computer_until_all_are_taken(stage: &Stage) {
    let attendance =
        json!({ "opens_minutes_before": 5, "due_minutes": 10, "frees_time": true, "walk_in": true });
    let computers = stage
        .adds(
            "열린 컴퓨터",
            json!({
                "kind": "computer", "units": 2, "hours": open(&EVERY_DAY, "00:00", "24:00"),
                "step_minutes": 15, "shortest_minutes": 15, "longest_minutes": 120, "attendance": attendance,
            }),
        )
        .await;
    let until = nanum_tests::calendar::in_seconds(3_600).as_second() / 900 * 900;
    let until = jiff::Timestamp::from_second(until).expect("a moment").to_string();
    let comes = async |member: usize| {
        let path = format!("resources/{computers}/walk-ins");
        stage.city.members[member].person.posts(&path, json!({ "ends_at": until })).await
    };
    comes(0).await.done();
    let second = comes(1).await.done();
    assert_eq!(comes(2).await.refused(409).body["rule"], "a-unit-is-free");
    let path = format!("reservations/{}/cancellation", second.id());
    stage.city.members[1].person.posts(&path, json!({})).await.done();
    comes(2).await.done();
}

async fn a_car_is_had_at_short_notice_by_code_and_costs_some_less(stage: &Stage) {
    let tariff = json!([{ "id": "cars", "valid_from": "2020-01-01", "currency": "KRW",
        "rates": [{ "costs": { "per_hour": 6000 } }],
        "discounts": [{ "entitlement": "designated-operator", "off": { "percent": 50 } }] }]);
    let car = stage
        .adds(
            "나눔카",
            json!({
                "kind": "vehicle", "hours": open(&EVERY_DAY, "00:00", "24:00"), "step_minutes": 10, "shortest_minutes": 30,
                "longest_minutes": 1440, "vehicle": { "form": "car", "propulsion": "electric", "range_meters": 300_000 },
                "tariffs": tariff, "attendance": { "opens_minutes_before": 30, "due_minutes": 60, "needs_code": true },
            }),
        )
        .await;
    stage.proves(3, json!({ "entitlements": ["designated-operator"] })).await;
    let begins = (nanum_tests::calendar::in_seconds(660).as_second() / 600) * 600;
    let moment = |seconds: i64| jiff::Timestamp::from_second(begins + seconds).expect("a moment").to_string();
    let wish = json!({ "span": { "starts_at": moment(0), "ends_at": moment(3_600) } });
    let soon = stage.wishes(3, &car, wish).await.done();
    assert_eq!(soon.body["price"]["amount"]["minor"], 3_000);
    assert_eq!(
        (&soon.body["price"]["reduced"], &soon.body["price"].get("entitlement")),
        (&json!(true), &None)
    );
    let later = json!({ "span": { "starts_at": moment(7_200), "ends_at": moment(10_800) } });
    assert_eq!(stage.wishes(0, &car, later).await.done().body["price"]["amount"]["minor"], 6_000);

    let path = format!("reservations/{}", soon.id());
    let code = stage.city.members[3].person.reads(&path).await.done().body["check_in"]["code"].clone();
    let afar = stage.city.members[3].person.posts(&format!("{path}/check-in"), json!({ "code": code })).await;
    afar.refused(422);
    let at_the_car = stage.city.clerks[0].posts(&format!("{path}/check-in"), json!({ "code": code })).await;
    assert!(at_the_car.done().body["check_in"]["checked_in_at"].is_string());
}

async fn the_fleet_is_shared_at_weekends_and_partners_hear_of_it(stage: &Stage) {
    let van = stage
        .adds(
            "관용차",
            json!({ "kind": "vehicle", "hours": open(&["sat", "sun"], "08:00", "20:00"), "longest_minutes": 720 }),
        )
        .await;
    let (saturday, wednesday) = (stage.days_until(Weekday::Saturday), stage.days_until(Weekday::Wednesday));
    let on = |days: i32| json!({ "span": stage.over_days((days, "09:00"), (days, "18:00")) });
    assert_eq!(stage.wishes(1, &van, on(wednesday)).await.refused(422).body["rule"], "within-hours");
    let made = stage.wishes(1, &van, on(saturday)).await.done().id();
    nanum_tests::eventually("a partner hears of it", std::time::Duration::from_secs(30), async || {
        let mut after = String::new();
        loop {
            let path = format!("events?limit=200{after}");
            let page = stage.city.integrator.reads(&path).await.done().body;
            let events = page["events"].as_array().expect("events");
            let heard = events.iter().any(|event| {
                event["type"] == "org.nanum.booking.reservation.confirmed.v1"
                    && event["data"]["reservation"] == made.as_str()
            });
            if heard {
                return Ok(());
            }
            if events.is_empty() {
                return Err("nothing yet".to_owned());
            }
            after = format!("&after={}", page["next_cursor"].as_str().expect("a cursor"));
        }
    })
    .await;
}

async fn three_thousand_parking_places_are_for_residents_first(stage: &Stage) {
    let night = json!([{ "days": EVERY_DAY, "from": "00:00", "to": "08:00" }, { "days": EVERY_DAY, "from": "19:00", "to": "24:00" }]);
    let places = stage
        .adds(
            "공영 주차장",
            json!({
                "kind": "parking", "units": 3000, "hours": night, "longest_minutes": 900,
                "eligibility": { "residents_days_before": 14, "everybody_days_before": 2 },
            }),
        )
        .await;
    let tonight = json!({ "span": stage.over_days((0, "20:00"), (1, "07:00")) });
    let early = stage.wishes(2, &places, tonight.clone()).await.refused(422);
    assert_eq!((&early.body["rule"], &early.body["limit"]), (&json!("residents-first"), &json!(2)));
    stage.proves(2, json!({ "resident": true })).await;
    stage.wishes(2, &places, tonight).await.done();
    let by_day = json!({ "span": stage.span("07:00", "09:00") });
    assert_eq!(stage.wishes(2, &places, by_day).await.refused(422).body["rule"], "within-hours");
}

async fn guests_from_elsewhere_stay_for_nights_once_a_clerk_has_decided(stage: &Stage) {
    let room = stage
        .adds(
            "민박",
            json!({
                "kind": "guest-room", "persons": 2, "approval": true, "hours": open(&EVERY_DAY, "00:00", "24:00"),
                "step_minutes": 60, "shortest_minutes": 720, "longest_minutes": 14 * 1440,
                "buffer_after_minutes": 180,
            }),
        )
        .await;
    let wish = json!({ "span": stage.over_days((1, "15:00"), (4, "11:00")), "persons": 2 });
    let asked = stage.wishes(1, &room, wish).await.done();
    stage.accepts(&asked.id()).await;
    let nights = |from: (i32, &str), to: (i32, &str)| json!({ "span": stage.over_days(from, to) });
    stage.wishes(2, &room, nights((4, "12:00"), (5, "11:00"))).await.refused(409);
    stage.wishes(2, &room, nights((4, "14:00"), (5, "11:00"))).await.done();
}

async fn stalls_of_a_market_are_given_by_permit_and_whoever_has_the_place_has_all(stage: &Stage) {
    let place =
        stage.adds("광장", json!({ "kind": "stall", "approval": true, "longest_minutes": 720 })).await;
    let mut stalls = Vec::new();
    for number in 1..=3 {
        let name = format!("벼룩시장 {number}번");
        let stall = json!({ "kind": "stall", "part_of": place, "approval": true, "longest_minutes": 720 });
        stalls.push(stage.adds(&name, stall).await);
    }
    let asked = stage.reserves(0, &stalls[0], "10:00", "16:00").await.done();
    assert_eq!(asked.body["state"], "requested");
    stage.accepts(&asked.id()).await;
    stage.reserves(1, &stalls[1], "10:00", "16:00").await.done();
    stage.reserves(2, &place, "12:00", "14:00").await.refused(409);
    let performance = stage.reserves(2, &place, "16:00", "18:00").await.done();
    stage.accepts(&performance.id()).await;
    stage.reserves(1, &stalls[2], "17:00", "18:00").await.refused(409);
}

async fn a_machine_is_for_those_who_have_been_trained(stage: &Stage) {
    let machine = stage
        .adds("레이저 커터", json!({ "kind": "machine", "eligibility": { "qualification": "laser-cutter" } }))
        .await;
    let refused = stage.reserves(1, &machine, "10:00", "11:00").await.refused(422);
    assert_eq!(
        (&refused.body["rule"], &refused.body["limit"]),
        (&json!("who-has-learnt-it"), &json!("laser-cutter"))
    );
    stage.proves(1, json!({ "qualifications": ["laser-cutter"] })).await;
    stage.reserves(1, &machine, "10:00", "11:00").await.done();
}
