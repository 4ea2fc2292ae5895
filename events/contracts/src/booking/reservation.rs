//! Reservations, and what is free beside them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{CheckIn, HolidayDate, Price, Resource};
use crate::{
    LocalizedText,
    ids::{BlockingId, DrawId, GroupId, MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    time::{TimeSpan, Zone},
};

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReservationState {
    /// Waits for a clerk; the time is held, unless `unheld` says that it is not.
    Requested,
    Confirmed,
    /// By a clerk, who says why; or by itself, when nobody decided in time.
    Refused,
    Cancelled,
    /// Nobody came, or whoever came has left.
    Released,
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reservation {
    pub id: ReservationId,
    pub resource: ResourceId,
    pub resource_name: LocalizedText,
    pub site: SiteId,
    pub member: MemberId,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    pub span: TimeSpan,
    /// The zone its times were meant in.
    pub zone: Zone,
    /// How many persons come, when it was said.
    pub persons: Option<u32>,
    pub state: ReservationState,
    /// While it waits for a clerk: until then; afterwards it is refused by itself. Without, it waits for as long as it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decide_by: Option<Timestamp>,
    /// Whether it does not hold its time while it waits: others may ask for the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unheld: bool,
    /// Whether it was refused because somebody else got the time.
    #[serde(default, skip_serializing_if = "is_false")]
    pub given_to_another: bool,
    /// The draw that it is an application for, or was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawId>,
    /// Whether it was refused because it was not drawn.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_drawn: bool,
    /// What is free on its day, when somebody else got the time and one reservation is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free_instead: Vec<TimeSpan>,
    /// Whether a clerk set the rules of time aside for it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rules_set_aside: bool,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// What it costs, as it was agreed when it was made or changed; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// What is wished in its place, while it waits for a clerk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Box<WishedChange>>,
    /// When somebody checks in, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<CheckIn>,
    /// Why it was refused, or cancelled by a clerk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is wished in place of what is confirmed, while a clerk has not decided. Until then, and when it is not granted, the
/// reservation is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WishedChange {
    pub span: TimeSpan,
    /// How many persons come, when it was said.
    pub persons: Option<u32>,
    /// What it would cost; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// It waits for a clerk until then, and not beyond the start of what is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decide_by: Option<Timestamp>,
    /// Whether the further time is not held while it waits: others may ask for the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unheld: bool,
}

/// Why a reservation stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotGranted {
    /// A clerk said no.
    Refused,
    /// No clerk decided in time.
    Lapsed,
    /// Somebody else got the further time.
    GivenToAnother,
    /// The city needs the further time itself.
    GaveWay,
    /// It is not wished any more.
    Withdrawn,
    /// The reservation ended, or was changed in another way.
    Overtaken,
}

fn is_false(said: &bool) -> bool {
    !said
}

/// Time of a resource that nobody can reserve: for repair, for a feast of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Blocking {
    pub id: BlockingId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub span: TimeSpan,
    pub zone: Zone,
    /// Of so many of its units.
    pub units: u32,
    /// Written by a clerk for everybody.
    pub reason: String,
}

/// The free times of a resource on one local date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FreeDay {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Spans in which at least one unit is free, in order; what is past is left out. Each a block, where it is reserved by blocks.
    pub free: Vec<TimeSpan>,
    /// Where it is reserved by blocks: what can be one reservation, of free blocks that may be combined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<TimeSpan>,
    /// The holiday whose hours hold on the date in place of the weekly ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday: Option<HolidayDate>,
}

/// A resource with its free times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FreeResource {
    pub resource: Resource,
    pub days: Vec<FreeDay>,
}
