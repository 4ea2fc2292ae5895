//! Asking a service on somebody's behalf: authorise, then ask.

use std::sync::Arc;

use nanum_contracts::{
    Actor, Answer, Operation, Problem, TenantId,
    membership::{GetTenant, TenantDefinition},
    problem::ProblemKind,
    request::OperationKind,
};
use nanum_runtime::Call;

use crate::{
    Caller, Gateway, Terms, Who,
    policy::{Action, Thing, Verdict, not_here, sign_in_first},
};

/// The gateway itself, where it asks to know somebody.
const PART: &str = "gateway";

impl Gateway {
    /// Whether the caller may do `action` with `thing`.
    ///
    /// # Errors
    /// The refusal as the caller may see it: sign in, not allowed, or not found.
    pub fn authorise(&self, caller: &Caller, action: Action, thing: &Thing) -> Result<(), Problem> {
        let verdict = self.policy.decide(&caller.tenant, &caller.who, action, thing);
        if verdict != Verdict::Allowed {
            tracing::info!(action = action.id(), tenant = %caller.tenant, ?verdict, "the policy refused");
        }
        verdict.into_result()
    }

    /// Authorises, then asks.
    ///
    /// # Errors
    /// The policy's refusal or the service's.
    pub async fn ask<O: Operation>(
        &self,
        caller: &Caller,
        action: Action,
        thing: &Thing,
        terms: &Terms,
        operation: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        self.authorise(caller, action, thing)?;
        self.send(caller, terms, operation).await
    }

    /// Reads what must be known before the policy can be asked. Only for members; what is found may be shown to nobody
    /// before [`Gateway::ask`] or [`Gateway::authorise`] has agreed.
    ///
    /// # Errors
    /// *Sign in* for nobody, *not found* for whoever is no member, or the service's refusal.
    pub async fn look_up<O: Operation>(
        &self,
        caller: &Caller,
        terms: &Terms,
        question: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        match caller.who {
            Who::Member { .. } => self.send(caller, terms, question).await,
            Who::Anonymous => Err(sign_in_first()),
            Who::Stranger | Who::Newcomer(_) => Err(not_here()),
        }
    }

    async fn send<O: Operation>(
        &self,
        caller: &Caller,
        terms: &Terms,
        operation: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        if O::KIND == OperationKind::Command {
            self.in_pace(caller)?;
        }
        let call = terms.call::<O>(&caller.tenant, caller.who.actor(), &self.ids);
        self.client.ask(call, operation).await
    }

    /// Whoever has a role does many things in a minute; a citizen does not.
    fn in_pace(&self, caller: &Caller) -> Result<(), Problem> {
        let pace = if caller.who.roles().is_empty() { &self.paces.citizens } else { &self.paces.officials };
        match caller.who.identity() {
            Some(identity) => {
                pace.take(&format!("{}\n{}\n{}", caller.tenant, identity.issuer, identity.subject))
            }
            // Whoever has not signed in asks for no command; a stranger is held to the pace of requests.
            None => Ok(()),
        }
    }

    /// Asks as the gateway itself: what it must know to recognise anybody.
    pub(crate) async fn ask_for_itself<O: Operation>(
        &self,
        tenant: &TenantId,
        terms: &Terms,
        question: O,
    ) -> Result<O::Reply, Problem> {
        let mut call = Call::query(tenant, Actor::Platform(PART.to_owned()));
        call.after.clone_from(&terms.after);
        Ok(self.client.ask(call, question).await?.reply)
    }

    /// A tenant's definition, at most a moment old; exactly as new as `Nanum-After` wants it.
    pub(crate) async fn definition_of(
        &self,
        tenant: &TenantId,
        terms: &Terms,
    ) -> Result<Arc<TenantDefinition>, Problem> {
        if terms.after.is_empty()
            && let Some(kept) = self.tenants.get(tenant)
        {
            return Ok(kept);
        }
        let question = GetTenant { slug: tenant.clone() };
        let definition = self.ask_for_itself(&TenantId::network(), terms, question).await;
        let definition = Arc::new(definition.map_err(|problem| match problem.kind {
            ProblemKind::NotFound => Problem::not_found("tenant"),
            _ => problem,
        })?);
        self.tenants.insert(tenant.clone(), definition.clone());
        Ok(definition)
    }
}
