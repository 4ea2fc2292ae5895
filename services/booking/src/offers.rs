//! Offers that nobody answers, and times that come while somebody waits: what was held is offered to the next.
//!
//! Owns the wait. Who is next, and whether an offer may expire, only the space decides.

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{WireError, booking::WaitState, ids::WaitId};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::{SpaceCommand, SpaceEvent},
};

/// One instance for each place in a queue.
#[derive(Debug)]
pub(crate) struct OffersEnd {
    pub(crate) spaces: Aggregates<Spaces>,
}

/// What an instance hears of its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    Joined {
        who: Who,
        begins_at: Timestamp,
    },
    Offered {
        until: Timestamp,
    },
    Withdrawn,
    /// It was taken, declined, missed or given up.
    Over,
}

/// Somebody who waits, and until when an offer to them stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Who {
    space: Uuid,
    wait: WaitId,
    offered_until: Option<Timestamp>,
}

/// What is done when time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Expire { space: Uuid, wait: WaitId, until: Timestamp },
    Lapse { space: Uuid, wait: WaitId },
}

const TO_BE_ANSWERED: &str = "to-be-answered";
const BEGINS: &str = "begins";

#[async_trait]
impl Process for OffersEnd {
    const NAME: &'static str = "offers_end";
    const VERSION: u32 = 1;
    type Event = Heard;
    type State = Who;
    type Step = Step;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(None);
        };
        let Some((terms, state)) = event.of_a_wait() else { return Ok(None) };
        let (wait, instance) = (terms.wait, terms.wait.to_string());
        Ok(Some(match (&event, state) {
            (SpaceEvent::WaitJoined(_), _) => {
                let who = Who { space, wait, offered_until: None };
                Concern::Starts(instance, Heard::Joined { who, begins_at: terms.span.starts_at() })
            }
            (SpaceEvent::WaitOffered(event), _) => {
                Concern::Continues(instance, Heard::Offered { until: event.until })
            }
            // What cannot be found out in time goes on to the next.
            (SpaceEvent::WaitSetAside(event), _) => {
                Concern::Continues(instance, Heard::Offered { until: event.until })
            }
            (_, WaitState::Waiting | WaitState::Offered) => Concern::Continues(instance, Heard::Withdrawn),
            (
                _,
                WaitState::Taken
                | WaitState::Declined
                | WaitState::Expired
                | WaitState::Left
                | WaitState::Lapsed,
            ) => Concern::Continues(instance, Heard::Over),
        }))
    }

    fn on(&self, who: Option<Who>, happening: Happening<Heard>) -> Plan<Who, Step> {
        match (who, happening) {
            (_, Happening::Event { event: Heard::Joined { who, begins_at }, .. }) => {
                Plan::go_on(who).wake_at(BEGINS, begins_at)
            }
            (Some(who), Happening::Event { event: Heard::Offered { until }, .. }) => {
                Plan::go_on(Who { offered_until: Some(until), ..who }).wake_at(TO_BE_ANSWERED, until)
            }
            (Some(who), Happening::Event { event: Heard::Withdrawn, .. }) => {
                Plan::go_on(Who { offered_until: None, ..who }).no_longer_wake_at(TO_BE_ANSWERED)
            }
            (Some(who), Happening::Deadline { name }) => {
                let Who { space, wait, offered_until } = who;
                match offered_until.filter(|_| name == TO_BE_ANSWERED) {
                    Some(until) => Plan::go_on(who).then("expire", Step::Expire { space, wait, until }),
                    None => Plan::go_on(who).then("lapse", Step::Lapse { space, wait }),
                }
            }
            (None, _) | (_, Happening::Event { event: Heard::Over, .. }) => Plan::stop(),
        }
    }

    async fn carry_out(&self, cause: &Cause, step: Step) -> Verdict {
        let (space, command) = match step {
            Step::Expire { space, wait, until } => (space, SpaceCommand::ExpireOffer { wait, until }),
            Step::Lapse { space, wait } => (space, SpaceCommand::LapseWait { wait }),
        };
        Verdict::at_its_time(self.spaces.execute(cause, space, &command).await)
    }
}
