//! Lets a company claim its last loge, which is then refused, forgotten or left again, and somebody else of the company claim it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    Actor, Problem, TenantId, WireError, WireEvent,
    ids::{CommandId, Id},
    wire_events,
};
use nanum_runtime::{
    Aggregates, Cause, Decider, Recorded, Service, Shell,
    clock::{Clock as _, ManualClock},
    settlement::{Act, Became, Claimed, Settlement, Target, allowance_id},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Broken, ensure,
    hall::SERVICE,
    place::{Place, fresh, shell_at, tenant},
};

/// Loges that a company may have: after the first guest each claims the last.
const LOGES: u32 = 2;
const COMPANY: &str = "company";
const RULE: &str = "loges-per-company";
const WINDOW: &str = "tonight";
/// Longer than an open claim is left alone.
const LATER: SignedDuration = SignedDuration::from_hours(1);
/// What is free again can be claimed within this, and what was done is settled.
const FREE_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub(super) async fn check() -> Result<(), Broken> {
    what_is_refused_is_free_again().await?;
    what_is_forgotten_is_free_again().await?;
    what_is_left_is_free_again().await
}

/// As a use case does it that is told no.
async fn what_is_refused_is_free_again() -> Result<(), Broken> {
    let place = Place::new()?;
    let company = Company::comes(&place).await?;
    let first = company.sits().await?;
    let late = Guest { loge: first.loge, ..Guest::new() };
    company.claims(late).await.map_err(|cause| Broken::cannot("claim the last loge", cause))?;
    let taken = company.takes(late).await;
    ensure(taken.is_err(), || "a loge was taken twice".to_owned())?;
    company.settlement.give_up(&company.cause(late), &company.claim(late)).await;
    company.another_sits().await
}

/// Whoever claimed ended before the act, which comes too late when it comes after all.
async fn what_is_forgotten_is_free_again() -> Result<(), Broken> {
    let place = Place::new()?;
    let company = Company::comes(&place).await?;
    company.sits().await?;
    let absent = Guest::new();
    company.claims(absent).await.map_err(|cause| Broken::cannot("claim the last loge", cause))?;
    company.clock.advance(LATER);
    company.another_sits().await?;
    let taken = company.takes(absent).await;
    ensure(taken.is_err(), || "a loge was taken on a claim that others have now".to_owned())
}

/// Nobody but the log says so.
async fn what_is_left_is_free_again() -> Result<(), Broken> {
    let place = Place::new()?;
    let company = Company::comes(&place).await?;
    company.sits().await?;
    let bored = company.sits().await?;
    company.leaves(bored).await?;
    company.another_sits().await
}

/// Somebody of the company, and the loge wanted.
#[derive(Clone, Copy)]
struct Guest {
    guest: Uuid,
    loge: Uuid,
}

impl Guest {
    /// With a loge that nobody else wants.
    fn new() -> Self {
        Self { guest: fresh(), loge: fresh() }
    }
}

/// A company, and the service that counts its loges. Stops when dropped.
struct Company {
    tenant: TenantId,
    clock: Arc<ManualClock>,
    shell: Shell,
    loges: Aggregates<Loge>,
    settlement: Settlement<Loges>,
}

impl Drop for Company {
    fn drop(&mut self) {
        self.shell.shutdown.request();
    }
}

impl Company {
    async fn comes(place: &Place) -> Result<Self, Broken> {
        let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
        let shell = shell_at(place.path(), clock.clone())?;
        let service = Service::open(&shell, SERVICE).map_err(|cause| Broken::cannot("the service", cause))?;
        let loges = service.aggregates();
        let settlement = Settlement::open(&service, Loges(loges.clone())).await;
        let settlement = settlement.map_err(|cause| Broken::cannot("the allowances", cause))?;
        Ok(Self { tenant: tenant()?, clock, shell, loges, settlement })
    }

    async fn claims(&self, guest: Guest) -> Result<(), Problem> {
        self.settlement.claim(&self.cause(guest), &self.claim(guest)).await
    }

    async fn takes(&self, guest: Guest) -> Result<(), Problem> {
        let take = LogeCommand::Take { guest: guest.guest };
        self.loges.execute(&self.cause(guest), guest.loge, &take).await.map(drop)
    }

    async fn leaves(&self, guest: Guest) -> Result<(), Broken> {
        let (cause, leave) = (self.cause(guest).step("leave"), LogeCommand::Leave { guest: guest.guest });
        let left = self.loges.execute(&cause, guest.loge, &leave).await;
        left.map(drop).map_err(|cause| Broken::cannot("leave a loge", cause))
    }

    /// Another guest has a loge.
    async fn sits(&self) -> Result<Guest, Broken> {
        let guest = Guest::new();
        self.claims(guest).await.map_err(|cause| Broken::cannot("claim a loge", cause))?;
        self.takes(guest).await.map_err(|cause| Broken::cannot("take a loge", cause))?;
        Ok(guest)
    }

