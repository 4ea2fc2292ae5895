//! What happens in a space. These shapes stand in the log for ever; each has a fixture under `tests/fixtures/events`.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::{
        ChargeDue, ChargeKind, ChargeSettled, ChargeState, ChargeWithdrawn, DoneBy, DrawDrawn, DrawOpened,
        Holiday, NotGranted, Owed, Recurrence, RefundDue, RefundSettled, RefundWithdrawn, RefusedDate,
        ReservationState, ResourceDefinition, SeriesCancelled, SeriesChanged, SeriesExtended, WaitState,
        WishedChange,
    },
    ids::{BlockingId, DrawId, GroupId, Id as _, MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    time::{TimeSpan, Zone},
    wire_events,
};
use serde::{Deserialize, Serialize};

use super::{
    Attending, CodeMistaken, Count, Counted, Holder, Priced, ReservationCheckedIn, ReservationReleased,
    Rules, Use,
    spans::beside,
    waiting::{
        WaitDeclined, WaitExpired, WaitJoined, WaitLapsed, WaitLeft, WaitOfferWithdrawn, WaitOffered,
        WaitPassedOver, WaitSetAside, WaitTaken, WaitTerms,
    },
};

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
    /// The group that it is for, when the member acted for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What it is for, when it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The member's quota that it counts for: as it was written before there were counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
    /// What it has claimed of the allowances of the member or the group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    /// What it holds on the calendar, when that is more than its span: with the time to prepare and to clean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<TimeSpan>,
    /// Whether a clerk set the rules of time aside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rules_set_aside: bool,
    /// While it waits for a clerk: until then; afterwards it is refused by itself. Without, it waits for as long as it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decide_by: Option<Timestamp>,
    /// Whether it does not hold its time while it waits: others may ask for the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// The draw that it is an application for, or was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawId>,
    /// The series that it is a date of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// What it costs, when it does, with the rules of the tariff as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Box<Priced>>,
    /// When it is checked in to, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<Box<Attending>>,
    /// So many minutes before it begins a member may give it up at the latest. Reservations of the first days do not say it: for them
    /// what the resource says now holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_least_minutes: Option<u32>,
    /// The start that it had when it became too late to give it up: a move does not loosen that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub bound_by_start: Option<Timestamp>,
}

impl Terms {
    /// The same as it is shown to others, where it is wished in place of what is confirmed.
    pub fn as_wished(&self) -> WishedChange {
        let Self { span, persons, decide_by, unheld, .. } = *self;
        let price = self.price.as_ref().map(|priced| priced.price.clone());
        WishedChange { span, persons, price, decide_by, unheld }
    }

    /// What it holds on the calendar.
    pub fn held(&self) -> TimeSpan {
        self.held.unwrap_or(self.span)
    }

    /// The time that it uses, and holds with its buffers.
    pub fn uses(&self) -> Use {
        Use { span: self.span, held: self.held() }
    }

    /// All that it has claimed, however that was written.
    pub fn all_counts(&self) -> Vec<Count> {
        let of_old = self.counted.as_ref();
        let of_old = of_old.map(|it| it.as_count(self.reservation.uuid(), self.resource, self.member));
        of_old.into_iter().chain(self.counts.iter().cloned()).collect()
    }

    /// What it holds beside other terms of the same reservation: before them, after them.
    pub fn held_beside(&self, other: &Self) -> Vec<TimeSpan> {
        beside(self.held(), other.held())
    }

    /// What it has claimed that other terms of the same reservation have not.
    pub(super) fn counts_beside(&self, other: &Self) -> Vec<Count> {
        let had = other.all_counts();
        self.all_counts().into_iter().filter(|count| !had.contains(count)).collect()
    }

    /// For whom it is counted.
    pub fn holder(&self) -> Holder {
        Holder { member: self.member, group: self.group }
    }

    /// The same, to be paid from now on.
    pub(super) fn due_from(&self, now: Timestamp) -> Self {
        let price = self.price.as_ref().map(|priced| Box::new(priced.due_from(self.span, &self.zone, now)));
        Self { price, ..self.clone() }
    }

    /// Whether its time is free when nobody uses it.
    pub fn frees_time(&self) -> bool {
        self.check_in.as_ref().is_some_and(|attending| attending.rule.frees_time)
    }

