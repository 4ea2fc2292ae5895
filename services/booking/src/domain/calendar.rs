//! The calendar of a resource: what may be taken on it, and what is free. One set of rules answers both, so that what is
//! shown is what is decided.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::ResourceDefinition,
    time::{TimeSpan, Zone},
};

use super::{
    NotAdmitted, Rules, Shared, Taken,
    grid::Grid,
    hours::{open_spans, whole_day},
    notice::InTime,
    spans::{common, joined, within},
};

/// How far ahead time can be taken, in days: a year, and the day of a leap year.
pub const HORIZON_DAYS: i64 = 366;
/// Most spans named when a slot is taken.
pub const FREE_INSTEAD_MAX: usize = 5;
/// How many days after the wished ones are searched for them.
const FREE_INSTEAD_DAYS: i64 = 14;

const DAY_MINUTES: u32 = 1_440;

/// Time that somebody wants to take.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    pub span: TimeSpan,
    /// How many persons come, when it was said.
    pub persons: Option<u32>,
    /// What this very reservation has already.
    pub own: Option<Own>,
    pub rules: Rules,
}

/// What a reservation has already when it wants other time, or the same again.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    pub span: TimeSpan,
    /// What of the calendar it holds now; `None` when it gave it up.
    pub held: Option<TimeSpan>,
}

impl Candidate {
    /// Somebody who has nothing yet and keeps all rules.
    pub fn new(span: TimeSpan, persons: Option<u32>) -> Self {
        Self { span, persons, own: None, rules: Rules::Kept }
    }
}

/// A resource's rules and what is taken of it, as of a moment.
#[derive(Debug, Clone)]
pub struct Calendar<'a> {
    shared: &'a Shared,
    definition: &'a ResourceDefinition,
    zone: TimeZone,
    grid: Grid,
    in_time: InTime<'a>,
    taken: Taken<'a>,
    now: Timestamp,
}

impl<'a> Calendar<'a> {
    pub fn new(shared: &'a Shared, taken: Taken<'a>, now: Timestamp) -> Self {
        let (definition, zone) = (&shared.definition, shared.zone.time_zone());
        let grid = Grid::new(definition.step_minutes, zone.clone());
        let in_time = InTime::new(&definition.notice, zone.clone(), now);
        Self { shared, definition, zone, grid, in_time, taken, now }
    }

    /// The one guard: whatever takes time passes it, be it made, accepted, extended, moved or restored.
    ///
    /// # Errors
    /// The first rule that says no; that a slot is taken is said only of what would be admitted otherwise.
    pub fn admit(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        match candidate.rules {
            Rules::Kept => self.keeps_the_rules(candidate)?,
            Rules::SetAside => self.not_in_the_past(candidate)?,
        }
        self.a_unit_is_free(candidate)
    }

    /// Whether the guard admits it, for whoever need not know why not.
    pub fn admits(&self, candidate: &Candidate) -> bool {
        self.has_room_for(candidate) && self.admit(candidate).is_ok()
    }

    /// Whether a unit is free for it, all through, whatever the other rules say.
    pub fn has_room_for(&self, candidate: &Candidate) -> bool {
        self.taken_beside(candidate) < self.taken.units()
    }

    /// The same guard for time that nobody shall reserve: so many units are free, all through.
    ///
    /// # Errors
    /// *Slot taken*.
    pub fn admit_blocking(&self, span: TimeSpan, units: u32) -> Result<(), NotAdmitted> {
        let taken = self.taken.peak_of_others(span, None);
        if taken.saturating_add(units) <= self.taken.units() {
            return Ok(());
        }
        Err(NotAdmitted::SlotTaken { units: self.taken.units(), taken, free_instead: Vec::new() })
    }

    /// When at least one unit is free on a local date, and could be reserved: in order, without what is past, beyond the
    /// horizon, beside the grid, or shorter than the shortest reservation.
    pub fn free_times(&self, date: Date) -> Vec<TimeSpan> {
        let Some(day) = whole_day(date, &self.zone) else { return Vec::new() };
        let (first, last) = dates_that_matter(self.definition, date);
        within(&self.free_between(first, last), day)
    }

