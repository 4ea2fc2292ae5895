//! Times that may be wished for: few, so that they meet.

use super::*;

/// The same times on the clock, on one date.
pub(super) fn clock(at: i64, hours: i64) -> (WallTime, WallTime) {
    let text = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let from = 9 * 60 + at % 20 * 30;
    let time = |minute| WallTime::try_from(text(minute)).unwrap();
    (time(from), time(from + hours * 60))
}

/// The same today, or tomorrow.
pub(super) fn wished_on(tomorrow: bool, at: i64, hours: i64) -> TimeSpan {
    let (today, day) = (wished(at, hours), jiff::SignedDuration::from_hours(24));
    if tomorrow { span(today.starts_at() + day, today.ends_at() + day) } else { today }
}

/// Half hours from opening on.
pub(super) fn wished(at: i64, hours: i64) -> TimeSpan {
    let from = seoul("2026-12-01 09:00") + jiff::SignedDuration::from_mins(at * 30);
    span(from, from + jiff::SignedDuration::from_hours(hours))
}
