//! What makes a resource's definition sound.

pub mod attendance;
pub mod days;
mod lottery;
pub mod time_rules;
mod vehicle;
mod waitlist;
mod who;

use nanum_contracts::{booking::ResourceDefinition, time::WallTime};

use self::limits::{
    APPROVAL_DUE_MINUTES_MAX, BUFFER_MINUTES_MAX, HOURS_MAX, LONGEST_MINUTES_MAX, PERSONS_MAX,
    QUOTA_RESERVATIONS_MAX, STEP_MINUTES_MAX, STEP_MINUTES_MIN, UNITS_MAX, WORD_LENGTH_MAX, WORDS_MAX,
};
pub use self::{attendance::NotAnAttendance, days::NotADay, time_rules::NotTimeRules};

use super::HORIZON_DAYS;
use super::tariff::sound::{NotATariff, tariffs_are_sound};

/// How large a definition may be.
pub mod limits {
    use crate::domain::HORIZON_DAYS;

    /// Most like places one pool has: the largest public car parks.
    pub const UNITS_MAX: u32 = 10_000;
    /// Most reservations a quota names: whoever may have more has no quota.
    pub const QUOTA_RESERVATIONS_MAX: u32 = 1_000;
    /// Most persons one resource has place for: the largest stadiums.
    pub const PERSONS_MAX: u32 = 200_000;
    /// Finest and coarsest grid, in minutes; it must divide a day, so that each day has the same.
    pub const STEP_MINUTES_MIN: u32 = 5;
    pub const STEP_MINUTES_MAX: u32 = 1_440;
    /// Longest reservation, in minutes: what fits between now and the horizon.
    pub const LONGEST_MINUTES_MAX: u32 = HORIZON_DAYS as u32 * 1_440;
    /// Longest time to prepare or to clean, in minutes: a day.
    pub const BUFFER_MINUTES_MAX: u32 = 1_440;
    /// Longest that a request may wait for a clerk, in minutes: 30 days.
    pub const APPROVAL_DUE_MINUTES_MAX: u32 = 43_200;
    /// Most entries of weekly hours: seven for each day of the week.
    pub const HOURS_MAX: usize = 50;
    /// Farthest that a vehicle goes on a full battery or tank, in meters: a quarter of the way around the earth.
    pub const RANGE_METERS_MAX: u32 = 10_000_000;
    /// Most words of equipment, and of accessibility.
    pub const WORDS_MAX: usize = 40;
    /// Longest such word, in characters.
    pub const WORD_LENGTH_MAX: usize = 60;
}

/// A definition that is known to be sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedDefinition(ResourceDefinition);

