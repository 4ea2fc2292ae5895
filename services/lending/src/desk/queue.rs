//! Places in the queue for a title.

use std::sync::Arc;

use nanum_contracts::{
    Answer, LogPosition, Problem, TenantId,
    ids::HoldId,
    lending::{CancelHold, GetHold, Hold, HoldState, ListHolds, PlaceHold},
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, cursor::place_of};

use super::{Desk, reply};
use crate::{
    domain::{self, TitleCommand, TitleEvent},
    views::who_waits,
};

impl Desk {
    /// A member joins the queue.
    pub async fn place_hold(self: Arc<Self>, asked: Asked<PlaceHold>) -> Outcome<Hold> {
        let PlaceHold { title, member } = asked.body;
        self.must_be_a_member(&asked.cause, title, member).await?;
        let command = TitleCommand::PlaceHold { hold: asked.cause.new_id("hold"), member };
        let executed = self.execute(&asked.cause, title, command).await?;
        let placed = executed.events.iter().find_map(|event| match event {
            TitleEvent::HoldPlaced(placed) => Some(domain::Hold::from(placed)),
            _ => None,
        });
        let placed = placed.ok_or_else(|| reply::without_its_event("place-hold"))?;
        Ok(executed.answer(reply::hold(&executed.state, placed, HoldState::Waiting)?))
    }

    /// A hold is given up; an item set aside for it goes to the next, or back to everybody.
    pub async fn cancel_hold(self: Arc<Self>, asked: Asked<CancelHold>) -> Outcome<Hold> {
        let hold = asked.body.hold;
        let known = self.hold(asked.tenant(), &[], hold).await?;
        let executed = self.execute(&asked.cause, known.title, TitleCommand::CancelHold { hold }).await?;
        let cancelled = executed.events.iter().find_map(|event| match event {
            TitleEvent::HoldCancelled(cancelled) => Some(domain::Hold::from(cancelled)),
            _ => None,
        });
        let cancelled = cancelled.ok_or_else(|| reply::without_its_event("cancel-hold"))?;
        Ok(executed.answer(reply::hold(&executed.state, cancelled, HoldState::Cancelled)?))
    }

    /// One hold, whatever became of it.
    pub async fn get_hold(self: Arc<Self>, asked: Asked<GetHold>) -> Outcome<Hold> {
        self.hold(asked.tenant(), &asked.after, asked.body.hold).await.map(Answer::of)
    }

    /// Holds that wait or are ready, oldest first.
    pub async fn list_holds(self: Arc<Self>, asked: Asked<ListHolds>) -> Outcome<Page<Hold>> {
        let ListHolds { member, site, page } = asked.body;
        let (beyond, size) = (place_of(page.cursor.as_deref())?, page.size());
        let wanted = who_waits::Wanted { member, site, beyond, size };
        let tenant = asked.cause.tenant;
        let holds = self.holds.ask(&asked.after, move |rows| who_waits::holds(rows, &tenant, wanted));
        holds.await.map(Answer::of)
    }

    async fn hold(&self, tenant: &TenantId, after: &[LogPosition], hold: HoldId) -> Result<Hold, Problem> {
        let tenant = tenant.clone();
        let found = self.holds.ask(after, move |rows| who_waits::hold(rows, &tenant, hold)).await?;
        found.ok_or_else(|| Problem::not_found("hold"))
    }
}
