//! Claim, settle, release: what must hold across two streams, such as a member's quota and a room's calendar.
//!
//! A unit of an allowance is claimed, the act is done on the other stream, and the claim is settled; or released when the act
//! was refused or undone. Nothing is released before the other stream has promised that the act will not come. Whoever claims may end between any two steps. What was left open is found again by a process: it
//! *fences* the other stream, which either has the act already, or promises never to do it; then it settles or releases.
//! The clock says when to look, and never what is true.
//!
//! Owns the allowances, in the service's own log, and the process. Never knows what is claimed for.

use std::{collections::BTreeMap, marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{Problem, TenantId, WireError, WireEvent, time::TimeSpan, wire_events};
use nanum_store::Recorded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Aggregates, Cause, Decider, Service, StartError,
    process::{Concern, Happening, Plan, Process, Verdict},
};

/// How long a claim may stay open before somebody looks after it: longer than any caller waits for an answer.
const LOOKED_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// How long a claim for a span is kept in mind after it: longer than anybody may still ask for it.
const KEPT_AFTER_END: SignedDuration = SignedDuration::from_hours(48);

/// Some of an allowance is claimed for an act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Claimed {
    /// The act's own id; or, where an act is claimed for more than once, an id of its own.
    pub claim: Uuid,
    /// The act that it is for, when that is not the claim's id: claims on several allowances are settled together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Uuid>,
    /// Whose allowance it is, of which rule, for which time.
    pub holder: String,
    pub rule: String,
    pub window: String,
    pub amount: u32,
    /// What the rule allowed then.
    pub limit: u32,
    /// The aggregate on which the act is to be done.
    pub target: Uuid,
    /// After this instant the act is refused anyway.
    #[schema(value_type = String, format = DateTime)]
    pub possible_until: Timestamp,
    /// While the claim weighs on the allowance; always when absent. At no moment more than the limit is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<TimeSpan>,
    /// The claim on the same allowance that this one comes in place of, once the act is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Uuid>,
}

impl Claimed {
    fn allowance(&self) -> Uuid {
        allowance_id(&self.holder, &self.rule, &self.window)
    }

    fn act(&self) -> Uuid {
        self.act.unwrap_or(self.claim)
    }
}

/// The act was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Settled {
    pub claim: Uuid,
    /// As in [`Claimed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Uuid>,
}

/// The act was not done, or is undone: what was claimed is there for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClaimReleased {
    pub claim: Uuid,
    /// As in [`Claimed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Uuid>,
}

wire_events! {
    /// What happens to an allowance.
    pub enum AllowanceEvent {
        "allowance.claimed.v1" => Claimed,
        "allowance.settled.v1" => Settled,
        "allowance.released.v1" => ClaimReleased,
    }
}

/// What can be asked of an allowance.
#[derive(Debug, Clone)]
pub enum AllowanceCommand {
    Claim(Claimed),
    Settle { claim: Uuid },
    Release { claim: Uuid },
}

/// Why nothing more is claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimRefused {
    /// `actual` is what it would come to.
    OverTheLimit { rule: String, window: String, limit: u32, actual: u32 },
    /// This very claim was released: its act will not be done any more.
    GivenUp,
}

impl From<ClaimRefused> for Problem {
    fn from(refused: ClaimRefused) -> Self {
        match refused {
            ClaimRefused::OverTheLimit { rule, window, limit, actual } => {
                let detail = format!("at most {limit} are allowed in {window}; this would be {actual}");
                Self::rule(&rule, detail, limit, actual)
            }
            ClaimRefused::GivenUp => Self::state_forbids(
                "this was not carried through and has been given up; do it anew, with a new key",
            ),
        }
    }
}

/// Where a claim stands. A released one is kept in mind: it does not come to life again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Open(u32),
    Settled(u32),
    Released,
}

/// One claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    standing: Standing,
    act: Option<Uuid>,
    during: Option<TimeSpan>,
    instead_of: Option<Uuid>,
}

impl Held {
    fn amount(&self) -> u32 {
        match self.standing {
            Standing::Open(amount) | Standing::Settled(amount) => amount,
            Standing::Released => 0,
        }
    }

    fn weighs_at(&self, moment: Timestamp) -> bool {
        self.during.is_none_or(|span| span.starts_at() <= moment && moment < span.ends_at())
    }
}

