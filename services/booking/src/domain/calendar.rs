//! The calendar of a resource: what may be taken on it, and what is free. One set of rules answers both, so that what is
//! shown is what is decided.

mod rules;
mod walk_in;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::{Blocks, FreeDay, Holiday, HolidayDate, Opening, PublicationState, ResourceDefinition},
    time::{TimeSpan, Zone},
};

use super::{
    NotAdmitted, Rules, Shared, Taken, Use,
    blocks::{Run, blocks_on, may_be_one, runs},
    grid::Grid,
    holidays::holidays_between,
    hours::{date_before, holiday_of, open_spans, whole_day},
    notice::InTime,
    spans::{beside, common, joined, within},
};

/// How far ahead time can be taken, in days: a year, and the day of a leap year.
pub const HORIZON_DAYS: i64 = 366;
/// Most spans named when a slot is taken.
pub const FREE_INSTEAD_MAX: usize = 5;
/// How many days after the wished ones are searched for them.
const FREE_INSTEAD_DAYS: i64 = 14;

/// Most spans named when a wish is outside the hours: those of a month of days.
const OPEN_NAMED_MAX: usize = 31;

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
    pub persons: Option<u32>,
    /// What of the calendar it holds now; `None` when it gave it up.
    pub held: Option<TimeSpan>,
    /// Whether it is granted, and does not only wait.
    pub granted: bool,
    /// What is wished in its place.
    pub wished: Option<OwnWish>,
}

/// What is wished in place of a reservation.
#[derive(Debug, Clone, Copy)]
pub struct OwnWish {
    pub span: TimeSpan,
    /// What of the calendar is held for it; `None` where requests hold nothing.
    pub held: Option<TimeSpan>,
}

impl Own {
    /// Of what holds, or held, its time and is not granted, or not any more.
    pub fn asked_for(span: TimeSpan, held: Option<TimeSpan>) -> Self {
        Self { span, persons: None, held, granted: false, wished: None }
    }

    /// Whether all of a span is granted already: then only what is new about it is judged.
    pub(super) fn has(&self, span: TimeSpan) -> bool {
        self.granted && self.held.is_some() && self.span.contains(span)
    }

    /// Whether all of a span has been asked for already, in time.
    pub(super) fn has_asked_for(&self, span: TimeSpan) -> bool {
        self.span.contains(span) || self.wished.is_some_and(|wished| wished.span.contains(span))
    }

    /// Whether exactly this is what was asked for.
    pub(super) fn is(&self, span: TimeSpan) -> bool {
        self.span == span || self.wished.is_some_and(|wished| wished.span == span)
    }

    /// Whether all of a span is held for it.
    fn keeps(&self, span: TimeSpan) -> bool {
        let wished = self.wished.filter(|wished| wished.held.is_some());
        (self.held.is_some() && self.span.contains(span))
            || wished.is_some_and(|wished| wished.span.contains(span))
    }

    /// What it holds of the calendar, no time twice.
    pub(super) fn all_held(&self) -> Vec<TimeSpan> {
        let wished = self.wished.and_then(|wished| wished.held);
        match (self.held, wished) {
            (Some(held), Some(wished)) => [held].into_iter().chain(beside(wished, held)).collect(),
            (held, wished) => held.or(wished).into_iter().collect(),
        }
    }
}

impl Candidate {
    /// Somebody who has nothing yet and keeps all rules.
    pub fn new(span: TimeSpan, persons: Option<u32>) -> Self {
        Self { span, persons, own: None, rules: Rules::Kept }
    }
}

impl Candidate {
    /// Whether all of its time is granted already.
    pub(super) fn is_granted(&self) -> bool {
        self.own.is_some_and(|own| own.has(self.span))
    }

    /// Whether exactly its time is.
    pub(super) fn is_granted_like_this(&self) -> bool {
        self.own.is_some_and(|own| own.has(self.span) && own.span == self.span)
    }
}

