//! What makes sound how a tenant draws lots.

use nanum_contracts::booking::ResourceDefinition;

use super::{HORIZON_DAYS, NotADefinition};

/// A draw is held on a date before that of the times, and not longer before than they can be reserved.
pub(super) fn a_draw_is_before_its_date(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    match definition.lottery {
        Some(lottery) if !(1..=HORIZON_DAYS).contains(&i64::from(lottery.days_before)) => {
            Err(NotADefinition::Lottery(lottery.days_before))
        }
        _ => Ok(()),
    }
}
