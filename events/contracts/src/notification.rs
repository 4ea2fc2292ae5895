//! Notification: messages to members, by e-mail, in their language.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{MemberId, MessageId},
    operations,
    request::{Page, PageRequest},
    wire_events,
};

/// Its name on the bus.
pub const SERVICE: &str = "notification";

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    ReservationRequested,
    /// It does not hold its time while it waits.
    ReservationAskedFor,
    ReservationConfirmed,
    ReservationRefused,
    /// Somebody else got the time.
    ReservationGivenToAnother,
    /// It was applied for, and not drawn.
    ReservationNotDrawn,
    /// Nobody decided it in time.
    ReservationLapsed,
    ReservationCancelled,
    /// Another time, another length, other persons.
    ReservationChanged,
    /// A change of what is confirmed waits for a clerk.
    ReservationChangeRequested,
    /// A clerk said no to it; the reservation stays as it was.
    ReservationChangeRefused,
    /// Nobody decided it in time; the reservation stays as it was.
    ReservationChangeLapsed,
    /// Somebody else got the further time; the reservation stays as it was.
    ReservationChangeGivenToAnother,
    /// It stands again.
    ReservationRestored,
    /// A clerk cancelled it, and says why.
    ReservationGaveWay,
    /// Nobody paid for it in time.
    ReservationUnpaid,
    /// Many dates in one act; each message names them all.
    SeriesMade,
    /// One of its dates waits for a clerk.
    SeriesRequested,
    /// The same, and the time of what waits is not held.
    SeriesAskedFor,
    /// It goes on after its last date.
    SeriesExtended,
    /// Another time on the wall clock.
    SeriesChanged,
    /// The same, and it waits for a clerk; the series stays as it was until then.
    SeriesChangeRequested,
    /// What was to come of it, or a part of that.
    SeriesCancelled,
    /// A clerk cancelled it, and says why.
    SeriesGaveWay,
    /// What they waited for is free, and held for them until a deadline.
    WaitOffered,
    /// They did not answer the offer in time.
    WaitExpired,
    /// The city needs the offered time itself.
    WaitOfferWithdrawn,
    /// They may not take what was held for them now; it went on to the next.
    WaitPassedOn,
    /// The time they waited for has come, and nothing became free.
    WaitLapsed,
    LoanStarted,
    LoanEnded,
    HoldPlaced,
    HoldReady,
    HoldLapsed,
    /// Nobody came to it, or whoever came left.
    ReservationReleased,
    /// The member may not reserve for a time.
    MemberSuspended,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    Queued,
    Sent,
    /// The mail server refused it for good, or the member has no address.
    Failed,
}

/// A message to a member; its text is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Message {
    pub id: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    /// The public event it tells of.
    pub cause: Uuid,
    pub state: MessageState,
    #[schema(value_type = String, format = DateTime)]
    pub queued_at: Timestamp,
}

/// A member's messages, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListMessages {
    pub member: MemberId,
    pub page: PageRequest,
}

operations! { "notification":
    Query ListMessages as "list-messages" -> Page<Message>;
}

/// A message was handed to the mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageSent {
    pub message: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    pub cause: Uuid,
}

/// A message could not be delivered and will not be tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessageFailed {
    pub message: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    pub cause: Uuid,
}

/// What was still to be sent to an erased member was dropped, and what was written to them deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessagesErased {
    pub member: MemberId,
}

wire_events! {
    /// What Notification tells the others.
    pub enum NotificationEvent {
        "message.sent.v1" => MessageSent,
        "message.failed.v1" => MessageFailed,
        "messages.erased.v1" => MessagesErased,
    }
}