/// The rule that a definition breaks, with what it allows and what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADefinition {
    #[error("units are 1 to {UNITS_MAX}, not {0}")]
    Units(u32),
    #[error("persons are 1 to {PERSONS_MAX}, not {0}")]
    Persons(u32),
    #[error("quota.reservations are 1 to {QUOTA_RESERVATIONS_MAX}, not {0}")]
    Quota(u32),
    #[error("approval_due_minutes is 1 to {APPROVAL_DUE_MINUTES_MAX}, not {0}")]
    ApprovalDue(u32),
    #[error("step_minutes is {STEP_MINUTES_MIN} to {STEP_MINUTES_MAX} and divides a day, which {0} does not")]
    Step(u32),
    #[error("shortest_minutes is a multiple of step_minutes ({step}), which {shortest} is not")]
    Shortest { step: u32, shortest: u32 },
    #[error("longest_minutes is a multiple of step_minutes ({step}), which {longest} is not")]
    LongestOffTheStep { step: u32, longest: u32 },
    #[error("longest_minutes ({longest}) is not less than shortest_minutes ({shortest})")]
    LongestUnderShortest { shortest: u32, longest: u32 },
    #[error("longest_minutes is at most {LONGEST_MINUTES_MAX}, not {0}")]
    Longest(u32),
    #[error("{which} is at most {BUFFER_MINUTES_MAX}, not {minutes}")]
    Buffer { which: &'static str, minutes: u32 },
    #[error("quotas: {0}")]
    Allowance(&'static str),
    #[error("eligibility: {0}")]
    Eligibility(&'static str),
    #[error("hours has at most {HOURS_MAX} entries, not {0}")]
    HoursCount(usize),
    #[error("hours[{entry}]: days names 1 to 7 days, not {days}")]
    Days { entry: usize, days: usize },
    #[error("hours[{entry}]: they begin before 24:00")]
    HoursBegin { entry: usize, from: WallTime },
    #[error(transparent)]
    TimeRules(#[from] NotTimeRules),
    #[error(transparent)]
    OfDays(#[from] NotADay),
    #[error(transparent)]
    Attendance(#[from] NotAnAttendance),
    #[error("{0}")]
    Tariff(NotATariff),
    #[error("vehicle: {0}")]
    Vehicle(&'static str),
    #[error("waitlist.{which} is 1 to {most}, not {given}")]
    Waitlist { which: &'static str, most: u32, given: u32 },
    #[error("lottery.days_before is 1 to {HORIZON_DAYS}, not {0}")]
    Lottery(u32),
    #[error("{list} has at most {WORDS_MAX} words, not {count}")]
    WordsCount { list: &'static str, count: usize },
    #[error(
        "{list}: {word:?} is not a word of at most {WORD_LENGTH_MAX} lower-case letters and digits, joined by hyphens"
    )]
    Word { list: &'static str, word: String },
}

impl CheckedDefinition {
    /// What was checked.
    pub fn into_inner(self) -> ResourceDefinition {
        self.0
    }
}

impl AsRef<ResourceDefinition> for CheckedDefinition {
    fn as_ref(&self) -> &ResourceDefinition {
        &self.0
    }
}

impl TryFrom<ResourceDefinition> for CheckedDefinition {
    type Error = NotADefinition;
    fn try_from(definition: ResourceDefinition) -> Result<Self, NotADefinition> {
        room_is_countable(&definition)?;
        a_quota_is_countable(&definition)?;
        a_request_waits_for_a_time(&definition)?;
        times_fit_the_grid(&definition)?;
        buffers_are_short(&definition)?;
        hours_are_in_order(&definition)?;
        time_rules::time_rules_are_sound(&definition)?;
        days::days_are_sound(&definition)?;
        attendance::attendance_is_sound(&definition)?;
        who::who_may_is_sound(&definition)?;
        vehicle::a_vehicle_is_told_soundly(&definition)?;
        tariffs_are_sound(&definition.tariffs, is_plain).map_err(NotADefinition::Tariff)?;
        waitlist::a_waitlist_is_bounded(&definition)?;
        lottery::a_draw_is_before_its_date(&definition)?;
        words_are_plain("equipment", &definition.equipment)?;
        words_are_plain("accessibility", &definition.accessibility)?;
        Ok(Self(definition))
    }
}

/// A resource has at least one unit and place for at least one person, and not more than any place on earth.
fn room_is_countable(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    if !(1..=UNITS_MAX).contains(&definition.units) {
        return Err(NotADefinition::Units(definition.units));
    }
    match definition.persons {
        Some(persons) if !(1..=PERSONS_MAX).contains(&persons) => Err(NotADefinition::Persons(persons)),
        _ => Ok(()),
    }
}

/// A quota allows something, and not everything.
fn a_quota_is_countable(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    match definition.quota {
        Some(quota) if !(1..=QUOTA_RESERVATIONS_MAX).contains(&quota.reservations) => {
            Err(NotADefinition::Quota(quota.reservations))
        }
        _ => Ok(()),
    }
}

/// A clerk has at least a minute to decide, and nobody waits longer than a month.
fn a_request_waits_for_a_time(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    match definition.approval_due_minutes {
        Some(minutes) if !(1..=APPROVAL_DUE_MINUTES_MAX).contains(&minutes) => {
            Err(NotADefinition::ApprovalDue(minutes))
        }
        _ => Ok(()),
    }
}

/// The grid divides a day, and the shortest and the longest reservation are multiples of it.
fn times_fit_the_grid(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    let (step, shortest, longest) =
        (definition.step_minutes, definition.shortest_minutes, definition.longest_minutes);
    if !(STEP_MINUTES_MIN..=STEP_MINUTES_MAX).contains(&step) || !STEP_MINUTES_MAX.is_multiple_of(step) {
        return Err(NotADefinition::Step(step));
    }
    if shortest == 0 || !shortest.is_multiple_of(step) {
        return Err(NotADefinition::Shortest { step, shortest });
    }
    if !longest.is_multiple_of(step) {
        return Err(NotADefinition::LongestOffTheStep { step, longest });
    }
    if longest < shortest {
        return Err(NotADefinition::LongestUnderShortest { shortest, longest });
    }
    if longest > LONGEST_MINUTES_MAX { Err(NotADefinition::Longest(longest)) } else { Ok(()) }
}

/// To prepare and to clean takes a day at most.
fn buffers_are_short(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    let buffers = [
        ("buffer_before_minutes", definition.buffer_before_minutes),
        ("buffer_after_minutes", definition.buffer_after_minutes),
    ];
    match buffers.into_iter().find(|(_, minutes)| *minutes > BUFFER_MINUTES_MAX) {
        Some((which, minutes)) => Err(NotADefinition::Buffer { which, minutes }),
        None => Ok(()),
    }
}

/// Each entry of the hours names days, and begins on them.
fn hours_are_in_order(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    if definition.hours.len() > HOURS_MAX {
        return Err(NotADefinition::HoursCount(definition.hours.len()));
    }
    for (entry, hours) in definition.hours.iter().enumerate() {
        let (from, days) = (hours.from, hours.days.len());
        if !(1..=7).contains(&days) {
            return Err(NotADefinition::Days { entry, days });
        }
        if !from.can_begin() {
            return Err(NotADefinition::HoursBegin { entry, from });
        }
    }
    Ok(())
}

/// Equipment and accessibility are few and plain words, so that people find by them.
fn words_are_plain(list: &'static str, words: &[String]) -> Result<(), NotADefinition> {
    if words.len() > WORDS_MAX {
        return Err(NotADefinition::WordsCount { list, count: words.len() });
    }
    match words.iter().find(|word| !is_plain(word)) {
        Some(word) => {
            Err(NotADefinition::Word { list, word: word.chars().take(WORD_LENGTH_MAX + 1).collect() })
        }
        None => Ok(()),
    }
}

fn is_plain(word: &str) -> bool {
    let plain_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    word.len() <= WORD_LENGTH_MAX && word.split('-').all(plain_part)
}
