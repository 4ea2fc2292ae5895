//! Work whose asker has gone stops: a question that is dropped interrupts its statement and is seen by loops that look.

use std::{
    cell::RefCell,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::InterruptHandle;

thread_local! {
    static WORKING_FOR: RefCell<Option<Asker>> = const { RefCell::new(None) };
}

/// Somebody who waits for what a thread works out.
#[derive(Clone, Default)]
pub(crate) struct Asker(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    gone: bool,
    /// Of the connection that works for them just now.
    interrupts: Option<InterruptHandle>,
}

/// Tells, when dropped, that the asker has gone.
pub(crate) struct Waits(Asker);

/// Whether nobody waits any more for what this thread works out: a long loop looks from time to time, and ends.
pub fn asker_is_gone() -> bool {
    WORKING_FOR.with_borrow(|asker| asker.as_ref().is_some_and(Asker::is_gone))
}

/// What a question answers that nobody waits for.
pub fn given_up() -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT);
    rusqlite::Error::SqliteFailure(code, Some("nobody waits for the answer".to_owned()))
}

impl Asker {
    pub(crate) fn waits(&self) -> Waits {
        Waits(self.clone())
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).gone
    }

    /// Works on a connection for as long as the asker is there.
    pub(crate) fn work<T>(
        &self,
        connection: &rusqlite::Connection,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if state.gone {
                return Err(given_up());
            }
            state.interrupts = Some(connection.get_interrupt_handle());
        }
        let _ends = Ends(self);
        WORKING_FOR.set(Some(self.clone()));
        work(connection)
    }
}

/// The end of work, also by a panic: from then on nobody interrupts the connection, which goes to somebody else.
struct Ends<'a>(&'a Asker);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        WORKING_FOR.set(None);
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).interrupts = None;
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        let mut state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.gone = true;
        if let Some(interrupts) = state.interrupts.take() {
            interrupts.interrupt();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sqlite::Disposable;

    const ENDLESS: &str =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    async fn file() -> (tempfile::TempDir, Arc<Disposable>) {
        let folder = tempfile::tempdir().unwrap();
        let file = Disposable::open(&folder.path().join("view.sqlite"), "").unwrap();
        (folder, file)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_statement_that_nobody_waits_for_ends_and_its_connection_serves_others() {
        let (_folder, file) = file().await;
        let (ended, end) = std::sync::mpsc::channel();
        let question = file.read(move |rows| {
            let outcome = rows.query_row(ENDLESS, [], |row| row.get::<_, i64>(0));
            let _ = ended.send(outcome.is_err());
            outcome
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), question).await.is_err());
        let end = tokio::task::spawn_blocking(move || end.recv_timeout(Duration::from_secs(5)));
        assert_eq!(end.await.unwrap(), Ok(true), "it goes on and on");
        let two = file.read(|rows| rows.query_row("SELECT 2", [], |row| row.get::<_, i64>(0)));
        assert_eq!(two.await, Ok(2));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_loop_finds_out_that_nobody_waits() {
        let (_folder, file) = file().await;
        let (ended, end) = std::sync::mpsc::channel();
        let question = file.read(move |_| {
            while !asker_is_gone() {
                std::thread::yield_now();
            }
            let _ = ended.send(());
            Err::<(), _>(given_up())
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), question).await.is_err());
        let end = tokio::task::spawn_blocking(move || end.recv_timeout(Duration::from_secs(5)));
        assert_eq!(end.await.unwrap(), Ok(()));
        assert!(!asker_is_gone(), "this thread works for nobody");
    }
}
