//! A member of a tenant: personal data, which only the desk can open, and roles.

use std::collections::BTreeSet;

use jiff::Timestamp;
use nanum_contracts::{
    Actor, Role,
    ids::{MemberId, SiteId},
    membership::{CoveredPlace, TenantKind},
    wire_events,
};
use nanum_runtime::sealed::Sealed;
use serde::{Deserialize, Serialize};

use super::{
    erasure::{Erased, Erasure, ErasureBegun, MemberErased, MessagesErased},
    person::PersonalData,
};

/// Roles of one member: a clerk of many sites is one, of all sites of a network none.
pub const ROLES_MAX: usize = 100;

/// Somebody became a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberRegistered {
    pub member: MemberId,
    #[schema(value_type = String, format = Byte)]
    pub personal: Sealed<PersonalData>,
}

/// A member's identity, contact or card changed; all of them, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PersonalDataChanged {
    pub member: MemberId,
    #[schema(value_type = String, format = Byte)]
    pub personal: Sealed<PersonalData>,
}

/// A member's roles are now these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RolesAssigned {
    pub member: MemberId,
    pub roles: Vec<Role>,
}

wire_events! {
    /// What happens to a member.
    pub enum MemberEvent {
        "member.registered.v1" => MemberRegistered,
        "member.personal-data-changed.v1" => PersonalDataChanged,
        "member.roles-assigned.v1" => RolesAssigned,
        "member.erasure-begun.v1" => ErasureBegun,
        "member.erased.v1" => MemberErased,
        "member.messages-erased.v1" => MessagesErased,
    }
}

/// Roles as a member has them: sorted, each once, not too many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// A member has at most [`ROLES_MAX`] roles.
    pub fn of(mut roles: Vec<Role>) -> Result<Self, MemberRefusal> {
        roles.sort_unstable();
        roles.dedup();
        let count = roles.len();
        if count > ROLES_MAX { Err(MemberRefusal::RoleCount { count }) } else { Ok(Self(roles)) }
    }

    pub fn as_slice(&self) -> &[Role] {
        &self.0
    }

    /// The sites at whose desks the member works.
    pub fn sites(&self) -> impl Iterator<Item = SiteId> {
        self.0.iter().filter_map(|role| if let Role::Clerk(site) = role { Some(*site) } else { None })
    }
}

