//! Whether somebody comes: what was agreed about it when the reservation was made, and what is recorded of it.

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::{Attendance, CheckIn, ReleasedFor},
    ids::{ReservationId, ResourceId},
    time::TimeSpan,
};
use serde::{Deserialize, Serialize};

use super::Terms;

/// When a reservation is checked in to, by the rule as it was when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attending {
    pub rule: Attendance,
    #[schema(value_type = String, format = DateTime)]
    pub opens_at: Timestamp,
    /// Whoever has not checked in before has not come.
    #[schema(value_type = String, format = DateTime)]
    pub due_by: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked_in_at: Option<Timestamp>,
}

impl Attending {
    /// Nobody can be late for what they only have since now, and nobody is waited for beyond the end.
    pub(super) fn of(rule: Attendance, span: TimeSpan, now: Timestamp) -> Self {
        let minutes = |minutes: u32| SignedDuration::from_mins(minutes.into());
        let opens_at = span.starts_at().checked_sub(minutes(rule.opens_minutes_before));
        let due_by = span.starts_at().max(now).checked_add(minutes(rule.due_minutes));
        let due_by = due_by.map_or(span.ends_at(), |due_by| due_by.min(span.ends_at()));
        Self { rule, opens_at: opens_at.unwrap_or(Timestamp::MIN), due_by, checked_in_at: None }
    }

    /// The same for what stands only from now on.
    pub(super) fn standing_from(&self, span: TimeSpan, now: Timestamp) -> Self {
        Self { checked_in_at: self.checked_in_at, ..Self::of(self.rule, span, now) }
    }

    /// Whoever has come is there for as long as it begins when it did; what begins at another time is come to anew, by the same rule.
    pub(super) fn after_a_change(&self, before: TimeSpan, span: TimeSpan, now: Timestamp) -> Self {
        if before.starts_at() == span.starts_at() {
            Self { due_by: self.due_by.min(span.ends_at()), ..self.clone() }
        } else {
            Self::of(self.rule, span, now)
        }
    }
}

impl From<&Attending> for CheckIn {
    fn from(attending: &Attending) -> Self {
        let Attending { rule, opens_at, due_by, checked_in_at } = *attending;
        Self { opens_at, due_by, needs_code: rule.needs_code, checked_in_at, code: None }
    }
}

/// Somebody came to a reservation. The terms say when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ReservationCheckedIn {
    pub terms: Terms,
}

/// Nobody came, or whoever came has left: nobody has the reservation any more. What it counts for stays counted, and what it costs
/// stays owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReservationReleased {
    #[serde(flatten)]
    pub terms: Terms,
    pub released_for: ReleasedFor,
}

/// Somebody gave a code that is not the reservation's. What they gave is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CodeMistaken {
    pub reservation: ReservationId,
    pub resource: ResourceId,
}
