//! The domain's state in the words of the contract.

use jiff::Timestamp;
use nanum_contracts::{
    Problem,
    ids::LoanId,
    lending::{Hold, HoldState, Item, ItemState, Loan, ScannedItem, Title},
};

use crate::domain::{self, Place};

/// The title as it is told.
pub(super) fn title(title: &domain::Title) -> Result<Title, Problem> {
    let defined = defined(title)?;
    Ok(Title {
        id: defined.title,
        zone: defined.zone.clone(),
        definition: defined.definition.clone(),
        items: title.items.iter().map(item).collect(),
        // A queue has a greatest length far below this.
        holds: u32::try_from(title.holds().count()).unwrap_or(u32::MAX),
    })
}

fn item(item: &domain::Item) -> Item {
    let state = match item.place {
        Place::Available => ItemState::Available,
        Place::SetAside(_) => ItemState::SetAside,
        Place::OnLoan(_) => ItemState::OnLoan,
    };
    Item { id: item.id, barcode: item.barcode.clone().into(), state }
}

/// What a clerk sees who has scanned an item.
pub(super) fn scanned(title: &domain::Title, found: &domain::Item) -> Result<ScannedItem, Problem> {
    let defined = defined(title)?;
    let loan = match &found.place {
        Place::OnLoan(loan) => Some(loan.id),
        Place::Available | Place::SetAside(_) => None,
    };
    Ok(ScannedItem {
        item: item(found),
        title: defined.title,
        title_name: defined.definition.name.clone(),
        site: defined.definition.site,
        loan,
    })
}

/// A loan of one of the title's items.
pub(super) fn loan(
    title: &domain::Title,
    item: &domain::Item,
    loan: domain::Loan,
    ended_at: Option<Timestamp>,
) -> Result<Loan, Problem> {
    let defined = defined(title)?;
    Ok(Loan {
        id: loan.id,
        title: defined.title,
        title_name: defined.definition.name.clone(),
        item: item.id,
        barcode: item.barcode.clone().into(),
        site: loan.site,
        borrower: loan.borrower,
        started_at: loan.started_at,
        due_on: loan.due_on,
        ended_at,
    })
}

/// The loan with this id, with its item, while it is open.
pub(super) fn open_loan(title: &domain::Title, id: LoanId) -> Option<(&domain::Item, domain::Loan)> {
    title.items.iter().find_map(|item| match item.place {
        Place::OnLoan(loan) if loan.id == id => Some((item, loan)),
        Place::OnLoan(_) | Place::Available | Place::SetAside(_) => None,
    })
}

/// A hold on the title.
pub(super) fn hold(title: &domain::Title, hold: domain::Hold, state: HoldState) -> Result<Hold, Problem> {
    let defined = defined(title)?;
    Ok(Hold {
        id: hold.id,
        title: defined.title,
        title_name: defined.definition.name.clone(),
        site: defined.definition.site,
        member: hold.member,
        placed_at: hold.placed_at,
        state,
        kept_until: hold.kept_until,
    })
}

fn defined(title: &domain::Title) -> Result<&domain::Defined, Problem> {
    title.defined.as_ref().ok_or_else(|| Problem::not_found("title"))
}

/// For an answer without the event that its command always makes.
pub(super) fn without_its_event(operation: &str) -> Problem {
    tracing::error!(operation, "a command was carried out without its event");
    Problem::defect()
}
