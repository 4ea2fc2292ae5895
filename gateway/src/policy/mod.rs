//! Authorisation: one policy, in `nanum.cedar`, evaluated by Cedar.
//!
//! This module tells Cedar the facts and what a refusal looks like to whom. It decides nothing itself.

mod action;
#[cfg(test)]
mod tests;
mod thing;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    str::FromStr,
};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use nanum_contracts::{Problem, Role, TenantId, ids::MemberId, problem::ProblemKind};

pub use self::{action::Action, thing::Thing};
use crate::caller::Who;

const POLICY: &str = include_str!("nanum.cedar");
const SCHEMA: &str = include_str!("nanum.cedarschema");
/// Answers kept: everybody who asks again within a busy hour, in a few megabytes.
const ANSWERS_KEPT: u64 = 20_000;

/// What comes of a question to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may be done.
    Allowed,
    /// Nobody has signed in, and somebody must have.
    SignIn,
    /// A member of the tenant whose role is not enough.
    NotAllowed,
    /// They may not even know of it.
    Hidden,
}

/// The policy cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the policy is faulty: {0}")]
pub struct PolicyFault(String);

/// The policy, checked against its schema.
#[derive(Debug)]
pub struct Policy {
    rules: PolicySet,
    schema: Schema,
    person: EntityTypeName,
    thing: EntityTypeName,
    actions: BTreeMap<Action, EntityUid>,
    authorizer: Authorizer,
    /// What the policy said. It is a function of the question and of nothing else, so an answer is never out of date: who
    /// has other roles than before asks another question.
    answers: moka::sync::Cache<Question, bool>,
}

/// Everything that the policy is told, word for word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    tenant: TenantId,
    signed_in: bool,
    member: Option<MemberId>,
    roles: Vec<Role>,
    action: Action,
    thing: Thing,
}

impl Policy {
    /// Reads the policy and holds it against its schema.
    ///
    /// # Errors
    /// Everything that is wrong with either.
    pub fn load() -> Result<Self, PolicyFault> {
        let (schema, warnings) = Schema::from_cedarschema_str(SCHEMA).map_err(|fault| faulty(&fault))?;
        for warning in warnings {
            tracing::warn!(%warning, "the policy's schema");
        }
        let rules = PolicySet::from_str(POLICY).map_err(|fault| faulty(&fault))?;
        let checked = Validator::new(schema.clone()).validate(&rules, ValidationMode::Strict);
        if !checked.validation_passed() {
            return Err(faulty(&checked));
        }
        let actions = EntityTypeName::from_str("Action").map_err(|fault| faulty(&fault))?;
        let uid_of = |action: &Action| (*action, uid(&actions, action.id()));
        Ok(Self {
            rules,
            schema,
            person: EntityTypeName::from_str("Person").map_err(|fault| faulty(&fault))?,
            thing: EntityTypeName::from_str("Thing").map_err(|fault| faulty(&fault))?,
            actions: Action::ALL.iter().map(uid_of).collect(),
            authorizer: Authorizer::new(),
            answers: moka::sync::Cache::new(ANSWERS_KEPT),
        })
    }

    /// Whether somebody, recognised in `tenant`, may do `action` with `thing`, and how a refusal looks to them.
    pub fn decide(&self, tenant: &TenantId, who: &Who, action: Action, thing: &Thing) -> Verdict {
        if self.permits(tenant, who, action, thing) {
            return Verdict::Allowed;
        }
        match who {
            Who::Anonymous => Verdict::SignIn,
            Who::Stranger | Who::Newcomer(_) => Verdict::Hidden,
            Who::Member { .. } if *tenant != thing.tenant => Verdict::Hidden,
            Who::Member { .. } => match thing.seen_by {
                Some(seeing) if !self.permits(tenant, who, seeing, thing) => Verdict::Hidden,
                _ => Verdict::NotAllowed,
            },
        }
    }

