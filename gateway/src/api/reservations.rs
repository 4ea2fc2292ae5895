//! Reservations of resources.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use nanum_contracts::{
    booking::{
        CancelReservation, ChangeReservation, ListReservations, ListRivals, Reservation, ReservationState,
    },
    ids::{GroupId, MemberId, ReservationId, ResourceId, SiteId},
    request::Page,
    time::TimeSpan,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, listed, narrower, page};
use crate::{
    Answered, Caller, Gateway, Json, NoBody, OptionalJson, PathId, Query, Terms, Wish, policy::Action, reply,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(make))
        .routes(routes!(list))
        .routes(routes!(get, change))
        .routes(routes!(accept))
        .routes(routes!(rivals))
        .routes(routes!(refuse))
        .routes(routes!(cancel))
        .routes(routes!(withdraw))
        .routes(routes!(restore))
}

/// A reservation that is wished for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReservation {
    #[serde(deserialize_with = "nanum_contracts::time::asked_span")]
    span: TimeSpan,
    /// How many persons come.
    #[schema(minimum = 1)]
    persons: Option<u32>,
    /// For whom, when a clerk of the site reserves on a member's behalf; oneself when absent.
    member: Option<MemberId>,
    /// A clerk of the site sets the rules of time aside (hours, grid, lengths, horizon); never what is taken.
    #[serde(default)]
    set_rules_aside: bool,
    /// The group that it is for, by one of its agents.
    group: Option<GroupId>,
    /// What it is for, as a lower-case word, where the resource or its tariff asks for it.
    #[schema(max_length = 60)]
    purpose: Option<String>,
    /// Apply for using it at no cost, where the tariff allows it; a clerk decides.
    #[serde(default)]
    asks_free: bool,
}

/// Reserve a resource
///
/// Of simultaneous rivals one wins; the others are told what is free instead. Where a clerk decides, the answer's state is
/// `requested` and the time is held, unless the resource says that requests do not hold it (`unheld`).
#[utoipa::path(post, path = "/v1/{tenant}/resources/{resource}/reservations", operation_id = "make-reservation",
    tag = "reservations",
    request_body(content = NewReservation, example = json!({
        "span": {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00"}, "persons": 8
    })),
    responses((status = 201, description = "It is reserved, or requested", body = Reservation)))]
async fn make(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(new): Json<NewReservation>,
) -> Answered {
    let NewReservation { span, persons, member, set_rules_aside, group, purpose, asks_free } = new;
    let wish = Wish { resource, span, persons, member, set_rules_aside, group, purpose, asks_free };
    let answer = gateway.make_reservation(&caller, &terms, wish).await?;
    let location = format!("/v1/{}/reservations/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReservationFilter {
    /// Only one's own.
    mine: Option<bool>,
    /// Only at this site; a clerk sees all of their site, an administrator those of every site.
    site: Option<SiteId>,
    /// Those that end after this instant.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    from: Option<Timestamp>,
    /// Those that start before this instant.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-02T00:00:00Z")]
    to: Option<Timestamp>,
    /// Only in this state.
    state: Option<ReservationState>,
    /// Only what waits for a clerk: requests, and changes that are wished.
    waiting: Option<bool>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List reservations, by start
///
/// One's own with `mine=true`; a site's for its clerks; all for administrators.
#[utoipa::path(get, path = "/v1/{tenant}/reservations", operation_id = "list-reservations", tag = "reservations",
    params(ReservationFilter),
    responses((status = 200, description = "Reservations, a page of them", body = Page<Reservation>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<ReservationFilter>,
) -> Answered {
    let ReservationFilter { mine, site, from, to, state, waiting, cursor, limit } = filter;
    let mine = mine == Some(true);
    let thing = listed(&caller, mine, site);
    let member = if mine { Some(caller.member()?) } else { None };
    let waiting = waiting == Some(true);
    let question = ListReservations { member, site, from, to, state, waiting, page: page(cursor, limit)? };
    let answer = gateway.ask(&caller, Action::ListReservations, &thing, &terms, question).await;
    Ok(reply::state(answer.map_err(narrower)?))
}

/// Read a reservation
#[utoipa::path(get, path = "/v1/{tenant}/reservations/{reservation}", operation_id = "get-reservation",
    tag = "reservations",
    responses((status = 200, description = "The reservation", body = Reservation)))]
async fn get(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
) -> Answered {
    Ok(reply::state(gateway.get_reservation(&caller, &terms, id).await?))
}

/// Accept a reservation that waits for approval
///
/// For clerks of the site. Of a change that is wished, the reservation becomes what was wished.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/acceptance", operation_id = "accept-reservation",
    tag = "reservations",
    responses((status = 200, description = "It is confirmed", body = Reservation)))]
async fn accept(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.accept_reservation(&caller, &terms, id).await?))
}

