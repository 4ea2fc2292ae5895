//! What Booking does because of members: who is one no more holds nothing that only a person can hold, and what is held in a queue
//! goes to who may take it.

use std::sync::Arc;

use async_trait::async_trait;
use nanum_bus::Delivered;
use nanum_contracts::{
    Problem, WireError,
    membership::{self, MembershipEvent},
};
use nanum_runtime::{Cause, Recorded, reaction::Reaction};

use crate::{aggregate::space_event, desk::Desk, domain::SpaceEvent};

/// Hears who is a member no more, and who is suspended.
pub(crate) struct MembersLeave {
    pub(crate) desk: Arc<Desk>,
}

impl MembersLeave {
    /// Whose events it hears.
    pub(crate) const HEARS: [&'static str; 1] = [membership::SERVICE];
}

#[async_trait]
impl Reaction<Delivered> for MembersLeave {
    const NAME: &'static str = "members_leave";

    async fn react(&self, delivered: &Delivered) -> Result<(), Problem> {
        let cause = Cause::because_of(delivered, Self::NAME);
        match delivered.event.decode(membership::SERVICE) {
            Ok(MembershipEvent::MemberErased(event)) => self.desk.end_what_is_of(&cause, event.member).await,
            Ok(MembershipEvent::MemberSuspended(event)) => {
                self.desk.settle_offers_to(&cause, event.member).await
            }
            Ok(_) | Err(WireError::UnknownName { .. }) => Ok(()),
            Err(cause) => {
                tracing::error!(event = %delivered.event.id, %cause, "an event of another service cannot be read");
                Err(Problem::defect())
            }
        }
    }
}

/// Finds out whether whoever time is set aside for may take it.
pub(crate) struct OffersAreSettled {
    pub(crate) desk: Arc<Desk>,
}

#[async_trait]
impl Reaction<Recorded> for OffersAreSettled {
    const NAME: &'static str = "offers_are_settled";

    fn concerns(&self, recorded: &Recorded) -> bool {
        &*recorded.name == "wait.set-aside.v1"
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), Problem> {
        let unreadable = |cause: WireError| Problem { detail: cause.to_string(), ..Problem::defect() };
        let (Some(space), Some(SpaceEvent::WaitSetAside(event))) =
            (recorded.stream.id(), space_event(recorded).map_err(unreadable)?)
        else {
            return Ok(());
        };
        let cause = Cause::because_of_recorded(recorded, Self::NAME);
        self.desk.settle_offer(&cause, space, event.terms.wait).await
    }
}
