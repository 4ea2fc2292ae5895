//! Tells whoever waits when another process has appended.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use rusqlite::Connection;
use tokio::sync::watch;

use super::{finding, recent::Recent};
use crate::StoreError;

/// How often SQLite is asked whether the file has changed: the most an event of another process is late.
const POLL_EVERY: Duration = Duration::from_millis(100);

/// A thread that looks at the file now and then. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct HeadPoll {
    stop: Mutex<Option<mpsc::Sender<()>>>,
}

impl HeadPoll {
    pub(super) fn start(
        connection: Connection,
        recent: Arc<Recent>,
        head: watch::Sender<u64>,
    ) -> Result<Self, StoreError> {
        let (stop, stopped) = mpsc::channel();
        thread::Builder::new()
            .name("event-store-head".to_owned())
            .spawn(move || poll(&connection, &recent, &head, &stopped))
            .map_err(|error| StoreError::Unavailable(format!("no thread to watch the log: {error}")))?;
        Ok(Self { stop: Mutex::new(Some(stop)) })
    }

    pub(super) fn stop(&self) {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Raises the announced head; it never goes back.
pub(super) fn announce(head: &watch::Sender<u64>, position: u64) {
    head.send_if_modified(|announced| {
        let grows = position > *announced;
        *announced = position.max(*announced);
        grows
    });
}

fn poll(connection: &Connection, recent: &Recent, head: &watch::Sender<u64>, stopped: &mpsc::Receiver<()>) {
    let mut version_seen = None;
    while stopped.recv_timeout(POLL_EVERY) == Err(RecvTimeoutError::Timeout) {
        match look(connection, recent, &mut version_seen) {
            Ok(Some(position)) => announce(head, position),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "cannot see whether the log has grown"),
        }
    }
}

/// The head when the file has changed since the last look.
fn look(
    connection: &Connection,
    recent: &Recent,
    version_seen: &mut Option<i64>,
) -> rusqlite::Result<Option<u64>> {
    let version = connection.pragma_query_value(None, "data_version", |row| row.get(0))?;
    if *version_seen == Some(version) {
        return Ok(None);
    }
    let position = finding::head(connection)?;
    // Now and then, so that nobody finds much to catch up with.
    recent.catch_up(connection, position)?;
    *version_seen = Some(version);
    Ok(Some(position))
}
