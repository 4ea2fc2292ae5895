//! The pure domain as the runtime loads, decides and appends it.

use jiff::Timestamp;
use nanum_contracts::{WireError, WireEvent, booking::SERVICE};
use nanum_runtime::{Decider, Recorded, SnapshotForm};

use crate::domain::{self, Refusal, Space, SpaceCommand, SpaceEvent};

/// Spaces in the log.
#[derive(Debug, Clone, Copy)]
pub struct Spaces;

impl Decider for Spaces {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "space";
    type State = Space;
    type Command = SpaceCommand;
    type Event = SpaceEvent;
    type Refusal = Refusal;

    /// Counted up whenever a field of [`Space`], or what it means, changes.
    const SNAPSHOTS: Option<SnapshotForm<Space>> = Some(SnapshotForm::json(8));

    fn decide(space: &Space, command: &SpaceCommand, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
        domain::decide(space, command, now)
    }

    fn evolve(space: Space, event: &SpaceEvent, recorded_at: Timestamp) -> Space {
        domain::evolve(space, event, recorded_at)
    }
}

/// The event of a space; `None` for what else the log holds.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn space_event(recorded: &Recorded) -> Result<Option<SpaceEvent>, WireError> {
    if !recorded.stream.is_of(SERVICE, Spaces::AGGREGATE) {
        return Ok(None);
    }
    SpaceEvent::decode(&recorded.name, &recorded.data).map(Some)
}
