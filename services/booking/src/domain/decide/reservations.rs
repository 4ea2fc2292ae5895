//! Making, deciding and cancelling reservations.

use jiff::Timestamp;
use nanum_contracts::{
    booking::{DoneBy, NotGranted, ReservationState},
    ids::{Id as _, ReservationId, ResourceId, SeriesId},
    time::TimeSpan,
};

use super::{
    super::{
        Acting, Attending, Candidate, ChangeNotGranted, Facts, Holder, NotAdmitted, Own, Payer, Priced,
        Refusal, ReservationAccepted, ReservationCancelled, ReservationConfirmed, ReservationForgone,
        ReservationRefused, ReservationRequested, Reserved, Rules, Shared, Space, SpaceEvent, Tally, Terms,
        Wanting, draw::draw_to_come, tallies,
    },
    a_reason_is_given,
    attendance::{one_may_walk_in, whoever_did_not_come_has_it_no_longer},
    charges::price_for,
    draws, found, only_before_its_end,
    requests::as_request,
    wishes,
};

/// What somebody wants to reserve.
pub(super) struct Wish {
    pub(super) reservation: ReservationId,
    pub(super) resource: ResourceId,
    pub(super) span: TimeSpan,
    pub(super) persons: Option<u32>,
    pub(super) rules: Rules,
    pub(super) series: Option<SeriesId>,
    pub(super) holder: Holder,
    pub(super) purpose: Option<String>,
    pub(super) begins: Begins,
}

/// When what is wished begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// Ahead.
    AsWished,
    /// For whoever stands before it, as it is said by whom.
    Now(DoneBy),
}

pub(super) fn make(
    space: &Space,
    wish: &Wish,
    facts: &Facts,
    payer: &Payer,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    make_beside(space, wish, None, (facts, payer), now)
}

/// The same for somebody for whom time is held already.
pub(super) fn make_beside(
    space: &Space,
    wish: &Wish,
    own: Option<Own>,
    (facts, payer): (&Facts, &Payer),
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(wish.resource).ok_or(Refusal::ResourceUnknown)?;
    if space.reservation(wish.reservation).is_some() {
        return Err(Refusal::ReservationExists);
    }
    what_is_forgone_is_not_made(space, wish.reservation)?;
    let candidate = Candidate { span: wish.span, persons: wish.persons, own: None, rules: wish.rules };
    // Who may have it is no question to whom it is not there.
    space.calendar(shared, now).what_is_shown_is_reserved(&candidate)?;
    if let Begins::Now(by) = wish.begins {
        one_may_walk_in(shared, by)?;
    }
    let wanting = Wanting { holder: wish.holder, purpose: wish.purpose.as_deref(), span: wish.span };
    wanting.is_eligible(shared, facts.known.as_ref(), now)?;
    what_has_a_quota_is_counted(&tallies(shared, wish.holder, wish.span), facts)?;
    let candidate = Candidate { span: wish.span, persons: wish.persons, own, rules: wish.rules };
    let opens_earlier = wanting.opens_earlier(shared, facts.known.as_ref());
    let calendar = space.calendar(shared, now).opening_earlier(opens_earlier);
    match wish.begins {
        Begins::AsWished => calendar.admit(&candidate)?,
        Begins::Now(_) => calendar.admit_walk_in(&candidate)?,
    }
    let price = price_for(shared, wish, (payer, facts.known.as_ref()), now)?;
    let check_in = shared.definition.attendance.map(|rule| Box::new(Attending::of(rule, wish.span, now)));
    let terms = Terms { check_in, ..terms_of(shared, wish, facts, price) };
    if wish.rules == Rules::Kept
        && let Some(to_come) = draw_to_come(space, shared, wish.span, now)?
    {
        return match wish.begins {
            Begins::AsWished => draws::apply(space, shared, &to_come, terms, facts),
            Begins::Now(_) => Err(Refusal::ToBeDrawn { draws_at: to_come.draws_at }),
        };
    }
    let asks_a_clerk = wish.rules == Rules::Kept && wish.begins == Begins::AsWished;
    Ok(vec![match shared.definition.approval && asks_a_clerk {
        true => ReservationRequested { terms: as_request(shared, terms, now) }.into(),
        false => ReservationConfirmed { terms }.into(),
    }])
}

