//! Whether what a tenant says about a resource's time is sound.

use jiff::civil::Date;
use nanum_contracts::{
    booking::{HoursException, ResourceDefinition},
    time::WallTime,
};

use crate::domain::HORIZON_DAYS;

/// Most exceptions to weekly hours: the holidays of some years.
pub const EXCEPTIONS_MAX: usize = 200;
/// Most entries of hours in one exception.
pub const EXCEPTION_HOURS_MAX: usize = 10;
/// Longest notice, in minutes: as far as time can be reserved.
pub const NOTICE_MINUTES_MAX: u32 = HORIZON_DAYS as u32 * 1_440;
/// Most days ahead that a resource can allow.
pub const AHEAD_DAYS_MAX: u32 = HORIZON_DAYS as u32;

/// The rule of time that a definition breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTimeRules {
    #[error("exceptions has at most {EXCEPTIONS_MAX} entries, not {0}")]
    ExceptionsCount(usize),
    #[error("exceptions[{entry}]: `last` is not before `first`")]
    DatesInverted { entry: usize, first: Date, last: Date },
    #[error("exceptions[{entry}]: hours has at most {EXCEPTION_HOURS_MAX} entries, not {count}")]
    HoursCount { entry: usize, count: usize },
    #[error("exceptions[{entry}]: hours begin before 24:00")]
    HoursBegin { entry: usize, from: WallTime },
    #[error("notice.{which} is at most {NOTICE_MINUTES_MAX}, not {minutes}")]
    Minutes { which: &'static str, minutes: u32 },
    #[error("notice.{which} is at most {AHEAD_DAYS_MAX}, not {days}")]
    Days { which: &'static str, days: u32 },
    #[error("notice.reservable_until is not before notice.reservable_from")]
    ReservableInverted { from: Date, until: Date },
}

pub(super) fn time_rules_are_sound(definition: &ResourceDefinition) -> Result<(), NotTimeRules> {
    exceptions_are_in_order(&definition.exceptions)?;
    notice_is_within_the_horizon(definition)?;
    reservable_dates_are_in_order(definition)
}

/// Each exception names dates in order, and hours that begin on them.
fn exceptions_are_in_order(exceptions: &[HoursException]) -> Result<(), NotTimeRules> {
    if exceptions.len() > EXCEPTIONS_MAX {
        return Err(NotTimeRules::ExceptionsCount(exceptions.len()));
    }
    for (entry, HoursException { first, last, hours, .. }) in exceptions.iter().enumerate() {
        if last < first {
            return Err(NotTimeRules::DatesInverted { entry, first: *first, last: *last });
        }
        if hours.len() > EXCEPTION_HOURS_MAX {
            return Err(NotTimeRules::HoursCount { entry, count: hours.len() });
        }
        if let Some(late) = hours.iter().find(|hours| !hours.from.can_begin()) {
            return Err(NotTimeRules::HoursBegin { entry, from: late.from });
        }
    }
    Ok(())
}

/// Nobody is asked for a longer notice, or allowed a farther day, than time can be reserved ahead.
fn notice_is_within_the_horizon(definition: &ResourceDefinition) -> Result<(), NotTimeRules> {
    let notice = &definition.notice;
    let minutes = [
        ("make_least_minutes", notice.make_least_minutes),
        ("change_least_minutes", notice.change_least_minutes),
        ("cancel_least_minutes", notice.cancel_least_minutes),
    ];
    if let Some((which, minutes)) = minutes.into_iter().find(|(_, minutes)| *minutes > NOTICE_MINUTES_MAX) {
        return Err(NotTimeRules::Minutes { which, minutes });
    }
    let days = [("make_most_days", notice.make_most_days), ("change_most_days", notice.change_most_days)];
    let too_many = |(which, days): (&'static str, Option<u32>)| Some((which, days?));
    match days.into_iter().filter_map(too_many).find(|(_, days)| *days > AHEAD_DAYS_MAX) {
        Some((which, days)) => Err(NotTimeRules::Days { which, days }),
        None => Ok(()),
    }
}

/// The last date that can be reserved is not before the first.
fn reservable_dates_are_in_order(definition: &ResourceDefinition) -> Result<(), NotTimeRules> {
    match (definition.notice.reservable_from, definition.notice.reservable_until) {
        (Some(from), Some(until)) if until < from => Err(NotTimeRules::ReservableInverted { from, until }),
        _ => Ok(()),
    }
}
