//! Erasing a member, in an order that survives a crash between any two steps.
//!
//! 1. The log says that the erasure has begun. From here on nobody reads or recognises the member, and it will be finished:
//!    by this command, by its repetition, or at the next start ([`Desk::finish_all_erasures`]).
//! 2. Their claims are freed. What they are of stands only in the sealed data, so the key must still be there; a claim that a
//!    crash leaves behind counts no more all the same (see [`super::uniqueness`]).
//! 3. The key is destroyed, and the ring remembers that they get none again.
//! 4. The log says so, with the receipt, and others are told.
//!
//! Each step is without effect when it has been done.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    Actor, Problem, TenantId,
    ids::{CommandId, Id, MemberId},
    membership::{EraseMember, ErasureReceipt, GetErasureReceipt},
    problem::ProblemKind,
    request::Outcome,
};
use nanum_runtime::{Asked, Cause, Executed, Shutdown, health::Part, sealed::DataSubject};

use super::{Desk, data_subject};
use crate::{
    aggregates::Members,
    domain::{
        erasure::{Erasure, every_place},
        member::{MemberCommand, MemberRefusal},
    },
    views::WhoWasErased,
};

/// As what Membership finishes erasures by itself.
const PART: &str = "erasure";
/// Pause before erasures that could not be finished are tried again.
const RETRY_AFTER: Duration = Duration::from_secs(5);

impl Desk {
    /// Erases a member's personal data. Never refused because of what they have out.
    ///
    /// # Errors
    /// *Not found* when they were never a member; *try again* when the log or the keys do not answer: it is then begun, and
    /// will be finished.
    pub async fn erase_member(self: Arc<Self>, asked: Asked<EraseMember>) -> Outcome<ErasureReceipt> {
        let Asked { cause, body: EraseMember { member }, .. } = asked;
        let command = MemberCommand::Erase { member, asked_by: cause.actor.clone() };
        self.members.execute(&cause, member.uuid(), &command).await?;
        let executed = self.finish_erasure(&cause, member).await?;
        let receipt = receipt_of(member, executed.state.erasure.as_ref())?;
        Ok(executed.answer(receipt))
    }

    /// The receipt of an erasure.
    ///
    /// # Errors
    /// *Not found* when there was none; *try again* while it is not finished.
    pub async fn get_erasure_receipt(
        self: Arc<Self>,
        asked: Asked<GetErasureReceipt>,
    ) -> Outcome<ErasureReceipt> {
        let member = asked.body.member;
        let loaded = self.members.load(asked.tenant(), member.uuid()).await?;
        let loaded = loaded.filter(|loaded| loaded.state.erasure.is_some());
        let loaded = loaded.ok_or_else(|| Problem::not_found("erasure"))?;
        let receipt = receipt_of(member, loaded.state.erasure.as_ref())?;
        Ok(loaded.answer(receipt))
    }

    /// Finishes every erasure that a crash has left unfinished, and holds the keys against the log: a key that came back with
    /// an older copy of the keys is destroyed again, an erasure that was lost with an older copy of the log is written again.
    ///
    /// # Errors
    /// The first that could not be finished.
    pub async fn finish_all_erasures(&self) -> Result<(), Problem> {
        for DataSubject { tenant, person } in self.keys.erased().await? {
            let member = MemberId::from_uuid(person);
            let cause = by_itself(&tenant, member, "begin");
            let command = MemberCommand::Erase { member, asked_by: cause.actor.clone() };
            match self.members.execute(&cause, person, &command).await {
                // The log is older than the member.
                Err(problem) if problem.kind == ProblemKind::NotFound => {}
                outcome => drop(outcome?),
            }
        }
        for (tenant, member) in self.who_was_erased.ask(&[], WhoWasErased::all).await? {
            let cause = by_itself(&tenant, member, "finish");
            self.finish_erasure(&cause, member).await?;
        }
        Ok(())
    }

    /// Steps two to four, as far as they are still to be done.
    async fn finish_erasure(&self, cause: &Cause, member: MemberId) -> Result<Executed<Members>, Problem> {
        let of = data_subject(&cause.tenant, member);
        let loaded = self.members.load(&cause.tenant, member.uuid()).await?;
        let erasure = loaded.and_then(|loaded| loaded.state.erasure.clone());
        let erasure = erasure.ok_or(MemberRefusal::NotAMember)?;
        self.free_claims(cause, member, &erasure).await?;
        if erasure.erased.is_none() || self.keys.has_key(&of).await? {
            self.keys.erase(&of).await?;
        }
        let places = every_place(self.key_copies_gone_at());
        let command = MemberCommand::MarkErased { member, places };
        self.members.execute(&cause.step("erased"), member.uuid(), &command).await
    }

    async fn free_claims(&self, cause: &Cause, member: MemberId, erasure: &Erasure) -> Result<(), Problem> {
        let personal = self.unsealed(&cause.tenant, member, erasure.personal.as_ref()).await?;
        let Some(personal) = personal else { return Ok(()) };
        for unique in personal.uniques() {
            if let Some(turn) = personal.turn_of(member, &unique) {
                self.uniqueness.release(cause, &unique, turn).await?;
            }
        }
        Ok(())
    }

    /// When the last copy of the keys of before now is destroyed; `None` when that is beyond all calendars.
    fn key_copies_gone_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(i64::from(self.key_copies_kept_days) * 24);
        self.clock.now().checked_add(kept).ok()
    }
}

/// Finishes erasures once the service works, and says so; tries until it succeeds.
pub(crate) async fn finish_until_done(desk: Arc<Desk>, part: Part, shutdown: Shutdown) {
    while let Err(cause) = desk.finish_all_erasures().await {
        tracing::warn!(%cause, "an erasure cannot be finished; trying again");
        part.not_ready(cause.to_string());
        tokio::select! {
            () = tokio::time::sleep(RETRY_AFTER) => {}
            () = shutdown.requested() => return,
        }
    }
    part.ready();
}

fn receipt_of(member: MemberId, erasure: Option<&Erasure>) -> Result<ErasureReceipt, Problem> {
    let unfinished = || Problem::try_again("the erasure is being finished");
    erasure.and_then(|erasure| erasure.receipt(member)).ok_or_else(unfinished)
}

/// A command of Membership's own. It may come again at the next start and has its outcome by then, or never had one.
fn by_itself(tenant: &TenantId, member: MemberId, step: &str) -> Cause {
    let command = CommandId::named(PART, &format!("{tenant}/{member}/{step}"));
    Cause {
        tenant: tenant.clone(),
        actor: Actor::Platform(PART.to_owned()),
        command,
        fingerprint: step.to_owned(),
        repeatable: true,
        expected_revision: None,
        correlation: command.to_string(),
        causation: None,
        traceparent: None,
    }
}
