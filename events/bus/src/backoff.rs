//! How long to wait before trying again.

use std::{fmt, time::Duration};

const FIRST: Duration = Duration::from_millis(50);
/// Long enough to leave a struggling server alone, short enough that nobody notices the end of an outage much later.
const LONGEST: Duration = Duration::from_secs(2);

/// Waits twice as long after each failure in a row.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { next: FIRST }
    }
}

impl Backoff {
    pub(crate) async fn wait(&mut self) {
        tokio::time::sleep(self.next).await;
        self.next = (self.next * 2).min(LONGEST);
    }

    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}

/// Tries at most `tries_max` times, at least once, and answers with the last failure.
pub(crate) async fn retry<T, E, F>(what: &str, tries_max: u32, mut attempt: impl FnMut() -> F) -> Result<T, E>
where
    E: fmt::Display,
    F: Future<Output = Result<T, E>>,
{
    let mut backoff = Backoff::default();
    for left in (1..tries_max).rev() {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(error) => tracing::warn!(%error, tries_left = left, "cannot {what} yet"),
        }
        backoff.wait().await;
    }
    attempt().await
}
