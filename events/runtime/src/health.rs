//! Whether this program can do its work now, part by part.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What the parts of a program say of themselves; ready when each one is.
#[derive(Debug, Clone, Default)]
pub struct Health(Arc<Mutex<BTreeMap<String, State>>>);

#[derive(Debug, Clone)]
enum State {
    Ready,
    /// It does its work, but an operator should look.
    ReadyBut(String),
    NotReady(String),
}

impl Health {
    /// Announces a part, not ready until it says so.
    pub fn part(&self, name: impl Into<String>) -> Part {
        let part = Part { name: name.into(), health: self.clone() };
        part.not_ready("starting");
        part
    }

    /// Every part that is not ready, with its cause.
    pub fn faults(&self) -> Vec<(String, String)> {
        self.those(|state| if let State::NotReady(cause) = state { Some(cause.clone()) } else { None })
    }

    /// Every part that is ready and should be looked at, with what it says.
    pub fn notes(&self) -> Vec<(String, String)> {
        self.those(|state| if let State::ReadyBut(note) = state { Some(note.clone()) } else { None })
    }

    fn those(&self, says: impl Fn(&State) -> Option<String>) -> Vec<(String, String)> {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parts.iter().filter_map(|(name, state)| Some((name.clone(), says(state)?))).collect()
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
        self.set(State::Ready);
    }

    /// Ready, and there is something that an operator should look at.
    pub fn ready_but(&self, note: impl Into<String>) {
        self.set(State::ReadyBut(note.into()));
    }

    pub fn not_ready(&self, cause: impl Into<String>) {
        self.set(State::NotReady(cause.into()));
    }

    fn set(&self, state: State) {
        self.health.0.lock().unwrap_or_else(PoisonError::into_inner).insert(self.name.clone(), state);
    }
}
