//! What can only be authorised after a look at the thing: whose it is and at which site. Written once, for the API and the
//! portal alike.

mod series;

use nanum_contracts::{
    Actor, Answer, Operation, Problem,
    booking::{
        AcceptReservation, BlockTime, Blocking, CancelReservation, ChangeReservation, CheckReservation,
        DoneBy, GetBlocking, GetReservation, GetResource, LiftBlocking, MakeReservation, RefuseReservation,
        Reservation, ReservationCheck, RestoreReservation, WithdrawChange,
    },
    ids::{BlockingId, GroupId, HoldId, LoanId, MemberId, ReservationId, ResourceId},
    lending::{
        CancelHold, GetHold, GetLoan, Hold, LendItem, Loan, ScanItem, ScannedItem, TakeBackItem, TakenBack,
    },
    membership::{Contact, GetGroup, Group, Member, RegisterMember},
    time::TimeSpan,
};

use crate::{
    Caller, Gateway, Terms,
    policy::{Action, Thing, not_here},
};

/// What somebody wants to reserve.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The resource.
    pub resource: ResourceId,
    /// When.
    pub span: TimeSpan,
    /// How many persons come.
    pub persons: Option<u32>,
    /// For whom: another member when a clerk does it on their behalf, the caller when absent.
    pub member: Option<MemberId>,
    /// Whether a clerk sets the rules of time aside.
    pub set_rules_aside: bool,
    /// The group that it is for.
    pub group: Option<GroupId>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Whether it is applied for that it costs nothing.
    pub asks_free: bool,
}

impl Wish {
    /// For oneself, and nothing more.
    pub fn of(resource: ResourceId, span: TimeSpan) -> Self {
        Self {
            resource,
            span,
            persons: None,
            member: None,
            set_rules_aside: false,
            group: None,
            purpose: None,
            asks_free: false,
        }
    }
}

impl Gateway {
    /// Changes what an administrator defines; what is not there is not made.
    pub(crate) async fn change<Q: Operation, O: Operation>(
        &self,
        caller: &Caller,
        action: Action,
        terms: &Terms,
        is_there: Q,
        operation: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        self.authorise(caller, action, &caller.thing())?;
        self.look_up(caller, terms, is_there).await?;
        self.ask(caller, action, &caller.thing(), terms, operation).await
    }

    /// Registers whom the caller's token names.
    ///
    /// # Errors
    /// The policy's refusal or Membership's.
    pub async fn register(
        &self,
        caller: &Caller,
        terms: &Terms,
        contact: Contact,
        card: Option<String>,
    ) -> Result<Answer<Member>, Problem> {
        self.authorise(caller, Action::RegisterMember, &caller.thing())?;
        let identity = caller.who.identity().cloned().ok_or_else(not_here)?;
        // Before and after it is done the command is the same: it is the identity's, not the member's.
        let terms = terms.clone().of_identity(&identity);
        let call = terms.call::<RegisterMember>(&caller.tenant, Actor::Anonymous, &self.ids);
        self.client.ask(call, RegisterMember { member: None, identity, contact, card }).await
    }

