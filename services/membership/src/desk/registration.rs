//! Registering a member: claim what must be theirs alone, seal what is personal, then let the domain decide.
//!
//! Every step may be the last before a crash; a repeat goes on from there (see [`super::uniqueness`]).

use std::sync::Arc;

use nanum_contracts::{
    Problem, TenantId,
    ids::{Id, MemberId},
    membership::{Contact, Identity, Member, RegisterMember},
    problem::ProblemKind,
    request::Outcome,
};
use nanum_runtime::{Asked, Cause};

use super::Desk;
use crate::domain::{
    member::{self, MemberCommand, MemberRefusal},
    person::{self, CardNumber, Had, PersonRefusal, PersonalData, Turn, Unique},
};

/// A try is lost when somebody else changes the same member or takes the same identity or card in between, or leaves a
/// claim behind that must be freed first.
const REGISTRATION_TRIES_MAX: usize = 10;

/// What was asked, checked.
struct Registration {
    member: Option<MemberId>,
    identity: Identity,
    contact: Contact,
    card: Option<CardNumber>,
}

impl Registration {
    fn parse(asked: RegisterMember) -> Result<Self, PersonRefusal> {
        let RegisterMember { member, identity, contact, card } = asked;
        person::identity_fits(&identity)?;
        person::can_be_addressed(&contact)?;
        Ok(Self { member, identity, contact, card: card.map(CardNumber::parse).transpose()? })
    }

    /// What the member would have: what they had before since they had it, the rest from this turn on.
    fn personal_data(&self, turn: Turn, before: Option<&PersonalData>) -> PersonalData {
        let since = |unique: &Unique| {
            before
                .and_then(|before| before.turn_of(turn.member, unique))
                .map_or(turn.changes, |had| had.changes)
        };
        let card = self
            .card
            .clone()
            .map(|card| Had { since_change: since(&Unique::Card(card.clone())), value: card });
        let since_change = since(&Unique::Identity(self.identity.clone()));
        let identity = Had { value: self.identity.clone(), since_change };
        PersonalData { identity, contact: self.contact.clone(), card }
    }
}

/// What a claim is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The member has what was claimed.
    Counts,
    /// The member may have it by their next change.
    MayCome,
    /// It was left behind and is nobody's.
    LeftBehind,
}

impl Desk {
    /// Registers a person, or changes the member that is named.
    ///
    /// # Errors
    /// A rule's no; *state forbids* when the person or the card is another member's; *not found* when the tenant has not
    /// been admitted.
    pub async fn register_member(self: Arc<Self>, asked: Asked<RegisterMember>) -> Outcome<Member> {
        let Asked { cause, body, .. } = asked;
        let wanted = Registration::parse(body)?;
        self.admitted(&cause.tenant).await?;
        for _ in 1..REGISTRATION_TRIES_MAX {
            match self.try_to_register(&cause, &wanted).await {
                Err(problem) if problem.kind == ProblemKind::TryAgain => {}
                outcome => return outcome,
            }
        }
        self.try_to_register(&cause, &wanted).await
    }

    async fn try_to_register(&self, cause: &Cause, wanted: &Registration) -> Outcome<Member> {
        let tenant = &cause.tenant;
        let id = self.member_to_register(cause, wanted).await?;
        if let Some(executed) = self.members.executed(cause, id.uuid()).await? {
            let member = self.as_member(tenant, id, &executed.state).await?;
            return Ok(executed.answer(member));
        }
        let present =
            self.members.load(tenant, id.uuid()).await?.map(|loaded| loaded.state).unwrap_or_default();
        member::the_erased_stay_erased(&present)?;
        let new_only = wanted.member.is_none();
        if new_only && present.personal.is_some() {
            return Err(MemberRefusal::MemberAlready.into());
        }
        let turn = Turn { member: id, changes: present.changes };
        let before = self.unsealed(tenant, id, present.personal.as_ref()).await?;
        let personal = wanted.personal_data(turn, before.as_ref());
        let sealed = match &present.personal {
            // What has not changed keeps its seal, so that the domain sees that nothing has.
            Some(sealed) if before.as_ref() == Some(&personal) => sealed.clone(),
            _ => {
                self.take_what_is_new(cause, turn, &personal).await?;
                self.seal(tenant, id, &personal).await?
            }
        };
        let command = MemberCommand::Register { member: id, personal: sealed, new_only, seen: turn.changes };
        let executed = self.members.execute(cause, id.uuid(), &command).await?;
        if let Some(before) = before {
            self.release_what_is_old(cause, id, &before, &personal).await;
        }
        let member = self.as_member(tenant, id, &executed.state).await?;
        Ok(executed.answer(member))
    }

