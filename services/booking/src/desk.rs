//! The use cases, one method an operation: resources, what is free, and reservations.
//!
//! What comes from outside is parsed here; what may happen is decided in [`crate::domain`].

mod finding;
mod reservations;
mod resources;

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use nanum_contracts::{
    Problem,
    ids::{Id, ResourceId},
};
use nanum_runtime::{Aggregates, Client, Service, StartError, View, clock::Clock, settlement::Settlement};
use uuid::Uuid;

use crate::{
    aggregate::Spaces,
    quota::CountedReservations,
    views::{WhatIsFree, WhoseReservations},
};

/// Everything Booking is asked arrives here.
pub struct Desk {
    spaces: Aggregates<Spaces>,
    free: View,
    reservations: View,
    quotas: Settlement<CountedReservations>,
    client: Client,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// Opens the service's views and aggregates.
    ///
    /// # Errors
    /// When a view's file cannot be opened.
    pub async fn open(service: &Service) -> Result<Self, StartError> {
        let spaces: Aggregates<Spaces> = service.aggregates();
        let counted = CountedReservations { spaces: spaces.clone() };
        Ok(Self {
            spaces,
            quotas: Settlement::open(service, counted).await?,
            free: service.view(WhatIsFree).await?,
            reservations: service.view(WhoseReservations).await?,
            client: service.client(),
            clock: service.shell().clock.clone(),
        })
    }
}

/// The space that a resource belongs to. Each tree has one resource today, its root.
fn space_of(resource: ResourceId) -> Uuid {
    resource.uuid()
}

/// Persons come in ones and more.
fn checked_persons(persons: Option<u32>) -> Result<Option<u32>, Problem> {
    match persons {
        Some(0) => Err(Problem::not_understood("persons: at least 1, when it is said")),
        said => Ok(said),
    }
}
