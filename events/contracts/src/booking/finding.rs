//! Finding: why something cannot be had, what can be had instead, and what is free first.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Resource, ResourceKind, WhyNot};
use crate::{
    ids::{GroupId, MemberId, ResourceId, SiteId},
    time::TimeSpan,
};

/// Whether a resource could be reserved; nothing is taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckReservation {
    pub resource: ResourceId,
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub span: TimeSpan,
    pub persons: Option<u32>,
    /// Who would reserve it; without, who may is not looked at.
    pub member: Option<MemberId>,
    pub group: Option<GroupId>,
    pub purpose: Option<String>,
}

/// What would become of a reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationCheck {
    pub resource: ResourceId,
    pub span: TimeSpan,
    /// Whether no rule says no. Allowances are counted only when it is made.
    pub possible: bool,
    /// Every rule that says no, in the order in which a reservation would meet them.
    pub why_not: Vec<WhyNot>,
    /// Other times of the resource, nearest first: as long, or as near to that as it may be.
    pub times_instead: Vec<TimeSpan>,
    /// Other resources of its kind with that very time: those of its site first, then by name.
    pub resources_instead: Vec<Resource>,
}

/// What is free soonest, from a local date on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindFirstFree {
    pub from: Date,
    /// For so many minutes.
    pub minutes: u32,
    pub persons: Option<u32>,
    /// Only this one.
    pub resource: Option<ResourceId>,
    pub site: Option<SiteId>,
    pub kind: Option<ResourceKind>,
    /// Each of these must be there.
    pub equipment: Vec<String>,
    /// Each of these must be there.
    pub accessibility: Vec<String>,
}

/// A resource, and when it is free first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FirstFree {
    pub resource: Resource,
    /// As long as was wished.
    pub span: TimeSpan,
}

/// What is free soonest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FirstFreeTimes {
    /// Soonest first; all on the first date on which something is free.
    pub found: Vec<FirstFree>,
    /// The last date that was looked at; search on from the next.
    #[schema(value_type = String, format = Date)]
    pub looked_until: Date,
}
