//! What can be asked of a space.

use jiff::Timestamp;
use nanum_contracts::{
    ids::{BlockingId, ChargeId, MemberId, ReservationId, ResourceId},
    time::{TimeSpan, Zone},
};

use super::{CheckedDefinition, Counted, Payer};

/// A command to one space.
#[derive(Debug, Clone)]
pub enum SpaceCommand {
    /// Adds the resource, or changes it when it is there.
    DefineResource { resource: ResourceId, zone: Zone, definition: CheckedDefinition },
    /// Takes one unit of the resource for the span.
    MakeReservation {
        reservation: ReservationId,
        resource: ResourceId,
        member: MemberId,
        span: TimeSpan,
        persons: Option<u32>,
        /// The quota that it has been counted for.
        counted: Option<Counted>,
        rules: Rules,
        payer: Payer,
    },
    /// Another time, another length, other persons.
    ChangeReservation { reservation: ReservationId, span: TimeSpan, persons: Option<u32>, rules: Rules },
    /// A cancelled reservation shall stand again.
    RestoreReservation { reservation: ReservationId },
    /// A reservation that was begun is made by now, or never will be.
    ForgoReservation { reservation: ReservationId, possible_until: Timestamp },
    /// A clerk says yes.
    AcceptReservation { reservation: ReservationId },
    /// A clerk says no.
    RefuseReservation { reservation: ReservationId, reason: String },
    /// The time is given up; a clerk says why.
    CancelReservation { reservation: ReservationId, reason: Option<String> },
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
}

/// Who says that money came, or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettledBy {
    /// At the desk: only what is due.
    Clerk,
    /// Whoever takes money for the city: what they say is so.
    Provider,
}

/// Whether the rules of time hold: hours, grid, lengths, horizon. What is taken is no such rule: nobody sets it aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    Kept,
    /// By a clerk.
    SetAside,
}