    fn keeps_the_rules(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let span = candidate.span;
        self.on_the_grid(span)?;
        self.not_too_short(span)?;
        self.not_too_long(span)?;
        self.persons_have_place(candidate.persons)?;
        self.within_hours(span)?;
        self.not_in_the_past(candidate)?;
        self.in_time.early_enough(candidate)?;
        self.in_time.on_its_dates(span)?;
        self.in_time.within_the_horizon(candidate)
    }

    /// Reservations start and end on the resource's grid.
    fn on_the_grid(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let beside = [span.starts_at(), span.ends_at()].into_iter().find(|&moment| !self.grid.has(moment));
        let step_minutes = self.definition.step_minutes;
        beside.map_or(Ok(()), |at| Err(NotAdmitted::OffTheGrid { step_minutes, at }))
    }

    /// A reservation is not shorter than the resource's shortest.
    fn not_too_short(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (shortest_minutes, minutes) = (self.definition.shortest_minutes, self.most_minutes(span));
        if minutes < i64::from(shortest_minutes) {
            return Err(NotAdmitted::TooShort { shortest_minutes, minutes });
        }
        Ok(())
    }

    /// A reservation is not longer than the resource's longest.
    fn not_too_long(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (longest_minutes, minutes) =
            (self.definition.longest_minutes, self.clock_minutes(span).min(span.minutes()));
        if minutes > i64::from(longest_minutes) {
            return Err(NotAdmitted::TooLong { longest_minutes, minutes });
        }
        Ok(())
    }

    /// Not more persons come than the resource has place for.
    fn persons_have_place(&self, persons: Option<u32>) -> Result<(), NotAdmitted> {
        match (persons, self.definition.persons) {
            (Some(persons), Some(most)) if persons > most => {
                Err(NotAdmitted::TooManyPersons { most, persons })
            }
            _ => Ok(()),
        }
    }

    /// A resource is reserved while it is open; hours that touch at midnight are one.
    fn within_hours(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (first, last) = (self.date_of(span.starts_at()), self.date_of(span.ends_at()));
        let open = open_spans(self.definition, first, last, &self.zone);
        if open.iter().any(|open| open.contains(span)) {
            Ok(())
        } else {
            Err(NotAdmitted::OutsideHours { open, span })
        }
    }

    /// Nobody takes time that has begun, and nobody confirms time that has ended.
    fn not_in_the_past(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let starts_at = candidate.span.starts_at();
        let stays = candidate.own.is_some_and(|own| own.held.is_some() && own.span.starts_at() == starts_at);
        let moment = if stays { candidate.span.ends_at() } else { candidate.span.starts_at() };
        if moment < self.now { Err(NotAdmitted::InThePast { now: self.now, moment }) } else { Ok(()) }
    }

    /// A member gives confirmed time up while that is early enough; a clerk may at any time.
    ///
    /// # Errors
    /// *Too late*.
    pub fn admit_cancelling(&self, span: TimeSpan, rules: Rules) -> Result<(), NotAdmitted> {
        match rules {
            Rules::Kept => self.in_time.early_enough_to_cancel(span),
            Rules::SetAside => Ok(()),
        }
    }

    /// At no moment are more units taken than there are, be it for the reservation itself or to prepare and to clean.
    fn a_unit_is_free(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let (units, taken) = (self.taken.units(), self.taken_beside(candidate));
        if taken < units {
            return Ok(());
        }
        let free_instead = self.free_instead(candidate);
        Err(NotAdmitted::SlotTaken { units, taken, free_instead })
    }

    fn taken_beside(&self, candidate: &Candidate) -> u32 {
        let own = candidate.own.and_then(|own| own.held);
        self.taken.peak_of_others(self.shared.held_for(candidate.span), own)
    }

    /// Spans as long as the wished one that would be admitted, on its days and those after, nearest first, none
    /// overlapping another of the same free time.
    fn free_instead(&self, candidate: &Candidate) -> Vec<TimeSpan> {
        let wished = candidate.span;
        let length = wished.ends_at().duration_since(wished.starts_at());
        let after = wished.ends_at().checked_add(length).unwrap_or(wished.ends_at());
        let last = self.date_of(after).saturating_add(FREE_INSTEAD_DAYS.days());
        let free = self.free_between(self.date_of(wished.starts_at()), last);
        let mut offers: Vec<TimeSpan> = free.iter().flat_map(|&free| placed_within(free, wished)).collect();
        offers.sort_unstable_by_key(|offer| {
            (offer.starts_at().duration_since(wished.starts_at()).abs(), offer.starts_at())
        });
        let admitted = offers.into_iter().filter(|&span| {
            let offered = Candidate::new(span, candidate.persons);
            self.keeps_the_rules(&offered).is_ok() && self.has_room_for(&offered)
        });
        admitted.take(FREE_INSTEAD_MAX).collect()
    }

