//! Taking money and giving it back, by whoever does it for the city: a port, and the process that carries what is due to it.
//!
//! A reservation stands in the log before anybody is asked for money: what fails here is tried again, each entry by itself, and
//! neither undoes nor holds up the reservation. Owns no state: what is due and what is settled stands in the space.

use std::sync::Arc;

use async_trait::async_trait;
use nanum_contracts::{
    Problem, TenantId, WireError,
    booking::{ChargeKind, ChargeState, Owed},
};
use nanum_runtime::{
    Aggregates, Cause, Recorded,
    process::{Concern, Happening, Plan, Process, Verdict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    aggregate::{Spaces, space_event},
    domain::{SettledBy, SpaceCommand},
};

/// Whoever takes money for the city and gives it back.
#[async_trait]
pub trait HandlesMoney: Send + Sync + 'static {
    /// Takes what is owed, or begins to. It may be asked again for the same entry, and must not take it twice: the entry's id says
    /// which it is.
    ///
    /// # Errors
    /// When it cannot be done now; it is tried again.
    async fn take(&self, tenant: &TenantId, owed: &Owed) -> Result<Handled, Problem>;

    /// Gives back what is owed to a member; as in [`HandlesMoney::take`].
    ///
    /// # Errors
    /// When it cannot be done now; it is tried again.
    async fn give_back(&self, tenant: &TenantId, owed: &Owed) -> Result<Handled, Problem>;
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handled {
    /// A clerk takes or gives the money, and says so.
    AtTheDesk,
    /// It is done; whoever did it names it so.
    Done { reference: String },
}

/// Clerks take the money and give it back.
#[derive(Debug, Clone, Copy)]
pub struct AtTheDesk;

#[async_trait]
impl HandlesMoney for AtTheDesk {
    async fn take(&self, _: &TenantId, _: &Owed) -> Result<Handled, Problem> {
        Ok(Handled::AtTheDesk)
    }

    async fn give_back(&self, _: &TenantId, _: &Owed) -> Result<Handled, Problem> {
        Ok(Handled::AtTheDesk)
    }
}

/// One instance for each entry, so that none waits for another.
pub(crate) struct MoneyMoves {
    pub(crate) spaces: Aggregates<Spaces>,
    pub(crate) money: Arc<dyn HandlesMoney>,
}

/// An entry that became due; also the step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Due {
    space: Uuid,
    kind: ChargeKind,
    owed: Owed,
}

#[async_trait]
impl Process for MoneyMoves {
    const NAME: &'static str = "money_moves";
    const VERSION: u32 = 1;
    type Event = Due;
    type State = Due;
    type Step = Due;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Due>>, WireError> {
        let (Some(space), Some(event)) = (recorded.stream.id(), space_event(recorded)?) else {
            return Ok(None);
        };
        Ok(match event.of_money() {
            Some((owed, kind, ChargeState::Due)) => {
                let due = Due { space, kind, owed: owed.clone() };
                Some(Concern::Starts(owed.charge.to_string(), due))
            }
            Some((_, _, ChargeState::Settled | ChargeState::Withdrawn)) | None => None,
        })
    }

    fn on(&self, _: Option<Due>, happening: Happening<Due>) -> Plan<Due, Due> {
        match happening {
            Happening::Event { event, .. } => Plan::stop().then("move", event),
            Happening::Deadline { .. } => Plan::stop(),
        }
    }

    async fn carry_out(&self, cause: &Cause, due: Due) -> Verdict {
        match self.handle(cause, &due).await {
            Ok(()) => Verdict::Done,
            Err(problem) => Verdict::Retry(problem),
        }
    }
}

impl MoneyMoves {
    async fn handle(&self, cause: &Cause, Due { space, kind, owed }: &Due) -> Result<(), Problem> {
        let loaded = self.spaces.load(&cause.tenant, *space).await?;
        let account = loaded.map(|loaded| loaded.state.account(owed.reservation)).unwrap_or_default();
        if account.entry(owed.charge).is_none_or(|entry| entry.state != ChargeState::Due) {
            return Ok(());
        }
        let handled = match kind {
            ChargeKind::Charge => self.money.take(&cause.tenant, owed).await?,
            ChargeKind::Refund => self.money.give_back(&cause.tenant, owed).await?,
        };
        let Handled::Done { reference } = handled else { return Ok(()) };
        let settle = SpaceCommand::SettleCharge {
            reservation: owed.reservation,
            charge: owed.charge,
            reference: Some(reference),
            by: SettledBy::Provider,
        };
        self.spaces.execute(cause, *space, &settle).await.map(drop)
    }
}
