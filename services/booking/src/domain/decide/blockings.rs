//! Time that nobody can reserve. A blocking passes the same guard as a reservation; what is in its way gives way first, if
//! the clerk says so.

use jiff::Timestamp;
use nanum_contracts::{
    booking::DoneBy,
    ids::{BlockingId, ResourceId},
    time::TimeSpan,
};

use super::{
    super::{
        Acting, Blocked, BlockingLifted, Refusal, ReservationCancelled, Reserved, Shared, Space, SpaceEvent,
        TimeBlocked, evolve,
    },
    a_reason_is_given,
    reservations::cancelled,
    waits::offers_in_the_way,
    wishes::wishes_in_the_way,
};

/// What a clerk wants to block, and at what cost.
pub(super) struct Wanted {
    pub(super) span: TimeSpan,
    pub(super) units: Option<u32>,
    pub(super) displace: bool,
}

pub(super) fn block(
    space: &Space,
    (blocking, resource): (BlockingId, ResourceId),
    wanted: &Wanted,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(resource).ok_or(Refusal::ResourceUnknown)?;
    if space.blocking(blocking).is_some() {
        return Err(Refusal::BlockingExists);
    }
    only_time_to_come_is_blocked(wanted.span, now)?;
    let reason = a_reason_is_given(reason)?;
    let units = as_many_as_there_are(shared, wanted.units)?;
    let blocked = Blocked {
        blocking,
        resource,
        site: shared.definition.site,
        span: wanted.span,
        zone: shared.zone.clone(),
        units,
        reason,
    };
    let mut events = what_gives_way(space, shared, &blocked, now);
    if !wanted.displace && !events.is_empty() {
        return Err(Refusal::InTheWay { reservations: events.len() });
    }
    let cleared = events.iter().fold(space.clone(), |space, event| evolve(space, event, now));
    cleared.calendar(shared, now).admit_blocking(blocked.span, blocked.units)?;
    events.push(TimeBlocked { blocked }.into());
    Ok(events)
}

pub(super) fn lift(space: &Space, blocking: BlockingId, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let blocked = space.blocking(blocking).ok_or(Refusal::BlockingUnknown)?;
    let ended_at = blocked.span.ends_at();
    if ended_at <= now {
        return Err(Refusal::Over { ended_at });
    }
    Ok(vec![BlockingLifted { blocked: blocked.clone() }.into()])
}

/// The fewest reservations that must give way, those that begin last first, so that the blocking finds room.
fn what_gives_way(space: &Space, shared: &Shared, blocked: &Blocked, now: Timestamp) -> Vec<SpaceEvent> {
    let mut in_the_way: Vec<&Reserved> = space
        .standing_in_the_way(shared.id, blocked.span)
        .filter(|it| it.terms.span.ends_at() > now)
        .collect();
    in_the_way.sort_unstable_by_key(|it| (it.terms.span.starts_at(), it.terms.reservation));
    let mut left = space.clone();
    let mut events = Vec::new();
    // What is only offered gives way before what is reserved.
    let mut offers = offers_in_the_way(space, shared, blocked.span);
    while left.calendar(shared, now).admit_blocking(blocked.span, blocked.units).is_err()
        && let Some(offer) = offers.pop()
    {
        left = evolve(left, &offer, now);
        events.push(offer);
    }
    // What is only wished gives way before what somebody has.
    let because = (blocked.blocking, blocked.reason.as_str());
    let mut wishes = wishes_in_the_way(space, shared, blocked.span, because);
    while left.calendar(shared, now).admit_blocking(blocked.span, blocked.units).is_err()
        && let Some(wish) = wishes.pop()
    {
        left = evolve(left, &wish, now);
        events.push(wish);
    }
    while left.calendar(shared, now).admit_blocking(blocked.span, blocked.units).is_err()
        && let Some(reserved) = in_the_way.pop()
    {
        let gives_way = ReservationCancelled {
            displaced_by: Some(blocked.blocking),
            reason: Some(blocked.reason.clone()),
            ..cancelled(reserved, Acting::by(DoneBy::Staff))
        };
        events.push(gives_way.into());
        left = events.last().into_iter().fold(left, |space, event| evolve(space, event, now));
    }
    events
}

/// What has begun can be blocked, what has passed cannot.
fn only_time_to_come_is_blocked(span: TimeSpan, now: Timestamp) -> Result<(), Refusal> {
    let ended_at = span.ends_at();
    if ended_at <= now { Err(Refusal::Over { ended_at }) } else { Ok(()) }
}

/// One to all units of a resource are blocked.
fn as_many_as_there_are(shared: &Shared, wanted: Option<u32>) -> Result<u32, Refusal> {
    let units = shared.definition.units;
    match wanted {
        None => Ok(units),
        Some(wanted) if (1..=units).contains(&wanted) => Ok(wanted),
        Some(wanted) => Err(Refusal::MoreThanThereAre { units, wanted }),
    }
}
