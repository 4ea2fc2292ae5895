//! Waits: places in the queue for a time that is taken, and what is offered to whom.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    booking::{AcceptOffer, JoinWaitlist, ListWaits, Reservation, Wait, WaitState},
    ids::{GroupId, MemberId, ResourceId, SiteId, WaitId},
    request::Page,
    time::TimeSpan,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, listed, narrower, page};
use crate::{
    Answered, Caller, Gateway, Json, NoBody, OptionalJson, PathId, Query, Terms, policy::Action, reply,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(join))
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(leave))
}

/// A time that somebody wants to wait for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWait {
    #[serde(deserialize_with = "nanum_contracts::time::asked_span")]
    span: TimeSpan,
    /// How many persons come.
    #[schema(minimum = 1)]
    persons: Option<u32>,
    /// For whom, when a clerk of the site asks on a member's behalf; oneself when absent.
    member: Option<MemberId>,
    /// The group that it is for, by one of its agents.
    group: Option<GroupId>,
    /// What it is for, as a lower-case word, where the resource or its tariff asks for it.
    #[schema(max_length = 60)]
    purpose: Option<String>,
}

/// Wait for a time that is taken
///
/// Where the resource has a waitlist. As soon as all of the time is free it is held for the first who waits for it, until a
/// deadline. Who waits for it already keeps their place; what is free is reserved instead.
#[utoipa::path(post, path = "/v1/{tenant}/resources/{resource}/waits", operation_id = "join-waitlist", tag = "waits",
    request_body(content = NewWait, example = json!({
        "span": {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00"}, "persons": 8
    })),
    responses((status = 201, description = "The place in the queue", body = Wait)))]
async fn join(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(NewWait { span, persons, member, group, purpose }): Json<NewWait>,
) -> Answered {
    let own = caller.member()?;
    let wanted = JoinWaitlist { resource, member: member.unwrap_or(own), span, persons, group, purpose };
    let answer = gateway.join_waitlist(&caller, &terms, wanted).await?;
    let location = format!("/v1/{}/waits/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WaitFilter {
    /// Only one's own.
    mine: Option<bool>,
    /// Only at this site; a clerk sees all of their site, an administrator those of every site.
    site: Option<SiteId>,
    /// Only for times of this resource.
    resource: Option<ResourceId>,
    /// Only in this state.
    state: Option<WaitState>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List who waits, in the order in which they came
///
/// One's own with `mine=true`; a site's for its clerks; all for administrators.
#[utoipa::path(get, path = "/v1/{tenant}/waits", operation_id = "list-waits", tag = "waits",
    params(WaitFilter),
    responses((status = 200, description = "Places in queues, a page of them", body = Page<Wait>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<WaitFilter>,
) -> Answered {
    let WaitFilter { mine, site, resource, state, cursor, limit } = filter;
    let mine = mine == Some(true);
    let thing = listed(&caller, mine, site);
    let member = if mine { Some(caller.member()?) } else { None };
    let question = ListWaits { member, site, resource, state, page: page(cursor, limit)? };
    let answer = gateway.ask(&caller, Action::ListWaits, &thing, &terms, question).await;
    Ok(reply::state(answer.map_err(narrower)?))
}

/// Read a place in a queue
#[utoipa::path(get, path = "/v1/{tenant}/waits/{wait}", operation_id = "get-wait", tag = "waits",
    responses((status = 200, description = "The place in the queue", body = Wait)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(wait): PathId<WaitId>) -> Answered {
    Ok(reply::state(gateway.get_wait(&caller, &terms, wait).await?))
}

/// How an offer is taken.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferAcceptance {
    /// Apply for using it at no cost, where the tariff allows it; a clerk decides.
    #[serde(default)]
    asks_free: bool,
}

/// Accept the time that is offered
///
/// It is reserved as any other: it counts for quotas, costs what it costs, and is `requested` where a clerk decides.
#[utoipa::path(post, path = "/v1/{tenant}/waits/{wait}/acceptance", operation_id = "accept-offer", tag = "waits",
    request_body(content = Option<OfferAcceptance>, example = json!({"asks_free": false})),
    responses((status = 200, description = "The reservation", body = Reservation)))]
async fn accept(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(wait): PathId<WaitId>,
    body: OptionalJson<OfferAcceptance>,
) -> Answered {
    let OfferAcceptance { asks_free } = body.0.unwrap_or_default();
    Ok(reply::state(gateway.accept_offer(&caller, &terms, AcceptOffer { wait, asks_free }).await?))
}

/// Decline the time that is offered
///
/// It is offered to the next, and the place in the queue is over.
#[utoipa::path(post, path = "/v1/{tenant}/waits/{wait}/refusal", operation_id = "decline-offer", tag = "waits",
    responses((status = 200, description = "It is declined", body = Wait)))]
async fn decline(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(wait): PathId<WaitId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.decline_offer(&caller, &terms, wait).await?))
}

/// Give up waiting
///
/// And with it what is offered, if something is.
#[utoipa::path(post, path = "/v1/{tenant}/waits/{wait}/withdrawal", operation_id = "leave-waitlist", tag = "waits",
    responses((status = 200, description = "The place is given up", body = Wait)))]
async fn leave(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(wait): PathId<WaitId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.leave_waitlist(&caller, &terms, wait).await?))
}
