//! Facts that a space asks for: what is known of a member, and what is claimed of allowances. Most resources ask for neither,
//! so a command goes without what is claimed first. Whoever it is for is looked up always: nothing is reserved for who is not there.

use nanum_contracts::{
    Actor, Problem,
    booking::SERVICE,
    ids::{DrawId, Id as _, ReservationId, ResourceId},
    membership::{GetSeed, Known},
    time::TimeSpan,
};
use nanum_runtime::{Call, Cause, Client, Executed, persons, settlement::Claimed};
use uuid::Uuid;

use super::Desk;
use crate::{
    aggregate::Spaces,
    domain::{Count, Facts, Holder, Shared, Space, SpaceCommand, commitment_to, date_of, draw_of, tallies},
    problems::{TO_BE_COMMITTED, TO_BE_COUNTED, TO_BE_KNOWN},
    quota::claim_for,
};

/// What a command wants.
pub(super) struct About {
    pub(super) space: Uuid,
    pub(super) reservation: ReservationId,
    pub(super) wished: Wished,
}

/// A new reservation, or one that is there.
pub(super) enum Wished {
    New {
        resource: ResourceId,
        holder: Holder,
        span: TimeSpan,
    },
    OtherTime(TimeSpan),
    /// It was cancelled and shall stand as it was.
    Again,
}

/// What a command wants, looked up.
struct LookedUp {
    resource: ResourceId,
    holder: Holder,
    span: TimeSpan,
    /// What it has claimed and keeps unless it is given back.
    had: Vec<Count>,
}

impl Desk {
    /// Carries out a command, with the facts that the space asks for. What was claimed for it is given up when it is refused.
    ///
    /// # Errors
    /// The rule that says no, of the space or of an allowance.
    pub(super) async fn with_facts(
        &self,
        cause: &Cause,
        about: &About,
        command: impl Fn(Facts) -> SpaceCommand,
    ) -> Result<Executed<Spaces>, Problem> {
        let known = self.known_of(cause, about).await?;
        let first = Facts { known: known.clone(), ..Facts::default() };
        match self.spaces.execute(cause, about.space, &command(first)).await {
            Err(refused) if asks_for_facts(&refused) => {}
            outcome => return outcome,
        }
        let (facts, claims) = self.facts(cause, about, known).await?;
        self.quotas.claim_all(cause, &claims).await?;
        match self.spaces.execute(cause, about.space, &command(facts)).await {
            // Nobody knows whether it was done: the claims stay open until that is found out.
            Err(refused) if refused.status < 500 => {
                self.quotas.give_up_all(cause, &claims).await;
                Err(refused)
            }
            outcome => outcome,
        }
    }

    /// Carries out a command for which nothing is claimed, with what is known of the member.
    ///
    /// # Errors
    /// The rule that says no; *not found* for who is not there.
    pub(super) async fn with_what_is_known(
        &self,
        cause: &Cause,
        space: Uuid,
        holder: Holder,
        command: impl Fn(Facts) -> SpaceCommand,
    ) -> Result<Executed<Spaces>, Problem> {
        let known = self.known_holder(cause, space, holder).await?;
        self.spaces.execute(cause, space, &command(Facts { known, ..Facts::default() })).await
    }

    /// What is known of whoever a command on a space is for. They are members of the tenant, and the group is one.
    ///
    /// # Errors
    /// *Not found*; *try again* when Membership does not answer.
    pub(super) async fn known_holder(
        &self,
        cause: &Cause,
        space: Uuid,
        holder: Holder,
    ) -> Result<Option<Known>, Problem> {
        let person = (holder.member, holder.group);
        persons::known_before(&self.client, cause, (&self.spaces, space), person).await
    }

