//! Membership: tenants, their sites, their members. The only service that holds personal data.

use serde::{Deserialize, Serialize};

use crate::{
    Language, LocalizedText, Role, TenantId,
    ids::{MemberId, SiteId},
    operations,
    time::{WeeklyHours, Zone},
    wire_events,
};

/// Its name on the bus.
pub const SERVICE: &str = "membership";

/// What a tenant is to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenantKind {
    /// A member city or agency.
    Member,
    /// An associate organisation.
    Associate,
    /// The network's secretariat.
    Secretariat,
}

/// A tenant as it is admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantDefinition {
    pub slug: TenantId,
    pub kind: TenantKind,
    pub name: LocalizedText,
    /// The languages it serves; the first is the default.
    #[schema(min_items = 1, max_items = 20)]
    pub languages: Vec<Language>,
    pub zone: Zone,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "KRW")]
    pub currency: String,
    /// Names of the identity providers it trusts, as the operator configured them.
    #[schema(min_items = 1, max_items = 10)]
    pub issuers: Vec<String>,
}

impl TenantDefinition {
    /// The language to use when nothing better is known: the first it serves.
    pub fn default_language(&self) -> Language {
        self.languages.first().cloned().unwrap_or_default()
    }
}

/// A site as a tenant defines it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteDefinition {
    pub name: LocalizedText,
    #[schema(max_length = 300)]
    pub address: String,
    /// Degrees, WGS 84.
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: f64,
    /// Degrees, WGS 84.
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: f64,
    pub hours: Vec<WeeklyHours>,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Site {
    pub id: SiteId,
    pub zone: Zone,
    #[serde(flatten)]
    pub definition: SiteDefinition,
}

/// Who a token says somebody is: the provider's name in the operator's configuration, and the subject there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
}

/// Personal data of a member: how to address them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    #[schema(format = "email", max_length = 254)]
    pub email: String,
    pub language: Language,
}

impl std::fmt::Debug for Contact {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(sealed)")
    }
}

/// A member, as the member and the tenant's staff see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Member {
    pub id: MemberId,
    pub contact: Contact,
    /// The number on the member's card.
    pub card: Option<String>,
    pub roles: Vec<Role>,
}

/// What the gateway needs to know of somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub member: MemberId,
    pub roles: Vec<Role>,
    pub language: Language,
}

/// Admits a tenant, or changes one that was admitted. Scope: the network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefineTenant {
    pub definition: TenantDefinition,
    /// Refuse when the tenant is there already, rather than change it.
    pub new_only: bool,
}

/// Scope: the network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetTenant {
    pub slug: TenantId,
}

/// All tenants, by slug. Scope: the network.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListTenants {}

/// Opens a site (a new one without id) or changes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefineSite {
    pub site: Option<SiteId>,
    pub definition: SiteDefinition,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetSite {
    pub site: SiteId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListSites {}

/// Registers a person (a new member without id).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegisterMember {
    pub member: Option<MemberId>,
    pub identity: Identity,
    pub contact: Contact,
    pub card: Option<String>,
}

/// Sets all roles of a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssignRoles {
    pub member: MemberId,
    pub roles: Vec<Role>,
}

/// Makes a member an administrator of the tenant, beside their other roles: how a tenant gets its first one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AppointAdministrator {
    pub member: MemberId,
}

/// A member who decides for a tenant. Who it is, the tenant knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Administrator {
    pub member: MemberId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetMember {
    pub member: MemberId,
}

/// The member who carries the card.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindMemberByCard {
    pub card: String,
}

/// Who signed in: `None` for somebody who is not a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IdentifyPerson {
    pub identity: Identity,
}

operations! { "membership":
    Command DefineTenant as "define-tenant" -> TenantDefinition;
    Query GetTenant as "get-tenant" -> TenantDefinition;
    Query ListTenants as "list-tenants" -> Vec<TenantDefinition>;
    Command DefineSite as "define-site" -> Site;
    Query GetSite as "get-site" -> Site;
    Query ListSites as "list-sites" -> Vec<Site>;
    Command RegisterMember as "register-member" -> Member;
    Command AssignRoles as "assign-roles" -> Member;
    Command AppointAdministrator as "appoint-administrator" -> Administrator;
    Query GetMember as "get-member" -> Member;
    Query FindMemberByCard as "find-member-by-card" -> Member;
    Query IdentifyPerson as "identify-person" -> Option<Person>;
}

/// A tenant was admitted to the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TenantAdmitted {
    pub definition: TenantDefinition,
}

/// A tenant's definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TenantChanged {
    pub definition: TenantDefinition,
}

/// A site was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SiteOpened {
    pub site: SiteId,
    pub zone: Zone,
    pub definition: SiteDefinition,
}

/// A site's definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SiteChanged {
    pub site: SiteId,
    pub zone: Zone,
    pub definition: SiteDefinition,
}

/// Somebody became a member. Who, only Membership knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberRegistered {
    pub member: MemberId,
}

/// A member's roles are now these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RolesAssigned {
    pub member: MemberId,
    pub roles: Vec<Role>,
}

wire_events! {
    /// What Membership tells the others.
    pub enum MembershipEvent {
        "tenant.admitted.v1" => TenantAdmitted,
        "tenant.changed.v1" => TenantChanged,
        "site.opened.v1" => SiteOpened,
        "site.changed.v1" => SiteChanged,
        "member.registered.v1" => MemberRegistered,
        "member.roles-assigned.v1" => RolesAssigned,
    }
}