/// List who else asks for the same time
///
/// For clerks of the site: the requests that wait, without holding it, for time that the reservation has or wants, by start.
/// Accepting one refuses those that can then be had no more.
#[utoipa::path(get, path = "/v1/{tenant}/reservations/{reservation}/rivals", operation_id = "list-rivals",
    tag = "reservations",
    responses((status = 200, description = "The rivals, all of them", body = Page<Reservation>)))]
async fn rivals(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(reservation): PathId<ReservationId>,
) -> Answered {
    let question = ListRivals { reservation };
    let action = Action::ListRivals;
    Ok(reply::state(gateway.on_reservation(&caller, &terms, action, reservation, question).await?))
}

/// Why a clerk says no.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Refusal {
    /// Told to the member.
    reason: String,
}

/// Refuse a reservation that waits for approval
///
/// For clerks of the site. The reason is told to the member. Of a change that is wished, the reservation stays as it was.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/refusal", operation_id = "refuse-reservation",
    tag = "reservations",
    request_body(content = Refusal, example = json!({"reason": "The room is being painted that week."})),
    responses((status = 200, description = "It is refused", body = Reservation)))]
async fn refuse(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    Json(Refusal { reason }): Json<Refusal>,
) -> Answered {
    Ok(reply::state(gateway.refuse_reservation(&caller, &terms, id, reason).await?))
}

/// Why a clerk cancels.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct Cancellation {
    /// Told to the member.
    #[schema(max_length = 1000)]
    reason: Option<String>,
    /// A clerk of the site cancels later than a member may.
    #[serde(default)]
    set_rules_aside: bool,
    /// A clerk does it at the member's wish: then the member bears what it costs. Else nothing is owed, and all is given back.
    #[serde(default)]
    at_members_wish: bool,
}

/// Cancel a reservation
///
/// One's own, or one at a clerk's site, who may say why. Its time is free again. Where the resource asks for notice, a
/// member cancels in time. What a clerk cancels costs the member nothing, unless it is at their wish.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/cancellation", operation_id = "cancel-reservation",
    tag = "reservations",
    request_body(content = Option<Cancellation>, example = json!({"reason": "The heating has failed."})),
    responses((status = 200, description = "It is cancelled", body = Reservation)))]
async fn cancel(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    body: OptionalJson<Cancellation>,
) -> Answered {
    let Cancellation { reason, set_rules_aside, at_members_wish } = body.0.unwrap_or_default();
    let cancellation =
        CancelReservation { reservation: id, reason, set_rules_aside, by: None, at_members_wish };
    Ok(reply::state(gateway.cancel_reservation(&caller, &terms, cancellation).await?))
}

/// A reservation as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedReservation {
    #[serde(deserialize_with = "nanum_contracts::time::asked_span")]
    span: TimeSpan,
    /// How many persons come.
    #[schema(minimum = 1)]
    persons: Option<u32>,
    /// As when it is made.
    #[serde(default)]
    set_rules_aside: bool,
    /// A clerk does it at the member's wish: then the member bears what the time that is given up costs. Else that is given back.
    #[serde(default)]
    at_members_wish: bool,
}

/// Change a reservation
///
/// Moves it to another time of its resource, makes it longer or shorter, or changes how many persons come. It passes the
/// same rules as a new one, but for what one has already; a shorter one needs no new approval. Where a clerk decides, more is only
/// wished (`wish`): what is confirmed stands as it was until it is granted, and when it is not.
#[utoipa::path(put, path = "/v1/{tenant}/reservations/{reservation}", operation_id = "change-reservation",
    tag = "reservations",
    request_body(content = ChangedReservation, example = json!({
        "span": {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T13:00:00+09:00"}, "persons": 8
    })),
    responses((status = 200, description = "It is changed, or the change waits for approval", body = Reservation)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(reservation): PathId<ReservationId>,
    Json(ChangedReservation { span, persons, set_rules_aside, at_members_wish }): Json<ChangedReservation>,
) -> Answered {
    let change = ChangeReservation { reservation, span, persons, set_rules_aside, by: None, at_members_wish };
    Ok(reply::state(gateway.change_reservation(&caller, &terms, change).await?))
}

/// Withdraw a change that is wished
///
/// The reservation stays as it was granted. So it does when it is changed back to that, and when nothing is wished.
#[utoipa::path(delete, path = "/v1/{tenant}/reservations/{reservation}/wish", operation_id = "withdraw-change",
    tag = "reservations",
    responses((status = 200, description = "Nothing is wished any more", body = Reservation)))]
async fn withdraw(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.withdraw_change(&caller, &terms, id).await?))
}

/// Restore a cancelled reservation
///
/// For clerks of the site. It stands again where it stood, if its time is still free.
#[utoipa::path(post, path = "/v1/{tenant}/reservations/{reservation}/restoration", operation_id = "restore-reservation",
    tag = "reservations",
    responses((status = 200, description = "It stands again", body = Reservation)))]
async fn restore(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(id): PathId<ReservationId>,
    _: NoBody,
) -> Answered {
    Ok(reply::state(gateway.restore_reservation(&caller, &terms, id).await?))
}