    /// Which member a registration is of: the one that is named, or who began to register under the same identity, or a
    /// new one.
    async fn member_to_register(&self, cause: &Cause, wanted: &Registration) -> Result<MemberId, Problem> {
        let identity = Unique::Identity(wanted.identity.clone());
        let or_new = || wanted.member.unwrap_or_else(|| cause.new_id("member"));
        let Some(holder) = self.uniqueness.holder(&cause.tenant, &identity).await? else {
            return Ok(or_new());
        };
        if wanted.member == Some(holder.member) {
            return Ok(holder.member);
        }
        match (self.standing(&cause.tenant, &identity, holder).await?, wanted.member) {
            (Standing::LeftBehind, _) => Ok(or_new()),
            (Standing::Counts, None) => Ok(holder.member),
            // Of rivals for one identity all register the same member, and one of them will have done it.
            (Standing::MayCome, None) if holder.changes == 0 => Ok(holder.member),
            (Standing::Counts, Some(_)) => Err(MemberRefusal::MemberAlready.into()),
            (Standing::MayCome, _) => {
                Err(Problem::state_forbids("the registration of this person was begun as another member"))
            }
        }
    }

    /// Claims all that would be the member's from this turn on. What is another's is refused before anything is claimed.
    async fn take_what_is_new(
        &self,
        cause: &Cause,
        turn: Turn,
        personal: &PersonalData,
    ) -> Result<(), Problem> {
        let mut new = personal.uniques();
        new.retain(|unique| personal.turn_of(turn.member, unique) == Some(turn));
        for unique in &new {
            self.make_sure_it_is_free(cause, unique, turn).await?;
        }
        for unique in &new {
            if !self.uniqueness.claim(cause, unique, turn).await? {
                return Err(Problem::try_again("another registration was faster"));
            }
        }
        Ok(())
    }

    async fn make_sure_it_is_free(&self, cause: &Cause, unique: &Unique, turn: Turn) -> Result<(), Problem> {
        let Some(holder) = self.uniqueness.holder(&cause.tenant, unique).await? else { return Ok(()) };
        if holder == turn {
            return Ok(());
        }
        match self.standing(&cause.tenant, unique, holder).await? {
            Standing::LeftBehind => self.uniqueness.release(cause, unique, holder).await.map(|_| ()),
            Standing::Counts | Standing::MayCome if holder.member == turn.member => {
                Err(MemberRefusal::ChangedMeanwhile.into())
            }
            Standing::Counts | Standing::MayCome => Err(match unique {
                Unique::Identity(_) => MemberRefusal::MemberAlready.into(),
                Unique::Card(_) => Problem::state_forbids("this card belongs to another member"),
            }),
        }
    }

    /// Frees what the member has no more. Should that fail, the claims count no more all the same.
    async fn release_what_is_old(
        &self,
        cause: &Cause,
        member: MemberId,
        before: &PersonalData,
        now: &PersonalData,
    ) {
        for unique in before.uniques() {
            let Some(turn) = before.turn_of(member, &unique) else { continue };
            if now.turn_of(member, &unique) == Some(turn) {
                continue;
            }
            if let Err(cause) = self.uniqueness.release(cause, &unique, turn).await {
                tracing::warn!(%member, %cause, "a claim is left behind until somebody needs it");
            }
        }
    }

    async fn standing(&self, tenant: &TenantId, unique: &Unique, turn: Turn) -> Result<Standing, Problem> {
        let loaded = self.members.load(tenant, turn.member.uuid()).await?;
        let member = loaded.map(|loaded| loaded.state).unwrap_or_default();
        if member.changes == turn.changes {
            return Ok(Standing::MayCome);
        }
        let personal = self.unsealed(tenant, turn.member, member.personal.as_ref()).await?;
        let had_in = personal.and_then(|personal| personal.turn_of(turn.member, unique));
        Ok(if had_in == Some(turn) { Standing::Counts } else { Standing::LeftBehind })
    }
}
