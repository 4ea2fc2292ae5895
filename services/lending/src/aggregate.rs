//! The pure domain as the runtime loads, decides and appends it.

use jiff::Timestamp;
use nanum_contracts::{WireError, WireEvent, lending::SERVICE};
use nanum_runtime::{Decider, Recorded, claims::Claimant};

use crate::domain::{self, Refusal, Title, TitleCommand, TitleEvent};

/// Titles in the log.
#[derive(Debug, Clone, Copy)]
pub struct Titles;

impl Decider for Titles {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "title";
    type State = Title;
    type Command = TitleCommand;
    type Event = TitleEvent;
    type Refusal = Refusal;

    fn decide(title: &Title, command: &TitleCommand, now: Timestamp) -> Result<Vec<TitleEvent>, Refusal> {
        domain::decide(title, command, now)
    }

    fn evolve(title: Title, event: &TitleEvent, _recorded_at: Timestamp) -> Title {
        domain::evolve(title, event)
    }
}

/// Barcodes are claimed in Lending's own log.
#[derive(Debug, Clone, Copy)]
pub struct Barcodes;

impl Claimant for Barcodes {
    const SERVICE: &'static str = SERVICE;
}

/// The event of a title; `None` for what else the log holds.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn title_event(recorded: &Recorded) -> Result<Option<TitleEvent>, WireError> {
    if !recorded.stream.is_of(SERVICE, Titles::AGGREGATE) {
        return Ok(None);
    }
    TitleEvent::decode(&recorded.name, &recorded.data).map(Some)
}
