//! What explains the API: its document, the kinds of problems, the schemas of events. Public, and the same for everybody.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Json as JsonAnswer, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use nanum_contracts::{
    WireEvent, booking, event::TYPE_PREFIX, lending, membership, notification, problem::ProblemKind,
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use crate::{Answered, Gateway, PathId, policy::not_here};

/// Where the schemas of public events are. Not under `/v1`, where a tenant could be called so.
pub(crate) const EVENT_SCHEMAS: &str = "/schemas/events";

const COMPONENTS: &str = "#/components/schemas/";

/// Serves the documents; all is made once.
pub(crate) fn routes(document: &OpenApi) -> Router<Arc<Gateway>> {
    let api = json!(document);
    let schemas = Arc::new(event_schemas(&api));
    let (text, etag) = (Bytes::from(api.to_string()), etag_of(&api));
    let names = schemas.clone();
    Router::new()
        .route("/openapi.json", get(async move |asked: HeaderMap| the_document(&asked, text, etag)))
        .route("/problems", get(problems))
        .route("/problems/{slug}", get(problem))
        .route(EVENT_SCHEMAS, get(async move |state| schema_list(&state, &names)))
        .route(
            &format!("{EVENT_SCHEMAS}/{{type}}"),
            get(async move |state, name| schema(&state, &name, &schemas)),
        )
}

/// The API document, unless the reader has it already. It changes with the program only.
fn the_document(asked: &HeaderMap, text: Bytes, etag: String) -> Response {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(|one| one.trim().trim_start_matches("W/"));
    let is_known = known.any(|one| one == "*" || one == etag);
    let kept = [(header::ETAG, etag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if is_known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn etag_of(document: &Value) -> String {
    let digest = Sha256::digest(document.to_string());
    let start: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{start}\"")
}

async fn problems(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Response {
    if wants_html(&headers) {
        let links = ProblemKind::ALL.iter().map(|kind| {
            format!("<li><a href=\"/problems/{}\">{}</a> ({})</li>", kind.slug(), kind.title(), kind.status())
        });
        return html_page("Problems", &format!("<ul>{}</ul>", links.collect::<String>()));
    }
    let all = ProblemKind::ALL.iter().map(|kind| explained(&gateway, *kind));
    JsonAnswer(json!({ "problems": all.collect::<Vec<_>>() })).into_response()
}

async fn problem(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    PathId(slug): PathId<String>,
) -> Answered {
    let kind = ProblemKind::ALL.iter().copied().find(|kind| kind.slug() == slug).ok_or_else(not_here)?;
    if !wants_html(&headers) {
        return Ok(JsonAnswer(explained(&gateway, kind)).into_response());
    }
    let meanings =
        kind.meaning().map(|(who, meaning)| format!("<h2>To the {who}</h2><p>{meaning}</p>")).concat();
    let body = format!("<p>HTTP status {}, type <code>/problems/{slug}</code></p>{meanings}", kind.status());
    Ok(html_page(kind.title(), &body))
}

fn explained(gateway: &Gateway, kind: ProblemKind) -> Value {
    let meanings = kind.meaning().map(|(who, meaning)| (who.to_owned(), json!(meaning)));
    json!({
        "type": format!("{}/problems/{}", gateway.settings.public_url, kind.slug()),
        "title": kind.title(),
        "status": kind.status(),
        "meaning": Map::from_iter(meanings),
    })
}

fn wants_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// A plain page. All that is put into it is our own text.
fn html_page(title: &str, body: &str) -> Response {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - Nanum</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    ))
    .into_response()
}

fn schema_list(State(gateway): &State<Arc<Gateway>>, schemas: &Map<String, Value>) -> JsonAnswer<Value> {
    let public_url = &gateway.settings.public_url;
    let address = |name: &String| (name.clone(), json!(format!("{public_url}{EVENT_SCHEMAS}/{name}")));
    JsonAnswer(json!({ "schemas": Map::from_iter(schemas.keys().map(address)) }))
}

fn schema(
    State(gateway): &State<Arc<Gateway>>,
    PathId(name): &PathId<String>,
    schemas: &Map<String, Value>,
) -> Answered {
    let mut schema = schemas.get(name).cloned().ok_or_else(not_here)?;
    schema["$id"] = format!("{}{EVENT_SCHEMAS}/{name}", gateway.settings.public_url).into();
    Ok(([(header::CONTENT_TYPE, "application/schema+json")], schema.to_string()).into_response())
}

/// The schema of every public event's data by the event's type, each complete in itself.
pub(super) fn event_schemas(api: &Value) -> Map<String, Value> {
    let of_service = |service: &'static str, schemas: Vec<(&'static str, RefOr<Schema>)>| {
        schemas
            .into_iter()
            .map(move |(name, schema)| (format!("{TYPE_PREFIX}{service}.{name}"), json!(schema)))
    };
    of_service(booking::SERVICE, booking::BookingEvent::schemas())
        .chain(of_service(lending::SERVICE, lending::LendingEvent::schemas()))
        .chain(of_service(membership::SERVICE, membership::MembershipEvent::schemas()))
        .chain(of_service(notification::SERVICE, notification::NotificationEvent::schemas()))
        .map(|(name, schema)| {
            let schema = self_contained(&name, schema, &api["components"]["schemas"]);
            (name, schema)
        })
        .collect()
}

/// The schema with everything it refers to within itself.
fn self_contained(name: &str, mut schema: Value, components: &Value) -> Value {
    let mut wanted = BTreeSet::new();
    point_within(&mut schema, &mut wanted);
    let mut definitions = Map::new();
    while let Some(name) = wanted.pop_first() {
        if definitions.contains_key(&name) {
            continue;
        }
        let mut definition = components[&name].clone();
        point_within(&mut definition, &mut wanted);
        definitions.insert(name, definition);
    }
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = name.into();
    if !definitions.is_empty() {
        schema["$defs"] = definitions.into();
    }
    schema
}

/// Points every reference into the schema itself, and notes what must be there.
fn point_within(schema: &mut Value, wanted: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(COMPONENTS).map(str::to_owned)
            {
                *reference = format!("#/$defs/{name}");
                wanted.insert(name);
            }
            fields.values_mut().for_each(|value| point_within(value, wanted));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| point_within(value, wanted)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
