//! A member's own calendar, at an address that only they know.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Language, ids::MemberId};

/// What stands in the address of a member's calendar. Who has it reads the calendar without signing in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarKey(String);

impl CalendarKey {
    /// The key as it stands in an address.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for CalendarKey {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for CalendarKey {
    /// It opens somebody's calendar, so that it stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CalendarKey")
    }
}

/// Where a member's calendar is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCalendar {
    /// Absent while it is closed.
    pub key: Option<CalendarKey>,
}

/// Whose calendar it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarOwner {
    pub member: MemberId,
    /// What they are addressed in.
    pub language: Language,
}

/// Opens a member's calendar at a new address; one that was there before leads nowhere any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenCalendar {
    pub member: MemberId,
}

/// Closes a member's calendar.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CloseCalendar {
    pub member: MemberId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetOwnCalendar {
    pub member: MemberId,
}

/// The member whose calendar a key opens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindCalendar {
    pub key: CalendarKey,
}
