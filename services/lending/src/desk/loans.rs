//! What goes out and comes back over the desk, by barcode.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem,
    ids::{Id, LoanId},
    lending::{GetLoan, LendItem, ListLoans, Loan, ScanItem, ScannedItem, TakeBackItem, TakenBack},
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, cursor::place_of};

use super::{Desk, barcode, reply};
use crate::{
    domain::{Refusal, TitleCommand, TitleEvent, rules::the_item_is_of_the_title},
    views::who_has_it,
};

impl Desk {
    /// What a barcode is on, as the log has it now.
    pub async fn scan_item(self: Arc<Self>, asked: Asked<ScanItem>) -> Outcome<ScannedItem> {
        let barcode = barcode(asked.body.barcode.clone())?;
        let labelled = self.scanned(asked.tenant(), &barcode).await?;
        let loaded = self.titles.load(asked.tenant(), labelled.title.uuid()).await?;
        let loaded = loaded.ok_or(Refusal::TitleUnknown)?;
        let item = the_item_is_of_the_title(&loaded.state, labelled.item)?;
        Ok(loaded.answer(reply::scanned(&loaded.state, item)?))
    }

    /// Hands an item out.
    pub async fn lend_item(self: Arc<Self>, asked: Asked<LendItem>) -> Outcome<Loan> {
        let barcode = barcode(asked.body.barcode.clone())?;
        let labelled = self.scanned(asked.tenant(), &barcode).await?;
        self.must_be_a_member(&asked.cause, labelled.title, asked.body.borrower).await?;
        let loan: LoanId = asked.cause.new_id("loan");
        let command = TitleCommand::Lend { loan, item: labelled.item, borrower: asked.body.borrower };
        let executed = self.execute(&asked.cause, labelled.title, command).await?;
        let lent = reply::open_loan(&executed.state, loan);
        let (item, loan) = lent.ok_or_else(|| reply::without_its_event("lend-item"))?;
        Ok(executed.answer(reply::loan(&executed.state, item, loan, None)?))
    }

    /// Takes an item back, and says for whom it is set aside now.
    pub async fn take_back_item(self: Arc<Self>, asked: Asked<TakeBackItem>) -> Outcome<TakenBack> {
        let barcode = barcode(asked.body.barcode.clone())?;
        let labelled = self.scanned(asked.tenant(), &barcode).await?;
        let command = TitleCommand::TakeBack { item: labelled.item };
        let executed = self.execute(&asked.cause, labelled.title, command).await?;
        let ended = executed.events.iter().find_map(|event| match event {
            TitleEvent::LoanEnded(ended) => Some(ended),
            _ => None,
        });
        let ended = ended.ok_or_else(|| reply::without_its_event("take-back-item"))?;
        let item = the_item_is_of_the_title(&executed.state, labelled.item)?;
        let loan = reply::loan(&executed.state, item, ended.into(), Some(ended.ended_at))?;
        let set_aside_for = executed.events.iter().find_map(|event| match event {
            TitleEvent::HoldReady(ready) => Some(ready.hold),
            _ => None,
        });
        Ok(executed.answer(TakenBack { loan, set_aside_for }))
    }

    /// One loan, open or ended.
    pub async fn get_loan(self: Arc<Self>, asked: Asked<GetLoan>) -> Outcome<Loan> {
        let (tenant, loan) = (asked.cause.tenant, asked.body.loan);
        let found = self.loans.ask(&asked.after, move |rows| who_has_it::loan(rows, &tenant, loan)).await?;
        found.map(Answer::of).ok_or_else(|| Problem::not_found("loan"))
    }

    /// Loans, newest first.
    pub async fn list_loans(self: Arc<Self>, asked: Asked<ListLoans>) -> Outcome<Page<Loan>> {
        let ListLoans { borrower, site, open_only, page } = asked.body;
        let (beyond, size) = (place_of(page.cursor.as_deref())?, page.size());
        let wanted = who_has_it::Wanted { borrower, site, open_only, beyond, size };
        let tenant = asked.cause.tenant;
        let loans = self.loans.ask(&asked.after, move |rows| who_has_it::loans(rows, &tenant, wanted));
        loans.await.map(Answer::of)
    }
}
