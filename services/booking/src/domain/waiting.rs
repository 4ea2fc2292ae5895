//! The queue for times that are taken: who came first has it first, when it becomes free.
//!
//! Who is in it, in the order in which they came, and what is offered to whom. What an offer holds stands on the calendar like a
//! reservation; who gets one is decided in one place, whichever command made time free.

mod event;

use std::sync::Arc;

use jiff::Timestamp;
use nanum_contracts::{
    ids::{MemberId, ResourceId, WaitId},
    time::TimeSpan,
};
use rpds::RedBlackTreeMapSync;
use serde::{Deserialize, Serialize};

pub use event::{
    WaitDeclined, WaitExpired, WaitJoined, WaitLapsed, WaitLeft, WaitOfferWithdrawn, WaitOffered,
    WaitPassedOver, WaitSetAside, WaitTaken, WaitTerms,
};

/// Those who wait, in the order of the log. Who has taken, declined, missed or given up is in it no more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    waits: RedBlackTreeMapSync<u64, Arc<Waiting>>,
    numbers: RedBlackTreeMapSync<WaitId, u64>,
    /// How many have ever come.
    joined: u64,
}

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub terms: WaitTerms,
    /// What is offered to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// The time went past them, because they could not take it when it became free.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passed_over: bool,
}

impl Waiting {
    /// What is offered to them, and not merely held until it is known whether they may take it.
    pub fn offered(&self) -> Option<Offer> {
        self.offer.filter(|offer| !offer.asks)
    }
}

/// Time that is held for somebody who waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// On the calendar, with the time to prepare and to clean.
    pub held: TimeSpan,
    pub until: Timestamp,
    /// It is held until it is known whether they may take it, and offered only then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
}

impl Queue {
    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.waits.is_empty()
    }

    /// Somebody in the queue.
    pub fn get(&self, wait: WaitId) -> Option<&Arc<Waiting>> {
        self.waits.get(self.numbers.get(&wait)?)
    }

    /// All of it, the first first.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Arc<Waiting>> {
        self.waits.values()
    }

    /// The member's place for a time of a resource.
    pub fn of(&self, resource: ResourceId, member: MemberId, span: TimeSpan) -> Option<&Arc<Waiting>> {
        self.in_order().find(|waiting| {
            let terms = &waiting.terms;
            (terms.resource, terms.member, terms.span) == (resource, member, span)
        })
    }

    /// A member's place among those who wait for time of the resource that overlaps; 1 is next.
    pub fn place_of(&self, wait: WaitId) -> Option<u32> {
        let own = self.get(wait)?;
        let overlaps = |other: &&Arc<Waiting>| {
            other.terms.resource == own.terms.resource && other.terms.span.overlaps(own.terms.span)
        };
        let before = self.in_order().filter(overlaps).position(|other| other.terms.wait == wait)?;
        u32::try_from(before).ok()?.checked_add(1)
    }

    pub(super) fn join(&mut self, terms: WaitTerms) {
        self.joined = self.joined.saturating_add(1);
        self.numbers.insert_mut(terms.wait, self.joined);
        self.waits.insert_mut(self.joined, Arc::new(Waiting { terms, offer: None, passed_over: false }));
    }

    /// Sets what is offered to somebody, and says what was before.
    pub(super) fn offer(&mut self, wait: WaitId, offer: Option<Offer>) -> Option<Offer> {
        let number = self.numbers.get(&wait)?;
        let waiting = self.waits.get_mut(number)?;
        let waiting = Arc::make_mut(waiting);
        waiting.passed_over = waiting.passed_over && offer.is_none();
        std::mem::replace(&mut waiting.offer, offer)
    }

    /// Notes that the time went past somebody.
    pub(super) fn pass_over(&mut self, wait: WaitId) {
        let Some(number) = self.numbers.get(&wait) else { return };
        if let Some(waiting) = self.waits.get_mut(number) {
            Arc::make_mut(waiting).passed_over = true;
        }
    }

    pub(super) fn remove(&mut self, wait: WaitId) -> Option<Arc<Waiting>> {
        let number = *self.numbers.get(&wait)?;
        let waiting = self.waits.get(&number).cloned();
        self.numbers.remove_mut(&wait);
        self.waits.remove_mut(&number);
        waiting
    }
}
