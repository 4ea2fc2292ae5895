//! The teller hears what happens elsewhere and queues what members are to be told of it, each event once.

use async_trait::async_trait;
use nanum_bus::Delivered;
use nanum_contracts::{
    Problem, WireError, booking,
    ids::{Id, MessageId},
    lending, membership,
};
use nanum_runtime::{Aggregates, Cause, reaction::Reaction};

use crate::{
    PART,
    domain::{
        event::MessageQueued,
        message::{Message, MessageCommand},
        what_to_tell::{Happening, what_to_tell},
    },
};

/// Queues messages because of others' events.
#[derive(Debug)]
pub struct Teller {
    pub messages: Aggregates<Message>,
}

impl Teller {
    /// Whose events it hears.
    pub const HEARS: [&'static str; 3] = [booking::SERVICE, lending::SERVICE, membership::SERVICE];
}

#[async_trait]
impl Reaction<Delivered> for Teller {
    const NAME: &'static str = "teller";

    async fn react(&self, delivered: &Delivered) -> Result<(), Problem> {
        let Some(telling) = heard(delivered)?.as_ref().and_then(what_to_tell) else { return Ok(()) };
        // Command and message are named by the event: when it comes again, they are known already.
        let cause = Cause::because_of(delivered, PART);
        let message = cause.new_id::<MessageId>("message");
        let queue = MessageCommand::Queue(MessageQueued {
            message,
            member: telling.member,
            kind: telling.kind,
            cause: delivered.event.id,
            about: telling.about,
        });
        self.messages.execute(&cause, message.uuid(), &queue).await.map(|_| ())
    }
}

/// The event, read; `None` for one that is not known here.
fn heard(delivered: &Delivered) -> Result<Option<Happening>, Problem> {
    let happening = match delivered.service.as_str() {
        booking::SERVICE => delivered.event.decode(booking::SERVICE).map(Happening::Booking),
        lending::SERVICE => delivered.event.decode(lending::SERVICE).map(Happening::Lending),
        membership::SERVICE => delivered.event.decode(membership::SERVICE).map(Happening::Membership),
        _ => return Ok(None),
    };
    match happening {
        Ok(happening) => Ok(Some(happening)),
        Err(WireError::UnknownName { .. }) => Ok(None),
        Err(cause) => {
            tracing::error!(event = %delivered.event.id, %cause, "an event of another service cannot be read");
            Err(Problem::defect())
        }
    }
}
