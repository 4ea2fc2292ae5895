//! Calendars that programs of others subscribe to (iCalendar, RFC 5545).

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap};
use jiff::Timestamp;
use nanum_contracts::{
    Answer,
    booking::BusyResource,
    ids::{ReservationId, ResourceId, SiteId},
    membership::{CalendarKey, OwnCalendar},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{
    Answered, Caller, Gateway, NoBody, PathId, Query, Terms,
    feeds::{self, Reach, calendar_address},
    policy::Action,
    reply,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(of_reservation))
        .routes(routes!(of_resource))
        .routes(routes!(of_site))
        .routes(routes!(of_member))
        .routes(routes!(own, open))
        .routes(routes!(close))
        .routes(routes!(free_busy))
        .routes(routes!(free_busy_file))
}

/// Read a reservation as a calendar
///
/// For its member, the agents of its group, and the desk. Its `UID` stays the same, its `SEQUENCE` grows with each change.
#[utoipa::path(get, path = "/v1/{tenant}/reservations/{reservation}/calendar.ics",
    operation_id = "get-reservation-calendar", tag = "calendars",
    responses((status = 200, description = "The reservation", content_type = "text/calendar", body = String),
        (status = 304, description = "It is as `If-None-Match` says")))]
async fn of_reservation(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    asked: HeaderMap,
    PathId(id): PathId<ReservationId>,
) -> Answered {
    let feed = gateway.reservation_calendar(&caller, &terms, &caller.language, id).await?;
    Ok(feeds::served(&asked, feed))
}

/// Read when a resource is taken, as a calendar
///
/// From 90 days back to 400 ahead; never by whom it is taken.
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}/calendar.ics", operation_id = "get-resource-calendar",
    tag = "calendars", security((), ("bearer" = [])),
    responses((status = 200, description = "Its busy times", content_type = "text/calendar", body = String),
        (status = 304, description = "They are as `If-None-Match` says")))]
async fn of_resource(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    asked: HeaderMap,
    PathId(id): PathId<ResourceId>,
) -> Answered {
    let feed = gateway.resource_calendar(&caller, &terms, &caller.language, id).await?;
    Ok(feeds::served(&asked, feed))
}

/// Read when the resources of a site are taken, as a calendar
///
/// The first 200 resources by name, and at most 2,000 entries: the nearest.
#[utoipa::path(get, path = "/v1/{tenant}/sites/{site}/calendar.ics", operation_id = "get-site-calendar",
    tag = "calendars", security((), ("bearer" = [])),
    responses((status = 200, description = "Their busy times", content_type = "text/calendar", body = String),
        (status = 304, description = "They are as `If-None-Match` says")))]
async fn of_site(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    asked: HeaderMap,
    PathId(id): PathId<SiteId>,
) -> Answered {
    let feed = gateway.site_calendar(&caller, &terms, &caller.language, id).await?;
    Ok(feeds::served(&asked, feed))
}

/// Read a member's calendar
///
/// At the address that the member was given, without signing in. An address that is wrong, renewed or closed is not found.
#[utoipa::path(get, path = "/v1/{tenant}/calendars/{key}/calendar.ics", operation_id = "get-member-calendar",
    tag = "calendars", security((), ("bearer" = [])),
    responses((status = 200, description = "The member's reservations", content_type = "text/calendar", body = String),
        (status = 304, description = "They are as `If-None-Match` says")))]
async fn of_member(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    asked: HeaderMap,
    PathId(key): PathId<String>,
) -> Answered {
    let feed = gateway.member_calendar(&caller, &terms, CalendarKey::from(key)).await?;
    Ok(feeds::served(&asked, feed))
}

/// Where one's own calendar can be read.
#[derive(Serialize, ToSchema)]
struct CalendarAddress {
    /// Whoever has it reads the calendar; absent while it is closed.
    address: Option<String>,
}

