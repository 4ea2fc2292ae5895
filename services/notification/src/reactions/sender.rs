//! The sender hands over what is queued: finds the member's address, writes the mail in their language, sends it.
//!
//! Each message waits by itself: a recipient whose mail server does not take mails now holds up no other. Of two processes on
//! one data folder one sends. A mail whose process ends between the mail server's yes and the log is sent again, under the
//! same Message-ID.

use std::{future::Future, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_contracts::{
    Actor, Problem, TenantId, WireEvent,
    ids::Id,
    membership::{Contact, GetMember},
    problem::ProblemKind,
};
use nanum_runtime::{Aggregates, Call, Cause, Client, Recorded, clock::Clock, reaction::Reaction};

use crate::{
    PART,
    domain::{
        event::{MessageEvent, MessageQueued},
        message::{Message, MessageCommand, MessageState},
    },
    mail::{Mail, Mailer, NotSent},
    names::Names,
    writing,
};

/// Sends messages because of the own log.
pub struct Sender {
    pub messages: Aggregates<Message>,
    pub client: Client,
    pub names: Names,
    pub mailer: Arc<Mailer>,
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender")
    }
}

/// Why a message did not go out.
enum Undelivered {
    /// It never will. The reason names no person.
    ForGood(String),
    /// It may later.
    ForNow(Box<Problem>),
}

#[async_trait]
impl Reaction<Recorded> for Sender {
    const NAME: &'static str = "sender";

    fn concerns(&self, recorded: &Recorded) -> bool {
        recorded.name.starts_with("message.queued.")
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), Problem> {
        let Some(queued) = read(recorded)? else { return Ok(()) };
        let (tenant, id) = (&recorded.metadata.tenant, queued.message.uuid());
        let Some(message) = self.messages.load(tenant, id).await? else { return Ok(()) };
        let MessageState::Queued(waiting) = &*message.state else { return Ok(()) };
        let outcome = match self.deliver(tenant, &queued, waiting.queued_at).await {
            Ok(()) => MessageCommand::MarkSent,
            Err(Undelivered::ForGood(reason)) => MessageCommand::MarkFailed { reason },
            Err(Undelivered::ForNow(problem)) if waiting.is_given_up(self.clock.now()) => {
                MessageCommand::MarkFailed { reason: format!("given up after many tries: {}", problem.title) }
            }
            Err(Undelivered::ForNow(problem)) => return Err(*problem),
        };
        let cause = Cause::because_of_recorded(recorded, Self::NAME);
        self.messages.execute(&cause, id, &outcome).await.map(|_| ())
    }
}

impl Sender {
    async fn deliver(
        &self,
        tenant: &TenantId,
        queued: &MessageQueued,
        queued_at: Timestamp,
    ) -> Result<(), Undelivered> {
        let _writing = self.mailer.writing().await;
        let contact = known("the member", self.contact(tenant, queued)).await?;
        let called = known("what it is about", self.names.of(tenant, queued)).await?;
        let letter = writing::write(queued, &contact, &called).map_err(|cause| {
            tracing::error!(message = %queued.message, %cause, "a message cannot be written");
            Undelivered::ForNow(Box::new(Problem::defect()))
        })?;
        let mail =
            Mail { message: queued.message, written_at: queued_at, contact: &contact, letter: &letter };
        self.mailer.send(&mail).await.map_err(|not_sent| match not_sent {
            NotSent::ForGood(reason) => Undelivered::ForGood(reason),
            NotSent::ForNow(reason) => Undelivered::ForNow(Box::new(Problem::try_again(reason))),
        })
    }

    async fn contact(&self, tenant: &TenantId, queued: &MessageQueued) -> Result<Contact, Problem> {
        let call = Call::query(tenant, Actor::Platform(PART.to_owned()));
        Ok(self.client.ask(call, GetMember { member: queued.member }).await?.reply.contact)
    }
}

/// What those say whose it is: not there is for good, no answer is for now.
async fn known<T>(what: &str, asked: impl Future<Output = Result<T, Problem>>) -> Result<T, Undelivered> {
    asked.await.map_err(|problem| match problem.kind {
        ProblemKind::NotFound => Undelivered::ForGood(format!("{what} is not known")),
        _ => Undelivered::ForNow(Box::new(problem)),
    })
}

/// The message that an event of the log queues.
fn read(recorded: &Recorded) -> Result<Option<MessageQueued>, Problem> {
    match MessageEvent::decode(&recorded.name, &recorded.data) {
        Ok(MessageEvent::MessageQueued(queued)) => Ok(Some(queued)),
        Ok(
            MessageEvent::MessageSent(_) | MessageEvent::MessageFailed(_) | MessageEvent::MessagesErased(_),
        ) => Ok(None),
        Err(cause) => {
            tracing::error!(position = recorded.position, %cause, "an event cannot be read");
            Err(Problem::defect())
        }
    }
}
