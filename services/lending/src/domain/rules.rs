//! The rules of lending, one function each, in the city's words.

use jiff::Timestamp;
use nanum_contracts::ids::{HoldId, ItemId, MemberId};

use super::{Barcode, Defined, Hold, Item, Loan, Place, Refusal, Title};

/// Most members who may wait for one title: whoever comes later would wait for years, and the title stays small.
pub const QUEUE_LENGTH_MAX: usize = 200;
/// Most items of one title: they are decided on together, in memory; more copies make a second title.
pub const ITEMS_MAX: usize = 1_000;

/// An item that lies at the desk: what lending may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemAtDesk<'a> {
    Available(&'a Item),
    SetAside(&'a Item, &'a Hold),
}

/// A hold that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveHold<'a> {
    Waiting(&'a Hold),
    Ready(&'a Hold, ItemId),
}

/// Only what is in the catalogue can be lent or waited for.
///
/// # Errors
/// [`Refusal::TitleUnknown`].
pub fn the_title_is_in_the_catalogue(title: &Title) -> Result<&Defined, Refusal> {
    title.defined.as_ref().ok_or(Refusal::TitleUnknown)
}

/// An item belongs to its title.
///
/// # Errors
/// [`Refusal::ItemUnknown`].
pub fn the_item_is_of_the_title(title: &Title, item: ItemId) -> Result<&Item, Refusal> {
    title.item(item).ok_or(Refusal::ItemUnknown)
}

/// An item keeps the barcode it was added with.
///
/// # Errors
/// [`Refusal::OtherBarcode`].
pub fn an_item_keeps_its_barcode(title: &Title, item: ItemId, barcode: &Barcode) -> Result<(), Refusal> {
    match title.item(item) {
        Some(item) if item.barcode != *barcode => {
            Err(Refusal::OtherBarcode { has: item.barcode.clone(), given: barcode.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// A title has at most [`ITEMS_MAX`] items.
///
/// # Errors
/// [`Refusal::TitleFull`].
pub fn a_title_has_so_many_items_at_most(title: &Title) -> Result<(), Refusal> {
    let items = title.items.len();
    if items < ITEMS_MAX { Ok(()) } else { Err(Refusal::TitleFull { items }) }
}

/// An item on loan cannot be lent.
///
/// # Errors
/// [`Refusal::ItemOnLoan`].
pub fn an_item_on_loan_cannot_be_lent(item: &Item) -> Result<ItemAtDesk<'_>, Refusal> {
    match &item.place {
        Place::Available => Ok(ItemAtDesk::Available(item)),
        Place::SetAside(hold) => Ok(ItemAtDesk::SetAside(item, hold)),
        Place::OnLoan(loan) => Err(Refusal::ItemOnLoan { due_on: loan.due_on }),
    }
}

/// An item set aside is lent only to the member it is set aside for.
///
/// # Errors
/// [`Refusal::SetAsideForAnother`].
pub fn an_item_set_aside_is_lent_only_to_its_member(
    item: ItemAtDesk<'_>,
    borrower: MemberId,
) -> Result<(), Refusal> {
    match item {
        ItemAtDesk::SetAside(_, hold) if hold.member != borrower => Err(Refusal::SetAsideForAnother),
        ItemAtDesk::SetAside(..) | ItemAtDesk::Available(_) => Ok(()),
    }
}

/// An available item is lent past nobody who waits: only to the first of the queue, or to anybody when it is empty.
///
/// # Errors
/// [`Refusal::OthersWait`].
pub fn an_available_item_is_lent_past_nobody(
    title: &Title,
    item: ItemAtDesk<'_>,
    borrower: MemberId,
) -> Result<(), Refusal> {
    let passed_over = title.queue.front().is_some_and(|first| first.member != borrower);
    match item {
        ItemAtDesk::Available(_) if passed_over => Err(Refusal::OthersWait { waiting: title.queue.len() }),
        ItemAtDesk::Available(_) | ItemAtDesk::SetAside(..) => Ok(()),
    }
}

/// Only an item on loan can be taken back.
///
/// # Errors
/// [`Refusal::ItemNotOnLoan`].
pub fn only_an_item_on_loan_is_taken_back(item: &Item) -> Result<&Loan, Refusal> {
    match &item.place {
        Place::OnLoan(loan) => Ok(loan),
        Place::Available | Place::SetAside(_) => Err(Refusal::ItemNotOnLoan),
    }
}

/// A member has one hold on a title, waiting or ready.
///
/// # Errors
/// [`Refusal::HasHold`].
pub fn a_member_has_one_hold_on_a_title(title: &Title, member: MemberId) -> Result<(), Refusal> {
    match title.holds().filter(|hold| hold.member == member).count() {
        0 => Ok(()),
        holds => Err(Refusal::HasHold { holds }),
    }
}

/// Whoever has the title on loan cannot wait for it.
///
/// # Errors
/// [`Refusal::HasItOnLoan`].
pub fn nobody_waits_for_what_they_have(title: &Title, member: MemberId) -> Result<(), Refusal> {
    match title.loans().filter(|loan| loan.borrower == member).count() {
        0 => Ok(()),
        loans => Err(Refusal::HasItOnLoan { loans }),
    }
}

/// A hold is only for a title of which no item is available: what is available is borrowed, not waited for.
///
/// # Errors
/// [`Refusal::ItemAvailable`].
pub fn nobody_waits_for_what_is_available(title: &Title) -> Result<(), Refusal> {
    match title.available() {
        0 => Ok(()),
        available => Err(Refusal::ItemAvailable { available }),
    }
}

/// At most [`QUEUE_LENGTH_MAX`] members wait for a title.
///
/// # Errors
/// [`Refusal::QueueFull`].
pub fn a_queue_is_so_long_at_most(title: &Title) -> Result<(), Refusal> {
    let waiting = title.queue.len();
    if waiting < QUEUE_LENGTH_MAX { Ok(()) } else { Err(Refusal::QueueFull { waiting }) }
}

/// Only a hold that waits or is ready can be given up.
///
/// # Errors
/// [`Refusal::HoldEnded`].
pub fn only_an_active_hold_is_cancelled(title: &Title, hold: HoldId) -> Result<ActiveHold<'_>, Refusal> {
    let waiting = title.queue.iter().find(|waiting| waiting.id == hold).map(ActiveHold::Waiting);
    let ready = || {
        title.ready().find(|(ready, _)| ready.id == hold).map(|(hold, item)| ActiveHold::Ready(hold, item))
    };
    waiting.or_else(ready).ok_or(Refusal::HoldEnded)
}

/// What is set aside is kept for its member until the last of the days that the tenant gives them is over. What was set
/// aside before there were such days is kept until it is fetched or given up.
///
/// # Errors
/// [`Refusal::KeptUntil`].
pub fn what_is_set_aside_is_kept_for_its_days(hold: &Hold, now: Timestamp) -> Result<Timestamp, Refusal> {
    let kept_until = hold.kept_until.unwrap_or(Timestamp::MAX);
    if kept_until <= now { Ok(kept_until) } else { Err(Refusal::KeptUntil { kept_until }) }
}
