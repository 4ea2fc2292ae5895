//! The use cases, one method an operation: resources, what is free, and reservations.
//!
//! What comes from outside is parsed here; what may happen is decided in [`crate::domain`].

mod attendance;
mod blockings;
mod calendars;
mod charges;
mod draws;
pub(crate) mod facts;
mod finding;
mod holidays;
mod leaving;
mod places;
mod reservations;
mod resources;
mod rivals;
mod series;
mod waits;

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use nanum_contracts::Problem;
use nanum_runtime::{Aggregates, Client, Service, StartError, View, clock::Clock, settlement::Settlement};

pub(crate) use self::holidays::noted;
use self::places::Places;
use crate::{
    aggregate::{Holidays, Spaces},
    codes::Codes,
    holidays::SpacesKnowHolidays,
    quota::CountedReservations,
    views::{
        WhatIsBlocked, WhatIsFree, WhatIsInASeries, WhatWasDrawn, WhoOwesWhat, WhoWaits, WhoseReservations,
    },
};

/// Everything Booking is asked arrives here.
pub struct Desk {
    spaces: Aggregates<Spaces>,
    holidays: Aggregates<Holidays>,
    free: View,
    blocked: View,
    reservations: View,
    series: View,
    owed: View,
    waits: View,
    draws: View,
    quotas: Settlement<CountedReservations>,
    client: Client,
    clock: Arc<dyn Clock>,
    places: Places,
    codes: Codes,
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
            holidays: service.aggregates(),
            quotas: Settlement::open(service, counted).await?,
            free: service.view(WhatIsFree).await?,
            blocked: service.view(WhatIsBlocked).await?,
            reservations: service.view(WhoseReservations).await?,
            series: service.view(WhatIsInASeries).await?,
            owed: service.view(WhoOwesWhat).await?,
            waits: service.view(WhoWaits).await?,
            draws: service.view(WhatWasDrawn).await?,
            client: service.client(),
            clock: service.shell().clock.clone(),
            places: Places::default(),
            codes: Codes::of(service)?,
        })
    }
}

impl Desk {
    /// What tells spaces of holidays, by the same rows as the desk answers from.
    pub(crate) fn spaces_know_holidays(&self) -> SpacesKnowHolidays {
        let (spaces, holidays, free) = (self.spaces.clone(), self.holidays.clone(), self.free.clone());
        SpacesKnowHolidays { spaces, holidays, free }
    }
}

/// Persons come in ones and more.
fn checked_persons(persons: Option<u32>) -> Result<Option<u32>, Problem> {
    match persons {
        Some(0) => Err(Problem::not_understood("persons: at least 1, when it is said")),
        said => Ok(said),
    }
}
