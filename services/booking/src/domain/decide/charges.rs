//! What follows from what happens to a reservation for the money: what stands is owed by its recorded price, what is given up is
//! given back as far as the days that are left allow. And what is done with what is owed.

use jiff::Timestamp;
use nanum_contracts::{
    booking::{
        ChargeKind, ChargeSettled, ChargeState, DoneBy, Owing, RefundDue, RefundSettled, ReservationState,
        Tariff, Waiver,
    },
    ids::{ChargeId, ReservationId},
    membership::Known,
};

use super::{
    super::{
        Account, Acting, Payer, Priced, Refusal, ReservationCancelled, Reserved, Shared, Space, SpaceEvent,
        Terms, WaiverDecided, command::SettledBy, evolve, price_of,
    },
    found,
    reservations::{Wish, cancelled},
};

/// The price of a wish. Whoever applies for using it at no cost can do so only where the tariff says it.
pub(super) fn price_for(
    shared: &Shared,
    wish: &Wish,
    (payer, known): (&Payer, Option<&Known>),
    now: Timestamp,
) -> Result<Option<Priced>, Refusal> {
    let payer = if shared.definition.tariffs.iter().any(Tariff::asks_who_pays) {
        &payer.who_is(known.ok_or(Refusal::NotKnown)?, wish.holder)
    } else {
        payer
    };
    let priced = price_of(&shared.definition.tariffs, wish.span, &shared.zone, payer, now);
    let may_ask = priced.as_ref().is_some_and(|priced| priced.rules.free_by_application);
    if payer.asks_free && !may_ask { Err(Refusal::NotFreeByApplication) } else { Ok(priced) }
}

/// The events with what follows from them for the money. Whatever brings a reservation to stand, or to stand no more, passes here.
pub(super) fn with_charges(space: &Space, events: Vec<SpaceEvent>, now: Timestamp) -> Vec<SpaceEvent> {
    let costs =
        |event: &SpaceEvent| event.of_a_reservation().is_some_and(|(terms, ..)| terms.price.is_some());
    if !events.iter().any(costs) {
        return events;
    }
    let mut space = space.clone();
    let mut all = Vec::with_capacity(events.len() + 2);
    for event in events {
        space = evolve(space, &event, now);
        let follows = what_follows(&space, &event, now);
        space = follows.iter().fold(space, |space, event| evolve(space, event, now));
        all.push(event);
        all.extend(follows);
    }
    all
}

fn what_follows(space: &Space, event: &SpaceEvent, now: Timestamp) -> Vec<SpaceEvent> {
    let Some((terms, state, _)) = event.of_a_reservation() else { return Vec::new() };
    let Some(priced) = &terms.price else { return Vec::new() };
    let account = space.account(terms.reservation);
    let owed = |price, deposit| {
        let mut events = account.becomes(terms, Owing::Price, price);
        let mut after = Account::clone(&account);
        events.iter().for_each(|event| after.note(event));
        events.extend(after.becomes(terms, Owing::Deposit, deposit));
        events
    };
    match (event, state) {
        // What a clerk waives is given back whether the reservation stands or not.
        (SpaceEvent::WaiverDecided(decided), _) if decided.granted => account.becomes(terms, Owing::Price, 0),
        // A wish costs nothing until it is granted.
        (SpaceEvent::ChangeRequested(_) | SpaceEvent::ChangeNotGranted(_), _) => Vec::new(),
        // Who comes owes what was owed before; a deposit that was given back is not asked for again.
        (SpaceEvent::ReservationCheckedIn(_), _) => Vec::new(),
        (_, ReservationState::Confirmed) => owed(priced.owed(), priced.deposit()),
        (SpaceEvent::ReservationCancelled(cancelled), _) => owed(kept(&account, priced, cancelled, now), 0),
        (SpaceEvent::ReservationRefused(_) | SpaceEvent::ReservationLapsed(_), _) => owed(0, 0),
        // What waits for a clerk owes nothing yet, and keeps what it paid when it was confirmed before. Who does not come owes all
        // of it.
        _ => Vec::new(),
    }
}

