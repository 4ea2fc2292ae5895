//! A title as its events made it.

use std::collections::VecDeque;

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    ids::{HoldId, ItemId, LoanId, MemberId, SiteId, TitleId},
    lending::TitleDefinition,
    time::Zone,
};

use super::{Barcode, HoldCancelled, HoldPlaced, LoanEnded, LoanStarted, TitleEvent};

/// A title with its items and its queue; without definition while nothing has happened to it.
///
/// A hold stands in exactly one place: in the queue while it waits, at the item set aside once it is ready.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Title {
    pub defined: Option<Defined>,
    /// In the order they were added.
    pub items: Vec<Item>,
    /// Who waits, first come first.
    pub queue: VecDeque<Hold>,
}

/// What the tenant decided about a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defined {
    pub title: TitleId,
    pub zone: Zone,
    pub definition: TitleDefinition,
}

/// One copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    pub barcode: Barcode,
    pub place: Place,
}

/// Where a copy is. It cannot be in two places, nor set aside or out for nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Available,
    SetAside(Hold),
    OnLoan(Loan),
}

/// A member's turn, to come or come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    pub id: HoldId,
    pub member: MemberId,
    pub placed_at: Timestamp,
    /// Until when an item is set aside for it; `None` while it waits.
    pub kept_until: Option<Timestamp>,
}

/// An item's present loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loan {
    pub id: LoanId,
    pub borrower: MemberId,
    pub site: SiteId,
    pub started_at: Timestamp,
    /// Last day, in the zone of the site.
    pub due_on: Date,
}

impl Title {
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Items that anybody may borrow.
    pub fn available(&self) -> usize {
        self.items.iter().filter(|item| item.place == Place::Available).count()
    }

    /// Holds for which an item is set aside, with the item.
    pub fn ready(&self) -> impl Iterator<Item = (&Hold, ItemId)> {
        self.items.iter().filter_map(|item| match &item.place {
            Place::SetAside(hold) => Some((hold, item.id)),
            Place::Available | Place::OnLoan(_) => None,
        })
    }

    /// Holds that wait or are ready.
    pub fn holds(&self) -> impl Iterator<Item = &Hold> {
        self.ready().map(|(hold, _)| hold).chain(&self.queue)
    }

    pub fn loans(&self) -> impl Iterator<Item = &Loan> {
        self.items.iter().filter_map(|item| match &item.place {
            Place::OnLoan(loan) => Some(loan),
            Place::Available | Place::SetAside(_) => None,
        })
    }

    fn put(&mut self, id: ItemId, place: Place) {
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.place = place;
        }
    }
}

impl From<&HoldPlaced> for Hold {
    fn from(event: &HoldPlaced) -> Self {
        Self { id: event.hold, member: event.member, placed_at: event.placed_at, kept_until: None }
    }
}

impl From<&HoldCancelled> for Hold {
    fn from(event: &HoldCancelled) -> Self {
        Self { id: event.hold, member: event.member, placed_at: event.placed_at, kept_until: None }
    }
}

impl From<&LoanStarted> for Loan {
    fn from(event: &LoanStarted) -> Self {
        let LoanStarted { loan, borrower, site, started_at, due_on, .. } = *event;
        Self { id: loan, borrower, site, started_at, due_on }
    }
}

impl From<&LoanEnded> for Loan {
    fn from(event: &LoanEnded) -> Self {
        let LoanEnded { loan, borrower, site, started_at, due_on, .. } = *event;
        Self { id: loan, borrower, site, started_at, due_on }
    }
}

/// The title after an event. Total: what has happened cannot be refused.
///
/// Each event says one thing. The end of a ready hold leaves its item where it is: the event beside it in the same
/// append lends the item, sets it aside for the next, or frees it.
pub fn evolve(mut title: Title, event: &TitleEvent) -> Title {
    match event {
        TitleEvent::TitleAdded(event) => {
            title.defined = Some(Defined {
                title: event.title,
                zone: event.zone.clone(),
                definition: event.definition.clone(),
            });
        }
        TitleEvent::TitleChanged(event) => {
            title.defined = Some(Defined {
                title: event.title,
                zone: event.zone.clone(),
                definition: event.definition.clone(),
            });
        }
        TitleEvent::ItemAdded(event) => {
            title.items.push(Item {
                id: event.item,
                barcode: event.barcode.clone(),
                place: Place::Available,
            });
        }
        TitleEvent::ItemFreed(event) => title.put(event.item, Place::Available),
        TitleEvent::LoanStarted(event) => title.put(event.item, Place::OnLoan(event.into())),
        TitleEvent::LoanEnded(event) => title.put(event.item, Place::Available),
        TitleEvent::HoldPlaced(event) => {
            title.queue.push_back(event.into());
        }
        TitleEvent::HoldReady(event) => {
            if let Some(turn) = title.queue.iter().position(|hold| hold.id == event.hold)
                && let Some(hold) = title.queue.remove(turn)
            {
                title.put(event.item, Place::SetAside(Hold { kept_until: event.kept_until, ..hold }));
            }
        }
        TitleEvent::HoldFulfilled(event) => title.queue.retain(|hold| hold.id != event.hold),
        TitleEvent::HoldLapsed(event) => title.queue.retain(|hold| hold.id != event.hold),
        TitleEvent::HoldCancelled(event) => title.queue.retain(|hold| hold.id != event.hold),
    }
    title
}
