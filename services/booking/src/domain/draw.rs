//! Drawing lots: when the times of a date are drawn, and in which order.
//!
//! Nobody can change what decides: the seed is fixed by its hash when the first application comes, before anybody knows who else will
//! apply, and the order follows from the seed and the ids of the applications alone.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::{Lot, Lottery},
    ids::{DrawId, Id as _, ReservationId, ResourceId},
    time::TimeSpan,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Refusal, Shared, Space};

/// A draw that is open, or is over and shall not be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDraw {
    pub resource: ResourceId,
    pub date: Date,
    pub draws_at: Timestamp,
    pub commitment: String,
    pub drawn: bool,
}

/// The draw that decides who has a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawToCome {
    pub draw: DrawId,
    pub date: Date,
    pub draws_at: Timestamp,
    /// Whether it has been opened by an application before.
    pub opened: bool,
}

/// The draw of a resource for a local date.
pub fn draw_of(resource: ResourceId, date: Date) -> DrawId {
    DrawId::named(&resource.to_string(), &date.to_string())
}

/// The local date that a time belongs to: that of its start.
pub fn date_of(span: TimeSpan, zone: &TimeZone) -> Date {
    zone.to_datetime(span.starts_at()).date()
}

/// What is drawn is applied for until the draw; afterwards what is left is reserved as usual. `None`: it is not drawn, or not any
/// more.
///
/// # Errors
/// While it is being drawn.
pub(super) fn draw_to_come(
    space: &Space,
    shared: &Shared,
    span: TimeSpan,
    now: Timestamp,
) -> Result<Option<DrawToCome>, Refusal> {
    let zone = shared.zone.time_zone();
    let date = date_of(span, &zone);
    let draw = draw_of(shared.id, date);
    if let Some(open) = space.draw(draw) {
        let draws_at = open.draws_at;
        return match (open.drawn, now < draws_at) {
            (true, _) => Ok(None),
            (false, true) => Ok(Some(DrawToCome { draw, date, draws_at, opened: true })),
            (false, false) => Err(Refusal::BeingDrawn { draws_at }),
        };
    }
    let draws_at = shared.definition.lottery.and_then(|lottery| moment_of(lottery, date, &zone));
    let to_come = draws_at.filter(|draws_at| now < *draws_at);
    Ok(to_come.map(|draws_at| DrawToCome { draw, date, draws_at, opened: false }))
}

fn moment_of(lottery: Lottery, date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let day = date.checked_sub(i64::from(lottery.days_before).days()).ok()?;
    zone.to_timestamp(lottery.at.on(day)?).ok()
}

/// What is published of a seed beforehand.
pub fn commitment_to(seed: &str) -> String {
    hexadecimal(Sha256::new().chain_update(seed))
}

/// The applications in the order that the seed puts them in: by the hash of the seed followed by the application's id. Whether one
/// wins is not decided here.
pub(super) fn ranked(seed: &str, applications: impl IntoIterator<Item = ReservationId>) -> Vec<Lot> {
    let rank = |reservation: ReservationId| {
        let rank = hexadecimal(Sha256::new().chain_update(seed).chain_update(reservation.to_string()));
        Lot { reservation, rank, won: false }
    };
    let mut lots: Vec<Lot> = applications.into_iter().map(rank).collect();
    lots.sort_unstable_by(|one, other| one.rank.cmp(&other.rank));
    lots
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