    /// When at least one unit is free and could be reserved, from the beginning of one local date to the end of another.
    fn free_between(&self, first: Date, last: Date) -> Vec<TimeSpan> {
        let Some(takeable) = self.in_time.makeable() else { return Vec::new() };
        let open = within(&open_spans(self.definition, first, last, &self.zone), takeable);
        let free = open.iter().flat_map(|&open| self.free_while_open(open));
        let on_the_grid = joined(free.collect()).into_iter().filter_map(|free| {
            TimeSpan::new(self.grid.at_or_after(free.starts_at())?, self.grid.at_or_before(free.ends_at())?)
                .ok()
        });
        on_the_grid.filter(|&free| self.not_too_short(free).is_ok()).collect()
    }

    /// What of an open span can be reserved so that the time to prepare and to clean is free as well, open or not.
    fn free_while_open(&self, open: TimeSpan) -> Vec<TimeSpan> {
        let free = self.taken.free_within(self.shared.held_for(open));
        free.into_iter().filter_map(|free| common(self.shared.left_of(free)?, open)).collect()
    }

    fn date_of(&self, moment: Timestamp) -> Date {
        self.zone.to_datetime(moment).date()
    }

    /// The length by the clock or by what passes, whichever is more. The two differ on the nights on which the clock is
    /// changed; then either will do, so that a whole day stays a day, and the hour that comes twice can be reserved.
    fn most_minutes(&self, span: TimeSpan) -> i64 {
        self.clock_minutes(span).max(span.minutes())
    }

    /// The length by what the clock on the wall shows at the start and at the end.
    fn clock_minutes(&self, span: TimeSpan) -> i64 {
        let shown = |moment| self.zone.to_datetime(moment);
        shown(span.ends_at()).duration_since(shown(span.starts_at())).as_mins()
    }
}

/// Outside of this nothing taken changes the free times of a local date.
pub fn window_that_matters(definition: &ResourceDefinition, zone: &Zone, date: Date) -> Option<TimeSpan> {
    let ((first, last), zone) = (dates_that_matter(definition, date), zone.time_zone());
    TimeSpan::new(whole_day(first, &zone)?.starts_at(), whole_day(last, &zone)?.ends_at()).ok()
}

/// Whether the free time of a date is long enough to be reserved shows only with what it continues on the dates around,
/// and with who prepares or cleans there.
fn dates_that_matter(definition: &ResourceDefinition, date: Date) -> (Date, Date) {
    let ResourceDefinition { shortest_minutes, buffer_before_minutes, buffer_after_minutes, .. } = definition;
    let minutes = shortest_minutes + buffer_before_minutes + buffer_after_minutes;
    let around = (i64::from(minutes.div_ceil(DAY_MINUTES)) + 1).days();
    (date.saturating_sub(around), date.saturating_add(around))
}

/// The wished length within a free span: as near to the wished time as may be, and side by side from there.
fn placed_within(free: TimeSpan, wished: TimeSpan) -> Vec<TimeSpan> {
    let length = wished.ends_at().duration_since(wished.starts_at());
    let Some(latest) = free.ends_at().checked_sub(length).ok().filter(|latest| *latest >= free.starts_at())
    else {
        return Vec::new();
    };
    let nearest = wished.starts_at().clamp(free.starts_at(), latest);
    let later = std::iter::successors(Some(nearest), |start| start.checked_add(length).ok())
        .take_while(|start| *start <= latest);
    let earlier =
        std::iter::successors(nearest.checked_sub(length).ok(), |start| start.checked_sub(length).ok())
            .take_while(|start| *start >= free.starts_at());
    let starts = later.take(FREE_INSTEAD_MAX).chain(earlier.take(FREE_INSTEAD_MAX));
    starts.filter_map(|start| TimeSpan::new(start, start.checked_add(length).ok()?).ok()).collect()
}
