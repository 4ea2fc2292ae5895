//! Random resources and histories against a brute-force oracle: whatever is asked in whatever order, no minute is
//! reserved more often than there are units, and what is admitted is exactly what is shown as free.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, ToSpan as _, civil::Date, tz::TimeZone};
use nanum_contracts::booking::{DayHours, HoursException};
use proptest::prelude::*;

use super::{
    brute_force::{is_on_the_grid, lengths, minutes_of, open_minutes},
    *,
};
use crate::domain::spans::joined;

/// Wishes fall on so many days.
const DAYS: i64 = 2;

#[derive(Debug, Clone)]
enum Step {
    /// In steps of the grid from the first date on, moved off it by so many minutes.
    Make {
        start: i64,
        length: i64,
        off: i64,
    },
    Accept {
        which: usize,
    },
    Refuse {
        which: usize,
    },
    Cancel {
        which: usize,
    },
    ChangeUnits {
        units: u32,
    },
    Wait {
        minutes: i64,
    },
}

#[derive(Debug, Clone)]
struct World {
    definition: ResourceDefinition,
    zone: &'static str,
    first: Date,
}

fn worlds() -> impl Strategy<Value = World> {
    let places = prop_oneof![
        Just(("Europe/Brussels", "2026-10-24")),
        Just(("Europe/Brussels", "2027-03-27")),
        Just(("Europe/Berlin", "2027-03-27")),
        Just(("Asia/Seoul", "2026-12-01")),
    ];
    // Some go past midnight.
    let opening = (0..46_u32, 12..49_u32, prop::sample::subsequence(ALL_WEEK.to_vec(), 5..=7));
    let grids = (prop::sample::select(vec![15_u32, 30, 60, 120]), 1..3_u32, 1..5_u32);
    let rules = (exceptions(), notices());
    (places, prop::collection::vec(opening, 1..4), grids, 1..4_u32, any::<bool>(), rules).prop_map(
        |((zone, first), openings, (step, shortest, more), units, approval, (exceptions, notice))| {
            let first: Date = first.parse().unwrap();
            let half_hour = |halves: u32| format!("{:02}:{:02}", halves / 2, halves % 2 * 30);
            let entry = |(from, length, days): &(u32, u32, Vec<Day>)| {
                hours(days, &half_hour(*from), &half_hour(end_of(*from, *length)))
            };
            let definition = ResourceDefinition {
                hours: openings.iter().map(entry).collect(),
                step_minutes: step,
                shortest_minutes: step * shortest,
                longest_minutes: step * (shortest + more),
                units,
                approval,
                exceptions: exceptions.into_iter().map(|exception| exception.from(first)).collect(),
                notice: notice.from(first),
                ..club_room()
            };
            World { definition, zone, first }
        },
    )
}

/// When what lasts so long ends, in half hours of its day, or of the next.
fn end_of(from: u32, length: u32) -> u32 {
    let end = from + length;
    if end > 48 { end - 48 } else { end }
}

/// Other hours, in half hours, on dates counted from the first.
#[derive(Debug, Clone)]
struct Exception {
    first: i64,
    more: i64,
    hours: Vec<(u32, u32)>,
}

impl Exception {
    fn from(self, date: Date) -> HoursException {
        let first = date + self.first.days();
        let time =
            |halves: u32| WallTime::try_from(format!("{:02}:{:02}", halves / 2, halves % 2 * 30)).unwrap();
        let hours =
            |(from, length): (u32, u32)| DayHours { from: time(from), to: time(end_of(from, length)) };
        HoursException {
            name: club_room().name,
            first,
            last: first + self.more.days(),
            hours: self.hours.into_iter().map(hours).collect(),
        }
    }
}

fn exceptions() -> impl Strategy<Value = Vec<Exception>> {
    let hours = prop::collection::vec((0..46_u32, 2..48_u32), 0..3);
    let exception =
        (-1..4_i64, 0..2_i64, hours).prop_map(|(first, more, hours)| Exception { first, more, hours });
    prop::collection::vec(exception, 0..3)
}

/// A notice for making, how many days ahead, and the dates counted from the first.
#[derive(Debug, Clone)]
struct Noticed {
    least_minutes: u32,
    most_days: Option<u32>,
    from: Option<i64>,
    until: Option<i64>,
}