    /// Another guest has the last loge as soon as it is free. Then the company has all its loges, and no claim is open.
    async fn another_sits(&self) -> Result<(), Broken> {
        let guest = Guest::new();
        in_time("what was not done is claimed for ever", async || {
            self.claims(guest).await.map_err(|refused| refused.to_string())
        })
        .await?;
        self.takes(guest).await.map_err(|cause| Broken::cannot("take the last loge", cause))?;
        let allowance = allowance_id(COMPANY, RULE, WINDOW);
        in_time("what was done is never settled", async || {
            let claims = self.settlement.claims(&self.tenant, allowance).await;
            let claims = claims.map_err(|cause| cause.to_string())?;
            let settled = claims.open() == 0 && claims.claimed() == LOGES;
            if settled { Ok(()) } else { Err(format!("{claims:?}")) }
        })
        .await
    }

    fn cause(&self, guest: Guest) -> Cause {
        Cause {
            tenant: self.tenant.clone(),
            actor: Actor::Anonymous,
            command: CommandId::from_uuid(guest.guest),
            fingerprint: guest.guest.to_string(),
            repeatable: true,
            expected_revision: None,
            correlation: "c".to_owned(),
            causation: None,
            traceparent: None,
        }
    }

    fn claim(&self, guest: Guest) -> Claimed {
        Claimed {
            claim: guest.guest,
            holder: COMPANY.to_owned(),
            rule: RULE.to_owned(),
            window: WINDOW.to_owned(),
            amount: 1,
            limit: LOGES,
            target: guest.loge,
            possible_until: self.clock.now(),
            ..Claimed::default()
        }
    }
}

/// Looks until it is so, and otherwise says what was seen last.
async fn in_time(otherwise: &str, mut look: impl AsyncFnMut() -> Result<(), String>) -> Result<(), Broken> {
    let end = tokio::time::Instant::now() + FREE_WITHIN;
    while let Err(seen) = look().await {
        ensure(tokio::time::Instant::now() < end, || format!("{otherwise}: {seen}"))?;
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Taken {
    guest: Uuid,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Left {
    guest: Uuid,
}

/// This guest will not take it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Forgone {
    guest: Uuid,
}

wire_events! {
    /// What happens to a loge.
    enum LogeEvent {
        "loge.taken.v1" => Taken,
        "loge.left.v1" => Left,
        "loge.forgone.v1" => Forgone,
    }
}

#[derive(Clone)]
enum LogeCommand {
    Take { guest: Uuid },
    Leave { guest: Uuid },
    Forgo { guest: Uuid },
}

/// Where a guest stands with a loge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Sits,
    Left,
    Forgone,
}

/// A loge, which is for one guest.
struct Loge;

/// It is taken, or was given up.
#[derive(Debug)]
struct NotForYou;

impl From<NotForYou> for Problem {
    fn from(_: NotForYou) -> Self {
        Problem::state_forbids("the loge is not for this guest")
    }
}

impl Decider for Loge {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "loge";
    type State = BTreeMap<Uuid, Standing>;
    type Command = LogeCommand;
    type Event = LogeEvent;
    type Refusal = NotForYou;

    fn decide(
        guests: &Self::State,
        command: &LogeCommand,
        _: Timestamp,
    ) -> Result<Vec<LogeEvent>, NotForYou> {
        match *command {
            LogeCommand::Take { guest } => {
                let taken = guests.values().any(|standing| *standing == Standing::Sits);
                if taken || guests.contains_key(&guest) {
                    return Err(NotForYou);
                }
                Ok(vec![Taken { guest }.into()])
            }
            LogeCommand::Leave { guest } => match guests.get(&guest) {
                Some(Standing::Sits) => Ok(vec![Left { guest }.into()]),
                Some(Standing::Left | Standing::Forgone) | None => Err(NotForYou),
            },
            LogeCommand::Forgo { guest } => match guests.get(&guest) {
                Some(_) => Ok(Vec::new()),
                None => Ok(vec![Forgone { guest }.into()]),
            },
        }
    }

    fn evolve(mut guests: Self::State, event: &LogeEvent, _: Timestamp) -> Self::State {
        match event {
            LogeEvent::Taken(event) => guests.insert(event.guest, Standing::Sits),
            LogeEvent::Left(event) => guests.insert(event.guest, Standing::Left),
            LogeEvent::Forgone(event) => guests.insert(event.guest, Standing::Forgone),
        };
        guests
    }
}

/// Where the company's claims are acted upon.
struct Loges(Aggregates<Loge>);

#[async_trait]
impl Target for Loges {
    const SERVICE: &'static str = SERVICE;

    fn act(&self, recorded: &Recorded) -> Result<Option<Act>, WireError> {
        if !recorded.stream.is_of(SERVICE, Loge::AGGREGATE) {
            return Ok(None);
        }
        let (claim, became) = match LogeEvent::decode(&recorded.name, &recorded.data)? {
            LogeEvent::Taken(event) => (event.guest, Became::Done),
            LogeEvent::Left(event) => (event.guest, Became::Undone),
            // Whoever fenced releases.
            LogeEvent::Forgone(_) => return Ok(None),
        };
        Ok(Some(Act::of_one(allowance_id(COMPANY, RULE, WINDOW), claim, became)))
    }

    async fn fence(&self, cause: &Cause, claimed: &Claimed) -> Result<Became, Problem> {
        let forgo = LogeCommand::Forgo { guest: claimed.claim };
        let loge = self.0.execute(cause, claimed.target, &forgo).await?;
        let sits = loge.state.get(&claimed.claim) == Some(&Standing::Sits);
        Ok(if sits { Became::Done } else { Became::Undone })
    }
}
