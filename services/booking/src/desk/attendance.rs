//! Who comes: checking in, walking in, leaving; and the codes that are shown for it.

use std::sync::Arc;

use nanum_contracts::{
    Problem, TenantId,
    booking::{CheckInToReservation, NoteAbsence, Reservation, ReservationState, WalkIn},
    request::Outcome,
    time::TimeSpan,
};
use nanum_runtime::Asked;

use super::{
    Desk,
    charges::payer,
    checked_persons,
    facts::{About, Wished},
    reservations::{checked_purpose, rules, told, told_or},
};
use crate::domain::{Holder, Shown, SpaceCommand, SpaceEvent, mistaken};

/// Longest code that is looked at, in bytes: with whatever stands between its letters.
const CODE_LENGTH_MAX: usize = 40;

impl Desk {
    /// Somebody comes to their reservation.
    ///
    /// # Errors
    /// *Not found*; that it is not the time; a code that is another one.
    pub async fn check_in(self: Arc<Self>, asked: Asked<CheckInToReservation>) -> Outcome<Reservation> {
        let CheckInToReservation { reservation, code, by, set_rules_aside } = asked.body;
        let tenant = &asked.cause.tenant;
        let code = checked_code(code)?;
        let code_fits = code.map(|given| self.codes.fits(tenant, reservation, &given));
        let command = SpaceCommand::CheckIn {
            reservation,
            shown: Shown { by, code_fits },
            rules: rules(set_rules_aside),
        };
        let found = self.found(tenant, &asked.after, reservation).await?;
        let done = self.spaces.execute(&asked.cause, found.space, &command).await?;
        // What was mistaken is in the log before it is said.
        if done.events.iter().any(|event| matches!(event, SpaceEvent::CodeMistaken(_))) {
            return Err(mistaken(&done.state, reservation).into());
        }
        told_or(done, found)
    }

    /// A clerk notes that whoever came has left.
    ///
    /// # Errors
    /// *Not found*; that nobody came; that they have not been away for so long.
    pub async fn note_absence(self: Arc<Self>, asked: Asked<NoteAbsence>) -> Outcome<Reservation> {
        let NoteAbsence { reservation, since } = asked.body;
        let command = SpaceCommand::NoteAbsence { reservation, since };
        self.decide(&asked.cause, &asked.after, reservation, command).await
    }

    /// Somebody stands before it and has it from now on.
    ///
    /// # Errors
    /// The rule that says no; *slot taken*, with what is free instead; *not found*.
    pub async fn walk_in(self: Arc<Self>, asked: Asked<WalkIn>) -> Outcome<Reservation> {
        let WalkIn { resource, member, ends_at, persons, group, purpose, by } = asked.body;
        let purpose = checked_purpose(purpose)?;
        let payer = payer(purpose.clone(), false)?;
        let (reservation, persons) = (asked.cause.new_id("reservation"), checked_persons(persons)?);
        let (tenant, holder) = (&asked.cause.tenant, Holder { member, group });
        let space = self.space_of(tenant, resource).await?;
        let not_found = || Problem::not_found("resource");
        let loaded = self.spaces.load(tenant, space).await?.ok_or_else(not_found)?;
        let shared = loaded.state.resource(resource).ok_or_else(not_found)?;
        let now = self.clock.now();
        // Between blocks there is no such time: the calendar says so.
        let starts_at = loaded.state.calendar(shared, now).walk_in_from().unwrap_or(now);
        let span = TimeSpan::asked(starts_at, ends_at)
            .map_err(|fault| Problem::not_understood(fault.to_string()))?;
        let walk_in = |facts| SpaceCommand::WalkIn {
            reservation,
            resource,
            holder,
            span,
            persons,
            purpose: purpose.clone(),
            by,
            facts,
            payer: payer.clone(),
        };
        let about = About { space, reservation, wished: Wished::New { resource, holder, span } };
        told(self.with_facts(&asked.cause, &about, walk_in).await?, reservation)
    }

    /// The reservation with its code, while it can be used.
    pub(super) fn with_code(&self, tenant: &TenantId, mut reservation: Reservation) -> Reservation {
        let is_confirmed = reservation.state == ReservationState::Confirmed;
        if let Some(check_in) = &mut reservation.check_in
            && is_confirmed
            && check_in.checked_in_at.is_none()
        {
            check_in.code = Some(self.codes.code_of(tenant, reservation.id));
        }
        reservation
    }
}

fn checked_code(code: Option<String>) -> Result<Option<String>, Problem> {
    match code {
        Some(code) if code.len() > CODE_LENGTH_MAX => {
            Err(Problem::not_understood(format!("code: at most {CODE_LENGTH_MAX} bytes")))
        }
        said => Ok(said),
    }
}
