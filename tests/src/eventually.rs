//! Waiting for a condition, with a bound, and with the last state seen in the failure.

use std::panic::Location;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

/// First pause between two looks; it doubles up to `PAUSE_MAX`, so quick things are seen quickly and slow ones
/// are not hammered.
const PAUSE_MIN: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_millis(250);

/// Looks again and again until `look` gives `Ok`, and returns what it gave.
///
/// `look` says in its `Err` what it saw instead ("2 of 3 mails"); the last of these is in the failure. A look
/// that hangs is cut off at the bound.
///
/// # Panics
/// When `bound` has passed, at the caller's line.
#[track_caller]
pub fn eventually<T>(
    what: &str,
    bound: Duration,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> impl Future<Output = T> {
    let caller = Location::caller();
    async move {
        let end = Instant::now() + bound;
        let mut pause = PAUSE_MIN;
        let mut last_seen = "nothing: the first look did not come back".to_owned();
        loop {
            match timeout_at(end, look()).await {
                Ok(Ok(found)) => return found,
                Ok(Err(seen)) => last_seen = seen,
                Err(_) => {}
            }
            if Instant::now() + pause >= end {
                panic!("{what}: not within {bound:?} (waited for at {caller}); last seen: {last_seen}");
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }
}
