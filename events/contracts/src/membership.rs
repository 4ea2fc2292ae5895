//! Membership: tenants, their sites, their members. The only service that holds personal data.

mod calendar;
mod group;
mod seed;
mod standing;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Actor, Language, LocalizedText, Role, TenantId,
    ids::{MemberId, SiteId},
    operations,
    time::{WeeklyHours, Zone},
    wire_events,
};

pub use self::{calendar::*, group::*, seed::*, standing::*};

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

/// Erases a member's personal data, whatever they have reserved or borrowed: that stays under an id that names nobody. To
/// ask again is no fault and answers with the same receipt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EraseMember {
    pub member: MemberId,
}

/// What was done when a member was erased.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetErasureReceipt {
    pub member: MemberId,
}

/// A place where personal data of a member is, or might be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Key,
    Log,
    Snapshots,
    Claims,
    Fingerprints,
    KeptAnswers,
    Views,
    Search,
    PublicEvents,
    MessageLog,
    Mails,
    OtherMailServers,
    Reports,
    CopiesOfTheLog,
    CopiesOfTheKeys,
    Telemetry,
    TextsOfStaff,
    IdentityProvider,
}

/// What has become of the personal data in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// It is there no more.
    Deleted,
    /// It is there and nobody can read it: its key is destroyed.
    Unreadable,
    /// None was ever there.
    HeldNone,
    /// It is being deleted; the receipt will say when it was.
    Pending,
    /// It can be read, with other things together, until a day that the operator's rule names.
    Expires,
    /// The platform cannot or does not erase there.
    NotCovered,
}

/// One place, and what has become of the personal data in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CoveredPlace {
    pub place: Place,
    pub coverage: Coverage,
    /// When the last of it is gone, where that is later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReceiptLine {
    #[serde(flatten)]
    pub covered: CoveredPlace,
    /// For a person, in English.
    pub explanation: String,
}

/// What was done when a member was erased: every place, and how. It holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ErasureReceipt {
    pub member: MemberId,
    /// The member themselves, an administrator, or a part of the platform.
    pub asked_by: Actor,
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub erased_at: Timestamp,
    pub places: Vec<ReceiptLine>,
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
    Command EraseMember as "erase-member" -> ErasureReceipt;
    Query GetErasureReceipt as "get-erasure-receipt" -> ErasureReceipt;
    Query GetMember as "get-member" -> Member;
    Query FindMemberByCard as "find-member-by-card" -> Member;
    Query IdentifyPerson as "identify-person" -> Option<Person>;
    Command DefineGroup as "define-group" -> Group;
    Query GetGroup as "get-group" -> Group;
    Command NoteProofs as "note-proofs" -> Proofs;
    Query GetProofs as "get-proofs" -> Proofs;
    Command SetStandingPolicy as "set-standing-policy" -> StandingPolicy;
    Query GetStandingPolicy as "get-standing-policy" -> StandingPolicy;
    Query GetStanding as "get-standing" -> Standing;
    Command GivePoints as "give-points" -> Standing;
    Command AppealPoints as "appeal-points" -> Standing;
    Command WaivePoints as "waive-points" -> Standing;
    Query GetKnown as "get-known" -> Known;
    Command OpenCalendar as "open-calendar" -> OwnCalendar;
    Command CloseCalendar as "close-calendar" -> OwnCalendar;
    Query GetOwnCalendar as "get-own-calendar" -> OwnCalendar;
    Query FindCalendar as "find-calendar" -> CalendarOwner;
    Query GetSeed as "get-seed" -> Seed;
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

/// A member's personal data has been erased. Whatever a service keeps of them by their id names nobody from now on; whoever
/// holds more of them (mails, copies) deletes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberErased {
    pub member: MemberId,
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
        "member.erased.v1" => MemberErased,
        "member.suspended.v1" => MemberSuspended,
        "suspension.lifted.v1" => SuspensionLifted,
    }
}
