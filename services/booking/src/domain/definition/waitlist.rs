//! What makes sound how a tenant lets members wait.

use nanum_contracts::booking::ResourceDefinition;

use super::NotADefinition;

/// Longest that time is held for whoever it is offered to, in minutes: 30 days, as long as a request may wait.
const OFFER_MINUTES_MAX: u32 = 43_200;
/// Most who may wait for times of one resource: each command that makes time free looks at all of them.
const MOST_WAITING_MAX: u32 = 500;

/// Whoever gets an offer has at least a minute to answer; somebody may wait, and not everybody.
pub(super) fn a_waitlist_is_bounded(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    let Some(waitlist) = definition.waitlist else { return Ok(()) };
    let bounds = [
        ("offer_minutes", OFFER_MINUTES_MAX, waitlist.offer_minutes),
        ("most_waiting", MOST_WAITING_MAX, waitlist.most_waiting),
    ];
    match bounds.into_iter().find(|(_, most, given)| !(1..=*most).contains(given)) {
        Some((which, most, given)) => Err(NotADefinition::Waitlist { which, most, given }),
        None => Ok(()),
    }
}
