//! What happens to a title. These shapes stand in the log for ever; each has a fixture under `tests/fixtures/events`.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    ids::{HoldId, ItemId, LoanId, MemberId, SiteId, TitleId},
    lending::TitleDefinition,
    time::Zone,
    wire_events,
};
use serde::{Deserialize, Serialize};

use super::Barcode;

/// A title is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TitleAdded {
    pub title: TitleId,
    /// The zone of its site: loans fall due by the dates there.
    pub zone: Zone,
    pub definition: TitleDefinition,
}

/// Its definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TitleChanged {
    pub title: TitleId,
    pub zone: Zone,
    pub definition: TitleDefinition,
}

/// A copy joined its title; it is available.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemAdded {
    pub title: TitleId,
    pub item: ItemId,
    pub barcode: Barcode,
}

/// An item that was set aside is for anybody again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemFreed {
    pub title: TitleId,
    pub item: ItemId,
}

/// An item went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoanStarted {
    pub loan: LoanId,
    pub title: TitleId,
    pub item: ItemId,
    pub barcode: Barcode,
    /// Where it was handed out.
    pub site: SiteId,
    pub borrower: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// Last day, in `zone`.
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    pub zone: Zone,
}

/// An item came back; it is available.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoanEnded {
    pub loan: LoanId,
    pub title: TitleId,
    pub item: ItemId,
    /// Where it had been handed out.
    pub site: SiteId,
    pub borrower: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    #[schema(value_type = String, format = DateTime)]
    pub ended_at: Timestamp,
}

/// A member joined the queue, behind all who were in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldPlaced {
    pub hold: HoldId,
    pub title: TitleId,
    pub site: SiteId,
    pub member: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Timestamp,
}

/// The first of the queue left it: an item is set aside for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldReady {
    pub hold: HoldId,
    pub title: TitleId,
    pub item: ItemId,
    pub site: SiteId,
    pub member: MemberId,
    /// When it is for the next, if it is not fetched; absent in what was recorded before things were kept for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub kept_until: Option<Timestamp>,
}

/// The member borrowed what they waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldFulfilled {
    pub hold: HoldId,
    pub title: TitleId,
    pub member: MemberId,
    pub loan: LoanId,
}

/// A hold was given up, waiting or ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldCancelled {
    pub hold: HoldId,
    pub title: TitleId,
    pub site: SiteId,
    pub member: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Timestamp,
}

/// What was set aside was not fetched in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldLapsed {
    pub hold: HoldId,
    pub title: TitleId,
    pub site: SiteId,
    pub member: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub kept_until: Timestamp,
}

wire_events! {
    /// What happens to a title.
    pub enum TitleEvent {
        "title.added.v1" => TitleAdded,
        "title.changed.v1" => TitleChanged,
        "item.added.v1" => ItemAdded,
        "item.freed.v1" => ItemFreed,
        "loan.started.v1" => LoanStarted,
        "loan.ended.v1" => LoanEnded,
        "hold.placed.v1" => HoldPlaced,
        "hold.ready.v1" => HoldReady,
        "hold.fulfilled.v1" => HoldFulfilled,
        "hold.cancelled.v1" => HoldCancelled,
        "hold.lapsed.v1" => HoldLapsed,
    }
}
