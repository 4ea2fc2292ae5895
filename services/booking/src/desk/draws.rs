//! Draws: reading what was fixed, and what came of it.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem,
    booking::{Draw, GetDraw, ListDraws},
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, cursor::place_of};

use super::Desk;
use crate::views::what_was_drawn::{self, Wanted};

impl Desk {
    /// One draw, with all that is needed to check it.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_draw(self: Arc<Self>, asked: Asked<GetDraw>) -> Outcome<Draw> {
        let (tenant, draw) = (asked.tenant().clone(), asked.body.draw);
        let found = self.draws.ask(&asked.after, move |rows| what_was_drawn::draw(rows, &tenant, draw));
        found.await?.map(Answer::of).ok_or_else(|| Problem::not_found("draw"))
    }

    /// Draws by date.
    ///
    /// # Errors
    /// A cursor that is none.
    pub async fn list_draws(self: Arc<Self>, asked: Asked<ListDraws>) -> Outcome<Page<Draw>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        let wanted = Wanted {
            resource: body.resource,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
        };
        let found = self.draws.ask(&asked.after, move |rows| what_was_drawn::draws(rows, &tenant, &wanted));
        found.await.map(Answer::of)
    }
}