/// One rule: what it says of a wish.
pub(super) type RuleOf<C> = fn(&C, &Candidate) -> Result<(), NotAdmitted>;

/// A resource's rules and what is taken of it, as of a moment.
#[derive(Debug, Clone)]
pub struct Calendar<'a> {
    shared: &'a Shared,
    definition: &'a ResourceDefinition,
    zone: TimeZone,
    grid: Grid,
    in_time: InTime<'a>,
    taken: Taken<'a>,
    /// The holidays of its tenant.
    holidays: &'a [Holiday],
    /// When its reservations are that stand, where there is one a day.
    reserved: Vec<TimeSpan>,
    now: Timestamp,
}

impl<'a> Calendar<'a> {
    pub fn new(shared: &'a Shared, taken: Taken<'a>, now: Timestamp) -> Self {
        let (definition, zone) = (&shared.definition, shared.zone.time_zone());
        let grid = Grid::new(definition.step_minutes, zone.clone());
        let in_time = InTime::new(&definition.notice, zone.clone(), now);
        Self { shared, definition, zone, grid, in_time, taken, holidays: &[], reserved: Vec::new(), now }
    }

    /// The same, knowing the holidays of its tenant.
    #[must_use]
    pub fn knowing(self, holidays: &'a [Holiday]) -> Self {
        Self { holidays, ..self }
    }

    /// The same, knowing when the resource's reservations are that stand. It matters only where there is one a day.
    #[must_use]
    pub fn beside(self, reserved: Vec<TimeSpan>) -> Self {
        Self { reserved, ..self }
    }

    /// The one guard: whatever takes time passes it, be it made, accepted, extended, moved or restored.
    ///
    /// # Errors
    /// The first rule that says no; that a slot is taken is said only of what would be admitted otherwise.
    pub fn admit(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        self.what_is_shown_is_reserved(candidate)?;
        match candidate.rules {
            Rules::Kept => {
                self.keeps_the_rules(candidate)?;
                self.one_a_day(candidate)?;
            }
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

    /// The same guard for time that nobody shall reserve: so many units are used by nobody, all through. Preparing and cleaning
    /// go on beside it.
    ///
    /// # Errors
    /// *Slot taken*.
    pub fn admit_blocking(&self, span: TimeSpan, units: u32) -> Result<(), NotAdmitted> {
        let taken = self.taken.peak_used(span);
        if taken.saturating_add(units) <= self.taken.units() {
            return Ok(());
        }
        Err(NotAdmitted::SlotTaken { units: self.taken.units(), taken, free_instead: Vec::new() })
    }

    /// When it is open within a window, in order; hours that touch at midnight are one.
    pub(super) fn open_within(&self, window: TimeSpan) -> Vec<TimeSpan> {
        within(&self.open_on((self.date_of(window.starts_at()), self.date_of(window.ends_at()))), window)
    }

    /// What is taken.
    pub(super) fn taken(&self) -> &Taken<'a> {
        &self.taken
    }

    /// When at least one unit is free on a local date, and could be reserved: in order, without what is past, beyond the
    /// horizon, beside the grid, or shorter than the shortest reservation.
    pub fn free_times(&self, date: Date) -> Vec<TimeSpan> {
        let Some(day) = whole_day(date, &self.zone) else { return Vec::new() };
        if let Some(blocks) = self.by_blocks() {
            return self
                .free_runs(blocks, (date, date))
                .iter()
                .filter(|run| run.blocks == 1)
                .map(|run| run.span)
                .collect();
        }
        let (first, last) = dates_that_matter(self.definition, date);
        within(&self.free_between(first, last), day)
    }

    /// The same, of what begins on the date: it goes on past midnight, until the next one at most.
    pub fn free_onwards(&self, date: Date) -> Vec<TimeSpan> {
        if self.by_blocks().is_some() {
            return self.free_times(date);
        }
        let next = date.tomorrow().ok().and_then(|next| whole_day(next, &self.zone));
        let (Some(day), Some(next)) = (whole_day(date, &self.zone), next) else { return Vec::new() };
        let (first, last) = dates_that_matter(self.definition, date);
        let Ok(both) = TimeSpan::new(day.starts_at(), next.ends_at()) else { return Vec::new() };
        let mut free = within(&self.free_between(first, last), both);
        free.retain(|free| free.overlaps(day));
        free
    }

    /// Where it is reserved by blocks: what can be one reservation on a local date.
    fn offers(&self, date: Date) -> Vec<TimeSpan> {
        let runs = self.by_blocks().map_or_else(Vec::new, |blocks| self.free_runs(blocks, (date, date)));
        runs.iter().map(|run| run.span).collect()
    }

    /// What is shown of a local date.
    pub fn free_day(&self, date: Date) -> FreeDay {
        FreeDay { date, free: self.free_times(date), offers: self.offers(date), holiday: self.holiday(date) }
    }

    /// The holiday that decides on a local date when it is open.
    fn holiday(&self, date: Date) -> Option<HolidayDate> {
        holiday_of(self.definition, &self.holidays_of((date, date)), date).cloned()
    }

    pub(super) fn by_blocks(&self) -> Option<&'a Blocks> {
        self.definition.blocks.as_deref()
    }

