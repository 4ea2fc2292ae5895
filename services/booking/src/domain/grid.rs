//! The grid on which reservations start and end: every so many minutes from local midnight, on the wall clock.
//!
//! A time of the grid that the clock skips is the moment of the skip; one that it shows twice is on the grid twice.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

const MINUTE_NANOSECONDS: i64 = 60 * 1_000_000_000;
const MOMENT: SignedDuration = SignedDuration::from_nanos(1);

/// A grid in a zone.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    step_nanoseconds: i64,
    zone: TimeZone,
}

impl Grid {
    /// `step_minutes` divides a day.
    pub(super) fn new(step_minutes: u32, zone: TimeZone) -> Self {
        Self { step_nanoseconds: i64::from(step_minutes.max(1)) * MINUTE_NANOSECONDS, zone }
    }

    /// Whether a reservation may start or end at the moment.
    pub(super) fn has(&self, moment: Timestamp) -> bool {
        let shown = self.zone.to_datetime(moment);
        self.past_the_last_point(shown) == SignedDuration::ZERO || self.skips_a_point(moment, shown)
    }

    /// The first point of the grid that is not before the moment. `None` at the end of time.
    pub(super) fn at_or_after(&self, moment: Timestamp) -> Option<Timestamp> {
        let mut from = moment;
        loop {
            if self.has(from) {
                return Some(from);
            }
            let to_next = self.before_the_next_point(self.zone.to_datetime(from));
            let next = from.checked_add(to_next).ok()?;
            match self.zone.following(from).next().map(|change| change.timestamp()) {
                Some(change) if change <= next => from = change,
                _ => return Some(next),
            }
        }
    }

    /// The last point of the grid that is not after the moment. `None` at the beginning of time.
    pub(super) fn at_or_before(&self, moment: Timestamp) -> Option<Timestamp> {
        let mut upto = moment;
        loop {
            if self.has(upto) {
                return Some(upto);
            }
            let last = upto.checked_sub(self.past_the_last_point(self.zone.to_datetime(upto))).ok()?;
            let after = upto.checked_add(MOMENT).ok()?;
            match self.zone.preceding(after).next().map(|change| change.timestamp()) {
                Some(change) if change > last && self.has(change) => return Some(change),
                // Before the change the clock showed other times.
                Some(change) if change > last => upto = change.checked_sub(MOMENT).ok()?,
                _ => return Some(last),
            }
        }
    }

    /// How long ago the clock showed a time of the grid, by what it shows.
    fn past_the_last_point(&self, shown: DateTime) -> SignedDuration {
        let since_midnight = shown.duration_since(shown.date().at(0, 0, 0, 0)).as_nanos();
        let past = since_midnight.rem_euclid(i128::from(self.step_nanoseconds));
        // Less than a day, so that it fits.
        SignedDuration::from_nanos(i64::try_from(past).unwrap_or(0))
    }

    /// How long until the clock will show a time of the grid, by what it shows.
    fn before_the_next_point(&self, shown: DateTime) -> SignedDuration {
        let past = self.past_the_last_point(shown);
        if past == SignedDuration::ZERO {
            past
        } else {
            SignedDuration::from_nanos(self.step_nanoseconds) - past
        }
    }

    /// Whether the clock is put forward at the moment, over a time of the grid.
    fn skips_a_point(&self, moment: Timestamp, shown: DateTime) -> bool {
        let Ok(just_before) = moment.checked_sub(MOMENT) else { return false };
        let would_show = self.zone.to_offset(just_before).to_datetime(moment);
        would_show < shown
            && would_show.checked_add(self.before_the_next_point(would_show)).is_ok_and(|point| point < shown)
    }
}
