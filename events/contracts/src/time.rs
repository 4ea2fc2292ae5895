//! Time as services exchange it: instants with their span, and the weekly hours of a place in local time.

use jiff::{Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A half-open span of time: from `starts_at` up to, not including, `ends_at`. It cannot be empty or inverted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "UncheckedSpan", into = "UncheckedSpan")]
#[schema(as = TimeSpan)]
pub struct TimeSpan {
    #[schema(value_type = String, format = DateTime, example = "2026-12-01T10:00:00+09:00")]
    starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime, example = "2026-12-01T12:00:00+09:00")]
    ends_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedSpan {
    starts_at: Timestamp,
    ends_at: Timestamp,
}

/// Longest span that anybody may ask about or reserve, in days: calendars show 490, and nothing is reserved further ahead.
/// What a question costs grows with its span, so no question from outside is longer.
pub const SPAN_DAYS_MAX: u32 = 500;
/// Longest time that is blocked at once, in days: ten years and a little.
pub const BLOCKING_DAYS_MAX: u32 = 3_660;
const DAY_SECONDS: i64 = 86_400;
/// Between these years lies what anybody may ask about; outside of them calendars end.
const ASKED_YEARS: std::ops::RangeInclusive<i16> = 1970..=2200;

/// A span that nobody may ask for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    #[error(transparent)]
    Inverted(#[from] InvertedSpan),
    #[error("a span is at most {most} days, not {days}")]
    TooLong { most: u32, days: i64 },
    #[error("a span lies between the years 1970 and 2200, not in {0}")]
    OutOfTime(i16),
}

/// A span whose end is not after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ends_at must be after starts_at")]
pub struct InvertedSpan;

impl TimeSpan {
    pub fn new(starts_at: Timestamp, ends_at: Timestamp) -> Result<Self, InvertedSpan> {
        if starts_at < ends_at { Ok(Self { starts_at, ends_at }) } else { Err(InvertedSpan) }
    }

    /// A span as it comes from outside: no longer than [`SPAN_DAYS_MAX`].
    ///
    /// # Errors
    /// When nobody may ask for it.
    pub fn asked(starts_at: Timestamp, ends_at: Timestamp) -> Result<Self, NotAsked> {
        Self::new(starts_at, ends_at)?.of_at_most(SPAN_DAYS_MAX)
    }

    /// The same, when it is no longer than so many days and lies in a time that calendars know.
    ///
    /// # Errors
    /// When nobody may ask for it.
    pub fn of_at_most(self, most: u32) -> Result<Self, NotAsked> {
        // The clock may have been put back in between.
        let longest = i64::from(most) * DAY_SECONDS + 3_600;
        let seconds = self.ends_at.as_second() - self.starts_at.as_second();
        if seconds > longest {
            return Err(NotAsked::TooLong {
                most,
                days: (seconds + DAY_SECONDS - 1).div_euclid(DAY_SECONDS),
            });
        }
        let years = [self.starts_at, self.ends_at].map(|at| at.to_zoned(TimeZone::UTC).year());
        match years.into_iter().find(|year| !ASKED_YEARS.contains(year)) {
            Some(year) => Err(NotAsked::OutOfTime(year)),
            None => Ok(self),
        }
    }

    pub fn starts_at(self) -> Timestamp {
        self.starts_at
    }

    pub fn ends_at(self) -> Timestamp {
        self.ends_at
    }

    /// Minutes that pass.
    pub fn minutes(self) -> i64 {
        (self.ends_at.as_second() - self.starts_at.as_second()) / 60
    }

    /// Its length where less is kinder: to be paid, to be counted, not to be too long. Minutes by the clock of the zone or minutes
    /// that pass, whichever are fewer: on the nights on which the clock changes a whole day stays a day.
    pub fn fewest_minutes(self, zone: &TimeZone) -> i64 {
        match self.clock_minutes(zone) {
            // Within the hour that comes twice the clock does not move on.
            shown if shown > 0 => shown.min(self.minutes()),
            _ => self.minutes(),
        }
    }

