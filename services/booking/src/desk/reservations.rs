//! Reservations: making, deciding, cancelling, reading.

use std::sync::Arc;

use nanum_contracts::{
    Answer, LogPosition, Problem, TenantId,
    booking::{
        AcceptReservation, CancelReservation, ChangeReservation, CheckIn, GetReservation, ListReservations,
        MakeReservation, RefuseReservation, Reservation, ReservationState, RestoreReservation,
        WithdrawChange,
    },
    ids::ReservationId,
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, Cause, Executed, cursor::place_of};

use super::{
    Desk,
    charges::payer,
    checked_persons,
    facts::{About, Wished},
};
use crate::{
    aggregate::Spaces,
    domain::{Acting, Holder, Rules, Space, SpaceCommand, SpaceEvent, Terms, limits::WORD_LENGTH_MAX},
    views::whose_reservations::{self, Found, Wanted},
};

impl Desk {
    /// Reserves a resource for a member.
    ///
    /// # Errors
    /// The rule that says no; *slot taken*, with what is free instead; *not found*.
    pub async fn make_reservation(self: Arc<Self>, asked: Asked<MakeReservation>) -> Outcome<Reservation> {
        let MakeReservation { resource, member, span, persons, set_rules_aside, group, purpose, asks_free } =
            asked.body;
        let purpose = checked_purpose(purpose)?;
        let payer = payer(purpose.clone(), asks_free)?;
        let (reservation, persons) = (asked.cause.new_id("reservation"), checked_persons(persons)?);
        let rules = rules(set_rules_aside);
        let make = |facts| SpaceCommand::MakeReservation {
            reservation,
            resource,
            member,
            span,
            persons,
            rules,
            group,
            purpose: purpose.clone(),
            facts,
            payer: payer.clone(),
        };
        let space = self.space_of(&asked.cause.tenant, resource).await?;
        let holder = Holder { member, group };
        let about = About { space, reservation, wished: Wished::New { resource, holder, span } };
        told(self.with_facts(&asked.cause, &about, make).await?, reservation)
    }

    /// A clerk says yes.
    ///
    /// # Errors
    /// *Not found*; what the state forbids.
    pub async fn accept_reservation(
        self: Arc<Self>,
        asked: Asked<AcceptReservation>,
    ) -> Outcome<Reservation> {
        let reservation = asked.body.reservation;
        self.decide(&asked.cause, &asked.after, reservation, SpaceCommand::AcceptReservation { reservation })
            .await
    }

    /// A clerk says no, and why.
    ///
    /// # Errors
    /// *Not found*; what the state forbids; a reason that is missing or too long.
    pub async fn refuse_reservation(
        self: Arc<Self>,
        asked: Asked<RefuseReservation>,
    ) -> Outcome<Reservation> {
        let RefuseReservation { reservation, reason } = asked.body;
        let command = SpaceCommand::RefuseReservation { reservation, reason };
        self.decide(&asked.cause, &asked.after, reservation, command).await
    }

    /// The time is given up.
    ///
    /// # Errors
    /// *Not found*; what the state forbids.
    pub async fn cancel_reservation(
        self: Arc<Self>,
        asked: Asked<CancelReservation>,
    ) -> Outcome<Reservation> {
        let CancelReservation { reservation, reason, set_rules_aside, by, at_members_wish } = asked.body;
        let (rules, acting) = (rules(set_rules_aside), Acting { by, at_members_wish });
        let command = SpaceCommand::CancelReservation { reservation, reason, rules, acting };
        self.decide(&asked.cause, &asked.after, reservation, command).await
    }

    /// Another time, another length, other persons.
    ///
    /// # Errors
    /// The rule that says no; *slot taken*, with what is free instead; *not found*; what the state forbids.
    pub async fn change_reservation(
        self: Arc<Self>,
        asked: Asked<ChangeReservation>,
    ) -> Outcome<Reservation> {
        let ChangeReservation { reservation, span, persons, set_rules_aside, by, at_members_wish } =
            asked.body;
        let (persons, rules) = (checked_persons(persons)?, rules(set_rules_aside));
        let acting = Acting { by, at_members_wish };
        let change =
            |facts| SpaceCommand::ChangeReservation { reservation, span, persons, rules, acting, facts };
        let found = self.found(asked.tenant(), &asked.after, reservation).await?;
        let about = About { space: found.space, reservation, wished: Wished::OtherTime(span) };
        told_or(self.with_facts(&asked.cause, &about, change).await?, found)
    }

    /// What is wished in place of a reservation is not wished any more.
    ///
    /// # Errors
    /// *Not found*; that it is over.
    pub async fn withdraw_change(self: Arc<Self>, asked: Asked<WithdrawChange>) -> Outcome<Reservation> {
        let reservation = asked.body.reservation;
        self.decide(&asked.cause, &asked.after, reservation, SpaceCommand::WithdrawChange { reservation })
            .await
    }

