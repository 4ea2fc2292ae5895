//! What a view cannot take is parked, holds back its own aggregate and nobody else, and is put right by an operator.

use nanum_contracts::problem::ProblemKind;

use crate::notebook::{FOLLOWER, Notebook, count, trail};

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_event_holds_back_its_own_aggregate_and_nobody_else() {
    let notebook = Notebook::open();
    notebook.moods.poison(&[13]);
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [11, 12, 13, 14]).await;
    notebook.notes("seosan", 2, [21]).await;
    notebook.notes("yesan", 1, [31, 32]).await;
    notebook.notes("seosan", 1, [15]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "11 12");
    assert_eq!(trail(&view, "seosan", "2").await.unwrap(), "21");
    assert_eq!(trail(&view, "yesan", "1").await.unwrap(), "31 32");
    assert_eq!(count(&view).await, 5, "what the parked event had written is undone");

    let parked = notebook.follower().parked().await.unwrap();
    assert_eq!(parked.len(), 1);
    let parked = &parked[0];
    assert_eq!(
        (parked.follower.as_str(), parked.tenant.as_str(), parked.service.as_str()),
        (FOLLOWER, "seosan", "notebook")
    );
    assert_eq!(
        (parked.position, parked.event.as_str(), parked.waiting, parked.tries),
        (3, "number.noted.v1", 2, 1)
    );
    assert!(parked.cause.contains("poison 13"), "{}", parked.cause);
    assert_eq!(parked.parked_at, "2026-11-22T09:00:00Z".parse().unwrap(), "by the program's clock");
    let shown = notebook.follower().parked_event(parked.number).await.unwrap();
    assert_eq!(shown.data.get(), "13");

    assert!(notebook.shell.health.faults().is_empty(), "it is ready all the same");
    notebook.health_tells("1 parked").await;
    assert_eq!(notebook.follower().progress().await.unwrap().parked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_fix_a_retry_takes_it_and_what_waited_in_order_until_the_next_that_fails() {
    let notebook = Notebook::open();
    notebook.moods.poison(&[2, 4]);
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [1, 2, 3, 4, 5]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1");
    let number = notebook.number_of_the_parked().await;
    let still = notebook.follower().retry(number).await.unwrap_err();
    assert_eq!(still.kind, ProblemKind::StateForbids);
    assert!(still.detail.contains("poison 2"), "{}", still.detail);
    assert_eq!(notebook.follower().parked().await.unwrap()[0].tries, 2);

    // The fix comes with a new program.
    let notebook = notebook.reopened();
    notebook.moods.poison(&[4]);
    let view = notebook.view().await;
    let next = notebook.follower().retry(number).await.unwrap_err();
    assert!(next.detail.contains("poison 4"), "{}", next.detail);
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1 2 3");
    assert_eq!(notebook.follower().retry(number).await.unwrap_err().kind, ProblemKind::NotFound);

    notebook.moods.poison(&[]);
    notebook.follower().retry(notebook.number_of_the_parked().await).await.unwrap();
    notebook.notes("seosan", 1, [6]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1 2 3 4 5 6");
    assert!(notebook.follower().parked().await.unwrap().is_empty());
    assert!(notebook.shell.health.notes().is_empty(), "nothing to look at any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_skipped_needs_a_reason_and_stays_out_when_the_view_is_built_anew() {
    let notebook = Notebook::open();
    notebook.moods.poison(&[2]);
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [1, 2, 3]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1");
    let number = notebook.number_of_the_parked().await;
    assert_eq!(notebook.follower().skip(number, " ").await.unwrap_err().kind, ProblemKind::NotUnderstood);
    notebook.follower().skip(number, "written by a test device").await.unwrap();
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1 3");
    assert_eq!(notebook.follower().skip(number, "again").await.unwrap_err().kind, ProblemKind::NotFound);

    let before = notebook.checksum().await;
    // Even where it could be taken now.
    notebook.moods.poison(&[]);
    notebook.follower().as_view().unwrap().rebuild().await.unwrap();
    assert_eq!(notebook.checksum().await, before);
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1 3");
    let kept =
        view.ask(&[], |rows| rows.query_row("SELECT reason FROM skipped", [], |row| row.get::<_, String>(0)));
    assert_eq!(kept.await.unwrap(), "written by a test device");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_the_projection_panics_on_is_parked_like_any_other() {
    let notebook = Notebook::open();
    *notebook.moods.panics_on.lock().unwrap() = Some(7);
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [7]).await;
    notebook.notes("seosan", 2, [8]).await;
    assert_eq!(trail(&view, "seosan", "2").await.unwrap(), "8");
    assert!(notebook.follower().parked().await.unwrap()[0].cause.contains("panicked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_parked_is_still_so_after_a_restart_and_goes_on_holding_back_its_aggregate() {
    let notebook = Notebook::open();
    notebook.moods.poison(&[1]);
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [1, 2]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "");
    let notebook = notebook.reopened();
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [3]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "", "the order is kept");
    notebook.follower().retry(notebook.number_of_the_parked().await).await.unwrap();
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1 2 3");
}
