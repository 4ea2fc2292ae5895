//! Waiting for what is taken: what becomes free is for who came first, however many ask at once.

use futures::{StreamExt, stream};

use super::*;

/// Requests for what becomes free while it does.
const RIVALS: usize = 100;
const AT_ONCE: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_free_is_for_who_came_first() {
    let mut stage = Stage::is_set().await;
    of_many_who_ask_at_once_nobody_gets_what_is_offered_but_the_head_of_the_queue(&stage).await;
    stage.platform.stops().await;
}

async fn of_many_who_ask_at_once_nobody_gets_what_is_offered_but_the_head_of_the_queue(stage: &Stage) {
    let room = stage.adds("연습실", json!({ "waitlist": { "offer_minutes": 120 } })).await;
    let person = |member: usize| &stage.city.members[member].person;
    let taken = stage.reserves(0, &room, "10:00", "12:00").await.done().id();
    let (waits, wish) = (format!("resources/{room}/waits"), json!({ "span": stage.span("10:00", "12:00") }));
    let instead = json!({ "span": stage.span("13:00", "14:00") });
    let refused = person(1).posts(&waits, instead).await.refused(409);
    assert_eq!(refused.body["rule"], "only-what-is-taken-is-waited-for");
    let first = person(1).posts(&waits, wish.clone()).await.done();
    let second = person(2).posts(&waits, wish.clone()).await.done();
    assert_eq!((&first.body["place"], &second.body["place"]), (&json!(1), &json!(2)));
    assert_eq!(
        person(1).posts(&waits, wish.clone()).await.done().id(),
        first.id(),
        "who waits already keeps it"
    );

    let reservations = format!("resources/{room}/reservations");
    let rivals = (0..RIVALS).map(|number| {
        let (path, wish) = (&reservations, wish.clone());
        async move {
            loop {
                let rival = person(number % MEMBERS);
                let reply = rival.posts_once(path, &format!("rival-{number}"), wish.clone()).await;
                match reply.status.as_u16() {
                    429 | 503 => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                    status => return status,
                }
            }
        }
    });
    let cancellation = format!("reservations/{taken}/cancellation");
    let cancelled = person(0).posts(&cancellation, json!({}));
    let rivals = stream::iter(rivals).buffer_unordered(AT_ONCE).collect::<Vec<u16>>();
    let (cancelled, told) = futures::join!(cancelled, rivals);
    cancelled.done();
    assert_eq!(told, [409; RIVALS], "nobody but the head of the queue");

    let path = format!("waits/{}", first.id());
    person(2).reads(&path).await.refused(404);
    person(2).posts(&format!("{path}/acceptance"), json!({})).await.refused(404);
    let offered = person(1).reads(&path).await.done().body;
    assert_eq!(
        (&offered["state"], offered["offered_until"].is_string()),
        (&json!("offered"), true),
        "{offered}"
    );
    assert_eq!(stage.shown_free(&room).await, ["09:00-10:00", "12:00-22:00"]);
    let own = person(1).posts(&format!("{path}/acceptance"), json!({})).await.done().body;
    assert_eq!(
        (&own["state"], &own["span"]["starts_at"]),
        (&json!("confirmed"), &offered["span"]["starts_at"])
    );
    let taken = person(1).reads(&path).await.done().body;
    assert_eq!((&taken["state"], &taken["reservation"]), (&json!("taken"), &own["id"]));

    let site = &stage.site;
    let waiting = stage.city.clerks[0].reads(&format!("waits?site={site}&state=waiting")).await.done().body;
    let rows = waiting["rows"].as_array().expect("rows");
    assert_eq!(
        (rows.len(), &rows[0]["id"], &rows[0]["place"]),
        (1, &second.body["id"], &json!(1)),
        "{waiting}"
    );
    person(2).posts(&format!("waits/{}/withdrawal", second.id()), json!({})).await.done();
}
