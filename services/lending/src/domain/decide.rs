//! What follows from a command, or why nothing does.

use jiff::{Span, Timestamp, civil::Date};
use nanum_contracts::{
    ids::{HoldId, ItemId, LoanId, MemberId, TitleId},
    lending::TitleDefinition,
    time::Zone,
};

use super::{
    Barcode, Defined, Hold, HoldCancelled, HoldFulfilled, HoldPlaced, HoldReady, ItemAdded, ItemFreed,
    LoanEnded, LoanStarted, Refusal, Title, TitleAdded, TitleChanged, TitleCommand, TitleEvent,
    rules::{
        ActiveHold, a_member_has_one_hold_on_a_title, a_queue_is_so_long_at_most,
        a_title_has_so_many_items_at_most, an_available_item_is_lent_past_nobody, an_item_keeps_its_barcode,
        an_item_on_loan_cannot_be_lent, an_item_set_aside_is_lent_only_to_its_member,
        nobody_waits_for_what_is_available, nobody_waits_for_what_they_have,
        only_an_active_hold_is_cancelled, only_an_item_on_loan_is_taken_back, the_item_is_of_the_title,
        the_title_is_in_the_catalogue,
    },
};

type Decision = Result<Vec<TitleEvent>, Refusal>;

/// What happens on a command at the instant `now`; no event when all is so already.
///
/// # Errors
/// The rule that says no.
pub fn decide(title: &Title, command: &TitleCommand, now: Timestamp) -> Decision {
    match command {
        TitleCommand::DefineTitle { title: id, zone, definition } => Ok(define(title, *id, zone, definition)),
        TitleCommand::AddItem { item, barcode } => add_item(title, *item, barcode),
        TitleCommand::Lend { loan, item, borrower } => lend(title, *loan, *item, *borrower, now),
        TitleCommand::TakeBack { item } => take_back(title, *item, now),
        TitleCommand::PlaceHold { hold, member } => place_hold(title, *hold, *member, now),
        TitleCommand::CancelHold { hold } => cancel_hold(title, *hold),
    }
}

/// A loan falls due on the local date of its start, so many days later.
pub fn due_on(started_at: Timestamp, zone: &Zone, loan_days: u32) -> Date {
    let started_on = started_at.to_zoned(zone.time_zone()).date();
    Span::new().try_days(loan_days).map_or(Date::MAX, |days| started_on.saturating_add(days))
}

fn define(title: &Title, id: TitleId, zone: &Zone, definition: &TitleDefinition) -> Vec<TitleEvent> {
    let (zone, definition) = (zone.clone(), definition.clone());
    match &title.defined {
        None => vec![TitleAdded { title: id, zone, definition }.into()],
        Some(known) if known.zone == zone && known.definition == definition => Vec::new(),
        Some(known) => vec![TitleChanged { title: known.title, zone, definition }.into()],
    }
}

fn add_item(title: &Title, item: ItemId, barcode: &Barcode) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    an_item_keeps_its_barcode(title, item, barcode)?;
    if title.item(item).is_some() {
        return Ok(Vec::new());
    }
    a_title_has_so_many_items_at_most(title)?;
    let added = ItemAdded { title: defined.title, item, barcode: barcode.clone() };
    let mut events = vec![added.into()];
    events.extend(set_aside_for_the_first(title, defined, item));
    Ok(events)
}

fn lend(title: &Title, loan: LoanId, item: ItemId, borrower: MemberId, now: Timestamp) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    let item = the_item_is_of_the_title(title, item)?;
    let at_desk = an_item_on_loan_cannot_be_lent(item)?;
    an_item_set_aside_is_lent_only_to_its_member(at_desk, borrower)?;
    an_available_item_is_lent_past_nobody(title, at_desk, borrower)?;
    let started = LoanStarted {
        loan,
        title: defined.title,
        item: item.id,
        barcode: item.barcode.clone(),
        site: defined.definition.site,
        borrower,
        started_at: now,
        due_on: due_on(now, &defined.zone, defined.definition.loan_days),
        zone: defined.zone.clone(),
    };
    let mut events = vec![started.into()];
    if let Some(hold) = title.holds().find(|hold| hold.member == borrower) {
        events.push(HoldFulfilled { hold: hold.id, title: defined.title, member: borrower, loan }.into());
        // They took another copy than the one kept for them: that one is for the next.
        let kept = title.ready().find(|(ready, kept)| ready.id == hold.id && *kept != item.id);
        events.extend(kept.map(|(_, kept)| hand_on(title, defined, kept)));
    }
    Ok(events)
}

fn take_back(title: &Title, item: ItemId, now: Timestamp) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    let item = the_item_is_of_the_title(title, item)?;
    let loan = only_an_item_on_loan_is_taken_back(item)?;
    let ended = LoanEnded {
        loan: loan.id,
        title: defined.title,
        item: item.id,
        site: loan.site,
        borrower: loan.borrower,
        started_at: loan.started_at,
        due_on: loan.due_on,
        ended_at: now,
    };
    let mut events = vec![ended.into()];
    events.extend(set_aside_for_the_first(title, defined, item.id));
    Ok(events)
}

fn place_hold(title: &Title, hold: HoldId, member: MemberId, now: Timestamp) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    a_member_has_one_hold_on_a_title(title, member)?;
    nobody_waits_for_what_they_have(title, member)?;
    nobody_waits_for_what_is_available(title)?;
    a_queue_is_so_long_at_most(title)?;
    let site = defined.definition.site;
    Ok(vec![HoldPlaced { hold, title: defined.title, site, member, placed_at: now }.into()])
}

fn cancel_hold(title: &Title, hold: HoldId) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    let active = only_an_active_hold_is_cancelled(title, hold)?;
    let cancelled = |hold: &Hold| HoldCancelled {
        hold: hold.id,
        title: defined.title,
        site: defined.definition.site,
        member: hold.member,
        placed_at: hold.placed_at,
    };
    Ok(match active {
        ActiveHold::Waiting(hold) => vec![cancelled(hold).into()],
        ActiveHold::Ready(hold, item) => vec![cancelled(hold).into(), hand_on(title, defined, item)],
    })
}

/// What has just become available goes to the first of the queue, if anybody waits.
fn set_aside_for_the_first(title: &Title, defined: &Defined, item: ItemId) -> Option<TitleEvent> {
    let first = title.queue.front()?;
    let site = defined.definition.site;
    Some(HoldReady { hold: first.id, title: defined.title, item, site, member: first.member }.into())
}

/// What was set aside goes to the first of the queue, or back to everybody.
fn hand_on(title: &Title, defined: &Defined, item: ItemId) -> TitleEvent {
    let freed = || ItemFreed { title: defined.title, item }.into();
    set_aside_for_the_first(title, defined, item).unwrap_or_else(freed)
}
