//! A thousand people want the same at the same time, over HTTP: exactly as many get it as there is, and the others are told
//! what is free instead.

use futures::{StreamExt, stream};
use nanum_tests::{city::City, people::Person, platform::Platform};
use serde_json::{Value, json};

const RIVALS: usize = 1_000;
/// Requests on their way at the same time: as many connections as a gateway on a small machine takes.
const AT_ONCE: usize = 250;
const MEMBERS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_rivals_for_one_slot_one_wins_in_one_process() {
    let mut platform = Platform::all_in_one().await;
    one_wins(&platform).await;
    as_many_win_as_a_pool_has_places(&platform).await;
    platform.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_rivals_for_one_slot_one_wins_with_two_replicas_over_nats() {
    let mut platform = Platform::six_programs().await;
    platform.has_a_second_booking().await;
    one_wins(&platform).await;
    as_many_win_as_a_pool_has_places(&platform).await;
    platform.stops().await;
}

async fn one_wins(platform: &Platform) {
    let city = City::opens(platform, "goyang", MEMBERS, 0).await;
    let room = &city.resources[0];
    assert_eq!(room.units, 1);
    let replies = all_at_once(&city, &room.id, "10:00", "12:00").await;
    let losers: Vec<&Value> =
        replies.iter().filter(|(status, _)| *status == 409).map(|(_, body)| body).collect();
    assert_eq!((RIVALS - losers.len(), losers.len()), (1, RIVALS - 1), "one wins");
    for told in losers {
        let free = told["free_instead"].as_array().expect("what is free instead");
        assert!(!free.is_empty(), "{told}");
    }
    // What was offered to the last can be had.
    let offered =
        &replies.iter().rev().find(|(status, _)| *status == 409).expect("a loser").1["free_instead"][0];
    let member = &city.members[0].person;
    member.posts(&format!("resources/{}/reservations", room.id), json!({ "span": offered })).await.done();
}

async fn as_many_win_as_a_pool_has_places(platform: &Platform) {
    let city = City::opens(platform, "suwon", MEMBERS, 0).await;
    let pool = city.resources.iter().find(|resource| resource.units > 1).expect("a pool");
    let replies = all_at_once(&city, &pool.id, "14:00", "15:00").await;
    let won = replies.iter().filter(|(status, _)| *status == 201).count();
    let lost = replies.iter().filter(|(status, _)| *status == 409).count();
    assert_eq!((won as u64, won + lost), (pool.units, RIVALS));
}

/// Everybody asks for the same time; what each was told, after *try again* has been followed.
async fn all_at_once(city: &City, resource: &str, from: &str, to: &str) -> Vec<(u16, Value)> {
    let day = nanum_tests::calendar::in_seoul_in_days(3);
    let body = json!({ "span": {
        "starts_at": format!("{day}T{from}:00+09:00"), "ends_at": format!("{day}T{to}:00+09:00"),
    } });
    let path = format!("resources/{resource}/reservations");
    let rivals = (0..RIVALS).map(|number| {
        let person = &city.members[number % city.members.len()].person;
        until_told(person, &path, number, &body)
    });
    stream::iter(rivals).buffer_unordered(AT_ONCE).collect().await
}

async fn until_told(person: &Person, path: &str, number: usize, body: &Value) -> (u16, Value) {
    loop {
        let reply = person.posts_once(path, &format!("rival-{number}"), body.clone()).await;
        match reply.status.as_u16() {
            429 | 503 => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            status => return (status, reply.body),
        }
    }
}
