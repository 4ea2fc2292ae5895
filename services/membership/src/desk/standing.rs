//! Proofs, points, suspensions, and how the tenant keeps order.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem, TenantId,
    ids::{Id, MemberId, ReservationId},
    membership::{
        AppealPoints, GetKnown, GetProofs, GetSeed, GetStanding, GetStandingPolicy, GivePoints, Known,
        NoteProofs, PointsFor, PointsGiven, Proofs, Seed, SetStandingPolicy, Standing, StandingPolicy,
        WaivePoints,
    },
    problem::ProblemKind,
    request::Outcome,
};
use nanum_runtime::{Asked, Cause, aggregate::Loaded};

use super::{Desk, data_subject};
use crate::{
    aggregates::{Orders, Standings},
    domain::standing::{self, SeenProofs, StandingCommand},
};

impl Desk {
    /// Sets how the tenant keeps order.
    ///
    /// # Errors
    /// A number that is out of its range.
    pub async fn set_standing_policy(
        self: Arc<Self>,
        asked: Asked<SetStandingPolicy>,
    ) -> Outcome<StandingPolicy> {
        let policy = asked.body.policy;
        let executed = self.orders.execute(&asked.cause, Orders::id(), &policy).await?;
        Ok(executed.answer(policy))
    }

    /// How the tenant keeps order.
    ///
    /// # Errors
    /// *Not found* while it has not said so.
    pub async fn get_standing_policy(
        self: Arc<Self>,
        asked: Asked<GetStandingPolicy>,
    ) -> Outcome<StandingPolicy> {
        self.policy(asked.tenant())
            .await?
            .map(Answer::of)
            .ok_or_else(|| Problem::not_found("standing policy"))
    }

    /// Writes down what a clerk has seen of a member.
    ///
    /// # Errors
    /// *Not found*; words that are none.
    pub async fn note_proofs(self: Arc<Self>, asked: Asked<NoteProofs>) -> Outcome<Proofs> {
        let Asked { cause, body: NoteProofs { member, proofs }, .. } = asked;
        self.must_be_a_member(&cause.tenant, member).await?;
        let proofs = SeenProofs::of(proofs)?;
        let sealed = self.keys.seal(&data_subject(&cause.tenant, member), &proofs).await?;
        let command = StandingCommand::NoteProofs { member, proofs: sealed };
        let executed = self.standings.execute(&cause, member.uuid(), &command).await?;
        Ok(executed.answer(proofs.into()))
    }

    /// What clerks have seen of a member.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_proofs(self: Arc<Self>, asked: Asked<GetProofs>) -> Outcome<Proofs> {
        let member = asked.body.member;
        self.must_be_a_member(asked.tenant(), member).await?;
        let loaded = self.standings.load(asked.tenant(), member.uuid()).await?;
        self.proofs(asked.tenant(), member, loaded.as_ref()).await.map(Answer::of)
    }

    /// Whether a member may reserve, and why not.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_standing(self: Arc<Self>, asked: Asked<GetStanding>) -> Outcome<Standing> {
        let member = asked.body.member;
        self.must_be_a_member(asked.tenant(), member).await?;
        let loaded = self.standings.load(asked.tenant(), member.uuid()).await?;
        let state = loaded.map(|loaded| (*loaded.state).clone()).unwrap_or_default();
        self.shown(asked.tenant(), member, &state).await.map(Answer::of)
    }

    /// Gives a member penalty points.
    ///
    /// # Errors
    /// *Not found*; that the tenant has no policy; a number that is out of its range.
    pub async fn give_points(self: Arc<Self>, asked: Asked<GivePoints>) -> Outcome<Standing> {
        let Asked { cause, body, .. } = asked;
        let GivePoints { member, points, given_for, reservation } = body;
        self.must_be_a_member(&cause.tenant, member).await?;
        let zone = self.admitted(&cause.tenant).await?.zone;
        let policy = self.policy(&cause.tenant).await?.ok_or_else(|| {
            Problem::state_forbids("the tenant has no policy of standing; an administrator sets it first")
        })?;
        let id = cause.new_id("points");
        let command =
            StandingCommand::GivePoints { member, id, points, given_for, reservation, policy, zone };
        self.carry_out(&cause, member, command).await
    }

    /// A member asks that points be waived.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn appeal_points(self: Arc<Self>, asked: Asked<AppealPoints>) -> Outcome<Standing> {
        let Asked { cause, body: AppealPoints { member, points }, .. } = asked;
        self.must_be_a_member(&cause.tenant, member).await?;
        self.carry_out(&cause, member, StandingCommand::Appeal { member, id: points }).await
    }

    /// A clerk waives points, or decides against an appeal.
    ///
    /// # Errors
    /// *Not found*; what the state forbids.
    pub async fn waive_points(self: Arc<Self>, asked: Asked<WaivePoints>) -> Outcome<Standing> {
        let Asked { cause, body: WaivePoints { member, points, granted }, .. } = asked;
        self.must_be_a_member(&cause.tenant, member).await?;
        self.carry_out(&cause, member, StandingCommand::Waive { member, id: points, granted }).await
    }

    /// What another service may know of a member, and of a group that they act for, to decide.
    ///
    /// # Errors
    /// *Not found* for who is no member, or none any more, and for a group that is none; *try again* when the log or the keys do
    /// not answer.
    pub async fn get_known(self: Arc<Self>, asked: Asked<GetKnown>) -> Outcome<Known> {
        let GetKnown { member, group } = asked.body;
        let tenant = asked.tenant();
        self.must_be_a_member(tenant, member).await?;
        let loaded = self.standings.load(tenant, member.uuid()).await?;
        let proofs = self.proofs(tenant, member, loaded.as_ref()).await?;
        let now = self.clock.now();
        let suspended = loaded.as_ref().and_then(|loaded| loaded.state.suspended_at(now));
        let group = match group {
            Some(group) => {
                let found = self.group(tenant, group).await?.ok_or_else(|| Problem::not_found("group"))?;
                Some(found.kind)
            }
            None => None,
        };
        Ok(Answer::of(Known { proofs, suspended, group }))
    }

    /// The seed of something of the tenant, keyed by the secret that lies with the keys of persons.
    ///
    /// # Errors
    /// None; it is a question like all others.
    pub async fn get_seed(self: Arc<Self>, asked: Asked<GetSeed>) -> Outcome<Seed> {
        let GetSeed { purpose, of } = &asked.body;
        let seed = self.keys.secret().text_of("seed", &[asked.tenant().as_str(), purpose, of]);
        Ok(Answer::of(Seed { seed }))
    }
}

