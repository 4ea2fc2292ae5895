//! How a tenant keeps order: its policy of standing, one for all of its sites.

use nanum_contracts::{membership::StandingPolicy, wire_events};
use serde::{Deserialize, Serialize};

use super::standing::{StandingRefusal, a_policy_is_sound};

/// The policy is now this, whole. What was given before stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StandingPolicySet {
    pub policy: StandingPolicy,
}

wire_events! {
    /// What happens to a tenant's policy of standing.
    pub enum OrderEvent {
        "standing-policy.set.v1" => StandingPolicySet,
    }
}

/// What happens when the policy is to be this.
///
/// # Errors
/// The number that is out of its range.
pub fn decide(
    present: Option<&StandingPolicy>,
    policy: &StandingPolicy,
) -> Result<Vec<OrderEvent>, StandingRefusal> {
    a_policy_is_sound(policy)?;
    if present == Some(policy) {
        return Ok(Vec::new());
    }
    Ok(vec![StandingPolicySet { policy: *policy }.into()])
}

/// The policy after an event.
pub fn evolve(event: &OrderEvent) -> Option<StandingPolicy> {
    let OrderEvent::StandingPolicySet(StandingPolicySet { policy }) = event;
    Some(*policy)
}