    async fn known_of(&self, cause: &Cause, about: &About) -> Result<Option<Known>, Problem> {
        let holder = match about.wished {
            Wished::New { holder, .. } => Some(holder),
            Wished::OtherTime(_) | Wished::Again => {
                let loaded = self.spaces.load(&cause.tenant, about.space).await?;
                let state = loaded.as_ref().map(|loaded| &loaded.state);
                state.and_then(|space| Some(space.reservation(about.reservation)?.terms.holder()))
            }
        };
        match holder {
            Some(holder) => self.known_holder(cause, about.space, holder).await,
            // What is over for long is refused.
            None => Ok(None),
        }
    }

    async fn facts(
        &self,
        cause: &Cause,
        about: &About,
        known: Option<Known>,
    ) -> Result<(Facts, Vec<Claimed>), Problem> {
        let changing = || Problem::try_again("the resource is being changed");
        let loaded = self.spaces.load(&cause.tenant, about.space).await?.ok_or_else(changing)?;
        let wanted = looked_up(&loaded.state, about).ok_or_else(changing)?;
        let shared = loaded.state.resource(wanted.resource).ok_or_else(changing)?;
        let commitment = match shared.definition.lottery {
            Some(_) => {
                let date = date_of(wanted.span, &shared.zone.time_zone());
                let seed = seed_of(&self.client, cause, draw_of(wanted.resource, date)).await?;
                Some(commitment_to(&seed))
            }
            None => None,
        };
        let attempt = match about.wished {
            Wished::New { .. } => about.reservation,
            Wished::OtherTime(_) | Wished::Again => cause.new_id("attempt"),
        };
        let (mut counts, mut claims) = (Vec::new(), Vec::new());
        for tally in tallies(shared, wanted.holder, wanted.span) {
            if wanted.had.iter().any(|had| had.tally.is_like(&tally)) {
                continue;
            }
            // The last one claimed stands in place of those before it.
            let had = wanted.had.iter().rev().find(|had| had.tally.is_beside(&tally)).map(|had| had.claim);
            let count = Count { claim: attempt.uuid(), tally };
            claims.push(claim_for(about.reservation, (about.space, wanted.span), &count, had));
            counts.push(count);
        }
        Ok((Facts { attempt: Some(attempt), counts, known, commitment }, claims))
    }

    /// What is known of whoever wants to reserve a resource, when the resource asks for it.
    ///
    /// # Errors
    /// *Try again* when Membership does not answer.
    pub(super) async fn known_to(
        &self,
        cause: &Cause,
        shared: &Shared,
        holder: Holder,
    ) -> Result<Option<Known>, Problem> {
        if shared.asks_who_it_is(holder.group.is_some()) {
            persons::known(&self.client, cause, SERVICE, (holder.member, holder.group)).await.map(Some)
        } else {
            Ok(None)
        }
    }
}

/// The seed of a draw, which nobody can foretell who does not hold the deployment's secret, and which is the same whenever it is
/// asked for.
///
/// # Errors
/// *Try again* when Membership does not answer.
pub(crate) async fn seed_of(client: &Client, cause: &Cause, draw: DrawId) -> Result<String, Problem> {
    let mut call = Call::query(&cause.tenant, Actor::Platform(SERVICE.to_owned()));
    call.correlation.clone_from(&cause.correlation);
    Ok(client.ask(call, GetSeed { purpose: "draw".to_owned(), of: draw.to_string() }).await?.reply.seed)
}

fn asks_for_facts(refused: &Problem) -> bool {
    matches!(refused.rule.as_deref(), Some(TO_BE_COUNTED | TO_BE_KNOWN | TO_BE_COMMITTED))
}

fn looked_up(space: &Space, about: &About) -> Option<LookedUp> {
    if let Wished::New { resource, holder, span } = about.wished {
        return Some(LookedUp { resource, holder, span, had: Vec::new() });
    }
    let reserved = space.reservation(about.reservation)?;
    let terms = &reserved.terms;
    let (resource, holder) = (terms.resource, terms.holder());
    Some(match about.wished {
        Wished::OtherTime(span) => LookedUp { resource, holder, span, had: reserved.all_counts() },
        // What it had was given back.
        Wished::New { .. } | Wished::Again => {
            LookedUp { resource, holder, span: terms.span, had: Vec::new() }
        }
    })
}