    /// The same, standing only from now on.
    pub(super) fn standing_from(&self, now: Timestamp) -> Self {
        let check_in = self.check_in.as_ref().map(|it| Box::new(it.standing_from(self.span, now)));
        Self { check_in, ..self.due_from(now) }
    }

    /// Whether it has to keep the rules of time.
    pub fn rules(&self) -> Rules {
        if self.rules_set_aside { Rules::SetAside } else { Rules::Kept }
    }
}

/// Time that nobody can reserve, as it was said on that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Blocked {
    pub blocking: BlockingId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub span: TimeSpan,
    /// The zone the times were meant in.
    pub zone: Zone,
    /// Of so many of its units.
    pub units: u32,
    /// Written by a clerk for everybody.
    pub reason: String,
}

/// A reservation waits for a clerk; its time is held, unless its terms say that it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ReservationRequested {
    pub terms: Terms,
}

/// A reservation holds from the moment it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ReservationConfirmed {
    pub terms: Terms,
}

/// A clerk said yes to a reservation that waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ReservationAccepted {
    pub terms: Terms,
}

/// A clerk said no to a reservation that waited; its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRefused {
    #[serde(flatten)]
    pub terms: Terms,
    /// Written by the clerk for the member; empty when it was refused because somebody else got the time.
    pub reason: String,
    /// The reservation that got the time it waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_to: Option<ReservationId>,
    /// Whether it was applied for and not drawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_drawn: bool,
}

/// The clerks are reminded of a request that waits, or of a change that is wished; then the terms are the wished ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationDecisionDue {
    #[serde(flatten)]
    pub terms: Terms,
    /// Whether it is a change of what is confirmed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wished: bool,
}

/// Nobody decided a request in time: it is refused by itself, and its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ReservationLapsed {
    pub terms: Terms,
}

/// A reservation was given up; its time is free again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationCancelled {
    #[serde(flatten)]
    pub terms: Terms,
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
    /// Written by the clerk for the member, when a clerk cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it was given up with all that is to come of its series.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
    /// Whether a clerk did it at the member's wish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_members_wish: bool,
}

/// A reservation was moved, made longer or shorter, or is for more or fewer persons. The terms are the new ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationChanged {
    #[serde(flatten)]
    pub terms: Terms,
    /// When it was until now.
    pub before: TimeSpan,
    /// What it held on the calendar until now, when that was more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_before: Option<TimeSpan>,
    /// What it had claimed until now and gives back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts_given_back: Vec<Count>,
    /// Where it stood.
    pub was: ReservationState,
    /// Where it stands now.
    pub state: ReservationState,
    /// Whether it was moved with all that is to come of its series.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
    /// Who changed it; absent in events of the first days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<DoneBy>,
    /// Whether a clerk did it at the member's wish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_members_wish: bool,
    /// Whether it had been wished, and a clerk granted it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub granted: bool,
}

impl ReservationChanged {
    /// What it held on the calendar until now.
    pub fn held_before(&self) -> TimeSpan {
        self.held_before.unwrap_or(self.before)
    }
}

/// More or other time, or more persons, are wished for a confirmed reservation, and a clerk decides. The terms are those that were
/// granted: they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangeRequested {
    #[serde(flatten)]
    pub terms: Terms,
    pub wished: Box<Terms>,
    /// What was wished until now, when there was something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Box<Terms>>,
    /// What that had claimed and gives back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts_given_back: Vec<Count>,
    /// Whether it is wished with all that is to come of its series.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_series: bool,
}

/// What was wished is not granted, or not wished any more. The terms are those that were granted: the reservation is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangeNotGranted {
    #[serde(flatten)]
    pub terms: Terms,
    pub wished: Box<Terms>,
    pub why: NotGranted,
    /// What the wish had claimed and gives back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts_given_back: Vec<Count>,
    /// Written by a clerk, when a clerk said no or needs the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The reservation that got the further time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_to: Option<ReservationId>,
    /// The blocking that it gave way to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displaced_by: Option<BlockingId>,
}

/// A cancelled reservation stands again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationRestored {
    #[serde(flatten)]
    pub terms: Terms,
    /// Where it stands now, as before it was cancelled.
    pub state: ReservationState,
}

/// Nobody can reserve the resource for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct TimeBlocked {
    pub blocked: Blocked,
}

