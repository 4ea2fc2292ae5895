//! Claims: a text that may belong to only one holder in a tenant, such as a barcode or a card number.
//!
//! A claim is a stream of its own, so that two claimants race for its first event. The text itself is not stored: its
//! hash names the stream. A text that is personal is hashed with the deployment's secret ([`Claims::keyed`]): a plain hash
//! would outlive its person, and could be guessed back.

use std::marker::PhantomData;

use jiff::Timestamp;
use nanum_contracts::{Problem, TenantId, wire_events};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Aggregates, Decider, sealed::Secret, service::Cause};

/// The text belongs to a holder from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Claimed {
    pub holder: String,
}

/// The text is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Released {}

wire_events! {
    /// What happens to a claim.
    pub enum ClaimEvent {
        "claim.claimed.v1" => Claimed,
        "claim.released.v1" => Released,
    }
}

/// What can be asked of a claim.
#[derive(Debug, Clone)]
pub enum ClaimCommand {
    Claim { holder: String },
    Release { holder: String },
}

/// Somebody else holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldByAnother;

impl From<HeldByAnother> for Problem {
    fn from(_: HeldByAnother) -> Self {
        Self::state_forbids("it belongs to another")
    }
}

/// Names the service whose log holds the claims.
pub trait Claimant: Send + Sync + 'static {
    const SERVICE: &'static str;
}

/// One claim in the log of `C`'s service. Its state is the holder.
#[derive(Debug)]
pub struct Claim<C>(PhantomData<fn() -> C>);

impl<C: Claimant> Decider for Claim<C> {
    const SERVICE: &'static str = C::SERVICE;
    const AGGREGATE: &'static str = "claim";
    type State = Option<String>;
    type Command = ClaimCommand;
    type Event = ClaimEvent;
    type Refusal = HeldByAnother;

    fn decide(
        held_by: &Option<String>,
        command: &ClaimCommand,
        _: Timestamp,
    ) -> Result<Vec<ClaimEvent>, HeldByAnother> {
        match (held_by, command) {
            (None, ClaimCommand::Claim { holder }) => Ok(vec![Claimed { holder: holder.clone() }.into()]),
            (Some(held_by), ClaimCommand::Claim { holder }) if held_by == holder => Ok(Vec::new()),
            (Some(held_by), ClaimCommand::Release { holder }) if held_by == holder => {
                Ok(vec![Released {}.into()])
            }
            (None, ClaimCommand::Release { .. }) => Ok(Vec::new()),
            (Some(_), _) => Err(HeldByAnother),
        }
    }

    fn evolve(_: Option<String>, event: &ClaimEvent, _: Timestamp) -> Option<String> {
        match event {
            ClaimEvent::Claimed(claimed) => Some(claimed.holder.clone()),
            ClaimEvent::Released(_) => None,
        }
    }
}

/// The claims of one kind, e.g. all barcodes.
#[derive(Debug)]
pub struct Claims<C: Claimant> {
    kind: &'static str,
    aggregates: Aggregates<Claim<C>>,
    secret: Option<Secret>,
}

impl<C: Claimant> Claims<C> {
    /// Of texts that say nothing of a person.
    pub fn new(kind: &'static str, aggregates: Aggregates<Claim<C>>) -> Self {
        Self { kind, aggregates, secret: None }
    }

    /// Of texts that are personal: what a claim is of can be told only by who has the secret.
    pub fn keyed(kind: &'static str, aggregates: Aggregates<Claim<C>>, secret: &Secret) -> Self {
        Self { kind, aggregates, secret: Some(secret.clone()) }
    }

    /// Makes `text` belong to `holder`; to claim it again is no fault.
    ///
    /// # Errors
    /// `StateForbids` when it belongs to another.
    pub async fn claim(&self, cause: &Cause, text: &str, holder: &str) -> Result<(), Problem> {
        let command = ClaimCommand::Claim { holder: holder.to_owned() };
        let step = cause.step(&format!("claim-{}", self.kind));
        self.aggregates.execute(&step, self.id(&cause.tenant, text), &command).await.map(|_| ())
    }

    /// Frees `text`, which must be the holder's or free.
    ///
    /// # Errors
    /// `StateForbids` when it belongs to another.
    pub async fn release(&self, cause: &Cause, text: &str, holder: &str) -> Result<(), Problem> {
        let command = ClaimCommand::Release { holder: holder.to_owned() };
        let step = cause.step(&format!("release-{}", self.kind));
        self.aggregates.execute(&step, self.id(&cause.tenant, text), &command).await.map(|_| ())
    }

    /// Whose `text` is.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub async fn holder(&self, tenant: &TenantId, text: &str) -> Result<Option<String>, Problem> {
        let loaded = self.aggregates.load(tenant, self.id(tenant, text)).await?;
        Ok(loaded.and_then(|claim| (*claim.state).clone()))
    }

    fn id(&self, tenant: &TenantId, text: &str) -> Uuid {
        match &self.secret {
            Some(secret) => secret.id_of("claim", &[tenant.as_str(), self.kind, text]),
            None => Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{}:{text}", self.kind).as_bytes()),
        }
    }
}
