//! Why a space says no: each refusal is a rule's, with what it allows and what is so.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::{ChargeState, HolidayDate, PublicationState, RefusedDate, ReservationState},
    ids::{ReservationId, ResourceId, SiteId},
    time::TimeSpan,
};

use super::NotEligible;

/// Why time on a calendar is not admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAdmitted {
    /// Start or end is beside the grid.
    OffTheGrid {
        step_minutes: u32,
        at: Timestamp,
    },
    TooShort {
        shortest_minutes: u32,
        minutes: i64,
    },
    TooLong {
        longest_minutes: u32,
        minutes: i64,
    },
    /// More persons than it has place for.
    TooManyPersons {
        most: u32,
        persons: u32,
    },
    /// It is not open for all of the span; `open` is when it is, from the day of the start to the day of the end.
    OutsideHours {
        open: Vec<TimeSpan>,
        span: TimeSpan,
    },
    /// The span begins before now; one that is held already: ends before now.
    InThePast {
        now: Timestamp,
        moment: Timestamp,
    },
    /// The span ends later than reservations are taken.
    BeyondTheHorizon {
        last: Timestamp,
        ends_at: Timestamp,
    },
    /// It is made, changed or cancelled later before its begin than it may be.
    TooLate {
        least_minutes: u32,
        begins_at: Timestamp,
    },
    /// It is not on the dates that can be reserved, which may be open to either side.
    NotOnItsDates {
        first: Option<Date>,
        last: Option<Date>,
        span: TimeSpan,
    },
    /// All units are taken at some moment of the span.
    SlotTaken {
        units: u32,
        taken: u32,
        free_instead: Vec<TimeSpan>,
    },
    /// It is not open for all of the span because a day of it is a holiday; `open` is as for [`NotAdmitted::OutsideHours`].
    OnAHoliday {
        holiday: Box<HolidayDate>,
        open: Vec<TimeSpan>,
        span: TimeSpan,
    },
    /// The span is not made of whole blocks; `blocks` are those of the day of its start.
    NotABlock {
        blocks: Vec<TimeSpan>,
        span: TimeSpan,
    },
    /// More blocks than may be one reservation; `offered` is what of the day may be.
    NotCombined {
        most: u32,
        blocks: u32,
        offered: Vec<TimeSpan>,
    },
    /// There is one reservation a day, and it has been made.
    OneADay {
        free_instead: Vec<TimeSpan>,
    },
    /// Its month cannot be reserved yet.
    NotOpenYet {
        opens_at: Timestamp,
        now: Timestamp,
    },
    /// Nobody but staff knows of it.
    NotShown,
    /// It is a draft, or archived.
    NotPublished {
        state: PublicationState,
    },
    /// Whoever comes in begins now; `begins_at` is when that is, if there is such a time.
    NotNow {
        begins_at: Option<Timestamp>,
        starts_at: Timestamp,
    },
}

/// Why nobody comes, leaves or walks in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAttended {
    /// Nobody checks in to it.
    NoCheckIn,
    /// Nobody came in time, or whoever came has left.
    Released,
    /// Only what is confirmed is checked in to.
    NotConfirmed { state: ReservationState },
    /// It is too early, or too late.
    NotTheTime { opens_at: Timestamp, due_by: Timestamp, now: Timestamp },
    /// The code is given to the desk or to a device at the place.
    FromAfar,
    /// Staff give the code that they were shown.
    CodeMissing,
    /// The code is another one.
    CodeMistaken { most: u32, mistaken: u32 },
    /// So many codes were tried that none is taken any more.
    CodesTried { most: u32 },
    /// There is still time to come.
    StillDue { due_by: Timestamp, now: Timestamp },
    /// Nobody notes who leaves it.
    NoAbsence,
    /// Nobody has checked in, so that nobody has left.
    NotCheckedIn,
    /// They have not been away for so long, since they checked in.
    NotAwayForSoLong { least_minutes: u32, minutes: i64 },
    /// Nobody walks in to it.
    NoWalkIns,
    /// A clerk decides who has it.
    ClerkDecides,
}

