//! Waiting for a time that is taken: who came first has it first, when it becomes free.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    LocalizedText,
    ids::{GroupId, MemberId, ReservationId, ResourceId, SiteId, WaitId},
    request::PageRequest,
    time::{TimeSpan, Zone},
};

/// That members may wait for taken times of a resource, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waitlist {
    /// How long time that became free is held for whoever it is offered to, in minutes; not beyond its start.
    #[schema(minimum = 1, maximum = 43_200)]
    pub offer_minutes: u32,
    /// How many may wait for times of the resource at once.
    #[serde(default = "Waitlist::usual_most_waiting")]
    #[schema(minimum = 1, maximum = 500)]
    pub most_waiting: u32,
}

impl Waitlist {
    /// As many as a clerk can look over.
    fn usual_most_waiting() -> u32 {
        100
    }
}

/// Where somebody who waits stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitState {
    Waiting,
    /// The time is held for them, until a deadline.
    Offered,
    /// They took the offer, and have a reservation.
    Taken,
    /// They did not want it any more when it was offered.
    Declined,
    /// They did not answer in time.
    Expired,
    /// They gave up waiting.
    Left,
    /// The time they waited for has come, and nothing became free.
    Lapsed,
}

/// A place in the queue for a time of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Wait {
    pub id: WaitId,
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
    pub state: WaitState,
    /// Their place among those who wait for time of the resource that overlaps; 1 is next. Absent when they wait no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub place: Option<u32>,
    /// Until then the time is held for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub offered_until: Option<Timestamp>,
    /// The reservation that came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<ReservationId>,
}

/// Joins the queue for a time that is taken. Who waits for it already keeps their place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinWaitlist {
    pub resource: ResourceId,
    pub member: MemberId,
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub span: TimeSpan,
    pub persons: Option<u32>,
    /// The group that it is for; the member acts for it.
    #[serde(default)]
    pub group: Option<GroupId>,
    /// What it is for, where the resource or its tariff asks for it.
    #[serde(default)]
    pub purpose: Option<String>,
}

/// Gives a place in the queue up, an offer with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LeaveWaitlist {
    pub wait: WaitId,
}

/// Takes the time that is offered: it is reserved as any other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AcceptOffer {
    pub wait: WaitId,
    /// Whether it is applied for that it costs nothing; a clerk decides.
    #[serde(default)]
    pub asks_free: bool,
}

/// Does not want the time that is offered; it is offered to the next.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeclineOffer {
    pub wait: WaitId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetWait {
    pub wait: WaitId,
}

/// Places in queues in the order in which they were taken, of a member, of a resource, or at a site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListWaits {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    pub resource: Option<ResourceId>,
    pub state: Option<WaitState>,
    pub page: PageRequest,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* $(,)? };)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        pub struct $name {
            pub wait: WaitId,
            pub resource: ResourceId,
            pub site: SiteId,
            pub member: MemberId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub group: Option<GroupId>,
            pub span: TimeSpan,
            pub zone: Zone,
            $($(#[$attribute])* pub $field: $type),*
        }
    )+};
}

facts! {
    /// Somebody waits for a time that is taken.
    WaitJoined {};
    /// The time became free and is held for them.
    WaitOffered {
        /// Until then; afterwards it is offered to the next.
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
    };
    /// The offer does not stand any more, their place in the queue does.
    WaitOfferWithdrawn {
        /// Whether it went on to the next because they may not take it now; else the city needs the time itself.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        passed_on: bool,
    };
    /// They took it, and have a reservation.
    WaitTaken { reservation: ReservationId };
    /// They did not want it; it is offered to the next.
    WaitDeclined {};
    /// They did not answer in time; it is offered to the next.
    WaitExpired {};
    /// They gave up waiting.
    WaitLeft {};
    /// The time they waited for has come, and nothing became free.
    WaitLapsed {};
}
