//! Members' calendars: at which address each is, and whose an address is.

use std::{str::FromStr, sync::Arc};

use nanum_contracts::{
    Answer, Problem, TenantId,
    ids::{CommandId, Id, MemberId},
    membership::{
        CalendarKey, CalendarOwner, CloseCalendar, FindCalendar, GetOwnCalendar, OpenCalendar, OwnCalendar,
    },
    request::Outcome,
};
use nanum_runtime::{Asked, sealed::Secret};
use uuid::Uuid;

use super::Desk;
use crate::domain::calendar::{Calendar, CalendarCommand};

/// What the secret makes of an opening is made for this. For ever, or every address would change.
const PURPOSE: &str = "calendar";

impl Desk {
    /// Opens a member's calendar at a new address.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn open_calendar(self: Arc<Self>, asked: Asked<OpenCalendar>) -> Outcome<OwnCalendar> {
        let Asked { cause, body: OpenCalendar { member }, .. } = asked;
        let opening = cause.command;
        self.command_calendar(&cause, member, CalendarCommand::Open { member, opening }).await
    }

    /// Closes a member's calendar.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn close_calendar(self: Arc<Self>, asked: Asked<CloseCalendar>) -> Outcome<OwnCalendar> {
        let Asked { cause, body: CloseCalendar { member }, .. } = asked;
        self.command_calendar(&cause, member, CalendarCommand::Close { member }).await
    }

    /// Where a member's calendar is.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_own_calendar(self: Arc<Self>, asked: Asked<GetOwnCalendar>) -> Outcome<OwnCalendar> {
        let (tenant, member) = (asked.tenant(), asked.body.member);
        self.must_be_a_member(tenant, member).await?;
        let calendar = self.calendar(tenant, member).await?;
        Ok(Answer::of(self.told(tenant, member, calendar)))
    }

    /// Whose calendar a key opens. Whatever is wrong with a key, it looks the same.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn find_calendar(self: Arc<Self>, asked: Asked<FindCalendar>) -> Outcome<CalendarOwner> {
        let nowhere = || Problem::not_found("calendar");
        let tenant = asked.tenant();
        let given = Key::from_str(asked.body.key.reveal()).map_err(|NotAKey| nowhere())?;
        let opening = self.calendar(tenant, given.member).await?.ok_or_else(nowhere)?;
        if Key::of(self.keys.secret(), tenant, given.member, opening) != given {
            return Err(nowhere());
        }
        let language = self.language_of(tenant, given.member).await?.ok_or_else(nowhere)?;
        Ok(Answer::of(CalendarOwner { member: given.member, language }))
    }

    async fn command_calendar(
        &self,
        cause: &nanum_runtime::Cause,
        member: MemberId,
        command: CalendarCommand,
    ) -> Outcome<OwnCalendar> {
        self.must_be_a_member(&cause.tenant, member).await?;
        let executed = self.calendars.execute(cause, member.uuid(), &command).await?;
        let told = self.told(&cause.tenant, member, *executed.state);
        Ok(executed.answer(told))
    }

    async fn calendar(&self, tenant: &TenantId, member: MemberId) -> Result<Calendar, Problem> {
        let loaded = self.calendars.load(tenant, member.uuid()).await?;
        Ok(loaded.and_then(|loaded| *loaded.state))
    }

    fn told(&self, tenant: &TenantId, member: MemberId, calendar: Calendar) -> OwnCalendar {
        let key = calendar.map(|opening| Key::of(self.keys.secret(), tenant, member, opening));
        OwnCalendar { key: key.map(|key| CalendarKey::from(key.to_string())) }
    }
}

/// The member, by the id that names nobody, and what proves that it was made here: 128 bits that nobody can make without
/// the secret.
#[derive(PartialEq, Eq)]
struct Key {
    member: MemberId,
    proof: Uuid,
}

struct NotAKey;

impl Key {
    fn of(secret: &Secret, tenant: &TenantId, member: MemberId, opening: CommandId) -> Self {
        let parts = [tenant.as_str(), &member.to_string(), &opening.to_string()];
        Self { member, proof: secret.id_of(PURPOSE, &parts) }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.member.uuid().simple(), self.proof.simple())
    }
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (member, proof) =
            text.split_at_checked(32).filter(|(_, proof)| proof.len() == 32).ok_or(NotAKey)?;
        let digits = |text: &str| Uuid::try_parse(text).map_err(|_| NotAKey);
        Ok(Self { member: MemberId::from_uuid(digits(member)?), proof: digits(proof)? })
    }
}
