//! What is taken of a resource: of itself, and of what shares its time in the space tree. The one place that knows what
//! sharing means: who has the whole has all parts, and who has a part keeps others from the whole, not from other parts.

use jiff::Timestamp;
use nanum_contracts::time::TimeSpan;

use super::{Occupancy, spans::common};

/// What is taken of one resource.
#[derive(Debug, Clone)]
pub struct Taken<'a> {
    units: u32,
    /// `None`: nothing ever was.
    own: Option<&'a Occupancy>,
    /// Of what it is a part of, and of its parts.
    relatives: Vec<&'a Occupancy>,
}

impl<'a> Taken<'a> {
    /// Of a resource with so many units.
    pub fn new(
        units: u32,
        own: Option<&'a Occupancy>,
        relatives: impl IntoIterator<Item = &'a Occupancy>,
    ) -> Self {
        Self { units, own, relatives: relatives.into_iter().collect() }
    }

    /// How many units there are.
    pub(super) fn units(&self) -> u32 {
        self.units
    }

    /// Most units taken at one time within the span, beside one's own of `held`. All are, while a relative is.
    pub(super) fn peak_of_others(&self, span: TimeSpan, held: Option<TimeSpan>) -> u32 {
        if self.relatives.iter().any(|relative| relative.peak(span) > 0) {
            return self.units;
        }
        self.own.map_or(0, |own| own.peak_of_others(span, held))
    }

    /// The moments within a span at which more or fewer may be taken than before.
    pub(super) fn changes_within(&self, span: TimeSpan) -> impl Iterator<Item = Timestamp> {
        self.own.iter().chain(&self.relatives).flat_map(move |one| one.changes_within(span))
    }

    /// When at least one unit is free within the window, in order.
    pub(super) fn free_within(&self, window: TimeSpan) -> Vec<TimeSpan> {
        let own = self.own.map_or(vec![window], |own| own.with_a_free_unit(self.units, window));
        self.relatives.iter().fold(own, |free, relative| {
            let untouched = relative.with_a_free_unit(1, window);
            free.iter()
                .flat_map(|&free| untouched.iter().filter_map(move |&other| common(free, other)))
                .collect()
        })
    }
}
