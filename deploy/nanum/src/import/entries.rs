//! The format of an import file: one tenant with all that is its own. See `deploy/demo` for examples.

use nanum_contracts::{
    Language, LocalizedText, TenantId,
    booking::{
        Allowance, Blocks, Eligibility, HoursException, Lottery, Notice, OnHolidays, Photo, Publication,
        Quota, ResourceKind, Tariff, Vehicle, Waitlist,
    },
    lending::TitleKind,
    membership::TenantKind,
    time::{WeeklyHours, Zone},
};
use serde::Deserialize;

/// `[tenant]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TenantEntry {
    pub(super) slug: TenantId,
    pub(super) kind: TenantKind,
    pub(super) name: LocalizedText,
    pub(super) languages: Vec<Language>,
    pub(super) zone: Zone,
    pub(super) currency: String,
    pub(super) issuers: Vec<String>,
}

/// `[[sites]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteEntry {
    pub(super) key: String,
    pub(super) name: LocalizedText,
    pub(super) address: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) hours: Vec<WeeklyHours>,
}

/// `[[resources]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResourceEntry {
    pub(super) key: String,
    /// Key of a site.
    pub(super) site: String,
    pub(super) kind: ResourceKind,
    pub(super) name: LocalizedText,
    pub(super) description: Option<LocalizedText>,
    pub(super) persons: Option<u32>,
    pub(super) units: u32,
    pub(super) approval: bool,
    /// Whether a request holds its time while it waits; it does when absent.
    pub(super) approval_holds: Option<bool>,
    /// How long a request waits for a clerk, in minutes; as long as it takes when absent.
    pub(super) approval_due_minutes: Option<u32>,
    /// The site's hours when absent.
    pub(super) hours: Option<Vec<WeeklyHours>>,
    #[serde(default)]
    pub(super) exceptions: Vec<HoursException>,
    #[serde(default)]
    pub(super) notice: Notice,
    pub(super) step_minutes: u32,
    pub(super) shortest_minutes: u32,
    pub(super) longest_minutes: u32,
    /// The key of what it is a part of, further up in the file.
    pub(super) part_of: Option<String>,
    #[serde(default)]
    pub(super) buffer_before_minutes: u32,
    #[serde(default)]
    pub(super) buffer_after_minutes: u32,
    /// How many reservations a member may have; no limit when absent.
    pub(super) quota: Option<Quota>,
    /// Further limits.
    #[serde(default)]
    pub(super) quotas: Vec<Allowance>,
    /// Who may reserve it; everybody when absent.
    pub(super) eligibility: Option<Box<Eligibility>>,
    /// What it costs; nothing when there are none.
    #[serde(default)]
    pub(super) tariffs: Vec<Tariff>,
    /// Whether and how members may wait for taken times; nobody may when absent.
    pub(super) waitlist: Option<Waitlist>,
    /// Whether and when its times are drawn; who comes first has it when absent.
    pub(super) lottery: Option<Lottery>,
    #[serde(default)]
    pub(super) equipment: Vec<String>,
    #[serde(default)]
    pub(super) accessibility: Vec<String>,
    #[serde(default)]
    pub(super) on_public_holidays: OnHolidays,
    #[serde(default)]
    pub(super) on_school_holidays: OnHolidays,
    /// The blocks that it is reserved by; by its grid when absent.
    pub(super) blocks: Option<Box<Blocks>>,
    /// Who sees it; everybody when absent.
    #[serde(default)]
    pub(super) publication: Publication,
    #[serde(default)]
    pub(super) photos: Vec<Photo>,
    /// What sort of vehicle it is, when it is one that feeds shall list.
    pub(super) vehicle: Option<Box<Vehicle>>,
}

fn hold_kept_days() -> u32 {
    nanum_contracts::lending::HOLD_KEPT_DAYS
}

/// `[[titles]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleEntry {
    pub(super) key: String,
    /// Key of a site.
    pub(super) site: String,
    pub(super) kind: TitleKind,
    pub(super) name: LocalizedText,
    pub(super) creator: Option<String>,
    pub(super) description: Option<LocalizedText>,
    pub(super) loan_days: u32,
    /// Days for which an item set aside waits to be fetched.
    #[serde(default = "hold_kept_days")]
    pub(super) hold_kept_days: u32,
    pub(super) donor: Option<String>,
    /// Barcodes.
    pub(super) items: Vec<String>,
}

/// `[[members]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberEntry {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) language: Language,
    pub(super) card: Option<String>,
    /// The identity provider that knows the person; the tenant's first when absent.
    pub(super) issuer: Option<String>,
    /// Who they are there; `<tenant>/<key>` when absent.
    pub(super) subject: Option<String>,
    #[serde(default)]
    pub(super) roles: Vec<PlainRole>,
    /// Keys of the sites at whose desks they work.
    #[serde(default)]
    pub(super) clerk_of: Vec<String>,
}

/// A role that needs no site.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PlainRole {
    Administrator,
    Secretariat,
    Integrator,
}
