//! Groups: several members who act together.

use serde::{Deserialize, Serialize};

use crate::ids::{GroupId, MemberId};

/// What sort of group it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    ResidentsGroup,
    Association,
    Team,
    Household,
}

/// A group as a clerk defines it. Its name is no person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupDefinition {
    pub kind: GroupKind,
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    #[schema(max_items = 1_000)]
    pub members: Vec<MemberId>,
    /// Those of its members who may act for it.
    #[schema(max_items = 1_000)]
    pub agents: Vec<MemberId>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Group {
    pub id: GroupId,
    #[serde(flatten)]
    pub definition: GroupDefinition,
}

/// Founds a group (a new one without id) or changes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefineGroup {
    pub group: Option<GroupId>,
    pub definition: GroupDefinition,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetGroup {
    pub group: GroupId,
}
