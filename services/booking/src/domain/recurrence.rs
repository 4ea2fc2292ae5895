//! The dates of a series: a recurrence rule of RFC 5545, counted in whole local dates. What time that is on the wall clock,
//! and which instant, is asked of each date by itself.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use nanum_contracts::{booking::Recurrence, time::WallTime};
use recurrence::RRuleSet;

/// Most dates of one series, left out ones too: a year of days.
pub const SERIES_DATES_MAX: u16 = 366;
/// Longest rule, in bytes: all of its parts fit.
const RULE_LENGTH_MAX: usize = 500;
/// Longest interval: time is reserved a year ahead, so that in days more than this never matters.
const INTERVAL_MAX: u32 = 1_000;
/// How a rule names the days of the week.
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const FREQUENCIES: [&str; 4] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

/// Why a text is no rule for dates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARecurrence {
    #[error("a date of a series begins before 24:00")]
    BeginsAt(WallTime),
    #[error("this is no recurrence rule of RFC 5545: {0}")]
    NotUnderstood(String),
    #[error("the rule ends on {until}, before the series begins on {first}")]
    EndsBefore { first: Date, until: Date },
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
    if !recurrence.from.can_begin() {
        return Err(NotARecurrence::BeginsAt(recurrence.from));
    }
    if recurrence.without.len() > usize::from(SERIES_DATES_MAX) {
        return Err(NotARecurrence::TooMany);
    }
    let first = recurrence.first.strftime("%Y%m%d");
    let rule = rule_of_dates(&recurrence.rule, recurrence.first)?;
    // To the library all is UTC: there each date has one midnight, and no clock is put forward.
    let text = format!("DTSTART:{first}T000000Z\nRRULE:{rule}");
    // Each part has been read; what the library says of how they go together is in its own words, and for nobody else.
    let apart = |_: recurrence::RRuleError| {
        NotARecurrence::NotUnderstood(format!("{rule}: these do not go together"))
    };
    let set: RRuleSet = text.parse().map_err(apart)?;
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

/// Whether the rule names the first date, or whoever asks has left it out. Of any other first date RFC 5545 leaves open which dates
/// the series has.
pub fn first_is_named(recurrence: &Recurrence, dates: &[Date]) -> bool {
    dates.first() == Some(&recurrence.first) || recurrence.without.contains(&recurrence.first)
}

/// The rule for the library, when all of its parts speak of dates and each is said once. `UNTIL` names the last date; a moment would
/// mean another date in another zone.
fn rule_of_dates(rule: &str, first: Date) -> Result<String, NotARecurrence> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"=;,+-".contains(&byte);
    if rule.len() > RULE_LENGTH_MAX || !rule.bytes().all(plain) {
        return Err(NotARecurrence::NotUnderstood("letters, digits and =;,+- in 500 characters".to_owned()));
    }
    let rule = rule.to_ascii_uppercase();
    let parts: Vec<&str> = rule.split(';').collect();
    let name_of = |part: &str| part.split('=').next().unwrap_or_default().to_owned();
    for (number, part) in parts.iter().enumerate() {
        if parts.iter().take(number).any(|before| name_of(before) == name_of(part)) {
            return Err(NotARecurrence::NotUnderstood(format!("{} is said twice", name_of(part))));
        }
    }
    let read: Result<Vec<String>, NotARecurrence> =
        parts.iter().map(|part| part_of_dates(part, first)).collect();
    let has = |name: &str| parts.iter().any(|part| name_of(part) == name);
    if !has("FREQ") {
        return Err(NotARecurrence::NotUnderstood("FREQ is missing".to_owned()));
    }
    let read = read?;
    let numbers_days =
        |part: &&&str| part.starts_with("BYDAY=") && part.bytes().any(|byte| byte.is_ascii_digit());
    if let Some(part) = parts.iter().find(numbers_days)
        && (parts.contains(&"FREQ=DAILY") || parts.contains(&"FREQ=WEEKLY"))
    {
        let why = format!("{part:?}: a day is numbered within a month or a year");
        return Err(NotARecurrence::NotUnderstood(why));
    }
    if has("COUNT") && has("UNTIL") {
        return Err(NotARecurrence::NotUnderstood("COUNT or UNTIL, not both".to_owned()));
    }
    Ok(read.join(";"))
}

fn part_of_dates(part: &str, first: Date) -> Result<String, NotARecurrence> {
    let not_understood = || NotARecurrence::NotUnderstood(format!("{part:?}"));
    let (name, value) = part.split_once('=').ok_or_else(not_understood)?;
    let is_understood = match name {
        "FREQ" if FREQUENCIES.contains(&value) => true,
        "FREQ" => return Err(NotARecurrence::NotByDates(part.to_owned())),
        "UNTIL" => return until(part, value, first),
        "COUNT" if is_more_than_can_be(value) => return Err(NotARecurrence::TooMany),
        "COUNT" => is_number(value, 1, SERIES_DATES_MAX.into(), false),
        "INTERVAL" => is_number(value, 1, INTERVAL_MAX, false),
        "WKST" => DAYS.contains(&value),
        "BYDAY" => value.split(',').all(is_day),
        "BYMONTH" => value.split(',').all(|month| is_number(month, 1, 12, false)),
        "BYMONTHDAY" => value.split(',').all(|day| is_number(day, 1, 31, true)),
        "BYWEEKNO" => value.split(',').all(|week| is_number(week, 1, 53, true)),
        "BYYEARDAY" | "BYSETPOS" => value.split(',').all(|day| is_number(day, 1, 366, true)),
        _ => return Err(NotARecurrence::NotByDates(part.to_owned())),
    };
    if is_understood { Ok(part.to_owned()) } else { Err(not_understood()) }
}

/// The last date, which is not before the first.
fn until(part: &str, value: &str, first: Date) -> Result<String, NotARecurrence> {
    if !(value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(NotARecurrence::NotByDates(part.to_owned()));
    }
    let until = Date::strptime("%Y%m%d", value).map_err(|_| NotARecurrence::NotByDates(part.to_owned()))?;
    if until < first {
        return Err(NotARecurrence::EndsBefore { first, until });
    }
    Ok(format!("UNTIL={value}T000000Z"))
}

/// A whole number, however large, that is more than one series has dates.
fn is_more_than_can_be(count: &str) -> bool {
    let digits = count.trim_start_matches('0');
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.parse::<u16>().map_or(true, |count| count > SERIES_DATES_MAX)
}

/// A number from the least to the most; counted from the end as well, where that is allowed.
fn is_number(text: &str, least: u32, most: u32, from_the_end: bool) -> bool {
    let digits = match text.strip_prefix('-') {
        Some(digits) if from_the_end => digits,
        Some(_) => return false,
        None => text.strip_prefix('+').unwrap_or(text),
    };
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits && digits.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
}

/// A day of the week, or the first, the last of a month or year: `TU`, `1SA`, `-1FR`.
fn is_day(text: &str) -> bool {
    let Some((number, day)) = text.len().checked_sub(2).and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    DAYS.contains(&day) && (number.is_empty() || is_number(number, 1, 53, true))
}
