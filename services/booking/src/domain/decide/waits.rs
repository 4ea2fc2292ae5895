//! Waiting for a time that is taken: joining the queue, what is offered to whom, and what they answer.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::Waitlist,
    ids::{ReservationId, ResourceId, WaitId},
    time::TimeSpan,
};

use super::{
    super::{
        Calendar, Candidate, Facts, Holder, MayTake, NotAdmitted, Own, Payer, Refusal, Rules, Shared, Space,
        SpaceEvent, Waiting, Wanting, evolve, tallies,
        waiting::{
            Offer, WaitDeclined, WaitExpired, WaitJoined, WaitLapsed, WaitLeft, WaitOfferWithdrawn,
            WaitOffered, WaitPassedOver, WaitSetAside, WaitTaken, WaitTerms,
        },
    },
    draws,
    reservations::{self, Begins, Wish},
};

/// How long time is set aside until it is known whether whoever it is held for may take it: Membership has come back by then, or the
/// time goes on to the next.
const FOUND_OUT_WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// A time that somebody wants to wait for.
#[derive(Debug, Clone)]
pub struct WantedWait {
    pub wait: WaitId,
    pub resource: ResourceId,
    pub holder: Holder,
    pub span: TimeSpan,
    pub persons: Option<u32>,
    pub purpose: Option<String>,
    /// What is known of the member, when the resource asks for it.
    pub facts: Facts,
}

/// Who may reserve a time may wait for it while it is taken. Who waits for it already keeps their place.
pub(super) fn join(space: &Space, wanted: &WantedWait, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let shared = space.resource(wanted.resource).ok_or(Refusal::ResourceUnknown)?;
    // Whether one may wait for it is no question to whom it is not there.
    let candidate = Candidate::new(wanted.span, wanted.persons);
    space.calendar(shared, now).what_is_shown_is_reserved(&candidate)?;
    let waitlist = shared.definition.waitlist.ok_or(Refusal::NoWaitlist)?;
    if space.queue().of(wanted.resource, wanted.holder.member, wanted.span).is_some() {
        return Ok(Vec::new());
    }
    let wanting = Wanting { holder: wanted.holder, purpose: wanted.purpose.as_deref(), span: wanted.span };
    wanting.is_eligible(shared, wanted.facts.known.as_ref(), now)?;
    draws::not_before_the_draw(space, shared, wanted.span, now)?;
    let opens_earlier = wanting.opens_earlier(shared, wanted.facts.known.as_ref());
    only_what_is_taken_is_waited_for(
        &space.calendar(shared, now).opening_earlier(opens_earlier),
        &candidate,
    )?;
    a_queue_is_not_endless(space, shared, waitlist)?;
    let terms = WaitTerms {
        wait: wanted.wait,
        resource: wanted.resource,
        site: shared.definition.site,
        member: wanted.holder.member,
        group: wanted.holder.group,
        span: wanted.span,
        zone: shared.zone.clone(),
        persons: wanted.persons,
        purpose: wanted.purpose.clone(),
    };
    Ok(vec![WaitJoined { terms }.into()])
}

/// What is free is reserved instead; what could not be had anyway is not waited for.
fn only_what_is_taken_is_waited_for(calendar: &Calendar<'_>, candidate: &Candidate) -> Result<(), Refusal> {
    match calendar.admit(candidate) {
        Ok(()) => Err(Refusal::FreeNow),
        Err(NotAdmitted::SlotTaken { .. } | NotAdmitted::OneADay { .. }) => Ok(()),
        Err(why) => Err(why.into()),
    }
}

/// So many wait for times of a resource, and no more.
pub(super) fn a_queue_is_not_endless(
    space: &Space,
    shared: &Shared,
    waitlist: Waitlist,
) -> Result<(), Refusal> {
    let waiting = space.queue().in_order().filter(|waiting| waiting.terms.resource == shared.id).count();
    match u32::try_from(waiting) {
        Ok(waiting) if waiting < waitlist.most_waiting => Ok(()),
        _ => Err(Refusal::QueueFull { most: waitlist.most_waiting }),
    }
}

