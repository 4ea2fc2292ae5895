//! Requests that wait without holding their time, so that they are found however much is reserved.

use nanum_contracts::ids::ResourceId;

use super::{Reserved, Space};
use crate::domain::Terms;

impl Space {
    /// Whether no request waits without holding its time.
    pub(in crate::domain) fn has_no_rivals(&self) -> bool {
        self.unheld.is_empty()
    }

    /// Requests of others that wait, without holding it, for time that the reservation takes or wants.
    pub fn rivals_of<'a>(&'a self, terms: &'a Terms) -> impl Iterator<Item = &'a Reserved> {
        let related: Vec<ResourceId> =
            self.tree().relatives_of(terms.resource).chain([terms.resource]).collect();
        self.unheld.iter().filter_map(|id| self.reservations.get(id)).filter(move |other| {
            other.terms.reservation != terms.reservation
                && related.contains(&other.terms.resource)
                && other.waiting().is_some_and(|it| self.held_by(it).overlaps(self.held_by(terms)))
        })
    }

    /// What a reservation holds, or would.
    fn held_by(&self, terms: &Terms) -> nanum_contracts::time::TimeSpan {
        let shared = self.resource(terms.resource);
        shared.map_or(terms.span, |shared| shared.held_for(terms.span))
    }
}