    fn holidays_of(&self, (first, last): (Date, Date)) -> Vec<HolidayDate> {
        if self.definition.asks_for_holidays() {
            holidays_between(self.holidays, first, last)
        } else {
            Vec::new()
        }
    }

    fn open_on(&self, dates: (Date, Date)) -> Vec<TimeSpan> {
        let with_the_evening_before = (date_before(dates.0), dates.1);
        open_spans(self.definition, &self.holidays_of(with_the_evening_before), dates, &self.zone)
    }

    /// What is not shown to everybody is reserved by nobody, but by a clerk what will be or has been; a draft and what is archived
    /// by nobody at all. What was reserved stands.
    ///
    /// # Errors
    /// *Not shown*, *not published*.
    pub(super) fn what_is_shown_is_reserved(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let publication = &self.definition.publication;
        let keeps = candidate.own.is_some_and(|own| own.keeps(candidate.span));
        if keeps || publication.is_listed_on(self.date_of(self.now)) {
            return Ok(());
        }
        match (publication.state, candidate.rules) {
            (PublicationState::Published, Rules::SetAside) => Ok(()),
            (PublicationState::Published | PublicationState::Draft, Rules::Kept) => {
                Err(NotAdmitted::NotShown)
            }
            (state @ (PublicationState::Draft | PublicationState::Archived), _) => {
                Err(NotAdmitted::NotPublished { state })
            }
        }
    }

    /// The same for somebody for whom months open earlier.
    #[must_use]
    pub fn opening_earlier(self, opens_earlier: Vec<Opening>) -> Self {
        Self { in_time: self.in_time.opening_earlier(opens_earlier), ..self }
    }

    /// Reservations start and end on the resource's grid.
    fn on_the_grid(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let edges = |span: TimeSpan| [span.starts_at(), span.ends_at()];
        let granted = candidate.own.filter(|own| own.has(candidate.span)).map(|own| edges(own.span));
        let mut new = edges(candidate.span).into_iter();
        let beside = new.find(|at| !self.grid.has(*at) && !granted.is_some_and(|had| had.contains(at)));
        let step_minutes = self.definition.step_minutes;
        beside.map_or(Ok(()), |at| Err(NotAdmitted::OffTheGrid { step_minutes, at }))
    }

    /// A reservation is not shorter than the resource's shortest.
    fn not_too_short(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (shortest_minutes, minutes) = (self.definition.shortest_minutes, span.most_minutes(&self.zone));
        if minutes < i64::from(shortest_minutes) {
            return Err(NotAdmitted::TooShort { shortest_minutes, minutes });
        }
        Ok(())
    }

