//! What happens in the queue. These shapes stand in the log for ever.

use jiff::Timestamp;
use nanum_contracts::{
    ids::{GroupId, MemberId, ReservationId, ResourceId, SiteId, WaitId},
    time::{TimeSpan, Zone},
};
use serde::{Deserialize, Serialize};

use crate::domain::Holder;

/// Who waits for what. It stands in every event of a wait, so that each can be understood by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WaitTerms {
    pub wait: WaitId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    /// The group that it is for, when the member acts for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    pub span: TimeSpan,
    /// The zone the times were meant in.
    pub zone: Zone,
    /// How many persons come, when it was said.
    pub persons: Option<u32>,
    /// What it is for, when it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

impl WaitTerms {
    /// For whom it is.
    pub fn holder(&self) -> Holder {
        Holder { member: self.member, group: self.group }
    }
}

macro_rules! of_a_wait {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* $(,)? };)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        pub struct $name {
            #[serde(flatten)]
            pub terms: WaitTerms,
            $($(#[$attribute])* pub $field: $type),*
        }
    )+};
}

of_a_wait! {
    /// Somebody waits for a time that is taken.
    WaitJoined {};
    /// The time became free, and is held for them.
    WaitOffered {
        /// What the offer holds on the calendar, when that is more than its span.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<TimeSpan>,
        /// Until then.
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
    };
    /// The time became free, and is held for the queue until it is known whether they may take it.
    WaitSetAside {
        /// What is held on the calendar, when that is more than the span.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<TimeSpan>,
        /// Until then at the latest.
        #[schema(value_type = String, format = DateTime)]
        until: Timestamp,
    };
    /// They may not take it now: they keep their place, and it goes on to the next.
    WaitPassedOver {
        /// Whether it was offered to them.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        offered: bool,
    };
    /// The city needs the time itself: the offer stands no more, their place does.
    WaitOfferWithdrawn {};
    /// They took it: the reservation follows in the same append.
    WaitTaken { reservation: ReservationId };
    /// They did not want it.
    WaitDeclined {};
    /// They did not answer in time.
    WaitExpired {};
    /// They gave up waiting.
    WaitLeft {};
    /// The time they waited for has come.
    WaitLapsed {};
}

impl WaitSetAside {
    /// What is held on the calendar.
    pub fn held(&self) -> TimeSpan {
        self.held.unwrap_or(self.terms.span)
    }
}

impl WaitOffered {
    /// What the offer holds on the calendar.
    pub fn held(&self) -> TimeSpan {
        self.held.unwrap_or(self.terms.span)
    }
}
