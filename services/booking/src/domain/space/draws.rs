//! What a space remembers of draws: those that are open, and those that shall not be repeated while their date is to come.

use std::sync::Arc;

use nanum_contracts::{booking::DrawOpened, ids::DrawId};

use super::{Kept, Reserved, Space};
use crate::domain::{OpenDraw, hours::whole_day};

impl Space {
    /// A draw whose date is not over.
    pub fn draw(&self, draw: DrawId) -> Option<&OpenDraw> {
        self.draws.get(&draw).map(AsRef::as_ref)
    }

    /// Those who have applied for a draw and not withdrawn.
    pub(in crate::domain) fn applications_for(&self, draw: DrawId) -> impl Iterator<Item = &Reserved> {
        let waiting = self.unheld.iter().filter_map(|id| self.reservations.get(id));
        // What was drawn and is wished otherwise is no application any more.
        waiting.filter(move |reserved| reserved.wish.is_none() && reserved.terms.draw == Some(draw))
    }

    pub(in crate::domain) fn open_draw(&mut self, event: &DrawOpened) {
        let DrawOpened { draw, resource, site: _, date, zone, draws_at, commitment } = event.clone();
        if let Some(day) = whole_day(date, &zone.time_zone()) {
            self.by_end.insert_mut((day.ends_at(), Kept::Draw(draw)));
        }
        let open = OpenDraw { resource, date, draws_at, commitment, drawn: false };
        self.draws.insert_mut(draw, Arc::new(open));
    }

    pub(in crate::domain) fn close_draw(&mut self, draw: DrawId) {
        if let Some(open) = self.draws.get_mut(&draw) {
            Arc::make_mut(open).drawn = true;
        }
    }

    pub(super) fn forget_draw(&mut self, draw: DrawId) {
        self.draws.remove_mut(&draw);
    }
}