/// The claims on one allowance: of one holder, rule and window, and so never more than a few. What is claimed for a span is
/// forgotten when that has long passed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims(BTreeMap<Uuid, Held>);

impl Claims {
    /// What is claimed, whether settled or not.
    pub fn claimed(&self) -> u32 {
        self.sum(self.0.iter())
    }

    /// What some claims weigh together. Of those that come in place of each other only one will be done: they weigh as much as
    /// the most of them.
    fn sum<'a>(&self, held: impl Iterator<Item = (&'a Uuid, &'a Held)>) -> u32 {
        let mut most = BTreeMap::<Uuid, u32>::new();
        for (claim, held) in held {
            let weighs = most.entry(self.first_of(*claim)).or_default();
            *weighs = held.amount().max(*weighs);
        }
        most.into_values().fold(0, u32::saturating_add)
    }

    /// The first of the claims that come in place of each other.
    fn first_of(&self, claim: Uuid) -> Uuid {
        let before = |claim: &Uuid| self.0.get(claim).and_then(|held| held.instead_of);
        // No claim comes in place of a later one, so there are no more steps than claims.
        std::iter::successors(Some(claim), before).take(self.0.len() + 1).last().unwrap_or(claim)
    }

    /// What is claimed beside a new claim at the moment at which it is most.
    fn beside(&self, wanted: &Claimed) -> u32 {
        let replaced = wanted.instead_of.map(|claim| self.first_of(claim));
        let others = || self.0.iter().filter(|(claim, _)| Some(self.first_of(**claim)) != replaced);
        let Some(span) = wanted.during else { return self.sum(others()) };
        let within = |moment: &Timestamp| span.starts_at() <= *moment && *moment < span.ends_at();
        let begins = others().filter_map(|(_, held)| held.during.map(TimeSpan::starts_at)).filter(within);
        let moments = begins.chain([span.starts_at()]);
        moments.map(|moment| self.sum(others().filter(|(_, held)| held.weighs_at(moment)))).max().unwrap_or(0)
    }

    fn forget_what_is_over(&mut self, now: Timestamp) {
        let Ok(before) = now.checked_sub(KEPT_AFTER_END) else { return };
        self.0.retain(|_, held| held.during.is_none_or(|span| span.ends_at() > before));
    }

    /// The same with one more.
    fn with(mut self, wanted: &Claimed) -> Result<Self, ClaimRefused> {
        if self.0.get(&wanted.claim).is_some_and(|held| held.standing != Standing::Released) {
            return Ok(self);
        }
        not_over_the_limit(&self, wanted)?;
        let Claimed { amount, act, during, instead_of, .. } = *wanted;
        self.0.insert(wanted.claim, Held { standing: Standing::Open(amount), act, during, instead_of });
        Ok(self)
    }

    /// How many claims are neither settled nor released.
    pub fn open(&self) -> usize {
        self.0.values().filter(|held| matches!(held.standing, Standing::Open(_))).count()
    }
}

/// The allowances that acts of kind `T` are claimed from.
#[derive(Debug)]
pub struct Allowance<T>(PhantomData<fn() -> T>);

impl<T: Target> Decider for Allowance<T> {
    const SERVICE: &'static str = T::SERVICE;
    const AGGREGATE: &'static str = "allowance";
    type State = Claims;
    type Command = AllowanceCommand;
    type Event = AllowanceEvent;
    type Refusal = ClaimRefused;

    fn decide(
        claims: &Claims,
        command: &AllowanceCommand,
        _: Timestamp,
    ) -> Result<Vec<AllowanceEvent>, ClaimRefused> {
        match command {
            AllowanceCommand::Claim(wanted) => match claims.0.get(&wanted.claim).map(|held| held.standing) {
                Some(Standing::Open(_) | Standing::Settled(_)) => Ok(Vec::new()),
                Some(Standing::Released) => Err(ClaimRefused::GivenUp),
                None => {
                    not_over_the_limit(claims, wanted)?;
                    Ok(vec![wanted.clone().into()])
                }
            },
            AllowanceCommand::Settle { claim } => Ok(match claims.0.get(claim) {
                Some(Held { standing: Standing::Open(_), act, .. }) => {
                    vec![Settled { claim: *claim, act: *act }.into()]
                }
                Some(_) | None => Vec::new(),
            }),
            AllowanceCommand::Release { claim } => Ok(match claims.0.get(claim) {
                Some(Held { standing: Standing::Open(_) | Standing::Settled(_), act, .. }) => {
                    vec![ClaimReleased { claim: *claim, act: *act }.into()]
                }
                Some(_) | None => Vec::new(),
            }),
        }
    }

