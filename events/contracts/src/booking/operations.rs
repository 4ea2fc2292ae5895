//! What Booking can be asked.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    AcceptOffer, Blocking, BusyResource, CalendarEntry, CancelSeries, ChangeSeries, Charge,
    CheckInToReservation, CheckReservation, DecideWaiver, DeclineOffer, DefineHolidays, DoneBy, Draw,
    ExtendSeries, FindFirstFree, FirstFreeTimes, FreeResource, GetBusyTimes, GetCalendarEntry, GetCharge,
    GetDraw, GetHolidays, GetSeries, GetWait, HolidayCalendar, Holidays, JoinWaitlist, LeaveWaitlist,
    ListBusyTimes, ListCalendarEntries, ListCharges, ListDraws, ListWaits, MakeSeries, NoteAbsence,
    PreviewExtension, PreviewSeries, Quote, QuotePrice, Reservation, ReservationCheck, ReservationState,
    Resource, ResourceDefinition, ResourceKind, ReturnDeposit, Series, SeriesPreview, SettleCharge, Wait,
    WalkIn,
};
use crate::{
    ids::{BlockingId, GroupId, MemberId, ReservationId, ResourceId, SiteId},
    operations,
    request::{Page, PageRequest},
    time::{TimeSpan, WallTime},
};

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
    /// Those too that only staff sees.
    #[serde(default)]
    pub unlisted_too: bool,
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
    /// Only those free for all of the time between `from` and `to`, which is on the next date when it is not after `from`; any free
    /// time when absent.
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
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub span: TimeSpan,
    pub persons: Option<u32>,
    /// A clerk sets the rules of time aside: hours, grid, lengths, horizon. Never what is taken.
    #[serde(default)]
    pub set_rules_aside: bool,
    /// The group that it is made for; the member acts for it.
    #[serde(default)]
    pub group: Option<GroupId>,
    /// What it is for, where the resource or its tariff asks for it.
    #[serde(default)]
    pub purpose: Option<String>,
    /// Whether it is applied for that it costs nothing; a clerk decides.
    #[serde(default)]
    pub asks_free: bool,
}

/// Moves a reservation to another time of its resource, makes it longer or shorter, or changes how many persons come.
/// A shorter one needs no new approval. Where a clerk decides, more is only wished: what is confirmed stands until then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeReservation {
    pub reservation: ReservationId,
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub span: TimeSpan,
    pub persons: Option<u32>,
    /// As in [`MakeReservation`].
    #[serde(default)]
    pub set_rules_aside: bool,
    /// Who does it.
    #[serde(default)]
    pub by: Option<DoneBy>,
    /// A clerk does it at the member's wish, who bears what it costs. Else the city does.
    #[serde(default)]
    pub at_members_wish: bool,
}

/// What is wished in place of a confirmed reservation is not wished any more; the reservation stays as it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WithdrawChange {
    pub reservation: ReservationId,
}

/// A cancelled reservation stands again, if its time is still free.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RestoreReservation {
    pub reservation: ReservationId,
}

/// A clerk takes time of a resource that nobody can reserve.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BlockTime {
    pub resource: ResourceId,
    #[serde(deserialize_with = "crate::time::blocking_span")]
    pub span: TimeSpan,
    /// All of its units when absent.
    pub units: Option<u32>,
    /// Told to everybody, and to those whose reservations give way.
    pub reason: String,
    /// Cancel the reservations that are in the way; otherwise they stand, and the blocking is refused.
    pub displace: bool,
}

/// The time can be reserved again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LiftBlocking {
    pub blocking: BlockingId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetBlocking {
    pub blocking: BlockingId,
}

/// Blockings by start that end after `from`, of a resource and of what it shares its time with, or of a site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListBlockings {
    pub resource: Option<ResourceId>,
    pub site: Option<SiteId>,
    pub from: Option<Timestamp>,
    pub page: PageRequest,
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