    /// A reservation is not longer than the resource's longest.
    fn not_too_long(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (longest_minutes, minutes) = (self.definition.longest_minutes, span.fewest_minutes(&self.zone));
        if minutes > i64::from(longest_minutes) {
            return Err(NotAdmitted::TooLong { longest_minutes, minutes });
        }
        Ok(())
    }

    /// Not more persons come than the resource has place for, or than it was granted for.
    fn persons_have_place(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        if candidate.own.is_some_and(|own| own.granted && candidate.persons <= own.persons) {
            return Ok(());
        }
        match (candidate.persons, self.definition.persons) {
            (Some(persons), Some(most)) if persons > most => {
                Err(NotAdmitted::TooManyPersons { most, persons })
            }
            _ => Ok(()),
        }
    }

    /// A resource is reserved while it is open; hours that touch at midnight are one.
    fn within_hours(&self, span: TimeSpan) -> Result<(), NotAdmitted> {
        let (first, last) = (self.date_of(span.starts_at()), self.date_of(span.ends_at()));
        let holidays = self.holidays_of((date_before(first), last));
        let open = open_spans(self.definition, &holidays, (first, last), &self.zone);
        if open.iter().any(|open| open.contains(span)) {
            return Ok(());
        }
        let open: Vec<TimeSpan> = open.into_iter().take(OPEN_NAMED_MAX).collect();
        let last_of_it = self.last_date_of(span);
        // A holiday on the date before decides only on the hours that would have gone on past its midnight.
        let usual = || open_spans(self.definition, &[], (first, last), &self.zone);
        let on_its_dates = |holiday: &&HolidayDate| holiday.date >= first && holiday.date <= last_of_it;
        let goes_on = holidays.iter().any(|it| it.date < first) && usual().iter().any(|it| it.contains(span));
        let mut decides = holidays.iter().filter(|it| on_its_dates(it) || (goes_on && it.date < first));
        let holiday = decides.find_map(|holiday| holiday_of(self.definition, &holidays, holiday.date));
        match holiday.cloned().map(Box::new) {
            Some(holiday) => Err(NotAdmitted::OnAHoliday { holiday, open, span }),
            None => Err(NotAdmitted::OutsideHours { open, span }),
        }
    }

    /// A reservation is a block, or blocks that follow each other on a day and may be combined.
    fn in_blocks(&self, blocks: &Blocks, span: TimeSpan) -> Result<(), NotAdmitted> {
        let of_the_day = blocks_on(blocks, self.date_of(span.starts_at()), &self.zone);
        let wished = runs(&of_the_day).find(|run| run.span == span);
        match wished {
            Some(run) if may_be_one(blocks, &run) => Ok(()),
            Some(run) => {
                let offered = runs(&of_the_day).filter(|run| may_be_one(blocks, run)).map(|run| run.span);
                let (most, offered) = (blocks.combine.most(), offered.collect());
                Err(NotAdmitted::NotCombined { most, blocks: run.blocks, offered })
            }
            None => Err(NotAdmitted::NotABlock { blocks: of_the_day, span }),
        }
    }

    /// Where there is one reservation a day, it is made beside no other of its days.
    pub(super) fn one_a_day(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let own = candidate.own.as_slice().iter().flat_map(|own| {
            let wished = own.wished.filter(|wished| wished.held.is_some()).map(|wished| wished.span);
            own.held.map(|_| own.span).into_iter().chain(wished)
        });
        if self.its_days_are_free(candidate.span, &own.collect::<Vec<_>>()) {
            return Ok(());
        }
        Err(NotAdmitted::OneADay { free_instead: self.free_instead(candidate) })
    }