    fn evolve(mut claims: Claims, event: &AllowanceEvent, recorded_at: Timestamp) -> Claims {
        match event {
            AllowanceEvent::Claimed(event) => {
                let Claimed { amount, act, during, instead_of, .. } = *event;
                claims.forget_what_is_over(recorded_at);
                claims
                    .0
                    .insert(event.claim, Held { standing: Standing::Open(amount), act, during, instead_of });
            }
            AllowanceEvent::Settled(event) => {
                if let Some(held) = claims.0.get_mut(&event.claim)
                    && let Standing::Open(amount) = held.standing
                {
                    held.standing = Standing::Settled(amount);
                }
            }
            AllowanceEvent::ClaimReleased(event) => {
                if let Some(held) = claims.0.get_mut(&event.claim) {
                    held.standing = Standing::Released;
                }
            }
        }
        claims
    }
}

/// What is claimed from an allowance stays within its limit.
fn not_over_the_limit(claims: &Claims, wanted: &Claimed) -> Result<(), ClaimRefused> {
    let actual = claims.beside(wanted).saturating_add(wanted.amount);
    if actual <= wanted.limit {
        return Ok(());
    }
    let (rule, window) = (wanted.rule.clone(), wanted.window.clone());
    Err(ClaimRefused::OverTheLimit { rule, window, limit: wanted.limit, actual })
}

/// The allowance of a holder, a rule and a window.
pub fn allowance_id(holder: &str, rule: &str, window: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("allowance\n{holder}\n{rule}\n{window}").as_bytes())
}

/// What has become of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    Done,
    /// Not done, and it never will be; or done and undone.
    Undone,
}

/// A claim on an allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimOn {
    /// As [`allowance_id`] names it.
    pub allowance: Uuid,
    pub claim: Uuid,
}

/// What an event says about an act that is claimed for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub act: Uuid,
    /// Claims whose act was done.
    pub done: Vec<ClaimOn>,
    /// Claims whose act was undone.
    pub undone: Vec<ClaimOn>,
}

impl Act {
    /// An act that has one claim, of its own id.
    pub fn of_one(allowance: Uuid, claim: Uuid, became: Became) -> Self {
        let claims = vec![ClaimOn { allowance, claim }];
        match became {
            Became::Done => Self { act: claim, done: claims, undone: Vec::new() },
            Became::Undone => Self { act: claim, done: Vec::new(), undone: claims },
        }
    }
}

/// The other stream: where acts are done that are claimed for.
#[async_trait]
pub trait Target: Send + Sync + 'static {
    /// The service whose log holds both streams.
    const SERVICE: &'static str;

    /// What an event of the log says about a claimed act.
    ///
    /// # Errors
    /// When the event cannot be read.
    fn act(&self, recorded: &Recorded) -> Result<Option<Act>, WireError>;

    /// Makes sure that the act is done, or never will be, and says which. What it appends when the act is not there must make
    /// the target refuse the act from then on.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    async fn fence(&self, cause: &Cause, claimed: &Claimed) -> Result<Became, Problem>;
}

/// Claims for acts of kind `T`.
pub struct Settlement<T: Target>(Arc<Claiming<T>>);

/// Both streams.
struct Claiming<T: Target> {
    target: T,
    allowances: Aggregates<Allowance<T>>,
}

impl<T: Target> std::fmt::Debug for Settlement<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Settlement({})", T::SERVICE)
    }
}

impl<T: Target> Settlement<T> {
    /// Opens the allowances and looks after open claims from now on.
    ///
    /// # Errors
    /// When the file of the process cannot be opened.
    pub async fn open(service: &Service, target: T) -> Result<Self, StartError> {
        let claiming = Arc::new(Claiming { target, allowances: service.aggregates() });
        service.process(LooksAfterClaims(claiming.clone())).await?;
        Ok(Self(claiming))
    }

