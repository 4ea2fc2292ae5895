//! A full disk and a failed write: the log stops, what it has acknowledged is there, and reads go on.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use nanum_store::{EventStore, StoreError, sqlite::verify};

use crate::desk::{append, command, open};

/// Where the child process finds its folder; the parent has none.
const FOLDER: &str = "NANUM_TEST_FOLDER";
/// An append is big, so that the limit is met soon.
const EVENT_BYTES: usize = 20_000;

fn folder_of_the_child() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// This test again, in a process that a shell prepares: it gets the folder as `$FOLDER` and the process as `"$@"`.
fn in_a_child(test: &str, preparation: &str, folder: &Path) -> Output {
    let this = std::env::current_exe().expect("this program");
    let script = format!("{preparation} exec \"$@\"");
    Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-e", "-c", &script, "sh"])
        .arg(this)
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .expect("unshare and sh")
}

fn assert_it_did(child: &Output) {
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && said.contains("stopped after"),
        "{said}{}",
        String::from_utf8_lossy(&child.stderr)
    );
}

/// Appends until the log stops; how many appends were acknowledged.
async fn fill_up(folder: &Path) -> usize {
    let store = open(&folder.join("log.db"));
    let mut number = 0;
    let stopped = loop {
        let mut append = append(number, number % 3);
        append.commands[0].events[0].data =
            serde_json::value::to_raw_value(&"x".repeat(EVENT_BYTES)).expect("JSON");
        match store.append(append).await {
            Ok(_) => number += 1,
            Err(error) => break error,
        }
        assert!(number < 100_000, "the limit is never met");
    };
    assert!(matches!(stopped, StoreError::Stopped(_)), "{stopped:?}");
    let again = store.append(append(200_000, 0)).await;
    assert!(matches!(again, Err(StoreError::Stopped(_))), "nothing is tried again: {again:?}");
    assert_eq!(store.head().await.expect("reads go on"), number as u64);
    let last = store.find_command(command(number - 1)).await.expect("reads go on");
    assert_eq!(last.map(|record| record.placed.last_position), Some(number as u64));
    println!("stopped after {number} appends: {stopped}");
    number
}

/// After a restart with room: nothing that was acknowledged is missing, what was not is not there by half, and it goes on.
async fn restart(folder: &Path, acknowledged: usize) {
    let store = open(&folder.join("log.db"));
    let head = store.head().await.expect("a head") as usize;
    assert!(
        (acknowledged..=acknowledged + 1).contains(&head),
        "{head} events of {acknowledged} acknowledged"
    );
    for number in 0..acknowledged {
        let found = store.find_command(command(number)).await.expect("an answer");
        assert_eq!(found.map(|record| record.placed.last_position), Some(number as u64 + 1));
    }
    store.append(append(300_000, 0)).await.expect("there is room again");
    store.close().await;
    let verified = verify(&folder.join("log.db"), None, |_, _| {}).expect("whole");
    assert_eq!(verified.events as usize, head + 1);
}

#[tokio::test]
async fn a_full_disk_stops_the_log_and_loses_nothing() {
    if let Some(folder) = folder_of_the_child() {
        let disk = folder.join("disk");
        let acknowledged = fill_up(&disk).await;
        std::fs::remove_file(disk.join("in-the-way")).expect("room is made");
        return restart(&disk, acknowledged).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // A file system of its own, that only the child sees.
    let mount = format!(
        "mkdir \"${FOLDER}/disk\"; mount -t tmpfs -o size=12m tmpfs \"${FOLDER}/disk\";
         head -c 4000000 /dev/zero > \"${FOLDER}/disk/in-the-way\";"
    );
    assert_it_did(&in_a_child("faults::a_full_disk_stops_the_log_and_loses_nothing", &mount, folder.path()));
}

#[tokio::test]
async fn a_failed_write_stops_the_log_and_loses_nothing() {
    if let Some(folder) = folder_of_the_child() {
        fill_up(&folder).await;
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // No file may grow past 4 MB: the write fails with EFBIG, as on a broken disk with EIO.
    let limit = "trap '' XFSZ; ulimit -f 8000;";
    let child = in_a_child("faults::a_failed_write_stops_the_log_and_loses_nothing", limit, folder.path());
    assert_it_did(&child);
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    let acknowledged = said.split("stopped after ").nth(1).and_then(|rest| rest.split(' ').next());
    let acknowledged = acknowledged.and_then(|count| count.parse().ok()).expect("a count");
    restart(folder.path(), acknowledged).await;
}
