//! What programs of others read without asking for more: calendars (iCalendar, RFC 5545) and stations of shared vehicles
//! (GBFS 3.0). Both are written from what services answer; nothing is decided or kept here.

mod answer;
mod asking;
mod calendar;
pub(crate) mod gbfs;
mod lines;
mod stations;
#[cfg(test)]
mod tests;

pub(crate) use answer::{free_busy_is_wanted, publicly, served};
pub(crate) use asking::{Reach, calendar_address};

/// The media type of calendars.
pub(crate) const TEXT_CALENDAR: &str = "text/calendar; charset=utf-8";
