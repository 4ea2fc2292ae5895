//! What makes a tenant's holidays sound.

use jiff::civil::Date;
use nanum_contracts::booking::{Holiday, HolidayDates, HolidayKind};

/// Most holidays of a tenant: the school holidays of ten years beside all others.
const HOLIDAYS_MAX: usize = 300;
/// Longest holidays, in days: a year.
const DAYS_MAX: i32 = 366;
/// Farthest from Easter, in days: Carnival and Corpus Christi are within it.
const EASTER_DAYS_MAX: i16 = 100;
/// Most days beside a day of the moon.
const BESIDE_MAX: u8 = 10;
/// A year that has 29 February.
const LEAP_YEAR: i16 = 2024;

/// Holidays that are known to be sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedHolidays(Vec<Holiday>);

/// What of a holiday is not sound: which part of which, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("holidays[{holiday}].{part}: {must}")]
pub struct NotAHoliday {
    pub holiday: usize,
    pub part: &'static str,
    pub must: &'static str,
}

impl AsRef<[Holiday]> for CheckedHolidays {
    fn as_ref(&self) -> &[Holiday] {
        &self.0
    }
}

impl TryFrom<Vec<Holiday>> for CheckedHolidays {
    type Error = NotAHoliday;
    fn try_from(holidays: Vec<Holiday>) -> Result<Self, NotAHoliday> {
        for (number, holiday) in holidays.iter().enumerate() {
            if number >= HOLIDAYS_MAX {
                return Err(NotAHoliday {
                    holiday: number,
                    part: "name",
                    must: "a tenant has at most 300 holidays",
                });
            }
            is_sound(holiday).map_err(|(part, must)| NotAHoliday { holiday: number, part, must })?;
        }
        Ok(Self(holidays))
    }
}

/// The part that is wrong, and what it must be.
type Wrong = (&'static str, &'static str);

/// A holiday names dates that there are, in years that are in order; only a public one is lost and found again.
fn is_sound(holiday: &Holiday) -> Result<(), Wrong> {
    let must = |holds: bool, part, must| if holds { Ok(()) } else { Err((part, must)) };
    match holiday.on {
        HolidayDates::Dates(range) => {
            must(range.first <= range.last, "on.dates.last", "not before `first`")?;
            let days = range.last.duration_since(range.first).as_hours() / 24;
            must(days < i64::from(DAYS_MAX), "on.dates.last", "within 366 days from `first` on")?;
        }
        HolidayDates::Yearly(of_year) => {
            let is_one = Date::new(LEAP_YEAR, of_year.month, of_year.day).is_ok();
            must(is_one, "on.yearly", "a date that some year has")?;
        }
        HolidayDates::Easter(days) => {
            let near = days.unsigned_abs() <= EASTER_DAYS_MAX.unsigned_abs();
            must(near, "on.easter", "at most 100 days from Easter Sunday")?;
        }
        HolidayDates::Lunar(lunar) => {
            let is_one = (1..=12).contains(&lunar.month) && (1..=30).contains(&lunar.day);
            must(is_one, "on.lunar", "a month of 1 to 12 and a day of 1 to 30")?;
            let few = lunar.before <= BESIDE_MAX && lunar.after <= BESIDE_MAX;
            must(few, "on.lunar", "at most 10 days before and after")?;
        }
        HolidayDates::Weekday(weekday) => {
            let is_one = (1..=12).contains(&weekday.month) && matches!(weekday.nth, -1 | 1..=5);
            must(is_one, "on.weekday", "a month of 1 to 12 and the first to the fifth day, or the last: -1")?;
        }
    }
    let in_order = holiday.from_year.zip(holiday.until_year).is_none_or(|(from, until)| from <= until);
    must(in_order, "until_year", "not before from_year")?;
    let public = holiday.kind == HolidayKind::Public || holiday.substitute.is_none();
    must(public, "substitute", "only for public holidays")
}
