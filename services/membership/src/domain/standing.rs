//! A member's standing: what a clerk has seen of them, and penalty points that lapse.
//!
//! The tenant's policy comes in with the command; what followed from it (when points lapse, until when somebody is suspended)
//! is recorded, so that the past stays as it was.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};
use nanum_contracts::{
    ids::{MemberId, PointsId, ReservationId},
    membership::{PointsFor, Proofs, StandingPolicy, Suspension},
    time::Zone,
    wire_events,
};
use nanum_runtime::{personal_data, sealed::Sealed};
use serde::{Deserialize, Serialize};

use super::is_kebab_case;

/// Most points given at one time, and most that a threshold names.
pub const POINTS_MAX: u32 = 1_000;
/// Most entitlements, and most qualifications, of one member.
pub const PROOFS_MAX: usize = 50;
/// Longest suspension and longest memory of points, in months.
pub const MONTHS_MAX: u32 = 60;
/// Most hours before its start at which a cancellation is late: a year.
pub const LATE_HOURS_MAX: u32 = 8_784;
/// Most minutes beside them.
pub const LATE_MINUTES_MAX: u32 = 59;

/// What a clerk has seen of a member, to be sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct SeenProofs {
    resident: bool,
    adult: bool,
    entitlements: Vec<String>,
    qualifications: Vec<String>,
}

personal_data!(SeenProofs as "member.proofs");

impl SeenProofs {
    /// Entitlements and qualifications are few plain words.
    ///
    /// # Errors
    /// The rule that says no; it repeats nothing.
    pub fn of(proofs: Proofs) -> Result<Self, StandingRefusal> {
        let Proofs { resident, adult, mut entitlements, mut qualifications } = proofs;
        for words in [&mut entitlements, &mut qualifications] {
            words.sort_unstable();
            words.dedup();
            if words.len() > PROOFS_MAX {
                return Err(StandingRefusal::ProofsCount { count: words.len() });
            }
            if !words.iter().all(|word| is_kebab_case(word)) {
                return Err(StandingRefusal::ProofNotPlain);
            }
        }
        Ok(Self { resident, adult, entitlements, qualifications })
    }
}

impl From<SeenProofs> for Proofs {
    fn from(seen: SeenProofs) -> Self {
        let SeenProofs { resident, adult, entitlements, qualifications } = seen;
        Self { resident, adult, entitlements, qualifications }
    }
}

/// A clerk wrote down what they have seen of a member; all of it, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProofsNoted {
    pub member: MemberId,
    #[schema(value_type = String, format = Byte)]
    pub proofs: Sealed<SeenProofs>,
}

/// A member got penalty points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PointsGiven {
    pub member: MemberId,
    pub id: PointsId,
    pub points: u32,
    pub given_for: PointsFor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<ReservationId>,
    #[schema(value_type = String, format = DateTime)]
    pub lapses_at: Timestamp,
}

/// A member asks that points be waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PointsAppealed {
    pub member: MemberId,
    pub id: PointsId,
}

/// Points count no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PointsWaived {
    pub member: MemberId,
    pub id: PointsId,
}

/// An appeal was decided against: the points stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AppealRefused {
    pub member: MemberId,
    pub id: PointsId,
}

/// The points reached what the tenant bears: the member may not reserve for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberSuspended {
    pub member: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    pub points: u32,
    pub threshold: u32,
    /// The tenant's zone, by whose calendar the months were counted; absent in events of the first days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// So many points were waived that the suspension is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SuspensionLifted {
    pub member: MemberId,
}

wire_events! {
    /// What happens to a member's standing.
    pub enum StandingEvent {
        "proofs.noted.v1" => ProofsNoted,
        "points.given.v1" => PointsGiven,
        "points.appealed.v1" => PointsAppealed,
        "points.waived.v1" => PointsWaived,
        "appeal.refused.v1" => AppealRefused,
        "member.suspended.v1" => MemberSuspended,
        "suspension.lifted.v1" => SuspensionLifted,
    }
}

