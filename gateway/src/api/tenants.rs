//! Tenants: the members of the network.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    Answer, Problem, TenantId,
    membership::{
        Administrator, AppointAdministrator, DefineTenant, GetTenant, ListTenants, TenantDefinition,
    },
    tenant::NotATenantSlug,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Json, PathId, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(list, admit))
        .routes(routes!(get, change))
        .routes(routes!(appoint))
        .routes(routes!(describe))
}

/// List the tenants of the network
///
/// All of them, by slug.
#[utoipa::path(get, path = "/v1/tenants", operation_id = "list-tenants", tag = "tenants",
    security((), ("bearer" = [])),
    responses((status = 200, description = "All tenants", body = Vec<TenantDefinition>)))]
async fn list(State(gateway): App, caller: Caller, terms: Terms) -> Answered {
    Ok(reply::state(
        gateway.ask(&caller, Action::ListTenants, &caller.thing(), &terms, ListTenants {}).await?,
    ))
}

/// Admit a tenant to the network
///
/// For secretaries of the network's secretariat.
#[utoipa::path(post, path = "/v1/tenants", operation_id = "admit-tenant", tag = "tenants",
    request_body(content = TenantDefinition, example = json!({
        "slug": "gongju", "kind": "member", "name": {"ko": "공주시", "en": "Gongju"}, "languages": ["ko", "en"],
        "zone": "Asia/Seoul", "currency": "KRW", "issuers": ["demo"]
    })),
    responses((status = 201, description = "It was admitted", body = TenantDefinition)))]
async fn admit(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(definition): Json<TenantDefinition>,
) -> Answered {
    if definition.slug == TenantId::network() {
        return Err(Problem::not_understood(NotATenantSlug.to_string()).into());
    }
    let command = DefineTenant { definition, new_only: true };
    let answer = gateway.ask(&caller, Action::AdmitTenant, &caller.thing(), &terms, command).await?;
    let location = format!("/v1/tenants/{}", answer.reply.slug);
    Ok(reply::created(answer, location))
}

/// Read one tenant as the secretariat knows it
#[utoipa::path(get, path = "/v1/tenants/{slug}", operation_id = "get-tenant", tag = "tenants",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The tenant", body = TenantDefinition)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(slug): PathId<TenantId>) -> Answered {
    Ok(reply::state(
        gateway.ask(&caller, Action::GetTenant, &caller.thing(), &terms, GetTenant { slug }).await?,
    ))
}

/// Change a tenant's definition
///
/// The whole definition takes the place of the one before. The slug stays.
#[utoipa::path(put, path = "/v1/tenants/{slug}", operation_id = "change-tenant", tag = "tenants",
    request_body = TenantDefinition,
    responses((status = 200, description = "The tenant as it is now", body = TenantDefinition)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(slug): PathId<TenantId>,
    Json(definition): Json<TenantDefinition>,
) -> Answered {
    if definition.slug != slug {
        return Err(Problem::not_understood(
            "a tenant's slug cannot be changed: body and path must name the same",
        )
        .into());
    }
    let command = DefineTenant { definition, new_only: false };
    let is_there = GetTenant { slug: slug.clone() };
    let answer = gateway.change(&caller, Action::ChangeTenant, &terms, is_there, command).await?;
    gateway.tenants.invalidate(&slug);
    Ok(reply::state(answer))
}

/// Appoint an administrator of a tenant
///
/// For secretaries: a tenant that was admitted has none. Whoever is to decide for it registers there first and tells the
/// secretariat the id of their member's record; their other roles stay.
#[utoipa::path(post, path = "/v1/tenants/{slug}/administrators", operation_id = "appoint-administrator", tag = "tenants",
    request_body(content = Administrator, example = json!({"member": "mem_0190a1b2c3d4e5f60718293a4b5c6d7e"})),
    responses((status = 200, description = "The member decides for the tenant now", body = Administrator)))]
async fn appoint(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(slug): PathId<TenantId>,
    Json(Administrator { member }): Json<Administrator>,
) -> Answered {
    gateway.authorise(&caller, Action::AppointAdministrator, &caller.thing())?;
    let call = terms.call::<AppointAdministrator>(&slug, caller.who.actor(), &gateway.ids);
    Ok(reply::state(gateway.client.ask(call, AppointAdministrator { member }).await?))
}

/// Read the tenant: its names, languages, time zone and identity providers
#[utoipa::path(get, path = "/v1/{tenant}", operation_id = "describe-tenant", tag = "tenants",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The tenant", body = TenantDefinition)))]
async fn describe(State(gateway): App, caller: Caller) -> Answered {
    gateway.authorise(&caller, Action::DescribeTenant, &caller.thing())?;
    Ok(reply::state(Answer::of(&*caller.definition)))
}
