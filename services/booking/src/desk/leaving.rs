//! What becomes of what is somebody's when they are a member no more, or are suspended.

use nanum_contracts::{
    Problem,
    booking::{DoneBy, ReservationState, WaitState},
    ids::MemberId,
};
use nanum_runtime::{Cause, cursor::place_of};

use super::Desk;
use crate::{
    domain::{Acting, Rules, SpaceCommand},
    views::{who_waits, whose_reservations},
};

/// How many rows are looked at at once.
const PAGE_SIZE: usize = 100;

impl Desk {
    /// Ends what only a person can hold: places in queues with what is offered, requests and applications, and reservations that have
    /// not begun. What is in a group's name is the group's, but for its places in queues, which only who joined can answer for.
    ///
    /// # Errors
    /// *Try again* when the log or a view does not answer.
    pub(crate) async fn end_what_is_of(&self, cause: &Cause, member: MemberId) -> Result<(), Problem> {
        for state in [WaitState::Waiting, WaitState::Offered] {
            for (wait, space) in self.waits_of(cause, member, state).await? {
                let command = SpaceCommand::LeaveQueue { wait };
                over_or_done(self.spaces.execute(&cause.step(&wait.to_string()), space, &command).await)?;
            }
        }
        let now = self.clock.now();
        let mut cursor: Option<String> = None;
        loop {
            let (tenant, from) = (cause.tenant.clone(), Some(now));
            let beyond = place_of(cursor.as_deref())?;
            let wanted = whose_reservations::Wanted {
                member: Some(member),
                from,
                beyond,
                size: PAGE_SIZE,
                ..Default::default()
            };
            let page = self
                .reservations
                .ask(&[], move |rows| whose_reservations::reservations(rows, &tenant, &wanted))
                .await?;
            for row in page.rows.iter().filter(|row| row.group.is_none()) {
                let ends = match row.state {
                    ReservationState::Requested => true,
                    ReservationState::Confirmed => row.span.starts_at() > now,
                    ReservationState::Refused | ReservationState::Cancelled | ReservationState::Released => {
                        false
                    }
                };
                if ends {
                    let space = self.space_of(&cause.tenant, row.resource).await?;
                    let (reservation, acting) = (row.id, Acting::by(DoneBy::Platform));
                    let rules = Rules::SetAside;
                    let command =
                        SpaceCommand::CancelReservation { reservation, reason: None, rules, acting };
                    over_or_done(
                        self.spaces.execute(&cause.step(&row.id.to_string()), space, &command).await,
                    )?;
                }
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// What is offered to somebody goes on to the next when they may not take it any more.
    ///
    /// # Errors
    /// *Try again* when Membership, the log or a view does not answer.
    pub(crate) async fn settle_offers_to(&self, cause: &Cause, member: MemberId) -> Result<(), Problem> {
        for (wait, space) in self.waits_of(cause, member, WaitState::Offered).await? {
            self.settle_offer(&cause.step(&wait.to_string()), space, wait).await?;
        }
        Ok(())
    }

    async fn waits_of(
        &self,
        cause: &Cause,
        member: MemberId,
        state: WaitState,
    ) -> Result<Vec<(nanum_contracts::ids::WaitId, uuid::Uuid)>, Problem> {
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let tenant = cause.tenant.clone();
            let (member, state) = (Some(member), Some(state));
            let beyond = place_of(cursor.as_deref())?;
            let wanted = who_waits::Wanted { member, state, beyond, size: PAGE_SIZE, ..Default::default() };
            let page = self.waits.ask(&[], move |rows| who_waits::waits(rows, &tenant, &wanted)).await?;
            for row in &page.rows {
                found.push((row.id, self.space_of(&cause.tenant, row.resource).await?));
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }
}

/// What is over already needs no end.
fn over_or_done<T>(outcome: Result<T, Problem>) -> Result<(), Problem> {
    match outcome {
        Err(problem) if problem.status >= 500 => Err(problem),
        _ => Ok(()),
    }
}
