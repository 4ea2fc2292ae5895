//! The one place that makes ids from nothing.

use nanum_contracts::ids::Id;
use uuid::Uuid;

/// Makes fresh, time-ordered ids. What a command creates is named by [`crate::Cause::new_id`] instead, so that a
/// repeated command names the same thing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ids;

impl Ids {
    #[allow(clippy::disallowed_methods, reason = "this is the replacement that clippy.toml names")]
    pub fn fresh<I: Id>(self) -> I {
        I::from_uuid(Uuid::now_v7())
    }
}
