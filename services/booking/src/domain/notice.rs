//! How long before, and how far ahead, reservations are made, changed and cancelled.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::{Notice, Opening},
    time::{TimeSpan, WallTime},
};

use super::{
    Candidate, HORIZON_DAYS, NotAdmitted,
    hours::{on_date, whole_day},
};

const HORIZON: SignedDuration = SignedDuration::from_hours(24 * HORIZON_DAYS);

/// What a resource says about notice, at a moment and in its zone.
#[derive(Debug, Clone)]
pub(super) struct InTime<'a> {
    notice: &'a Notice,
    /// For whom it is its months open at these times too.
    opens_earlier: Vec<Opening>,
    zone: TimeZone,
    now: Timestamp,
}

impl<'a> InTime<'a> {
    pub(super) fn new(notice: &'a Notice, zone: TimeZone, now: Timestamp) -> Self {
        Self { notice, opens_earlier: Vec::new(), zone, now }
    }

    pub(super) fn opening_earlier(self, opens_earlier: Vec<Opening>) -> Self {
        Self { opens_earlier, ..self }
    }

    /// Reservations are made, moved and resized so many minutes before they begin. Who only accepts or restores what was
    /// wished in time is not held to it.
    pub(super) fn early_enough(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let begins_at = candidate.span.starts_at();
        match candidate.own {
            None => self.is_early_enough(self.notice.make_least_minutes, begins_at),
            Some(own) if own.is(candidate.span) => Ok(()),
            Some(own) => {
                let begins_at = begins_at.min(own.span.starts_at());
                self.is_early_enough(self.notice.change_least_minutes, begins_at)
            }
        }
    }

    /// A member cancels what is confirmed so many minutes before it begins.
    pub(super) fn early_enough_to_cancel(
        &self,
        span: TimeSpan,
        least_minutes: u32,
    ) -> Result<(), NotAdmitted> {
        self.is_early_enough(least_minutes, span.starts_at())
    }

    /// Time is taken at most so far ahead, all of it: [`HORIZON_DAYS`], or fewer local dates after today's.
    pub(super) fn within_the_horizon(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let most_days = match candidate.own {
            None => self.notice.make_most_days,
            Some(own) if own.has_asked_for(candidate.span) => None,
            Some(_) => self.notice.change_most_days,
        };
        let (last, ends_at) = (self.horizon(most_days), candidate.span.ends_at());
        if ends_at > last { Err(NotAdmitted::BeyondTheHorizon { last, ends_at }) } else { Ok(()) }
    }

    /// A resource is reserved on the dates for which it can be, all of it.
    pub(super) fn on_its_dates(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (opens_at, closes_at) = self.its_dates();
        if opens_at <= span.starts_at() && span.ends_at() <= closes_at {
            return Ok(());
        }
        let Notice { reservable_from: first, reservable_until: last, .. } = *self.notice;
        Err(NotAdmitted::NotOnItsDates { first, last, span })
    }

    /// All that somebody who has nothing yet may reserve now. `None` when there is no such time.
    pub(super) fn makeable(&self) -> Option<TimeSpan> {
        let (opens_at, closes_at) = self.its_dates();
        let earliest = self.minutes_ahead(self.notice.make_least_minutes);
        let latest = self.horizon(self.notice.make_most_days).min(self.opened_until());
        TimeSpan::new(earliest.max(opens_at), latest.min(closes_at)).ok()
    }

    /// Reservations for a month are taken from its opening on. What one has already one may keep or make shorter.
    pub(super) fn its_months_are_open(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let (span, opened_until) = (candidate.span, self.opened_until());
        if span.ends_at() <= opened_until || candidate.own.is_some_and(|own| own.has_asked_for(span)) {
            return Ok(());
        }
        let last_moment = span.ends_at().checked_sub(SignedDuration::from_nanos(1)).unwrap_or(span.ends_at());
        let month = self.zone.to_datetime(last_moment).date();
        let opens_at = self.openings().filter_map(|opening| self.opens_at(opening, month)).min();
        Err(NotAdmitted::NotOpenYet { opens_at: opens_at.unwrap_or(Timestamp::MAX), now: self.now })
    }

    /// The end of the last month that has opened.
    fn opened_until(&self) -> Timestamp {
        self.openings().map(|opening| self.opened_by(opening)).max().unwrap_or(Timestamp::MAX)
    }

    /// Everybody's opening first. Where there is none, all months are open.
    fn openings(&self) -> impl Iterator<Item = Opening> {
        let everybodys = self.notice.opens;
        everybodys.into_iter().chain(self.opens_earlier.iter().copied().filter(move |_| everybodys.is_some()))
    }

    fn opened_by(&self, opening: Opening) -> Timestamp {
        let today = self.zone.to_datetime(self.now).date();
        let opens_this_month = today.saturating_add(i32::from(opening.months_before).months());
        let last = match self.opens_at(opening, opens_this_month) {
            Some(opens_at) if opens_at <= self.now => opens_this_month,
            _ => opens_this_month.first_of_month().yesterday().unwrap_or(opens_this_month),
        };
        self.end_of(last.last_of_month()).unwrap_or(Timestamp::MAX)
    }

    /// When reservations for the month of a date open.
    fn opens_at(&self, opening: Opening, date: Date) -> Option<Timestamp> {
        let month = date.first_of_month().checked_sub(i32::from(opening.months_before).months()).ok()?;
        let day = month.with().day(i8::try_from(opening.day).ok()?).build().ok()?;
        let from_then_on = on_date(day, opening.time, WallTime::MIDNIGHT_AT_END, &self.zone);
        from_then_on.map(TimeSpan::starts_at).or_else(|| self.end_of(day))
    }

    fn is_early_enough(&self, least_minutes: u32, begins_at: Timestamp) -> Result<(), NotAdmitted> {
        // Without a notice, what has begun can still be extended and given up.
        if least_minutes == 0 || self.minutes_ahead(least_minutes) <= begins_at {
            return Ok(());
        }
        Err(NotAdmitted::TooLate { least_minutes, begins_at })
    }

    /// Minutes pass, whatever the clock on the wall does.
    fn minutes_ahead(&self, minutes: u32) -> Timestamp {
        self.now.checked_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX)
    }

    fn horizon(&self, most_days: Option<u32>) -> Timestamp {
        let usual = self.now.checked_add(HORIZON).unwrap_or(Timestamp::MAX);
        let today = self.zone.to_datetime(self.now).date();
        let last = |days: u32| self.end_of(today.saturating_add(i64::from(days).days()));
        most_days.and_then(last).map_or(usual, |last| last.min(usual))
    }

    fn its_dates(&self) -> (Timestamp, Timestamp) {
        let first = self.notice.reservable_from.and_then(|date| whole_day(date, &self.zone));
        let last = self.notice.reservable_until.and_then(|date| self.end_of(date));
        (first.map_or(Timestamp::MIN, |day| day.starts_at()), last.unwrap_or(Timestamp::MAX))
    }

    fn end_of(&self, date: Date) -> Option<Timestamp> {
        whole_day(date, &self.zone).map(|day| day.ends_at())
    }
}