/// The events, and what becomes free by them is held for those who wait, the first first. Whatever makes time free passes
/// here, so that in the same append nobody else can take it.
pub(super) fn with_offers(space: &Space, mut events: Vec<SpaceEvent>, now: Timestamp) -> Vec<SpaceEvent> {
    if space.queue().is_empty() || events.is_empty() {
        return events;
    }
    // Going down the queue asks nobody twice.
    let goes_on =
        events.iter().all(|event| matches!(event, SpaceEvent::WaitPassedOver(_) | SpaceEvent::WaitLeft(_)));
    let mut after = events.iter().fold(space.clone(), |space, event| evolve(space, event, now));
    let waiting: Vec<_> = after.queue().in_order().filter(|it| it.offer.is_none()).cloned().collect();
    for waiting in waiting {
        if waiting.passed_over && (goes_on || is_free_for(space, &waiting, now)) {
            continue;
        }
        if let Some(held) = held_for(&after, &waiting, now) {
            after = evolve(after, &held, now);
            events.push(held);
        }
    }
    events
}

/// Time is held for whoever waited, where the guard admits it: offered, where anybody may take it; set aside, where it is to be
/// asked first whether they may. An offer stands for as long as the tenant says, not beyond its start.
fn held_for(space: &Space, waiting: &Waiting, now: Timestamp) -> Option<SpaceEvent> {
    let terms = &waiting.terms;
    let shared = space.resource(terms.resource)?;
    let minutes = shared.definition.waitlist?.offer_minutes;
    if !is_free_for(space, waiting, now) {
        return None;
    }
    let asks = match wanting(terms).is_eligible(shared, None, now) {
        Ok(()) => counts_or_opens_earlier(shared, terms),
        Err(Refusal::NotKnown) => true,
        // Nobody may take it for this: it holds up nobody.
        Err(_) => return None,
    };
    draws::not_before_the_draw(space, shared, terms.span, now).ok()?;
    let stands = if asks { FOUND_OUT_WITHIN } else { SignedDuration::from_mins(minutes.into()) };
    let until = now.checked_add(stands).unwrap_or(Timestamp::MAX).min(terms.span.starts_at());
    let (terms, held) = (terms.clone(), shared.held_beyond(terms.span));
    (until > now).then(|| match asks {
        true => WaitSetAside { terms, held, until }.into(),
        false => WaitOffered { terms, held, until }.into(),
    })
}

/// Whether the guard admits what somebody waits for; in months that open earlier for some, as if they were one of them.
fn is_free_for(space: &Space, waiting: &Waiting, now: Timestamp) -> bool {
    let terms = &waiting.terms;
    let Some(shared) = space.resource(terms.resource) else { return false };
    let eligibility = shared.definition.eligibility.as_ref();
    let earlier = eligibility.map_or(Vec::new(), |it| it.opens_earlier.iter().map(|it| it.opens).collect());
    let calendar = space.calendar(shared, now).opening_earlier(earlier);
    calendar.admits(&Candidate::new(terms.span, terms.persons))
}

fn wanting(terms: &WaitTerms) -> Wanting<'_> {
    Wanting { holder: terms.holder(), purpose: terms.purpose.as_deref(), span: terms.span }
}

/// Allowances are counted for it, or months open earlier for some: then it depends on who it is.
fn counts_or_opens_earlier(shared: &Shared, terms: &WaitTerms) -> bool {
    let eligibility = shared.definition.eligibility.as_ref();
    !tallies(shared, terms.holder(), terms.span).is_empty()
        || eligibility.is_some_and(|eligibility| !eligibility.opens_earlier.is_empty())
}

/// Time that is held goes to who may take it now. Whoever may not keeps their place and holds up nobody; whoever is no member any
/// more is in no queue.
pub(super) fn settle(
    space: &Space,
    wait: WaitId,
    may: &MayTake,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let Some(waiting) = space.queue().get(wait) else { return Ok(Vec::new()) };
    let MayTake::Known { known, within_quotas } = may else { return leave(space, wait) };
    let (Some(offer), terms) = (waiting.offer, waiting.terms.clone()) else { return Ok(Vec::new()) };
    let shared = space.resource(terms.resource).ok_or(Refusal::ResourceUnknown)?;
    let wanting = wanting(&terms);
    let opens_earlier = wanting.opens_earlier(shared, Some(known));
    let own = Some(Own::asked_for(terms.span, Some(offer.held)));
    let candidate = Candidate { span: terms.span, persons: terms.persons, own, rules: Rules::Kept };
    let may_take = *within_quotas
        && wanting.is_eligible(shared, Some(known), now).is_ok()
        && space.calendar(shared, now).opening_earlier(opens_earlier).admits(&candidate);
    let minutes = shared.definition.waitlist.map_or(0, |waitlist| waitlist.offer_minutes);
    let until = now.checked_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX);
    let until = until.min(terms.span.starts_at());
    Ok(match (may_take && until > now, offer.asks) {
        (true, true) => {
            let held = Some(offer.held).filter(|held| *held != terms.span);
            vec![WaitOffered { terms, held, until }.into()]
        }
        (true, false) => Vec::new(),
        (false, asks) => vec![WaitPassedOver { terms, offered: !asks }.into()],
    })
}

