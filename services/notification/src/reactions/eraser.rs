//! The eraser hears who was erased, drops what waits to be sent to them, and deletes what was written to them.

use std::sync::Arc;

use async_trait::async_trait;
use nanum_bus::Delivered;
use nanum_contracts::{
    Problem, TenantId, WireError,
    ids::{Id, MemberId},
    membership::{self, MembershipEvent},
    notification::{Message as Shown, MessageState},
};
use nanum_runtime::{Aggregates, Cause, View, reaction::Reaction};

use crate::{
    PART,
    domain::{
        message::{Message, MessageCommand},
        reader::{MarkErased, Reader},
    },
    mail::Mailer,
    views::which_messages,
};

/// Messages that are looked up at a time.
const PAGE_SIZE: usize = 200;

/// Erases messages because of Membership's events.
#[derive(Debug)]
pub struct Eraser {
    pub messages: Aggregates<Message>,
    pub readers: Aggregates<Reader>,
    /// [`which_messages`].
    pub view: View,
    pub mailer: Arc<Mailer>,
}

impl Eraser {
    /// Whose events it hears.
    pub const HEARS: [&'static str; 1] = [membership::SERVICE];
}

#[async_trait]
impl Reaction<Delivered> for Eraser {
    const NAME: &'static str = "eraser";

    async fn react(&self, delivered: &Delivered) -> Result<(), Problem> {
        let Some(member) = erased(delivered)? else { return Ok(()) };
        let cause = Cause::because_of(delivered, PART);
        // Membership tells nobody's address any more. Who was told before has written by now.
        let nobody_writes = self.mailer.nobody_writes().await;
        let mut before = None;
        loop {
            let page = self.page(&delivered.tenant, member, before).await?;
            for (position, message) in &page {
                self.erase(&cause, message).await?;
                before = Some(*position);
            }
            if page.len() < PAGE_SIZE {
                break;
            }
        }
        drop(nobody_writes);
        self.readers.execute(&cause, member.uuid(), &MarkErased { member }).await.map(|_| ())
    }
}

impl Eraser {
    async fn page(
        &self,
        tenant: &TenantId,
        member: MemberId,
        before: Option<i64>,
    ) -> Result<Vec<(i64, Shown)>, Problem> {
        let tenant = tenant.clone();
        self.view
            .ask(&[], move |rows| which_messages::of_member(rows, &tenant, member, before, PAGE_SIZE))
            .await
    }

    async fn erase(&self, cause: &Cause, message: &Shown) -> Result<(), Problem> {
        if message.state == MessageState::Queued {
            let dropped = MessageCommand::MarkFailed { reason: "the member was erased".to_owned() };
            self.messages.execute(&cause.step(&message.id.to_string()), message.id.uuid(), &dropped).await?;
        }
        self.mailer.delete(message.id).await.map_err(|cause| {
            tracing::error!(message = %message.id, %cause, "a mail to an erased member cannot be deleted");
            Problem::try_again("the folder of mails cannot be written")
        })
    }
}

/// Who was erased, when the event says so.
fn erased(delivered: &Delivered) -> Result<Option<MemberId>, Problem> {
    match delivered.event.decode(membership::SERVICE) {
        Ok(MembershipEvent::MemberErased(erased)) => Ok(Some(erased.member)),
        Ok(_) | Err(WireError::UnknownName { .. }) => Ok(None),
        Err(cause) => {
            tracing::error!(event = %delivered.event.id, %cause, "an event of another service cannot be read");
            Err(Problem::defect())
        }
    }
}