    /// A cancelled reservation stands again.
    ///
    /// # Errors
    /// *Slot taken*, with what is free instead; *not found*; what the state forbids.
    pub async fn restore_reservation(
        self: Arc<Self>,
        asked: Asked<RestoreReservation>,
    ) -> Outcome<Reservation> {
        let reservation = asked.body.reservation;
        let restore = |facts| SpaceCommand::RestoreReservation { reservation, facts };
        let found = self.found(asked.tenant(), &asked.after, reservation).await?;
        let about = About { space: found.space, reservation, wished: Wished::Again };
        told_or(self.with_facts(&asked.cause, &about, restore).await?, found)
    }

    /// One reservation.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_reservation(self: Arc<Self>, asked: Asked<GetReservation>) -> Outcome<Reservation> {
        let Found { space, mut reservation, .. } =
            self.found(asked.tenant(), &asked.after, asked.body.reservation).await?;
        if reservation.given_to_another || reservation.not_drawn {
            reservation.free_instead = self.free_on_its_day(asked.tenant(), space, &reservation).await?;
        }
        Ok(Answer::of(self.with_code(&asked.cause.tenant, reservation)))
    }

    /// Reservations by start.
    ///
    /// # Errors
    /// A cursor that is none.
    pub async fn list_reservations(
        self: Arc<Self>,
        asked: Asked<ListReservations>,
    ) -> Outcome<Page<Reservation>> {
        let (tenant, body) = (asked.cause.tenant.clone(), asked.body);
        let wanted = Wanted {
            member: body.member,
            site: body.site,
            from: body.from,
            to: body.to,
            state: body.state,
            waiting: body.waiting,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
        };
        let found = self
            .reservations
            .ask(&asked.after, move |rows| whose_reservations::reservations(rows, &tenant, &wanted));
        let mut page = found.await?;
        page.rows = page.rows.into_iter().map(|row| self.with_code(&asked.cause.tenant, row)).collect();
        Ok(Answer::of(page))
    }

    /// Carries out a command on the space that a reservation is in.
    pub(super) async fn decide(
        &self,
        cause: &Cause,
        after: &[LogPosition],
        reservation: ReservationId,
        command: SpaceCommand,
    ) -> Outcome<Reservation> {
        let found = self.found(&cause.tenant, after, reservation).await?;
        let done = self.spaces.execute(cause, found.space, &command).await?;
        told_or(done, found)
    }

    pub(super) async fn found(
        &self,
        tenant: &TenantId,
        after: &[LogPosition],
        reservation: ReservationId,
    ) -> Result<Found, Problem> {
        let tenant = tenant.clone();
        let found = self
            .reservations
            .ask(after, move |rows| whose_reservations::reservation(rows, &tenant, reservation));
        found.await?.ok_or_else(|| Problem::not_found("reservation"))
    }
}

pub(super) fn rules(set_aside: bool) -> Rules {
    if set_aside { Rules::SetAside } else { Rules::Kept }
}

/// A purpose is a word.
pub(super) fn checked_purpose(purpose: Option<String>) -> Result<Option<String>, Problem> {
    match purpose {
        Some(purpose) if purpose.chars().count() > WORD_LENGTH_MAX => {
            Err(Problem::not_understood(format!("purpose: at most {WORD_LENGTH_MAX} characters")))
        }
        said => Ok(said),
    }
}

/// The reservation as the command left it; nothing happened when all was so already.
pub(super) fn told_or(done: Executed<Spaces>, found: Found) -> Outcome<Reservation> {
    let reservation = found.reservation.id;
    if done.events.is_empty() { Ok(done.answer(found.reservation)) } else { told(done, reservation) }
}

/// The reservation as the command left it.
pub(super) fn told(done: Executed<Spaces>, reservation: ReservationId) -> Outcome<Reservation> {
    // What becomes of others in the same append is theirs.
    let of_it = |it: &(&Terms, _, _)| it.0.reservation == reservation;
    let event = done.events.iter().rev().filter_map(SpaceEvent::of_a_reservation).find(of_it);
    let reservation = event.and_then(|(terms, state, reason)| shown(&done.state, terms, state, reason));
    Ok(done.answer(reservation.ok_or_else(Problem::defect)?))
}

pub(super) fn shown(
    space: &Space,
    terms: &Terms,
    state: ReservationState,
    reason: Option<&str>,
) -> Option<Reservation> {
    let Terms {
        reservation,
        resource,
        site,
        member,
        group,
        span,
        zone,
        persons,
        rules_set_aside,
        decide_by,
        unheld,
        draw,
        series,
        price,
        check_in,
        ..
    } = terms.clone();
    let waits = state == ReservationState::Requested;
    let wish = space.reservation(reservation).and_then(|reserved| reserved.wish.as_deref());
    let resource_name = space.resource(resource)?.definition.name.clone();
    Some(Reservation {
        id: reservation,
        resource,
        resource_name,
        site,
        member,
        group,
        span,
        zone,
        persons,
        rules_set_aside,
        series,
        state,
        decide_by: decide_by.filter(|_| waits),
        unheld: waits && unheld,
        given_to_another: false,
        draw,
        not_drawn: false,
        free_instead: Vec::new(),
        price: price.map(|priced| priced.price),
        wish: wish.map(|wish| Box::new(wish.as_wished())),
        check_in: check_in.as_deref().map(CheckIn::from),
        reason: reason.map(str::to_owned),
    })
}
