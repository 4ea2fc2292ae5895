//! What can only be authorised after a look at who waits, and for what.

use nanum_contracts::{
    Answer, Operation, Problem,
    booking::{AcceptOffer, DeclineOffer, GetWait, JoinWaitlist, LeaveWaitlist, Reservation, Wait},
    ids::WaitId,
    membership::GetGroup,
};

use crate::{
    Caller, Gateway, Terms,
    policy::{Action, Thing},
};

impl Gateway {
    /// Joins the queue for the caller, or on a member's behalf.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn join_waitlist(
        &self,
        caller: &Caller,
        terms: &Terms,
        wanted: JoinWaitlist,
    ) -> Result<Answer<Wait>, Problem> {
        let (member, resource, group) = (wanted.member, wanted.resource, wanted.group);
        let thing = self.for_whom(caller, terms, (member, resource, group)).await?;
        self.ask(caller, Action::JoinWaitlist, &thing, terms, wanted).await
    }

    /// Reads a place in a queue.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn get_wait(
        &self,
        caller: &Caller,
        terms: &Terms,
        wait: WaitId,
    ) -> Result<Answer<Wait>, Problem> {
        let answer = self.look_up(caller, terms, GetWait { wait }).await?;
        let thing = self.thing_of_wait(caller, terms, &answer.reply).await?;
        self.authorise(caller, Action::GetWait, &thing)?;
        Ok(answer)
    }

    /// Gives a place in a queue up.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn leave_waitlist(
        &self,
        caller: &Caller,
        terms: &Terms,
        wait: WaitId,
    ) -> Result<Answer<Wait>, Problem> {
        self.on_wait(caller, terms, (Action::LeaveWaitlist, wait), LeaveWaitlist { wait }).await
    }

    /// Reserves the time that is offered.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn accept_offer(
        &self,
        caller: &Caller,
        terms: &Terms,
        accepted: AcceptOffer,
    ) -> Result<Answer<Reservation>, Problem> {
        self.on_wait(caller, terms, (Action::AcceptOffer, accepted.wait), accepted).await
    }

    /// Does not want the time that is offered.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn decline_offer(
        &self,
        caller: &Caller,
        terms: &Terms,
        wait: WaitId,
    ) -> Result<Answer<Wait>, Problem> {
        self.on_wait(caller, terms, (Action::DeclineOffer, wait), DeclineOffer { wait }).await
    }

    async fn on_wait<O: Operation>(
        &self,
        caller: &Caller,
        terms: &Terms,
        (action, wait): (Action, WaitId),
        operation: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        let found = self.look_up(caller, terms, GetWait { wait }).await?.reply;
        let thing = self.thing_of_wait(caller, terms, &found).await?;
        self.ask(caller, action, &thing, terms, operation).await
    }

    /// A place in a queue; what is for a group belongs to each of its agents.
    async fn thing_of_wait(&self, caller: &Caller, terms: &Terms, wait: &Wait) -> Result<Thing, Problem> {
        let thing = Thing::wait(&caller.tenant, wait);
        let (Some(group), Some(own)) = (wait.group, caller.who.member()) else { return Ok(thing) };
        if own == wait.member {
            return Ok(thing);
        }
        let group = self.look_up(caller, terms, GetGroup { group }).await?.reply;
        Ok(thing.owned_by(group.definition.agents.contains(&own).then_some(own)))
    }
}
