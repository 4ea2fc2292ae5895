//! Building anew: on demand, for a new version, after files were lost; beside what answers, and never instead of it
//! before its time.

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
};

use nanum_contracts::problem::ProblemKind;
use nanum_runtime::{followers::RebuildState, view};

use crate::notebook::{FOLLOWER, Notebook, SERVICE, WhichNotes, WhichNotes2, count, trail, until};

async fn filled(notebook: &Notebook) {
    for round in 0..20 {
        notebook.notes("seosan", round % 3, round as u64 * 100..round as u64 * 100 + 50).await;
        notebook.notes("yesan", round % 2, round as u64 * 100..round as u64 * 100 + 50).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuilt_view_equals_the_one_before_and_goes_on_from_there() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    filled(&notebook).await;
    assert_eq!(count(&view).await, 2_000);
    let before = notebook.checksum().await;
    for generation in 2..5 {
        let rebuilt = notebook.follower().as_view().unwrap().rebuild().await.unwrap();
        assert_eq!((rebuilt.state, rebuilt.events), (RebuildState::Done, 2_000));
        assert_eq!(notebook.checksum().await, before);
        let latest = format!("which_notes.v1.{generation}.sqlite");
        let files = notebook.files();
        assert!(
            files.contains(&latest) && files.len() == 2,
            "the one that counts and the one before: {files:?}"
        );
    }
    notebook.notes("seosan", 9, [1, 2]).await;
    assert_eq!(trail(&view, "seosan", "9").await.unwrap(), "1 2");
    assert_ne!(notebook.checksum().await, before);
    let notebook = notebook.reopened();
    let view = notebook.view().await;
    assert_eq!(trail(&view, "seosan", "9").await.unwrap(), "1 2");
    assert_eq!(notebook.files().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_built_the_one_before_answers_and_takes_events_and_nothing_seen_is_lost() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    filled(&notebook).await;
    assert_eq!(count(&view).await, 2_000);
    notebook.moods.close(true);
    let follower = notebook.follower();
    let building = tokio::spawn({
        let follower = follower.clone();
        async move { follower.as_view().unwrap().rebuild().await }
    });
    until("the build", async || notebook.moods.held.load(Ordering::SeqCst), |held| *held > 0).await;
    assert_eq!(count(&view).await, 2_000, "answered while the build stands still");
    let second = follower.as_view().unwrap().rebuild().await.unwrap_err();
    assert_eq!(second.kind, ProblemKind::StateForbids);
    let running = follower.progress().await.unwrap().rebuild.unwrap();
    assert_eq!(running.state, RebuildState::Running);
    notebook.notes("seosan", 9, [1]).await;
    notebook.moods.close(false);
    assert_eq!(trail(&view, "seosan", "9").await.unwrap(), "1");
    building.await.unwrap().unwrap();
    assert_eq!(trail(&view, "seosan", "9").await.unwrap(), "1", "seen before, seen after");
    assert_eq!(count(&view).await, 2_001);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_is_broken_off_leaves_the_one_before_and_can_begin_again() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    filled(&notebook).await;
    assert_eq!(count(&view).await, 2_000);
    let before = notebook.checksum().await;
    notebook.moods.close(true);
    let building = tokio::spawn({
        let follower = notebook.follower();
        async move { follower.as_view().unwrap().rebuild().await }
    });
    until("the build", async || notebook.moods.held.load(Ordering::SeqCst), |held| *held > 0).await;
    let (moods, building_file) = (notebook.moods.clone(), "which_notes.v1.building.sqlite".to_owned());
    let notebook = {
        notebook.shell.shutdown.request();
        moods.close(false);
        building.await.unwrap().unwrap_err();
        notebook.reopened()
    };
    assert_eq!(notebook.files(), [building_file, "which_notes.v1.sqlite".to_owned()]);
    let view = notebook.view().await;
    assert_eq!(count(&view).await, 2_000);
    assert_eq!(notebook.checksum().await, before);
    notebook.follower().as_view().unwrap().rebuild().await.unwrap();
    assert_eq!(notebook.checksum().await, before);
    assert_eq!(notebook.files(), ["which_notes.v1.2.sqlite", "which_notes.v1.sqlite"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_built_beside_the_old_program_and_is_not_ready_before_it_has_taken_over() {
    let old = Notebook::open();
    let old_view = old.view().await;
    filled(&old).await;
    assert_eq!(count(&old_view).await, 2_000);

    let new = Notebook::over(old.folder.clone());
    new.moods.close(true);
    let new_view = new.service.view(WhichNotes2(new.moods.clone())).await.unwrap();
    until("the build", async || new.moods.held.load(Ordering::SeqCst), |held| *held > 0).await;
    let faults = new.shell.health.faults();
    assert!(!faults.is_empty(), "not ready");
    old.notes("seosan", 9, [1]).await;
    assert_eq!(trail(&old_view, "seosan", "9").await.unwrap(), "1", "the old program answers and goes on");
    new.moods.close(false);
    until("readiness", async || new.shell.health.faults(), Vec::is_empty).await;
    assert_eq!(trail(&new_view, "seosan", "9").await.unwrap(), "1001");
    assert_eq!(count(&new_view).await, 2_001);
    assert_eq!(trail(&old_view, "seosan", "9").await.unwrap(), "1", "and still does");
    assert_eq!(
        new.files(),
        ["which_notes.v1.sqlite", "which_notes.v2.sqlite"],
        "one version is kept for a rollback"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_whose_file_is_lost_comes_back_equal() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    filled(&notebook).await;
    assert_eq!(count(&view).await, 2_000);
    let before = notebook.checksum().await;
    notebook.shell.shutdown.request();
    std::fs::remove_dir_all(notebook.folder.path().join(SERVICE).join("views")).unwrap();
    let notebook = notebook.reopened();
    let view = notebook.view().await;
    assert_eq!(count(&view).await, 2_000);
    assert_eq!(notebook.checksum().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_whose_rows_are_not_what_its_events_say_is_found_by_rebuilding_it() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    filled(&notebook).await;
    assert_eq!(count(&view).await, 2_000);
    let followers = &notebook.shell.followers;
    assert!(followers.views_that_differ_when_rebuilt().await.unwrap().is_empty());
    let latest = notebook.folder.path().join(SERVICE).join("views/which_notes.v1.2.sqlite");
    let rows = rusqlite::Connection::open(latest).unwrap();
    rows.execute("UPDATE notes SET text = 'changed by hand' WHERE number = 7", []).unwrap();
    assert_eq!(followers.views_that_differ_when_rebuilt().await.unwrap(), [FOLLOWER]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_built_offline_equals_what_was_followed() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    filled(&notebook).await;
    assert_eq!(count(&view).await, 2_000);
    let path: &Path = &notebook.folder.path().join("offline.sqlite");
    let projection = WhichNotes(Arc::clone(&notebook.moods));
    let report = view::rebuild_offline(SERVICE, notebook.log.clone(), projection, path).await.unwrap();
    assert_eq!(report.events, 2_000);
    let rows = rusqlite::Connection::open(path).unwrap();
    assert_eq!(view::checksum(&rows).unwrap().1, notebook.checksum().await);
}
