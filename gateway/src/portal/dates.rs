//! Dates, times and lengths of time as people of a language write them; times on the clock of the place.

use jiff::{
    Timestamp,
    civil::Date,
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use nanum_contracts::time::{Day, TimeSpan, WeeklyHours, Zone};

use super::texts::Texts;

const MINUTES_OF_AN_HOUR: i64 = 60;
const MINUTES_OF_A_DAY: i64 = 24 * MINUTES_OF_AN_HOUR;
const DAYS: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];

impl Texts {
    /// `Tuesday 1 December 2026`
    pub(crate) fn date(&self, date: Date) -> String {
        self.date_as("date-long", date)
    }

    /// `1 December`
    pub(crate) fn short_date(&self, date: Date) -> String {
        self.date_as("date-short", date)
    }

    /// `Tue`
    pub(crate) fn short_weekday(&self, date: Date) -> String {
        self.say(&format!("weekday-short-{}", date.weekday().to_monday_one_offset()))
    }

    fn date_as(&self, key: &str, date: Date) -> String {
        let blanks = [
            ("weekday", self.say(&format!("weekday-{}", date.weekday().to_monday_one_offset())).into()),
            ("day", i64::from(date.day()).into()),
            ("month", self.say(&format!("month-{}", date.month())).into()),
            ("year", date.year().to_string().into()),
        ];
        self.known(key, &blanks).unwrap_or_else(|| date.to_string())
    }

    /// `Tuesday 1 December 2026, 10:00–12:00`
    pub(crate) fn span(&self, span: TimeSpan, zone: &TimeZone) -> String {
        let from = span.starts_at().to_zoned(zone.clone()).date();
        format!("{}, {}", self.date(from), self.times(span, zone))
    }

    /// `10:00–12:00`, with the last day where it is another.
    pub(crate) fn times(&self, span: TimeSpan, zone: &TimeZone) -> String {
        let starts_on = date_of(span.starts_at(), zone);
        let (starts, ends) = (told_twice(span.starts_at(), zone), told_twice(span.ends_at(), zone));
        let ends_at = clock_time(span.ends_at(), starts_on, zone);
        let ends_on = date_of(span.ends_at(), zone);
        let starts_at = clock_time(span.starts_at(), starts_on, zone);
        if ends_on == starts_on || ends_at == MIDNIGHT_AT_END {
            format!("{starts_at}{starts}–{ends_at}{ends}")
        } else {
            format!("{starts_at}{starts} – {}, {ends_at}{ends}", self.short_date(ends_on))
        }
    }

    /// `Tuesday 1 December 2026, 10:00`
    pub(crate) fn moment(&self, moment: Timestamp, zone: &TimeZone) -> String {
        let date = date_of(moment, zone);
        format!("{}, {}{}", self.date(date), clock_time(moment, date, zone), told_twice(moment, zone))
    }

    /// `1 hour 30 minutes`; whole days as days.
    pub(crate) fn length(&self, minutes: i64) -> String {
        if minutes > 0 && minutes % MINUTES_OF_A_DAY == 0 {
            return self.number("days", "days", minutes / MINUTES_OF_A_DAY);
        }
        let (hours, minutes) = (minutes / MINUTES_OF_AN_HOUR, minutes % MINUTES_OF_AN_HOUR);
        let hours = (hours > 0).then(|| self.number("hours", "hours", hours));
        let minutes = (minutes > 0 || hours.is_none()).then(|| self.number("minutes", "minutes", minutes));
        [hours, minutes].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Whose clock the times are of, and how far it is from UTC on a date.
    pub(crate) fn whose_times(&self, zone: &Zone, date: Date) -> String {
        let rules = zone.time_zone();
        let offset =
            rules.to_timestamp(date.at(12, 0, 0, 0)).map_or(Offset::UTC, |noon| rules.to_offset(noon));
        self.with("times-in-zone", &[("zone", zone.as_str()), ("offset", &offset_text(offset))])
    }

    /// The days of weekly hours: `Mon–Fri`, `Tue, Thu`.
    pub(crate) fn days_of(&self, hours: &WeeklyHours) -> String {
        let named = |index: usize| self.say(&format!("weekday-short-{}", index + 1));
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for index in (0..DAYS.len()).filter(|index| hours.days.contains(&DAYS[*index])) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == index => *last = index,
                _ => runs.push((index, index)),
            }
        }
        let texts = runs.into_iter().map(|(first, last)| match last - first {
            0 => named(first),
            1 => format!("{}, {}", named(first), named(last)),
            _ => format!("{}–{}", named(first), named(last)),
        });
        texts.collect::<Vec<_>>().join(", ")
    }
}

