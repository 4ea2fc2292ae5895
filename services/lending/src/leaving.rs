//! Who is a member no more waits for nothing: their places in queues end, and what is set aside for them goes to the next.
//!
//! A loan stays as it is: what is out has to come back.

use std::sync::Arc;

use async_trait::async_trait;
use nanum_bus::Delivered;
use nanum_contracts::{
    Problem, WireError,
    membership::{self, MembershipEvent},
};
use nanum_runtime::{Cause, reaction::Reaction};

use crate::Desk;

/// Hears who is a member no more.
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
        match delivered.event.decode(membership::SERVICE) {
            Ok(MembershipEvent::MemberErased(event)) => {
                self.desk.end_holds_of(&Cause::because_of(delivered, Self::NAME), event.member).await
            }
            Ok(_) | Err(WireError::UnknownName { .. }) => Ok(()),
            Err(cause) => {
                tracing::error!(event = %delivered.event.id, %cause, "an event of another service cannot be read");
                Err(Problem::defect())
            }
        }
    }
}