    /// Reserves for the caller, or on a member's behalf.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn make_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        wish: Wish,
    ) -> Result<Answer<Reservation>, Problem> {
        let own = caller.member()?;
        let Wish { resource, span, persons, member, set_rules_aside, group, purpose, asks_free } = wish;
        let member = member.unwrap_or(own);
        let thing = self.for_whom(caller, terms, (member, resource, group)).await?;
        if set_rules_aside {
            let at_resource = self.at_resource(caller, terms, resource).await?;
            self.authorise(caller, Action::SetRulesAside, &at_resource)?;
        }
        let operation =
            MakeReservation { resource, member, span, persons, set_rules_aside, group, purpose, asks_free };
        self.ask(caller, Action::MakeReservation, &thing, terms, operation).await
    }

    /// Whether a resource could be reserved; for a group only whoever may reserve for it is told.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub(crate) async fn check_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        question: CheckReservation,
    ) -> Result<Answer<ReservationCheck>, Problem> {
        if question.group.is_some() {
            let wanted = (caller.member()?, question.resource, question.group);
            let thing = self.for_whom(caller, terms, wanted).await?;
            self.authorise(caller, Action::MakeReservation, &thing)?;
        }
        self.ask(caller, Action::CheckReservation, &caller.thing(), terms, question).await
    }

    /// What somebody wants of a resource: the caller's own, or a member's on whose behalf a clerk asks.
    pub(crate) async fn for_whom(
        &self,
        caller: &Caller,
        terms: &Terms,
        (member, resource, group): (MemberId, ResourceId, Option<GroupId>),
    ) -> Result<Thing, Problem> {
        if let Some(group) = group {
            let found = self.look_up(caller, terms, GetGroup { group }).await?.reply;
            if !found.definition.agents.contains(&member) {
                // Whoever does not act for the group reserves for it only at the desk.
                return self.at_resource(caller, terms, resource).await;
            }
        }
        if member == caller.member()? {
            return Ok(caller.own());
        }
        Ok(self.at_resource(caller, terms, resource).await?.owned_by(member))
    }

    pub(crate) async fn at_resource(
        &self,
        caller: &Caller,
        terms: &Terms,
        resource: ResourceId,
    ) -> Result<Thing, Problem> {
        let resource = self.look_up(caller, terms, GetResource { resource }).await?.reply;
        self.must_be_shown(caller, &resource)?;
        Ok(caller.thing().at(resource.definition.site))
    }

    /// Another time, another length, other persons; a clerk may set the rules of time aside.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn change_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        change: ChangeReservation,
    ) -> Result<Answer<Reservation>, Problem> {
        let reservation = change.reservation;
        if change.set_rules_aside {
            self.may_set_rules_aside(caller, terms, reservation).await?;
        }
        let (thing, by) = self.who_does_it(caller, terms, reservation).await?;
        let change = ChangeReservation { by: Some(by), ..change };
        self.ask(caller, Action::ChangeReservation, &thing, terms, change).await
    }

    /// What is wished in place of a reservation is not wished any more.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn withdraw_change(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
    ) -> Result<Answer<Reservation>, Problem> {
        let operation = WithdrawChange { reservation };
        self.on_reservation(caller, terms, Action::WithdrawChange, reservation, operation).await
    }

    /// A cancelled reservation stands again.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn restore_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
    ) -> Result<Answer<Reservation>, Problem> {
        let operation = RestoreReservation { reservation };
        self.on_reservation(caller, terms, Action::RestoreReservation, reservation, operation).await
    }

    /// Takes time of a resource that nobody can reserve.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn block_time(
        &self,
        caller: &Caller,
        terms: &Terms,
        wanted: BlockTime,
    ) -> Result<Answer<Blocking>, Problem> {
        let thing = self.at_resource(caller, terms, wanted.resource).await?;
        self.ask(caller, Action::BlockTime, &thing, terms, wanted).await
    }

    /// Lets blocked time be reserved again.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn lift_blocking(
        &self,
        caller: &Caller,
        terms: &Terms,
        blocking: BlockingId,
    ) -> Result<Answer<Blocking>, Problem> {
        let found = self.look_up(caller, terms, GetBlocking { blocking }).await?.reply;
        let thing = caller.thing().at(found.site);
        self.ask(caller, Action::LiftBlocking, &thing, terms, LiftBlocking { blocking }).await
    }

    /// Reads a reservation.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn get_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
    ) -> Result<Answer<Reservation>, Problem> {
        let answer = self.look_up(caller, terms, GetReservation { reservation }).await?;
        let thing = self.thing_of(caller, terms, &answer.reply).await?;
        self.authorise(caller, Action::GetReservation, &thing)?;
        Ok(answer)
    }

    /// Confirms what waits for approval.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn accept_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
    ) -> Result<Answer<Reservation>, Problem> {
        let operation = AcceptReservation { reservation };
        self.on_reservation(caller, terms, Action::AcceptReservation, reservation, operation).await
    }

    /// Refuses what waits for approval; the reason is told to the member.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn refuse_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
        reason: String,
    ) -> Result<Answer<Reservation>, Problem> {
        let operation = RefuseReservation { reservation, reason };
        self.on_reservation(caller, terms, Action::RefuseReservation, reservation, operation).await
    }

    pub(crate) async fn may_set_rules_aside(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
    ) -> Result<(), Problem> {
        let found = self.look_up(caller, terms, GetReservation { reservation }).await?.reply;
        let thing = self.thing_of(caller, terms, &found).await?;
        self.authorise(caller, Action::SetRulesAside, &thing)
    }

    /// Gives a reservation up; a clerk says why, and may set the notice for it aside.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn cancel_reservation(
        &self,
        caller: &Caller,
        terms: &Terms,
        cancellation: CancelReservation,
    ) -> Result<Answer<Reservation>, Problem> {
        let reservation = cancellation.reservation;
        if cancellation.set_rules_aside {
            self.may_set_rules_aside(caller, terms, reservation).await?;
        }
        let (thing, by) = self.who_does_it(caller, terms, reservation).await?;
        let cancellation = CancelReservation { by: Some(by), ..cancellation };
        self.ask(caller, Action::CancelReservation, &thing, terms, cancellation).await
    }

    /// A reservation, and whether the caller has it, or does something with it for those who have.
    pub(crate) async fn who_does_it(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
    ) -> Result<(Thing, DoneBy), Problem> {
        let found = self.look_up(caller, terms, GetReservation { reservation }).await?.reply;
        let thing = self.thing_of(caller, terms, &found).await?;
        let by = done_by(caller, &thing);
        Ok((thing, by))
    }

    pub(crate) async fn on_reservation<O: Operation>(
        &self,
        caller: &Caller,
        terms: &Terms,
        action: Action,
        reservation: ReservationId,
        operation: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        let found = self.look_up(caller, terms, GetReservation { reservation }).await?.reply;
        let thing = self.thing_of(caller, terms, &found).await?;
        self.ask(caller, action, &thing, terms, operation).await
    }

    /// A reservation; what is made for a group belongs to each of its agents.
    pub(crate) async fn thing_of(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: &Reservation,
    ) -> Result<Thing, Problem> {
        let thing = Thing::reservation(&caller.tenant, reservation);
        let (Some(group), Some(own)) = (reservation.group, caller.who.member()) else { return Ok(thing) };
        if own == reservation.member {
            return Ok(thing);
        }
        let group = self.look_up(caller, terms, GetGroup { group }).await?.reply;
        Ok(thing.owned_by(group.definition.agents.contains(&own).then_some(own)))
    }

    /// Reads a group.
    ///
    /// # Errors
    /// The policy's refusal or Membership's.
    pub async fn get_group(
        &self,
        caller: &Caller,
        terms: &Terms,
        group: GroupId,
    ) -> Result<Answer<Group>, Problem> {
        let answer = self.look_up(caller, terms, GetGroup { group }).await?;
        let thing = Thing::group(&caller.tenant, &answer.reply, caller.who.member());
        self.authorise(caller, Action::GetGroup, &thing)?;
        Ok(answer)
    }

    /// Gives a place in the queue up.
    ///
    /// # Errors
    /// The policy's refusal or Lending's.
    pub async fn cancel_hold(
        &self,
        caller: &Caller,
        terms: &Terms,
        hold: HoldId,
    ) -> Result<Answer<Hold>, Problem> {
        let found = self.look_up(caller, terms, GetHold { hold }).await?.reply;
        let thing = Thing::hold(&caller.tenant, &found);
        self.ask(caller, Action::CancelHold, &thing, terms, CancelHold { hold }).await
    }

    /// Reads a loan.
    ///
    /// # Errors
    /// The policy's refusal or Lending's.
    pub async fn get_loan(
        &self,
        caller: &Caller,
        terms: &Terms,
        loan: LoanId,
    ) -> Result<Answer<Loan>, Problem> {
        let answer = self.look_up(caller, terms, GetLoan { loan }).await?;
        self.authorise(caller, Action::GetLoan, &Thing::loan(&caller.tenant, &answer.reply))?;
        Ok(answer)
    }

    /// Reads what a barcode is on.
    ///
    /// # Errors
    /// The policy's refusal or Lending's.
    pub async fn scan_item(
        &self,
        caller: &Caller,
        terms: &Terms,
        barcode: String,
    ) -> Result<Answer<ScannedItem>, Problem> {
        let answer = self.look_up(caller, terms, ScanItem { barcode }).await?;
        self.authorise(caller, Action::ScanItem, &caller.thing().at(answer.reply.site))?;
        Ok(answer)
    }

    /// Hands an item out.
    ///
    /// # Errors
    /// The policy's refusal or Lending's.
    pub async fn lend_item(
        &self,
        caller: &Caller,
        terms: &Terms,
        barcode: String,
        borrower: MemberId,
    ) -> Result<Answer<Loan>, Problem> {
        let item = self.look_up(caller, terms, ScanItem { barcode: barcode.clone() }).await?.reply;
        let thing = caller.thing().at(item.site);
        self.ask(caller, Action::LendItem, &thing, terms, LendItem { barcode, borrower }).await
    }

    /// Takes an item back.
    ///
    /// # Errors
    /// The policy's refusal or Lending's.
    pub async fn take_back_item(
        &self,
        caller: &Caller,
        terms: &Terms,
        barcode: String,
    ) -> Result<Answer<TakenBack>, Problem> {
        let item = self.look_up(caller, terms, ScanItem { barcode: barcode.clone() }).await?.reply;
        let thing = caller.thing().at(item.site);
        self.ask(caller, Action::TakeBackItem, &thing, terms, TakeBackItem { barcode }).await
    }
}

/// Whether the caller does it as whoever has it, or for them.
fn done_by(caller: &Caller, thing: &Thing) -> DoneBy {
    let is_own = caller.who.member().is_some_and(|member| thing.is_owned_by(member));
    if is_own { DoneBy::Holder } else { DoneBy::Staff }
}
