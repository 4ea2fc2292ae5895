//! Draws: what was fixed before it, and what came of it, so that everybody can check it.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    booking::{Draw, GetDraw, ListDraws},
    ids::{DrawId, ResourceId},
    request::Page,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{Answered, Caller, Gateway, PathId, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DrawFilter {
    /// Only of this resource.
    resource: Option<ResourceId>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List draws, by the date of what is drawn
#[utoipa::path(get, path = "/v1/{tenant}/draws", operation_id = "list-draws", tag = "draws",
    params(DrawFilter), security((), ("bearer" = [])),
    responses((status = 200, description = "Draws, a page of them", body = Page<Draw>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(DrawFilter { resource, cursor, limit }): Query<DrawFilter>,
) -> Answered {
    let question = ListDraws { resource, page: page(cursor, limit)? };
    Ok(reply::state(gateway.ask(&caller, Action::ListDraws, &caller.thing(), &terms, question).await?))
}

/// Read a draw
///
/// Until it is held: when, and the SHA-256 of the seed that will decide, fixed when the first application came. Afterwards the
/// seed too, and all applications in the order drawn: by the SHA-256 of the seed's text followed by the reservation's id. In
/// that order each got its time if it was still free.
#[utoipa::path(get, path = "/v1/{tenant}/draws/{draw}", operation_id = "get-draw", tag = "draws",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The draw", body = Draw)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(draw): PathId<DrawId>) -> Answered {
    let question = GetDraw { draw };
    Ok(reply::state(gateway.ask(&caller, Action::GetDraw, &caller.thing(), &terms, question).await?))
}
