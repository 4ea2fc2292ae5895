//! Blockings: time of a resource that nobody can reserve.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use nanum_contracts::{
    booking::{BlockTime, Blocking, ListBlockings},
    ids::{BlockingId, ResourceId, SiteId},
    request::Page,
    time::TimeSpan,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{Answered, Caller, Gateway, Json, NoBody, PathId, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(block)).routes(routes!(list)).routes(routes!(lift))
}

/// Time that nobody shall reserve.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBlocking {
    #[serde(deserialize_with = "nanum_contracts::time::blocking_span")]
    span: TimeSpan,
    /// Of so many of its units; all when absent.
    #[schema(minimum = 1)]
    units: Option<u32>,
    /// Told to everybody, and to those whose reservations give way.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
    /// Cancel the reservations that are in the way, and tell their members why.
    #[serde(default)]
    displace: bool,
}

/// Block time of a resource
///
/// For clerks of the site. What shares its time, a hall and its halves, is blocked with it. Without `displace` it is refused
/// when reservations are in the way.
#[utoipa::path(post, path = "/v1/{tenant}/resources/{resource}/blockings", operation_id = "block-time",
    tag = "resources",
    request_body(content = NewBlocking, example = json!({
        "span": {"starts_at": "2026-12-01T08:00:00+09:00", "ends_at": "2026-12-01T18:00:00+09:00"},
        "reason": "The floor is being polished.", "displace": true
    })),
    responses((status = 201, description = "It is blocked", body = Blocking)))]
async fn block(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(NewBlocking { span, units, reason, displace }): Json<NewBlocking>,
) -> Answered {
    let wanted = BlockTime { resource, span, units, reason, displace };
    let answer = gateway.block_time(&caller, &terms, wanted).await?;
    let location = format!("/v1/{}/blockings/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BlockingFilter {
    /// Only of this resource.
    resource: Option<ResourceId>,
    /// Only at this site.
    site: Option<SiteId>,
    /// Those that end after this instant.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    from: Option<Timestamp>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List blockings, by start
#[utoipa::path(get, path = "/v1/{tenant}/blockings", operation_id = "list-blockings", tag = "resources",
    params(BlockingFilter), security((), ("bearer" = [])),
    responses((status = 200, description = "Blockings, a page of them", body = Page<Blocking>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<BlockingFilter>,
) -> Answered {
    let BlockingFilter { resource, site, from, cursor, limit } = filter;
    let question = ListBlockings { resource, site, from, page: page(cursor, limit)? };
    Ok(reply::state(gateway.ask(&caller, Action::ListBlockings, &caller.thing(), &terms, question).await?))
}

/// Lift a blocking
///
/// For clerks of the site. The time can be reserved again.
#[utoipa::path(post, path = "/v1/{tenant}/blockings/{blocking}/lifting", operation_id = "lift-blocking",
    tag = "resources",
    responses((status = 200, description = "It is lifted", body = Blocking)))]
async fn lift(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<BlockingId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.lift_blocking(&caller, &terms, id).await?))
}
