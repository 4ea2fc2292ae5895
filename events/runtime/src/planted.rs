//! Planted bugs: switches that break a guarantee on purpose, so that the suite can show that it would notice. Compiled
//! with the feature `planted-bugs` only, which no shipped program has.

use std::sync::{OnceLock, PoisonError, RwLock};

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
