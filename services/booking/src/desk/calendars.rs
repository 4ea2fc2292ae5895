//! What calendars of others show: when something is not to be had, and reservations with how often they have changed.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    Answer, Problem,
    booking::{
        BusyResource, CALENDAR_ENTRIES_MAX, CalendarEntry, GetBusyTimes, GetCalendarEntry, ListBusyTimes,
        ListCalendarEntries, busy_days_max,
    },
    request::{Outcome, Page},
    time::TimeSpan,
};
use nanum_runtime::{Asked, cursor::place_of};

use super::Desk;
use crate::views::{
    what_is_free::{self, Wanted},
    whose_reservations,
};

impl Desk {
    /// When not all of a resource can be had, by the calendar that decides. Calendars are for everybody, so of what is not
    /// shown to everybody there is none.
    ///
    /// # Errors
    /// *Not found*; a window out of bounds.
    pub async fn get_busy_times(self: Arc<Self>, asked: Asked<GetBusyTimes>) -> Outcome<BusyResource> {
        let (tenant, GetBusyTimes { resource, window, with_closed }) = (asked.tenant().clone(), asked.body);
        checked_window(window, with_closed)?;
        let now = self.clock.now();
        let found = self.free.ask(&asked.after, move |rows| {
            let resource = what_is_free::resource(rows, &tenant, resource)?;
            let listed = resource.filter(|it| {
                it.definition.publication.is_listed_on(now.to_zoned(it.zone.time_zone()).date())
            });
            listed.map(|it| what_is_free::busy(rows, &tenant, &it, window, with_closed)).transpose()
        });
        let mut found = found.await?.ok_or_else(|| Problem::not_found("resource"))?;
        if !with_closed {
            leave_out_what_is_furthest(std::slice::from_mut(&mut found), self.clock.now());
        }
        Ok(Answer::of(found))
    }

    /// The same of several, by name.
    ///
    /// # Errors
    /// A window out of bounds, a cursor that is none.
    pub async fn list_busy_times(
        self: Arc<Self>,
        asked: Asked<ListBusyTimes>,
    ) -> Outcome<Page<BusyResource>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        let ListBusyTimes { site, kind, window, with_closed, page } = body;
        checked_window(window, with_closed)?;
        let (beyond, size) = (place_of(page.cursor.as_deref())?, page.size());
        let wanted =
            Wanted { site, kind, beyond, size, listed_at: Some(self.clock.now()), ..Wanted::default() };
        let found = self.free.ask(&asked.after, move |rows| {
            let Page { rows: resources, next_cursor } = what_is_free::resources(rows, &tenant, &wanted)?;
            let busy = resources
                .iter()
                .map(|resource| what_is_free::busy(rows, &tenant, resource, window, with_closed));
            Ok(Page { rows: busy.collect::<Result<Vec<_>, _>>()?, next_cursor })
        });
        let mut found = found.await?;
        leave_out_what_is_furthest(&mut found.rows, self.clock.now());
        Ok(Answer::of(found))
    }

    /// A reservation, with how often it has changed.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_calendar_entry(
        self: Arc<Self>,
        asked: Asked<GetCalendarEntry>,
    ) -> Outcome<CalendarEntry> {
        let found = self.found(asked.tenant(), &asked.after, asked.body.reservation).await?;
        Ok(Answer::of(found.into()))
    }

    /// A member's reservations within a window, by start.
    ///
    /// # Errors
    /// A window out of bounds.
    pub async fn list_calendar_entries(
        self: Arc<Self>,
        asked: Asked<ListCalendarEntries>,
    ) -> Outcome<Vec<CalendarEntry>> {
        let (tenant, ListCalendarEntries { member, window }) = (asked.tenant().clone(), asked.body);
        checked_window(window, false)?;
        let now = self.clock.now();
        let found = self.reservations.ask(&asked.after, move |rows| {
            let most = CALENDAR_ENTRIES_MAX;
            whose_reservations::nearest_of(rows, &tenant, member, (window, now), most)
        });
        let found = found.await?;
        Ok(Answer::of(found.into_iter().map(CalendarEntry::from).collect()))
    }
}

