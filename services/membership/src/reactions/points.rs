//! Points for what Booking tells: who does not come, who leaves, and who cancels late.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use nanum_bus::Delivered;
use nanum_contracts::{
    Problem, WireError,
    booking::{
        self, BookingEvent, DoneBy, ReleasedFor, ReservationCancelled, ReservationChanged,
        ReservationReleased, ReservationState,
    },
    ids::{MemberId, ReservationId},
    membership::{PointsFor, StandingPolicy},
    time::TimeSpan,
};
use nanum_runtime::{Cause, reaction::Reaction};

use crate::Desk;

/// Gives points.
pub(crate) struct PointsForWhatHappened {
    pub(crate) desk: Arc<Desk>,
}

impl PointsForWhatHappened {
    /// Whose events it hears.
    pub(crate) const HEARS: [&'static str; 1] = [booking::SERVICE];
}

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offence {
    member: MemberId,
    reservation: ReservationId,
    given_for: PointsFor,
}

#[async_trait]
impl Reaction<Delivered> for PointsForWhatHappened {
    const NAME: &'static str = "points";

    async fn react(&self, delivered: &Delivered) -> Result<(), Problem> {
        let may_be_one = matches!(
            delivered.event.name_in(booking::SERVICE),
            Some("reservation.released.v1" | "reservation.cancelled.v1" | "reservation.changed.v1")
        );
        if !may_be_one {
            return Ok(());
        }
        // A tenant without a policy keeps no order, and the same holds for what was done before it had one.
        let Some(policy) = self.desk.policy(&delivered.tenant).await? else { return Ok(()) };
        let offence = offence_of(delivered, &policy).map_err(|cause| {
            tracing::error!(event = %delivered.event.id, %cause, "an event of another service cannot be read");
            Problem::defect()
        })?;
        let Some(Offence { member, reservation, given_for }) = offence else { return Ok(()) };
        let points = points_for(given_for, &policy);
        if points == 0 {
            return Ok(());
        }
        let cause = Cause::because_of(delivered, Self::NAME);
        self.desk.give_points_for(&cause, member, (points, given_for), reservation, policy).await
    }
}

fn offence_of(delivered: &Delivered, policy: &StandingPolicy) -> Result<Option<Offence>, WireError> {
    let event = &delivered.event;
    match event.decode(booking::SERVICE)? {
        BookingEvent::ReservationReleased(ReservationReleased {
            member, reservation, released_for, ..
        }) => {
            let given_for = match released_for {
                ReleasedFor::NoShow => PointsFor::NoShow,
                ReleasedFor::Absence => PointsFor::Absence,
            };
            Ok(Some(Offence { member, reservation, given_for }))
        }
        BookingEvent::ReservationCancelled(cancelled) => {
            Ok(late_cancellation(&cancelled, event.time, policy))
        }
        BookingEvent::ReservationChanged(changed) => Ok(late_giving_up(&changed, event.time, policy)),
        _ => Ok(None),
    }
}

/// Whoever moves or shortens late what was theirs gives up late what the new time does not contain.
fn late_giving_up(changed: &ReservationChanged, at: Timestamp, policy: &StandingPolicy) -> Option<Offence> {
    let own_will = is_own_will(changed.by, changed.at_members_wish);
    let gives_up = changed.was == ReservationState::Confirmed && !changed.span.contains(changed.before);
    // What has begun is left early, or is longer than it was wished.
    let is_ahead = changed.before.starts_at() > at;
    let (member, reservation) = (changed.member, changed.reservation);
    let given_for = PointsFor::LateCancellation;
    (own_will && gives_up && is_ahead && is_late(changed.before, at, policy)).then_some(Offence {
        member,
        reservation,
        given_for,
    })
}

fn is_late(span: TimeSpan, at: Timestamp, policy: &StandingPolicy) -> bool {
    let minutes = 60 * i64::from(policy.late_hours) + i64::from(policy.late_minutes);
    span.starts_at().duration_since(at) < SignedDuration::from_mins(minutes)
}

/// The holder does it, or a clerk at their wish.
fn is_own_will(by: Option<DoneBy>, at_members_wish: bool) -> bool {
    by == Some(DoneBy::Holder) || at_members_wish
}

/// Who cancels late what was theirs gives others no chance; what a clerk cancels, what gives way, or what lapses by itself, is
/// nobody's fault.
fn late_cancellation(
    cancelled: &ReservationCancelled,
    at: Timestamp,
    policy: &StandingPolicy,
) -> Option<Offence> {
    let own_will = cancelled.was_confirmed && by_its_holder(cancelled) && !left_early(cancelled, at);
    let (member, reservation) = (cancelled.member, cancelled.reservation);
    (own_will && is_late(cancelled.span, at, policy)).then_some(Offence {
        member,
        reservation,
        given_for: PointsFor::LateCancellation,
    })
}

/// Whoever came, and gives back what is left of it, has not kept it from others.
fn left_early(cancelled: &ReservationCancelled, at: Timestamp) -> bool {
    cancelled.checked_in_at.is_some() && cancelled.span.starts_at() <= at
}

/// In the first days it was not said who cancelled: then a clerk gave a reason, and a member none.
fn by_its_holder(cancelled: &ReservationCancelled) -> bool {
    match cancelled.by {
        Some(by) => is_own_will(Some(by), cancelled.at_members_wish),
        None => cancelled.displaced_by.is_none() && cancelled.reason.is_none() && !cancelled.unpaid,
    }
}

fn points_for(given_for: PointsFor, policy: &StandingPolicy) -> u32 {
    match given_for {
        PointsFor::NoShow => policy.points_for_no_show,
        PointsFor::Absence => policy.points_for_absence,
        PointsFor::LateCancellation => policy.points_for_late_cancellation,
        // Clerks say how many.
        PointsFor::Damage | PointsFor::LeftDirty | PointsFor::Disturbance | PointsFor::Other => 0,
    }
}
