//! How many units of a resource are taken when. What counts is how many are taken *at one time*, never a sum over time.

use std::ops::Bound::{Excluded, Included};

use jiff::Timestamp;
use nanum_contracts::time::TimeSpan;
use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

use super::spans::{beside, within};

/// Units taken, as steps over time: each step holds from its moment to the next one's, none before the first. Copies
/// share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupancy {
    steps: RedBlackTreeMapSync<Timestamp, u32>,
}

impl FromIterator<TimeSpan> for Occupancy {
    /// The occupancy by one unit for each span.
    fn from_iter<I: IntoIterator<Item = TimeSpan>>(spans: I) -> Self {
        let mut occupancy = Self::default();
        spans.into_iter().for_each(|span| occupancy.take(span, 1));
        occupancy
    }
}

impl Occupancy {
    /// So many units more are taken for the span.
    pub fn take(&mut self, span: TimeSpan, units: u32) {
        self.change(span, |taken| taken.saturating_add(units));
    }

    /// So many units fewer are taken for the span.
    pub fn release(&mut self, span: TimeSpan, units: u32) {
        self.change(span, |taken| taken.saturating_sub(units));
    }

    /// Most units taken at one time within the span.
    pub fn peak(&self, span: TimeSpan) -> u32 {
        let steps = self.steps.range((Excluded(span.starts_at()), Excluded(span.ends_at())));
        steps.map(|(_, taken)| *taken).fold(self.at(span.starts_at()), u32::max)
    }

    /// Most units that others take at one time within the span, when one unit is one's own already for each of `held`, of which
    /// none overlaps another.
    pub fn peak_of_others(&self, span: TimeSpan, held: &[TimeSpan]) -> u32 {
        let own = within(held, span);
        let of_own = own.iter().map(|&own| self.peak(own).saturating_sub(1));
        let left = own
            .iter()
            .fold(vec![span], |left, &own| left.into_iter().flat_map(|piece| beside(piece, own)).collect());
        of_own.chain(left.into_iter().map(|piece| self.peak(piece))).max().unwrap_or(0)
    }

    /// The moments within a span at which more or fewer are taken than before, in order.
    pub fn changes_within(&self, span: TimeSpan) -> impl Iterator<Item = Timestamp> {
        self.steps.range((Excluded(span.starts_at()), Excluded(span.ends_at()))).map(|(moment, _)| *moment)
    }

    /// Most units taken at one time from a moment on.
    pub fn peak_from(&self, moment: Timestamp) -> u32 {
        self.steps.range(moment..).map(|(_, taken)| *taken).fold(self.at(moment), u32::max)
    }

    /// When at least one of `units` is free within the window, in order.
    pub fn with_a_free_unit(&self, units: u32, window: TimeSpan) -> Vec<TimeSpan> {
        let mut free = Vec::new();
        let mut free_from = (self.at(window.starts_at()) < units).then_some(window.starts_at());
        for (&moment, &taken) in self.steps.range((Excluded(window.starts_at()), Excluded(window.ends_at())))
        {
            match free_from {
                None if taken < units => free_from = Some(moment),
                Some(from) if taken >= units => {
                    free.extend(TimeSpan::new(from, moment));
                    free_from = None;
                }
                _ => {}
            }
        }
        free.extend(free_from.and_then(|from| TimeSpan::new(from, window.ends_at()).ok()));
        free
    }

    /// Forgets what was before a moment.
    pub fn forget_before(&mut self, moment: Timestamp) {
        let taken = self.at(moment);
        while let Some(first) = self.steps.first().map(|(first, _)| *first).filter(|first| *first < moment) {
            self.steps.remove_mut(&first);
        }
        if taken > 0 {
            self.steps.insert_mut(moment, taken);
        }
    }

    fn at(&self, moment: Timestamp) -> u32 {
        self.steps.range(..=moment).next_back().map_or(0, |(_, taken)| *taken)
    }

    fn change(&mut self, span: TimeSpan, change: impl Fn(u32) -> u32) {
        for edge in [span.starts_at(), span.ends_at()] {
            if !self.steps.contains_key(&edge) {
                self.steps.insert_mut(edge, self.at(edge));
            }
        }
        let within = self.steps.range((Included(span.starts_at()), Excluded(span.ends_at())));
        let changed: Vec<_> = within.map(|(&moment, &taken)| (moment, change(taken))).collect();
        for (moment, taken) in changed {
            self.steps.insert_mut(moment, taken);
        }
        self.drop_if_level(span.starts_at());
        self.drop_if_level(span.ends_at());
    }

    /// A step to the height that was there before is none.
    fn drop_if_level(&mut self, moment: Timestamp) {
        let before = self.steps.range(..moment).next_back().map_or(0, |(_, taken)| *taken);
        if self.steps.get(&moment) == Some(&before) {
            self.steps.remove_mut(&moment);
        }
    }
}
