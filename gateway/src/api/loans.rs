//! Loans: items out with a borrower, handed out and taken back at the desk.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    ids::{LoanId, MemberId, SiteId},
    lending::{ListLoans, Loan, TakenBack},
    request::Page,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, listed, narrower, page};
use crate::{Answered, Caller, Gateway, Json, PathId, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(list, lend)).routes(routes!(take_back)).routes(routes!(get))
}

/// What is handed out, and to whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLoan {
    barcode: String,
    borrower: MemberId,
}

/// Hand an item out
///
/// For clerks of its site.
#[utoipa::path(post, path = "/v1/{tenant}/loans", operation_id = "lend-item", tag = "loans",
    request_body(content = NewLoan, example = json!({
        "barcode": "SSN-T-0001", "borrower": "mem_0190a1b2c3d4e5f60718293a4b5c6d7e"
    })),
    responses((status = 201, description = "It is out", body = Loan)))]
async fn lend(State(gateway): App, caller: Caller, terms: Terms, Json(new): Json<NewLoan>) -> Answered {
    let answer = gateway.lend_item(&caller, &terms, new.barcode, new.borrower).await?;
    let location = format!("/v1/{}/loans/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// What is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Return {
    barcode: String,
}

/// Take an item back
///
/// For clerks of its site. The answer says whether it is now set aside for the next in the queue.
#[utoipa::path(post, path = "/v1/{tenant}/returns", operation_id = "take-back-item", tag = "loans",
    request_body(content = Return, example = json!({"barcode": "SSN-T-0001"})),
    responses((status = 201, description = "It is back", body = TakenBack)))]
async fn take_back(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(Return { barcode }): Json<Return>,
) -> Answered {
    let answer = gateway.take_back_item(&caller, &terms, barcode).await?;
    let location = format!("/v1/{}/loans/{}", caller.tenant, answer.reply.loan.id);
    Ok(reply::created(answer, location))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LoanFilter {
    /// Only one's own.
    mine: Option<bool>,
    /// Only at this site; a clerk sees all of their site, an administrator those of every site.
    site: Option<SiteId>,
    /// Only those still out.
    open: Option<bool>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List loans, newest first
///
/// One's own with `mine=true`; a site's for its clerks; all for administrators.
#[utoipa::path(get, path = "/v1/{tenant}/loans", operation_id = "list-loans", tag = "loans", params(LoanFilter),
    responses((status = 200, description = "Loans, a page of them", body = Page<Loan>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<LoanFilter>,
) -> Answered {
    let LoanFilter { mine, site, open, cursor, limit } = filter;
    let mine = mine == Some(true);
    let thing = listed(&caller, mine, site);
    let borrower = if mine { Some(caller.member()?) } else { None };
    let question = ListLoans { borrower, site, open_only: open == Some(true), page: page(cursor, limit)? };
    let answer = gateway.ask(&caller, Action::ListLoans, &thing, &terms, question).await;
    Ok(reply::state(answer.map_err(narrower)?))
}

/// Read a loan
#[utoipa::path(get, path = "/v1/{tenant}/loans/{loan}", operation_id = "get-loan", tag = "loans",
    responses((status = 200, description = "The loan", body = Loan)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(loan): PathId<LoanId>) -> Answered {
    Ok(reply::state(gateway.get_loan(&caller, &terms, loan).await?))
}
