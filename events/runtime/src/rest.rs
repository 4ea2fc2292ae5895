//! A follower's rest between two batches. Under load it makes few large batches of many small ones: reading, handing over to
//! another thread and a transaction cost nearly the same for one event as for a hundred. Whoever waits for the follower ends
//! its rest, and the first event after a quiet time finds it awake.

use std::time::Duration;

use tokio::sync::Notify;

/// Short enough that nobody who looks at rows without waiting for them can tell, long enough that a busy log has grown by a
/// hundred events.
const REST: Duration = Duration::from_millis(20);

/// One follower's rest, which others can end.
#[derive(Debug, Default)]
pub(crate) struct Rest {
    wanted: Notify,
}

impl Rest {
    /// Somebody waits for what the follower has not seen: the rest it takes, or the next one, is over at once.
    pub(crate) fn end(&self) {
        self.wanted.notify_one();
    }

    /// Rests after a batch.
    pub(crate) async fn take(&self) {
        let _ = tokio::time::timeout(REST, self.wanted.notified()).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rest_is_over_when_its_time_is() {
        let began = Instant::now();
        Rest::default().take().await;
        assert!(began.elapsed() >= REST);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_ends_the_rest_that_is_taken_or_the_next() {
        let (rest, began) = (Rest::default(), Instant::now());
        tokio::join!(rest.take(), async { rest.end() });
        rest.end();
        rest.take().await;
        assert_eq!(began.elapsed(), Duration::ZERO);
    }
}