impl Desk {
    /// Gives points because of an event; whoever is no member any more gets none.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub(crate) async fn give_points_for(
        &self,
        cause: &Cause,
        member: MemberId,
        (points, given_for): (u32, PointsFor),
        reservation: ReservationId,
        policy: StandingPolicy,
    ) -> Result<(), Problem> {
        match self.must_be_a_member(&cause.tenant, member).await {
            Err(problem) if problem.kind == ProblemKind::NotFound => return Ok(()),
            outcome => outcome?,
        }
        let zone = self.admitted(&cause.tenant).await?.zone;
        let (id, reservation) = (cause.new_id("points"), Some(reservation));
        let command =
            StandingCommand::GivePoints { member, id, points, given_for, reservation, policy, zone };
        self.standings.execute(cause, member.uuid(), &command).await.map(drop)
    }

    async fn carry_out(
        &self,
        cause: &Cause,
        member: MemberId,
        command: StandingCommand,
    ) -> Outcome<Standing> {
        let executed = self.standings.execute(cause, member.uuid(), &command).await?;
        let shown = self.shown(&cause.tenant, member, &executed.state).await?;
        Ok(executed.answer(shown))
    }

    pub(crate) async fn policy(&self, tenant: &TenantId) -> Result<Option<StandingPolicy>, Problem> {
        Ok(self.orders.load(tenant, Orders::id()).await?.and_then(|loaded| *loaded.state))
    }

    async fn proofs(
        &self,
        tenant: &TenantId,
        member: MemberId,
        loaded: Option<&Loaded<Standings>>,
    ) -> Result<Proofs, Problem> {
        let Some(sealed) = loaded.and_then(|loaded| loaded.state.proofs.as_ref()) else {
            return Ok(Proofs::default());
        };
        let unsealed: Option<SeenProofs> = self.keys.unseal(&data_subject(tenant, member), sealed).await?;
        Ok(unsealed.unwrap_or_default().into())
    }

    async fn shown(
        &self,
        tenant: &TenantId,
        member: MemberId,
        standing: &standing::Standing,
    ) -> Result<Standing, Problem> {
        let now = self.clock.now();
        let given = standing.given.iter().filter(|(_, it)| it.lapses_at > now);
        let given = given.map(|(id, it)| {
            let standing::Points { points, given_for, reservation, given_at, lapses_at, appealed, waived } =
                *it;
            PointsGiven { id: *id, points, given_for, reservation, given_at, lapses_at, appealed, waived }
        });
        Ok(Standing {
            member,
            points: standing.points_at(now),
            threshold: self.policy(tenant).await?.map(|policy| policy.threshold),
            suspended_until: standing.suspended_at(now).map(|suspension| suspension.until),
            given: given.collect(),
        })
    }
}
