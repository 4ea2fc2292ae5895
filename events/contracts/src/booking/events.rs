//! What Booking tells the others.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    ChargeDue, ChargeSettled, ChargeWithdrawn, DoneBy, DrawDrawn, DrawOpened, HolidaysDefined, NotGranted,
    RefundDue, RefundSettled, RefundWithdrawn, ReservationCheckedIn, ReservationReleased, ReservationState,
    ResourceDefinition, SeriesCancelled, SeriesChanged, SeriesExtended, SeriesMade, WaitDeclined,
    WaitExpired, WaitJoined, WaitLapsed, WaitLeft, WaitOfferWithdrawn, WaitOffered, WaitTaken,
};
use crate::{
    ids::{BlockingId, GroupId, MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    time::{TimeSpan, Zone},
    wire_events,
};

/// A resource can be reserved from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResourceAdded {
    pub resource: ResourceId,
    pub zone: Zone,
    pub definition: Box<ResourceDefinition>,
}

/// A resource's definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResourceChanged {
    pub resource: ResourceId,
    pub zone: Zone,
    pub definition: Box<ResourceDefinition>,
}

/// A reservation waits for a clerk; its time is held, unless `unheld` says that it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRequested {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whether its time is not held while it waits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// Whether it was made with its series, which is told by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
}

/// The clerks of the site are reminded: half of the time that a request waits at most is over, and nobody has decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationDecisionDue {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    /// Then it is refused by itself.
    #[schema(value_type = String, format = DateTime)]
    pub decide_by: Timestamp,
}

/// Nobody decided a request in time, so it was refused by itself; its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationLapsed {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    /// Until then it waited.
    #[schema(value_type = String, format = DateTime)]
    pub decide_by: Timestamp,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
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
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whether it was made with its series, which is told by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
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
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whether it was refused because somebody else got the time; then the reason is empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given_to_another: bool,
    /// Whether it was applied for and not drawn; then the reason is empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_drawn: bool,
}

/// A change of a confirmed reservation waits for a clerk; until it is granted the reservation is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationChangeRequested {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    /// When it is.
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
    /// When it is wished to be.
    pub wished_span: TimeSpan,
    pub wished_persons: Option<u32>,
    /// Then it lapses by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decide_by: Option<Timestamp>,
    /// Whether the further time is not held while it waits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whether it is wished with all that is to come of its series, which is told by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
}

/// A change of a confirmed reservation is not granted; the reservation is as it was. One that is granted is told as a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationChangeNotGranted {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    /// When it is.
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
    /// When it was wished to be.
    pub wished_span: TimeSpan,
    pub wished_persons: Option<u32>,
    pub why: NotGranted,
    /// Written by a clerk, when a clerk said no or needs the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
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
    /// The blocking that it gave way to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displaced_by: Option<BlockingId>,
    /// Whether it lapsed because nobody paid in time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unpaid: bool,
    /// Who cancelled it; absent in events of the first days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<DoneBy>,
    /// When they had come, if they had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_in_at: Option<Timestamp>,
    /// Written by the clerk for the member, when a clerk cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whether it was given up with all that is to come of its series, which is told by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
    /// Whether a clerk did it at the member's wish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_members_wish: bool,
}

/// A reservation was moved, made longer or shorter, or is for more or fewer persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationChanged {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
    /// When it was until now.
    pub before: TimeSpan,
    /// Where it stood.
    pub was: ReservationState,
    /// Where it stands now: it waits for a clerk again, or is confirmed.
    pub state: ReservationState,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// Whether its time is not held while it waits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// Whether it was moved with all that is to come of its series, which is told by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
    /// Who changed it; absent in events of the first days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<DoneBy>,
    /// Whether a clerk did it at the member's wish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_members_wish: bool,
}

/// A cancelled reservation stands again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRestored {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub persons: Option<u32>,
    /// Where it stands now: it waits for a clerk, or is confirmed.
    pub state: ReservationState,
    /// The group that it is for, when it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
}

/// Nobody can reserve the resource for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TimeBlocked {
    pub blocking: BlockingId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub span: TimeSpan,
    pub zone: Zone,
    /// Of so many of its units.
    pub units: u32,
    pub reason: String,
}

/// A blocked time can be reserved again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BlockingLifted {
    pub blocking: BlockingId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub span: TimeSpan,
    pub zone: Zone,
    pub units: u32,
    pub reason: String,
}

wire_events! {
    /// What Booking tells the others.
    pub enum BookingEvent {
        "resource.added.v1" => ResourceAdded,
        "resource.changed.v1" => ResourceChanged,
        "reservation.requested.v1" => ReservationRequested,
        "reservation.confirmed.v1" => ReservationConfirmed,
        "reservation.refused.v1" => ReservationRefused,
        "reservation.decision-due.v1" => ReservationDecisionDue,
        "reservation.lapsed.v1" => ReservationLapsed,
        "reservation.cancelled.v1" => ReservationCancelled,
        "reservation.changed.v1" => ReservationChanged,
        "reservation.change-requested.v1" => ReservationChangeRequested,
        "reservation.change-not-granted.v1" => ReservationChangeNotGranted,
        "reservation.restored.v1" => ReservationRestored,
        "blocking.added.v1" => TimeBlocked,
        "blocking.lifted.v1" => BlockingLifted,
        "series.made.v1" => SeriesMade,
        "charge.due.v1" => ChargeDue,
        "charge.settled.v1" => ChargeSettled,
        "charge.withdrawn.v1" => ChargeWithdrawn,
        "refund.due.v1" => RefundDue,
        "refund.settled.v1" => RefundSettled,
        "refund.withdrawn.v1" => RefundWithdrawn,
        "holidays.defined.v1" => HolidaysDefined,
        "series.changed.v1" => SeriesChanged,
        "series.cancelled.v1" => SeriesCancelled,
        "series.extended.v1" => SeriesExtended,
        "wait.joined.v1" => WaitJoined,
        "wait.offered.v1" => WaitOffered,
        "wait.offer-withdrawn.v1" => WaitOfferWithdrawn,
        "wait.taken.v1" => WaitTaken,
        "wait.declined.v1" => WaitDeclined,
        "wait.expired.v1" => WaitExpired,
        "wait.left.v1" => WaitLeft,
        "wait.lapsed.v1" => WaitLapsed,
        "draw.opened.v1" => DrawOpened,
        "draw.drawn.v1" => DrawDrawn,
        "reservation.checked-in.v1" => ReservationCheckedIn,
        "reservation.released.v1" => ReservationReleased,
    }
}
