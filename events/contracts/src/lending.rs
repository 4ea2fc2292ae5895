//! Lending: titles, their items, loans and the queue.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    LocalizedText,
    ids::{HoldId, ItemId, LoanId, MemberId, SiteId, TitleId},
    operations,
    request::{Page, PageRequest},
    time::Zone,
    wire_events,
};

/// Its name on the bus.
pub const SERVICE: &str = "lending";

/// What sort of thing is borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TitleKind {
    Tool,
    Book,
    Suit,
    Bag,
    Game,
    Device,
    Camping,
    Instrument,
    Toy,
}

/// Days for which an item set aside waits for its member, when the tenant says nothing else: a week has each day of the
/// desk's hours once.
pub const HOLD_KEPT_DAYS: u32 = 7;

fn hold_kept_days() -> u32 {
    HOLD_KEPT_DAYS
}

/// What a tenant did not say is not written either: definitions recorded before there was something to say stay as they are.
fn are_the_usual_days(days: &u32) -> bool {
    *days == HOLD_KEPT_DAYS
}

/// A title as a tenant defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TitleDefinition {
    /// Where its items are handed out and taken back.
    pub site: SiteId,
    pub kind: TitleKind,
    pub name: LocalizedText,
    /// Author or maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub creator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LocalizedText>,
    /// Days until a loan falls due.
    #[schema(minimum = 1, maximum = 3650)]
    pub loan_days: u32,
    /// Days for which an item set aside waits for the member whose turn it is; then it is for the next.
    #[serde(default = "hold_kept_days", skip_serializing_if = "are_the_usual_days")]
    #[schema(minimum = 1, maximum = 365, default = 7)]
    pub hold_kept_days: u32,
    /// Who gave it, as they want to be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub donor: Option<String>,
}

/// Where an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Available,
    /// Set aside for the first of the queue.
    SetAside,
    OnLoan,
}

/// One physical copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Item {
    pub id: ItemId,
    pub barcode: String,
    pub state: ItemState,
}

/// A title with its items and the length of its queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Title {
    pub id: TitleId,
    pub zone: Zone,
    #[serde(flatten)]
    pub definition: TitleDefinition,
    pub items: Vec<Item>,
    /// Holds that wait or are ready.
    pub holds: u32,
}

/// An item out with a borrower, or one that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Loan {
    pub id: LoanId,
    pub title: TitleId,
    pub title_name: LocalizedText,
    pub item: ItemId,
    pub barcode: String,
    pub site: SiteId,
    pub borrower: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// Last day, in the site's zone.
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
}

/// Where a hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// In the queue.
    Waiting,
    /// An item is set aside.
    Ready,
    /// The member has borrowed it.
    Fulfilled,
    Cancelled,
    /// The item was not fetched in time.
    Lapsed,
}

/// A place in the queue for a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Hold {
    pub id: HoldId,
    pub title: TitleId,
    pub title_name: LocalizedText,
    pub site: SiteId,
    pub member: MemberId,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Timestamp,
    pub state: HoldState,
    /// Until when the item is kept, while one is set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub kept_until: Option<Timestamp>,
}

/// What happened to an item that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TakenBack {
    pub loan: Loan,
    /// The hold it is now set aside for: put it on the shelf of things to collect.
    pub set_aside_for: Option<HoldId>,
}

/// What a barcode is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ScannedItem {
    pub item: Item,
    pub title: TitleId,
    pub title_name: LocalizedText,
    pub site: SiteId,
    /// The loan it is out on.
    pub loan: Option<LoanId>,
}

/// Adds a title (a new one without id) or changes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DefineTitle {
    pub title: Option<TitleId>,
    pub definition: TitleDefinition,
}

