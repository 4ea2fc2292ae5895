//! The guarantees, one check each.

mod acknowledging;
mod killing;
mod projecting;
mod publishing;
mod racing;
mod repeating;
mod settling;

use std::path::Path;

use crate::Broken;

/// What the core promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guarantee {
    /// When a command is acknowledged, anybody who opens the log's file finds its events.
    WhatIsAcknowledgedIsStored,
    /// A program killed at any instant has in its log what it acknowledged, once, and its views agree with their marks.
    AKillLosesNothing,
    /// A command that comes again, also at two replicas at once, happens once.
    ACommandHappensOnce,
    /// Of those who append at one revision one wins, so rivals at two replicas never get the same seat.
    ARevisionHasOneWinner,
    /// Whatever followers get stands in the log, at that position.
    WhatIsPublishedIsStored,
    /// Whoever looks at a view's file at any moment finds the rows of all events up to the mark, and of no other.
    AMarkGoesWithItsRows,
    /// Whatever becomes of whoever claimed: what is claimed is settled or released, and then others can claim it.
    WhatIsClaimedIsSettledOrReleased,
}

impl Guarantee {
    pub const ALL: [Self; 7] = [
        Self::WhatIsAcknowledgedIsStored,
        Self::AKillLosesNothing,
        Self::ACommandHappensOnce,
        Self::ARevisionHasOneWinner,
        Self::WhatIsPublishedIsStored,
        Self::AMarkGoesWithItsRows,
        Self::WhatIsClaimedIsSettledOrReleased,
    ];

    /// Tries to break it. `program` is this crate's own program, for those checks that kill it.
    ///
    /// # Errors
    /// What was seen that must not be.
    pub async fn check(self, program: &Path) -> Result<(), Broken> {
        match self {
            Self::WhatIsAcknowledgedIsStored => acknowledging::check().await,
            Self::AKillLosesNothing => killing::check(program).await,
            Self::ACommandHappensOnce => repeating::check().await,
            Self::ARevisionHasOneWinner => racing::check().await,
            Self::WhatIsPublishedIsStored => publishing::check().await,
            Self::AMarkGoesWithItsRows => projecting::check().await,
            Self::WhatIsClaimedIsSettledOrReleased => settling::check().await,
        }
    }
}