    /// Its length where more is kinder: not to be too short.
    pub fn most_minutes(self, zone: &TimeZone) -> i64 {
        self.clock_minutes(zone).max(self.minutes())
    }

    /// The length by what the clock on the wall shows at the start and at the end.
    fn clock_minutes(self, zone: &TimeZone) -> i64 {
        let shown = |moment| zone.to_datetime(moment);
        shown(self.ends_at).duration_since(shown(self.starts_at)).as_mins()
    }

    /// Whether the two share at least an instant; spans that only touch do not.
    pub fn overlaps(self, other: Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// Whether all of `other` lies within.
    pub fn contains(self, other: Self) -> bool {
        self.starts_at <= other.starts_at && other.ends_at <= self.ends_at
    }
}

/// Reads a span that somebody asks about or wants, for `#[serde(deserialize_with)]`: gateway and services hold it to the same
/// bound. What stands in events is read by [`TimeSpan`]'s own rule, since events are for ever.
///
/// # Errors
/// When nobody may ask for it.
pub fn asked_span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeSpan, D::Error> {
    TimeSpan::deserialize(deserializer)?.of_at_most(SPAN_DAYS_MAX).map_err(D::Error::custom)
}

/// The same of time that is blocked.
///
/// # Errors
/// When nobody may ask for it.
pub fn blocking_span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeSpan, D::Error> {
    TimeSpan::deserialize(deserializer)?.of_at_most(BLOCKING_DAYS_MAX).map_err(D::Error::custom)
}

impl TryFrom<UncheckedSpan> for TimeSpan {
    type Error = InvertedSpan;
    fn try_from(span: UncheckedSpan) -> Result<Self, InvertedSpan> {
        Self::new(span.starts_at, span.ends_at)
    }
}

impl From<TimeSpan> for UncheckedSpan {
    fn from(span: TimeSpan) -> Self {
        Self { starts_at: span.starts_at, ends_at: span.ends_at }
    }
}

/// The name of a time zone in the IANA database, known to exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "Asia/Seoul")]
pub struct Zone(String);

/// A text that names no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time zone of the IANA database, such as Asia/Seoul")]
pub struct NotAZone(String);

impl Zone {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The rules of the zone. A zone that existed when it was parsed exists still: the database travels in the program.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

impl TryFrom<String> for Zone {
    type Error = NotAZone;
    fn try_from(name: String) -> Result<Self, NotAZone> {
        match TimeZone::get(&name) {
            Ok(_) => Ok(Self(name)),
            Err(_) => Err(NotAZone(name)),
        }
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

/// A day of the week, as people write it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    pub fn of(date: jiff::civil::Date) -> Self {
        use jiff::civil::Weekday;
        match date.weekday() {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

/// A wall clock time of day; as the end of a span midnight may be written `24:00`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", example = "09:00")]
pub struct WallTime(u16);

/// A text that is no wall clock time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written HH:MM, from 00:00 to 24:00")]
pub struct NotAWallTime;

impl WallTime {
    pub const MIDNIGHT_AT_END: Self = Self(24 * 60);

    /// Minutes after the day's first midnight on the wall clock, 0 to 1440.
    pub fn minute_of_day(self) -> u16 {
        self.0
    }

    /// Whether something can begin at it: a day begins at `00:00`, and `24:00` only ends one.
    pub fn can_begin(self) -> bool {
        self < Self::MIDNIGHT_AT_END
    }

    /// When something ends at it that began at another time of the given date: on the next date, when it is not after that
    /// time. So an evening goes past midnight, and `00:00` ends a day like `24:00`.
    pub fn ends_on(self, date: jiff::civil::Date, began: Self) -> Option<jiff::civil::DateTime> {
        if self > began { self.on(date) } else { self.on(date.tomorrow().ok()?) }
    }

    /// The time on the given date; `24:00` is the next date's midnight.
    pub fn on(self, date: jiff::civil::Date) -> Option<jiff::civil::DateTime> {
        if self == Self::MIDNIGHT_AT_END {
            return Some(date.tomorrow().ok()?.to_datetime(Time::midnight()));
        }
        let time = Time::new((self.0 / 60) as i8, (self.0 % 60) as i8, 0, 0).ok()?;
        Some(date.to_datetime(time))
    }
}

impl TryFrom<String> for WallTime {
    type Error = NotAWallTime;
    fn try_from(text: String) -> Result<Self, NotAWallTime> {
        let (hours, minutes) = text.split_once(':').ok_or(NotAWallTime)?;
        let two_digits = |part: &str| {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
        };
        let (hours, minutes) =
            (two_digits(hours).ok_or(NotAWallTime)?, two_digits(minutes).ok_or(NotAWallTime)?);
        let minute_of_day = hours * 60 + minutes;
        if minutes < 60 && minute_of_day <= 24 * 60 { Ok(Self(minute_of_day)) } else { Err(NotAWallTime) }
    }
}

impl From<WallTime> for String {
    fn from(time: WallTime) -> Self {
        format!("{:02}:{:02}", time.0 / 60, time.0 % 60)
    }
}

/// Hours that return every week, in the local time of the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklyHours {
    /// The days they hold on: those on which they begin.
    pub days: Vec<Day>,
    /// Opening, on the wall clock; before `24:00`.
    pub from: WallTime,
    /// Closing, on the wall clock; of the next date when it is not after `from`.
    pub to: WallTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_asks_for_more_than_the_longest_span_nor_beyond_the_calendars() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
        let now = at("2026-12-01T00:00:00Z");
        let most = i64::from(SPAN_DAYS_MAX);
        assert!(TimeSpan::asked(now, now + days(most)).is_ok());
        assert_eq!(
            TimeSpan::asked(now, now + days(most + 1)),
            Err(NotAsked::TooLong { most: SPAN_DAYS_MAX, days: most + 1 })
        );
        assert_eq!(
            TimeSpan::asked(at("9999-12-29T00:00:00Z"), at("9999-12-30T00:00:00Z")),
            Err(NotAsked::OutOfTime(9999))
        );
        let all = TimeSpan::asked(at("1970-01-01T00:00:00Z"), at("9999-12-30T00:00:00Z"));
        assert_eq!(all.unwrap_err().to_string(), "a span is at most 500 days, not 2932895");
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let morning = TimeSpan::new(at(9), at(12)).unwrap();
        assert!(!morning.overlaps(TimeSpan::new(at(12), at(13)).unwrap()));
        assert!(morning.overlaps(TimeSpan::new(at(11), at(13)).unwrap()));
        assert_eq!(TimeSpan::new(at(9), at(9)), Err(InvertedSpan));
    }

    #[test]
    fn an_instant_without_an_offset_is_refused() {
        let with = r#"{"starts_at":"2026-12-01T10:00:00+09:00","ends_at":"2026-12-01T12:00:00+09:00"}"#;
        assert_eq!(serde_json::from_str::<TimeSpan>(with).unwrap().minutes(), 120);
        assert!(serde_json::from_str::<TimeSpan>(&with.replace("+09:00", "")).is_err());
    }

    #[test]
    fn an_evening_that_ends_at_an_earlier_time_ends_on_the_next_date() {
        let time = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
        let end =
            |to: &str| time(to).ends_on(jiff::civil::date(2026, 12, 4), time("20:00")).unwrap().to_string();
        for (to, ends) in [
            ("20:01", "2026-12-04T20:01:00"),
            ("24:00", "2026-12-05T00:00:00"),
            ("00:00", "2026-12-05T00:00:00"),
            ("02:00", "2026-12-05T02:00:00"),
            ("20:00", "2026-12-05T20:00:00"),
        ] {
            assert_eq!(end(to), ends, "{to}");
        }
    }

    #[test]
    fn a_wall_time_ends_at_24_00() {
        for (text, good) in
            [("00:00", true), ("24:00", true), ("24:01", false), ("9:00", false), ("12:60", false)]
        {
            assert_eq!(WallTime::try_from(text.to_owned()).is_ok(), good, "{text}");
        }
    }
}
