//! Charges: what reservations cost, what is owed for them, and what is given back.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use nanum_contracts::{
    Problem,
    booking::{
        Charge, ChargeState, DecideWaiver, ListCharges, Quote, QuotePrice, Reservation, ReturnDeposit,
        SettleCharge,
    },
    ids::{ChargeId, ReservationId, ResourceId, SiteId},
    request::Page,
    time::TimeSpan,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, listed, narrower, page};
use crate::{Answered, Caller, Gateway, Json, OptionalJson, PathId, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(quote))
        .routes(routes!(list))
        .routes(routes!(settle))
        .routes(routes!(decide_waiver))
        .routes(routes!(return_deposit))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct QuoteQuestion {
    /// When it would begin.
    #[param(value_type = String, format = DateTime, example = "2026-12-01T01:00:00Z")]
    starts_at: Timestamp,
    /// When it would end.
    #[param(value_type = String, format = DateTime, example = "2026-12-01T03:00:00Z")]
    ends_at: Timestamp,
    /// What it is for, where the tariff asks for it.
    #[param(max_length = 60)]
    purpose: Option<String>,
}

/// Ask what a reservation would cost
///
/// By the tariff in force on its date, with what it is made of; nothing when there is no price. It is recorded with the
/// reservation when it is made, and later changes of the tariff change nothing of it.
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}/price", operation_id = "quote-price",
    tag = "charges", params(QuoteQuestion), security((), ("bearer" = [])),
    responses((status = 200, description = "The price", body = Quote)))]
async fn quote(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Query(QuoteQuestion { starts_at, ends_at, purpose }): Query<QuoteQuestion>,
) -> Answered {
    let span =
        TimeSpan::asked(starts_at, ends_at).map_err(|fault| Problem::not_understood(fault.to_string()))?;
    let question = QuotePrice { resource, span, member: caller.who.member(), purpose };
    Ok(reply::state(gateway.ask(&caller, Action::QuotePrice, &caller.thing(), &terms, question).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChargeFilter {
    /// Only one's own.
    mine: Option<bool>,
    /// Only at this site; a clerk sees all of their site, an administrator those of every site.
    site: Option<SiteId>,
    /// Only in this state.
    state: Option<ChargeState>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List what is owed and what is to be given back
///
/// One's own statement with `mine=true`; a site's for its clerks; all for administrators. In the order in which it came to be.
#[utoipa::path(get, path = "/v1/{tenant}/charges", operation_id = "list-charges", tag = "charges",
    params(ChargeFilter),
    responses((status = 200, description = "Entries of the statement, a page of them", body = Page<Charge>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<ChargeFilter>,
) -> Answered {
    let ChargeFilter { mine, site, state, cursor, limit } = filter;
    let mine = mine == Some(true);
    let thing = listed(&caller, mine, site);
    let member = if mine { Some(caller.member()?) } else { None };
    let question = ListCharges { member, site, state, page: page(cursor, limit)? };
    let answer = gateway.ask(&caller, Action::ListCharges, &thing, &terms, question).await;
    Ok(reply::state(answer.map_err(narrower)?))
}

/// Money that a clerk took or gave back.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct Settlement {
    /// A receipt's number.
    #[schema(max_length = 100)]
    reference: Option<String>,
}

/// Say that a charge was paid, or a refund given back
///
/// For clerks of the site.
#[utoipa::path(post, path = "/v1/{tenant}/charges/{charge}/settlement", operation_id = "settle-charge",
    tag = "charges",
    request_body(content = Option<Settlement>, example = json!({"reference": "receipt 17"})),
    responses((status = 200, description = "It is settled", body = Charge)))]
async fn settle(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(charge): PathId<ChargeId>,
    body: OptionalJson<Settlement>,
) -> Answered {
    let Settlement { reference } = body.0.unwrap_or_default();
    Ok(reply::state(gateway.settle_charge(&caller, &terms, SettleCharge { charge, reference }).await?))
}

/// Whether a reservation costs nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WaiverDecision {
    granted: bool,
}

/// Decide whether a reservation costs nothing
///
/// For clerks of the site. What is granted need not be paid, and what was paid is given back; what was applied for and is not
/// granted is due from now on.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/waiver", operation_id = "decide-waiver",
    tag = "charges",
    request_body(content = WaiverDecision, example = json!({"granted": true})),
    responses((status = 200, description = "It is decided", body = Reservation)))]
async fn decide_waiver(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(reservation): PathId<ReservationId>,
    Json(WaiverDecision { granted }): Json<WaiverDecision>,
) -> Answered {
    let decision = DecideWaiver { reservation, granted };
    Ok(reply::state(gateway.decide_waiver(&caller, &terms, decision).await?))
}

/// A deposit after the use.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct DepositReturn {
    /// What is kept for damage, in minor units.
    #[serde(default)]
    #[schema(minimum = 0)]
    keep: i64,
}

/// Give a deposit back
///
/// For clerks of the site. The refund is due from now on.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/deposit-return",
    operation_id = "return-deposit", tag = "charges",
    request_body(content = Option<DepositReturn>, example = json!({"keep": 1500})),
    responses((status = 200, description = "What is to be given back", body = Charge)))]
async fn return_deposit(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(reservation): PathId<ReservationId>,
    body: OptionalJson<DepositReturn>,
) -> Answered {
    let DepositReturn { keep } = body.0.unwrap_or_default();
    let wanted = ReturnDeposit { reservation, keep };
    Ok(reply::state(gateway.return_deposit(&caller, &terms, wanted).await?))
}