/// Which of both it is, where the clock shows a time twice: ` (UTC+02:00)`. Nothing otherwise.
fn told_twice(moment: Timestamp, zone: &TimeZone) -> String {
    match zone.to_ambiguous_timestamp(zone.to_datetime(moment)).offset() {
        AmbiguousOffset::Fold { .. } => format!(" (UTC{})", offset_text(zone.to_offset(moment))),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => String::new(),
    }
}

/// The end of a day, as people write it.
const MIDNIGHT_AT_END: &str = "24:00";

/// What the clock of the place shows; the midnight that ends `date` is its 24:00.
pub(crate) fn clock_time(moment: Timestamp, date: Date, zone: &TimeZone) -> String {
    let shown = zone.to_datetime(moment);
    let next_midnight = date.tomorrow().map(|next| next.at(0, 0, 0, 0));
    if next_midnight.is_ok_and(|midnight| midnight == shown) {
        return MIDNIGHT_AT_END.to_owned();
    }
    format!("{:02}:{:02}", shown.hour(), shown.minute())
}

pub(crate) fn date_of(moment: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(moment).date()
}

/// `+09:00`
pub(crate) fn offset_text(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use nanum_contracts::time::WallTime;

    use super::*;
    use crate::portal::texts::Tongue;

    fn seoul() -> TimeZone {
        TimeZone::get("Asia/Seoul").unwrap()
    }

    #[test]
    fn dates_are_written_as_people_write_them() {
        for (tongue, text) in [
            (Tongue::En, "Tuesday 1 December 2026"),
            (Tongue::Ko, "2026년 12월 1일 화요일"),
            (Tongue::Fr, "mardi 1er décembre 2026"),
            (Tongue::Nl, "dinsdag 1 december 2026"),
            (Tongue::De, "Dienstag, 1. Dezember 2026"),
        ] {
            assert_eq!(Texts::in_tongue(tongue).date(date(2026, 12, 1)), text);
        }
    }

    #[test]
    fn a_span_is_in_the_time_of_the_place_and_ends_at_24_00() {
        let texts = Texts::in_tongue(Tongue::En);
        let span = |text: &str| serde_json::from_str::<TimeSpan>(text).unwrap();
        let evening = span(r#"{"starts_at":"2026-12-01T13:00:00Z","ends_at":"2026-12-01T15:00:00Z"}"#);
        assert_eq!(texts.times(evening, &seoul()), "22:00–24:00");
        let night = span(r#"{"starts_at":"2026-12-01T13:00:00Z","ends_at":"2026-12-01T17:00:00Z"}"#);
        assert_eq!(texts.times(night, &seoul()), "22:00 – 2 December, 02:00");
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_says_which() {
        let texts = Texts::in_tongue(Tongue::En);
        let night: TimeSpan =
            serde_json::from_str(r#"{"starts_at":"2026-10-25T00:30:00Z","ends_at":"2026-10-25T01:30:00Z"}"#)
                .unwrap();
        let brussels = TimeZone::get("Europe/Brussels").unwrap();
        assert_eq!(texts.times(night, &brussels), "02:30 (UTC+02:00)–02:30 (UTC+01:00)");
        assert_eq!(texts.moment(night.ends_at(), &brussels), "Sunday 25 October 2026, 02:30 (UTC+01:00)");
    }

    #[test]
    fn lengths_and_days_read_well() {
        let texts = Texts::in_tongue(Tongue::En);
        assert_eq!(texts.length(90), "1 hour 30 minutes");
        assert_eq!(texts.length(240), "4 hours");
        assert_eq!(texts.length(0), "0 minutes");
        assert_eq!((texts.length(2880), texts.length(2910)), ("2 days".into(), "48 hours 30 minutes".into()));
        let at = |text: &str| WallTime::try_from(text.to_owned()).unwrap();
        let hours = |days| WeeklyHours { days, from: at("09:00"), to: at("22:00") };
        assert_eq!(texts.days_of(&hours(vec![Day::Fri, Day::Mon, Day::Tue, Day::Wed])), "Mon–Wed, Fri");
    }
}
