//! The operator's commands against a real administrative port with a follower that has parked one event.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use clap::Parser;
use nanum_bus::{Mark, Marks};
use nanum_contracts::Problem;
use nanum_runtime::{
    admin,
    followers::{
        Checksum, Follower, Followers, Parked, ParkedEvent, Progress, Rebuild, RebuildState, Rebuildable,
    },
};

use super::{
    parked,
    port::{At, Failure, Port},
    views,
};

const NAME: &str = "booking/view/whose_reservations";

#[derive(Default)]
struct Stuck {
    rebuilt: AtomicBool,
    skipped: Mutex<Option<String>>,
}

fn the_parked() -> Parked {
    Parked {
        follower: NAME.to_owned(),
        number: 7,
        tenant: "seosan".parse().unwrap(),
        service: "booking".to_owned(),
        position: 42,
        event: "reservation.confirmed.v1".to_owned(),
        subject: "booking.space-seosan-1".to_owned(),
        cause: "no event is named so here".to_owned(),
        tries: 2,
        parked_at: "2026-11-22T09:00:00Z".parse().unwrap(),
        waiting: 3,
    }
}

fn marks() -> Marks {
    Marks::from([("booking".to_owned(), Mark { position: 50, sequence: 0 })])
}

fn of_seven<T>(number: i64, then: Result<T, Problem>) -> Result<T, Problem> {
    if number == 7 { then } else { Err(Problem::not_found("parked event")) }
}

fn a_rebuild() -> Rebuild {
    Rebuild { state: RebuildState::Done, events: 50, events_per_second: 1_000.0, marks: marks() }
}

#[async_trait]
impl Follower for Stuck {
    fn name(&self) -> &str {
        NAME
    }

    async fn progress(&self) -> Result<Progress, Problem> {
        Ok(Progress {
            follower: NAME.to_owned(),
            version: 1,
            marks: marks(),
            behind_events: Some(0),
            events_per_second: None,
            parked: 1,
            rebuild: self.rebuilt.load(Ordering::SeqCst).then(a_rebuild),
        })
    }

    async fn parked(&self) -> Result<Vec<Parked>, Problem> {
        Ok(vec![the_parked()])
    }

    async fn parked_event(&self, number: i64) -> Result<ParkedEvent, Problem> {
        let data = serde_json::value::to_raw_value(&serde_json::json!({ "persons": 4 })).unwrap();
        of_seven(number, Ok(ParkedEvent { parked: the_parked(), data }))
    }

    async fn retry(&self, number: i64) -> Result<(), Problem> {
        of_seven(number, Err(Problem::state_forbids("it still cannot be taken: the same")))
    }

    async fn skip(&self, number: i64, reason: &str) -> Result<(), Problem> {
        *self.skipped.lock().unwrap() = Some(reason.to_owned());
        of_seven(number, Ok(()))
    }

    fn as_view(&self) -> Option<&dyn Rebuildable> {
        Some(self)
    }
}

#[async_trait]
impl Rebuildable for Stuck {
    async fn rebuild(&self) -> Result<Rebuild, Problem> {
        self.rebuilt.store(true, Ordering::SeqCst);
        Ok(a_rebuild())
    }

    async fn checksum(&self) -> Result<Checksum, Problem> {
        Ok(Checksum {
            follower: NAME.to_owned(),
            version: 1,
            marks: marks(),
            rows: 9,
            sha256: "ab".repeat(32),
        })
    }
}

#[derive(Debug, Parser)]
enum Line {
    Views(views::Arguments),
    Parked(parked::Arguments),
}

/// A terminal beside a running program.
struct Terminal {
    port: Port,
    url: String,
    stuck: Arc<Stuck>,
}

