//! Who may reserve a resource, and how much of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Opening;
use crate::membership::GroupKind;

/// How much one member, or one group, may have. What was cancelled or refused does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub most: u32,
    #[serde(default)]
    pub of: Measure,
    pub per: Window,
    #[serde(default)]
    pub whose: Whose,
    /// Counted together with all resources whose allowance names the same class, a lower-case word; this resource alone when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    #[default]
    Reservations,
    /// Their length.
    Minutes,
}

/// For how long an allowance counts; a reservation counts when it starts, in local time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
    /// What starts in none of them is not counted.
    Seasons(Vec<Season>),
    /// Any so many times 24 hours.
    Days(u32),
    /// Any moment: how many reservations may overlap.
    SameTime,
}

/// Local dates that count together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// A lower-case word, such as `summer-2027`.
    pub name: String,
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last date.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
}

/// Whose reservations are counted together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Those that one member makes. What is made for a group counts for the group alone, when that has an allowance here.
    #[default]
    Member,
    /// Those that are made for one group, whoever of its members makes them.
    Group,
}

/// Who may reserve a resource. Everybody may when nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Eligibility {
    /// How many days before its date residents may reserve; the horizon when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residents_days_before: Option<u32>,
    /// How many days before its date everybody may reserve; the horizon when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub everybody_days_before: Option<u32>,
    /// What it may be reserved for, as lower-case words; anything when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    pub adults_only: bool,
    /// What a member must be entitled to: a lower-case word that their tenant grants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<String>,
    /// What a member must have learnt: a lower-case word, such as `laser-cutter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualification: Option<String>,
    /// For which kinds of groups it may be reserved; all when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupKind>,
    /// Nobody but groups may have it.
    pub groups_only: bool,
    /// Whoever is suspended may not reserve it.
    pub good_standing: bool,
    /// For whom its months open earlier than `notice.opens` says for everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub opens_earlier: Vec<EarlierOpening>,
}

/// Who may reserve a month from an earlier time on: whoever is all that is said here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierOpening {
    pub opens: Opening,
    /// Residents.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub residents: bool,
    /// Those who are entitled to this: a lower-case word that their tenant grants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<String>,
    /// Groups of these kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupKind>,
}

impl Eligibility {
    /// Whether something must be known of the member, or of the group that they reserve for.
    pub fn asks_who_it_is(&self, for_a_group: bool) -> bool {
        self.residents_days_before != self.everybody_days_before
            || self.adults_only
            || self.entitlement.is_some()
            || self.qualification.is_some()
            || self.good_standing
            || !self.opens_earlier.is_empty()
            || (for_a_group && !self.groups.is_empty())
    }
}
