//! What a resource is, as a tenant defines it.

use serde::{Deserialize, Serialize};

use super::{
    Allowance, Blocks, Eligibility, HoursException, Lottery, Notice, OnHolidays, Photo, Publication, Tariff,
    Vehicle, Waitlist,
};
use crate::{
    LocalizedText,
    ids::{ResourceId, SiteId},
    time::{WeeklyHours, Zone},
};

/// What sort of thing is reserved. It says what a person may expect, and changes no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    Room,
    Hall,
    Kitchen,
    Desk,
    Office,
    Computer,
    Vehicle,
    Boat,
    Parking,
    Stall,
    Machine,
    GuestRoom,
}

/// A resource as a tenant defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceDefinition {
    pub site: SiteId,
    /// What it is a part of: the hall of which it is a half. Who reserves the whole has the parts too, and the parts do not
    /// block each other. It stays where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<ResourceId>,
    pub kind: ResourceKind,
    pub name: LocalizedText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LocalizedText>,
    /// Greatest number of persons at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub persons: Option<u32>,
    /// How many reservations may hold it at the same time: 1 for a room, more for a pool of like places.
    #[schema(minimum = 1, maximum = 10_000)]
    pub units: u32,
    /// Whether a clerk decides each reservation; the time is held while it waits, unless `approval_holds` is false.
    pub approval: bool,
    /// Whether a request holds its time while it waits for a clerk. When it does not, several may ask for the same time; who is
    /// accepted has it, and the others are refused.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub approval_holds: bool,
    /// How long a request waits for a clerk at most, in minutes; then it is refused by itself, and at its start at the latest.
    /// When absent it waits until somebody decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 43_200)]
    pub approval_due_minutes: Option<u32>,
    /// When it can be reserved, in the site's local time.
    pub hours: Vec<WeeklyHours>,
    /// Dates on which other hours hold; of several for a date the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub exceptions: Vec<HoursException>,
    /// How long before and how far ahead it is reserved, and on which dates.
    #[serde(default, skip_serializing_if = "Notice::is_usual")]
    pub notice: Notice,
    /// Reservations start and end on this grid, counted in minutes from local midnight.
    #[schema(minimum = 5, maximum = 1440)]
    pub step_minutes: u32,
    /// Shortest reservation, in minutes.
    pub shortest_minutes: u32,
    /// Longest reservation, in minutes.
    pub longest_minutes: u32,
    /// Time before each reservation that is held with it, in minutes: to prepare.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(maximum = 1440)]
    pub buffer_before_minutes: u32,
    /// Time after each reservation that is held with it, in minutes: to clean.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(maximum = 1440)]
    pub buffer_after_minutes: u32,
    /// How many reservations of it one member may have; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// Further limits of how much one member or group may have, each kept; at most ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub quotas: Vec<Allowance>,
    /// Who may reserve it; everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligibility: Option<Box<Eligibility>>,
    /// What it costs, from which date on; nothing when there is none for the date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub tariffs: Vec<Tariff>,
    /// Whether and how members may wait for times that are taken; nobody may when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waitlist: Option<Waitlist>,
    /// Whether and when its times are drawn among those who have applied; who comes first has it when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lottery: Option<Lottery>,
    /// What is there, as lower-case words: `projector`.
    #[serde(default)]
    pub equipment: Vec<String>,
    /// What makes it accessible, as lower-case words: `step-free`.
    #[serde(default)]
    pub accessibility: Vec<String>,
    /// What sort of vehicle it is; feeds of shared mobility list what says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<Box<Vehicle>>,
    /// What public holidays of its tenant change.
    #[serde(default, skip_serializing_if = "OnHolidays::is_as_usual")]
    pub on_public_holidays: OnHolidays,
    /// What school holidays of its tenant change.
    #[serde(default, skip_serializing_if = "OnHolidays::is_as_usual")]
    pub on_school_holidays: OnHolidays,
    /// The blocks that it is reserved by; by its grid when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Box<Blocks>>,
    /// Who sees it.
    #[serde(default, skip_serializing_if = "Publication::is_usual")]
    pub publication: Publication,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub photos: Vec<Photo>,
}

impl ResourceDefinition {
    /// Whether it matters to it which dates are holidays.
    pub fn asks_for_holidays(&self) -> bool {
        !(self.on_public_holidays.is_as_usual() && self.on_school_holidays.is_as_usual())
    }
}

fn yes() -> bool {
    true
}

fn is_true(said: &bool) -> bool {
    *said
}

fn is_zero(minutes: &u32) -> bool {
    *minutes == 0
}

/// How many reservations of a resource one member may have in a day, a week or a month, counted by their start in local
/// time. What was cancelled or refused does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    #[schema(minimum = 1, maximum = 1_000)]
    pub reservations: u32,
    pub per: Period,
}

/// For how long a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Resource {
    pub id: ResourceId,
    /// The zone of its site: its hours are meant in it.
    pub zone: Zone,
    #[serde(flatten)]
    pub definition: ResourceDefinition,
}