/// The rule that says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such resource in the space.
    ResourceUnknown,
    /// The id belongs to a reservation already.
    ReservationExists,
    /// The resource has a quota, and the reservation has not been counted for it.
    NotCounted,
    /// The resource asks who somebody is, and that has not been found out.
    NotKnown,
    /// Who it is may not reserve it.
    NotEligible(NotEligible),
    /// It was begun long ago, and given up.
    Forgone,
    NotAdmitted(NotAdmitted),
    /// More units are reserved at one time than the new definition has.
    UnitsReserved {
        units: u32,
        reserved: u32,
    },
    /// There is no such resource that it could be a part of.
    WholeUnknown {
        whole: ResourceId,
    },
    /// A part is at the site of its whole.
    PartElsewhere {
        site: SiteId,
        given: SiteId,
    },
    /// A resource stays a part of what it was added to.
    PartMoved {
        part_of: Option<ResourceId>,
        given: Option<ResourceId>,
    },
    /// What has parts is one, and no pool of several.
    PoolWithParts {
        units: u32,
    },
    TreeTooLarge {
        most: usize,
    },
    TreeTooDeep {
        most: usize,
    },
    /// The rule names no date that can be had.
    NoDateLeft {
        refused: Vec<RefusedDate>,
    },
    /// Dates of a series cannot be had, and it is all or none.
    DatesRefused {
        refused: Vec<RefusedDate>,
    },
    /// Nothing of the series is to come.
    NothingToCome,
    /// The rule names no date after the last of the series.
    NothingToAdd {
        last: Date,
    },
    /// With the dates that are to be added the series has too many.
    SeriesTooLong {
        most: u16,
        dates: usize,
    },
    /// The id belongs to a blocking already.
    BlockingExists,
    /// There is no such blocking, or it was lifted, or it is over for long.
    BlockingUnknown,
    /// Reservations stand where a clerk wants to block.
    InTheWay {
        reservations: usize,
    },
    /// More units are to be blocked than there are.
    MoreThanThereAre {
        units: u32,
        wanted: u32,
    },
    /// Only what was cancelled can be restored.
    NotCancelled {
        state: ReservationState,
    },
    /// Only what waits for a clerk can be accepted or refused.
    NotWaiting {
        state: ReservationState,
    },
    /// Only what waits or is confirmed can be changed or cancelled.
    NotStanding {
        state: ReservationState,
    },
    /// A request lapses when its time to be decided is over.
    NotYet {
        decide_by: Timestamp,
        now: Timestamp,
    },
    /// Its time has passed.
    Over {
        ended_at: Timestamp,
    },
    /// It ended so long ago that the space does not keep it in mind.
    OverForLong,
    /// One cannot apply for using it at no cost.
    NotFreeByApplication,
    /// It has no price that could be waived.
    CostsNothing,
    /// Nobody has applied for using it at no cost, or it is waived already.
    NotAskedFor,
    /// There is no such entry, or it was closed long ago.
    ChargeUnknown,
    /// Only what is due is settled.
    NotDue {
        state: ChargeState,
    },
    /// It can still be paid.
    NotYetLapsed {
        pay_by: Timestamp,
    },
    /// No deposit is with the city.
    NoDeposit,
    /// Less than all of a deposit is kept when it is given back.
    KeepsTheDeposit {
        held: i64,
        keep: i64,
    },
    /// The seed of a draw is fixed with its first application, and it has not been.
    NotCommitted,
    /// It is decided by lot, and not before.
    ToBeDrawn {
        draws_at: Timestamp,
    },
    /// It is being drawn at this moment.
    BeingDrawn {
        draws_at: Timestamp,
    },
    /// A draw is not held before its time.
    NotYetDrawn {
        draws_at: Timestamp,
    },
    /// The seed is not the one that was fixed.
    AnotherSeed {
        commitment: String,
    },
    /// Each has one lot for a time.
    HasApplied {
        reservation: ReservationId,
    },
    /// Each date has a draw of its own.
    SeriesOnLottery,
    /// The resource has no queue.
    NoWaitlist,
    /// The time can be reserved now.
    FreeNow,
    /// As many wait as may.
    QueueFull {
        most: u32,
    },
    /// They are in the queue no more.
    NotInTheQueue,
    /// Nothing is offered to them yet.
    NothingOffered,
    /// The offer's time to answer is over.
    OfferOver {
        until: Timestamp,
    },
    /// There is still time: to answer, or to wait.
    StillWaiting {
        until: Timestamp,
    },
    NotAttended(NotAttended),
    /// The reason for the member is missing or too long.
    ReasonLength {
        most: usize,
        characters: usize,
    },
}

impl From<NotAttended> for Refusal {
    fn from(why: NotAttended) -> Self {
        Self::NotAttended(why)
    }
}

impl From<NotAdmitted> for Refusal {
    fn from(why: NotAdmitted) -> Self {
        Self::NotAdmitted(why)
    }
}
