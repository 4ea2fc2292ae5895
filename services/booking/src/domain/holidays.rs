//! Holidays: which local dates a tenant's rules name, and what they change for a resource.
//!
//! Owns the rules of dates: fixed ones, those of each year, those around Easter, those of the Korean moon, days of the week, and
//! the working days that take a lost holiday's place. What it is told of the rules came with an event; it asks no calendar of today.

mod event;
mod sound;

use std::{collections::BTreeSet, sync::Arc};

use icu_calendar::{Date as AnyDate, Gregorian, Iso, cal::KoreanTraditional};
use jiff::{ToSpan as _, civil::Date};
use nanum_contracts::{
    booking::{
        Holiday, HolidayDate, HolidayDates, HolidayKind, LunarDays, OnHolidays, ResourceDefinition,
        Substitute, WeekdayOfMonth,
    },
    time::Day,
};

pub use self::{
    event::{HolidayCommand, HolidayEvent, decide_holidays, evolve_holidays},
    sound::{CheckedHolidays, NotAHoliday},
};
use super::HolidaysNoted;

/// How many days after a lost holiday its substitute is looked for: more than the longest run of holidays and weekends there is.
const SUBSTITUTE_DAYS: i64 = 21;

/// All dates from `first` to `last` that are holidays, in order; of one date the public ones first.
pub fn holidays_between(holidays: &[Holiday], first: Date, last: Date) -> Vec<HolidayDate> {
    let has_substitutes = holidays.iter().any(|holiday| holiday.substitute.is_some());
    let from = if has_substitutes { first.saturating_sub(SUBSTITUTE_DAYS.days()) } else { first };
    let mut named = Vec::new();
    for date in dates(from, last) {
        named.extend(holidays.iter().filter(|it| is_on(it, date)).map(|holiday| (date, holiday)));
    }
    let mut found: Vec<HolidayDate> =
        named.iter().map(|(date, holiday)| told(*date, holiday, false)).collect();
    found.extend(substitutes(&named));
    found.retain(|it| (first..=last).contains(&it.date));
    found.sort_by_key(|it| (it.date, it.kind));
    found
}

/// The holiday that decides on a date whether a resource is open, and its hours then; closed when there are none.
pub(super) fn holiday_that_decides<'a>(
    definition: &'a ResourceDefinition,
    holidays: &'a [HolidayDate],
    date: Date,
) -> Option<(&'a HolidayDate, &'a [nanum_contracts::booking::DayHours])> {
    let today = holidays.iter().filter(|it| it.date == date);
    today
        .filter_map(|holiday| {
            let changes = match holiday.kind {
                HolidayKind::Public => &definition.on_public_holidays,
                HolidayKind::School => &definition.on_school_holidays,
            };
            match changes {
                OnHolidays::AsUsual => None,
                OnHolidays::Closed => Some((holiday, &[][..])),
                OnHolidays::Hours(hours) => Some((holiday, hours.as_slice())),
            }
        })
        .next()
}

/// The newer of what a space knows of its tenant's holidays and what it is told; nothing when it knows as much.
pub(super) fn news(
    known: Option<&Arc<HolidaysNoted>>,
    told: Option<&Arc<HolidaysNoted>>,
) -> Option<HolidaysNoted> {
    let told = told?;
    let is_new = known.is_none_or(|known| known.revision < told.revision);
    is_new.then(|| told.as_ref().clone())
}

fn dates(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last)
}

fn told(date: Date, holiday: &Holiday, substitute: bool) -> HolidayDate {
    HolidayDate { date, name: holiday.name.clone(), kind: holiday.kind, substitute }
}

/// Whether a date is the holiday itself.
fn is_on(holiday: &Holiday, date: Date) -> bool {
    let year = date.year();
    let is_one = holiday.from_year.is_none_or(|from| from <= year)
        && holiday.until_year.is_none_or(|until| year <= until);
    is_one
        && match holiday.on {
            HolidayDates::Dates(range) => range.first <= date && date <= range.last,
            HolidayDates::Yearly(of_year) => (of_year.month, of_year.day) == (date.month(), date.day()),
            HolidayDates::Easter(days) => {
                easter(year).and_then(|easter| easter.checked_add(days.days()).ok()) == Some(date)
            }
            HolidayDates::Lunar(lunar) => is_lunar(lunar, date),
            HolidayDates::Weekday(weekday) => is_weekday(weekday, date),
        }
}

/// Easter Sunday of the western churches.
fn easter(year: i16) -> Option<Date> {
    let easter = Gregorian::easter(year.into()).to_calendar(Iso);
    let month = i8::try_from(easter.month().ordinal).ok()?;
    Date::new(year, month, i8::try_from(easter.day_of_month().0).ok()?).ok()
}

/// A day of the moon, or one of those beside it. A leap month is no month of a holiday.
fn is_lunar(LunarDays { month, day, before, after }: LunarDays, date: Date) -> bool {
    (-i64::from(before)..=i64::from(after)).any(|beside| {
        let moon = date.checked_sub(beside.days()).ok().and_then(by_the_moon);
        moon == Some((month, day))
    })
}

/// Month and day of the Korean lunar calendar; `None` in a leap month.
fn by_the_moon(date: Date) -> Option<(u8, u8)> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    let moon = AnyDate::try_new_iso(date.year().into(), month, day).ok()?;
    let moon = moon.to_calendar(KoreanTraditional::new());
    let month = moon.month().to_input();
    (!month.is_leap()).then(|| (month.number(), moon.day_of_month().0))
}

fn is_weekday(WeekdayOfMonth { month, day, nth }: WeekdayOfMonth, date: Date) -> bool {
    let is_nth = match nth {
        -1 => date.day() + 7 > date.days_in_month(),
        nth => (date.day() - 1) / 7 + 1 == nth,
    };
    date.month() == month && Day::of(date) == day && is_nth
}

/// A public holiday that is lost to a Sunday (or Saturday), or to another public holiday, is on the next working day as well.
fn substitutes(named: &[(Date, &Holiday)]) -> Vec<HolidayDate> {
    let mut public: Vec<(Date, &Holiday)> =
        named.iter().copied().filter(|(_, it)| it.kind == HolidayKind::Public).collect();
    // Of two on one date one is lost, be it which it may: the one that has a substitute.
    public.sort_by_key(|(date, holiday)| (*date, holiday.substitute.is_some()));
    let mut taken: BTreeSet<Date> = public.iter().map(|(date, _)| *date).collect();
    let mut found = Vec::new();
    for (number, (date, holiday)) in public.iter().enumerate() {
        let another = public.get(number.wrapping_sub(1)).is_some_and(|(other, _)| other == date);
        let is_lost = holiday.substitute.is_some_and(|rule| another || is_lost_on(rule, Day::of(*date)));
        let next = dates(*date, date.saturating_add(SUBSTITUTE_DAYS.days()))
            .find(|date| !taken.contains(date) && !matches!(Day::of(*date), Day::Sat | Day::Sun));
        if let Some(next) = next.filter(|_| is_lost) {
            taken.insert(next);
            found.push(told(next, holiday, true));
        }
    }
    found
}

fn is_lost_on(rule: Substitute, day: Day) -> bool {
    match rule {
        Substitute::Sundays => day == Day::Sun,
        Substitute::Weekends => matches!(day, Day::Sat | Day::Sun),
    }
}
