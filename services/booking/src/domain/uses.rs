//! How much of one resource is used, and how much is held. A reservation *uses* its span, and *holds* with it the time to prepare
//! and to clean. A blocking uses its span and holds nothing: cleaning while nobody may reserve is what closed time is for.
//!
//! Two reservations keep their buffers free of each other; a blocking and a reservation only keep what they use apart.

use jiff::Timestamp;
use nanum_contracts::time::TimeSpan;
use serde::{Deserialize, Serialize};

use super::{
    Occupancy, Own,
    spans::{beside, common},
};

/// Time of a resource, for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    pub span: TimeSpan,
    /// The span with its buffers.
    pub held: TimeSpan,
}

impl Use {
    /// Time with no buffers.
    pub fn plain(span: TimeSpan) -> Self {
        Self { span, held: span }
    }
}

/// The uses of one resource, summed up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uses {
    /// By reservations, with their buffers.
    held: Occupancy,
    /// By reservations without their buffers, and by blockings.
    used: Occupancy,
    /// By reservations with their buffers, and by blockings. Of a pool nobody knows on which unit a buffer falls, so a reservation
    /// counts both.
    all: Occupancy,
}

impl Uses {
    /// One unit more is reserved.
    pub fn reserve(&mut self, one: Use) {
        self.held.take(one.held, 1);
        self.used.take(one.span, 1);
        self.all.take(one.held, 1);
    }

    /// One unit fewer is reserved.
    pub fn free(&mut self, one: Use) {
        self.held.release(one.held, 1);
        self.used.release(one.span, 1);
        self.all.release(one.held, 1);
    }

    /// One unit is reserved for what is wished as well, beside what is had.
    pub fn reserve_beside(&mut self, wished: Use, had: Use) {
        for held in beside(wished.held, had.held) {
            self.held.take(held, 1);
            self.all.take(held, 1);
        }
        beside(wished.span, had.span).into_iter().for_each(|span| self.used.take(span, 1));
    }

    /// It is not, any more.
    pub fn free_beside(&mut self, wished: Use, had: Use) {
        for held in beside(wished.held, had.held) {
            self.held.release(held, 1);
            self.all.release(held, 1);
        }
        beside(wished.span, had.span).into_iter().for_each(|span| self.used.release(span, 1));
    }

    /// So many units more are blocked.
    pub fn block(&mut self, span: TimeSpan, units: u32) {
        self.used.take(span, units);
        self.all.take(span, units);
    }

    /// So many units fewer are blocked.
    pub fn lift(&mut self, span: TimeSpan, units: u32) {
        self.used.release(span, units);
        self.all.release(span, units);
    }

    /// Most units that others take at one time of what somebody wishes, beside what is their own already.
    pub(super) fn peak_of_others(&self, wished: Use, own: Option<Own>) -> u32 {
        let own = own.map_or_else(Vec::new, |own| own.all_held());
        let around = self.held.peak_of_others(wished.held, &own);
        around.max(self.all.peak_of_others(wished.span, &own))
    }

    /// Most units used at one time within the span, whatever is held around.
    pub(super) fn peak_used(&self, span: TimeSpan) -> u32 {
        self.used.peak(span)
    }

    /// Most units that there must be from a moment on.
    pub(super) fn peak_from(&self, moment: Timestamp) -> u32 {
        self.held.peak_from(moment).max(self.used.peak_from(moment))
    }

    /// The moments within a span at which more or fewer are taken than before.
    pub(super) fn changes_within(&self, span: TimeSpan) -> impl Iterator<Item = Timestamp> {
        self.held.changes_within(span).chain(self.all.changes_within(span))
    }

    /// When one of `units` can be held within the window, and when it can be used, in order.
    pub(super) fn with_a_free_unit(&self, units: u32, window: TimeSpan) -> Free {
        Free {
            to_hold: self.held.with_a_free_unit(units, window),
            to_use: self.all.with_a_free_unit(units, window),
        }
    }

    pub(super) fn forget_before(&mut self, moment: Timestamp) {
        self.held.forget_before(moment);
        self.used.forget_before(moment);
        self.all.forget_before(moment);
    }
}

/// When a unit is free, in order: what is used lies in the one, what is held with it in the other.
#[derive(Debug, Clone)]
pub(super) struct Free {
    pub(super) to_hold: Vec<TimeSpan>,
    pub(super) to_use: Vec<TimeSpan>,
}

impl Free {
    /// All of the window.
    pub(super) fn all(window: TimeSpan) -> Self {
        Self { to_hold: vec![window], to_use: vec![window] }
    }

    /// When it is free here and there.
    pub(super) fn and(&self, other: &Self) -> Self {
        let both = |these: &[TimeSpan], those: &[TimeSpan]| {
            these.iter().flat_map(|&one| those.iter().filter_map(move |&other| common(one, other))).collect()
        };
        Self { to_hold: both(&self.to_hold, &other.to_hold), to_use: both(&self.to_use, &other.to_use) }
    }
}
