//! Resources: what is reserved for a time, and when it is free.

use std::sync::Arc;

use axum::extract::State;
use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    Problem,
    booking::{
        CheckReservation, DefineResource, FREE_DAYS_MAX, FindFirstFree, FindFree, FirstFreeTimes,
        FreeResource, GetFreeTimes, GetResource, ListResources, ReservationCheck, Resource,
        ResourceDefinition, ResourceKind,
    },
    ids::{GroupId, ResourceId, SiteId},
    request::Page,
    time::{TimeSpan, WallTime},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{Answered, Caller, Gateway, Json, PathId, Query, Terms, policy::Action, reply};

/// Days of free times when nobody says how many.
const FREE_DAYS_DEFAULT: u32 = 7;

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(get, change))
        .routes(routes!(free_times))
        .routes(routes!(find_free))
        .routes(routes!(find_first_free))
        .routes(routes!(check))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ResourceFilter {
    /// Only at this site.
    site: Option<SiteId>,
    /// Only of this kind.
    kind: Option<ResourceKind>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List a tenant's resources
///
/// Clerks of the site that is asked for, and administrators, find drafts too and what is not shown.
#[utoipa::path(get, path = "/v1/{tenant}/resources", operation_id = "list-resources", tag = "resources",
    params(ResourceFilter), security((), ("bearer" = [])),
    responses((status = 200, description = "Resources, a page of them", body = Page<Resource>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<ResourceFilter>,
) -> Answered {
    let ResourceFilter { site, kind, cursor, limit } = filter;
    let question = ListResources { site, kind, page: page(cursor, limit)?, unlisted_too: false };
    Ok(reply::state(gateway.list_resources(&caller, &terms, question).await?))
}

/// Add a resource
///
/// For administrators of the tenant.
#[utoipa::path(post, path = "/v1/{tenant}/resources", operation_id = "add-resource", tag = "resources",
    request_body(content = ResourceDefinition, example = json!({
        "site": "site_0190a1b2c3d4e5f60718293a4b5c6d7e", "kind": "room", "name": {"ko": "동아리방 1", "en": "Club room 1"},
        "persons": 15, "units": 1, "approval": false,
        "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "22:00"}],
        "step_minutes": 30, "shortest_minutes": 60, "longest_minutes": 240,
        "equipment": ["projector"], "accessibility": ["step-free"]
    })),
    responses((status = 201, description = "It can be reserved", body = Resource)))]
async fn add(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(definition): Json<ResourceDefinition>,
) -> Answered {
    let command = DefineResource { resource: None, definition };
    let answer = gateway.ask(&caller, Action::AddResource, &caller.thing(), &terms, command).await?;
    let location = format!("/v1/{}/resources/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// Read a resource
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}", operation_id = "get-resource", tag = "resources",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The resource", body = Resource)))]
async fn get(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
) -> Answered {
    Ok(reply::state(gateway.get_resource(&caller, &terms, resource).await?))
}

/// Change a resource
///
/// The whole definition takes the place of the one before. What has been reserved stays reserved.
#[utoipa::path(put, path = "/v1/{tenant}/resources/{resource}", operation_id = "change-resource", tag = "resources",
    request_body = ResourceDefinition,
    responses((status = 200, description = "The resource as it is now", body = Resource)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(definition): Json<ResourceDefinition>,
) -> Answered {
    let command = DefineResource { resource: Some(resource), definition };
    let is_there = GetResource { resource };
    Ok(reply::state(gateway.change(&caller, Action::ChangeResource, &terms, is_there, command).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FreeTimesRange {
    /// First local date; today at the tenant's when absent.
    #[param(value_type = Option<String>, format = Date, example = "2026-12-01")]
    from: Option<Date>,
    /// How many days; 7 when absent.
    #[param(minimum = 1, maximum = 31)]
    days: Option<u32>,
}

/// When a resource is free
///
/// Day by day in the site's local time; what is past is left out.
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}/free-times", operation_id = "get-free-times",
    tag = "resources", params(FreeTimesRange), security((), ("bearer" = [])),
    responses((status = 200, description = "Its free times", body = FreeResource)))]
