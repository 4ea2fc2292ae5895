//! The signal to stop, for everybody who works, and the wait for those who finish.

use std::{
    future::Future,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::background::Background;

/// Clonable; once requested it stays requested.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    token: CancellationToken,
    finishing: TaskTracker,
    /// Why the program cannot go on, when that is the reason for the stop.
    failure: Arc<OnceLock<String>>,
}

impl Shutdown {
    pub fn new() -> Self {
        Self::default()
    }

    /// Requests the stop.
    pub fn request(&self) {
        self.token.cancel();
    }

    /// Requests the stop because the program cannot go on; the first cause is kept.
    pub fn fail(&self, cause: String) {
        tracing::error!(cause, "cannot go on");
        let _ = self.failure.set(cause);
        self.request();
    }

    /// Why the program could not go on.
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    pub fn is_requested(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Waits until the stop is requested.
    pub async fn requested(&self) {
        self.token.cancelled().await;
    }

    /// Runs work that the program waits for when it stops, because somebody waits for its answers.
    pub fn finish_first(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.finishing.spawn(work);
    }

    /// The same for work in the background.
    pub(crate) fn finish_first_in(
        &self,
        background: &Background,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        background.spawn(self.finishing.track_future(work));
    }

    /// Waits until the work to be finished first is; `false` when the time is over before.
    pub async fn finished_within(&self, bound: Duration) -> bool {
        self.finishing.close();
        tokio::time::timeout(bound, self.finishing.wait()).await.is_ok()
    }

    /// Requests the stop when the process gets SIGTERM or SIGINT.
    ///
    /// # Errors
    /// When the signals cannot be listened to.
    pub fn on_signals(&self) -> std::io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let token = self.token.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("asked to stop");
            token.cancel();
        });
        Ok(())
    }
}
