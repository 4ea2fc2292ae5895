//! How often somebody may ask: so many times in a while, and then as fast as that while makes room again (a token bucket,
//! kept as the moment at which it is full again).

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use nanum_contracts::{Problem, problem::ProblemKind};
use tokio::time::Instant;

/// Callers who are remembered; more than a city's.
const REMEMBERED_MAX: u64 = 200_000;

/// One pace, for each caller by itself.
#[derive(Debug)]
pub(crate) struct Pace {
    /// What it is called in answers.
    name: &'static str,
    /// Nobody is held back where it is nought.
    quota: u32,
    window: Duration,
    full_again: moka::sync::Cache<String, Arc<Mutex<Instant>>>,
}

impl Pace {
    pub(crate) fn new(name: &'static str, quota: u32, window: Duration) -> Self {
        let full_again =
            moka::sync::Cache::builder().max_capacity(REMEMBERED_MAX).time_to_idle(window * 2).build();
        Self { name, quota, window, full_again }
    }

    /// Takes one for somebody.
    ///
    /// # Errors
    /// *Too many requests*, with when there is room again.
    pub(crate) fn take(&self, whose: &str) -> Result<(), Problem> {
        if self.quota == 0 {
            return Ok(());
        }
        let now = Instant::now();
        let full_again = self.full_again.get_with_by_ref(whose, || Arc::new(Mutex::new(now)));
        let mut full_again = full_again.lock().unwrap_or_else(PoisonError::into_inner);
        let each = self.window / self.quota;
        let after = (*full_again).max(now) + each;
        let over = after.duration_since(now).saturating_sub(self.window);
        if over.is_zero() {
            *full_again = after;
            return Ok(());
        }
        let seconds = u32::try_from(over.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1);
        Err(Problem {
            rule: Some(self.name.to_owned()),
            limit: Some(self.quota.into()),
            retry_after_seconds: Some(seconds),
            ..Problem::new(
                ProblemKind::TooManyRequests,
                format!("at most {} in {} seconds", self.quota, self.window.as_secs()),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_taken_and_then_as_fast_as_room_comes_back_for_each_by_themselves() {
        let pace = Pace::new("requests", 10, Duration::from_secs(5));
        let served = (0..100).filter(|_| pace.take("minji").is_ok()).count();
        assert_eq!(served, 10);
        let refused = pace.take("minji").unwrap_err();
        assert_eq!((refused.kind, refused.retry_after_seconds), (ProblemKind::TooManyRequests, Some(1)));
        assert!(pace.take("jun").is_ok());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!((0..100).filter(|_| pace.take("minji").is_ok()).count(), 2);
    }

    #[tokio::test]
    async fn a_pace_of_nought_holds_nobody_back() {
        let pace = Pace::new("requests", 0, Duration::from_secs(5));
        assert_eq!((0..1_000).filter(|_| pace.take("minji").is_err()).count(), 0);
    }
}
