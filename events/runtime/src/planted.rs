//! Planted bugs: switches that break a guarantee on purpose, so that the suite can show that it would notice. Compiled
//! with the feature `planted-bugs` only, which no shipped program has.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use nanum_store::{Append, Page, Recorded, event_id};

/// Where the bug of a process is named when its tests cannot call [`plant`].
const VARIABLE: &str = "NANUM_PLANTED_BUG";

/// A guarantee that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlantedBug {
    /// A view's mark is on disk before its rows are.
    CheckpointBeforeRows,
    /// A process that failed half-way does not release what it claimed.
    ForgetRelease,
    /// An event is on the bus before it is in the log.
    PublishBeforeStoring,
}

impl PlantedBug {
    const ALL: [(Self, &'static str); 3] = [
        (Self::CheckpointBeforeRows, "checkpoint-before-rows"),
        (Self::ForgetRelease, "forget-release"),
        (Self::PublishBeforeStoring, "publish-before-storing"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(bug, _)| bug)
    }
}

fn planted() -> &'static RwLock<Option<PlantedBug>> {
    static PLANTED: OnceLock<RwLock<Option<PlantedBug>>> = OnceLock::new();
    PLANTED
        .get_or_init(|| RwLock::new(std::env::var(VARIABLE).ok().and_then(|name| PlantedBug::named(&name))))
}

/// Plants a bug in this process, or none.
pub fn plant(bug: Option<PlantedBug>) {
    *planted().write().unwrap_or_else(PoisonError::into_inner) = bug;
}

pub fn is_planted(bug: PlantedBug) -> bool {
    *planted().read().unwrap_or_else(PoisonError::into_inner) == Some(bug)
}

/// Events that are about to be stored, for outboxes that do not wait until they are.
static ABOUT_TO_BE_STORED: Mutex<Vec<Recorded>> = Mutex::new(Vec::new());

/// [`PlantedBug::PublishBeforeStoring`]: the events of an append are shown, whatever becomes of it.
pub(crate) fn show_before_storing(append: &Append) {
    if !is_planted(PlantedBug::PublishBeforeStoring) {
        return;
    }
    let mut shown = ABOUT_TO_BE_STORED.lock().unwrap_or_else(PoisonError::into_inner);
    for command in &append.commands {
        for (index, event) in command.events.iter().enumerate() {
            shown.push(Recorded {
                id: event_id(command.metadata.command, &append.stream, index),
                stream: append.stream.clone(),
                revision: 0,
                position: 0,
                name: event.name.as_str().into(),
                data: event.data.get().into(),
                metadata: Arc::new(command.metadata.clone()),
            });
        }
    }
}

/// [`PlantedBug::PublishBeforeStoring`]: what is about to be stored takes the next positions of the outbox.
pub(crate) fn with_what_is_about_to_be_stored(after: u64, page: Page) -> Page {
    let shown = std::mem::take(&mut *ABOUT_TO_BE_STORED.lock().unwrap_or_else(PoisonError::into_inner));
    if shown.is_empty() {
        return page;
    }
    let events: Vec<_> =
        (after + 1..).zip(shown).map(|(position, event)| Recorded { position, ..event }).collect();
    Page { looked_through: after + events.len() as u64, events }
}
