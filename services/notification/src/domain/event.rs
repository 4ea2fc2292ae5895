//! What happens to messages, as the log keeps it.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    ids::{
        HoldId, LoanId, MemberId, MessageId, ReservationId, ResourceId, SeriesId, SiteId, TitleId, WaitId,
    },
    notification::MessageKind,
    time::{TimeSpan, WallTime, Zone},
    wire_events,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a message is about: all that its text needs and that names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Reservation(ReservationFacts),
    Series(SeriesFacts),
    Loan(LoanFacts),
    Hold(HoldFacts),
    Wait(WaitFacts),
    Standing(StandingFacts),
}

impl Subject {
    /// Where it takes place, when that is somewhere.
    pub fn site(&self) -> Option<SiteId> {
        match self {
            Self::Reservation(facts) => Some(facts.site),
            Self::Series(facts) => Some(facts.site),
            Self::Loan(facts) => Some(facts.site),
            Self::Hold(facts) => Some(facts.site),
            Self::Wait(facts) => Some(facts.site),
            Self::Standing(_) => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationFacts {
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub span: TimeSpan,
    /// The zone its times were meant in.
    pub zone: Zone,
    /// What the clerk wrote for the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Dates of a series that a message tells of together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesFacts {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    /// The zone its times are meant in.
    pub zone: Zone,
    /// On the wall clock, when it is the same on each date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WallTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<WallTime>,
    #[schema(value_type = Vec<String>)]
    pub dates: Vec<Date>,
    /// Dates that were wished for and could not be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub refused: Vec<Date>,
    /// What the clerk wrote for the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoanFacts {
    pub loan: LoanId,
    pub title: TitleId,
    pub site: SiteId,
    /// Last day, in the site's zone; absent once the item is back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldFacts {
    pub hold: HoldId,
    pub title: TitleId,
    pub site: SiteId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WaitFacts {
    pub wait: WaitId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub span: TimeSpan,
    /// The zone its times were meant in.
    pub zone: Zone,
    /// Until then the time is held for the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub offered_until: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StandingFacts {
    /// Until when the member is suspended.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// The tenant's zone; UTC when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// A member is to be told of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageQueued {
    pub message: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    /// The public event it tells of.
    pub cause: Uuid,
    pub about: Subject,
}

/// The message was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageSent {
    pub message: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    pub cause: Uuid,
}

/// The message could not be handed over and will not be tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageFailed {
    pub message: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    pub cause: Uuid,
    /// Why, without personal data: it stays in the log for ever.
    pub reason: String,
}

/// Of an erased member nothing waits to be sent any more, and no mail to them is left in the folder of mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessagesErased {
    pub member: MemberId,
}

wire_events! {
    /// What happens to a message, or to all of a member's.
    pub enum MessageEvent {
        "message.queued.v1" => MessageQueued,
        "message.sent.v1" => MessageSent,
        "message.failed.v1" => MessageFailed,
        "messages.erased.v1" => MessagesErased,
    }
}
