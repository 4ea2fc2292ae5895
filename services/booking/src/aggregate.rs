//! The pure domain as the runtime loads, decides and appends it.

use std::sync::Arc;

use jiff::Timestamp;
use nanum_contracts::{
    Problem, WireError, WireEvent,
    booking::{Holiday, SERVICE},
};
use nanum_runtime::{Decider, Recorded, SnapshotForm};
use uuid::Uuid;

use crate::domain::{self, HolidayCommand, HolidayEvent, Refusal, Space, SpaceCommand, SpaceEvent};

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
    const SNAPSHOTS: Option<SnapshotForm<Space>> = Some(SnapshotForm::json(13));

    fn decide(space: &Space, command: &SpaceCommand, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
        domain::decide(space, command, now)
    }

    fn evolve(space: Space, event: &SpaceEvent, recorded_at: Timestamp) -> Space {
        domain::evolve(space, event, recorded_at)
    }
}

/// A tenant's holidays: one stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holidays;

impl Holidays {
    /// The id of the one stream.
    pub(crate) fn id() -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, b"holidays")
    }
}

impl Decider for Holidays {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "holidays";
    type State = Option<Arc<Vec<Holiday>>>;
    type Command = HolidayCommand;
    type Event = HolidayEvent;
    /// Sound holidays are never refused.
    type Refusal = Problem;

    fn decide(
        present: &Self::State,
        command: &HolidayCommand,
        _now: Timestamp,
    ) -> Result<Vec<HolidayEvent>, Problem> {
        Ok(domain::decide_holidays(present.as_ref(), command))
    }

    fn evolve(_: Self::State, event: &HolidayEvent, _recorded_at: Timestamp) -> Self::State {
        Some(domain::evolve_holidays(event))
    }
}

/// The event of a tenant's holidays; `None` for what else the log holds.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn holiday_event(recorded: &Recorded) -> Result<Option<HolidayEvent>, WireError> {
    if !recorded.stream.is_of(SERVICE, Holidays::AGGREGATE) {
        return Ok(None);
    }
    HolidayEvent::decode(&recorded.name, &recorded.data).map(Some)
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
