//! Asking another service, or one's own from outside.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::SignedDuration;
use nanum_bus::{Bus, BusError};
use nanum_contracts::{
    Actor, Answer, LogPosition, Operation, Problem, Request, TenantId,
    ids::{CommandId, Id},
    request::Outcome,
};
use tracing::Instrument;
use uuid::Uuid;

use crate::{clock::Clock, ids::Ids, telemetry};

/// How long somebody waits for an answer: longer than a bus takes to heal when one of its nodes is lost (5–7 s).
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Who asks, in which tenant, under which command id.
#[derive(Debug, Clone)]
pub struct Call {
    pub tenant: TenantId,
    pub actor: Actor,
    pub command: CommandId,
    /// Whether the caller may send the same command again; then its first answer is kept.
    pub repeatable: bool,
    /// Answer only from views that have seen this much.
    pub after: Vec<LogPosition>,
    /// The revision a change was made against.
    pub expected_revision: Option<u64>,
    pub correlation: String,
}

impl Call {
    /// A question.
    pub fn query(tenant: &TenantId, actor: Actor) -> Self {
        Self::command(tenant, actor, &Ids)
    }

    /// A command that nobody will repeat.
    pub fn command(tenant: &TenantId, actor: Actor, ids: &Ids) -> Self {
        let command: CommandId = ids.fresh();
        Self {
            tenant: tenant.clone(),
            actor,
            command,
            repeatable: false,
            after: Vec::new(),
            expected_revision: None,
            correlation: command.to_string(),
        }
    }

    /// The same under an idempotency key: tenant, actor and key make the command's id.
    pub fn with_key(mut self, key: &str) -> Self {
        let scope = match &self.actor {
            Actor::Anonymous => "anonymous".to_owned(),
            Actor::Member(member) => member.to_string(),
            Actor::Platform(part) => format!("platform:{part}"),
        };
        self.command = CommandId::named(&format!("nanum:{}:{scope}", self.tenant), key);
        self.repeatable = true;
        self
    }

    /// The same, caused by an event: whoever reacts to it again sends the same command.
    pub fn caused_by(mut self, event: Uuid, step: &str) -> Self {
        self.command = CommandId::from_uuid(Uuid::new_v5(&event, step.as_bytes()));
        self.repeatable = true;
        self
    }
}

/// Asks services over the bus.
#[derive(Clone)]
pub struct Client {
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    pub fn new(bus: Arc<dyn Bus>, clock: Arc<dyn Clock>) -> Self {
        Self { bus, clock }
    }

    /// Asks, and waits for the answer at most [`ANSWER_WITHIN`].
    ///
    /// # Errors
    /// The service's refusal, or *try again* when the bus or the service does not answer.
    pub async fn ask<O: Operation>(&self, call: Call, body: O) -> Result<Answer<O::Reply>, Problem> {
        let span =
            tracing::info_span!("ask", service = O::SERVICE, operation = O::NAME, tenant = %call.tenant);
        self.send(call, body).instrument(span).await
    }

    async fn send<O: Operation>(&self, call: Call, body: O) -> Outcome<O::Reply> {
        let request = Request {
            tenant: call.tenant.clone(),
            actor: call.actor,
            command: call.command,
            repeatable: call.repeatable,
            correlation: call.correlation,
            deadline: self.clock.now()
                + SignedDuration::try_from(ANSWER_WITHIN).unwrap_or(SignedDuration::ZERO),
            after: call.after,
            expected_revision: call.expected_revision,
            traceparent: telemetry::current_traceparent(),
            body,
        };
        let bytes = serde_json::to_vec(&request).map_err(|cause| unreadable(O::NAME, &cause))?;
        let reply = self
            .bus
            .request(O::SERVICE, &call.tenant, O::NAME, Bytes::from(bytes), ANSWER_WITHIN)
            .await
            .map_err(|cause| unanswered(O::NAME, &cause))?;
        serde_json::from_slice::<Outcome<O::Reply>>(&reply).map_err(|cause| unreadable(O::NAME, &cause))?
    }
}

fn unreadable(operation: &str, cause: &serde_json::Error) -> Problem {
    tracing::error!(operation, %cause, "a request or its answer cannot be written or read");
    Problem::defect()
}

fn unanswered(operation: &str, cause: &BusError) -> Problem {
    tracing::warn!(operation, %cause, "a request was not answered");
    match cause {
        BusError::TooLarge { .. } => {
            Problem::new(nanum_contracts::problem::ProblemKind::TooLarge, cause.to_string())
        }
        BusError::NoResponder(_) => {
            Problem::try_again("this part of the platform is not there at the moment")
        }
        BusError::TimedOut(_) | BusError::Unavailable(_) => {
            Problem::try_again("no answer came in time; with an idempotency key a repeat is safe")
        }
    }
}
