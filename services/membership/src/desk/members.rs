//! Members: who they are, what they may do.

use std::{collections::BTreeSet, sync::Arc};

use nanum_contracts::{
    Answer, Language, Problem, TenantId,
    ids::{Id, MemberId},
    membership::{
        Administrator, AppointAdministrator, AssignRoles, FindMemberByCard, GetMember, IdentifyPerson,
        Member, Person,
    },
    request::Outcome,
};
use nanum_runtime::{Asked, aggregate::Loaded};

use super::Desk;
use crate::{
    aggregates::Members,
    domain::{
        member::{self, MemberCommand, MemberRefusal, Roles},
        person::{CardNumber, PersonalData, Unique},
    },
};

/// A member with their personal data opened.
struct Found {
    id: MemberId,
    loaded: Loaded<Members>,
    personal: PersonalData,
}

impl Found {
    fn answer(self) -> Answer<Member> {
        let member = member_of(self.id, self.personal, &self.loaded.state);
        self.loaded.answer(member)
    }
}

impl Desk {
    /// Sets all roles of a member.
    ///
    /// # Errors
    /// A rule's no; *not found*.
    pub async fn assign_roles(self: Arc<Self>, asked: Asked<AssignRoles>) -> Outcome<Member> {
        let Asked { cause, body: AssignRoles { member, roles }, .. } = asked;
        let roles = Roles::of(roles)?;
        let tenant_kind = self.admitted(&cause.tenant).await?.kind;
        self.found(&cause.tenant, member).await?;
        let mut sites = BTreeSet::new();
        for site in roles.sites() {
            if self.sites.load(&cause.tenant, site.uuid()).await?.is_some() {
                sites.insert(site);
            }
        }
        let command = MemberCommand::AssignRoles { member, roles, tenant_kind, sites };
        let executed = self.members.execute(&cause, member.uuid(), &command).await?;
        let shown = self.as_member(&cause.tenant, member, &executed.state).await?;
        Ok(executed.answer(shown))
    }

    /// Makes a member an administrator beside their other roles. The answer tells the secretariat nothing personal.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn appoint_administrator(
        self: Arc<Self>,
        asked: Asked<AppointAdministrator>,
    ) -> Outcome<Administrator> {
        let Asked { cause, body: AppointAdministrator { member }, .. } = asked;
        self.found(&cause.tenant, member).await?;
        let command = MemberCommand::AppointAdministrator { member };
        let executed = self.members.execute(&cause, member.uuid(), &command).await?;
        Ok(executed.answer(Administrator { member }))
    }

    /// One member, with the personal data that belongs to them.
    ///
    /// # Errors
    /// *Not found*; of somebody who was erased it says so.
    pub async fn get_member(self: Arc<Self>, asked: Asked<GetMember>) -> Outcome<Member> {
        self.found(asked.tenant(), asked.body.member).await.map(Found::answer)
    }

    /// The member who carries a card.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn find_member_by_card(self: Arc<Self>, asked: Asked<FindMemberByCard>) -> Outcome<Member> {
        let tenant = asked.cause.tenant;
        let card = Unique::Card(CardNumber::parse(asked.body.card)?);
        self.who_has(&tenant, &card).await?.map(Found::answer).ok_or_else(|| Problem::not_found("member"))
    }

    /// Who has signed in; `None` for somebody who is no member.
    ///
    /// # Errors
    /// *Try again* when the log or the keys do not answer.
    pub async fn identify_person(self: Arc<Self>, asked: Asked<IdentifyPerson>) -> Outcome<Option<Person>> {
        let tenant = asked.cause.tenant;
        let found = self.who_has(&tenant, &Unique::Identity(asked.body.identity)).await?;
        let Some(found) = found else { return Ok(Answer::of(None)) };
        let roles = found.loaded.state.roles.clone();
        let person = Person { member: found.id, roles, language: found.personal.contact.language };
        Ok(found.loaded.answer(Some(person)))
    }

    /// The member who has what only one may have. A claim alone does not make a member.
    async fn who_has(&self, tenant: &TenantId, unique: &Unique) -> Result<Option<Found>, Problem> {
        let Some(turn) = self.uniqueness.holder(tenant, unique).await? else { return Ok(None) };
        let found = self.find(tenant, turn.member).await?;
        Ok(found.filter(|found| found.personal.turn_of(found.id, unique) == Some(turn)))
    }

    /// What a member is addressed in; `None` for who is none, or none any more.
    pub(super) async fn language_of(
        &self,
        tenant: &TenantId,
        member: MemberId,
    ) -> Result<Option<Language>, Problem> {
        let found = self.find(tenant, member).await?;
        Ok(found.map(|found| found.personal.contact.language))
    }

    /// Whether somebody is a member, without opening what is personal.
    ///
    /// # Errors
    /// *Not found*; of somebody who was erased it says so.
    pub(super) async fn must_be_a_member(&self, tenant: &TenantId, member: MemberId) -> Result<(), Problem> {
        let loaded = self.members.load(tenant, member.uuid()).await?;
        let state = loaded.map(|loaded| loaded.state).ok_or(MemberRefusal::NotAMember)?;
        member::must_be_a_member(&state).map_err(Problem::from)
    }

    async fn found(&self, tenant: &TenantId, member: MemberId) -> Result<Found, Problem> {
        let Some(loaded) = self.members.load(tenant, member.uuid()).await? else {
            return Err(MemberRefusal::NotAMember.into());
        };
        member::the_erased_stay_erased(&loaded.state)?;
        self.opened(tenant, member, loaded).await?.ok_or_else(|| MemberRefusal::NotAMember.into())
    }

    async fn find(&self, tenant: &TenantId, id: MemberId) -> Result<Option<Found>, Problem> {
        let Some(loaded) = self.members.load(tenant, id.uuid()).await? else { return Ok(None) };
        self.opened(tenant, id, loaded).await
    }

    async fn opened(
        &self,
        tenant: &TenantId,
        id: MemberId,
        loaded: Loaded<Members>,
    ) -> Result<Option<Found>, Problem> {
        let personal = self.unsealed(tenant, id, loaded.state.personal.as_ref()).await?;
        Ok(personal.map(|personal| Found { id, loaded, personal }))
    }

    /// A state of a member as the member and the staff see it.
    pub(super) async fn as_member(
        &self,
        tenant: &TenantId,
        id: MemberId,
        state: &member::Member,
    ) -> Result<Member, Problem> {
        let personal = self.unsealed(tenant, id, state.personal.as_ref()).await?;
        personal.map(|personal| member_of(id, personal, state)).ok_or_else(|| Problem::not_found("member"))
    }
}

fn member_of(id: MemberId, personal: PersonalData, state: &member::Member) -> Member {
    let card = personal.card.map(|had| had.value.as_str().to_owned());
    Member { id, contact: personal.contact, card, roles: state.roles.clone() }
}
