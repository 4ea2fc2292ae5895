//! Series: many dates of a resource under one rule of recurrence, each an ordinary reservation.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DoneBy, ReservationState};
use crate::{
    ids::{GroupId, MemberId, ReservationId, ResourceId, SeriesId, SiteId},
    time::{TimeSpan, WallTime, Zone},
};

/// When a series takes place, on the wall clock of the resource's site: through summer time the clock's hour stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// The local date from which the rule is counted.
    #[schema(value_type = String, format = Date, example = "2026-12-01")]
    pub first: Date,
    /// When each date begins; before `24:00`.
    pub from: WallTime,
    /// When it ends; on the next date when that is not after `from`.
    pub to: WallTime,
    /// A recurrence rule of RFC 5545 with whole dates: daily, weekly, monthly or yearly, its `UNTIL` a date.
    #[schema(example = "FREQ=WEEKLY;BYDAY=TU;COUNT=10", max_length = 500)]
    pub rule: String,
    /// Dates that the rule names and the series leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, max_items = 366)]
    pub without: Vec<Date>,
}

/// Why a date of a series cannot be had: the rule, with what it allows and what is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WhyNot {
    pub rule: String,
    #[schema(value_type = serde_json::Value)]
    pub limit: serde_json::Value,
    #[schema(value_type = serde_json::Value)]
    pub actual: serde_json::Value,
    /// What is free instead, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free_instead: Vec<TimeSpan>,
}

/// A date of a series that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RefusedDate {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[serde(flatten)]
    pub why: WhyNot,
}

/// A date of a series that is only thought of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PossibleDate {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Absent when the clock skips that time on the date.
    pub span: Option<TimeSpan>,
    /// Absent when it would be admitted, beside the dates before it.
    pub why_not: Option<WhyNot>,
}

/// What would become of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesPreview {
    pub dates: Vec<PossibleDate>,
}

/// A reservation of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesDate {
    pub reservation: ReservationId,
    pub span: TimeSpan,
    pub state: ReservationState,
}

/// A series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Series {
    pub id: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    /// The group that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The zone its times were meant in.
    pub zone: Zone,
    /// As it was asked for at last; what was changed or cancelled since shows in the dates.
    pub recurrence: Recurrence,
    /// What the rule names and could not be had when it was made or extended.
    pub refused: Vec<RefusedDate>,
    /// Its reservations, by start.
    pub dates: Vec<SeriesDate>,
}

/// What would become of a series: each date passes the guard beside those before it, and nothing is taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PreviewSeries {
    pub resource: ResourceId,
    pub recurrence: Recurrence,
    pub persons: Option<u32>,
    /// As in [`MakeSeries`].
    #[serde(default)]
    pub set_rules_aside: bool,
    /// As in [`MakeSeries`].
    #[serde(default)]
    pub group: Option<GroupId>,
    /// As in [`MakeSeries`].
    #[serde(default)]
    pub purpose: Option<String>,
    /// As in [`MakeSeries`].
    #[serde(default)]
    pub asks_free: bool,
}

/// Reserves a resource for a member on all dates of a rule, in one act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MakeSeries {
    pub resource: ResourceId,
    pub member: MemberId,
    pub recurrence: Recurrence,
    pub persons: Option<u32>,
    /// Whether dates that cannot be had are left out; otherwise one of them refuses the whole.
    pub leave_out_refused: bool,
    /// A clerk sets the rules of time aside, on each date. Never what is taken.
    #[serde(default)]
    pub set_rules_aside: bool,
    /// The group that it is for.
    #[serde(default)]
    pub group: Option<GroupId>,
    /// What it is for.
    #[serde(default)]
    pub purpose: Option<String>,
    /// Whether it is applied for that each date costs nothing.
    #[serde(default)]
    pub asks_free: bool,
}

/// A series goes on: the dates that a new rule names after its last date are reserved too, at the time of day that it has now,
/// for the same group and purpose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExtendSeries {
    pub series: SeriesId,
    /// A whole rule, counted from the first date of the series.
    pub rule: String,
    /// Dates that it names and the series leaves out, beside those left out before.
    pub without: Vec<Date>,
    /// As in [`MakeSeries`].
    pub leave_out_refused: bool,
    /// As in [`MakeSeries`].
    pub set_rules_aside: bool,
    /// As in [`MakeSeries`].
    #[serde(default)]
    pub asks_free: bool,
}

/// What would become of the dates with which a series shall go on; nothing is taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PreviewExtension {
    pub series: SeriesId,
    pub rule: String,
    pub without: Vec<Date>,
    pub set_rules_aside: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetSeries {
    pub series: SeriesId,
}

/// Gives up what is to come of a series, from a local date on when it is said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelSeries {
    pub series: SeriesId,
    pub from: Option<Date>,
    /// Why a clerk cancels it; told to the member.
    pub reason: Option<String>,
    /// Who cancels it.
    #[serde(default)]
    pub by: Option<DoneBy>,
    /// A clerk does it at the member's wish, who bears what it costs. Else the city does.
    #[serde(default)]
    pub at_members_wish: bool,
}

/// Another time on the wall clock for what is to come of a series, from a local date on when it is said: all or none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeSeries {
    pub series: SeriesId,
    pub starting: Option<Date>,
    pub from: WallTime,
    /// On the next date when it is not after `from`.
    pub to: WallTime,
    /// Who does it.
    #[serde(default)]
    pub by: Option<DoneBy>,
    /// A clerk does it at the member's wish, who bears what it costs. Else the city does.
    #[serde(default)]
    pub at_members_wish: bool,
}

/// A series was made; each of its reservations is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesMade {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    /// The group that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub zone: Zone,
    pub recurrence: Recurrence,
    /// By start.
    pub reservations: Vec<ReservationId>,
    /// The local dates of these, in the same order; empty in events of the first days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub dates: Vec<Date>,
    /// Whether one of these waits for a clerk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requested: bool,
    /// Whether the time of what waits is not held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    pub refused: Vec<RefusedDate>,
}

/// A series goes on after its last date; each of its new reservations is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesExtended {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub zone: Zone,
    /// With the new rule.
    pub recurrence: Recurrence,
    /// The new ones, by start.
    pub reservations: Vec<ReservationId>,
    /// The local dates of these, in the same order.
    #[schema(value_type = Vec<String>)]
    pub dates: Vec<Date>,
    /// Whether one of these waits for a clerk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requested: bool,
    /// Whether the time of what waits is not held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// What the rule names after the last date and could not be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedDate>,
}

/// What is to come of a series was moved to another time on the wall clock; each of its reservations is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesChanged {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub zone: Zone,
    pub from: WallTime,
    pub to: WallTime,
    /// Those that were moved, by start.
    pub reservations: Vec<ReservationId>,
    /// The local dates of these, in the same order; empty in events of the first days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub dates: Vec<Date>,
    /// Whether one of these waits for a clerk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requested: bool,
    /// Whether the time of what waits is not held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheld: bool,
    /// Whether the other time is only wished: its dates are as they were until a clerk grants it, date by date.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wished: bool,
}

/// What was to come of a series was given up; each of its reservations is told by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeriesCancelled {
    pub series: SeriesId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub zone: Zone,
    /// Those that were given up, by start.
    pub reservations: Vec<ReservationId>,
    /// The local dates of these, in the same order; empty in events of the first days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub dates: Vec<Date>,
    /// Their time on the wall clock, when all of them had the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<WallTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<WallTime>,
    /// Written by the clerk for the member, when a clerk cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
