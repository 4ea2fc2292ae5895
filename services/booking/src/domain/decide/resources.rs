//! Adding and changing resources.

use std::sync::Arc;

use jiff::Timestamp;
use nanum_contracts::{booking::ResourceDefinition, ids::ResourceId, time::Zone};

use super::super::{
    CheckedDefinition, HolidaysNoted, Refusal, ResourceAdded, ResourceChanged, Shared, Space, SpaceEvent,
    holidays::news,
    tree::{TREE_DEPTH_MAX, TREE_RESOURCES_MAX},
};

pub(super) fn define(
    space: &Space,
    resource: ResourceId,
    zone: &Zone,
    definition: &CheckedDefinition,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let (zone, definition) = (zone.clone(), definition.as_ref().clone());
    let Some(present) = space.resource(resource) else {
        fits_into_its_whole(space, &definition)?;
        return Ok(vec![ResourceAdded { resource, zone, definition }.into()]);
    };
    if present.zone == zone && present.definition == definition {
        return Ok(Vec::new());
    }
    stays_a_part_of_the_same(present, &definition)?;
    only_what_is_one_has_parts(space, resource, &definition)?;
    no_reserved_unit_is_taken_away(space, resource, definition.units, now)?;
    Ok(vec![ResourceChanged { resource, zone, definition }.into()])
}

/// A part is at the site of its whole, which is one (no pool), and the tree does not grow beyond its limits.
fn fits_into_its_whole(space: &Space, definition: &ResourceDefinition) -> Result<(), Refusal> {
    let Some(whole) = definition.part_of else { return Ok(()) };
    let whole = space.resource(whole).ok_or(Refusal::WholeUnknown { whole })?;
    if whole.definition.site != definition.site {
        return Err(Refusal::PartElsewhere { site: whole.definition.site, given: definition.site });
    }
    if whole.definition.units > 1 {
        return Err(Refusal::PoolWithParts { units: whole.definition.units });
    }
    let (resources, depth) = (space.tree().len() + 1, space.tree().wholes_of(whole.id).count() + 2);
    if resources > TREE_RESOURCES_MAX {
        return Err(Refusal::TreeTooLarge { most: TREE_RESOURCES_MAX });
    }
    if depth > TREE_DEPTH_MAX { Err(Refusal::TreeTooDeep { most: TREE_DEPTH_MAX }) } else { Ok(()) }
}

/// A resource stays a part of what it was added to: so no part can ever contain its whole.
fn stays_a_part_of_the_same(present: &Shared, definition: &ResourceDefinition) -> Result<(), Refusal> {
    let (part_of, given) = (present.definition.part_of, definition.part_of);
    if part_of == given { Ok(()) } else { Err(Refusal::PartMoved { part_of, given }) }
}

/// What has parts is one, and no pool of several.
fn only_what_is_one_has_parts(
    space: &Space,
    resource: ResourceId,
    definition: &ResourceDefinition,
) -> Result<(), Refusal> {
    if definition.units > 1 && space.tree().parts_of(resource).next().is_some() {
        return Err(Refusal::PoolWithParts { units: definition.units });
    }
    Ok(())
}

/// A resource keeps as many units as are reserved at one time from now on.
fn no_reserved_unit_is_taken_away(
    space: &Space,
    resource: ResourceId,
    units: u32,
    now: Timestamp,
) -> Result<(), Refusal> {
    let reserved = space.peak_from(resource, now);
    if reserved > units { Err(Refusal::UnitsReserved { units, reserved }) } else { Ok(()) }
}

/// A resource that asks for holidays is not open a moment without them.
pub(super) fn with_holidays(
    space: &Space,
    mut events: Vec<SpaceEvent>,
    definition: &CheckedDefinition,
    holidays: Option<&Arc<HolidaysNoted>>,
) -> Vec<SpaceEvent> {
    if definition.as_ref().asks_for_holidays() {
        events.extend(news(space.noted_holidays(), holidays).map(SpaceEvent::from));
    }
    events
}

/// A space takes note of its tenant's holidays when one of its resources asks for them, and never of older ones than it knows.
pub(super) fn note_holidays(space: &Space, holidays: &Arc<HolidaysNoted>) -> Vec<SpaceEvent> {
    if !space.tree().asks_for_holidays() {
        return Vec::new();
    }
    news(space.noted_holidays(), Some(holidays)).map(SpaceEvent::from).into_iter().collect()
}
