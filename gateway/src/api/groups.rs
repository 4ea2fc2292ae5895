//! Groups: several members who act together.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    ids::GroupId,
    membership::{DefineGroup, GetGroup, Group, GroupDefinition},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Json, PathId, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(found)).routes(routes!(get, change))
}

/// Found a group
///
/// For clerks and administrators of the tenant. Its name is no person's.
#[utoipa::path(post, path = "/v1/{tenant}/groups", operation_id = "found-group", tag = "members",
    request_body(content = GroupDefinition, example = json!({
        "kind": "team", "name": "Seosan Juniors", "members": ["mem_0190a1b2c3d4e5f60718293a4b5c6d7e"],
        "agents": ["mem_0190a1b2c3d4e5f60718293a4b5c6d7e"]
    })),
    responses((status = 201, description = "It is there", body = Group)))]
async fn found(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(definition): Json<GroupDefinition>,
) -> Answered {
    let command = DefineGroup { group: None, definition };
    let answer = gateway.ask(&caller, Action::FoundGroup, &caller.thing(), &terms, command).await?;
    let location = format!("/v1/{}/groups/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// Read a group
///
/// For its members, and for clerks and administrators of the tenant.
#[utoipa::path(get, path = "/v1/{tenant}/groups/{group}", operation_id = "get-group", tag = "members",
    responses((status = 200, description = "The group", body = Group)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(group): PathId<GroupId>) -> Answered {
    Ok(reply::state(gateway.get_group(&caller, &terms, group).await?))
}

/// Change a group
///
/// For clerks and administrators of the tenant. What it is afterwards is what is said here, whole.
#[utoipa::path(put, path = "/v1/{tenant}/groups/{group}", operation_id = "change-group", tag = "members",
    request_body(content = GroupDefinition, example = json!({
        "kind": "team", "name": "Seosan Juniors", "members": [], "agents": []
    })),
    responses((status = 200, description = "It is changed", body = Group)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(group): PathId<GroupId>,
    Json(definition): Json<GroupDefinition>,
) -> Answered {
    let command = DefineGroup { group: Some(group), definition };
    let is_there = GetGroup { group };
    Ok(reply::state(gateway.change(&caller, Action::ChangeGroup, &terms, is_there, command).await?))
}
