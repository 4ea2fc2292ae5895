//! Which rules of time are asked, and in which order.

use super::{Calendar, Candidate, RuleOf};
use crate::domain::NotAdmitted;

impl Calendar<'_> {
    pub(in crate::domain) fn keeps_the_rules(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        Self::rules_of_time().try_for_each(|rule| rule(self, candidate))
    }

    /// The rules of time, in the order in which they are asked.
    pub(in crate::domain) fn rules_of_time() -> impl Iterator<Item = RuleOf<Self>> {
        let ahead: [RuleOf<Self>; 2] = [Self::not_in_the_past, |it, wish| it.in_time.early_enough(wish)];
        Self::rules_of_fit().into_iter().chain(ahead).chain(Self::rules_of_dates())
    }

    /// It can be had like this, whenever it is asked for. What is granted already is not judged again: only what is new.
    pub(super) fn rules_of_fit() -> [RuleOf<Self>; 6] {
        [
            |it, wish| {
                unless(wish.is_granted_like_this(), || {
                    it.by_blocks().map_or(Ok(()), |blocks| it.in_blocks(blocks, wish.span))
                })
            },
            |it, wish| it.unless_by_blocks(|| it.on_the_grid(wish)),
            |it, wish| {
                unless(wish.is_granted_like_this(), || it.unless_by_blocks(|| it.not_too_short(wish.span)))
            },
            |it, wish| unless(wish.is_granted(), || it.unless_by_blocks(|| it.not_too_long(wish.span))),
            |it, wish| it.persons_have_place(wish),
            |it, wish| unless(wish.is_granted(), || it.within_hours(wish.span)),
        ]
    }

    /// It is on dates that can be reserved now.
    pub(super) fn rules_of_dates() -> [RuleOf<Self>; 3] {
        [
            |it, wish| unless(wish.is_granted(), || it.in_time.on_its_dates(wish.span)),
            |it, wish| it.in_time.its_months_are_open(wish),
            |it, wish| it.in_time.within_the_horizon(wish),
        ]
    }

    fn unless_by_blocks(&self, rule: impl Fn() -> Result<(), NotAdmitted>) -> Result<(), NotAdmitted> {
        if self.by_blocks().is_some() { Ok(()) } else { rule() }
    }
}

fn unless(granted: bool, rule: impl FnOnce() -> Result<(), NotAdmitted>) -> Result<(), NotAdmitted> {
    if granted { Ok(()) } else { rule() }
}
