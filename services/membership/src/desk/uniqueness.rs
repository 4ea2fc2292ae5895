//! What only one member of a tenant may have: an identity, a card.
//!
//! Each is claimed in a member's [`Turn`] before the member's event says that they have it. A crash between the two
//! leaves a claim behind. The same member's next try finds it and goes on; for anybody else it is free as soon as
//! something else has happened to the member, because then that turn is over for ever. Nothing has to be cleaned up, and
//! a release that comes late can only free a claim that counts no more.

use nanum_contracts::{Problem, TenantId, problem::ProblemKind};
use nanum_runtime::{
    Aggregates, Cause,
    claims::{Claim, Claims},
    sealed::Secret,
};

use crate::{
    aggregates::Uniques,
    domain::person::{Turn, Unique},
};

/// All claims of members.
#[derive(Debug)]
pub(super) struct Uniqueness {
    identities: Claims<Uniques>,
    cards: Claims<Uniques>,
}

impl Uniqueness {
    pub(super) fn new(claims: &Aggregates<Claim<Uniques>>, secret: &Secret) -> Self {
        Self {
            identities: Claims::keyed("identity", claims.clone(), secret),
            cards: Claims::keyed("card", claims.clone(), secret),
        }
    }

    /// In whose turn it was claimed, if it was.
    pub(super) async fn holder(&self, tenant: &TenantId, unique: &Unique) -> Result<Option<Turn>, Problem> {
        let Some(holder) = self.of_kind(unique).holder(tenant, &unique.text()).await? else {
            return Ok(None);
        };
        holder.parse().map(Some).map_err(|cause| {
            tracing::error!(%cause, "a claim has a holder that is none");
            Problem::defect()
        })
    }

    /// Claims it in a turn; `false` when it is claimed in another.
    pub(super) async fn claim(&self, cause: &Cause, unique: &Unique, turn: Turn) -> Result<bool, Problem> {
        let (step, text, holder) = (cause.step(&turn.to_string()), unique.text(), turn.to_string());
        unless_held_otherwise(self.of_kind(unique).claim(&step, &text, &holder)).await
    }

    /// Frees it from a turn; `false` when it is claimed in another.
    pub(super) async fn release(&self, cause: &Cause, unique: &Unique, turn: Turn) -> Result<bool, Problem> {
        let (step, text, holder) = (cause.step(&turn.to_string()), unique.text(), turn.to_string());
        unless_held_otherwise(self.of_kind(unique).release(&step, &text, &holder)).await
    }

    fn of_kind(&self, unique: &Unique) -> &Claims<Uniques> {
        match unique {
            Unique::Identity(_) => &self.identities,
            Unique::Card(_) => &self.cards,
        }
    }
}

async fn unless_held_otherwise(outcome: impl Future<Output = Result<(), Problem>>) -> Result<bool, Problem> {
    match outcome.await {
        Ok(()) => Ok(true),
        Err(problem) if problem.kind == ProblemKind::StateForbids => Ok(false),
        Err(problem) => Err(problem),
    }
}
