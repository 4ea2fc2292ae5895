//! A copy of a log that is written to.

use std::{fs, sync::Arc};

use nanum_store::{
    Appended, EventStore,
    sqlite::{BackUpError, back_up, verify},
};

use crate::desk::{append, fill, log_in, open, told, twenty_events};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_others_write_is_whole_up_to_its_head() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log_in(folder.path());
    let store = Arc::new(open(&log));
    fill(&store, 0..50).await;
    let writing = {
        let store = Arc::clone(&store);
        tokio::spawn(async move { fill(&store, 50..1_000).await })
    };
    let mut copies = Vec::new();
    while !writing.is_finished() {
        let (from, to) = (log.clone(), folder.path().join(format!("copy-{}.db", copies.len())));
        let made = tokio::task::spawn_blocking(move || back_up(&from, &to)).await.expect("no panic");
        copies.push((folder.path().join(format!("copy-{}.db", copies.len())), made.expect("a copy")));
    }
    writing.await.expect("written");
    let all = told(&store).await.expect("readable");
    for (path, made) in copies {
        let here = verify(&log, Some(made.head), |_, _| {}).expect("the log holds what the copy holds");
        assert_eq!(here.events, 1_000);
        assert_eq!(made.bytes, fs::metadata(&path).expect("a file").len());
        let copy = open(&path);
        let (held, last) = (told(&copy).await.expect("readable"), made.head.position as usize);
        assert_eq!(held, all[..last]);
        let again = copy.append(append(last - 1, (last - 1) % 5)).await;
        assert!(matches!(again, Ok(Appended::AlreadyApplied(_))), "{again:?}");
    }
}

#[tokio::test]
async fn nothing_is_written_over_and_nothing_half_made_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = twenty_events(folder.path()).await;
    let to = folder.path().join("copy.db");
    fs::write(&to, "mine").expect("written");
    assert!(matches!(back_up(&log, &to), Err(BackUpError::Exists(_))));
    assert_eq!(fs::read(&to).expect("bytes"), b"mine");
    fs::remove_file(&to).expect("removed");

    rusqlite::Connection::open(&log)
        .and_then(|raw| raw.execute_batch("UPDATE event SET data = '1' WHERE position = 3"))
        .expect("changed");
    assert!(matches!(back_up(&log, &to), Err(BackUpError::NotWhole(_))));
    assert!(matches!(back_up(&folder.path().join("none.db"), &to), Err(BackUpError::Read { .. })));
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name.starts_with("copy"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}
