//! A full disk is no fault of an event: the view waits, says so, and leaves nothing out.

use std::sync::atomic::Ordering;

use crate::notebook::{Notebook, trail, until};

#[tokio::test(flavor = "multi_thread")]
async fn with_a_full_disk_a_view_is_not_ready_and_goes_on_where_it_was_when_there_is_room() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    notebook.notes("seosan", 1, [1]).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1");
    notebook.moods.full.store(true, Ordering::SeqCst);
    notebook.notes("seosan", 1, [2, 3]).await;
    let faults =
        until("the fault", async || notebook.shell.health.faults(), |faults| !faults.is_empty()).await;
    assert!(faults[0].1.contains("full"), "{faults:?}");
    assert!(notebook.follower().parked().await.unwrap().is_empty(), "no event is blamed");
    notebook.moods.full.store(false, Ordering::SeqCst);
    until("readiness", async || notebook.shell.health.faults(), Vec::is_empty).await;
    assert_eq!(trail(&view, "seosan", "1").await.unwrap(), "1 2 3");
}