    fn permits(&self, tenant: &TenantId, who: &Who, action: Action, thing: &Thing) -> bool {
        let question = Question {
            tenant: tenant.clone(),
            signed_in: who.identity().is_some(),
            member: who.member(),
            roles: who.roles().to_vec(),
            action,
            // Who may know of it is asked in a question of its own.
            thing: Thing { seen_by: None, ..thing.clone() },
        };
        if let Some(answer) = self.answers.get(&question) {
            return answer;
        }
        match self.evaluate(&question) {
            Ok(permitted) => {
                self.answers.insert(question, permitted);
                permitted
            }
            Err(fault) => {
                tracing::error!(action = action.id(), %fault, "refused, as the policy could not be evaluated");
                false
            }
        }
    }

    fn evaluate(&self, question: &Question) -> Result<bool, PolicyFault> {
        let (request, entities) = self.told(question)?;
        let answer = self.authorizer.is_authorized(&request, &self.rules, &entities);
        let faults: Vec<String> = answer.diagnostics().errors().map(ToString::to_string).collect();
        if faults.is_empty() {
            Ok(answer.decision() == Decision::Allow)
        } else {
            Err(faulty(&faults.join("; ")))
        }
    }

    fn told(&self, question: &Question) -> Result<(Request, Entities), PolicyFault> {
        let Question { action, thing, .. } = question;
        let person = uid(&self.person, "whoever asks");
        let acted_on = uid(&self.thing, "what it is about");
        let action =
            self.actions.get(action).cloned().ok_or_else(|| PolicyFault(format!("{action:?} is missing")))?;
        let entities = [
            entity(person.clone(), facts_of_person(question))?,
            entity(acted_on.clone(), facts_of_thing(thing))?,
        ];
        let entities =
            Entities::from_entities(entities, Some(&self.schema)).map_err(|fault| faulty(&fault))?;
        let request = Request::new(person, action, acted_on, Context::empty(), Some(&self.schema));
        Ok((request.map_err(|fault| faulty(&fault))?, entities))
    }
}

impl Verdict {
    /// The refusal, if it is one.
    ///
    /// # Errors
    /// The problem as the person may see it.
    pub fn into_result(self) -> Result<(), Problem> {
        match self {
            Self::Allowed => Ok(()),
            Self::SignIn => Err(sign_in_first()),
            Self::NotAllowed => {
                Err(Problem::new(ProblemKind::NotAllowed, "your role here does not include this"))
            }
            Self::Hidden => Err(not_here()),
        }
    }
}

/// What nobody gets where somebody must ask.
pub(crate) fn sign_in_first() -> Problem {
    Problem::new(ProblemKind::SignInNeeded, "only for those who have signed in")
}

/// What somebody gets who may not know whether there is something.
pub(crate) fn not_here() -> Problem {
    Problem::new(ProblemKind::NotFound, "there is nothing here that you may see")
}

type Facts = HashMap<String, RestrictedExpression>;

fn facts_of_person(question: &Question) -> Facts {
    let Question { tenant, signed_in, member, roles, .. } = question;
    let sites = roles.iter().filter_map(|role| match role {
        Role::Clerk(site) => Some(text(site)),
        Role::Administrator | Role::Secretariat | Role::Integrator => None,
    });
    let mut facts = HashMap::from([
        ("tenant".to_owned(), text(tenant)),
        ("signed_in".to_owned(), RestrictedExpression::new_bool(*signed_in)),
        ("roles".to_owned(), RestrictedExpression::new_set(roles.iter().map(|role| text(&name_of(role))))),
        ("sites".to_owned(), RestrictedExpression::new_set(sites)),
    ]);
    facts.extend(member.map(|member| ("member".to_owned(), text(&member))));
    facts
}

fn facts_of_thing(thing: &Thing) -> Facts {
    let mut facts = HashMap::from([("tenant".to_owned(), text(&thing.tenant))]);
    facts.extend(thing.site.map(|site| ("site".to_owned(), text(&site))));
    facts.extend(thing.owner.map(|owner| ("owner".to_owned(), text(&owner))));
    facts
}

fn name_of(role: &Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::Secretariat => "secretariat",
        Role::Integrator => "integrator",
        Role::Clerk(_) => "clerk",
    }
}

fn text(value: &impl ToString) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_string())
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn entity(uid: EntityUid, facts: Facts) -> Result<Entity, PolicyFault> {
    Entity::new(uid, facts, HashSet::new()).map_err(|fault| faulty(&fault))
}

fn faulty(fault: &impl ToString) -> PolicyFault {
    PolicyFault(fault.to_string())
}