/// Adds a copy (a new one without id; one that is there already with this barcode stays as it is).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddItem {
    pub title: TitleId,
    pub item: Option<ItemId>,
    pub barcode: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetTitle {
    pub title: TitleId,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListTitles {
    pub site: Option<SiteId>,
    pub kind: Option<TitleKind>,
    pub page: PageRequest,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScanItem {
    pub barcode: String,
}

/// A clerk hands an item out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LendItem {
    pub barcode: String,
    pub borrower: MemberId,
}

/// A clerk takes an item back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeBackItem {
    pub barcode: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetLoan {
    pub loan: LoanId,
}

/// Loans, newest first, of a borrower, or at a site, or both.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListLoans {
    pub borrower: Option<MemberId>,
    pub site: Option<SiteId>,
    /// Only those still out.
    pub open_only: bool,
    pub page: PageRequest,
}

/// A member joins the queue for a title.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlaceHold {
    pub title: TitleId,
    pub member: MemberId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CancelHold {
    pub hold: HoldId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetHold {
    pub hold: HoldId,
}

/// Holds that wait or are ready, oldest first, of a member, or at a site, or both.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListHolds {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    pub page: PageRequest,
}

operations! { "lending":
    Command DefineTitle as "define-title" -> Title;
    Command AddItem as "add-item" -> Title;
    Query GetTitle as "get-title" -> Title;
    Query ListTitles as "list-titles" -> Page<Title>;
    Query ScanItem as "scan-item" -> ScannedItem;
    Command LendItem as "lend-item" -> Loan;
    Command TakeBackItem as "take-back-item" -> TakenBack;
    Query GetLoan as "get-loan" -> Loan;
    Query ListLoans as "list-loans" -> Page<Loan>;
    Command PlaceHold as "place-hold" -> Hold;
    Command CancelHold as "cancel-hold" -> Hold;
    Query GetHold as "get-hold" -> Hold;
    Query ListHolds as "list-holds" -> Page<Hold>;
}

/// A title is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TitleAdded {
    pub title: TitleId,
    pub zone: Zone,
    pub definition: TitleDefinition,
}

/// A title's definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TitleChanged {
    pub title: TitleId,
    pub zone: Zone,
    pub definition: TitleDefinition,
}

/// A copy joined its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemAdded {
    pub title: TitleId,
    pub item: ItemId,
    pub barcode: String,
}

/// An item went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoanStarted {
    pub loan: LoanId,
    pub title: TitleId,
    pub item: ItemId,
    pub site: SiteId,
    pub borrower: MemberId,
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    pub zone: Zone,
}

/// An item came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LoanEnded {
    pub loan: LoanId,
    pub title: TitleId,
    pub item: ItemId,
    pub site: SiteId,
    pub borrower: MemberId,
}

/// A member waits for a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldPlaced {
    pub hold: HoldId,
    pub title: TitleId,
    pub site: SiteId,
    pub member: MemberId,
}

/// An item is set aside for the member whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldReady {
    pub hold: HoldId,
    pub title: TitleId,
    pub item: ItemId,
    pub site: SiteId,
    pub member: MemberId,
    /// When it is for the next, if it is not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub kept_until: Option<Timestamp>,
}

/// The member got what they waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldFulfilled {
    pub hold: HoldId,
    pub title: TitleId,
    pub member: MemberId,
    pub loan: LoanId,
}

/// The member gave up the place in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldCancelled {
    pub hold: HoldId,
    pub title: TitleId,
    pub member: MemberId,
}

/// The item was not fetched in time; it is for the next now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HoldLapsed {
    pub hold: HoldId,
    pub title: TitleId,
    pub site: SiteId,
    pub member: MemberId,
}

wire_events! {
    /// What Lending tells the others.
    pub enum LendingEvent {
        "title.added.v1" => TitleAdded,
        "title.changed.v1" => TitleChanged,
        "item.added.v1" => ItemAdded,
        "loan.started.v1" => LoanStarted,
        "loan.ended.v1" => LoanEnded,
        "hold.placed.v1" => HoldPlaced,
        "hold.ready.v1" => HoldReady,
        "hold.fulfilled.v1" => HoldFulfilled,
        "hold.cancelled.v1" => HoldCancelled,
        "hold.lapsed.v1" => HoldLapsed,
    }
}
