//! What a tenant says about a resource's time beside its weekly hours.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{LocalizedText, time::WallTime};

/// Dates on which other hours hold than those of the week: a holiday, a summer, repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursException {
    pub name: LocalizedText,
    /// The first local date.
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// The last local date; the first when it is only one.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
    /// The hours of each of these dates; closed when there are none.
    #[serde(default)]
    pub hours: Vec<DayHours>,
}

/// Hours that begin on one day, in the local time of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayHours {
    /// Opening, on the wall clock; before `24:00`.
    pub from: WallTime,
    /// Closing, on the wall clock; of the next date when it is not after `from`.
    pub to: WallTime,
}

/// When reservations can be made, changed and cancelled. Without it: until they begin, and a year ahead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notice {
    /// The first local date that can be reserved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub reservable_from: Option<Date>,
    /// The last local date that can be reserved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub reservable_until: Option<Date>,
    /// A reservation is made at least so many minutes before it begins.
    #[schema(maximum = 527_040)]
    pub make_least_minutes: u32,
    /// A reservation is made for today and so many local dates after it; a year when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 366)]
    pub make_most_days: Option<u32>,
    /// A reservation is moved, extended or shortened at least so many minutes before it begins.
    #[schema(maximum = 527_040)]
    pub change_least_minutes: u32,
    /// A reservation is moved or extended to today and so many local dates after it; a year when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 366)]
    pub change_most_days: Option<u32>,
    /// A member cancels what is confirmed at least so many minutes before it begins. What waits can always be withdrawn.
    #[schema(maximum = 527_040)]
    pub cancel_least_minutes: u32,
    /// When a month's time can be reserved at all; without it always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<Opening>,
}

/// Reservations for a month open at a time on a day of an earlier month: for May on 1 April at 9:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// How many months before.
    #[schema(minimum = 1, maximum = 12)]
    pub months_before: u8,
    /// The day of that month.
    #[schema(minimum = 1, maximum = 28)]
    pub day: u8,
    /// On the wall clock of that day.
    pub time: WallTime,
}

impl Notice {
    /// Whether it is as if nothing had been said.
    pub(super) fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
