//! What feeds of shared vehicles need to be told.

use nanum_contracts::booking::{Propulsion, ResourceDefinition, ResourceKind};

use super::{NotADefinition, limits::RANGE_METERS_MAX};

/// Only a vehicle is told to be one, and what has a motor says how far it goes (GBFS 3.0, `max_range_meters`).
pub(super) fn a_vehicle_is_told_soundly(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    let Some(vehicle) = definition.vehicle.as_deref() else { return Ok(()) };
    if definition.kind != ResourceKind::Vehicle {
        return Err(NotADefinition::Vehicle("only what is of the kind `vehicle` has it"));
    }
    match (vehicle.propulsion, vehicle.range_meters) {
        (Propulsion::Human, None) => Ok(()),
        (_, Some(range)) if (1..=RANGE_METERS_MAX).contains(&range) => Ok(()),
        (_, Some(_)) => Err(NotADefinition::Vehicle("range_meters is 1 to 10000000")),
        (_, None) => Err(NotADefinition::Vehicle("what has a motor says its range_meters")),
    }
}
