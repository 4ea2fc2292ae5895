//! The space tree: which resources share their time with which.

use std::sync::Arc;

use jiff::SignedDuration;
use nanum_contracts::{
    booking::{Resource, ResourceDefinition, Tariff},
    ids::ResourceId,
    time::{TimeSpan, Zone},
};
use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

/// Most resources in one tree: each decision looks at all relatives of one.
pub(super) const TREE_RESOURCES_MAX: usize = 100;
/// A hall, its halves, and their corners; deeper than this nobody finds anything.
pub(super) const TREE_DEPTH_MAX: usize = 5;

/// A resource of a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    pub id: ResourceId,
    pub zone: Zone,
    pub definition: ResourceDefinition,
}

impl Shared {
    /// Whether something must be known of the member, or of the group that they reserve for: to give it to them, or to price it.
    pub fn asks_who_it_is(&self, for_a_group: bool) -> bool {
        let may_have_it = self.definition.eligibility.as_ref();
        may_have_it.is_some_and(|eligibility| eligibility.asks_who_it_is(for_a_group))
            || self.definition.tariffs.iter().any(Tariff::asks_who_pays)
    }

    /// What a reservation holds on the calendar: its own time with what it takes to prepare and to clean.
    pub fn held_for(&self, span: TimeSpan) -> TimeSpan {
        let (before, after) = self.buffers();
        let from = span.starts_at().checked_sub(before).unwrap_or(span.starts_at());
        let to = span.ends_at().checked_add(after).unwrap_or(span.ends_at());
        TimeSpan::new(from, to).unwrap_or(span)
    }

    /// The same as it is recorded: nothing when it is the span itself.
    pub(super) fn held_beyond(&self, span: TimeSpan) -> Option<TimeSpan> {
        Some(self.held_for(span)).filter(|held| *held != span)
    }

    /// What of a free span is left for a reservation that also holds its time to prepare and to clean.
    pub(super) fn left_of(&self, free: TimeSpan) -> Option<TimeSpan> {
        let (before, after) = self.buffers();
        let from = free.starts_at().checked_add(before).ok()?;
        TimeSpan::new(from, free.ends_at().checked_sub(after).ok()?).ok()
    }

    fn buffers(&self) -> (SignedDuration, SignedDuration) {
        let minutes = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
        (minutes(self.definition.buffer_before_minutes), minutes(self.definition.buffer_after_minutes))
    }
}

impl From<&Shared> for Resource {
    fn from(shared: &Shared) -> Self {
        Self { id: shared.id, zone: shared.zone.clone(), definition: shared.definition.clone() }
    }
}

/// All resources of a space. A resource stays a part of what it was added to, so that no part ever contains its whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    resources: RedBlackTreeMapSync<ResourceId, Arc<Shared>>,
}

impl Tree {
    pub fn get(&self, id: ResourceId) -> Option<&Arc<Shared>> {
        self.resources.get(&id)
    }

    pub(super) fn put(&mut self, shared: Shared) {
        self.resources.insert_mut(shared.id, Arc::new(shared));
    }

    pub(super) fn len(&self) -> usize {
        self.resources.size()
    }

    /// Whether it matters to one of them which dates are holidays.
    pub(super) fn asks_for_holidays(&self) -> bool {
        self.resources.values().any(|shared| shared.definition.asks_for_holidays())
    }

    /// What the resource is a part of, the nearest first.
    pub fn wholes_of(&self, id: ResourceId) -> impl Iterator<Item = ResourceId> {
        let whole_of = |id: &ResourceId| self.get(*id)?.definition.part_of;
        std::iter::successors(whole_of(&id), whole_of).take(TREE_DEPTH_MAX)
    }

    /// The parts of the resource, and theirs.
    pub fn parts_of(&self, id: ResourceId) -> impl Iterator<Item = ResourceId> {
        self.resources.keys().copied().filter(move |part| self.wholes_of(*part).any(|whole| whole == id))
    }

    /// With whom the resource shares its time.
    pub fn relatives_of(&self, id: ResourceId) -> impl Iterator<Item = ResourceId> {
        self.wholes_of(id).chain(self.parts_of(id))
    }
}
