//! Who comes: what can only be authorised after a look at the reservation or the resource.

use jiff::Timestamp;
use nanum_contracts::{
    Answer, Problem,
    booking::{CheckInToReservation, DoneBy, NoteAbsence, Reservation, WalkIn},
    ids::{GroupId, MemberId, ReservationId, ResourceId},
};

use crate::{
    Caller, Gateway, Terms,
    policy::{Action, Verdict},
};

/// What somebody shows who comes.
#[derive(Debug, Clone, Default)]
pub struct Shows {
    /// The code that was given.
    pub code: Option<String>,
    /// Whether a clerk sets the time of check-in and the code aside.
    pub set_rules_aside: bool,
}

/// What somebody wants who walks in.
#[derive(Debug, Clone)]
pub struct WalksIn {
    /// The resource.
    pub resource: ResourceId,
    /// Until when.
    pub ends_at: Timestamp,
    /// How many persons come.
    pub persons: Option<u32>,
    /// For whom: another member when a clerk lets them in, the caller when absent.
    pub member: Option<MemberId>,
    /// The group that it is for.
    pub group: Option<GroupId>,
    /// What it is for.
    pub purpose: Option<String>,
}

impl Gateway {
    /// Somebody comes to their own reservation, or a clerk or a device at the site says that they do.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn check_in(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
        shows: Shows,
    ) -> Result<Answer<Reservation>, Problem> {
        let Shows { code, set_rules_aside } = shows;
        if set_rules_aside {
            self.may_set_rules_aside(caller, terms, reservation).await?;
        }
        let (thing, by) = self.who_does_it(caller, terms, reservation).await?;
        let operation = CheckInToReservation { reservation, code, by, set_rules_aside };
        self.ask(caller, Action::CheckIn, &thing, terms, operation).await
    }

    /// A clerk notes that whoever came has left.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn note_absence(
        &self,
        caller: &Caller,
        terms: &Terms,
        reservation: ReservationId,
        since: Timestamp,
    ) -> Result<Answer<Reservation>, Problem> {
        let operation = NoteAbsence { reservation, since };
        self.on_reservation(caller, terms, Action::NoteAbsence, reservation, operation).await
    }

    /// Reserves from now on for the caller, or for a member who stands at the desk.
    ///
    /// # Errors
    /// The policy's refusal or Booking's.
    pub async fn walk_in(
        &self,
        caller: &Caller,
        terms: &Terms,
        wish: WalksIn,
    ) -> Result<Answer<Reservation>, Problem> {
        let own = caller.member()?;
        let WalksIn { resource, ends_at, persons, member, group, purpose } = wish;
        let member = member.unwrap_or(own);
        let thing = self.for_whom(caller, terms, (member, resource, group)).await?;
        let at_the_desk = self.at_resource(caller, terms, resource).await?;
        let by = match self.policy.decide(&caller.tenant, &caller.who, Action::SetRulesAside, &at_the_desk) {
            Verdict::Allowed => DoneBy::Staff,
            Verdict::SignIn | Verdict::NotAllowed | Verdict::Hidden => DoneBy::Holder,
        };
        let operation = WalkIn { resource, member, ends_at, persons, group, purpose, by };
        self.ask(caller, Action::WalkIn, &thing, terms, operation).await
    }
}