    fn its_days_are_free(&self, span: TimeSpan, own: &[TimeSpan]) -> bool {
        let dates = |span| self.its_days(span);
        let (first, last) = dates(span);
        let mut others = self.reserved.iter().filter(|reserved| !own.contains(reserved)).map(|it| dates(*it));
        !self.by_blocks().is_some_and(|blocks| blocks.one_a_day)
            || others.all(|(from, to)| to < first || last < from)
    }

    /// The local dates that a reservation is on. What is made of blocks of one day is on that day, though it end past midnight.
    fn its_days(&self, span: TimeSpan) -> (Date, Date) {
        let first = self.date_of(span.starts_at());
        let of_the_day = self.by_blocks().map(|blocks| blocks_on(blocks, first, &self.zone));
        let within_it =
            of_the_day.is_some_and(|blocks| blocks.iter().any(|it| it.ends_at() >= span.ends_at()));
        if within_it { (first, first) } else { (first, self.last_date_of(span)) }
    }

    /// Nobody takes time that has begun, and nobody confirms time that has ended.
    pub(super) fn not_in_the_past(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let starts_at = candidate.span.starts_at();
        let stays = candidate.own.is_some_and(|own| own.held.is_some() && own.span.starts_at() == starts_at);
        let moment = if stays { candidate.span.ends_at() } else { candidate.span.starts_at() };
        if moment < self.now { Err(NotAdmitted::InThePast { now: self.now, moment }) } else { Ok(()) }
    }

    /// A member gives confirmed time up while that is early enough, so many minutes before it begins; a clerk may at any time.
    ///
    /// # Errors
    /// *Too late*.
    pub fn admit_cancelling(
        &self,
        span: TimeSpan,
        least_minutes: u32,
        rules: Rules,
    ) -> Result<(), NotAdmitted> {
        match rules {
            Rules::Kept => self.in_time.early_enough_to_cancel(span, least_minutes),
            Rules::SetAside => Ok(()),
        }
    }

    /// At no moment are more units taken than there are, be it for the reservation itself or to prepare and to clean.
    pub(super) fn a_unit_is_free(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let (units, taken) = (self.taken.units(), self.taken_beside(candidate));
        if taken < units {
            return Ok(());
        }
        let free_instead = self.free_instead(candidate);
        Err(NotAdmitted::SlotTaken { units, taken, free_instead })
    }

    fn taken_beside(&self, candidate: &Candidate) -> u32 {
        let span = candidate.span;
        let held = self.shared.held_for(span);
        // Of what is granted no more is held than was.
        let kept = candidate.own.filter(|own| own.has(span)).and_then(|own| common(held, own.held?));
        self.taken.peak_of_others(Use { span, held: kept.unwrap_or(held) }, candidate.own)
    }

    /// Spans as long as the wished one that would be admitted, on its days and those after, nearest first, none
    /// overlapping another of the same free time.
    pub(super) fn free_instead(&self, candidate: &Candidate) -> Vec<TimeSpan> {
        let wished = candidate.span;
        let length = wished.ends_at().duration_since(wished.starts_at());
        let after = wished.ends_at().checked_add(length).unwrap_or(wished.ends_at());
        let last = self.date_of(after).saturating_add(FREE_INSTEAD_DAYS.days());
        let dates = (self.date_of(wished.starts_at()), last);
        let mut offers: Vec<TimeSpan> = match self.by_blocks() {
            Some(blocks) => self.as_many_blocks(blocks, wished, dates),
            None => {
                let free = self.free_between(dates.0, dates.1);
                free.iter().flat_map(|&free| placed_within(free, wished)).collect()
            }
        };
        offers.sort_unstable_by_key(|offer| {
            (offer.starts_at().duration_since(wished.starts_at()).abs(), offer.starts_at())
        });
        let admitted = offers.into_iter().filter(|&span| {
            let offered = Candidate::new(span, candidate.persons);
            self.keeps_the_rules(&offered).is_ok()
                && self.its_days_are_free(span, &[])
                && self.has_room_for(&offered)
        });
        admitted.take(FREE_INSTEAD_MAX).collect()
    }

