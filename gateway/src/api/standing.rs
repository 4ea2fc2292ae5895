//! Standing: what is known of a member where it counts, penalty points, and how the tenant keeps order.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    ids::{MemberId, PointsId, ReservationId},
    membership::{
        AppealPoints, GetProofs, GetStanding, GetStandingPolicy, GivePoints, NoteProofs, PointsFor, Proofs,
        SetStandingPolicy, Standing, StandingPolicy, WaivePoints,
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{
    Answered, Caller, Gateway, Json, PathId, Terms,
    policy::{Action, Thing},
    reply,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(policy, set_policy))
        .routes(routes!(standing))
        .routes(routes!(give))
        .routes(routes!(appeal))
        .routes(routes!(waive))
        .routes(routes!(proofs, note_proofs))
}

/// Read how the tenant keeps order
#[utoipa::path(get, path = "/v1/{tenant}/standing-policy", operation_id = "get-standing-policy", tag = "members",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The policy", body = StandingPolicy)))]
async fn policy(State(gateway): App, caller: Caller, terms: Terms) -> Answered {
    let (action, question) = (Action::GetStandingPolicy, GetStandingPolicy {});
    Ok(reply::state(gateway.ask(&caller, action, &caller.thing(), &terms, question).await?))
}

/// Set how the tenant keeps order
///
/// For administrators of the tenant. Points that were given before lapse when they were said to.
#[utoipa::path(put, path = "/v1/{tenant}/standing-policy", operation_id = "set-standing-policy", tag = "members",
    request_body(content = StandingPolicy, example = json!({
        "threshold": 3, "suspended_months": 1, "lapse_after_months": 3, "points_for_no_show": 1,
        "points_for_late_cancellation": 1, "late_hours": 0, "late_minutes": 10, "points_for_absence": 1
    })),
    responses((status = 200, description = "It is so from now on", body = StandingPolicy)))]
async fn set_policy(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(policy): Json<StandingPolicy>,
) -> Answered {
    let (action, command) = (Action::SetStandingPolicy, SetStandingPolicy { policy });
    Ok(reply::state(gateway.ask(&caller, action, &caller.thing(), &terms, command).await?))
}

/// Read a member's standing
///
/// Points that count, what they were given for, and until when the member is suspended. For the member, and for clerks and
/// administrators of the tenant.
#[utoipa::path(get, path = "/v1/{tenant}/members/{member}/standing", operation_id = "get-standing", tag = "members",
    responses((status = 200, description = "The standing", body = Standing)))]
async fn standing(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    Ok(reply::state(gateway.ask(&caller, Action::GetStanding, &thing, &terms, GetStanding { member }).await?))
}

/// Points to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPoints {
    #[schema(minimum = 1, maximum = 1000)]
    points: u32,
    given_for: PointsFor,
    /// The reservation that it was about; for one and the same a member gets points once.
    reservation: Option<ReservationId>,
}

/// Give a member penalty points
///
/// For clerks and administrators of the tenant. Whoever reaches the tenant's threshold is suspended.
#[utoipa::path(post, path = "/v1/{tenant}/members/{member}/points", operation_id = "give-points", tag = "members",
    request_body(content = NewPoints, example = json!({"points": 1, "given_for": "left_dirty"})),
    responses((status = 200, description = "The standing after it", body = Standing)))]
async fn give(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
    Json(NewPoints { points, given_for, reservation }): Json<NewPoints>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    let command = GivePoints { member, points, given_for, reservation };
    Ok(reply::state(gateway.ask(&caller, Action::GivePoints, &thing, &terms, command).await?))
}

/// Points that a member finds unjust.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Appeal {
    points: PointsId,
}

/// Appeal against points
///
/// For the member. A clerk decides, by waiving the points or not.
#[utoipa::path(post, path = "/v1/{tenant}/members/{member}/appeals", operation_id = "appeal-points", tag = "members",
    request_body(content = Appeal, example = json!({"points": "pts_0190a1b2c3d4e5f60718293a4b5c6d7e"})),
    responses((status = 200, description = "A clerk will see it", body = Standing)))]
async fn appeal(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
    Json(Appeal { points }): Json<Appeal>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    let command = AppealPoints { member, points };
    Ok(reply::state(gateway.ask(&caller, Action::AppealPoints, &thing, &terms, command).await?))
}

/// What a clerk decides about points.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PointsWaiver {
    points: PointsId,
    /// `false`: the points stand, and the appeal against them is over.
    granted: bool,
}

/// Waive points
///
/// For clerks and administrators of the tenant. A suspension that would not have come without them is lifted.
#[utoipa::path(post, path = "/v1/{tenant}/members/{member}/waivers", operation_id = "waive-points", tag = "members",
    request_body(content = PointsWaiver, example = json!({
        "points": "pts_0190a1b2c3d4e5f60718293a4b5c6d7e", "granted": true
    })),
    responses((status = 200, description = "The standing after it", body = Standing)))]
async fn waive(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
    Json(PointsWaiver { points, granted }): Json<PointsWaiver>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    let command = WaivePoints { member, points, granted };
    Ok(reply::state(gateway.ask(&caller, Action::WaivePoints, &thing, &terms, command).await?))
}

/// Read what clerks have seen of a member
///
/// For the member, and for clerks and administrators of the tenant.
#[utoipa::path(get, path = "/v1/{tenant}/members/{member}/proofs", operation_id = "get-proofs", tag = "members",
    responses((status = 200, description = "What was seen", body = Proofs)))]
async fn proofs(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    Ok(reply::state(gateway.ask(&caller, Action::GetProofs, &thing, &terms, GetProofs { member }).await?))
}

/// Note what has been seen of a member
///
/// For clerks and administrators of the tenant: that somebody lives here, is of age, is entitled, has been trained. All of it;
/// what is left out holds no more.
#[utoipa::path(put, path = "/v1/{tenant}/members/{member}/proofs", operation_id = "note-proofs", tag = "members",
    request_body(content = Proofs, example = json!({
        "resident": true, "adult": true, "entitlements": [], "qualifications": ["laser-cutter"]
    })),
    responses((status = 200, description = "It is noted", body = Proofs)))]
async fn note_proofs(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
    Json(proofs): Json<Proofs>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    let command = NoteProofs { member, proofs };
    Ok(reply::state(gateway.ask(&caller, Action::NoteProofs, &thing, &terms, command).await?))
}
