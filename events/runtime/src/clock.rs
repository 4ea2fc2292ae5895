//! The one place that reads the clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Longest sleep towards an instant: a machine's clock may be set, and a machine may sleep.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Tells the time. Injected, so that tests and sandboxes can move it.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;

    /// Says when the clock is moved; `None` for one that runs by itself.
    fn moved(&self) -> Option<watch::Receiver<Timestamp>> {
        None
    }
}

/// Waits until the clock shows the instant.
pub async fn reaches(clock: &dyn Clock, at: Timestamp) {
    match clock.moved() {
        Some(mut moved) => {
            if moved.wait_for(|now| *now >= at).await.is_err() {
                // Nobody can move it any more.
                std::future::pending().await
            }
        }
        None => loop {
            let left = Duration::try_from(at.duration_since(clock.now())).unwrap_or_default();
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(LOOK_EVERY)).await;
        },
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the replacement that clippy.toml names")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct ManualClock(watch::Sender<Timestamp>);

impl ManualClock {
    pub fn at(now: Timestamp) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Moves the clock forward; past the end of time it stays.
    pub fn advance(&self, by: SignedDuration) {
        self.0.send_modify(|now| *now = now.checked_add(by).unwrap_or(*now));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn moved(&self) -> Option<watch::Receiver<Timestamp>> {
        Some(self.0.subscribe())
    }
}