/// A blocked time can be reserved again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct BlockingLifted {
    pub blocked: Blocked,
}

/// A series was made; its reservations follow in the same append, each by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesMade {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub zone: Zone,
    pub recurrence: Recurrence,
    /// By start.
    pub reservations: Vec<ReservationId>,
    /// The local dates of these, in the same order; empty in events of the first days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub dates: Vec<Date>,
    /// Whether one of these waits for a clerk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requested: bool,
    /// Whether the time of what waits is not held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// The dates that could not be had, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedDate>,
}

/// A reservation that was begun will not be made: whoever began it was not heard of again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationForgone {
    /// The reservation; or an attempt to change or restore one, which will not succeed any more.
    pub reservation: ReservationId,
    /// After this instant it could not be made anyway.
    #[schema(value_type = String, format = DateTime)]
    pub possible_until: Timestamp,
}

/// A clerk decided whether a reservation costs nothing. The terms are the new ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WaiverDecided {
    #[serde(flatten)]
    pub terms: Terms,
    /// Where it stands, as before.
    pub state: ReservationState,
    pub granted: bool,
}

/// The tenant's holidays as the space knows them from now on; only where a resource asks for them. What is decided later rests on
/// this, and not on what the tenant's calendar then is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HolidaysNoted {
    /// The revision of the tenant's calendar that they are of: of two the higher one is newer.
    pub revision: u64,
    pub holidays: Vec<Holiday>,
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
        "reservation.decision-due.v1" => ReservationDecisionDue,
        "reservation.lapsed.v1" => ReservationLapsed,
        "reservation.cancelled.v1" => ReservationCancelled,
        "reservation.changed.v1" => ReservationChanged,
        "reservation.change-requested.v1" => ChangeRequested,
        "reservation.change-not-granted.v1" => ChangeNotGranted,
        "reservation.restored.v1" => ReservationRestored,
        "reservation.forgone.v1" => ReservationForgone,
        "blocking.added.v1" => TimeBlocked,
        "blocking.lifted.v1" => BlockingLifted,
        "series.made.v1" => SeriesMade,
        "waiver.decided.v1" => WaiverDecided,
        // Money is told to others as it stands here.
        "charge.due.v1" => ChargeDue,
        "charge.settled.v1" => ChargeSettled,
        "charge.withdrawn.v1" => ChargeWithdrawn,
        "refund.due.v1" => RefundDue,
        "refund.settled.v1" => RefundSettled,
        "refund.withdrawn.v1" => RefundWithdrawn,
        "holidays.noted.v1" => HolidaysNoted,
        // What becomes of a series is told to others as it stands here as well.
        "series.changed.v1" => SeriesChanged,
        "series.cancelled.v1" => SeriesCancelled,
        "series.extended.v1" => SeriesExtended,
        "wait.joined.v1" => WaitJoined,
        "wait.offered.v1" => WaitOffered,
        "wait.offer-withdrawn.v1" => WaitOfferWithdrawn,
        "wait.set-aside.v1" => WaitSetAside,
        "wait.passed-over.v1" => WaitPassedOver,
        "wait.taken.v1" => WaitTaken,
        "wait.declined.v1" => WaitDeclined,
        "wait.expired.v1" => WaitExpired,
        "wait.left.v1" => WaitLeft,
        "wait.lapsed.v1" => WaitLapsed,
        // A draw is told to others as it stands here.
        "draw.opened.v1" => DrawOpened,
        "draw.drawn.v1" => DrawDrawn,
        "reservation.checked-in.v1" => ReservationCheckedIn,
        "reservation.released.v1" => ReservationReleased,
        "reservation.code-mistaken.v1" => CodeMistaken,
    }
}