/// What can be asked of a standing.
#[derive(Debug, Clone)]
pub enum StandingCommand {
    NoteProofs {
        member: MemberId,
        proofs: Sealed<SeenProofs>,
    },
    GivePoints {
        member: MemberId,
        id: PointsId,
        points: u32,
        given_for: PointsFor,
        reservation: Option<ReservationId>,
        policy: StandingPolicy,
        /// The tenant's: months are counted by its calendar.
        zone: Zone,
    },
    Appeal {
        member: MemberId,
        id: PointsId,
    },
    Waive {
        member: MemberId,
        id: PointsId,
        granted: bool,
    },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StandingRefusal {
    ProofsCount {
        count: usize,
    },
    ProofNotPlain,
    PointsCount {
        points: u32,
    },
    /// There are no such points, or they have lapsed.
    PointsUnknown,
    WaivedAlready,
    NotAppealed,
    /// A number of a policy is out of its range.
    Policy {
        field: &'static str,
        most: u32,
        given: u32,
    },
    BeyondTheCalendar,
}

/// Points as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    pub points: u32,
    pub given_for: PointsFor,
    pub reservation: Option<ReservationId>,
    pub given_at: Timestamp,
    pub lapses_at: Timestamp,
    pub appealed: bool,
    pub waived: bool,
}

/// A member's standing as far as decisions need it. Points that have lapsed are forgotten.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub proofs: Option<Sealed<SeenProofs>>,
    pub given: BTreeMap<PointsId, Points>,
    suspension: Option<Suspension>,
}

impl Standing {
    /// The points that count at a moment.
    pub fn points_at(&self, now: Timestamp) -> u32 {
        let counts = self.given.values().filter(|it| !it.waived && it.lapses_at > now);
        counts.fold(0, |sum, it| sum.saturating_add(it.points))
    }

    /// The suspension that holds at a moment.
    pub fn suspended_at(&self, now: Timestamp) -> Option<Suspension> {
        self.suspension.filter(|suspension| suspension.until > now)
    }
}

/// The numbers of a policy are within their ranges.
///
/// # Errors
/// The number that is not.
pub fn a_policy_is_sound(policy: &StandingPolicy) -> Result<(), StandingRefusal> {
    let ranges = [
        ("threshold", 1, POINTS_MAX, policy.threshold),
        ("suspended_months", 1, MONTHS_MAX, policy.suspended_months),
        ("lapse_after_months", 1, MONTHS_MAX, policy.lapse_after_months),
        ("points_for_no_show", 0, POINTS_MAX, policy.points_for_no_show),
        ("points_for_late_cancellation", 0, POINTS_MAX, policy.points_for_late_cancellation),
        ("late_hours", 0, LATE_HOURS_MAX, policy.late_hours),
        ("late_minutes", 0, LATE_MINUTES_MAX, policy.late_minutes),
        ("points_for_absence", 0, POINTS_MAX, policy.points_for_absence),
    ];
    match ranges.into_iter().find(|(_, least, most, given)| !(*least..=*most).contains(given)) {
        Some((field, _, most, given)) => Err(StandingRefusal::Policy { field, most, given }),
        None => Ok(()),
    }
}

/// What happens on a command, or why not.
///
/// # Errors
/// The rule that says no.
pub fn decide(
    standing: &Standing,
    command: &StandingCommand,
    now: Timestamp,
) -> Result<Vec<StandingEvent>, StandingRefusal> {
    match command {
        StandingCommand::NoteProofs { member, proofs } => {
            Ok(vec![ProofsNoted { member: *member, proofs: proofs.clone() }.into()])
        }
        StandingCommand::GivePoints { member, id, points, given_for, reservation, policy, zone } => {
            if is_given_for(standing, *given_for, *reservation) {
                return Ok(Vec::new());
            }
            points_are_countable(*points)?;
            let lapses_at = months_later(now, policy.lapse_after_months, zone)?;
            let (member, points) = (*member, *points);
            let (given_for, reservation) = (*given_for, *reservation);
            let given = PointsGiven { member, id: *id, points, given_for, reservation, lapses_at };
            let sum = standing.points_at(now).saturating_add(points);
            let mut events = vec![given.into()];
            events.extend(who_reaches_the_threshold_is_suspended(member, sum, policy, zone, now)?);
            Ok(events)
        }
        StandingCommand::Appeal { member, id } => {
            let points = points_that_count(standing, *id, now)?;
            Ok(match points.appealed {
                true => Vec::new(),
                false => vec![PointsAppealed { member: *member, id: *id }.into()],
            })
        }
        StandingCommand::Waive { member, id, granted } => {
            let points = points_that_count(standing, *id, now)?;
            match granted {
                true => Ok(waived(standing, *member, *id, points, now)),
                false if points.appealed => Ok(vec![AppealRefused { member: *member, id: *id }.into()]),
                false => Err(StandingRefusal::NotAppealed),
            }
        }
    }
}

