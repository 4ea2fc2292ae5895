//! Waiting for what is taken: joining the queue, leaving it, answering an offer, reading.

use std::sync::Arc;

use nanum_contracts::{
    Answer, LogPosition, Problem, TenantId,
    booking::{
        AcceptOffer, DeclineOffer, GetWait, JoinWaitlist, LeaveWaitlist, ListWaits, Reservation, SERVICE,
        Wait, WaitState,
    },
    ids::{Id as _, ReservationId, WaitId},
    problem::ProblemKind,
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, Cause, Executed, cursor::place_of, persons};
use uuid::Uuid;

use super::{
    Desk,
    charges::payer,
    checked_persons,
    facts::{About, Wished},
    reservations::{checked_purpose, told},
};
use crate::{
    aggregate::Spaces,
    domain::{Count, Holder, MayTake, Space, SpaceCommand, WaitTerms, WantedWait, tallies},
    quota::claim_for,
    views::who_waits::{self, Found, Wanted},
};

impl Desk {
    /// Joins the queue for a time that is taken.
    ///
    /// # Errors
    /// The rule that says no, *reserve it instead* among them; *not found*.
    pub async fn join_waitlist(self: Arc<Self>, asked: Asked<JoinWaitlist>) -> Outcome<Wait> {
        let JoinWaitlist { resource, member, span, persons, group, purpose } = asked.body;
        let (purpose, persons) = (checked_purpose(purpose)?, checked_persons(persons)?);
        let (wait, holder) = (asked.cause.new_id("wait"), Holder { member, group });
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let join = |facts| {
            let purpose = purpose.clone();
            SpaceCommand::JoinQueue(WantedWait { wait, resource, holder, span, persons, purpose, facts })
        };
        let done = self.with_what_is_known(&asked.cause, space, holder, join).await?;
        let joined = done.state.queue().of(resource, member, span).ok_or_else(Problem::defect)?;
        let shown = shown(&done.state, &joined.terms, WaitState::Waiting).ok_or_else(Problem::defect)?;
        Ok(done.answer(shown))
    }

    /// Gives a place in the queue up, an offer with it.
    ///
    /// # Errors
    /// *Not found*; that they are in the queue no more.
    pub async fn leave_waitlist(self: Arc<Self>, asked: Asked<LeaveWaitlist>) -> Outcome<Wait> {
        let wait = asked.body.wait;
        let found = self.found_wait(&asked.cause.tenant, &asked.after, wait).await?;
        let command = SpaceCommand::LeaveQueue { wait };
        told_of(self.spaces.execute(&asked.cause, found.space, &command).await?, wait)
    }

    /// Does not want the time that is offered.
    ///
    /// # Errors
    /// *Not found*; that nothing is offered.
    pub async fn decline_offer(self: Arc<Self>, asked: Asked<DeclineOffer>) -> Outcome<Wait> {
        let wait = asked.body.wait;
        let found = self.found_wait(&asked.cause.tenant, &asked.after, wait).await?;
        let command = SpaceCommand::DeclineOffer { wait };
        told_of(self.spaces.execute(&asked.cause, found.space, &command).await?, wait)
    }

    /// Reserves the time that is offered.
    ///
    /// # Errors
    /// *Not found*; that nothing is offered, or not any more; the rule of the reservation that says no.
    pub async fn accept_offer(self: Arc<Self>, asked: Asked<AcceptOffer>) -> Outcome<Reservation> {
        let AcceptOffer { wait, asks_free } = asked.body;
        let Found { space, wait: found } = self.found_wait(&asked.cause.tenant, &asked.after, wait).await?;
        let purpose = self.purpose_of(&asked.cause.tenant, space, wait).await?;
        let (reservation, payer) = (asked.cause.new_id("reservation"), payer(purpose, asks_free)?);
        let take = |facts| SpaceCommand::TakeOffer { wait, reservation, facts, payer: payer.clone() };
        let (resource, span) = (found.resource, found.span);
        let holder = Holder { member: found.member, group: found.group };
        let about = About { space, reservation, wished: Wished::New { resource, holder, span } };
        match self.with_facts(&asked.cause, &about, take).await {
            // Refused for who they are, it goes on to the next at once.
            Err(refused) if refused.status < 500 => {
                self.settle_offer(&asked.cause.step("pass-on"), space, wait).await?;
                Err(refused)
            }
            outcome => told(outcome?, reservation),
        }
    }

