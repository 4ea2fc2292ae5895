//! What can be had instead, and what is free first: found with the calendar that decides.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use nanum_contracts::{
    TenantId,
    booking::{FirstFree, FirstFreeTimes, FreeDay, Resource},
    time::{TimeSpan, Zone},
};
use nanum_runtime::{asker_is_gone, given_up};
use rusqlite::Connection;

use super::{
    finding::{BATCH, CANDIDATES_MAX, Wanted, candidates, somebody_has_it},
    holidays,
    known::Known,
};
use crate::domain::{Candidate, window_that_matters};

/// Most resources named instead of one.
const OTHERS_MAX: usize = 5;
/// Most resources named as free soonest.
const FIRST_FREE_MAX: usize = 20;
/// How many days are searched for what is free soonest.
const FIRST_FREE_DAYS: i64 = 31;

/// From when on, and for how long, something shall be free.
#[derive(Debug, Clone, Copy)]
pub struct Soonest {
    pub from: Date,
    pub minutes: u32,
    pub now: Timestamp,
}

/// Resources of the same kind that would be admitted at the wished time: of the same site first, then by name.
///
/// # Errors
/// When the rows cannot be read.
pub fn others_instead(
    rows: &Connection,
    tenant: &TenantId,
    like: &Resource,
    wish: &Candidate,
    now: Timestamp,
) -> rusqlite::Result<Vec<Resource>> {
    let of_the_kind = Wanted {
        kind: Some(like.definition.kind),
        persons: wish.persons,
        listed_at: Some(now),
        ..Wanted::default()
    };
    let of_the_site = Wanted { site: Some(like.definition.site), ..of_the_kind.clone() };
    let (mut others, mut left): (Vec<Resource>, usize) = (Vec::new(), CANDIDATES_MAX);
    for wanted in [of_the_site, of_the_kind] {
        let most = OTHERS_MAX - others.len();
        let known: Vec<_> = others.iter().map(|other| other.id).chain([like.id]).collect();
        let mut holidays = holidays::Read::default();
        let found = look_through(rows, tenant, &wanted, Some(wish.span), (most, &mut left), |resource| {
            // What is drawn is applied for, not had.
            if known.contains(&resource.id) || resource.definition.lottery.is_some() {
                return Ok(None);
            }
            let date = local_date(wish.span.starts_at(), &resource.zone);
            let Some(window) = window_around(&resource, date, wish.span) else { return Ok(None) };
            let calendar = Known::within(rows, tenant, &resource, window, &mut holidays)?;
            let admitted = calendar.calendar(now).admits(wish);
            Ok(admitted.then_some(resource))
        })?;
        others.extend(found);
    }
    Ok(others)
}

/// What is free soonest for so many minutes: all on the first date on which something is, by when it is.
///
/// # Errors
/// When the rows cannot be read.
pub fn first_free(
    rows: &Connection,
    tenant: &TenantId,
    wanted: &Wanted,
    soonest: Soonest,
) -> rusqlite::Result<FirstFreeTimes> {
    let mut holidays = holidays::Read::default();
    let (mut looked_until, mut left) = (soonest.from, CANDIDATES_MAX);
    let dates = (0..FIRST_FREE_DAYS).map_while(|days| soonest.from.checked_add(days.days()).ok());
    for date in dates {
        looked_until = date;
        let mut found = look_through(rows, tenant, wanted, None, (usize::MAX, &mut left), |resource| {
            let Some(window) = window_that_matters(&resource.definition, &resource.zone, date) else {
                return Ok(None);
            };
            let known = Known::within(rows, tenant, &resource, window, &mut holidays)?;
            let calendar = known.calendar(soonest.now);
            let day = calendar.free_day(date);
            let spans = candidates_of(&day, &calendar.free_onwards(date), soonest.minutes);
            let admitted =
                spans.into_iter().find(|&span| calendar.admits(&Candidate::new(span, wanted.persons)));
            Ok(admitted.map(|span| FirstFree { resource, span }))
        })?;
        if left == 0 || !found.is_empty() {
            found.sort_by_key(|first| first.span.starts_at());
            found.truncate(FIRST_FREE_MAX);
            return Ok(FirstFreeTimes { found, looked_until });
        }
    }
    Ok(FirstFreeTimes { found: Vec::new(), looked_until })
}

/// What of the resources that are wanted is taken from them, until there is enough of it; at most so many are looked at as
/// are left, and then fewer are.
fn look_through<T>(
    rows: &Connection,
    tenant: &TenantId,
    wanted: &Wanted,
    span: Option<TimeSpan>,
    (most, left): (usize, &mut usize),
    mut take: impl FnMut(Resource) -> rusqlite::Result<Option<T>>,
) -> rusqlite::Result<Vec<T>> {
    let (mut taken, mut beyond) = (Vec::new(), None);
    while taken.len() < most && *left > 0 {
        let batch = candidates(rows, tenant, wanted, beyond.take(), BATCH)?;
        let there_is_more = batch.len() == BATCH;
        *left = left.saturating_sub(batch.len());
        for listed in batch {
            if asker_is_gone() {
                return Err(given_up());
            }
            beyond = Some(listed.place.clone());
            if taken.len() < most && !somebody_has_it(rows, tenant, &listed, span)? {
                taken.extend(take(listed.read()?.1)?);
            }
        }
        if !there_is_more {
            break;
        }
    }
    Ok(taken)
}

/// As long as is wished, at the beginning of what is free; blocks as they are, when they are long enough.
fn candidates_of(day: &FreeDay, free: &[TimeSpan], minutes: u32) -> Vec<TimeSpan> {
    let length = SignedDuration::from_mins(minutes.into());
    if !day.offers.is_empty() {
        let mut offers = day.offers.clone();
        offers.retain(|offer| offer.minutes() >= i64::from(minutes));
        offers.sort_by_key(|offer| (offer.starts_at(), offer.ends_at()));
        return offers;
    }
    let at_the_beginning = |free: &TimeSpan| {
        let ends_at = free.starts_at().checked_add(length).ok()?;
        TimeSpan::new(free.starts_at(), ends_at).ok().filter(|span| free.contains(*span))
    };
    free.iter().filter_map(at_the_beginning).collect()
}

fn local_date(moment: Timestamp, zone: &Zone) -> Date {
    moment.to_zoned(zone.time_zone()).date()
}

/// Outside of this nothing taken changes whether the span is free.
fn window_around(resource: &Resource, date: Date, span: TimeSpan) -> Option<TimeSpan> {
    let first = window_that_matters(&resource.definition, &resource.zone, date)?;
    let last = local_date(span.ends_at(), &resource.zone);
    let last = window_that_matters(&resource.definition, &resource.zone, last)?;
    TimeSpan::new(first.starts_at(), last.ends_at()).ok()
}
