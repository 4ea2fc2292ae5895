//! What a resource costs, as a tenant says it, and what a reservation comes to.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{MemberId, ResourceId},
    money::{Currency, Money},
    time::{Day, TimeSpan, WallTime},
};

/// What a resource costs from a date on. Of several the one in force on the local date of a reservation's start counts.
///
/// The time of a reservation falls, piece by piece, to the first rate that applies to it; time to which none applies costs
/// nothing. Each rate's part is rounded half up to the minor unit; then comes the discount, then the rounding of the sum, then tax
/// that is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// Its name, a lower-case word: `halls-2027`.
    pub id: String,
    /// From this local date on.
    #[schema(value_type = String, format = Date)]
    pub valid_from: Date,
    pub currency: Currency,
    /// The first that applies counts.
    pub rates: Vec<Rate>,
    /// Who has several gets the one that is worth most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// None when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
    /// To the minor unit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Left with the city until after the use, in minor units.
    #[serde(default, skip_serializing_if = "is_nothing")]
    #[schema(minimum = 0)]
    pub deposit: i64,
    /// Whether one may apply for using it at no cost; a clerk decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free_by_application: bool,
    /// How much is given back to whom gives time up, by the days that are left; all until it begins when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<RefundTier>,
    /// Until when it must be paid, lest it lapse; it does not lapse when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<PayBy>,
}

fn is_nothing(minor: &i64) -> bool {
    *minor == 0
}

/// What some time costs somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// On these days; on all when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Day>,
    /// From this time of day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WallTime>,
    /// Until this time of day; of the next date when it is not after `from`. The time belongs to the day on which it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<WallTime>,
    /// For these kinds of member or group; for all when there are none. What is reserved for a group is priced by its kind:
    /// `residents-group`, `association`, `team`, `household`. A member is a `resident` and an `adult` when a clerk has seen it,
    /// and whatever they are entitled to: `youth`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// For these purposes; for all when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    pub costs: Costs,
}

/// How time is counted, and what it costs, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Costs {
    /// For an hour; a part of an hour costs its part.
    PerHour(i64),
    /// For blocks of so many minutes; one that is begun counts whole.
    PerBlock { minutes: u32, first: i64, further: i64 },
    /// For each local date on which there is some of it.
    PerDay(i64),
    /// Once, however long.
    Flat(i64),
}

/// What holders of an entitlement pay less. Nobody else is told why: only that it is reduced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    pub entitlement: String,
    pub off: Off,
}

/// How much less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// 1 to 100 of each hundred.
    Percent(u32),
    /// So many minor units, and never more than it costs.
    Fixed(i64),
}

/// A tax on the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// Hundredths of a percent: 1900 is 19 %.
    #[schema(maximum = 10_000)]
    pub basis_points: u32,
    /// Whether the rates have it in them, or it is added.
    pub included: bool,
}

/// How the sum is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// To multiples of so many minor units: 100 for whole euros, 10 for ten won.
    #[schema(minimum = 1)]
    pub to: i64,
    pub how: RoundingWay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundingWay {
    HalfUp,
    HalfEven,
    Up,
    Down,
}

/// What is given back of what is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundTier {
    /// Until so many days before it begins, at the same time of day.
    pub days_left: u32,
    /// So many of each hundred.
    #[schema(maximum = 100)]
    pub percent: u32,
}

/// Until when a reservation must be paid, lest it lapse: so many days before it begins, at the same time of day; and not before so
/// many hours have passed since it was made or accepted. Never later than it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayBy {
    pub days_before: u32,
    #[serde(default)]
    pub hours_at_least: u32,
}

/// What a reservation comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Price {
    /// By this tariff.
    pub tariff: String,
    #[schema(value_type = String, format = Date)]
    pub valid_from: Date,
    /// What it is made of; together they are the amount.
    pub lines: Vec<PriceLine>,
    /// To be paid, with tax.
    pub amount: Money,
    /// The tax in it.
    pub tax: Money,
    /// To be left with the city besides.
    pub deposit: Money,
    /// Whether somebody pays less than others; nobody is told why.
    pub reduced: bool,
    /// Whether it was applied for that it costs nothing, and what a clerk decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver>,
    /// It lapses when it is not paid by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub pay_by: Option<Timestamp>,
}

/// A part of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PriceLine {
    pub what: PriceLineKind,
    /// How many of them; 1 of what is not counted.
    pub quantity: i64,
    /// In minor units; less than nothing for what is taken off.
    pub minor: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceLineKind {
    /// Time by the hour, counted in minutes.
    Minutes,
    Blocks,
    Days,
    Flat,
    Reduced,
    Rounding,
    Tax,
    /// What is not given back of time that was given up.
    Kept,
    Waived,
}

/// Whether something costs nothing because a clerk said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waiver {
    /// Applied for; nothing is due until it is decided.
    Asked,
    Granted,
    Refused,
}

impl Tariff {
    /// Whether something must be known of whoever pays.
    pub fn asks_who_pays(&self) -> bool {
        !self.discounts.is_empty() || self.rates.iter().any(|rate| !rate.kinds.is_empty())
    }
}

/// What a reservation would cost now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct QuotePrice {
    pub resource: ResourceId,
    #[serde(deserialize_with = "crate::time::asked_span")]
    pub span: TimeSpan,
    /// For whom; what everybody pays when absent.
    pub member: Option<MemberId>,
    pub purpose: Option<String>,
}

/// What a reservation would cost now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quote {
    /// Nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}
