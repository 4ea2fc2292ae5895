//! What is known of a member where it counts: what they are entitled to, what they have learnt, and their standing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::GroupKind;
use crate::{
    ids::{GroupId, MemberId, PointsId, ReservationId},
    time::Zone,
};

/// What a clerk has seen of a member: proofs, cards, trainings. Sealed as all that is personal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Proofs {
    pub resident: bool,
    pub adult: bool,
    /// Lower-case words.
    #[schema(max_items = 50)]
    pub entitlements: Vec<String>,
    /// Trainings granted, as lower-case words: `laser-cutter`.
    #[schema(max_items = 50)]
    pub qualifications: Vec<String>,
}

/// How a tenant keeps order, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingPolicy {
    /// So many points suspend a member.
    #[schema(minimum = 1, maximum = 1_000)]
    pub threshold: u32,
    /// For so many months.
    #[schema(minimum = 1, maximum = 60)]
    pub suspended_months: u32,
    /// Points lapse so many months after they were given.
    #[schema(minimum = 1, maximum = 60)]
    pub lapse_after_months: u32,
    /// Points for who did not come; none when 0.
    #[serde(default)]
    #[schema(maximum = 1_000)]
    pub points_for_no_show: u32,
    /// Points for who cancels late; none when 0.
    #[serde(default)]
    #[schema(maximum = 1_000)]
    pub points_for_late_cancellation: u32,
    /// Late is less than so many hours before the start.
    #[serde(default)]
    #[schema(maximum = 8_784)]
    pub late_hours: u32,
    /// And so many minutes.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(maximum = 59)]
    pub late_minutes: u32,
    /// Points for who leaves what they have checked in to; none when 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(maximum = 1_000)]
    pub points_for_absence: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What points are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointsFor {
    NoShow,
    LateCancellation,
    Damage,
    LeftDirty,
    Disturbance,
    Other,
    /// Came and left.
    Absence,
}

/// Points that count or counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PointsGiven {
    pub id: PointsId,
    pub points: u32,
    pub given_for: PointsFor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<ReservationId>,
    #[schema(value_type = String, format = DateTime)]
    pub given_at: Timestamp,
    /// They count until then.
    #[schema(value_type = String, format = DateTime)]
    pub lapses_at: Timestamp,
    /// Whether the member has appealed, and nobody has decided yet.
    pub appealed: bool,
    /// Whether a clerk has waived them.
    pub waived: bool,
}

/// Whether a member may reserve, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Standing {
    pub member: MemberId,
    /// That count now.
    pub points: u32,
    /// So many suspend; absent while the tenant has no policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub suspended_until: Option<Timestamp>,
    /// All that have not lapsed, those that were waived too.
    pub given: Vec<PointsGiven>,
}

/// A member's suspension, as a refusal tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub until: Timestamp,
    pub points: u32,
    pub threshold: u32,
}

/// What another service may know of a member, to decide, and not to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub proofs: Proofs,
    pub suspended: Option<Suspension>,
    /// The kind of the group that was asked about.
    pub group: Option<GroupKind>,
}

/// What is known of a member, and of a group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetKnown {
    pub member: MemberId,
    pub group: Option<GroupId>,
}

/// A clerk writes down what they have seen of a member; all of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteProofs {
    pub member: MemberId,
    pub proofs: Proofs,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetProofs {
    pub member: MemberId,
}

/// Sets how the tenant keeps order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetStandingPolicy {
    pub policy: StandingPolicy,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetStandingPolicy {}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetStanding {
    pub member: MemberId,
}

/// Gives a member penalty points.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GivePoints {
    pub member: MemberId,
    pub points: u32,
    pub given_for: PointsFor,
    pub reservation: Option<ReservationId>,
}

/// A member asks that points be waived.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AppealPoints {
    pub member: MemberId,
    pub points: PointsId,
}

/// A clerk waives points, or decides an appeal against it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WaivePoints {
    pub member: MemberId,
    pub points: PointsId,
    /// `false`: the points stand, and the appeal is over.
    pub granted: bool,
}

/// A member may not reserve for a time. What for, only Membership tells, and the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberSuspended {
    pub member: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// The tenant's zone; absent in events of the first days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// A member may reserve again before the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SuspensionLifted {
    pub member: MemberId,
}
