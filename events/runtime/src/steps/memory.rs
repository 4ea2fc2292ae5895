//! What a runner keeps in memory beside its file, so that most steps touch the file twice: when they are kept, and, together
//! with others, when they leave it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::{NewStep, Step};

/// Steps that need not be read again for their first try: a few megabytes. Of all others the file is asked.
const FRESH_STEPS_MAX: usize = 1_000;

/// Steps that were kept just now, and have not been tried.
#[derive(Debug, Default)]
pub(super) struct Fresh(Mutex<HashMap<i64, NewStep>>);

impl Fresh {
    pub(super) fn add(&self, number: i64, step: NewStep) {
        let mut steps = self.steps();
        if steps.len() < FRESH_STEPS_MAX {
            steps.insert(number, step);
        }
    }

    pub(super) fn take(&self, number: i64) -> Option<Step> {
        self.steps().remove(&number).map(|step| Step { number, tries: 0, step })
    }

    fn steps(&self) -> MutexGuard<'_, HashMap<i64, NewStep>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Steps that are done and are still in the file. Should the program end before they leave it, they are done again, which
/// their commands bear.
#[derive(Debug, Default)]
pub(super) struct Done {
    numbers: Mutex<Vec<i64>>,
    some: Notify,
}

impl Done {
    pub(super) fn add(&self, numbers: impl IntoIterator<Item = i64>) {
        self.numbers().extend(numbers);
        self.some.notify_one();
    }

    /// All of them.
    pub(super) fn take(&self) -> Vec<i64> {
        std::mem::take(&mut self.numbers())
    }

    /// Waits until there are some.
    pub(super) async fn some(&self) {
        self.some.notified().await;
    }

    fn numbers(&self) -> MutexGuard<'_, Vec<i64>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