impl Noticed {
    fn from(self, date: Date) -> Notice {
        Notice {
            make_least_minutes: self.least_minutes,
            make_most_days: self.most_days,
            reservable_from: self.from.map(|days| date + days.days()),
            reservable_until: self.until.map(|days| date + days.days()),
            ..Notice::default()
        }
    }
}

fn notices() -> impl Strategy<Value = Noticed> {
    let seldom = |days: std::ops::Range<i64>| prop::option::weighted(0.2, days);
    let minutes = prop_oneof![2 => Just(0), 1 => 0..600_u32];
    (minutes, prop::option::weighted(0.3, 0..4_u32), seldom(-1..2), seldom(1..4))
        .prop_map(|(least_minutes, most_days, from, until)| Noticed { least_minutes, most_days, from, until })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Mostly on the grid, now and then beside it.
    let off = prop_oneof![9 => Just(0), 1 => 1..15_i64];
    let step = prop_oneof![
        12 => (0..288_i64, 1..6_i64, off).prop_map(|(start, length, off)| Step::Make { start, length, off }),
        1 => (1..30_usize).prop_map(|which| Step::Accept { which }),
        1 => (1..30_usize).prop_map(|which| Step::Refuse { which }),
        1 => (1..30_usize).prop_map(|which| Step::Cancel { which }),
        1 => (1..4_u32).prop_map(|units| Step::ChangeUnits { units }),
        1 => (0..120_i64).prop_map(|minutes| Step::Wait { minutes }),
    ];
    prop::collection::vec(step, 1..80)
}

/// What the oracle knows: the open minutes, and the spans that are held.
struct Oracle {
    zone: TimeZone,
    definition: ResourceDefinition,
    open: BTreeSet<Timestamp>,
    held: BTreeMap<ReservationId, TimeSpan>,
}

impl Oracle {
    fn of(world: &World) -> Self {
        let zone = TimeZone::get(world.zone).unwrap();
        let day = SignedDuration::from_hours(24);
        let first = world.first.in_tz(world.zone).unwrap().timestamp();
        let window = span(first - day, first + day * (DAYS as i32 + 4));
        let open = open_minutes(&world.definition, &zone, window);
        Self { zone, definition: world.definition.clone(), open, held: BTreeMap::new() }
    }

    fn taken_at(&self, minute: Timestamp) -> u32 {
        self.held.values().filter(|held| held.starts_at() <= minute && minute < held.ends_at()).count() as u32
    }

    fn fits_grid_and_length(&self, span: TimeSpan) -> bool {
        let (for_shortest, for_longest) = lengths(span, &self.zone);
        let step = self.definition.step_minutes;
        [span.starts_at(), span.ends_at()].into_iter().all(|moment| is_on_the_grid(moment, step, &self.zone))
            && for_shortest >= i64::from(self.definition.shortest_minutes)
            && for_longest <= i64::from(self.definition.longest_minutes)
    }

    fn is_free(&self, span: TimeSpan, now: Timestamp) -> bool {
        let notice = &self.definition.notice;
        let date_of = |moment: Timestamp| self.zone.to_datetime(moment).date();
        let last = notice.make_most_days.map(|days| date_of(now) + i64::from(days).days());
        let is_on_its_dates = |minute: Timestamp| {
            let date = date_of(minute);
            notice.reservable_from.is_none_or(|first| first <= date)
                && notice.reservable_until.is_none_or(|last| date <= last)
                && last.is_none_or(|last| date <= last)
        };
        span.starts_at() >= now + SignedDuration::from_mins(notice.make_least_minutes.into())
            && minutes_of(span).all(is_on_its_dates)
            && minutes_of(span)
                .all(|minute| self.open.contains(&minute) && self.taken_at(minute) < self.definition.units)
    }

    fn never_over_capacity(&self) -> bool {
        self.held
            .values()
            .all(|held| minutes_of(*held).all(|minute| self.taken_at(minute) <= self.definition.units))
    }
}

