//! Blocks of a day: fixed pieces of it that are reserved whole.

use serde::{Deserialize, Serialize};

use crate::time::{Day, WallTime};

/// How a resource is reserved by blocks. They take the place of its grid and of its shortest and longest length; its hours hold as
/// well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Blocks {
    /// None overlaps another of the same day.
    #[schema(min_items = 1, max_items = 50)]
    pub times: Vec<Block>,
    /// How many that follow each other on a day may be one reservation.
    #[serde(default)]
    pub combine: Combine,
    /// All blocks of a day may be one reservation, whatever `combine` says.
    #[serde(default)]
    pub whole_day: bool,
    /// There is one reservation a day, be other blocks free or not: one match on the grass. Only for what has one unit.
    #[serde(default)]
    pub one_a_day: bool,
}

/// A piece of a day on the wall clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// On these days of the week; on all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Day>,
    pub from: WallTime,
    /// Of the next day when it is not after `from`.
    pub to: WallTime,
}

/// How many blocks that follow each other are one reservation at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// One.
    #[default]
    None,
    /// As many as a day has.
    Adjacent,
    /// So many.
    Most(u32),
}

impl Combine {
    /// Most blocks of one reservation.
    pub fn most(self) -> u32 {
        match self {
            Self::None => 1,
            Self::Adjacent => u32::MAX,
            Self::Most(most) => most,
        }
    }
}
