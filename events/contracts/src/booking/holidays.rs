//! A tenant's holidays, and what they change for a resource.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::DayHours;
use crate::{LocalizedText, time::Day};

/// A holiday as a tenant defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub name: LocalizedText,
    pub kind: HolidayKind,
    pub on: HolidayDates,
    /// The first year in which it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_year: Option<i16>,
    /// The last year in which it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_year: Option<i16>,
    /// Whether the next working day is a holiday too when it falls on one of these days, or on another public holiday. Only for
    /// public holidays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<Substitute>,
}

/// For whom it is a holiday.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    Public,
    School,
}

/// Which local dates a holiday is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolidayDates {
    Dates(DateRange),
    /// The same date each year.
    Yearly(MonthDay),
    /// So many days after Easter Sunday of the western churches, at most 100; before it when negative.
    Easter(i16),
    Lunar(LunarDays),
    Weekday(WeekdayOfMonth),
}

/// Dates from a first to a last: school holidays of a year, a day that is a holiday only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// The last date; the first when it is only one.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
}

/// A date of each year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthDay {
    #[schema(minimum = 1, maximum = 12)]
    pub month: i8,
    /// 29 February is a holiday only in the years that have it.
    #[schema(minimum = 1, maximum = 31)]
    pub day: i8,
}

/// A day of the Korean lunar calendar, never in a leap month, with days beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LunarDays {
    #[schema(minimum = 1, maximum = 12)]
    pub month: u8,
    #[schema(minimum = 1, maximum = 30)]
    pub day: u8,
    /// So many days before it are holidays too.
    #[serde(default)]
    #[schema(maximum = 10)]
    pub before: u8,
    /// So many days after it are holidays too.
    #[serde(default)]
    #[schema(maximum = 10)]
    pub after: u8,
}

/// A day of the week in a month of each year: the fourth Thursday of November.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekdayOfMonth {
    #[schema(minimum = 1, maximum = 12)]
    pub month: i8,
    pub day: Day,
    /// 1 to 5; or -1, the last.
    #[schema(minimum = -1, maximum = 5)]
    pub nth: i8,
}

/// On which days of the week a holiday is lost, so that another day takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Substitute {
    Sundays,
    /// Saturdays and Sundays.
    Weekends,
}

/// One date that is a holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HolidayDate {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    pub name: LocalizedText,
    pub kind: HolidayKind,
    /// Whether it takes the place of the holiday itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub substitute: bool,
}

/// What a holiday changes for a resource. Of what could decide about a date the first does: an exception to its hours, a public
/// holiday, a school holiday, its weekly hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnHolidays {
    /// Nothing.
    #[default]
    AsUsual,
    Closed,
    /// It is open at these hours of the day and at no others.
    Hours(Vec<DayHours>),
}

impl OnHolidays {
    /// Whether holidays change nothing.
    pub fn is_as_usual(&self) -> bool {
        *self == Self::AsUsual
    }
}

/// All holidays of a tenant, by rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    #[schema(max_items = 300)]
    pub holidays: Vec<Holiday>,
}

/// The holidays of a tenant, and the dates that they are on in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HolidayCalendar {
    pub holidays: Vec<Holiday>,
    pub year: i16,
    pub dates: Vec<HolidayDate>,
}

/// A tenant's holidays are these, whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefineHolidays {
    pub holidays: Vec<Holiday>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetHolidays {
    /// 1900 to 2100.
    pub year: i16,
}

/// A tenant's holidays are these, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HolidaysDefined {
    pub holidays: Vec<Holiday>,
}