/// What is asked about is no longer than calendars reach.
fn checked_window(window: TimeSpan, with_closed: bool) -> Result<(), Problem> {
    let most = busy_days_max(with_closed);
    // The clocks may have been changed in between.
    let longest = SignedDuration::from_hours(i64::from(most) * 24 + 1);
    let length = window.ends_at().duration_since(window.starts_at());
    if length <= longest {
        return Ok(());
    }
    let days = length.as_hours().div_euclid(24);
    Err(Problem::not_understood(format!("at most {most} days, not {days}")))
}

/// A calendar has a bounded number of entries: what is over for longest is left out first, then what is furthest ahead.
fn leave_out_what_is_furthest(resources: &mut [BusyResource], now: Timestamp) {
    if resources.iter().map(|resource| resource.busy.len()).sum::<usize>() <= CALENDAR_ENTRIES_MAX {
        return;
    }
    let mut entries: Vec<(bool, SignedDuration, usize, Timestamp)> = Vec::new();
    for (which, resource) in resources.iter().enumerate() {
        for span in resource.busy.iter().map(|busy| busy.span) {
            let over = span.ends_at() <= now;
            let away = if over { span.ends_at() } else { span.starts_at() }.duration_since(now);
            entries.push((over, if over { -away } else { away }, which, span.starts_at()));
        }
    }
    entries.sort_unstable();
    let kept: BTreeSet<(usize, Timestamp)> =
        entries.into_iter().take(CALENDAR_ENTRIES_MAX).map(|(_, _, which, at)| (which, at)).collect();
    for (which, resource) in resources.iter_mut().enumerate() {
        resource.busy.retain(|busy| kept.contains(&(which, busy.span.starts_at())));
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::{
        booking::{BusySpan, BusyState, ResourceKind},
        ids::{Id, ResourceId, SiteId},
    };

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap()
    }

    /// An hour each of `hours`, of one resource.
    fn busy(hours: std::ops::Range<i64>) -> BusyResource {
        let spans = hours.map(|hour| BusySpan {
            span: TimeSpan::new(at(2 * hour), at(2 * hour + 1)).unwrap(),
            state: BusyState::Reserved,
            free_units: 0,
        });
        BusyResource {
            resource: ResourceId::named("seosan", "room"),
            site: SiteId::named("seosan", "hall"),
            kind: ResourceKind::Room,
            name: serde_json::from_str(r#"{"en":"Room"}"#).unwrap(),
            zone: "UTC".to_owned().try_into().unwrap(),
            units: 1,
            persons: None,
            vehicle: None,
            window: TimeSpan::new(at(0), at(100_000)).unwrap(),
            busy: spans.collect(),
        }
    }

    #[test]
    fn of_too_many_entries_those_over_for_longest_are_left_out_and_then_those_furthest_ahead() {
        let most = i64::try_from(CALENDAR_ENTRIES_MAX).unwrap();
        let left = |of: i64, now: Timestamp| {
            let mut one = [busy(0..of)];
            leave_out_what_is_furthest(&mut one, now);
            let spans = one[0].busy.iter().map(|busy| busy.span.starts_at());
            let (first, last) = (spans.clone().min().unwrap(), spans.clone().max().unwrap());
            (spans.count(), first, last)
        };
        assert_eq!(left(most, at(0)), (CALENDAR_ENTRIES_MAX, at(0), at(2 * most - 2)));
        assert_eq!(left(most + 1, at(20)), (CALENDAR_ENTRIES_MAX, at(2), at(2 * most)));
        assert_eq!(left(most + 1, at(0)), (CALENDAR_ENTRIES_MAX, at(0), at(2 * most - 2)));
    }

    #[test]
    fn a_window_is_as_long_as_calendars_reach() {
        let days = |days: i64| TimeSpan::new(at(0), at(24 * days)).unwrap();
        assert!(checked_window(days(61), true).is_ok());
        assert!(checked_window(days(62), true).is_ok());
        assert!(checked_window(days(63), true).is_err());
        assert!(checked_window(days(490), false).is_ok());
        assert!(checked_window(days(491), false).is_err());
    }
}
