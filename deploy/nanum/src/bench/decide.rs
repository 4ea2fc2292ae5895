//! Deciding: what one reservation costs on a calendar that holds few others, and on one that holds many. Nothing is
//! written; a command clones the state, decides, and lets it evolve, as the runtime does.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use nanum_booking::{
    Spaces,
    domain::{CheckedDefinition, Facts, Payer, Rules, Space, SpaceCommand},
};
use nanum_contracts::{
    booking::ResourceDefinition,
    ids::{Id, MemberId, ReservationId, ResourceId, SiteId},
    time::TimeSpan,
};
use nanum_runtime::Decider;
use serde_json::json;

use super::{
    BenchError, Plan,
    figures::{Figure, Findings},
};

const RESERVED: [u64; 2] = [1_000, 100_000];
const DECIDED: u64 = 2_000;
/// Half-hours before the horizon that are reserved in turn.
const SLOTS: u64 = 360 * 48;
const HALF_HOUR: SignedDuration = SignedDuration::from_mins(30);

pub(super) fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let mut findings = Findings::default();
    for reserved in RESERVED {
        let mut space = pool()?;
        for number in 0..reserved {
            space = with_one_more(&space, number)?;
        }
        let mut microseconds = Vec::new();
        for _ in 0..=plan.rounds {
            let mut busy = space.clone();
            let began = Instant::now();
            for number in reserved..reserved + DECIDED {
                busy = with_one_more(&busy, number)?;
            }
            microseconds.push(began.elapsed().as_secs_f64() * 1e6 / DECIDED as f64);
        }
        microseconds.remove(0);
        findings.figures.push(Figure::of(
            format!("one more reservation on a calendar of {reserved}"),
            "µs",
            microseconds,
        ));
    }
    findings.notes.push("clone, decide, evolve; in memory, on one core".to_owned());
    Ok(findings)
}

/// The state after a further reservation; the one before stays as it was.
fn with_one_more(space: &Space, number: u64) -> Result<Space, BenchError> {
    let now = Timestamp::UNIX_EPOCH;
    let half_hours = i32::try_from(number % SLOTS + 1)?;
    let starts_at = now + HALF_HOUR * half_hours;
    let command = SpaceCommand::MakeReservation {
        reservation: ReservationId::named("bench", &number.to_string()),
        resource: ResourceId::named("bench", "pool"),
        member: MemberId::named("bench", "member"),
        span: TimeSpan::new(starts_at, starts_at + HALF_HOUR)?,
        persons: None,
        rules: Rules::Kept,
        group: None,
        purpose: None,
        facts: Facts::default(),
        payer: Payer::default(),
    };
    let events = Spaces::decide(space, &command, now).map_err(|refusal| format!("refused: {refusal:?}"))?;
    Ok(events.iter().fold(space.clone(), |space, event| Spaces::evolve(space, event, now)))
}

fn pool() -> Result<Space, BenchError> {
    let definition: ResourceDefinition = serde_json::from_value(json!({
        "site": SiteId::named("bench", "site"), "kind": "parking", "name": { "en": "Pool" }, "units": 10_000,
        "approval": false, "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240,
        "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00" }]
    }))?;
    let command = SpaceCommand::DefineResource {
        resource: ResourceId::named("bench", "pool"),
        zone: "Asia/Seoul".to_owned().try_into()?,
        definition: CheckedDefinition::try_from(definition)?,
        holidays: None,
    };
    let now = Timestamp::UNIX_EPOCH;
    let events =
        Spaces::decide(&Space::default(), &command, now).map_err(|refusal| format!("{refusal:?}"))?;
    Ok(events.iter().fold(Space::default(), |space, event| Spaces::evolve(space, event, now)))
}