    /// Claims before the act. A repeated command is told what it was told first, even when the claim was given up since: the
    /// act is then refused, because whatever is given up was fenced before.
    ///
    /// # Errors
    /// The rule, with its limit and what it would come to; *state forbids* when this claim was given up.
    pub async fn claim(&self, cause: &Cause, wanted: &Claimed) -> Result<(), Problem> {
        let command = AllowanceCommand::Claim(wanted.clone());
        self.0.allowances.execute(&cause.step("claim"), wanted.allowance(), &command).await.map(drop)
    }

    /// Claims all, or none: what was claimed is given up when one of them is refused.
    ///
    /// # Errors
    /// The first rule that says no.
    pub async fn claim_all(&self, cause: &Cause, wanted: &[Claimed]) -> Result<(), Problem> {
        for (number, claim) in wanted.iter().enumerate() {
            if let Err(problem) = self.claim(&cause.step(&format!("claim-{number}")), claim).await {
                // Nobody knows whether this one was claimed, so it is given up too.
                self.give_up_all(cause, &wanted[..=number]).await;
                return Err(problem);
            }
        }
        Ok(())
    }

    /// What would become of claims that were made one after the other, those for each act together; nothing is claimed.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub async fn foresee(
        &self,
        tenant: &TenantId,
        wanted: &[Vec<Claimed>],
    ) -> Result<Vec<Result<(), Problem>>, Problem> {
        let mut known: BTreeMap<Uuid, Claims> = BTreeMap::new();
        for claim in wanted.iter().flatten() {
            let allowance = claim.allowance();
            if let std::collections::btree_map::Entry::Vacant(entry) = known.entry(allowance) {
                entry.insert(self.claims(tenant, allowance).await?);
            }
        }
        let mut became = Vec::with_capacity(wanted.len());
        for together in wanted {
            let mut after = known.clone();
            let claimed = together.iter().try_for_each(|claim| {
                let claims = after.entry(claim.allowance()).or_default();
                *claims = claims.clone().with(claim)?;
                Ok::<_, ClaimRefused>(())
            });
            if claimed.is_ok() {
                known = after;
            }
            became.push(claimed.map_err(Problem::from));
        }
        Ok(became)
    }

    /// Whether all could be claimed now. Nothing is: by the time it is, others may have claimed before.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub async fn have_room_for(&self, tenant: &TenantId, wanted: &[Claimed]) -> Result<bool, Problem> {
        for wanted in wanted {
            let claims = self.claims(tenant, wanted.allowance()).await?;
            if not_over_the_limit(&claims, wanted).is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Gives claims back at once, as [`give_up`](Self::give_up) does.
    pub async fn give_up_all(&self, cause: &Cause, claimed: &[Claimed]) {
        for (number, claim) in claimed.iter().enumerate() {
            self.give_up(&cause.step(&format!("give-up-{number}")), claim).await;
        }
    }

    /// Gives a claim back at once when the act was refused, after making sure that it never succeeds. Should this fail, the
    /// process does it later.
    pub async fn give_up(&self, cause: &Cause, claimed: &Claimed) {
        if let Err(problem) = self.0.find_out(&cause.step("give-up"), claimed).await {
            tracing::warn!(claim = %claimed.claim, %problem, "a claim is given up later");
        }
    }

    /// The claims on an allowance.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub async fn claims(&self, tenant: &TenantId, allowance: Uuid) -> Result<Claims, Problem> {
        let loaded = self.0.allowances.load(tenant, allowance).await?;
        Ok(loaded.map(|loaded| (*loaded.state).clone()).unwrap_or_default())
    }
}

impl<T: Target> Claiming<T> {
    /// What has become of the act decides what becomes of the claim.
    async fn find_out(&self, cause: &Cause, claimed: &Claimed) -> Result<(), Problem> {
        match self.target.fence(&cause.step("fence"), claimed).await? {
            Became::Done => self.settle(&cause.step("settle"), claimed.allowance(), claimed.claim).await,
            Became::Undone => self.release(&cause.step("release"), claimed.allowance(), claimed.claim).await,
        }
    }

    async fn find_out_all(&self, cause: &Cause, open: &[Claimed]) -> Result<(), Problem> {
        for (number, claimed) in open.iter().enumerate() {
            self.find_out(&cause.step(&format!("find-out-{number}")), claimed).await?;
        }
        Ok(())
    }

