//! Booking: resources and their reservations.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    LocalizedText,
    ids::{MemberId, ReservationId, ResourceId, SiteId},
    operations,
    request::{Page, PageRequest},
    time::{TimeSpan, WallTime, WeeklyHours, Zone},
    wire_events,
};

/// Its name on the bus.
pub const SERVICE: &str = "booking";

/// What sort of thing is reserved. It says what a person may expect, and changes no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    Room,
    Hall,
    Kitchen,
    Desk,
    Office,
    Computer,
    Vehicle,
    Boat,
    Parking,
    Stall,
    Machine,
    GuestRoom,
}

/// A resource as a tenant defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceDefinition {
    pub site: SiteId,
    pub kind: ResourceKind,
    pub name: LocalizedText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LocalizedText>,
    /// Greatest number of persons at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub persons: Option<u32>,
    /// How many reservations may hold it at the same time: 1 for a room, more for a pool of like places.
    #[schema(minimum = 1, maximum = 10_000)]
    pub units: u32,
    /// Whether a clerk decides each reservation; the time is held while it waits.
    pub approval: bool,
    /// When it can be reserved, in the site's local time.
    pub hours: Vec<WeeklyHours>,
    /// Reservations start and end on this grid, counted in minutes from local midnight.
    #[schema(minimum = 5, maximum = 1440)]
    pub step_minutes: u32,
    /// Shortest reservation, in minutes.
    pub shortest_minutes: u32,
    /// Longest reservation, in minutes.
    pub longest_minutes: u32,
    /// How many reservations of it one member may have; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// What is there, as lower-case words: `projector`.
    #[serde(default)]
    pub equipment: Vec<String>,
    /// What makes it accessible, as lower-case words: `step-free`.
    #[serde(default)]
    pub accessibility: Vec<String>,
}

/// How many reservations of a resource one member may have in a day, a week or a month, counted by their start in local
/// time. What was cancelled or refused does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    #[schema(minimum = 1, maximum = 1_000)]
    pub reservations: u32,
    pub per: Period,
}

/// For how long a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Resource {
    pub id: ResourceId,
    /// The zone of its site: its hours are meant in it.
    pub zone: Zone,
    #[serde(flatten)]
    pub definition: ResourceDefinition,
}

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReservationState {
    /// Waits for a clerk; the time is held.
    Requested,
    Confirmed,
    Refused,
    Cancelled,
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reservation {
    pub id: ReservationId,
    pub resource: ResourceId,
    pub resource_name: LocalizedText,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    /// The zone its times were meant in.
    pub zone: Zone,
    /// How many persons come, when it was said.
    pub persons: Option<u32>,
    pub state: ReservationState,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The free times of a resource on one local date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FreeDay {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Spans in which at least one unit is free, in order; what is past is left out.
    pub free: Vec<TimeSpan>,
}

/// A resource with its free times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FreeResource {
    pub resource: Resource,
    pub days: Vec<FreeDay>,
}

/// Most days one question about free times may cover.
pub const FREE_DAYS_MAX: u32 = 31;

/// Adds a resource (a new one without id) or changes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefineResource {
    pub resource: Option<ResourceId>,
    pub definition: ResourceDefinition,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetResource {
    pub resource: ResourceId,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListResources {
    pub site: Option<SiteId>,
    pub kind: Option<ResourceKind>,
    pub page: PageRequest,
}

/// Free times of one resource, from a local date on, for some days.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetFreeTimes {
    pub resource: ResourceId,
    pub from: Date,
    /// 1 to [`FREE_DAYS_MAX`].
    pub days: u32,
}

/// Which resources are free on a local date, within the wished time, for so many persons.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindFree {
    pub date: Date,
    /// Only those free for all of the time between `from` and `to`; any free time when absent.
    pub from: Option<WallTime>,
    pub to: Option<WallTime>,
    pub persons: Option<u32>,
    pub site: Option<SiteId>,
    pub kind: Option<ResourceKind>,
    /// Each of these must be there.
    pub equipment: Vec<String>,
    /// Each of these must be there.
    pub accessibility: Vec<String>,
    pub page: PageRequest,
}

/// Reserves a resource for a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeReservation {
    pub resource: ResourceId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub persons: Option<u32>,
}

/// A clerk confirms what waits for approval.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcceptReservation {
    pub reservation: ReservationId,
}

/// A clerk refuses what waits for approval. The reason is told to the member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefuseReservation {
    pub reservation: ReservationId,
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelReservation {
    pub reservation: ReservationId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetReservation {
    pub reservation: ReservationId,
}

/// Reservations by start, of a member, or at a site, or both; between two instants, when given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListReservations {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    /// Those that end after this.
    pub from: Option<Timestamp>,
    /// Those that start before this.
    pub to: Option<Timestamp>,
    pub state: Option<ReservationState>,
    pub page: PageRequest,
}

operations! { "booking":
    Command DefineResource as "define-resource" -> Resource;
    Query GetResource as "get-resource" -> Resource;
    Query ListResources as "list-resources" -> Page<Resource>;
    Query GetFreeTimes as "get-free-times" -> FreeResource;
    Query FindFree as "find-free" -> Page<FreeResource>;
    Command MakeReservation as "make-reservation" -> Reservation;
    Command AcceptReservation as "accept-reservation" -> Reservation;
    Command RefuseReservation as "refuse-reservation" -> Reservation;
    Command CancelReservation as "cancel-reservation" -> Reservation;
    Query GetReservation as "get-reservation" -> Reservation;
    Query ListReservations as "list-reservations" -> Page<Reservation>;
}

/// A resource can be reserved from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResourceAdded {
    pub resource: ResourceId,
    pub zone: Zone,
    pub definition: ResourceDefinition,
}

/// A resource's definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResourceChanged {
    pub resource: ResourceId,
    pub zone: Zone,
    pub definition: ResourceDefinition,
}

/// A reservation waits for a clerk; its time is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRequested {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
}

/// A reservation holds: made without approval, or accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationConfirmed {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
}

/// A clerk said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRefused {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    /// Written by the clerk for the member.
    pub reason: String,
}

/// A reservation was given up; its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationCancelled {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    /// Whether it had been confirmed.
    pub was_confirmed: bool,
}

wire_events! {
    /// What Booking tells the others.
    pub enum BookingEvent {
        "resource.added.v1" => ResourceAdded,
        "resource.changed.v1" => ResourceChanged,
        "reservation.requested.v1" => ReservationRequested,
        "reservation.confirmed.v1" => ReservationConfirmed,
        "reservation.refused.v1" => ReservationRefused,
        "reservation.cancelled.v1" => ReservationCancelled,
    }
}
