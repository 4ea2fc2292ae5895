//! What a space remembers of those who wait.

use nanum_contracts::ids::WaitId;

use super::{Kept, Space};
use crate::domain::{
    Use,
    waiting::{Offer, Queue, WaitTerms},
};

impl Space {
    /// Those who wait for its time.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    pub(in crate::domain) fn join(&mut self, terms: &WaitTerms) {
        self.by_end.insert_mut((terms.span.ends_at(), Kept::Wait(terms.wait)));
        self.queue.join(terms.clone());
    }

    /// What is offered is taken on the calendar.
    pub(in crate::domain) fn offer(&mut self, terms: &WaitTerms, offer: Offer) {
        if self.queue.get(terms.wait).is_none() {
            return;
        }
        self.withdraw_offer(terms);
        self.queue.offer(terms.wait, Some(offer));
        let held = offer.held;
        self.change_uses(terms.resource, |uses| uses.reserve(Use { span: terms.span, held }));
    }

    pub(in crate::domain) fn withdraw_offer(&mut self, terms: &WaitTerms) {
        if let Some(offer) = self.queue.offer(terms.wait, None) {
            let offered = Use { span: terms.span, held: offer.held };
            self.change_uses(terms.resource, |uses| uses.free(offered));
        }
    }

    /// It goes past them; they keep their place.
    pub(in crate::domain) fn pass_over(&mut self, terms: &WaitTerms) {
        self.withdraw_offer(terms);
        self.queue.pass_over(terms.wait);
    }

    /// They are in the queue no more, and nothing is held for them.
    pub(in crate::domain) fn leave(&mut self, terms: &WaitTerms) {
        self.withdraw_offer(terms);
        self.forget_wait(terms.wait);
        self.by_end.remove_mut(&(terms.span.ends_at(), Kept::Wait(terms.wait)));
    }

    pub(super) fn forget_wait(&mut self, wait: WaitId) {
        self.queue.remove(wait);
    }
}
