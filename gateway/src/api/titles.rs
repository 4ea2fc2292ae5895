//! Titles: what is borrowed in the catalogue; and items, their copies.

use std::{convert::Infallible, str::FromStr, sync::Arc};

use axum::extract::State;
use nanum_contracts::{
    ids::{SiteId, TitleId},
    lending::{AddItem, DefineTitle, GetTitle, ListTitles, ScannedItem, Title, TitleDefinition, TitleKind},
    request::Page,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{Answered, Caller, Gateway, Json, PathId, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(get, change))
        .routes(routes!(add_item))
        .routes(routes!(scan))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TitleFilter {
    /// Only at this site.
    site: Option<SiteId>,
    /// Only of this kind.
    kind: Option<TitleKind>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List a tenant's titles
#[utoipa::path(get, path = "/v1/{tenant}/titles", operation_id = "list-titles", tag = "titles",
    params(TitleFilter), security((), ("bearer" = [])),
    responses((status = 200, description = "Titles, a page of them", body = Page<Title>)))]
async fn list(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(filter): Query<TitleFilter>,
) -> Answered {
    let TitleFilter { site, kind, cursor, limit } = filter;
    let question = ListTitles { site, kind, page: page(cursor, limit)? };
    Ok(reply::state(gateway.ask(&caller, Action::ListTitles, &caller.thing(), &terms, question).await?))
}

/// Add a title to the catalogue
///
/// For administrators of the tenant.
#[utoipa::path(post, path = "/v1/{tenant}/titles", operation_id = "add-title", tag = "titles",
    request_body(content = TitleDefinition, example = json!({
        "site": "site_0190a1b2c3d4e5f60718293a4b5c6d7e", "kind": "tool", "name": {"ko": "전동 드릴", "en": "Power drill"},
        "loan_days": 7
    })),
    responses((status = 201, description = "It is in the catalogue", body = Title)))]
async fn add(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(definition): Json<TitleDefinition>,
) -> Answered {
    let command = DefineTitle { title: None, definition };
    let answer = gateway.ask(&caller, Action::AddTitle, &caller.thing(), &terms, command).await?;
    let location = format!("/v1/{}/titles/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// Read a title with its items
#[utoipa::path(get, path = "/v1/{tenant}/titles/{title}", operation_id = "get-title", tag = "titles",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The title", body = Title)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(title): PathId<TitleId>) -> Answered {
    Ok(reply::state(
        gateway.ask(&caller, Action::GetTitle, &caller.thing(), &terms, GetTitle { title }).await?,
    ))
}

/// Change a title
///
/// The whole definition takes the place of the one before. Loans that run keep their due date.
#[utoipa::path(put, path = "/v1/{tenant}/titles/{title}", operation_id = "change-title", tag = "titles",
    request_body = TitleDefinition,
    responses((status = 200, description = "The title as it is now", body = Title)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(title): PathId<TitleId>,
    Json(definition): Json<TitleDefinition>,
) -> Answered {
    let command = DefineTitle { title: Some(title), definition };
    Ok(reply::state(gateway.change(&caller, Action::ChangeTitle, &terms, GetTitle { title }, command).await?))
}

/// A copy of a title.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    /// What is printed on it; unique in the tenant.
    barcode: String,
}

/// Add an item, a copy of a title
///
/// For administrators of the tenant.
#[utoipa::path(post, path = "/v1/{tenant}/titles/{title}/items", operation_id = "add-item", tag = "titles",
    request_body(content = NewItem, example = json!({"barcode": "SSN-T-0001"})),
    responses((status = 201, description = "The title with the new item", body = Title)))]
async fn add_item(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(title): PathId<TitleId>,
    Json(NewItem { barcode }): Json<NewItem>,
) -> Answered {
    let location = format!("/v1/{}/titles/{title}", caller.tenant);
    let command = AddItem { title, item: None, barcode };
    let answer = gateway.ask(&caller, Action::AddItem, &caller.thing(), &terms, command).await?;
    Ok(reply::created(answer, location))
}

/// A barcode in a path: any text; the service says which is on an item.
struct Barcode(String);

impl FromStr for Barcode {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

/// Scan an item by its barcode
///
/// For clerks of its site: which title it is, where it is, and on which loan.
#[utoipa::path(get, path = "/v1/{tenant}/items/{barcode}", operation_id = "scan-item", tag = "titles",
    responses((status = 200, description = "The item", body = ScannedItem)))]
async fn scan(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(Barcode(barcode)): PathId<Barcode>,
) -> Answered {
    Ok(reply::state(gateway.scan_item(&caller, &terms, barcode).await?))
}
