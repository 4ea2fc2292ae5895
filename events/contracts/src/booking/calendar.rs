//! Reservations as calendars of others show them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Reservation;
use crate::{
    ids::{MemberId, ReservationId},
    time::TimeSpan,
};

/// A reservation, and how it came to be as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEntry {
    pub reservation: Reservation,
    /// How often it has changed since it was made.
    pub changes: u32,
    pub made_at: Timestamp,
    /// When it changed last.
    pub changed_at: Timestamp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetCalendarEntry {
    pub reservation: ReservationId,
}

/// A member's reservations within a window, by start; of more than [`super::CALENDAR_ENTRIES_MAX`] those that are over for longest are
/// left out, then those furthest ahead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListCalendarEntries {
    pub member: MemberId,
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub window: TimeSpan,
}
