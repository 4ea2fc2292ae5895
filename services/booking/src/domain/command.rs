//! What can be asked of a space.

use jiff::Timestamp;
use nanum_contracts::{
    ids::{MemberId, ReservationId, ResourceId},
    time::{TimeSpan, Zone},
};

use super::{CheckedDefinition, Counted};

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
    },
    /// A reservation that was begun is made by now, or never will be.
    ForgoReservation { reservation: ReservationId, possible_until: Timestamp },
    /// A clerk says yes.
    AcceptReservation { reservation: ReservationId },
    /// A clerk says no.
    RefuseReservation { reservation: ReservationId, reason: String },
    /// The time is given up.
    CancelReservation { reservation: ReservationId },
}
