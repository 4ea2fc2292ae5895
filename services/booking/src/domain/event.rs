//! What happens in a space. These shapes stand in the log for ever; each has a fixture under `tests/fixtures/events`.

use jiff::Timestamp;
use nanum_contracts::{
    booking::ResourceDefinition,
    ids::{MemberId, ReservationId, ResourceId, SiteId},
    time::{TimeSpan, Zone},
    wire_events,
};
use serde::{Deserialize, Serialize};

use super::Counted;

/// A resource can be reserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResourceAdded {
    pub resource: ResourceId,
    /// The zone of its site: its hours are meant in it.
    pub zone: Zone,
    pub definition: ResourceDefinition,
}

/// Its definition or its site's zone changed; both, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResourceChanged {
    pub resource: ResourceId,
    pub zone: Zone,
    pub definition: ResourceDefinition,
}

/// What was reserved, by whom, as it was on that day. It stands in every event of a reservation, so that each can be
/// understood by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Terms {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    /// The zone the times were meant in.
    pub zone: Zone,
    /// How many persons come, when it was said.
    pub persons: Option<u32>,
    /// The member's quota that it counts for, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

/// A reservation waits for a clerk; its time is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRequested {
    #[serde(flatten)]
    pub terms: Terms,
}

/// A reservation holds from the moment it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationConfirmed {
    #[serde(flatten)]
    pub terms: Terms,
}

/// A clerk said yes to a reservation that waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationAccepted {
    #[serde(flatten)]
    pub terms: Terms,
}

/// A clerk said no to a reservation that waited; its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRefused {
    #[serde(flatten)]
    pub terms: Terms,
    /// Written by the clerk for the member.
    pub reason: String,
}

/// A reservation was given up; its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationCancelled {
    #[serde(flatten)]
    pub terms: Terms,
    /// Whether it had been confirmed.
    pub was_confirmed: bool,
}

/// A reservation that was begun will not be made: whoever began it was not heard of again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationForgone {
    pub reservation: ReservationId,
    /// After this instant it could not be made anyway.
    #[schema(value_type = String, format = DateTime)]
    pub possible_until: Timestamp,
}

wire_events! {
    /// All that happens in a space.
    pub enum SpaceEvent {
        "resource.added.v1" => ResourceAdded,
        "resource.changed.v1" => ResourceChanged,
        "reservation.requested.v1" => ReservationRequested,
        "reservation.confirmed.v1" => ReservationConfirmed,
        "reservation.accepted.v1" => ReservationAccepted,
        "reservation.refused.v1" => ReservationRefused,
        "reservation.cancelled.v1" => ReservationCancelled,
        "reservation.forgone.v1" => ReservationForgone,
    }
}
