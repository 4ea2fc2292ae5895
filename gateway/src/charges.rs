//! What can only be authorised after a look at the charge or the reservation.

use nanum_contracts::{
    Answer, Problem,
    booking::{Charge, DecideWaiver, GetCharge, Reservation, ReturnDeposit, SettleCharge},
};

use crate::{Caller, Gateway, Terms, policy::Action};

impl Gateway {
    /// A clerk took the money, or gave it back.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn settle_charge(
        &self,
        caller: &Caller,
        terms: &Terms,
        settle: SettleCharge,
    ) -> Result<Answer<Charge>, Problem> {
        let found = self.look_up(caller, terms, GetCharge { charge: settle.charge }).await?.reply;
        let thing = caller.thing().at(found.owed.site);
        self.ask(caller, Action::SettleCharge, &thing, terms, settle).await
    }

    /// A clerk decides whether a reservation costs nothing.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn decide_waiver(
        &self,
        caller: &Caller,
        terms: &Terms,
        decision: DecideWaiver,
    ) -> Result<Answer<Reservation>, Problem> {
        let reservation = decision.reservation;
        self.on_reservation(caller, terms, Action::DecideWaiver, reservation, decision).await
    }

    /// A clerk gives a deposit back.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn return_deposit(
        &self,
        caller: &Caller,
        terms: &Terms,
        wanted: ReturnDeposit,
    ) -> Result<Answer<Charge>, Problem> {
        let reservation = wanted.reservation;
        self.on_reservation(caller, terms, Action::ReturnDeposit, reservation, wanted).await
    }
}