    /// When at least one unit is free and could be reserved, from the beginning of one local date to the end of another.
    fn free_between(&self, first: Date, last: Date) -> Vec<TimeSpan> {
        let Some(takeable) = self.takeable() else { return Vec::new() };
        let open = within(&self.open_on((first, last)), takeable);
        let free = open.iter().flat_map(|&open| self.free_while_open(open));
        let on_the_grid = joined(free.collect()).into_iter().filter_map(|free| {
            TimeSpan::new(self.grid.at_or_after(free.starts_at())?, self.grid.at_or_before(free.ends_at())?)
                .ok()
        });
        on_the_grid.filter(|&free| self.not_too_short(free).is_ok()).collect()
    }

    /// All that somebody who has nothing yet may reserve now.
    fn takeable(&self) -> Option<TimeSpan> {
        let is_listed = self.definition.publication.is_listed_on(self.date_of(self.now));
        self.in_time.makeable().filter(|_| is_listed)
    }

    /// What of the blocks from one local date to another can be reserved.
    fn free_runs(&self, blocks: &Blocks, (first, last): (Date, Date)) -> Vec<Run> {
        let Some(takeable) = self.takeable() else { return Vec::new() };
        let open = within(&self.open_on((first, last)), takeable);
        let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
        let mut free = Vec::new();
        for date in dates.take_while(|date| *date <= last) {
            let of_the_day = blocks_on(blocks, date, &self.zone);
            free.extend(runs(&of_the_day).filter(|run| {
                may_be_one(blocks, run)
                    && open.iter().any(|open| open.contains(run.span))
                    && self.its_days_are_free(run.span, &[])
                    && self.has_room_for(&Candidate::new(run.span, None))
            }));
        }
        free
    }

    /// As many blocks as are wished; one, when none are.
    fn as_many_blocks(&self, blocks: &Blocks, wished: TimeSpan, dates: (Date, Date)) -> Vec<TimeSpan> {
        let of_the_day = blocks_on(blocks, dates.0, &self.zone);
        let as_many = runs(&of_the_day).find(|run| run.span == wished).map_or(1, |run| run.blocks);
        let free = self.free_runs(blocks, dates);
        free.iter().filter(|run| run.blocks == as_many).map(|run| run.span).collect()
    }

    /// What of an open span can be reserved so that the time to prepare and to clean is free as well, open or not.
    fn free_while_open(&self, open: TimeSpan) -> Vec<TimeSpan> {
        let free = self.taken.free_within(self.shared.held_for(open));
        let to_use = within(&free.to_use, open);
        let held = free.to_hold.into_iter().filter_map(|free| self.shared.left_of(free));
        held.flat_map(|held| within(&to_use, held)).collect()
    }

    /// The last point of the grid that is not after the moment. `None` at the beginning of time.
    pub(super) fn grid_before(&self, moment: Timestamp) -> Option<Timestamp> {
        self.grid.at_or_before(moment)
    }

    /// The length that can be reserved and is nearest to so many minutes.
    pub(super) fn nearest_length(&self, minutes: i64) -> i64 {
        let ResourceDefinition { step_minutes, shortest_minutes, longest_minutes, .. } = *self.definition;
        let in_steps = (minutes as u64).div_ceil(step_minutes.max(1).into()) * u64::from(step_minutes);
        in_steps.clamp(shortest_minutes.into(), longest_minutes.into()) as i64
    }

    fn date_of(&self, moment: Timestamp) -> Date {
        self.zone.to_datetime(moment).date()
    }

    /// The local date of a span's last moment.
    fn last_date_of(&self, span: TimeSpan) -> Date {
        let last_moment = span.ends_at().checked_sub(SignedDuration::from_nanos(1));
        self.date_of(last_moment.unwrap_or(span.starts_at()))
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
