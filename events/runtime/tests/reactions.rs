//! Reactions: who waits for whom, what is parked, what an operator can do, and which of two processes works.
#![allow(clippy::unwrap_used, reason = "everything here runs inside a test")]

mod parts;

use std::time::Duration;

use nanum_contracts::{Problem, problem::ProblemKind};
use parts::{Listener, drops, eventually, listening, parked, shell, tenant};
use tempfile::TempDir;

#[tokio::test(flavor = "multi_thread")]
async fn while_one_aggregate_waits_for_what_is_temporary_all_others_go_on() {
    let folder = TempDir::new().unwrap();
    let (shell, listener) = (shell(&folder), Listener::default());
    listener.fails_at("a1", Problem::try_again("not now"));
    let (jars, follower) = listening(&shell, &listener).await;
    for (of, number, what) in
        [("seosan", 1, "a1"), ("seosan", 1, "a2"), ("seosan", 2, "b1"), ("mainz", 1, "c1")]
    {
        drops(&jars, of, number, what).await;
    }
    listener.hears(&["b1", "c1"]).await;
    assert!(
        shell.health.faults().is_empty(),
        "who waits for a third party is ready: {:?}",
        shell.health.faults()
    );
    eventually("only what waits is left", async || {
        let behind = follower.progress().await.unwrap().behind_events;
        if behind == Some(2) { Ok(()) } else { Err(format!("{behind:?}")) }
    })
    .await;
    listener.manages("a1");
    listener.hears(&["b1", "c1", "a1", "a2"]).await;
    let heard = listener.heard();
    assert_eq!(heard.iter().filter(|what| what.starts_with('a')).collect::<Vec<_>>(), ["a1", "a2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_failing_is_parked_with_its_cause_and_goes_on_when_an_operator_retries_it() {
    let folder = TempDir::new().unwrap();
    let (shell, listener) = (shell(&folder), Listener::default());
    listener.fails_at("a1", Problem::state_forbids("the jar is cracked"));
    let (jars, follower) = listening(&shell, &listener).await;
    for (number, what) in [(1, "a1"), (1, "a2"), (2, "b1")] {
        drops(&jars, "seosan", number, what).await;
    }
    listener.hears(&["b1"]).await;
    let found = parked(&follower, 1).await.remove(0);
    assert_eq!(
        (found.tenant, found.position, found.event.as_str()),
        (tenant("seosan"), 1, "thing.dropped.v1")
    );
    assert_eq!((found.tries, found.waiting), (3, 1));
    assert!(found.cause.contains("cracked"), "{}", found.cause);
    assert!(shell.health.faults().is_empty(), "parked is no reason to take no requests");
    assert_eq!(follower.progress().await.unwrap().parked, 1);

    let refused = follower.retry(found.number).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::StateForbids);
    assert!(refused.detail.contains("cracked"), "{refused}");
    assert_eq!(parked(&follower, 1).await[0].tries, 4);
    assert_eq!(follower.retry(found.number + 1).await.unwrap_err().kind, ProblemKind::NotFound);
    listener.manages("a1");
    follower.retry(found.number).await.unwrap();
    listener.hears(&["b1", "a1", "a2"]).await;
    parked(&follower, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_skips_is_left_out_for_ever_and_the_reason_is_kept() {
    let folder = TempDir::new().unwrap();
    let (shell, listener) = (shell(&folder), Listener::default());
    listener.fails_at("a1", Problem::defect());
    let (jars, follower) = listening(&shell, &listener).await;
    drops(&jars, "seosan", 1, "a1").await;
    drops(&jars, "seosan", 1, "a2").await;
    let number = parked(&follower, 1).await[0].number;
    assert_eq!(follower.skip(number, " ").await.unwrap_err().kind, ProblemKind::NotUnderstood);
    follower.skip(number, "the jar was thrown away").await.unwrap();
    listener.hears(&["a2"]).await;
    let file = folder.path().join("jars/reactions/listener.sqlite");
    let rows = rusqlite::Connection::open(file).unwrap();
    let reason: String = rows.query_row("SELECT reason FROM skipped", [], |row| row.get(0)).unwrap();
    assert_eq!(reason, "the jar was thrown away");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_parked_or_waited_is_so_after_a_restart_and_nothing_is_done_twice() {
    let folder = TempDir::new().unwrap();
    let listener = Listener::default();
    listener.fails_at("a1", Problem::defect());
    listener.fails_at("b1", Problem::try_again("not now"));
    {
        let shell = shell(&folder);
        let (jars, follower) = listening(&shell, &listener).await;
        for (number, what) in [(1, "a1"), (1, "a2"), (2, "b1"), (3, "c1")] {
            drops(&jars, "seosan", number, what).await;
        }
        listener.hears(&["c1"]).await;
        parked(&follower, 1).await;
        shell.shutdown.request();
        assert!(shell.shutdown.finished_within(Duration::from_secs(10)).await);
    }
    listener.manages("b1");
    let shell = shell(&folder);
    let (jars, follower) = listening(&shell, &listener).await;
    drops(&jars, "seosan", 1, "a3").await;
    listener.hears(&["c1", "b1"]).await;
    eventually("the new one waits too", async || {
        let waiting = parked(&follower, 1).await[0].waiting;
        if waiting == 2 { Ok(()) } else { Err(waiting.to_string()) }
    })
    .await;
    listener.manages("a1");
    follower.retry(parked(&follower, 1).await[0].number).await.unwrap();
    listener.hears(&["c1", "b1", "a1", "a2", "a3"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_whose_every_event_fails_slows_no_other_tenant() {
    let folder = TempDir::new().unwrap();
    let (shell, listener) = (shell(&folder), Listener::default());
    let (jars, _) = listening(&shell, &listener).await;
    for number in 0..300 {
        let what = format!("bad-{number}");
        listener.fails_at(&what, Problem::try_again("their mail server is down"));
        drops(&jars, "seosan", number, &what).await;
    }
    drops(&jars, "mainz", 1, "good").await;
    listener.hears(&["good"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_one_works_and_the_other_takes_over_when_it_dies() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (Listener::default(), Listener::default());
    first.fails_at("stuck", Problem::try_again("not now"));
    let dying = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (shell_of_first, shell_of_second) = (shell(&folder), shell(&folder));
    let (jars, _) = {
        let (shell, listener) = (shell_of_first.clone(), first.clone());
        dying.spawn(async move { listening(&shell, &listener).await }).await.unwrap()
    };
    drops(&jars, "seosan", 1, "a1").await;
    first.hears(&["a1"]).await;

    let (jars_of_second, follower) = listening(&shell_of_second, &second).await;
    for (number, what) in [(1, "a2"), (2, "b1"), (3, "stuck")] {
        drops(&jars_of_second, "seosan", number, what).await;
    }
    first.hears(&["a1", "a2", "b1"]).await;
    assert!(second.heard().is_empty(), "one works at a time: {:?}", second.heard());
    assert_eq!(
        follower.skip(1, "because").await.unwrap_err().kind,
        ProblemKind::TryAgain,
        "it does not work on it"
    );
    assert!(shell_of_second.health.faults().is_empty(), "who stands by is ready");

    // Its tasks are gone at once, as if it had been killed; nothing is told to anybody. What it did last may not have left
    // its file yet and is done again, which the command's id bears.
    dying.shutdown_background();
    drops(&jars_of_second, "seosan", 2, "b2").await;
    let done_before = ["a1", "a2", "b1"];
    eventually("the second takes over", async || {
        let heard = second.heard();
        let news: Vec<_> = heard.iter().filter(|what| !done_before.contains(&what.as_str())).collect();
        if news.len() == 2 { Ok(()) } else { Err(format!("{heard:?}")) }
    })
    .await;
    assert!(second.counts().values().all(|times| *times == 1), "{:?}", second.heard());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_reaction_is_a_defect_of_one_event() {
    let folder = TempDir::new().unwrap();
    let (shell, listener) = (shell(&folder), Listener::default());
    let service = nanum_runtime::Service::open(&shell, parts::SERVICE).unwrap();
    service.reaction(Panicking(listener.clone())).await.unwrap();
    let jars = service.aggregates();
    drops(&jars, "seosan", 1, "panic").await;
    drops(&jars, "seosan", 2, "calm").await;
    listener.hears(&["calm"]).await;
    let follower = shell.followers.named("jars/reaction/panicking").unwrap();
    assert_eq!(parked(&follower, 1).await[0].position, 1);
}

struct Panicking(Listener);

#[async_trait::async_trait]
impl nanum_runtime::reaction::Reaction<nanum_runtime::Recorded> for Panicking {
    const NAME: &'static str = "panicking";
    const PATIENCE: nanum_runtime::reaction::Patience = Listener::PATIENCE;

    async fn react(&self, event: &nanum_runtime::Recorded) -> Result<(), Problem> {
        assert!(!event.data.contains("panic"), "as the test wants it");
        self.0.react(event).await
    }
}