async fn free_times(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Query(range): Query<FreeTimesRange>,
) -> Answered {
    let days = range.days.unwrap_or(FREE_DAYS_DEFAULT);
    if !(1..=FREE_DAYS_MAX).contains(&days) {
        return Err(Problem::not_understood(format!("days must be 1 to {FREE_DAYS_MAX}, not {days}")).into());
    }
    let today = || gateway.clock.now().to_zoned(caller.definition.zone.time_zone()).date();
    let question = GetFreeTimes { resource, from: range.from.unwrap_or_else(today), days };
    Ok(reply::state(gateway.get_free_times(&caller, &terms, question).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FreeFilter {
    /// The local date.
    #[param(value_type = String, format = Date, example = "2026-12-01")]
    date: Date,
    /// Free from this time of day on, for all of the time until `to`.
    from: Option<WallTime>,
    /// See `from`; on the next date when it is not after `from`.
    to: Option<WallTime>,
    /// For at least so many persons.
    persons: Option<u32>,
    /// Only at this site.
    site: Option<SiteId>,
    /// Only of this kind.
    kind: Option<ResourceKind>,
    /// Each of these must be there.
    #[serde(default)]
    equipment: Vec<String>,
    /// Each of these must be there.
    #[serde(default)]
    accessibility: Vec<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// Which resources are free on a date
///
/// With both `from` and `to` only those that are free for all of that time.
#[utoipa::path(get, path = "/v1/{tenant}/free-resources", operation_id = "find-free", tag = "resources",
    params(FreeFilter), security((), ("bearer" = [])),
    responses((status = 200, description = "What is free, a page of it", body = Page<FreeResource>)))]
async fn find_free(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<FreeFilter>,
) -> Answered {
    let FreeFilter { date, from, to, persons, site, kind, equipment, accessibility, cursor, limit } = filter;
    let page = page(cursor, limit)?;
    let question = FindFree { date, from, to, persons, site, kind, equipment, accessibility, page };
    Ok(reply::state(gateway.ask(&caller, Action::FindFree, &caller.thing(), &terms, question).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FirstFreeFilter {
    /// For so many minutes.
    #[param(minimum = 1, example = 60)]
    minutes: u32,
    /// First local date; today at the tenant's when absent.
    #[param(value_type = Option<String>, format = Date, example = "2026-12-01")]
    from: Option<Date>,
    /// For at least so many persons.
    persons: Option<u32>,
    /// Only this resource.
    resource: Option<ResourceId>,
    /// Only at this site.
    site: Option<SiteId>,
    /// Only of this kind.
    kind: Option<ResourceKind>,
    /// Each of these must be there.
    #[serde(default)]
    equipment: Vec<String>,
    /// Each of these must be there.
    #[serde(default)]
    accessibility: Vec<String>,
}

/// What is free soonest
///
/// All that is free for so long on the first date on which anything is, within 31 days, soonest first. Of thousands of
/// resources the first 5,000 are looked at.
#[utoipa::path(get, path = "/v1/{tenant}/first-free-resources", operation_id = "find-first-free",
    tag = "resources", params(FirstFreeFilter), security((), ("bearer" = [])),
    responses((status = 200, description = "What is free soonest", body = FirstFreeTimes)))]
async fn find_first_free(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<FirstFreeFilter>,
) -> Answered {
    let FirstFreeFilter { minutes, from, persons, resource, site, kind, equipment, accessibility } = filter;
    let today = || gateway.clock.now().to_zoned(caller.definition.zone.time_zone()).date();
    let from = from.unwrap_or_else(today);
    let question = FindFirstFree { from, minutes, persons, resource, site, kind, equipment, accessibility };
    Ok(reply::state(gateway.ask(&caller, Action::FindFirstFree, &caller.thing(), &terms, question).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CheckQuestion {
    /// When it would begin.
    #[param(value_type = String, format = DateTime, example = "2026-12-01T01:00:00Z")]
    starts_at: Timestamp,
    /// When it would end.
    #[param(value_type = String, format = DateTime, example = "2026-12-01T03:00:00Z")]
    ends_at: Timestamp,
    /// How many persons would come.
    persons: Option<u32>,
    /// For which group it would be.
    group: Option<GroupId>,
    /// What it would be for.
    #[param(max_length = 60)]
    purpose: Option<String>,
}

/// Ask whether it could be reserved, why not, and what instead
///
/// Every rule that says no, with what it allows and what is so; other times of the resource, and other resources of its kind
/// with that time. Who is signed in is told whether it could be theirs, or a group's that they act for. Nothing is taken, and allowances are not counted.
#[utoipa::path(get, path = "/v1/{tenant}/resources/{resource}/reservation-check", operation_id = "check-reservation",
    tag = "resources", params(CheckQuestion), security((), ("bearer" = [])),
    responses((status = 200, description = "Whether, why not, and what instead", body = ReservationCheck)))]
async fn check(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Query(question): Query<CheckQuestion>,
) -> Answered {
    let CheckQuestion { starts_at, ends_at, persons, group, purpose } = question;
    let span =
        TimeSpan::asked(starts_at, ends_at).map_err(|fault| Problem::not_understood(fault.to_string()))?;
    let member = caller.who.member();
    let question = CheckReservation { resource, span, persons, member, group, purpose };
    Ok(reply::state(gateway.check_reservation(&caller, &terms, question).await?))
}
