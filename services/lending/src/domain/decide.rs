//! What follows from a command, or why nothing does.

use jiff::{Span, Timestamp, civil::Date};
use nanum_contracts::{
    ids::{HoldId, ItemId, LoanId, MemberId, TitleId},
    lending::TitleDefinition,
    time::Zone,
};

use super::{
    Barcode, Defined, Hold, HoldCancelled, HoldFulfilled, HoldLapsed, HoldPlaced, HoldReady, ItemAdded,
    ItemFreed, LoanEnded, LoanStarted, Refusal, Title, TitleAdded, TitleChanged, TitleCommand, TitleEvent,
    rules::{
        ActiveHold, a_member_has_one_hold_on_a_title, a_queue_is_so_long_at_most,
        a_title_has_so_many_items_at_most, an_available_item_is_lent_past_nobody, an_item_keeps_its_barcode,
        an_item_on_loan_cannot_be_lent, an_item_set_aside_is_lent_only_to_its_member,
        nobody_waits_for_what_is_available, nobody_waits_for_what_they_have,
        only_an_active_hold_is_cancelled, only_an_item_on_loan_is_taken_back, the_item_is_of_the_title,
        the_title_is_in_the_catalogue, what_is_set_aside_is_kept_for_its_days,
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
        TitleCommand::AddItem { item, barcode } => add_item(title, *item, barcode, now),
        TitleCommand::Lend { loan, item, borrower } => lend(title, *loan, *item, *borrower, now),
        TitleCommand::TakeBack { item } => take_back(title, *item, now),
        TitleCommand::PlaceHold { hold, member } => place_hold(title, *hold, *member, now),
        TitleCommand::CancelHold { hold } => cancel_hold(title, *hold, now),
        TitleCommand::LapseHold { hold } => lapse_hold(title, *hold, now),
    }
}

/// A loan falls due on the local date of its start, so many days later.
pub fn due_on(started_at: Timestamp, zone: &Zone, loan_days: u32) -> Date {
    let started_on = started_at.to_zoned(zone.time_zone()).date();
    Span::new().try_days(loan_days).map_or(Date::MAX, |days| started_on.saturating_add(days))
}

/// What is set aside is kept so many days after the local date on which it was, to the end of the last.
pub fn kept_until(set_aside_at: Timestamp, zone: &Zone, hold_kept_days: u32) -> Timestamp {
    let last = due_on(set_aside_at, zone, hold_kept_days);
    last.tomorrow()
        .and_then(|next| next.to_zoned(zone.time_zone()))
        .map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

fn define(title: &Title, id: TitleId, zone: &Zone, definition: &TitleDefinition) -> Vec<TitleEvent> {
    let (zone, definition) = (zone.clone(), definition.clone());
    match &title.defined {
        None => vec![TitleAdded { title: id, zone, definition }.into()],
        Some(known) if known.zone == zone && known.definition == definition => Vec::new(),
        Some(known) => vec![TitleChanged { title: known.title, zone, definition }.into()],
    }
}

fn add_item(title: &Title, item: ItemId, barcode: &Barcode, now: Timestamp) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    an_item_keeps_its_barcode(title, item, barcode)?;
    if title.item(item).is_some() {
        return Ok(Vec::new());
    }
    a_title_has_so_many_items_at_most(title)?;
    let added = ItemAdded { title: defined.title, item, barcode: barcode.clone() };
    let mut events = vec![added.into()];
    events.extend(set_aside_for_the_first(title, defined, item, now));
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
        events.extend(kept.map(|(_, kept)| hand_on(title, defined, kept, now)));
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
    events.extend(set_aside_for_the_first(title, defined, item.id, now));
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

fn cancel_hold(title: &Title, hold: HoldId, now: Timestamp) -> Decision {
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
        ActiveHold::Ready(hold, item) => vec![cancelled(hold).into(), hand_on(title, defined, item, now)],
    })
}

/// What was set aside goes on when it was not fetched in time; a hold that is over, or waits, has nothing to lose.
fn lapse_hold(title: &Title, hold: HoldId, now: Timestamp) -> Decision {
    let defined = the_title_is_in_the_catalogue(title)?;
    let Some((ready, item)) = title.ready().find(|(ready, _)| ready.id == hold) else {
        return Ok(Vec::new());
    };
    let kept_until = what_is_set_aside_is_kept_for_its_days(ready, now)?;
    let lapsed = HoldLapsed {
        hold,
        title: defined.title,
        site: defined.definition.site,
        member: ready.member,
        placed_at: ready.placed_at,
        kept_until,
    };
    Ok(vec![lapsed.into(), hand_on(title, defined, item, now)])
}

/// What has just become available goes to the first of the queue, if anybody waits.
fn set_aside_for_the_first(
    title: &Title,
    defined: &Defined,
    item: ItemId,
    now: Timestamp,
) -> Option<TitleEvent> {
    let first = title.queue.front()?;
    let ready = HoldReady {
        hold: first.id,
        title: defined.title,
        item,
        site: defined.definition.site,
        member: first.member,
        kept_until: Some(kept_until(now, &defined.zone, defined.definition.hold_kept_days)),
    };
    Some(ready.into())
}

/// What was set aside goes to the first of the queue, or back to everybody.
fn hand_on(title: &Title, defined: &Defined, item: ItemId, now: Timestamp) -> TitleEvent {
    let freed = || ItemFreed { title: defined.title, item }.into();
    set_aside_for_the_first(title, defined, item, now).unwrap_or_else(freed)
}