fn told(gateway: &Gateway, caller: &Caller, answer: Answer<OwnCalendar>) -> Answer<CalendarAddress> {
    answer.map(|calendar| CalendarAddress { address: calendar_address(gateway, caller, &calendar) })
}

/// Read where one's own calendar is
#[utoipa::path(get, path = "/v1/{tenant}/members/me/calendar", operation_id = "get-own-calendar", tag = "calendars",
    responses((status = 200, description = "Its address", body = CalendarAddress)))]
async fn own(State(gateway): App, caller: Caller, terms: Terms) -> Answered {
    let answer = gateway.own_calendar(&caller, &terms).await?;
    Ok(reply::state(told(&gateway, &caller, answer)))
}

/// Open one's own calendar at a new address
///
/// An address that it had before leads nowhere any more.
#[utoipa::path(post, path = "/v1/{tenant}/members/me/calendar", operation_id = "open-own-calendar", tag = "calendars",
    responses((status = 200, description = "Its new address", body = CalendarAddress)))]
async fn open(State(gateway): App, caller: Caller, terms: Terms, _: NoBody) -> Answered {
    let answer = gateway.open_own_calendar(&caller, &terms).await?;
    Ok(reply::state(told(&gateway, &caller, answer)))
}

/// Close one's own calendar
#[utoipa::path(post, path = "/v1/{tenant}/members/me/calendar/closing", operation_id = "close-own-calendar",
    tag = "calendars",
    responses((status = 200, description = "It has no address any more", body = CalendarAddress)))]
async fn close(State(gateway): App, caller: Caller, terms: Terms, _: NoBody) -> Answered {
    let answer = gateway.close_own_calendar(&caller, &terms).await?;
    Ok(reply::state(told(&gateway, &caller, answer)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BusyRange {
    /// From this instant on; now when absent.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    from: Option<Timestamp>,
    /// Until this instant, at most 62 days later; a week later when absent.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-08T00:00:00Z")]
    to: Option<Timestamp>,
}

impl From<BusyRange> for Reach {
    fn from(BusyRange { from, to }: BusyRange) -> Self {
        Self { from, to }
    }
}

/// When a resource is busy
///
/// Reserved, blocked and closed times with how many units can be had, never by whom; in all other time every unit can. With
/// `Accept: text/calendar` as a `VFREEBUSY` of iCalendar, which has only times at which no unit can be had.
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}/free-busy", operation_id = "get-free-busy",
    tag = "calendars", params(BusyRange), security((), ("bearer" = [])),
    responses((status = 200, description = "Its busy times", content((BusyResource = "application/json"), (String = "text/calendar")))))]
async fn free_busy(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    asked: HeaderMap,
    PathId(id): PathId<ResourceId>,
    Query(range): Query<BusyRange>,
) -> Answered {
    let busy = gateway.busy_times(&caller, &terms, Action::GetFreeBusy, (id, range.into())).await?;
    if feeds::free_busy_is_wanted(&asked) {
        return Ok(feeds::served(&asked, gateway.free_busy(&caller, &busy.reply)));
    }
    Ok(reply::state(busy))
}

/// When a resource is busy, as a file
///
/// The `VFREEBUSY` of iCalendar, for programs that send no `Accept`.
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}/free-busy.ifb", operation_id = "get-free-busy-file",
    tag = "calendars", params(BusyRange), security((), ("bearer" = [])),
    responses((status = 200, description = "Its busy times", content_type = "text/calendar", body = String),
        (status = 304, description = "They are as `If-None-Match` says")))]
async fn free_busy_file(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    asked: HeaderMap,
    PathId(id): PathId<ResourceId>,
    Query(range): Query<BusyRange>,
) -> Answered {
    let busy = gateway.busy_times(&caller, &terms, Action::GetFreeBusyFile, (id, range.into())).await?;
    Ok(feeds::served(&asked, gateway.free_busy(&caller, &busy.reply)))
}
