//! The hub: everything that is shared in the network.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    TenantId,
    reporting::{Listing, SearchHub},
    request::Page,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{Answered, Caller, Gateway, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HubSearch {
    /// Words that must all occur, in any language; everything when absent.
    q: Option<String>,
    /// Only what this tenant shares.
    tenant: Option<TenantId>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// Search all that is shared in the network
///
/// Resources and titles of every tenant, by words in any language.
#[utoipa::path(get, path = "/v1/hub", operation_id = "search-hub", tag = "hub", params(HubSearch),
    security((), ("bearer" = [])),
    responses((status = 200, description = "What fits, a page of it", body = Page<Listing>)))]
async fn search(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(search): Query<HubSearch>,
) -> Answered {
    let page = page(search.cursor, search.limit)?;
    let question = SearchHub { text: search.q.unwrap_or_default(), tenant: search.tenant, page };
    Ok(reply::state(gateway.ask(&caller, Action::SearchHub, &caller.thing(), &terms, question).await?))
}