impl SpaceEvent {
    /// What an event of a reservation says: its terms, where it stands now, and what the clerk wrote.
    pub fn of_a_reservation(&self) -> Option<(&Terms, ReservationState, Option<&str>)> {
        Some(match self {
            Self::ReservationRequested(event) => (&event.terms, ReservationState::Requested, None),
            Self::ReservationConfirmed(event) => (&event.terms, ReservationState::Confirmed, None),
            Self::ReservationAccepted(event) => (&event.terms, ReservationState::Confirmed, None),
            Self::ReservationRefused(event) => {
                let reason = Some(event.reason.as_str()).filter(|reason| !reason.is_empty());
                (&event.terms, ReservationState::Refused, reason)
            }
            // It stands where it stood.
            Self::ReservationDecisionDue(event) if event.wished => return None,
            Self::ReservationDecisionDue(event) => (&event.terms, ReservationState::Requested, None),
            Self::ChangeRequested(event) => (&event.terms, ReservationState::Confirmed, None),
            Self::ChangeNotGranted(event) => (&event.terms, ReservationState::Confirmed, None),
            Self::ReservationLapsed(event) => (&event.terms, ReservationState::Refused, None),
            Self::ReservationCancelled(event) => {
                (&event.terms, ReservationState::Cancelled, event.reason.as_deref())
            }
            Self::ReservationChanged(event) => (&event.terms, event.state, None),
            Self::ReservationRestored(event) => (&event.terms, event.state, None),
            Self::WaiverDecided(event) => (&event.terms, event.state, None),
            Self::ReservationCheckedIn(event) => (&event.terms, ReservationState::Confirmed, None),
            Self::ReservationReleased(event) => (&event.terms, ReservationState::Released, None),
            Self::ChargeDue(_)
            | Self::ChargeSettled(_)
            | Self::ChargeWithdrawn(_)
            | Self::RefundDue(_)
            | Self::RefundSettled(_)
            | Self::RefundWithdrawn(_)
            | Self::ResourceAdded(_)
            | Self::ResourceChanged(_)
            | Self::ReservationForgone(_)
            | Self::TimeBlocked(_)
            | Self::SeriesMade(_)
            | Self::HolidaysNoted(_)
            | Self::SeriesChanged(_)
            | Self::SeriesCancelled(_)
            | Self::SeriesExtended(_)
            | Self::BlockingLifted(_)
            | Self::CodeMistaken(_)
            | Self::WaitJoined(_)
            | Self::WaitOffered(_)
            | Self::WaitOfferWithdrawn(_)
            | Self::WaitSetAside(_)
            | Self::WaitPassedOver(_)
            | Self::WaitTaken(_)
            | Self::WaitDeclined(_)
            | Self::WaitExpired(_)
            | Self::WaitLeft(_)
            | Self::WaitLapsed(_)
            | Self::DrawOpened(_)
            | Self::DrawDrawn(_) => return None,
        })
    }

    /// What an event of an entry says: whose money for what, which way it goes, and where the entry stands now.
    pub fn of_money(&self) -> Option<(&Owed, ChargeKind, ChargeState)> {
        Some(match self {
            Self::ChargeDue(event) => (&event.owed, ChargeKind::Charge, ChargeState::Due),
            Self::ChargeSettled(event) => (&event.owed, ChargeKind::Charge, ChargeState::Settled),
            Self::ChargeWithdrawn(event) => (&event.owed, ChargeKind::Charge, ChargeState::Withdrawn),
            Self::RefundDue(event) => (&event.owed, ChargeKind::Refund, ChargeState::Due),
            Self::RefundSettled(event) => (&event.owed, ChargeKind::Refund, ChargeState::Settled),
            Self::RefundWithdrawn(event) => (&event.owed, ChargeKind::Refund, ChargeState::Withdrawn),
            _ => return None,
        })
    }

    /// What an event of somebody who waits says: for what, and where they stand now.
    pub fn of_a_wait(&self) -> Option<(&WaitTerms, WaitState)> {
        Some(match self {
            Self::WaitJoined(event) => (&event.terms, WaitState::Waiting),
            Self::WaitOffered(event) => (&event.terms, WaitState::Offered),
            Self::WaitOfferWithdrawn(event) => (&event.terms, WaitState::Waiting),
            Self::WaitSetAside(event) => (&event.terms, WaitState::Waiting),
            Self::WaitPassedOver(event) => (&event.terms, WaitState::Waiting),
            Self::WaitTaken(event) => (&event.terms, WaitState::Taken),
            Self::WaitDeclined(event) => (&event.terms, WaitState::Declined),
            Self::WaitExpired(event) => (&event.terms, WaitState::Expired),
            Self::WaitLeft(event) => (&event.terms, WaitState::Left),
            Self::WaitLapsed(event) => (&event.terms, WaitState::Lapsed),
            _ => return None,
        })
    }
}
