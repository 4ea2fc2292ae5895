//! Places in the queue for a title.

use std::sync::Arc;

use nanum_contracts::{
    Answer, LogPosition, Problem, TenantId,
    ids::{HoldId, MemberId},
    lending::{CancelHold, GetHold, Hold, HoldState, ListHolds, PlaceHold},
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, Cause, cursor::place_of};

use super::{Desk, reply};
use crate::{
    domain::{self, TitleCommand, TitleEvent},
    views::who_waits,
};

/// How many holds are looked at at once.
const HOLDS_AT_ONCE: usize = 100;

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

    /// Ends a member's places in all queues.
    ///
    /// # Errors
    /// *Try again* when the log or the view does not answer.
    pub(crate) async fn end_holds_of(&self, cause: &Cause, member: MemberId) -> Result<(), Problem> {
        let mut beyond = place_of(None)?;
        loop {
            let (tenant, member) = (cause.tenant.clone(), Some(member));
            let wanted = who_waits::Wanted { member, site: None, beyond, size: HOLDS_AT_ONCE };
            let page = self.holds.ask(&[], move |rows| who_waits::holds(rows, &tenant, wanted)).await?;
            for Hold { id: hold, title, .. } in &page.rows {
                let command = TitleCommand::CancelHold { hold: *hold };
                match self.execute(&cause.step(&hold.to_string()), *title, command).await {
                    Err(problem) if problem.status >= 500 => return Err(problem),
                    // It was over already.
                    _ => {}
                }
            }
            if page.next_cursor.is_none() {
                return Ok(());
            }
            beyond = place_of(page.next_cursor.as_deref())?;
        }
    }

    async fn hold(&self, tenant: &TenantId, after: &[LogPosition], hold: HoldId) -> Result<Hold, Problem> {
        let tenant = tenant.clone();
        let found = self.holds.ask(after, move |rows| who_waits::hold(rows, &tenant, hold)).await?;
        found.ok_or_else(|| Problem::not_found("hold"))
    }
}
