//! A space: what of its past a decision reads.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::{ReservationState, Resource, ResourceDefinition},
    ids::{ReservationId, ResourceId},
    time::Zone,
};
use rpds::{RedBlackTreeMapSync, RedBlackTreeSetSync};
use serde::{Deserialize, Serialize};

use super::{Calendar, Occupancy, SpaceEvent, Terms};

/// How long a reservation is kept in mind after its end: longer than the clocks of two replicas ever differ, and short
/// enough that a decision is as fast after 100,000 past reservations as after one.
const KEPT_AFTER_END: SignedDuration = SignedDuration::from_hours(24);

/// A space tree: resources that contain each other share one stream, because they share their time. Today each tree has
/// one resource. Copies share what they have in common, so that a decision costs the same however much is reserved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    resource: Option<Arc<Shared>>,
    occupancy: Occupancy,
    reservations: RedBlackTreeMapSync<ReservationId, Reserved>,
    /// The reservations by their end, to forget those that are over.
    by_end: RedBlackTreeSetSync<(Timestamp, ReservationId)>,
    /// What will not be made, while it still could be.
    forgone: RedBlackTreeSetSync<ReservationId>,
}

/// A resource of the space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    pub id: ResourceId,
    pub zone: Zone,
    pub definition: ResourceDefinition,
}

/// A reservation and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    pub terms: Arc<Terms>,
    pub state: ReservationState,
}

impl Space {
    /// A resource of the space.
    pub fn resource(&self, id: ResourceId) -> Option<&Arc<Shared>> {
        self.resource.as_ref().filter(|resource| resource.id == id)
    }

    /// The calendar of a resource of the space, as of a moment.
    pub fn calendar<'a>(&'a self, resource: &'a Shared, now: Timestamp) -> Calendar<'a> {
        Calendar::new(&resource.definition, &resource.zone, &self.occupancy, now)
    }

    /// A reservation that is not over for long.
    pub fn reservation(&self, id: ReservationId) -> Option<&Reserved> {
        self.reservations.get(&id)
    }

    /// Whether a reservation that was begun has been given up.
    pub fn is_forgone(&self, id: ReservationId) -> bool {
        self.forgone.contains(&id)
    }

    pub(super) fn occupancy(&self) -> &Occupancy {
        &self.occupancy
    }

    fn hold(&mut self, terms: &Terms, state: ReservationState) {
        self.occupancy.take(terms.span);
        self.by_end.insert_mut((terms.span.ends_at(), terms.reservation));
        self.reservations.insert_mut(terms.reservation, Reserved { terms: Arc::new(terms.clone()), state });
    }

    fn set_state(&mut self, id: ReservationId, state: ReservationState) {
        if let Some(reserved) = self.reservations.get_mut(&id) {
            reserved.state = state;
        }
    }

    fn let_go(&mut self, id: ReservationId, state: ReservationState) {
        let Some(reserved) = self.reservations.get_mut(&id) else { return };
        if takes_time(reserved.state) {
            self.occupancy.release(reserved.terms.span);
        }
        reserved.state = state;
    }

    fn forget_what_is_over(&mut self, now: Timestamp) {
        let Ok(forgotten_before) = now.checked_sub(KEPT_AFTER_END) else { return };
        if self.by_end.first().is_none_or(|(ends_at, _)| *ends_at > forgotten_before) {
            return;
        }
        while let Some((ends_at, id)) =
            self.by_end.first().copied().filter(|(ends_at, _)| *ends_at <= forgotten_before)
        {
            self.by_end.remove_mut(&(ends_at, id));
            self.reservations.remove_mut(&id);
            self.forgone.remove_mut(&id);
        }
        self.occupancy.forget_before(forgotten_before);
    }
}

impl From<&Shared> for Resource {
    fn from(shared: &Shared) -> Self {
        Self { id: shared.id, zone: shared.zone.clone(), definition: shared.definition.clone() }
    }
}

/// Whether a reservation in the state holds its time.
fn takes_time(state: ReservationState) -> bool {
    match state {
        ReservationState::Requested | ReservationState::Confirmed => true,
        ReservationState::Refused | ReservationState::Cancelled => false,
    }
}

/// The space after an event.
pub fn evolve(mut space: Space, event: &SpaceEvent, recorded_at: Timestamp) -> Space {
    match event {
        SpaceEvent::ResourceAdded(added) => {
            let (id, zone, definition) = (added.resource, added.zone.clone(), added.definition.clone());
            space.resource = Some(Arc::new(Shared { id, zone, definition }));
        }
        SpaceEvent::ResourceChanged(changed) => {
            let (id, zone, definition) = (changed.resource, changed.zone.clone(), changed.definition.clone());
            space.resource = Some(Arc::new(Shared { id, zone, definition }));
        }
        SpaceEvent::ReservationRequested(requested) => {
            space.hold(&requested.terms, ReservationState::Requested)
        }
        SpaceEvent::ReservationConfirmed(confirmed) => {
            space.hold(&confirmed.terms, ReservationState::Confirmed)
        }
        SpaceEvent::ReservationAccepted(accepted) => {
            space.set_state(accepted.terms.reservation, ReservationState::Confirmed);
        }
        SpaceEvent::ReservationRefused(refused) => {
            space.let_go(refused.terms.reservation, ReservationState::Refused);
        }
        SpaceEvent::ReservationCancelled(cancelled) => {
            space.let_go(cancelled.terms.reservation, ReservationState::Cancelled);
        }
        SpaceEvent::ReservationForgone(forgone) => {
            space.by_end.insert_mut((forgone.possible_until, forgone.reservation));
            space.forgone.insert_mut(forgone.reservation);
        }
    }
    space.forget_what_is_over(recorded_at);
    space
}
