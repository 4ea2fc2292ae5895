//! What is taken of a resource: of itself, and of what shares its time in the space tree. The one place that knows what
//! sharing means: who has the whole has all parts, and who has a part keeps others from the whole, not from other parts.

use jiff::Timestamp;
use nanum_contracts::time::TimeSpan;

use super::{Own, Use, Uses, uses::Free};

/// What is taken of one resource.
#[derive(Debug, Clone)]
pub struct Taken<'a> {
    units: u32,
    /// `None`: nothing ever was.
    own: Option<&'a Uses>,
    /// Of what it is a part of, and of its parts.
    relatives: Vec<&'a Uses>,
}

impl<'a> Taken<'a> {
    /// Of a resource with so many units.
    pub fn new(units: u32, own: Option<&'a Uses>, relatives: impl IntoIterator<Item = &'a Uses>) -> Self {
        Self { units, own, relatives: relatives.into_iter().collect() }
    }

    /// How many units there are.
    pub(super) fn units(&self) -> u32 {
        self.units
    }

    /// Most units that others take at one time of what somebody wishes, beside what is their own already. All are, while a
    /// relative is.
    pub(super) fn peak_of_others(&self, wished: Use, own: Option<Own>) -> u32 {
        if self.relatives.iter().any(|relative| relative.peak_of_others(wished, None) > 0) {
            return self.units;
        }
        self.own.map_or(0, |uses| uses.peak_of_others(wished, own))
    }

    /// Most units used at one time within the span. A buffer uses nothing.
    pub(super) fn peak_used(&self, span: TimeSpan) -> u32 {
        if self.relatives.iter().any(|relative| relative.peak_used(span) > 0) {
            return self.units;
        }
        self.own.map_or(0, |uses| uses.peak_used(span))
    }

    /// The moments within a span at which more or fewer may be taken than before.
    pub(super) fn changes_within(&self, span: TimeSpan) -> impl Iterator<Item = Timestamp> {
        self.own.iter().chain(&self.relatives).flat_map(move |one| one.changes_within(span))
    }

    /// When at least one unit is free within the window.
    pub(super) fn free_within(&self, window: TimeSpan) -> Free {
        let own = self.own.map_or(Free::all(window), |own| own.with_a_free_unit(self.units, window));
        self.relatives.iter().fold(own, |free, relative| free.and(&relative.with_a_free_unit(1, window)))
    }
}