/// Nobody gets points twice for the same thing.
fn is_given_for(standing: &Standing, given_for: PointsFor, reservation: Option<ReservationId>) -> bool {
    let same = |it: &Points| it.given_for == given_for && it.reservation == reservation;
    reservation.is_some() && standing.given.values().any(same)
}

/// Points are 1 to [`POINTS_MAX`] at one time.
fn points_are_countable(points: u32) -> Result<(), StandingRefusal> {
    if (1..=POINTS_MAX).contains(&points) { Ok(()) } else { Err(StandingRefusal::PointsCount { points }) }
}

/// Who has as many points as the tenant bears is suspended for as long as it says.
fn who_reaches_the_threshold_is_suspended(
    member: MemberId,
    points: u32,
    policy: &StandingPolicy,
    zone: &Zone,
    now: Timestamp,
) -> Result<Option<StandingEvent>, StandingRefusal> {
    let threshold = policy.threshold;
    if points < threshold {
        return Ok(None);
    }
    let until = months_later(now, policy.suspended_months, zone)?;
    Ok(Some(MemberSuspended { member, until, points, threshold, zone: Some(zone.clone()) }.into()))
}

/// Points can be appealed and waived while they count.
fn points_that_count(standing: &Standing, id: PointsId, now: Timestamp) -> Result<&Points, StandingRefusal> {
    let points = standing.given.get(&id).filter(|points| points.lapses_at > now);
    match points.ok_or(StandingRefusal::PointsUnknown)? {
        points if points.waived => Err(StandingRefusal::WaivedAlready),
        points => Ok(points),
    }
}

/// What is waived counts no more, and a suspension that it led to is over.
fn waived(
    standing: &Standing,
    member: MemberId,
    id: PointsId,
    points: &Points,
    now: Timestamp,
) -> Vec<StandingEvent> {
    let left = standing.points_at(now).saturating_sub(points.points);
    let lifted = standing.suspended_at(now).filter(|suspension| left < suspension.threshold);
    let mut events = vec![PointsWaived { member, id }.into()];
    events.extend(lifted.map(|_| SuspensionLifted { member }.into()));
    events
}

fn months_later(now: Timestamp, months: u32, zone: &Zone) -> Result<Timestamp, StandingRefusal> {
    let later = now.to_zoned(zone.time_zone()).checked_add(i64::from(months).months());
    later.map(|later| later.timestamp()).map_err(|_| StandingRefusal::BeyondTheCalendar)
}

/// The standing after an event.
pub fn evolve(mut standing: Standing, event: &StandingEvent, recorded_at: Timestamp) -> Standing {
    match event {
        StandingEvent::ProofsNoted(ProofsNoted { proofs, .. }) => standing.proofs = Some(proofs.clone()),
        StandingEvent::PointsGiven(given) => {
            standing.given.retain(|_, it| it.lapses_at > recorded_at);
            let PointsGiven { id, points, given_for, reservation, lapses_at, .. } = *given;
            let (given_at, appealed, waived) = (recorded_at, false, false);
            let points = Points { points, given_for, reservation, given_at, lapses_at, appealed, waived };
            standing.given.insert(id, points);
        }
        StandingEvent::PointsAppealed(event) => set(&mut standing, event.id, |points| points.appealed = true),
        StandingEvent::AppealRefused(event) => set(&mut standing, event.id, |points| points.appealed = false),
        StandingEvent::PointsWaived(event) => set(&mut standing, event.id, |points| {
            (points.waived, points.appealed) = (true, false);
        }),
        StandingEvent::MemberSuspended(event) => {
            let MemberSuspended { until, points, threshold, .. } = *event;
            standing.suspension = Some(Suspension { until, points, threshold });
        }
        StandingEvent::SuspensionLifted(_) => standing.suspension = None,
    }
    standing
}

fn set(standing: &mut Standing, id: PointsId, change: impl FnOnce(&mut Points)) {
    if let Some(points) = standing.given.get_mut(&id) {
        change(points);
    }
}

#[cfg(test)]
mod tests;
