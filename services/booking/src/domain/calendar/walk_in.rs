//! Time for whoever stands before a resource: from the beginning of the step or block that is running.

use jiff::Timestamp;
use nanum_contracts::time::TimeSpan;

use super::{Calendar, Candidate};
use crate::domain::{NotAdmitted, blocks::blocks_on, hours::date_before};

impl Calendar<'_> {
    /// When somebody who comes in now begins: at the last point of the grid, or with the running block. `None` between blocks.
    pub fn walk_in_from(&self) -> Option<Timestamp> {
        match self.by_blocks() {
            None => self.grid.at_or_before(self.now),
            Some(blocks) => {
                let today = self.date_of(self.now);
                // The last of yesterday may go on past midnight.
                let yesterdays = blocks_on(blocks, date_before(today), &self.zone);
                let mut all = yesterdays.into_iter().chain(blocks_on(blocks, today, &self.zone));
                let runs = |block: &TimeSpan| block.starts_at() <= self.now && self.now < block.ends_at();
                all.find(runs).map(TimeSpan::starts_at)
            }
        }
    }

    /// The one guard for whoever comes in now. What was said about notice is for those who wish ahead; all else is asked as of
    /// them.
    ///
    /// # Errors
    /// As for [`Calendar::admit`]; *begins now*.
    pub fn admit_walk_in(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        self.what_is_shown_is_reserved(candidate)?;
        self.begins_now(candidate)?;
        let mut asked = Self::rules_of_fit().into_iter().chain(Self::rules_of_dates());
        asked.try_for_each(|rule| rule(self, candidate))?;
        self.one_a_day(candidate)?;
        self.a_unit_is_free(candidate)
    }

    /// Whoever comes in begins now, and has some time before them.
    fn begins_now(&self, candidate: &Candidate) -> Result<(), NotAdmitted> {
        let (starts_at, begins_at) = (candidate.span.starts_at(), self.walk_in_from());
        if candidate.span.ends_at() <= self.now {
            return Err(NotAdmitted::InThePast { now: self.now, moment: candidate.span.ends_at() });
        }
        if begins_at == Some(starts_at) { Ok(()) } else { Err(NotAdmitted::NotNow { begins_at, starts_at }) }
    }
}