/// What can be asked of a member.
#[derive(Debug, Clone)]
pub enum MemberCommand {
    /// Registers the member or, unless `new_only`, changes their personal data.
    Register {
        member: MemberId,
        personal: Sealed<PersonalData>,
        new_only: bool,
        /// [`Member::changes`] when the personal data was put together.
        seen: u64,
    },
    /// Sets all roles.
    AssignRoles {
        member: MemberId,
        roles: Roles,
        /// Of the member's tenant.
        tenant_kind: TenantKind,
        /// Those of the roles' sites that the tenant has.
        sites: BTreeSet<SiteId>,
    },
    /// Adds the role of administrator to whatever roles the member has then.
    AppointAdministrator { member: MemberId },
    /// Begins to erase the member.
    Erase { member: MemberId, asked_by: Actor },
    /// Says that their claims are free and their key is destroyed.
    MarkErased { member: MemberId, places: Vec<CoveredPlace> },
    /// Says that nothing sent or written to them is left.
    MarkMessagesErased { member: MemberId },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberRefusal {
    MemberAlready,
    /// Something happened to the member since the command was put together; it can be put together again.
    ChangedMeanwhile,
    NotAMember,
    /// They were a member once.
    Erased,
    RoleCount {
        count: usize,
    },
    NoSuchSite(SiteId),
    NotTheSecretariat(TenantKind),
}

/// A member as far as decisions need it.
#[derive(Debug, Clone, Default)]
pub struct Member {
    /// `None` before the registration, and from the beginning of the erasure on.
    pub personal: Option<Sealed<PersonalData>>,
    pub roles: Vec<Role>,
    /// How many things have happened to the member.
    pub changes: u64,
    pub erasure: Option<Erasure>,
}

/// Who has been erased is no member any more, and never again under the same id.
pub fn the_erased_stay_erased(member: &Member) -> Result<(), MemberRefusal> {
    if member.erasure.is_some() { Err(MemberRefusal::Erased) } else { Ok(()) }
}

/// A clerk works at a site of the tenant.
pub fn clerks_have_their_site(roles: &Roles, sites: &BTreeSet<SiteId>) -> Result<(), MemberRefusal> {
    roles
        .sites()
        .find(|site| !sites.contains(site))
        .map_or(Ok(()), |site| Err(MemberRefusal::NoSuchSite(site)))
}

/// Only the secretariat's own tenant has secretaries.
pub fn secretaries_are_the_secretariats(roles: &Roles, kind: TenantKind) -> Result<(), MemberRefusal> {
    let misplaced = kind != TenantKind::Secretariat && roles.as_slice().contains(&Role::Secretariat);
    if misplaced { Err(MemberRefusal::NotTheSecretariat(kind)) } else { Ok(()) }
}

/// What happens on a command, or why not.
///
/// # Errors
/// The rule that says no.
pub fn decide(member: &Member, command: &MemberCommand) -> Result<Vec<MemberEvent>, MemberRefusal> {
    match command {
        MemberCommand::Register { member: id, personal, new_only, seen } => {
            the_erased_stay_erased(member)?;
            let (id, personal) = (*id, personal.clone());
            match &member.personal {
                Some(_) if *new_only => Err(MemberRefusal::MemberAlready),
                Some(present) if *present == personal => Ok(Vec::new()),
                _ if member.changes != *seen => Err(MemberRefusal::ChangedMeanwhile),
                None => Ok(vec![MemberRegistered { member: id, personal }.into()]),
                Some(_) => Ok(vec![PersonalDataChanged { member: id, personal }.into()]),
            }
        }
        MemberCommand::AssignRoles { member: id, roles, tenant_kind, sites } => {
            must_be_a_member(member)?;
            clerks_have_their_site(roles, sites)?;
            secretaries_are_the_secretariats(roles, *tenant_kind)?;
            Ok(assigned_if_other(member, *id, roles))
        }
        MemberCommand::AppointAdministrator { member: id } => {
            must_be_a_member(member)?;
            let roles = member.roles.iter().copied().chain([Role::Administrator]);
            Ok(assigned_if_other(member, *id, &Roles::of(roles.collect())?))
        }
        MemberCommand::Erase { member: id, asked_by } => match &member.erasure {
            Some(_) => Ok(Vec::new()),
            None => {
                must_be_a_member(member)?;
                Ok(vec![ErasureBegun { member: *id, asked_by: asked_by.clone() }.into()])
            }
        },
        MemberCommand::MarkErased { member: id, places } => match &member.erasure {
            None => Err(MemberRefusal::NotAMember),
            Some(Erasure { erased: Some(_), .. }) => Ok(Vec::new()),
            Some(_) => Ok(vec![MemberErased { member: *id, places: places.clone() }.into()]),
        },
        MemberCommand::MarkMessagesErased { member: id } => match &member.erasure {
            None => Err(MemberRefusal::NotAMember),
            Some(Erasure { messages_erased_at: Some(_), .. }) => Ok(Vec::new()),
            Some(_) => Ok(vec![MessagesErased { member: *id }.into()]),
        },
    }
}

/// Who is no member, or none any more, is treated as not there.
pub fn must_be_a_member(member: &Member) -> Result<(), MemberRefusal> {
    the_erased_stay_erased(member)?;
    if member.personal.is_none() { Err(MemberRefusal::NotAMember) } else { Ok(()) }
}

fn assigned_if_other(member: &Member, id: MemberId, roles: &Roles) -> Vec<MemberEvent> {
    if member.roles == roles.0 {
        return Vec::new();
    }
    vec![RolesAssigned { member: id, roles: roles.0.clone() }.into()]
}

/// The member after an event.
pub fn evolve(member: Member, event: &MemberEvent, recorded_at: Timestamp) -> Member {
    let member = Member { changes: member.changes.saturating_add(1), ..member };
    match event {
        MemberEvent::MemberRegistered(MemberRegistered { personal, .. })
        | MemberEvent::PersonalDataChanged(PersonalDataChanged { personal, .. }) => {
            Member { personal: Some(personal.clone()), ..member }
        }
        MemberEvent::RolesAssigned(RolesAssigned { roles, .. }) => Member { roles: roles.clone(), ..member },
        MemberEvent::ErasureBegun(begun) => erased_from_now_on(member, begun, recorded_at),
        MemberEvent::MemberErased(MemberErased { places, .. }) => {
            let erased = Some(Erased { at: recorded_at, places: places.clone() });
            let erasure = member.erasure.map(|erasure| Erasure { personal: None, erased, ..erasure });
            Member { erasure, ..member }
        }
        MemberEvent::MessagesErased(_) => {
            let messages_erased_at = Some(recorded_at);
            let erasure = member.erasure.map(|erasure| Erasure { messages_erased_at, ..erasure });
            Member { erasure, ..member }
        }
    }
}

/// No roles any more, and personal data only for freeing what was claimed.
fn erased_from_now_on(member: Member, begun: &ErasureBegun, recorded_at: Timestamp) -> Member {
    let erasure = Erasure {
        asked_by: begun.asked_by.clone(),
        asked_at: recorded_at,
        personal: member.personal,
        erased: None,
        messages_erased_at: None,
    };
    Member { personal: None, roles: Vec::new(), changes: member.changes, erasure: Some(erasure) }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::ids::Id;

    use super::*;

    fn minji() -> MemberId {
        MemberId::named("seosan", "minji")
    }

    fn sealed(text: &str) -> Sealed<PersonalData> {
        serde_json::from_value(text.into()).unwrap()
    }

    fn registered() -> MemberEvent {
        MemberRegistered { member: minji(), personal: sealed("one") }.into()
    }

    fn then(member: Member, event: &MemberEvent) -> Member {
        evolve(member, event, Timestamp::UNIX_EPOCH)
    }

    fn given(events: &[MemberEvent]) -> Member {
        events.iter().fold(Member::default(), then)
    }

    fn register(personal: &str, new_only: bool, seen: u64) -> MemberCommand {
        MemberCommand::Register { member: minji(), personal: sealed(personal), new_only, seen }
    }

    fn assign(roles: &[Role], tenant_kind: TenantKind, sites: &[SiteId]) -> MemberCommand {
        let roles = Roles::of(roles.to_vec()).unwrap();
        MemberCommand::AssignRoles {
            member: minji(),
            roles,
            tenant_kind,
            sites: sites.iter().copied().collect(),
        }
    }

    #[test]
    fn a_person_is_registered_once_changed_when_different_and_left_alone_when_equal() {
        assert_eq!(decide(&given(&[]), &register("one", true, 0)), Ok(vec![registered()]));
        let member = given(&[registered()]);
        assert_eq!(decide(&member, &register("two", true, 1)), Err(MemberRefusal::MemberAlready));
        assert_eq!(decide(&member, &register("one", false, 1)), Ok(vec![]));
        let changed = PersonalDataChanged { member: minji(), personal: sealed("two") };
        assert_eq!(decide(&member, &register("two", false, 1)), Ok(vec![changed.into()]));
    }

    #[test]
    fn a_change_put_together_on_an_older_state_is_put_together_again() {
        let member = given(&[registered(), RolesAssigned { member: minji(), roles: vec![] }.into()]);
        assert_eq!(decide(&member, &register("two", false, 1)), Err(MemberRefusal::ChangedMeanwhile));
        assert!(decide(&member, &register("two", false, 2)).is_ok());
    }

    #[test]
    fn roles_are_kept_sorted_and_once_and_set_as_a_whole() {
        let site = SiteId::named("seosan", "center");
        let given_roles = [Role::Clerk(site), Role::Administrator, Role::Clerk(site)];
        let events =
            decide(&given(&[registered()]), &assign(&given_roles, TenantKind::Member, &[site])).unwrap();
        let roles = vec![Role::Administrator, Role::Clerk(site)];
        let assigned: MemberEvent = RolesAssigned { member: minji(), roles: roles.clone() }.into();
        assert_eq!(events, vec![assigned.clone()]);
        let member = given(&[registered(), assigned]);
        assert_eq!(member.roles, roles);
        assert_eq!(decide(&member, &assign(&given_roles, TenantKind::Member, &[site])), Ok(vec![]));
        let none = decide(&member, &assign(&[], TenantKind::Member, &[])).unwrap();
        assert_eq!(none, vec![RolesAssigned { member: minji(), roles: vec![] }.into()]);
    }

    #[test]
    fn an_appointed_administrator_keeps_the_roles_there_were() {
        let clerk = Role::Clerk(SiteId::named("seosan", "center"));
        let appoint = MemberCommand::AppointAdministrator { member: minji() };
        let member = given(&[registered(), RolesAssigned { member: minji(), roles: vec![clerk] }.into()]);
        let appointed = RolesAssigned { member: minji(), roles: vec![Role::Administrator, clerk] };
        assert_eq!(decide(&member, &appoint), Ok(vec![appointed.clone().into()]));
        assert_eq!(decide(&then(member, &appointed.into()), &appoint), Ok(vec![]));
    }

    #[test]
    fn only_a_member_has_roles() {
        let appoint = MemberCommand::AppointAdministrator { member: minji() };
        assert_eq!(decide(&given(&[]), &appoint), Err(MemberRefusal::NotAMember));
        assert_eq!(
            decide(&given(&[]), &assign(&[], TenantKind::Member, &[])),
            Err(MemberRefusal::NotAMember)
        );
    }

    #[test]
    fn a_member_has_at_most_a_hundred_roles() {
        let clerk_of = |count: usize| {
            Roles::of((0..count).map(|n| Role::Clerk(SiteId::named("seosan", &n.to_string()))).collect())
        };
        assert!(clerk_of(99).is_ok());
        assert!(clerk_of(100).is_ok());
        assert_eq!(clerk_of(101), Err(MemberRefusal::RoleCount { count: 101 }));
        assert!(Roles::of(vec![Role::Integrator; 500]).is_ok());
    }

    #[test]
    fn a_clerk_works_at_a_site_that_the_tenant_has() {
        let (center, elsewhere) = (SiteId::named("seosan", "center"), SiteId::named("seoul", "hall"));
        let roles = [Role::Clerk(center), Role::Clerk(elsewhere)];
        let refused = decide(&given(&[registered()]), &assign(&roles, TenantKind::Member, &[center]));
        assert_eq!(refused, Err(MemberRefusal::NoSuchSite(elsewhere)));
    }

    #[test]
    fn only_the_secretariat_has_secretaries() {
        let member = given(&[registered()]);
        for kind in [TenantKind::Member, TenantKind::Associate] {
            let refused = decide(&member, &assign(&[Role::Secretariat], kind, &[]));
            assert_eq!(refused, Err(MemberRefusal::NotTheSecretariat(kind)));
        }
        assert!(decide(&member, &assign(&[Role::Secretariat], TenantKind::Secretariat, &[])).is_ok());
    }

    fn begun() -> MemberEvent {
        ErasureBegun { member: minji(), asked_by: Actor::Member(minji()) }.into()
    }

    #[test]
    fn an_erasure_is_begun_and_finished_once_and_the_first_receipt_stands() {
        let ask = |who| MemberCommand::Erase { member: minji(), asked_by: who };
        let mark = |places| MemberCommand::MarkErased { member: minji(), places };
        let administrator = MemberId::named("seosan", "admin");
        let member = given(&[registered()]);
        assert_eq!(decide(&member, &mark(vec![])), Err(MemberRefusal::NotAMember));
        assert_eq!(decide(&member, &ask(Actor::Member(minji()))), Ok(vec![begun()]));
        let member = given(&[registered(), begun()]);
        assert_eq!(decide(&member, &ask(Actor::Member(administrator))), Ok(vec![]));
        let places = super::super::erasure::every_place(None);
        let erased: MemberEvent = MemberErased { member: minji(), places: places.clone() }.into();
        assert_eq!(decide(&member, &mark(places)), Ok(vec![erased.clone()]));
        let member = given(&[registered(), begun(), erased]);
        assert_eq!(decide(&member, &mark(vec![])), Ok(vec![]));
        assert_eq!(member.erasure.unwrap().asked_by, Actor::Member(minji()));
    }

    #[test]
    fn from_the_beginning_of_the_erasure_on_there_is_no_member() {
        let roles = RolesAssigned { member: minji(), roles: vec![Role::Administrator] };
        let member = given(&[registered(), roles.into(), begun()]);
        assert_eq!((member.personal.is_none(), member.roles.is_empty(), member.changes), (true, true, 3));
        let appoint = MemberCommand::AppointAdministrator { member: minji() };
        for command in [register("two", false, 3), assign(&[], TenantKind::Member, &[]), appoint] {
            assert_eq!(decide(&member, &command), Err(MemberRefusal::Erased));
        }
        let stranger = MemberCommand::Erase { member: minji(), asked_by: Actor::Anonymous };
        assert_eq!(decide(&given(&[]), &stranger), Err(MemberRefusal::NotAMember));
    }

    #[test]
    fn that_messages_are_gone_is_noted_once() {
        let mark = MemberCommand::MarkMessagesErased { member: minji() };
        assert_eq!(decide(&given(&[registered()]), &mark), Err(MemberRefusal::NotAMember));
        let noted: MemberEvent = MessagesErased { member: minji() }.into();
        assert_eq!(decide(&given(&[registered(), begun()]), &mark), Ok(vec![noted.clone()]));
        assert_eq!(decide(&given(&[registered(), begun(), noted]), &mark), Ok(vec![]));
    }
}