fn check_make(
    given: &mut Given,
    oracle: &mut Oracle,
    world: &World,
    wished: TimeSpan,
) -> Result<(), TestCaseError> {
    let fits = oracle.fits_grid_and_length(wished);
    let expected = fits && oracle.is_free(wished, given.now);
    let dates = std::iter::successors(world.first.yesterday().ok(), |date| date.tomorrow().ok());
    let shown = dates.take(DAYS as usize + 4).flat_map(|date| given.calendar().free_times(date));
    let shown = joined(shown.collect());
    prop_assert_eq!(fits && shown.iter().any(|free| free.contains(wished)), expected, "shown {:?}", shown);
    let (candidate, calendar) = (Candidate::new(wished, None), given.calendar());
    let why_not = calendar.why_not(&candidate).into_iter().next();
    prop_assert_eq!(why_not, calendar.admit(&candidate).err());
    if !expected {
        for offer in calendar.times_instead(&candidate) {
            prop_assert_eq!(calendar.admit(&Candidate::new(offer, None)), Ok(()), "{:?} instead", offer);
        }
    }
    drop(calendar);
    match given.makes(wished) {
        Ok(_) => {
            prop_assert!(expected, "admitted against the oracle");
            oracle.held.insert(reservation(given.reservations), wished);
        }
        Err(refusal) => {
            prop_assert!(!expected, "refused against the oracle: {:?}", refusal);
            if let Refusal::NotAdmitted(NotAdmitted::SlotTaken { free_instead, .. }) = refusal {
                prop_assert!(free_instead.len() <= FREE_INSTEAD_MAX);
                for offer in free_instead
                    .iter()
                    .filter(|offer| offer.starts_at() < given.now + SignedDuration::from_hours(72))
                {
                    prop_assert_eq!(offer.minutes(), wished.minutes());
                    prop_assert!(oracle.fits_grid_and_length(*offer), "{:?} is offered", offer);
                    let calendar = given.calendar();
                    prop_assert_eq!(calendar.admit(&Candidate::new(*offer, None)), Ok(()));
                }
            }
        }
    }
    Ok(())
}

fn take_step(
    given: &mut Given,
    oracle: &mut Oracle,
    world: &World,
    step: &Step,
) -> Result<(), TestCaseError> {
    match *step {
        Step::Make { start, length, off } => {
            let first = world.first.in_tz(world.zone).unwrap().timestamp();
            let grid = i64::from(world.definition.step_minutes);
            let start = first + SignedDuration::from_mins(start * grid % (DAYS * 1_440) + off);
            check_make(given, oracle, world, span(start, start + SignedDuration::from_mins(length * grid)))?;
        }
        Step::Accept { which } => {
            let _ = given.when(&SpaceCommand::AcceptReservation { reservation: reservation(which) });
        }
        Step::Refuse { which } => {
            let reservation = reservation(which);
            if given.when(&SpaceCommand::RefuseReservation { reservation, reason: "no".to_owned() }).is_ok() {
                oracle.held.remove(&reservation);
            }
        }
        Step::Cancel { which } => {
            let reservation = reservation(which);
            if given
                .when(&SpaceCommand::CancelReservation {
                    reservation,
                    reason: None,
                    rules: Rules::Kept,
                    acting: Acting::default(),
                })
                .is_ok()
            {
                oracle.held.remove(&reservation);
            }
        }
        Step::ChangeUnits { units } => {
            let now = given.now;
            let changed = ResourceDefinition { units, ..oracle.definition.clone() };
            if given.defines(changed.clone()).is_ok() {
                oracle.definition = changed;
                // What is over may have been more than there are now.
                oracle.held.retain(|_, held| held.ends_at() > now);
            }
        }
        Step::Wait { minutes } => given.now += SignedDuration::from_mins(minutes),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_admitted_is_what_is_free_and_no_minute_is_reserved_beyond_capacity(world in worlds(), steps in steps()) {
        let now = world.first.in_tz(world.zone).unwrap().timestamp();
        let mut given = Given::resource(world.definition.clone(), world.zone, now);
        let mut oracle = Oracle::of(&world);
        for step in &steps {
            take_step(&mut given, &mut oracle, &world, step)?;
            prop_assert!(oracle.never_over_capacity(), "after {:?}", step);
        }
    }
}
