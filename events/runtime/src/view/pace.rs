//! How many events are written together, and how many a second.

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// A follower that has caught up writes little at a time, so that rows appear at once.
const BATCH_EVENTS_MIN: usize = 250;
/// One that is behind writes much at a time, and no more than this, so that those who only read are not kept from the
/// disk for long.
const BATCH_EVENTS_MAX: usize = 4_000;
/// Data of one batch, beyond which batches get smaller: they are in memory.
const BATCH_BYTES_GOOD: usize = 4 * 1024 * 1024;

/// How much to take at a time: twice as much as long as there is more, half when it is heavy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Appetite(usize);

impl Appetite {
    pub(super) fn small() -> Self {
        Self(BATCH_EVENTS_MIN)
    }

    /// For who has nothing to do but to take everything, and nobody who reads meanwhile.
    pub(super) fn great() -> Self {
        Self(BATCH_EVENTS_MAX)
    }

    pub(super) fn events(self) -> usize {
        self.0
    }

    /// After a batch of so many events and bytes.
    pub(super) fn after(self, events: usize, bytes: usize) -> Self {
        if bytes > BATCH_BYTES_GOOD {
            Self((self.0 / 2).max(1))
        } else if events >= self.0 {
            Self((self.0 * 2).min(BATCH_EVENTS_MAX))
        } else {
            Self(BATCH_EVENTS_MIN)
        }
    }

    /// The same for who takes everything: small only while it is heavy.
    pub(super) fn after_great(self, bytes: usize) -> Self {
        self.after(if bytes > BATCH_BYTES_GOOD { 0 } else { self.0 }, bytes)
    }
}

/// Events a second since a follower began to catch up.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Option<(Instant, u64)>>);

impl Pace {
    /// A batch has been taken; `more`: there is more at once.
    pub(super) fn took(&self, events: usize, more: bool) {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if more {
            let (_, taken) = since.get_or_insert_with(|| (Instant::now(), 0));
            *taken += events as u64;
        } else {
            *since = None;
        }
    }

    /// `None` when it has caught up.
    pub(super) fn events_per_second(&self) -> Option<f64> {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.map(|(since, taken)| per_second(taken, since))
    }
}

pub(super) fn per_second(events: u64, since: Instant) -> f64 {
    let seconds = since.elapsed().as_secs_f64();
    if seconds > 0.0 { events as f64 / seconds } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_while_there_is_more_shrink_when_heavy_and_never_vanish() {
        let mut appetite = Appetite::small();
        for _ in 0..10 {
            appetite = appetite.after(appetite.events(), 100);
        }
        assert_eq!(appetite.events(), BATCH_EVENTS_MAX);
        assert_eq!(appetite.after(1, 100).events(), BATCH_EVENTS_MIN);
        for _ in 0..20 {
            appetite = appetite.after(appetite.events(), BATCH_BYTES_GOOD + 1);
        }
        assert_eq!(appetite.events(), 1);
    }
}