/// Requests that wait for time that a reservation has or wants, without holding it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListRivals {
    pub reservation: ReservationId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelReservation {
    pub reservation: ReservationId,
    /// Why a clerk cancels it; told to the member.
    #[serde(default)]
    pub reason: Option<String>,
    /// A clerk sets the notice for cancelling aside.
    #[serde(default)]
    pub set_rules_aside: bool,
    /// Who cancels it.
    #[serde(default)]
    pub by: Option<DoneBy>,
    /// A clerk does it at the member's wish, who bears what it costs. Else the city does.
    #[serde(default)]
    pub at_members_wish: bool,
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
    /// Only what waits for a clerk: requests, and changes that are wished.
    #[serde(default)]
    pub waiting: bool,
    pub page: PageRequest,
}

operations! { "booking":
    Command DefineResource as "define-resource" -> Resource;
    Query GetResource as "get-resource" -> Resource;
    Query ListResources as "list-resources" -> Page<Resource>;
    Query GetFreeTimes as "get-free-times" -> FreeResource;
    Query FindFree as "find-free" -> Page<FreeResource>;
    Query FindFirstFree as "find-first-free" -> FirstFreeTimes;
    Query CheckReservation as "check-reservation" -> ReservationCheck;
    Command MakeReservation as "make-reservation" -> Reservation;
    Command ChangeReservation as "change-reservation" -> Reservation;
    Command WithdrawChange as "withdraw-change" -> Reservation;
    Command RestoreReservation as "restore-reservation" -> Reservation;
    Command BlockTime as "block-time" -> Blocking;
    Command LiftBlocking as "lift-blocking" -> Blocking;
    Query GetBlocking as "get-blocking" -> Blocking;
    Query ListBlockings as "list-blockings" -> Page<Blocking>;
    Query QuotePrice as "quote-price" -> Quote;
    Command DecideWaiver as "decide-waiver" -> Reservation;
    Command SettleCharge as "settle-charge" -> Charge;
    Command ReturnDeposit as "return-deposit" -> Charge;
    Query GetCharge as "get-charge" -> Charge;
    Query ListCharges as "list-charges" -> Page<Charge>;
    Command AcceptReservation as "accept-reservation" -> Reservation;
    Command RefuseReservation as "refuse-reservation" -> Reservation;
    Command CancelReservation as "cancel-reservation" -> Reservation;
    Query GetReservation as "get-reservation" -> Reservation;
    Query PreviewSeries as "preview-series" -> SeriesPreview;
    Query PreviewExtension as "preview-extension" -> SeriesPreview;
    Command MakeSeries as "make-series" -> Series;
    Command CancelSeries as "cancel-series" -> Series;
    Command ChangeSeries as "change-series" -> Series;
    Command ExtendSeries as "extend-series" -> Series;
    Query GetSeries as "get-series" -> Series;
    Query ListReservations as "list-reservations" -> Page<Reservation>;
    Command DefineHolidays as "define-holidays" -> Holidays;
    Query GetHolidays as "get-holidays" -> HolidayCalendar;
    Query GetBusyTimes as "get-busy-times" -> BusyResource;
    Query ListBusyTimes as "list-busy-times" -> Page<BusyResource>;
    Query GetCalendarEntry as "get-calendar-entry" -> CalendarEntry;
    Query ListCalendarEntries as "list-calendar-entries" -> Vec<CalendarEntry>;
    Query GetDraw as "get-draw" -> Draw;
    Query ListDraws as "list-draws" -> Page<Draw>;
    Query ListRivals as "list-rivals" -> Page<Reservation>;
    Command JoinWaitlist as "join-waitlist" -> Wait;
    Command LeaveWaitlist as "leave-waitlist" -> Wait;
    Command AcceptOffer as "accept-offer" -> Reservation;
    Command DeclineOffer as "decline-offer" -> Wait;
    Query GetWait as "get-wait" -> Wait;
    Query ListWaits as "list-waits" -> Page<Wait>;
    Command CheckInToReservation as "check-in" -> Reservation;
    Command NoteAbsence as "note-absence" -> Reservation;
    Command WalkIn as "walk-in" -> Reservation;
}
