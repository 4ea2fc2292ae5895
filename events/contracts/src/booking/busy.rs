//! When a resource is not to be had, for calendars and feeds of others; never who has it.

use serde::{Deserialize, Serialize};

use super::{ResourceKind, Vehicle};
use crate::{
    LocalizedText,
    ids::{ResourceId, SiteId},
    request::PageRequest,
    time::{TimeSpan, Zone},
};

/// Most days one question about the busy times of one resource may cover: two months, as calendars look ahead.
pub const BUSY_DAYS_MAX: u32 = 62;
/// How far back a calendar that others subscribe to reaches, in days.
pub const CALENDAR_DAYS_BACK: u32 = 90;
/// How far ahead it reaches, in days: beyond the horizon of reservations.
pub const CALENDAR_DAYS_AHEAD: u32 = 400;
/// Most entries of one such calendar: what programs for calendars still read at once, well within a message of the bus.
pub const CALENDAR_ENTRIES_MAX: usize = 2_000;

/// Most days a question about busy times may cover.
pub fn busy_days_max(with_closed: bool) -> u32 {
    if with_closed { BUSY_DAYS_MAX } else { CALENDAR_DAYS_BACK + CALENDAR_DAYS_AHEAD }
}

/// Why not all units can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BusyState {
    /// Some are reserved.
    Reserved,
    /// Some are blocked, and none is reserved.
    Blocked,
    /// It is not open.
    Closed,
}

/// A span of time in which not all units can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BusySpan {
    pub span: TimeSpan,
    pub state: BusyState,
    /// How many units can be had all through; none while it is closed.
    pub free_units: u32,
}

/// A resource, and when not all of it can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BusyResource {
    pub resource: ResourceId,
    pub site: SiteId,
    pub kind: ResourceKind,
    pub name: LocalizedText,
    pub zone: Zone,
    pub units: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<Vehicle>,
    /// What was asked about.
    pub window: TimeSpan,
    /// In order, and within the window; in all other time every unit can be had.
    pub busy: Vec<BusySpan>,
}

/// The busy times of one resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetBusyTimes {
    pub resource: ResourceId,
    /// At most [`BUSY_DAYS_MAX`] days with closed times, without them as far as a calendar reaches.
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub window: TimeSpan,
    /// Whether closed times are told as well.
    pub with_closed: bool,
}

/// The busy times of resources, by name, as far as a calendar reaches. Of more than [`CALENDAR_ENTRIES_MAX`] spans in all those
/// are left out that are over for longest, then those furthest ahead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListBusyTimes {
    pub site: Option<SiteId>,
    pub kind: Option<ResourceKind>,
    /// As in [`GetBusyTimes`].
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub window: TimeSpan,
    pub with_closed: bool,
    pub page: PageRequest,
}
