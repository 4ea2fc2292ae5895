//! What can be asked of a space.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::DoneBy,
    ids::{BlockingId, ChargeId, DrawId, GroupId, MemberId, ReservationId, ResourceId, SeriesId, WaitId},
    membership::Known,
    time::{TimeSpan, WallTime, Zone},
};

use super::{CheckedDefinition, Count, Ended, Holder, HolidaysNoted, Payer, WantedSeries, WantedWait};

/// A command to one space.
#[derive(Debug, Clone)]
pub enum SpaceCommand {
    /// Adds the resource, or changes it when it is there.
    DefineResource {
        resource: ResourceId,
        zone: Zone,
        definition: CheckedDefinition,
        /// The tenant's, when the resource asks for them.
        holidays: Option<Arc<HolidaysNoted>>,
    },
    /// Takes one unit of the resource for the span.
    MakeReservation {
        reservation: ReservationId,
        resource: ResourceId,
        member: MemberId,
        span: TimeSpan,
        persons: Option<u32>,
        rules: Rules,
        group: Option<GroupId>,
        purpose: Option<String>,
        facts: Facts,
        payer: Payer,
    },
    /// Another time, another length, other persons.
    ChangeReservation {
        reservation: ReservationId,
        span: TimeSpan,
        persons: Option<u32>,
        rules: Rules,
        acting: Acting,
        facts: Facts,
    },
    /// What is wished in place of a reservation is not wished any more.
    WithdrawChange { reservation: ReservationId },
    /// A cancelled reservation shall stand again.
    RestoreReservation { reservation: ReservationId, facts: Facts },
    /// What was begun, a reservation or the attempt to change or restore it, is done by now, or never will be.
    ForgoReservation { reservation: ReservationId, attempt: ReservationId, possible_until: Timestamp },
    /// A clerk says yes.
    AcceptReservation { reservation: ReservationId },
    /// A clerk says no.
    RefuseReservation { reservation: ReservationId, reason: String },
    /// The clerks are reminded of a request that nobody has decided; it lapses at `decide_by`.
    RemindOfRequest { reservation: ReservationId, decide_by: Timestamp },
    /// Nobody decided until `decide_by`.
    LapseRequest { reservation: ReservationId, decide_by: Timestamp },
    /// The time is given up; a clerk says why.
    CancelReservation { reservation: ReservationId, reason: Option<String>, rules: Rules, acting: Acting },
    /// Nobody shall reserve the resource for a time.
    BlockTime {
        blocking: BlockingId,
        resource: ResourceId,
        span: TimeSpan,
        /// All when absent.
        units: Option<u32>,
        reason: String,
        /// What becomes of the reservations in the way.
        displace: bool,
    },
    /// Takes one unit of the resource on all dates of a rule.
    MakeSeries(WantedSeries),
    /// Takes one unit on the dates that a series' new rule names after its last date.
    ExtendSeries { wanted: WantedSeries, ended: Ended },
    /// What is to come of a series is given up, from a local date on when it is said.
    CancelSeries { series: SeriesId, from: Option<Date>, reason: Option<String>, acting: Acting },
    /// Another time on the wall clock for what is to come, from a local date on when it is said.
    ChangeSeries {
        series: SeriesId,
        starting: Option<Date>,
        from: WallTime,
        to: WallTime,
        acting: Acting,
        /// What is known of the member, when the resource asks for it.
        known: Option<Known>,
        /// What has been claimed for each date, where the resource has a quota.
        counted: BTreeMap<ReservationId, Facts>,
    },
    /// The time can be reserved again.
    LiftBlocking { blocking: BlockingId },
    /// A clerk decides whether the reservation costs nothing.
    DecideWaiver { reservation: ReservationId, granted: bool },
    /// Money that was due came, or went.
    SettleCharge { reservation: ReservationId, charge: ChargeId, reference: Option<String>, by: SettledBy },
    /// Nothing was paid in time.
    LapseUnpaid { reservation: ReservationId },
    /// A clerk gives the deposit back, but for what is kept, in minor units.
    ReturnDeposit { reservation: ReservationId, keep: i64 },
    /// The tenant's holidays are these.
    NoteHolidays(Arc<HolidaysNoted>),
    /// Waits for a time that is taken.
    JoinQueue(WantedWait),
    /// Gives up waiting, and what is offered.
    LeaveQueue { wait: WaitId },
    /// Reserves the time that is offered.
    TakeOffer { wait: WaitId, reservation: ReservationId, facts: Facts, payer: Payer },
    /// Does not want the time that is offered.
    DeclineOffer { wait: WaitId },
    /// Nobody answered until then.
    ExpireOffer { wait: WaitId, until: Timestamp },
    /// It is known whether whoever time is held for may take it.
    SettleOffer { wait: WaitId, may: MayTake },
    /// The time that was waited for has come.
    LapseWait { wait: WaitId },
    /// The moment of a draw has come; the seed is what was fixed when it was opened.
    DrawLots { draw: DrawId, seed: String },
    /// Somebody comes.
    CheckIn { reservation: ReservationId, shown: Shown, rules: Rules },
    /// Nobody came before `due_by`.
    ReleaseUnattended { reservation: ReservationId, due_by: Timestamp },
    /// Whoever came has been away since a moment, a clerk says.
    NoteAbsence { reservation: ReservationId, since: Timestamp },
    /// Somebody stands before it, and takes one unit from now on.
    WalkIn {
        reservation: ReservationId,
        resource: ResourceId,
        holder: Holder,
        span: TimeSpan,
        persons: Option<u32>,
        purpose: Option<String>,
        by: DoneBy,
        facts: Facts,
        payer: Payer,
    },
}

/// Who changes or gives up a reservation, and at whose wish. It decides who bears what that costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acting {
    /// In commands of the first days it was not said.
    pub by: Option<DoneBy>,
    /// A clerk does it for the member, who wishes it.
    pub at_members_wish: bool,
}

impl Acting {
    /// Without anybody's wish.
    pub fn by(by: DoneBy) -> Self {
        Self { by: Some(by), at_members_wish: false }
    }

    /// Whether it is at the holder's cost. A city that gives a reservation up for reasons of its own bears that itself.
    pub fn is_borne_by_the_holder(self) -> bool {
        self.by != Some(DoneBy::Staff) || self.at_members_wish
    }
}

/// Who somebody is whom time is held for, as it was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MayTake {
    /// They are no member any more.
    Nobody,
    Known {
        known: Known,
        /// Whether their allowances have room for it.
        within_quotas: bool,
    },
}

/// Who says that somebody comes, and what they have to show for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub by: DoneBy,
    /// Whether the code that was given is the reservation's, when one was given.
    pub code_fits: Option<bool>,
}

/// Who says that money came, or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettledBy {
    /// At the desk: only what is due.
    Clerk,
    /// Whoever takes money for the city: what they say is so.
    Provider,
}

/// Whether the rules of time hold: hours, grid, lengths, notice, horizon. What is taken is no such rule: nobody sets it aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    Kept,
    /// By a clerk.
    SetAside,
}

/// What others know, fetched when the space asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Names the attempt that was counted for.
    pub attempt: Option<ReservationId>,
    /// What has been claimed for it.
    pub counts: Vec<Count>,
    /// What is known of the member.
    pub known: Option<Known>,
    /// What is published of the seed of a draw, for its first application.
    pub commitment: Option<String>,
}