impl Terminal {
    async fn open() -> Self {
        let stuck = Arc::new(Stuck::default());
        let followers = Followers::default();
        followers.add(stuck.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = admin::operations(followers);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let port = Port::of(&At::to(&url), || panic!("the settings are not needed")).unwrap();
        Self { port, url, stuck }
    }

    async fn types(&self, words: &[&str]) -> Result<String, Failure> {
        match Line::try_parse_from([&["nanum"], words].concat()).unwrap() {
            Line::Views(arguments) => views::ask(&self.port, &arguments).await,
            Line::Parked(arguments) => parked::ask(&self.port, &arguments).await,
        }
    }

    async fn is_told(&self, words: &[&str]) -> String {
        self.types(words).await.unwrap_err().to_string()
    }
}

#[tokio::test]
async fn an_operator_lists_shows_retries_and_skips_what_is_parked() {
    let terminal = Terminal::open().await;
    let list = terminal.types(&["parked", "list"]).await.unwrap();
    assert!(
        list.starts_with("FOLLOWER") && list.contains("booking:42") && list.contains("no event is named"),
        "{list}"
    );
    let json = terminal.types(&["parked", "list", "--json"]).await.unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rows"][0]["waiting"], 3);
    let shown = terminal.types(&["parked", "show", NAME, "7"]).await.unwrap();
    assert!(shown.contains("\"persons\": 4") && shown.contains("seosan"), "{shown}");
    assert!(terminal.is_told(&["parked", "retry", NAME, "7"]).await.contains("it still cannot be taken"));
    assert!(terminal.is_told(&["parked", "retry", NAME, "8"]).await.contains("no such parked event"));
    assert!(
        terminal.is_told(&["parked", "show", "booking/view/other", "7"]).await.contains("no such follower")
    );
    terminal.types(&["parked", "skip", NAME, "7", "--reason", "a test"]).await.unwrap();
    assert_eq!(terminal.stuck.skipped.lock().unwrap().as_deref(), Some("a test"));
    assert!(Line::try_parse_from(["nanum", "parked", "skip", NAME, "7"]).is_err(), "a reason is needed");
    assert!(Line::try_parse_from(["nanum", "parked", "show", "../x", "7"]).is_err(), "not a follower's name");
}

#[tokio::test]
async fn an_operator_looks_at_views_rebuilds_one_and_sums_it_up() {
    let terminal = Terminal::open().await;
    let list = terminal.types(&["views", "list"]).await.unwrap();
    assert!(list.contains(NAME) && list.contains("booking:50"), "{list}");
    assert!(terminal.types(&["views", "rebuild", NAME]).await.unwrap().contains("rebuilt 50 events"));
    let sum = terminal.types(&["views", "checksum", NAME]).await.unwrap();
    assert!(sum.starts_with(&"ab".repeat(32)) && sum.contains("9 rows"), "{sum}");
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_said_by_its_address() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let port = Port::of(&At::to(&url), || panic!("the settings are not needed")).unwrap();
    let failure = port.get::<serde_json::Value>("/parked").await.unwrap_err();
    assert!(failure.to_string().starts_with(&url), "{failure}");
}

#[tokio::test]
async fn the_port_answers_problems_and_refuses_web_pages() {
    let terminal = Terminal::open().await;
    let client = reqwest::Client::new();
    let skip = format!("{}/parked/{NAME}/7/skip", terminal.url);
    let problem = async |request: reqwest::RequestBuilder| {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let status = answer.status().as_u16();
        (status, answer.json::<Problem>().await.unwrap())
    };
    let no_reason = problem(client.post(&skip).json(&serde_json::json!({ "why": "x" }))).await;
    assert_eq!(no_reason.0, 400);
    assert!(no_reason.1.detail.contains("why"), "{}", no_reason.1.detail);
    assert_eq!(problem(client.get(format!("{}/nowhere", terminal.url))).await.0, 404);
    assert_eq!(problem(client.get(&skip)).await.0, 405);
    assert_eq!(problem(client.get(format!("{}/parked/{NAME}/seven", terminal.url))).await.0, 400);
    let page = client.post(&skip).header("origin", "http://evil.example");
    assert_eq!(problem(page.json(&serde_json::json!({ "reason": "x" }))).await.0, 403);
    assert!(terminal.stuck.skipped.lock().unwrap().is_none());
}
