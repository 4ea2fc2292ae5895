//! Holds: places in the queue for a title.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    ids::{HoldId, SiteId, TitleId},
    lending::{Hold, ListHolds, PlaceHold},
    request::Page,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, listed, narrower, page};
use crate::{Answered, Caller, Gateway, NoBody, PathId, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(place)).routes(routes!(list)).routes(routes!(cancel))
}

/// Join the queue for a title
///
/// One is told when an item is set aside.
#[utoipa::path(post, path = "/v1/{tenant}/titles/{title}/holds", operation_id = "place-hold", tag = "holds",
    responses((status = 201, description = "One waits", body = Hold)))]
async fn place(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(title): PathId<TitleId>,
    _: NoBody,
) -> Answered {
    let command = PlaceHold { title, member: caller.member()? };
    let answer = gateway.ask(&caller, Action::PlaceHold, &caller.own(), &terms, command).await?;
    Ok(reply::created(answer, format!("/v1/{}/holds?mine=true", caller.tenant)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HoldFilter {
    /// Only one's own.
    mine: Option<bool>,
    /// Only at this site; a clerk sees all of their site, an administrator those of every site.
    site: Option<SiteId>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List holds that wait or are ready, oldest first
///
/// One's own with `mine=true`; a site's for its clerks; all for administrators.
#[utoipa::path(get, path = "/v1/{tenant}/holds", operation_id = "list-holds", tag = "holds", params(HoldFilter),
    responses((status = 200, description = "Holds, a page of them", body = Page<Hold>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<HoldFilter>,
) -> Answered {
    let HoldFilter { mine, site, cursor, limit } = filter;
    let mine = mine == Some(true);
    let thing = listed(&caller, mine, site);
    let member = if mine { Some(caller.member()?) } else { None };
    let question = ListHolds { member, site, page: page(cursor, limit)? };
    let answer = gateway.ask(&caller, Action::ListHolds, &thing, &terms, question).await;
    Ok(reply::state(answer.map_err(narrower)?))
}

/// Give up one's place in the queue
#[utoipa::path(post, path = "/v1/{tenant}/holds/{hold}/cancellation", operation_id = "cancel-hold", tag = "holds",
    responses((status = 200, description = "It is given up", body = Hold)))]
async fn cancel(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(hold): PathId<HoldId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.cancel_hold(&caller, &terms, hold).await?))
}
