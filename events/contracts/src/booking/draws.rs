//! Drawing lots for times that many want. What decides is fixed before anybody can know what it favours, and whoever likes
//! computes it again afterwards.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    LocalizedText,
    ids::{DrawId, ReservationId, ResourceId, SiteId},
    request::PageRequest,
    time::{WallTime, Zone},
};

/// That the times of a date are drawn among those who have applied for them by a moment before it. Afterwards what is left is
/// reserved as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lottery {
    /// So many local dates before the date of the times.
    #[schema(minimum = 1, maximum = 366)]
    pub days_before: u32,
    /// At this time of that date, in the site's local time.
    pub at: WallTime,
    /// Whether who is not drawn waits for what they applied for, in the order drawn; where the resource has a waitlist.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub losers_wait: bool,
}

/// The first application for a date has come: what will decide is fixed, and hidden until the draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DrawOpened {
    pub draw: DrawId,
    pub resource: ResourceId,
    pub site: SiteId,
    /// The local date of the times that are drawn.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    pub zone: Zone,
    /// Then it is drawn; applications are taken until then.
    #[schema(value_type = String, format = DateTime)]
    pub draws_at: Timestamp,
    /// SHA-256 of the seed's text, as 64 hexadecimal digits.
    pub commitment: String,
}

/// It was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DrawDrawn {
    pub draw: DrawId,
    pub resource: ResourceId,
    pub site: SiteId,
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    pub zone: Zone,
    pub commitment: String,
    /// The text that decides: its SHA-256 is the commitment.
    pub seed: String,
    /// All who had applied and not withdrawn, in the order drawn.
    pub ranking: Vec<Lot>,
}

/// An application in the order drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lot {
    pub reservation: ReservationId,
    /// SHA-256 of the seed's text followed by the reservation's id, as 64 hexadecimal digits; the smallest is first.
    pub rank: String,
    /// Whether it got its time: when it was its turn, the time was free.
    pub won: bool,
}

/// A draw, with all that is needed to check it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Draw {
    pub id: DrawId,
    pub resource: ResourceId,
    pub resource_name: LocalizedText,
    pub site: SiteId,
    /// The local date of the times that are drawn.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    pub zone: Zone,
    /// Then it is drawn, or was.
    #[schema(value_type = String, format = DateTime)]
    pub draws_at: Timestamp,
    /// SHA-256 of the seed's text, published when the first application came.
    pub commitment: String,
    /// The text that decided, once it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// The applications in the order drawn: by SHA-256 of the seed's text followed by the reservation's id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranking: Vec<Lot>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetDraw {
    pub draw: DrawId,
}

/// Draws by date, of a resource when it is said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListDraws {
    pub resource: Option<ResourceId>,
    pub page: PageRequest,
}
