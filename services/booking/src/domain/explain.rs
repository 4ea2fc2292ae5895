//! Why a wish cannot be had, all of it, and what can be had instead. It asks the rules that decide, one by one.

use jiff::SignedDuration;
use nanum_contracts::time::TimeSpan;

use super::{Calendar, Candidate, NotAdmitted, Rules, calendar::RuleOf};

impl Calendar<'_> {
    /// Every rule that says no to somebody who has nothing yet, in the order in which they are asked. There is none exactly
    /// when the wish is admitted.
    pub fn why_not(&self, candidate: &Candidate) -> Vec<NotAdmitted> {
        let mut asked: Vec<RuleOf<Self>> = vec![Self::what_is_shown_is_reserved];
        match candidate.rules {
            Rules::Kept => {
                asked.extend(Self::rules_of_time());
                asked.push(Self::one_a_day);
            }
            Rules::SetAside => asked.push(Self::not_in_the_past),
        }
        asked.push(Self::a_unit_is_free);
        asked.into_iter().filter_map(|rule| rule(self, candidate).err()).collect()
    }

    /// Times that would be admitted, nearest first: as long as is wished, or as near to that as the resource allows.
    pub fn times_instead(&self, candidate: &Candidate) -> Vec<TimeSpan> {
        let wished = candidate.span;
        let Some(span) = self.as_it_may_be(wished) else { return Vec::new() };
        let mut instead = self.free_instead(&Candidate { span, ..*candidate });
        instead.retain(|instead| *instead != wished);
        instead
    }

    /// What is wished, on the grid and of a length that can be reserved. Blocks are chosen as they are.
    fn as_it_may_be(&self, wished: TimeSpan) -> Option<TimeSpan> {
        if self.by_blocks().is_some() {
            return Some(wished);
        }
        let starts_at = self.grid_before(wished.starts_at())?;
        let length = SignedDuration::from_mins(self.nearest_length(wished.minutes()));
        TimeSpan::new(starts_at, starts_at.checked_add(length).ok()?).ok()
    }
}
