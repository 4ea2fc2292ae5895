//! What things cost, what is owed, and what a clerk does about it.

use std::sync::Arc;

use nanum_contracts::{
    Answer, LogPosition, Problem, TenantId,
    booking::{
        Charge, DecideWaiver, GetCharge, ListCharges, Quote, QuotePrice, Reservation, ReturnDeposit,
        SettleCharge,
    },
    ids::ChargeId,
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, Executed, cursor::place_of};

use super::Desk;
use crate::{
    aggregate::Spaces,
    domain::{Holder, Payer, SettledBy, SpaceCommand, SpaceEvent, price_of},
    views::who_owes_what::{self, Found, Wanted},
};

/// Longest number of a receipt, in characters.
const REFERENCE_LENGTH_MAX: usize = 100;
/// Longest purpose, in characters: a word.
const PURPOSE_LENGTH_MAX: usize = 60;

impl Desk {
    /// What a reservation would cost now.
    ///
    /// # Errors
    /// *Not found*; a purpose that is too long; *try again* when Membership does not answer.
    pub async fn quote_price(self: Arc<Self>, asked: Asked<QuotePrice>) -> Outcome<Quote> {
        let QuotePrice { resource, span, member, purpose } = asked.body;
        let (mut payer, tenant) = (payer(purpose, false)?, &asked.cause.tenant);
        let space = self.space_of(tenant, resource).await?;
        let loaded = self.spaces.load(tenant, space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("resource"))?;
        let shared = loaded.state.resource(resource).ok_or_else(|| Problem::not_found("resource"))?;
        // What only staff sees has no price for anybody: what it costs stands in its definition.
        let today = self.clock.now().to_zoned(shared.zone.time_zone()).date();
        if !shared.definition.publication.is_read_on(today) {
            return Err(Problem::not_found("resource"));
        }
        if let Some(holder) = member.map(Holder::alone)
            && let Some(known) = self.known_to(&asked.cause, shared, holder).await?
        {
            payer = payer.who_is(&known, holder);
        }
        let priced = price_of(&shared.definition.tariffs, span, &shared.zone, &payer, self.clock.now());
        Ok(loaded.answer(Quote { price: priced.map(|priced| priced.price) }))
    }

    /// A clerk decides whether a reservation costs nothing.
    ///
    /// # Errors
    /// *Not found*; what the state forbids.
    pub async fn decide_waiver(self: Arc<Self>, asked: Asked<DecideWaiver>) -> Outcome<Reservation> {
        let DecideWaiver { reservation, granted } = asked.body;
        let command = SpaceCommand::DecideWaiver { reservation, granted };
        self.decide(&asked.cause, &asked.after, reservation, command).await
    }

    /// A clerk took the money, or gave it back.
    ///
    /// # Errors
    /// *Not found*; that it is not due.
    pub async fn settle_charge(self: Arc<Self>, asked: Asked<SettleCharge>) -> Outcome<Charge> {
        let SettleCharge { charge, reference } = asked.body;
        let reference = of_length(reference, "reference", REFERENCE_LENGTH_MAX)?;
        let Found { space, charge: found } =
            self.found_charge(&asked.cause.tenant, &asked.after, charge).await?;
        let reservation = found.owed.reservation;
        let command = SpaceCommand::SettleCharge { reservation, charge, reference, by: SettledBy::Clerk };
        let done = self.spaces.execute(&asked.cause, space, &command).await?;
        self.told_charge(&asked.cause.tenant, &done).await
    }

    /// A clerk gives the deposit back, or what is left of it.
    ///
    /// # Errors
    /// *Not found*; that there is none; that too much would be kept.
    pub async fn return_deposit(self: Arc<Self>, asked: Asked<ReturnDeposit>) -> Outcome<Charge> {
        let ReturnDeposit { reservation, keep } = asked.body;
        let found = self.found(&asked.cause.tenant, &asked.after, reservation).await?;
        let command = SpaceCommand::ReturnDeposit { reservation, keep };
        let done = self.spaces.execute(&asked.cause, found.space, &command).await?;
        self.told_charge(&asked.cause.tenant, &done).await
    }

    /// One entry.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_charge(self: Arc<Self>, asked: Asked<GetCharge>) -> Outcome<Charge> {
        let found = self.found_charge(asked.tenant(), &asked.after, asked.body.charge).await?;
        Ok(Answer::of(found.charge))
    }

    /// Entries in the order in which they came to be.
    ///
    /// # Errors
    /// A cursor that is none.
    pub async fn list_charges(self: Arc<Self>, asked: Asked<ListCharges>) -> Outcome<Page<Charge>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        let wanted = Wanted {
            member: body.member,
            site: body.site,
            state: body.state,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
        };
        let found = self.owed.ask(&asked.after, move |rows| who_owes_what::charges(rows, &tenant, &wanted));
        found.await.map(Answer::of)
    }

    async fn found_charge(
        &self,
        tenant: &TenantId,
        after: &[LogPosition],
        charge: ChargeId,
    ) -> Result<Found, Problem> {
        let tenant = tenant.clone();
        let found = self.owed.ask(after, move |rows| who_owes_what::charge(rows, &tenant, charge));
        found.await?.ok_or_else(|| Problem::not_found("charge"))
    }

    /// The entry as the command left it: the view has seen what was done.
    async fn told_charge(&self, tenant: &TenantId, done: &Executed<Spaces>) -> Outcome<Charge> {
        let entry = done.events.first().and_then(SpaceEvent::of_money);
        let (owed, ..) = entry.ok_or_else(Problem::defect)?;
        let found = self.found_charge(tenant, &[], owed.charge).await?;
        Ok(done.answer(found.charge))
    }
}

/// What is known of whoever pays.
pub(super) fn payer(purpose: Option<String>, asks_free: bool) -> Result<Payer, Problem> {
    let purpose = of_length(purpose, "purpose", PURPOSE_LENGTH_MAX)?;
    Ok(Payer { purpose, asks_free, ..Payer::default() })
}

fn of_length(text: Option<String>, what: &str, most: usize) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.chars().count() > most => {
            Err(Problem::not_understood(format!("{what}: at most {most} characters")))
        }
        text => Ok(text),
    }
}
