//! Who comes to what they have reserved, who walks in, and who leaves.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use nanum_contracts::{
    booking::Reservation,
    ids::{GroupId, MemberId, ReservationId, ResourceId},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Json, OptionalJson, PathId, Shows, Terms, WalksIn, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(check_in)).routes(routes!(note_absence)).routes(routes!(walk_in))
}

/// What is shown by whoever comes.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckingIn {
    /// The reservation's code, as its member reads it.
    #[schema(max_length = 40)]
    code: Option<String>,
    /// A clerk of the site knows who it is, or that they came in time.
    #[serde(default)]
    set_rules_aside: bool,
}

/// Check in to a reservation
///
/// By whoever has it, where that is enough; by clerks and devices of the site with the code that was shown to them. After some codes
/// that are not the reservation's none is taken any more. To who is there already nothing happens.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/check-in", operation_id = "check-in",
    tag = "reservations",
    request_body(content = Option<CheckingIn>, example = json!({"code": "K7M2QX"})),
    responses((status = 200, description = "They are there", body = Reservation)))]
async fn check_in(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    body: OptionalJson<CheckingIn>,
) -> Answered {
    let CheckingIn { code, set_rules_aside } = body.0.unwrap_or_default();
    let shows = Shows { code, set_rules_aside };
    Ok(reply::state(gateway.check_in(&caller, &terms, id, shows).await?))
}

/// Somebody who left.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Absence {
    /// Since when nobody has been there.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// Note that whoever came has left
///
/// For clerks of the site, once they have been away for as long as the resource says. The reservation is released.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/absence", operation_id = "note-absence",
    tag = "reservations",
    request_body(content = Absence, example = json!({"since": "2026-12-01T10:30:00+09:00"})),
    responses((status = 200, description = "It is released", body = Reservation)))]
async fn note_absence(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    Json(Absence { since }): Json<Absence>,
) -> Answered {
    Ok(reply::state(gateway.note_absence(&caller, &terms, id, since).await?))
}

/// Somebody stands before it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WalkingIn {
    /// Until when; it begins with the step of the grid, or the block, that is running.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Timestamp,
    /// How many persons come.
    #[schema(minimum = 1)]
    persons: Option<u32>,
    /// For whom, when a clerk of the site lets a member in; oneself when absent.
    member: Option<MemberId>,
    /// The group that it is for, by one of its agents.
    group: Option<GroupId>,
    /// What it is for, as a lower-case word, where the resource or its tariff asks for it.
    #[schema(max_length = 60)]
    purpose: Option<String>,
}

/// Walk in to a resource
///
/// A reservation that begins now, for whoever finds it free, where the resource allows it. They are checked in with it.
#[utoipa::path(post, path = "/v1/{tenant}/resources/{resource}/walk-ins", operation_id = "walk-in",
    tag = "reservations",
    request_body(content = WalkingIn, example = json!({"ends_at": "2026-12-01T12:00:00+09:00"})),
    responses((status = 201, description = "It is reserved, and they are there", body = Reservation)))]
async fn walk_in(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(WalkingIn { ends_at, persons, member, group, purpose }): Json<WalkingIn>,
) -> Answered {
    let wish = WalksIn { resource, ends_at, persons, member, group, purpose };
    let answer = gateway.walk_in(&caller, &terms, wish).await?;
    let location = format!("/v1/{}/reservations/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}
