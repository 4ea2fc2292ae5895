//! What is set aside and not fetched in time goes to the next of the queue.
//!
//! Owns the wait for the end of the days. Whether a hold may lapse, only the title decides.

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{
    WireError,
    ids::{HoldId, Id, TitleId},
};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};

use crate::{
    aggregate::{Titles, title_event},
    domain::{TitleCommand, TitleEvent},
};

/// One instance for each hold that is ready.
#[derive(Debug)]
pub(crate) struct HoldsLapse {
    pub(crate) titles: Aggregates<Titles>,
}

/// What an instance hears of its hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Ready { hold: HoldId, title: TitleId, kept_until: Timestamp },
    Over,
}

/// A hold whose item waits to be fetched; also the step when it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    hold: HoldId,
    title: TitleId,
}

const DAYS_ARE_OVER: &str = "days-are-over";

#[async_trait]
impl Process for HoldsLapse {
    const NAME: &'static str = "holds_lapse";
    const VERSION: u32 = 1;
    type Event = Heard;
    type State = Kept;
    type Step = Kept;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        let over = |hold: HoldId| Some(Concern::Continues(hold.to_string(), Heard::Over));
        Ok(match title_event(recorded)? {
            // What was set aside before there were such days is kept until it is fetched or given up.
            Some(TitleEvent::HoldReady(ready)) => ready.kept_until.map(|kept_until| {
                let heard = Heard::Ready { hold: ready.hold, title: ready.title, kept_until };
                Concern::Starts(ready.hold.to_string(), heard)
            }),
            Some(TitleEvent::HoldFulfilled(event)) => over(event.hold),
            Some(TitleEvent::HoldCancelled(event)) => over(event.hold),
            Some(TitleEvent::HoldLapsed(event)) => over(event.hold),
            Some(
                TitleEvent::TitleAdded(_)
                | TitleEvent::TitleChanged(_)
                | TitleEvent::ItemAdded(_)
                | TitleEvent::ItemFreed(_)
                | TitleEvent::LoanStarted(_)
                | TitleEvent::LoanEnded(_)
                | TitleEvent::HoldPlaced(_),
            )
            | None => None,
        })
    }

    fn on(&self, kept: Option<Kept>, happening: Happening<Heard>) -> Plan<Kept, Kept> {
        match (kept, happening) {
            (_, Happening::Event { event: Heard::Ready { hold, title, kept_until }, .. }) => {
                Plan::go_on(Kept { hold, title }).wake_at(DAYS_ARE_OVER, kept_until)
            }
            (Some(kept), Happening::Deadline { .. }) => Plan::stop().then("lapse", kept),
            (None, Happening::Deadline { .. }) | (_, Happening::Event { event: Heard::Over, .. }) => {
                Plan::stop()
            }
        }
    }

    async fn carry_out(&self, cause: &Cause, Kept { hold, title }: Kept) -> Verdict {
        let lapsed = self.titles.execute(cause, title.uuid(), &TitleCommand::LapseHold { hold }).await;
        Verdict::at_its_time(lapsed)
    }
}