fn terms_of(shared: &Shared, wish: &Wish, facts: &Facts, price: Option<Priced>) -> Terms {
    Terms {
        reservation: wish.reservation,
        resource: wish.resource,
        site: shared.definition.site,
        member: wish.holder.member,
        group: wish.holder.group,
        purpose: wish.purpose.clone(),
        span: wish.span,
        zone: shared.zone.clone(),
        persons: wish.persons,
        counted: None,
        counts: facts.counts.clone(),
        held: shared.held_beyond(wish.span),
        rules_set_aside: wish.rules == Rules::SetAside,
        decide_by: None,
        unheld: false,
        draw: None,
        series: wish.series,
        price: price.map(Box::new),
        check_in: None,
        cancel_least_minutes: Some(shared.definition.notice.cancel_least_minutes),
        bound_by_start: None,
    }
}

/// A reservation that was not made will not be made later.
/// An attempt to change it that has not succeeded will not succeed later.
pub(super) fn forgo(
    space: &Space,
    (reservation, attempt): (ReservationId, ReservationId),
    possible_until: Timestamp,
) -> Vec<SpaceEvent> {
    let has_counted =
        |reserved: &Reserved| reserved.all_counts().iter().any(|count| count.claim == attempt.uuid());
    if space.reservation(attempt).is_some()
        || space.is_forgone(attempt)
        || space.reservation(reservation).is_some_and(has_counted)
    {
        return Vec::new();
    }
    vec![ReservationForgone { reservation: attempt, possible_until }.into()]
}

pub(super) fn accept(
    space: &Space,
    reservation: ReservationId,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_waits_is_decided(reserved)?;
    only_before_its_end(reserved, now)?;
    if let Some(wish) = &reserved.wish {
        return Ok(vec![wishes::grant(space, reserved, wish, now)?]);
    }
    draws::applications_wait_for_the_draw(space, reserved)?;
    let terms = reserved.terms.as_ref().clone();
    let shared = space.resource(terms.resource).ok_or(Refusal::ResourceUnknown)?;
    let own = Some(reserved.own());
    let candidate = Candidate { span: terms.span, persons: terms.persons, own, rules: terms.rules() };
    space.calendar(shared, now).admit(&candidate)?;
    // What was not held is held from now on, with what it takes to prepare and to clean as it is now.
    let held = if terms.unheld { shared.held_beyond(terms.span) } else { terms.held };
    let terms = Terms { unheld: false, held, ..terms.standing_from(now) };
    Ok(vec![ReservationAccepted { terms }.into()])
}

pub(super) fn refuse(
    space: &Space,
    reservation: ReservationId,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_waits_is_decided(reserved)?;
    only_before_its_end(reserved, now)?;
    let reason = a_reason_is_given(reason)?;
    if let Some(refused) = wishes::not_granted(reserved, NotGranted::Refused) {
        return Ok(vec![ChangeNotGranted { reason: Some(reason), ..refused }.into()]);
    }
    Ok(vec![
        ReservationRefused {
            terms: reserved.terms.as_ref().clone(),
            reason,
            lost_to: None,
            not_drawn: false,
        }
        .into(),
    ])
}

pub(super) fn cancel(
    space: &Space,
    reservation: ReservationId,
    (reason, acting): (Option<&str>, Acting),
    rules: Rules,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let reserved = found(space, reservation)?;
    only_what_stands_is_changed(reserved)?;
    only_before_its_end(reserved, now)?;
    whoever_did_not_come_has_it_no_longer(reserved, rules, now)?;
    what_is_confirmed_is_cancelled_in_time(space, reserved, rules, now)?;
    let reason = reason.map(a_reason_is_given).transpose()?;
    Ok(vec![ReservationCancelled { reason, ..cancelled(reserved, acting) }.into()])
}