    /// What an event said of the act is noted with its claims.
    async fn close(&self, cause: &Cause, act: &Act) -> Result<(), Problem> {
        for (number, on) in act.done.iter().enumerate() {
            self.settle(&cause.step(&format!("settle-{number}")), on.allowance, on.claim).await?;
        }
        for (number, on) in act.undone.iter().enumerate() {
            self.release(&cause.step(&format!("release-{number}")), on.allowance, on.claim).await?;
        }
        Ok(())
    }

    async fn settle(&self, cause: &Cause, allowance: Uuid, claim: Uuid) -> Result<(), Problem> {
        self.allowances.execute(cause, allowance, &AllowanceCommand::Settle { claim }).await.map(drop)
    }

    async fn release(&self, cause: &Cause, allowance: Uuid, claim: Uuid) -> Result<(), Problem> {
        #[cfg(feature = "planted-bugs")]
        if crate::planted::is_planted(crate::planted::PlantedBug::ForgetRelease) {
            return Ok(());
        }
        self.allowances.execute(cause, allowance, &AllowanceCommand::Release { claim }).await.map(drop)
    }
}

/// One instance for each act with open claims.
struct LooksAfterClaims<T: Target>(Arc<Claiming<T>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Claimed(Claimed),
    Act(Act),
    /// Settled or released.
    Closed(ClaimOn),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    Close(Act),
    /// Nobody knows whether the act was done.
    FindOut(Vec<Claimed>),
}

#[async_trait]
impl<T: Target> Process for LooksAfterClaims<T> {
    const NAME: &'static str = "claims";
    const VERSION: u32 = 2;
    type Event = Heard;
    /// The open claims.
    type State = Vec<Claimed>;
    type Step = Step;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<Heard>>, WireError> {
        if recorded.stream.is_of(T::SERVICE, Allowance::<T>::AGGREGATE) {
            let closed = |act: Option<Uuid>, claim: Uuid| {
                let on = ClaimOn { allowance: recorded.stream.id()?, claim };
                Some(Concern::Continues(act.unwrap_or(claim).to_string(), Heard::Closed(on)))
            };
            return Ok(match AllowanceEvent::decode(&recorded.name, &recorded.data)? {
                AllowanceEvent::Claimed(event) => {
                    Some(Concern::Starts(event.act().to_string(), Heard::Claimed(event)))
                }
                AllowanceEvent::Settled(event) => closed(event.act, event.claim),
                AllowanceEvent::ClaimReleased(event) => closed(event.act, event.claim),
            });
        }
        // What is undone may have been settled long ago: then there is no instance any more.
        let act = self.0.target.act(recorded)?;
        Ok(act.map(|act| Concern::Starts(act.act.to_string(), Heard::Act(act))))
    }

    fn on(&self, open: Option<Vec<Claimed>>, happening: Happening<Heard>) -> Plan<Vec<Claimed>, Step> {
        let mut open = open.unwrap_or_default();
        match happening {
            Happening::Event { event: Heard::Claimed(claimed), recorded_at } => {
                let look = recorded_at.checked_add(LOOKED_AFTER).unwrap_or(Timestamp::MAX);
                open.push(claimed);
                Plan::go_on(open).wake_at("look", look)
            }
            Happening::Event { event: Heard::Act(act), .. } => {
                let left = without(open, act.done.iter().chain(&act.undone));
                unless_nothing_is_open(left).then("close", Step::Close(act))
            }
            Happening::Event { event: Heard::Closed(on), .. } => unless_nothing_is_open(without(open, [&on])),
            Happening::Deadline { .. } if open.is_empty() => Plan::stop(),
            Happening::Deadline { .. } => Plan::stop().then("find-out", Step::FindOut(open)),
        }
    }

    async fn carry_out(&self, cause: &Cause, step: Step) -> Verdict {
        match step {
            Step::Close(act) => self.0.close(cause, &act).await.into(),
            Step::FindOut(open) => self.0.find_out_all(cause, &open).await.into(),
        }
    }
}

fn unless_nothing_is_open(open: Vec<Claimed>) -> Plan<Vec<Claimed>, Step> {
    if open.is_empty() { Plan::stop() } else { Plan::go_on(open) }
}

fn without<'a>(mut open: Vec<Claimed>, closed: impl IntoIterator<Item = &'a ClaimOn>) -> Vec<Claimed> {
    for on in closed {
        open.retain(|claimed| (claimed.allowance(), claimed.claim) != (on.allowance, on.claim));
    }
    open
}
