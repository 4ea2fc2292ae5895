//! Spaces know their tenant's holidays: they are told when the holidays change, and when a resource comes to ask for them.
//!
//! Both, so that none is missed: whichever of the two is written second sees the first.

use async_trait::async_trait;
use nanum_contracts::{Problem, WireError};
use nanum_runtime::{Aggregates, Cause, Recorded, View, reaction::Reaction};
use uuid::Uuid;

use crate::{
    aggregate::{Holidays, Spaces, holiday_event, space_event},
    desk::noted,
    domain::{SpaceCommand, SpaceEvent},
    views::what_is_free,
};

/// Tells spaces.
pub(crate) struct SpacesKnowHolidays {
    pub(crate) spaces: Aggregates<Spaces>,
    pub(crate) holidays: Aggregates<Holidays>,
    /// Which spaces ask.
    pub(crate) free: View,
}

#[async_trait]
impl Reaction<Recorded> for SpacesKnowHolidays {
    const NAME: &'static str = "spaces_know_holidays";

    fn concerns(&self, recorded: &Recorded) -> bool {
        matches!(&*recorded.name, "holidays.defined.v1" | "resource.added.v1" | "resource.changed.v1")
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), Problem> {
        let tenant = &recorded.metadata.tenant;
        let spaces = match self.asking(recorded).await? {
            spaces if spaces.is_empty() => return Ok(()),
            spaces => spaces,
        };
        let Some(holidays) = noted(&self.holidays, tenant).await? else { return Ok(()) };
        let cause = Cause::because_of_recorded(recorded, Self::NAME);
        for space in spaces {
            let command = SpaceCommand::NoteHolidays(holidays.clone());
            self.spaces.execute(&cause.step(&space.to_string()), space, &command).await?;
        }
        Ok(())
    }
}

impl SpacesKnowHolidays {
    /// The spaces that are to be told because of an event.
    async fn asking(&self, recorded: &Recorded) -> Result<Vec<Uuid>, Problem> {
        if holiday_event(recorded).map_err(unreadable)?.is_some() {
            let tenant = recorded.metadata.tenant.clone();
            return self.free.ask(&[], move |rows| what_is_free::spaces_that_ask(rows, &tenant)).await;
        }
        let asks = match space_event(recorded).map_err(unreadable)? {
            Some(SpaceEvent::ResourceAdded(event)) => event.definition.asks_for_holidays(),
            Some(SpaceEvent::ResourceChanged(event)) => event.definition.asks_for_holidays(),
            _ => false,
        };
        Ok(recorded.stream.id().filter(|_| asks).into_iter().collect())
    }
}

/// Its step is parked with what is wrong.
fn unreadable(cause: WireError) -> Problem {
    Problem { detail: cause.to_string(), ..Problem::defect() }
}
