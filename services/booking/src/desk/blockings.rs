//! Time that nobody can reserve: taking it, lifting it, reading it.

use std::sync::Arc;

use nanum_contracts::{
    Answer, LogPosition, Problem, TenantId,
    booking::{BlockTime, Blocking, GetBlocking, LiftBlocking, ListBlockings},
    ids::BlockingId,
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, Executed, cursor::place_of};

use super::Desk;
use crate::{
    aggregate::Spaces,
    domain::{Blocked, SpaceCommand, SpaceEvent},
    views::what_is_blocked::{self, Wanted},
};

impl Desk {
    /// Takes time of a resource that nobody can reserve.
    ///
    /// # Errors
    /// *Not found*; reservations in the way; a reason that is missing or too long.
    pub async fn block_time(self: Arc<Self>, asked: Asked<BlockTime>) -> Outcome<Blocking> {
        let BlockTime { resource, span, units, reason, displace } = asked.body;
        let blocking = asked.cause.new_id("blocking");
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let command = SpaceCommand::BlockTime { blocking, resource, span, units, reason, displace };
        told(self.spaces.execute(&asked.cause, space, &command).await?)
    }

    /// The time can be reserved again.
    ///
    /// # Errors
    /// *Not found*; that it is over.
    pub async fn lift_blocking(self: Arc<Self>, asked: Asked<LiftBlocking>) -> Outcome<Blocking> {
        let blocking = asked.body.blocking;
        let found = self.found_blocking(asked.tenant(), &asked.after, blocking).await?;
        let space = self.space_of(asked.tenant(), found.resource).await?;
        told(self.spaces.execute(&asked.cause, space, &SpaceCommand::LiftBlocking { blocking }).await?)
    }

    /// One blocking.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_blocking(self: Arc<Self>, asked: Asked<GetBlocking>) -> Outcome<Blocking> {
        let found = self.found_blocking(asked.tenant(), &asked.after, asked.body.blocking).await?;
        Ok(Answer::of(found))
    }

    /// Blockings by start.
    ///
    /// # Errors
    /// A cursor that is none.
    pub async fn list_blockings(self: Arc<Self>, asked: Asked<ListBlockings>) -> Outcome<Page<Blocking>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        let wanted = Wanted {
            resource: body.resource,
            site: body.site,
            from: body.from,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
        };
        let found =
            self.blocked.ask(&asked.after, move |rows| what_is_blocked::blockings(rows, &tenant, &wanted));
        found.await.map(Answer::of)
    }
}

impl Desk {
    async fn found_blocking(
        &self,
        tenant: &TenantId,
        after: &[LogPosition],
        blocking: BlockingId,
    ) -> Result<Blocking, Problem> {
        let tenant = tenant.clone();
        let found = self.blocked.ask(after, move |rows| what_is_blocked::blocking(rows, &tenant, blocking));
        found.await?.ok_or_else(|| Problem::not_found("blocking"))
    }
}

/// The blocking as the command left it.
fn told(done: Executed<Spaces>) -> Outcome<Blocking> {
    let blocked = done.events.iter().find_map(|event| match event {
        SpaceEvent::TimeBlocked(event) => Some(&event.blocked),
        SpaceEvent::BlockingLifted(event) => Some(&event.blocked),
        _ => None,
    });
    let blocking = blocked.cloned().map(Blocking::from).ok_or_else(Problem::defect)?;
    Ok(done.answer(blocking))
}

impl From<Blocked> for Blocking {
    fn from(blocked: Blocked) -> Self {
        let Blocked { blocking: id, resource, site, span, zone, units, reason } = blocked;
        Self { id, resource, site, span, zone, units, reason }
    }
}
