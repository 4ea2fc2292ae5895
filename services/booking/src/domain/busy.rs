//! When not all of a resource can be had: what calendars of others show. It is read from what the guard reads.

use std::collections::BTreeSet;

use jiff::Timestamp;
use nanum_contracts::{
    booking::{BusySpan, BusyState},
    time::TimeSpan,
};

use super::{Calendar, Occupancy, Use};

impl Calendar<'_> {
    /// When not all units can be had within the window, in order; each span for as long as nothing changes. Of what is taken,
    /// `blocked` is what nobody has reserved.
    pub fn busy_times(&self, window: TimeSpan, blocked: &Occupancy) -> Vec<BusySpan> {
        let open = self.open_within(window);
        self.busy_while(window, blocked, |piece| is_within(&open, piece), &open)
    }

    /// The same, for whom it does not matter when it is open.
    pub fn taken_times(&self, window: TimeSpan, blocked: &Occupancy) -> Vec<BusySpan> {
        self.busy_while(window, blocked, |_| true, &[])
    }

    fn busy_while(
        &self,
        window: TimeSpan,
        blocked: &Occupancy,
        is_open: impl Fn(TimeSpan) -> bool,
        edges: &[TimeSpan],
    ) -> Vec<BusySpan> {
        let mut moments: BTreeSet<Timestamp> = self.taken().changes_within(window).collect();
        moments.extend(blocked.changes_within(window));
        moments.extend(edges.iter().flat_map(|span| [span.starts_at(), span.ends_at()]));
        moments.extend([window.starts_at(), window.ends_at()]);
        let moments: Vec<Timestamp> = moments.into_iter().collect();
        let pieces = moments.windows(2).filter_map(|edges| TimeSpan::new(edges[0], edges[1]).ok());
        let busy = pieces.filter_map(|piece| self.busy_during(piece, blocked, is_open(piece)));
        joined_when_alike(busy)
    }

    /// A span in which nothing changes; `None` when every unit can be had.
    fn busy_during(&self, span: TimeSpan, blocked: &Occupancy, is_open: bool) -> Option<BusySpan> {
        let units = self.taken().units();
        let taken = self.taken().peak_of_others(Use::plain(span), None).min(units);
        let (state, free_units) = if taken == 0 && is_open {
            return None;
        } else if taken < units && !is_open {
            (BusyState::Closed, 0)
        } else if blocked.peak(span) >= taken {
            (BusyState::Blocked, units - taken)
        } else {
            (BusyState::Reserved, units - taken)
        };
        Some(BusySpan { span, state, free_units })
    }
}

/// Whether all of a span lies within one of those that are given in order.
fn is_within(spans: &[TimeSpan], span: TimeSpan) -> bool {
    let begun = spans.partition_point(|open| open.starts_at() <= span.starts_at());
    begun.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|open| open.contains(span))
}

fn joined_when_alike(spans: impl Iterator<Item = BusySpan>) -> Vec<BusySpan> {
    let mut joined: Vec<BusySpan> = Vec::new();
    for next in spans {
        match joined.last_mut() {
            Some(last)
                if last.span.ends_at() == next.span.starts_at()
                    && (last.state, last.free_units) == (next.state, next.free_units) =>
            {
                if let Ok(both) = TimeSpan::new(last.span.starts_at(), next.span.ends_at()) {
                    last.span = both;
                }
            }
            _ => joined.push(next),
        }
    }
    joined
}
