//! Whether this program can do its work now, part by part.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What the parts of a program say of themselves; ready when each one is.
#[derive(Debug, Clone, Default)]
pub struct Health(Arc<Mutex<BTreeMap<String, Result<(), String>>>>);

impl Health {
    /// Announces a part, not ready until it says so.
    pub fn part(&self, name: impl Into<String>) -> Part {
        let part = Part { name: name.into(), health: self.clone() };
        part.not_ready("starting");
        part
    }

    /// Every part that is not ready, with its cause.
    pub fn faults(&self) -> Vec<(String, String)> {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parts
            .iter()
            .filter_map(|(name, state)| state.as_ref().err().map(|cause| (name.clone(), cause.clone())))
            .collect()
    }
}

/// One part's voice.
#[derive(Debug, Clone)]
pub struct Part {
    name: String,
    health: Health,
}

impl Part {
    pub fn ready(&self) {
        self.set(Ok(()));
    }

    pub fn not_ready(&self, cause: impl Into<String>) {
        self.set(Err(cause.into()));
    }

    fn set(&self, state: Result<(), String>) {
        self.health.0.lock().unwrap_or_else(PoisonError::into_inner).insert(self.name.clone(), state);
    }
}
