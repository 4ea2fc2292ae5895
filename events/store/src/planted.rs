//! Bugs to plant where a guarantee is kept, for the suite that must find them. Compiled for tests only (`planted-bugs`);
//! one at a time, for the whole process.

use std::sync::{Mutex, OnceLock, PoisonError};

/// Names the bug to plant in a process that a test starts.
pub const PLANTED_BUG_VARIABLE: &str = "NANUM_PLANTED_BUG";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlantedBug {
    /// Answers before the transaction is committed.
    AcknowledgeBeforeCommit,
    /// Appends a repeated command again.
    SkipCommandCheck,
    /// Appends whatever revision was expected.
    SkipExpectedRevision,
}

impl PlantedBug {
    pub const ALL: [Self; 3] =
        [Self::AcknowledgeBeforeCommit, Self::SkipCommandCheck, Self::SkipExpectedRevision];

    /// As it stands in the environment.
    pub fn name(self) -> &'static str {
        match self {
            Self::AcknowledgeBeforeCommit => "acknowledge-before-commit",
            Self::SkipCommandCheck => "skip-command-check",
            Self::SkipExpectedRevision => "skip-expected-revision",
        }
    }
}

fn planted() -> &'static Mutex<Option<PlantedBug>> {
    static PLANTED: OnceLock<Mutex<Option<PlantedBug>>> = OnceLock::new();
    PLANTED.get_or_init(|| {
        let name = std::env::var(PLANTED_BUG_VARIABLE).ok();
        Mutex::new(PlantedBug::ALL.into_iter().find(|bug| name.as_deref() == Some(bug.name())))
    })
}

/// Plants a bug, or none, from now on.
pub fn plant(bug: Option<PlantedBug>) {
    *planted().lock().unwrap_or_else(PoisonError::into_inner) = bug;
}

pub fn is_planted(bug: PlantedBug) -> bool {
    *planted().lock().unwrap_or_else(PoisonError::into_inner) == Some(bug)
}
