//! What Membership does because of others' events: a receipt says what has been confirmed, and nothing before it is; who
//! does not come, or cancels late, gets points.

mod points;

use async_trait::async_trait;
use nanum_bus::Delivered;
use nanum_contracts::{
    Problem, WireError,
    ids::Id,
    notification::{self, NotificationEvent},
};
use nanum_runtime::{Aggregates, Cause, reaction::Reaction};

use crate::{aggregates::Members, domain::member::MemberCommand};

pub(crate) use self::points::PointsForWhatHappened;

/// Notes that Notification has nothing of an erased member any more.
pub(crate) struct Confirmed {
    pub(crate) members: Aggregates<Members>,
}

impl Confirmed {
    /// Whose events it hears.
    pub(crate) const HEARS: [&'static str; 1] = [notification::SERVICE];
}

#[async_trait]
impl Reaction<Delivered> for Confirmed {
    const NAME: &'static str = "confirmed";

    async fn react(&self, delivered: &Delivered) -> Result<(), Problem> {
        let member = match delivered.event.decode(notification::SERVICE) {
            Ok(NotificationEvent::MessagesErased(erased)) => erased.member,
            Ok(NotificationEvent::MessageSent(_) | NotificationEvent::MessageFailed(_))
            | Err(WireError::UnknownName { .. }) => return Ok(()),
            Err(cause) => {
                tracing::error!(event = %delivered.event.id, %cause, "an event of another service cannot be read");
                return Err(Problem::defect());
            }
        };
        let cause = Cause::because_of(delivered, Self::NAME);
        let command = MemberCommand::MarkMessagesErased { member };
        self.members.execute(&cause, member.uuid(), &command).await.map(|_| ())
    }
}