    /// Asks whether whoever time is held for may take it now, and offers it to them or goes on to the next.
    ///
    /// # Errors
    /// *Try again* when Membership or the log does not answer.
    pub(crate) async fn settle_offer(&self, cause: &Cause, space: Uuid, wait: WaitId) -> Result<(), Problem> {
        let Some(loaded) = self.spaces.load(&cause.tenant, space).await? else { return Ok(()) };
        let Some(waiting) = loaded.state.queue().get(wait).filter(|waiting| waiting.offer.is_some()) else {
            return Ok(());
        };
        let terms = &waiting.terms;
        let may = match persons::known(&self.client, cause, SERVICE, (terms.member, terms.group)).await {
            Ok(known) => MayTake::Known {
                known,
                within_quotas: self.has_room_for(cause, (space, &loaded.state), terms).await?,
            },
            Err(problem) if problem.kind == ProblemKind::NotFound => MayTake::Nobody,
            Err(problem) => return Err(problem),
        };
        self.spaces.execute(cause, space, &SpaceCommand::SettleOffer { wait, may }).await.map(drop)
    }

    /// Whether what somebody waits for is within their allowances.
    async fn has_room_for(
        &self,
        cause: &Cause,
        (id, space): (Uuid, &Space),
        terms: &WaitTerms,
    ) -> Result<bool, Problem> {
        let Some(shared) = space.resource(terms.resource) else { return Ok(false) };
        let claims = tallies(shared, terms.holder(), terms.span).into_iter().map(|tally| {
            let count = Count { claim: terms.wait.uuid(), tally };
            claim_for(ReservationId::from_uuid(terms.wait.uuid()), (id, terms.span), &count, None)
        });
        self.quotas.have_room_for(&cause.tenant, &claims.collect::<Vec<_>>()).await
    }

    /// One place in a queue.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_wait(self: Arc<Self>, asked: Asked<GetWait>) -> Outcome<Wait> {
        let found = self.found_wait(asked.tenant(), &asked.after, asked.body.wait).await?;
        Ok(Answer::of(found.wait))
    }

    /// Places in queues in the order in which they were taken.
    ///
    /// # Errors
    /// A cursor that is none.
    pub async fn list_waits(self: Arc<Self>, asked: Asked<ListWaits>) -> Outcome<Page<Wait>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        let wanted = Wanted {
            member: body.member,
            site: body.site,
            resource: body.resource,
            state: body.state,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
        };
        let found = self.waits.ask(&asked.after, move |rows| who_waits::waits(rows, &tenant, &wanted));
        found.await.map(Answer::of)
    }

    async fn found_wait(
        &self,
        tenant: &TenantId,
        after: &[LogPosition],
        wait: WaitId,
    ) -> Result<Found, Problem> {
        let tenant = tenant.clone();
        let found = self.waits.ask(after, move |rows| who_waits::wait(rows, &tenant, wait));
        found.await?.ok_or_else(|| Problem::not_found("wait"))
    }

    /// What the time was to be for, when it was said; it stands in the space only.
    async fn purpose_of(
        &self,
        tenant: &TenantId,
        space: Uuid,
        wait: WaitId,
    ) -> Result<Option<String>, Problem> {
        let loaded = self.spaces.load(tenant, space).await?;
        Ok(loaded.and_then(|loaded| loaded.state.queue().get(wait)?.terms.purpose.clone()))
    }
}

/// The place as the command left it.
fn told_of(done: Executed<Spaces>, wait: WaitId) -> Outcome<Wait> {
    let event = done.events.iter().filter_map(|event| event.of_a_wait()).find(|(it, _)| it.wait == wait);
    let wait = event.and_then(|(terms, state)| shown(&done.state, terms, state));
    Ok(done.answer(wait.ok_or_else(Problem::defect)?))
}

fn shown(space: &Space, terms: &WaitTerms, state: WaitState) -> Option<Wait> {
    let offer = space.queue().get(terms.wait).and_then(|waiting| waiting.offered());
    let WaitTerms { wait, resource, site, member, group, span, zone, persons, purpose: _ } = terms.clone();
    Some(Wait {
        id: wait,
        resource,
        resource_name: space.resource(resource)?.definition.name.clone(),
        site,
        member,
        group,
        span,
        zone,
        persons,
        state: if offer.is_some() { WaitState::Offered } else { state },
        place: space.queue().place_of(wait),
        offered_until: offer.map(|offer| offer.until),
        reservation: None,
    })
}
