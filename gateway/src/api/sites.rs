//! Sites: places with an address and opening hours.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    ids::SiteId,
    membership::{DefineSite, GetSite, ListSites, Site, SiteDefinition},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Json, PathId, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(list, open)).routes(routes!(get, change))
}

/// List a tenant's sites
#[utoipa::path(get, path = "/v1/{tenant}/sites", operation_id = "list-sites", tag = "sites",
    security((), ("bearer" = [])),
    responses((status = 200, description = "All sites", body = Vec<Site>)))]
async fn list(State(gateway): App, caller: Caller, terms: Terms) -> Answered {
    Ok(reply::state(gateway.ask(&caller, Action::ListSites, &caller.thing(), &terms, ListSites {}).await?))
}

/// Open a site
///
/// For administrators of the tenant.
#[utoipa::path(post, path = "/v1/{tenant}/sites", operation_id = "open-site", tag = "sites",
    request_body(content = SiteDefinition, example = json!({
        "name": {"ko": "서산시 시민센터", "en": "Seosan Citizen's Center"}, "address": "충청남도 서산시 번화1로 12",
        "latitude": 36.7845, "longitude": 126.4503,
        "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "22:00"}]
    })),
    responses((status = 201, description = "It is open", body = Site)))]
async fn open(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(definition): Json<SiteDefinition>,
) -> Answered {
    let command = DefineSite { site: None, definition };
    let answer = gateway.ask(&caller, Action::OpenSite, &caller.thing(), &terms, command).await?;
    let location = format!("/v1/{}/sites/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// Read a site
#[utoipa::path(get, path = "/v1/{tenant}/sites/{site}", operation_id = "get-site", tag = "sites",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The site", body = Site)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(site): PathId<SiteId>) -> Answered {
    Ok(reply::state(gateway.ask(&caller, Action::GetSite, &caller.thing(), &terms, GetSite { site }).await?))
}

/// Change a site
///
/// The whole definition takes the place of the one before.
#[utoipa::path(put, path = "/v1/{tenant}/sites/{site}", operation_id = "change-site", tag = "sites",
    request_body = SiteDefinition,
    responses((status = 200, description = "The site as it is now", body = Site)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(site): PathId<SiteId>,
    Json(definition): Json<SiteDefinition>,
) -> Answered {
    let command = DefineSite { site: Some(site), definition };
    Ok(reply::state(gateway.change(&caller, Action::ChangeSite, &terms, GetSite { site }, command).await?))
}
