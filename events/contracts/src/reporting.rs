//! Reporting: figures and the hub's search, from the events of all others. It decides nothing and publishes nothing.

use serde::{Deserialize, Serialize};

use crate::{
    LocalizedText, TenantId,
    booking::ResourceKind,
    ids::{ResourceId, SiteId, TitleId},
    lending::TitleKind,
    operations,
    request::{Page, PageRequest},
};

/// Its name on the bus.
pub const SERVICE: &str = "reporting";

/// Uses of a site in a month of its local calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SiteUses {
    pub site: SiteId,
    pub site_name: LocalizedText,
    /// `YYYY-MM`.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$", example = "2026-12")]
    pub month: String,
    /// Confirmed reservations that start in the month and were not cancelled.
    pub reservations: u64,
    /// Hours of those reservations, in minutes.
    pub reserved_minutes: u64,
    /// Loans that started in the month.
    pub loans: u64,
}

/// A tenant's uses by site and month, in that order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UsesReport {
    pub year: i16,
    pub rows: Vec<SiteUses>,
}

/// What a listing leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    Resource(ResourceId),
    Title(TitleId),
}

/// What sort of thing a listing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum ListingKind {
    Resource(ResourceKind),
    Title(TitleKind),
}

/// One entry of the hub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Listing {
    pub tenant: TenantId,
    pub tenant_name: LocalizedText,
    pub shared: Shared,
    pub kind: ListingKind,
    pub name: LocalizedText,
    pub description: Option<LocalizedText>,
    /// Author or maker of a title.
    pub creator: Option<String>,
    pub site: SiteId,
    pub site_name: LocalizedText,
    pub address: String,
    /// Degrees, WGS 84.
    pub latitude: f64,
    pub longitude: f64,
    /// Equipment and accessibility of a resource.
    pub attributes: Vec<String>,
}

/// A year of a tenant's uses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetUsesReport {
    pub year: i16,
}

/// Searches all that is shared in the network. Scope: the network.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SearchHub {
    /// Words that must all occur, in any language; everything when empty.
    pub text: String,
    pub tenant: Option<TenantId>,
    pub page: PageRequest,
}

operations! { "reporting":
    Query GetUsesReport as "get-uses-report" -> UsesReport;
    Query SearchHub as "search-hub" -> Page<Listing>;
}