/// Whoever has an offer makes the reservation as anybody does, beside what is held for them.
pub(super) fn take(
    space: &Space,
    (wait, reservation): (WaitId, ReservationId),
    facts: &Facts,
    payer: &Payer,
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let (waiting, offer) = offered(space, wait)?;
    if offer.until <= now {
        return Err(Refusal::OfferOver { until: offer.until });
    }
    let terms = waiting.terms.clone();
    let wish = Wish {
        reservation,
        resource: terms.resource,
        span: terms.span,
        persons: terms.persons,
        rules: Rules::Kept,
        series: None,
        holder: terms.holder(),
        purpose: terms.purpose.clone(),
        begins: Begins::AsWished,
    };
    let own = Own::asked_for(terms.span, Some(offer.held));
    let made = reservations::make_beside(space, &wish, Some(own), (facts, payer), now)?;
    let taken = WaitTaken { terms, reservation };
    Ok([taken.into()].into_iter().chain(made).collect())
}

/// Whoever does not want what is offered is in the queue no more.
pub(super) fn decline(space: &Space, wait: WaitId) -> Result<Vec<SpaceEvent>, Refusal> {
    let (waiting, _) = offered(space, wait)?;
    Ok(vec![WaitDeclined { terms: waiting.terms.clone() }.into()])
}

/// Whoever gives up waiting gives up with it what is offered to them.
pub(super) fn leave(space: &Space, wait: WaitId) -> Result<Vec<SpaceEvent>, Refusal> {
    let waiting = space.queue().get(wait).ok_or(Refusal::NotInTheQueue)?;
    let terms = waiting.terms.clone();
    Ok(vec![match waiting.offered() {
        Some(_) => WaitDeclined { terms }.into(),
        None => WaitLeft { terms }.into(),
    }])
}

/// An offer that nobody has answered in time stands no more, and not a moment before.
pub(super) fn expire(
    space: &Space,
    (wait, until): (WaitId, Timestamp),
    now: Timestamp,
) -> Result<Vec<SpaceEvent>, Refusal> {
    let Some(waiting) = space.queue().get(wait) else { return Ok(Vec::new()) };
    if waiting.offer.is_none_or(|offer| offer.until != until) {
        return Ok(Vec::new());
    }
    if now < until {
        return Err(Refusal::StillWaiting { until });
    }
    let terms = waiting.terms.clone();
    Ok(vec![match waiting.offered() {
        Some(_) => WaitExpired { terms }.into(),
        // Nobody could say in time whether they may take it: they lose nothing but this.
        None => WaitPassedOver { terms, offered: false }.into(),
    }])
}

/// Nobody waits for time that has begun.
pub(super) fn lapse(space: &Space, wait: WaitId, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let Some(waiting) = space.queue().get(wait) else { return Ok(Vec::new()) };
    let terms = waiting.terms.clone();
    let until = terms.span.starts_at();
    if now < until {
        return Err(Refusal::StillWaiting { until });
    }
    Ok(vec![match waiting.offered() {
        Some(_) => WaitExpired { terms }.into(),
        None => WaitLapsed { terms }.into(),
    }])
}

/// Offers of time that uses the resource, or what it shares its time with, within the span; the last in the queue last.
pub(super) fn offers_in_the_way(space: &Space, shared: &Shared, span: TimeSpan) -> Vec<SpaceEvent> {
    let relatives: Vec<ResourceId> = space.tree().relatives_of(shared.id).chain([shared.id]).collect();
    let in_the_way = space.queue().in_order().filter(|waiting| {
        relatives.contains(&waiting.terms.resource)
            && waiting.offer.is_some()
            && waiting.terms.span.overlaps(span)
    });
    let withdrawn = |waiting: &Arc<Waiting>| {
        let terms = waiting.terms.clone();
        match waiting.offered() {
            Some(_) => WaitOfferWithdrawn { terms }.into(),
            None => WaitPassedOver { terms, offered: false }.into(),
        }
    };
    in_the_way.map(withdrawn).collect()
}

fn offered(space: &Space, wait: WaitId) -> Result<(&Waiting, Offer), Refusal> {
    let waiting = space.queue().get(wait).ok_or(Refusal::NotInTheQueue)?;
    let offer = waiting.offered().ok_or(Refusal::NothingOffered)?;
    Ok((waiting, offer))
}
