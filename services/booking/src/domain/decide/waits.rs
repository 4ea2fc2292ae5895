//! Waiting for a time that is taken: joining the queue, what is offered to whom, and what they answer.

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::Waitlist,
    ids::{ReservationId, ResourceId, WaitId},
    time::TimeSpan,
};

use super::{
    super::{
        Calendar, Candidate, Facts, Holder, NotAdmitted, Own, Payer, Refusal, Rules, Shared, Space,
        SpaceEvent, Waiting, Wanting, evolve,
        waiting::{
            Offer, WaitDeclined, WaitExpired, WaitJoined, WaitLapsed, WaitLeft, WaitOfferWithdrawn,
            WaitOffered, WaitTaken, WaitTerms,
        },
    },
    draws,
    reservations::{self, Begins, Wish},
};

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

/// The events, and what becomes free by them is offered to those who wait, the first first. Whatever makes time free passes
/// here, so that in the same append nobody else can take it.
pub(super) fn with_offers(space: &Space, mut events: Vec<SpaceEvent>, now: Timestamp) -> Vec<SpaceEvent> {
    if space.queue().is_empty() || events.is_empty() {
        return events;
    }
    let mut after = events.iter().fold(space.clone(), |space, event| evolve(space, event, now));
    let waiting: Vec<_> = after.queue().in_order().filter(|it| it.offer.is_none()).cloned().collect();
    for waiting in waiting {
        if let Some(offered) = offered_to(&after, &waiting, now) {
            after = evolve(after, &offered, now);
            events.push(offered);
        }
    }
    events
}

/// An offer is made of what the guard admits, and stands for as long as the tenant says, not beyond its start.
fn offered_to(space: &Space, waiting: &Waiting, now: Timestamp) -> Option<SpaceEvent> {
    let terms = &waiting.terms;
    let shared = space.resource(terms.resource)?;
    let minutes = shared.definition.waitlist?.offer_minutes;
    if !space.calendar(shared, now).admits(&Candidate::new(terms.span, terms.persons)) {
        return None;
    }
    draws::not_before_the_draw(space, shared, terms.span, now).ok()?;
    let until = now.checked_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX);
    let until = until.min(terms.span.starts_at());
    (until > now)
        .then(|| WaitOffered { terms: terms.clone(), held: shared.held_beyond(terms.span), until }.into())
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
    Ok(vec![match waiting.offer {
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
    Ok(vec![WaitExpired { terms: waiting.terms.clone() }.into()])
}

/// Nobody waits for time that has begun.
pub(super) fn lapse(space: &Space, wait: WaitId, now: Timestamp) -> Result<Vec<SpaceEvent>, Refusal> {
    let Some(waiting) = space.queue().get(wait) else { return Ok(Vec::new()) };
    let terms = waiting.terms.clone();
    let until = terms.span.starts_at();
    if now < until {
        return Err(Refusal::StillWaiting { until });
    }
    Ok(vec![match waiting.offer {
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
    in_the_way.map(|waiting| WaitOfferWithdrawn { terms: waiting.terms.clone() }.into()).collect()
}

fn offered(space: &Space, wait: WaitId) -> Result<(&Waiting, Offer), Refusal> {
    let waiting = space.queue().get(wait).ok_or(Refusal::NotInTheQueue)?;
    let offer = waiting.offer.ok_or(Refusal::NothingOffered)?;
    Ok((waiting, offer))
}
