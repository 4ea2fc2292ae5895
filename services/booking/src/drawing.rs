//! Draws are held at their moment.
//!
//! Owns the wait for it. Who wins follows from the seed, and only the space decides.

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{WireError, ids::DrawId};
use nanum_runtime::{
    Aggregates, Cause, Client, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    desk::facts::seed_of,
    domain::{SpaceCommand, SpaceEvent},
};

/// One instance for each draw.
pub(crate) struct DrawsAreHeld {
    pub(crate) spaces: Aggregates<Spaces>,
    pub(crate) client: Client,
}

/// What an instance hears of its draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Opened { draw: ToBeHeld, draws_at: Timestamp },
    Drawn,
}

/// A draw that is to be held; also the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToBeHeld {
    space: Uuid,
    draw: DrawId,
}

const ITS_MOMENT: &str = "its-moment";

#[async_trait]
impl Process for DrawsAreHeld {
    const NAME: &'static str = "draws_are_held";
    const VERSION: u32 = 1;
    type Event = Heard;
    type State = ToBeHeld;
    type Step = ToBeHeld;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(None);
        };
        Ok(match event {
            SpaceEvent::DrawOpened(event) => {
                let draw = ToBeHeld { space, draw: event.draw };
                let opened = Heard::Opened { draw, draws_at: event.draws_at };
                Some(Concern::Starts(event.draw.to_string(), opened))
            }
            SpaceEvent::DrawDrawn(event) => Some(Concern::Continues(event.draw.to_string(), Heard::Drawn)),
            _ => None,
        })
    }

    fn on(&self, draw: Option<ToBeHeld>, happening: Happening<Heard>) -> Plan<ToBeHeld, ToBeHeld> {
        match (draw, happening) {
            (_, Happening::Event { event: Heard::Opened { draw, draws_at }, .. }) => {
                Plan::go_on(draw).wake_at(ITS_MOMENT, draws_at)
            }
            (Some(draw), Happening::Deadline { .. }) => Plan::go_on(draw).then("draw", draw),
            (None, _) | (_, Happening::Event { event: Heard::Drawn, .. }) => Plan::stop(),
        }
    }

    async fn carry_out(&self, cause: &Cause, ToBeHeld { space, draw }: ToBeHeld) -> Verdict {
        let seed = match seed_of(&self.client, cause, draw).await {
            Ok(seed) => seed,
            Err(problem) => return Verdict::Retry(problem),
        };
        Verdict::at_its_time(self.spaces.execute(cause, space, &SpaceCommand::DrawLots { draw, seed }).await)
    }
}
