//! Attendance: whether somebody comes to what they have reserved, and what follows when nobody does.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{GroupId, MemberId, ReservationId, ResourceId, SiteId},
    time::{TimeSpan, Zone},
};

/// How a resource is checked in to. Where it says nothing, nobody checks in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// Check-in opens so many minutes before the start.
    #[serde(default)]
    #[schema(maximum = 1440)]
    pub opens_minutes_before: u32,
    /// Whoever has not checked in so many minutes after the start has not come; 0: at the start.
    #[schema(maximum = 1440)]
    pub due_minutes: u32,
    /// Whether the code has to be given at the place: then nobody checks themselves in from afar.
    #[serde(default)]
    pub needs_code: bool,
    /// Whoever is away for so many minutes has left. When absent, nobody notes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1440)]
    pub absence_minutes: Option<u32>,
    /// Whether what nobody uses can be reserved again for the rest of its time.
    #[serde(default)]
    pub frees_time: bool,
    /// Whether whoever stands before it and finds it free may have it from now on.
    #[serde(default)]
    pub walk_in: bool,
}

/// When somebody checks in to a reservation, and whether they have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CheckIn {
    #[schema(value_type = String, format = DateTime)]
    pub opens_at: Timestamp,
    /// Until before this; then nobody has come.
    #[schema(value_type = String, format = DateTime)]
    pub due_by: Timestamp,
    /// Whether the code has to be given at the place.
    pub needs_code: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_in_at: Option<Timestamp>,
    /// What is given at the desk or at the door: six letters and digits, none that look alike. Told when it is read, and only
    /// while the reservation is confirmed and nobody has checked in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "K7M2QX")]
    pub code: Option<String>,
}

/// Who did something with a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DoneBy {
    /// Whoever has it, or acts for the group that has it.
    Holder,
    /// A clerk, or a device at the place.
    Staff,
    /// Nobody: it came about by itself.
    Platform,
}

/// Why a reservation was released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReleasedFor {
    /// Nobody checked in in time.
    #[default]
    NoShow,
    /// Whoever had it left.
    Absence,
}

/// Somebody comes to a reservation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckInToReservation {
    pub reservation: ReservationId,
    /// As it was given, in capitals or not.
    pub code: Option<String>,
    pub by: DoneBy,
    /// A clerk sets the time of check-in aside, and the code.
    #[serde(default)]
    pub set_rules_aside: bool,
}

/// A clerk notes that whoever had checked in has left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteAbsence {
    pub reservation: ReservationId,
    /// Since when nobody has been there.
    pub since: Timestamp,
}

/// Somebody stands before it and has it from now on: from the beginning of the running step of its grid, or of the running block.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WalkIn {
    pub resource: ResourceId,
    pub member: MemberId,
    pub ends_at: Timestamp,
    pub persons: Option<u32>,
    pub group: Option<GroupId>,
    pub purpose: Option<String>,
    pub by: DoneBy,
}

/// Somebody came to their reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationCheckedIn {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    #[schema(value_type = String, format = DateTime)]
    pub checked_in_at: Timestamp,
}

/// Nobody came, or whoever came has left: nobody has the reservation any more. It still counts as one that was made, and is not paid
/// back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationReleased {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub released_for: ReleasedFor,
    /// Whether the rest of its time can be reserved.
    pub frees_time: bool,
}