/// A member cancels what is confirmed while that is early enough by what was agreed when it was made, and withdraws what waits
/// whenever they like.
pub(super) fn what_is_confirmed_is_cancelled_in_time(
    space: &Space,
    reserved: &Reserved,
    rules: Rules,
    now: Timestamp,
) -> Result<(), Refusal> {
    if reserved.state != ReservationState::Confirmed || rules == Rules::SetAside {
        return Ok(());
    }
    let shared = space.resource(reserved.terms.resource).ok_or(Refusal::ResourceUnknown)?;
    let least_minutes =
        reserved.terms.cancel_least_minutes.unwrap_or(shared.definition.notice.cancel_least_minutes);
    if let Some(begins_at) = reserved.terms.bound_by_start {
        return Err(NotAdmitted::TooLate { least_minutes, begins_at }.into());
    }
    Ok(space.calendar(shared, now).admit_cancelling(reserved.terms.span, least_minutes, rules)?)
}

/// A notice that has passed stays passed: whoever moves a reservation after that gives it up no more.
pub(super) fn bound_after_a_move(
    space: &Space,
    reserved: &Reserved,
    acting: Acting,
    now: Timestamp,
) -> Option<Timestamp> {
    let passes_now = acting.is_borne_by_the_holder()
        && what_is_confirmed_is_cancelled_in_time(space, reserved, Rules::Kept, now).is_err();
    let terms = &reserved.terms;
    terms.bound_by_start.or_else(|| passes_now.then_some(terms.span.starts_at()))
}

/// A standing reservation, cancelled.
pub(super) fn cancelled(reserved: &Reserved, acting: Acting) -> ReservationCancelled {
    let was_confirmed = reserved.state == ReservationState::Confirmed;
    let terms = reserved.terms.as_ref().clone();
    ReservationCancelled {
        terms,
        was_confirmed,
        displaced_by: None,
        unpaid: false,
        by: acting.by,
        reason: None,
        with_series: false,
        at_members_wish: acting.at_members_wish,
    }
}

/// A reservation takes of a resource with quotas only what has been counted for each of them.
pub(super) fn what_has_a_quota_is_counted(wanted: &[Tally], facts: &Facts) -> Result<(), Refusal> {
    let is_counted = |wanted: &Tally| facts.counts.iter().any(|count| count.tally.is_like(wanted));
    if wanted.iter().all(is_counted) { Ok(()) } else { Err(Refusal::NotCounted) }
}

/// A reservation that was given up before it was made is not made later.
pub(super) fn what_is_forgone_is_not_made(space: &Space, reservation: ReservationId) -> Result<(), Refusal> {
    if space.is_forgone(reservation) { Err(Refusal::Forgone) } else { Ok(()) }
}

/// A clerk accepts or refuses only what waits.
fn only_what_waits_is_decided(reserved: &Reserved) -> Result<(), Refusal> {
    match reserved.state {
        ReservationState::Confirmed if reserved.wish.is_some() => Ok(()),
        ReservationState::Requested => Ok(()),
        state @ (ReservationState::Confirmed
        | ReservationState::Refused
        | ReservationState::Cancelled
        | ReservationState::Released) => Err(Refusal::NotWaiting { state }),
    }
}

/// Only a reservation that waits or is confirmed can be changed or cancelled.
pub(super) fn only_what_stands_is_changed(reserved: &Reserved) -> Result<(), Refusal> {
    match reserved.state {
        ReservationState::Requested | ReservationState::Confirmed => Ok(()),
        state @ (ReservationState::Refused | ReservationState::Cancelled | ReservationState::Released) => {
            Err(Refusal::NotStanding { state })
        }
    }
}