/// Whoever gives a reservation up gets back what the days that are left allow. A city that cancels for reasons of its own, or has
/// it give way, bears that itself; whoever has paid nothing in time owes nothing.
fn kept(account: &Account, priced: &Priced, cancelled: &ReservationCancelled, now: Timestamp) -> i64 {
    let terms = &cancelled.terms;
    let acting = Acting { by: cancelled.by, at_members_wish: cancelled.at_members_wish };
    if cancelled.unpaid || cancelled.displaced_by.is_some() || !acting.is_borne_by_the_holder() {
        return 0;
    }
    priced.kept_of(account.balance(Owing::Price), terms.span, &terms.zone, now)
}

/// A clerk decides whether a reservation costs nothing.
pub(super) fn decide_waiver(
    space: &Space,
    reservation: ReservationId,
    granted: bool,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    let priced = reserved.terms.price.as_ref().ok_or(Refusal::CostsNothing)?;
    match (priced.price.waiver, granted) {
        (Some(Waiver::Granted), true) | (Some(Waiver::Refused), false) => return Ok(Vec::new()),
        (Some(Waiver::Granted) | None, false) => return Err(Refusal::NotAskedFor),
        (Some(Waiver::Asked), false) | (_, true) => {}
    }
    let (terms, state) = (reserved.terms.as_ref(), reserved.state);
    let price = Some(Box::new(priced.decided(granted)));
    let terms = Terms { price, ..terms.clone() }.due_from(now);
    Ok(vec![WaiverDecided { terms, state, granted }.into()])
}

/// What is due is settled. Money that arrives for what is not due any more goes back; it was taken elsewhere, and that is so.
pub(super) fn settle(
    space: &Space,
    (reservation, charge): (ReservationId, ChargeId),
    reference: Option<&str>,
    by: SettledBy,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let account = space.account(reservation);
    let entry = account.entry(charge).ok_or(Refusal::ChargeUnknown)?;
    let (owed, reference) = (entry.owed.clone(), reference.map(str::to_owned));
    let settled = match entry.kind {
        ChargeKind::Charge => ChargeSettled { owed: owed.clone(), reference }.into(),
        ChargeKind::Refund => RefundSettled { owed: owed.clone(), reference }.into(),
    };
    match (entry.state, by, entry.kind) {
        (ChargeState::Due, ..) => Ok(vec![settled]),
        (ChargeState::Settled, SettledBy::Provider, _) => Ok(Vec::new()),
        (ChargeState::Withdrawn, SettledBy::Provider, ChargeKind::Charge) => {
            let mut back = owed;
            back.charge = account.next_id(reservation);
            Ok(vec![settled, RefundDue { owed: back }.into()])
        }
        (state @ (ChargeState::Settled | ChargeState::Withdrawn), ..) => Err(Refusal::NotDue { state }),
    }
}

/// A reservation for which nothing is paid in time lapses. What was paid for does not lapse for a difference.
pub(super) fn lapse(
    space: &Space,
    reservation: ReservationId,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    let account = space.account(reservation);
    let pay_by = reserved.terms.price.as_ref().and_then(|priced| priced.price.pay_by);
    let (Some(pay_by), true) = (pay_by, is_unpaid(reserved, &account)) else { return Ok(Vec::new()) };
    if now < pay_by {
        return Err(Refusal::NotYetLapsed { pay_by });
    }
    Ok(vec![
        ReservationCancelled { unpaid: true, ..cancelled(reserved, Acting::by(DoneBy::Platform)) }.into(),
    ])
}

fn is_unpaid(reserved: &Reserved, account: &Account) -> bool {
    reserved.state == ReservationState::Confirmed && account.is_due() && account.paid(Owing::Price) == 0
}

/// A clerk gives the deposit back, and keeps less of it than there is.
pub(super) fn return_deposit(
    space: &Space,
    reservation: ReservationId,
    keep: i64,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let account = space.account(reservation);
    let held = account.paid(Owing::Deposit);
    if held <= 0 {
        return Err(Refusal::NoDeposit);
    }
    if !(0..held).contains(&keep) {
        return Err(Refusal::KeepsTheDeposit { held, keep });
    }
    Ok(account.gives_back(Owing::Deposit, held - keep).into_iter().collect())
}
