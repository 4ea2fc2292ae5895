//! Dates that the stories play on.

use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};

/// The date in Seoul some days from now: far enough for every notice, near enough for every horizon.
///
/// # Panics
/// When there is no such date.
#[must_use]
#[allow(
    clippy::disallowed_methods,
    reason = "programs under test run on the machine's clock, and so do their readers"
)]
pub fn in_seoul_in_days(days: i32) -> Date {
    Zoned::now().with_time_zone(TimeZone::get("Asia/Seoul").expect("a zone")).date() + days.days()
}

/// The moment some seconds from now, for what happens while a test looks on.
#[must_use]
#[allow(
    clippy::disallowed_methods,
    reason = "programs under test run on the machine's clock, and so do their readers"
)]
pub fn in_seconds(seconds: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(seconds)
}
