//! The dates of a series: a recurrence rule of RFC 5545, counted in whole local dates. What time that is on the wall clock,
//! and which instant, is asked of each date by itself.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use nanum_contracts::booking::Recurrence;
use recurrence::RRuleSet;

/// Most dates of one series, left out ones too: a year of days.
pub const SERIES_DATES_MAX: u16 = 366;
/// Longest rule, in bytes: all of its parts fit.
const RULE_LENGTH_MAX: usize = 500;
/// What a rule may be made of. Hours, minutes and seconds are not: a date is taken once.
const PARTS: [&str; 11] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYDAY",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYSETPOS",
];
const FREQUENCIES: [&str; 4] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

/// Why a text is no rule for dates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARecurrence {
    #[error("`to` is after `from`")]
    Inverted,
    #[error("this is no recurrence rule: {0}")]
    NotUnderstood(String),
    #[error("a series is counted in dates: {0} is not")]
    NotByDates(String),
    #[error("a series has at most {SERIES_DATES_MAX} dates; say COUNT or UNTIL")]
    TooMany,
    #[error("the rule names no date")]
    NoDate,
}

/// The dates that the rule names, in order, without those left out.
///
/// # Errors
/// Why it is no rule, or names too many dates, or none.
pub fn dates_of(recurrence: &Recurrence) -> Result<Vec<Date>, NotARecurrence> {
    if recurrence.to <= recurrence.from {
        return Err(NotARecurrence::Inverted);
    }
    if recurrence.without.len() > usize::from(SERIES_DATES_MAX) {
        return Err(NotARecurrence::TooMany);
    }
    let first = recurrence.first.strftime("%Y%m%d");
    let rule = rule_of_dates(&recurrence.rule)?;
    // To the library all is UTC: there each date has one midnight, and no clock is put forward.
    let text = format!("DTSTART:{first}T000000Z\nRRULE:{rule}");
    let set: RRuleSet =
        text.parse().map_err(|why: recurrence::RRuleError| NotARecurrence::NotUnderstood(why.to_string()))?;
    let found = set.all(SERIES_DATES_MAX + 1).dates;
    if found.len() > usize::from(SERIES_DATES_MAX) {
        return Err(NotARecurrence::TooMany);
    }
    let dates = found.iter().filter_map(|moment| date_of(moment.timestamp()));
    let mut dates: Vec<Date> = dates.filter(|date| !recurrence.without.contains(date)).collect();
    dates.dedup();
    if dates.is_empty() { Err(NotARecurrence::NoDate) } else { Ok(dates) }
}

fn date_of(second: i64) -> Option<Date> {
    Some(Timestamp::from_second(second).ok()?.to_zoned(TimeZone::UTC).date())
}

/// The rule for the library, when all of its parts speak of dates. `UNTIL` names the last date; a moment would mean another
/// date in another zone.
fn rule_of_dates(rule: &str) -> Result<String, NotARecurrence> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"=;,+-".contains(&byte);
    if rule.len() > RULE_LENGTH_MAX || !rule.bytes().all(plain) {
        return Err(NotARecurrence::NotUnderstood("letters, digits and =;,+- in 500 characters".to_owned()));
    }
    let parts: Result<Vec<String>, NotARecurrence> =
        rule.to_ascii_uppercase().split(';').map(part_of_dates).collect();
    Ok(parts?.join(";"))
}

fn part_of_dates(part: &str) -> Result<String, NotARecurrence> {
    let (name, value) =
        part.split_once('=').ok_or_else(|| NotARecurrence::NotUnderstood(format!("{part:?}")))?;
    let is_a_date = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    match name {
        "FREQ" if !FREQUENCIES.contains(&value) => Err(NotARecurrence::NotByDates(part.to_owned())),
        "UNTIL" if is_a_date => Ok(format!("UNTIL={value}T000000Z")),
        "UNTIL" => Err(NotARecurrence::NotByDates(part.to_owned())),
        _ if PARTS.contains(&name) => Ok(part.to_owned()),
        _ => Err(NotARecurrence::NotByDates(part.to_owned())),
    }
}
