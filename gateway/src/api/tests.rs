//! The API at its edge: its document, what is not understood, who is let in. Services answer as told here; what they do is
//! their own tests' matter.

use std::{path::Path, sync::Arc};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use nanum_contracts::{Problem, problem::ProblemKind};
use serde_json::{Value, json};

use super::routes;
use crate::{
    Gateway, GatewaySettings, Who,
    policy::{Action, Policy, Thing, Verdict},
    testing::{self, Client, Reply},
};

/// Set it to write the golden file anew.
const BLESS: &str = "NANUM_BLESS";

fn document() -> Value {
    json!(routes().1)
}

/// Every operation: method, path, and what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, item)| {
        let methods = ["get", "post", "put"].into_iter();
        methods
            .filter_map(move |method| Some((method.to_uppercase(), path.clone(), item.get(method)?.clone())))
    });
    operations.collect()
}

/// The path with ids of the right form in it, in a tenant.
fn filled(path: &str, tenant: &str) -> String {
    let mut filled = path.replace("{tenant}", tenant).replace("{slug}", tenant).replace("{barcode}", "B-1");
    filled = filled.replace("{key}", &"0".repeat(64)).replace("{feed}", "gbfs.json");
    for (name, prefix) in [
        ("site", "site"),
        ("resource", "rsc"),
        ("reservation", "res"),
        ("blocking", "blk"),
        ("series", "ser"),
        ("group", "grp"),
        ("charge", "chg"),
        ("draw", "draw"),
        ("wait", "wait"),
        ("title", "ttl"),
        ("hold", "hold"),
        ("loan", "loan"),
        ("member", "mem"),
    ] {
        filled = filled.replace(&format!("{{{name}}}"), &format!("{prefix}_{}", "0".repeat(32)));
    }
    filled
}

/// A query with whatever the operation must have in it.
fn needed_query(operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
    let pairs: Vec<String> = needed
        .map(|parameter| match parameter["name"].as_str().unwrap() {
            "date" => "date=2026-12-01".to_owned(),
            "year" => "year=2026".to_owned(),
            name => format!("{name}=x"),
        })
        .collect();
    pairs.join("&")
}

/// A body as the document's examples show it; those of changes are those of what was made.
fn example_body(document: &Value, operation: &Value) -> Option<Value> {
    let content = &operation["requestBody"]["content"]["application/json"];
    if content.is_null() {
        return None;
    }
    if !content["example"].is_null() {
        return Some(content["example"].clone());
    }
    let alike = operations(document).into_iter().map(|(_, _, other)| other);
    let mut alike = alike.map(|other| other["requestBody"]["content"]["application/json"].clone());
    alike
        .find(|other| other["schema"] == content["schema"] && !other["example"].is_null())
        .map(|c| c["example"].clone())
}

/// Sends an operation as the document shows it.
async fn shown(
    client: &Client,
    document: &Value,
    (method, path, operation): &(String, String, Value),
    tenant: &str,
) -> Reply {
    let query = needed_query(operation);
    let request = Request::builder().method(method.as_str()).uri(format!("{}?{query}", filled(path, tenant)));
    match example_body(document, operation) {
        Some(mut body) => {
            if body["slug"].is_string() {
                body["slug"] = tenant.into();
            }
            client
                .sends(request.header("content-type", "application/json"), Body::from(body.to_string()))
                .await
        }
        None => client.sends(request, Body::empty()).await,
    }
}

fn public(operation: &Value) -> bool {
    operation["security"].as_array().unwrap().contains(&json!({}))
}

#[test]
fn the_document_is_the_golden_one() {
    assert_golden("openapi.json", &document());
}

#[test]
fn the_schemas_of_public_events_are_the_golden_ones() {
    assert_golden("event-schemas.json", &json!(super::documents::event_schemas(&document())));
}

/// Holds a contract against its golden file beside this crate's `Cargo.toml`.
fn assert_golden(file: &str, contract: &Value) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let now = format!("{}\n", serde_json::to_string_pretty(contract).unwrap());
    if std::env::var_os(BLESS).is_some() {
        std::fs::write(&golden, &now).unwrap();
    }
    let before = std::fs::read_to_string(&golden).unwrap_or_default();
    let first_difference = before.lines().zip(now.lines()).position(|(a, b)| a != b).map(|line| line + 1);
    assert!(
        before == now,
        "{} is not what the code says (first at line {first_difference:?}); if that is meant, run with {BLESS}=1",
        golden.display()
    );
}

#[test]
fn the_document_is_openapi_3_1_and_says_something_of_everything() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
    assert!(!text.contains("\"allOf\""), "what extends a closed schema must be written out");
    for (method, path, operation) in operations(&document) {
        let what = format!("{method} {path}");
        assert!(
            operation["summary"].as_str().is_some_and(|summary| summary.len() > 5),
            "{what} has no summary"
        );
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{what}");
        assert!(operation["responses"]["503"]["$ref"].is_string(), "{what}");
        for parameter in operation["parameters"].as_array().unwrap() {
            let named = ["cursor", "limit"].contains(&parameter["name"].as_str().unwrap());
            assert!(
                named || parameter["description"].as_str().is_some_and(|d| !d.is_empty()),
                "{what}: {parameter}"
            );
        }
        if operation["requestBody"].is_object() {
            assert!(example_body(&document, &operation).is_some(), "{what} has no example");
        }
    }
}

#[tokio::test]
async fn what_is_not_public_wants_a_token() {
    let gateway = testing::gateway(everything_is_null).await;
    let document = document();
    let client = Client::anonymous(&gateway);
    for operation in operations(&document) {
        let reply = shown(&client, &document, &operation, "seosan").await;
        let (method, path, says) = &operation;
        if public(says) {
            assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        } else {
            assert_eq!(reply.problem(), "sign-in-needed", "{method} {path}: {reply:?}");
            assert_eq!(reply.headers["www-authenticate"], "Bearer realm=\"nanum\"");
        }
    }
}

#[tokio::test]
async fn a_wrong_tenant_looks_like_not_found_on_every_route() {
    let gateway = testing::gateway(everything_is_null).await;
    let document = document();
    // Nobody of Seosan is anybody in CITYNET, and Paris does not even trust their provider.
    for (subject, tenant) in [
        ("seosan/minji", "citynet"),
        ("seosan/admin", "citynet"),
        ("seosan/integrator", "citynet"),
        ("citynet/secretary", "seosan"),
        ("seosan/admin", "paris"),
        ("seosan/minji", "nowhere"),
    ] {
        let client = Client::signed_in(&gateway, subject);
        for operation in operations(&document) {
            let (method, path, says) = &operation;
            let registers =
                says["operationId"] == "register-member" && tenant != "paris" && tenant != "nowhere";
            let of_the_network = !path.contains("{tenant}") && subject == "citynet/secretary";
            if registers || of_the_network || (public(says) && tenant != "nowhere") {
                continue;
            }
            if tenant == "nowhere" && !path.contains("{tenant}") {
                continue;
            }
            let reply = shown(&client, &document, &operation, tenant).await;
            assert_eq!(reply.problem(), "not-found", "{subject}: {method} {path} in {tenant}: {reply:?}");
        }
    }
}

#[tokio::test]
async fn a_query_that_the_document_does_not_have_is_refused_everywhere() {
    let client = Client::signed_in(&testing::gateway(everything_is_null).await, "seosan/admin");
    for (method, path, _) in operations(&document()) {
        let request =
            Request::builder().method(method.as_str()).uri(format!("{}?bogus=1", filled(&path, "seosan")));
        let reply = client.sends(request, Body::empty()).await;
        assert_eq!(reply.problem(), "not-understood", "{method} {path}");
        assert!(reply.text.contains("bogus"), "{method} {path}: {}", reply.text);
    }
}

#[tokio::test]
async fn unknown_fields_are_refused_in_every_body() {
    let client = Client::signed_in(&testing::gateway(everything_is_null).await, "seosan/admin");
    let document = document();
    for (method, path, operation) in operations(&document) {
        if method == "GET" {
            continue;
        }
        let mut body = example_body(&document, &operation).unwrap_or_else(|| json!({}));
        body["bogus"] = json!(1);
        let request = Request::builder().method(method.as_str()).uri(filled(&path, "seosan"));
        let request = request.header("content-type", "application/json");
        let reply = client.sends(request, Body::from(body.to_string())).await;
        assert_eq!(reply.problem(), "not-understood", "{method} {path}: {reply:?}");
    }
}

/// Method, path, headers, body, and the problem that must come.
type Bad = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const JSON: (&str, &str) = ("content-type", "application/json");
const SPAN: &str =
    r#"{"span":{"starts_at":"2026-12-01T10:00:00+09:00","ends_at":"2026-12-01T12:00:00+09:00"}}"#;
const RESERVE: &str = "/v1/seosan/resources/rsc_00000000000000000000000000000000/reservations";

#[rustfmt::skip]
const BAD: [Bad; 37] = [
    ("GET",    "/nothing",                                   &[], "", "not-found"),
    ("GET",    "/v1",                                        &[], "", "not-found"),
    ("GET",    "/v1/Seosan",                                 &[], "", "not-found"),
    ("GET",    "/v1/network",                                &[], "", "not-found"),
    ("GET",    "/v1/nowhere/sites",                          &[], "", "not-found"),
    ("GET",    "/v1/seosan/nothing",                         &[], "", "not-found"),
    ("DELETE", "/v1/seosan/sites",                           &[], "", "method-not-allowed"),
    ("PATCH",  "/v1/tenants",                                &[], "", "method-not-allowed"),
    ("GET",    "/v1/seosan/sites/1",                         &[], "", "not-understood"),
    ("GET",    "/v1/seosan/sites/rsc_00000000000000000000000000000000", &[], "", "not-understood"),
    ("GET",    "/v1/seosan/sites/%ff",                       &[], "", "not-understood"),
    ("GET",    "/v1/seosan/resources?limit=0",               &[], "", "not-understood"),
    ("GET",    "/v1/seosan/resources?limit=201",             &[], "", "not-understood"),
    ("GET",    "/v1/seosan/resources?limit=many",            &[], "", "not-understood"),
    ("GET",    "/v1/seosan/resources?limit=1&limit=2",       &[], "", "not-understood"),
    ("GET",    "/v1/seosan/resources?kind=castle",           &[], "", "not-understood"),
    ("GET",    "/v1/seosan/free-resources",                  &[], "", "not-understood"),
    ("GET",    "/v1/seosan/free-resources?date=2026-02-30",  &[], "", "not-understood"),
    ("GET",    "/v1/seosan/free-resources?date=2026-12-01&from=9:00", &[], "", "not-understood"),
    ("GET",    "/v1/seosan/resources/rsc_00000000000000000000000000000000/free-times?days=32", &[], "", "not-understood"),
    ("GET",    "/v1/seosan/reservations?from=2026-12-01T10:00:00", &[], "", "not-understood"),
    ("GET",    "/v1/seosan/reports/uses?year=70000",         &[], "", "not-understood"),
    ("GET",    "/v1/seosan/sites",                           &[("nanum-after", "booking")], "", "not-understood"),
    ("GET",    "/v1/seosan/events?after=x",                  &[], "", "not-understood"),
    ("GET",    "/v1/seosan/events",                          &[("last-event-id", "x")], "", "not-understood"),
    ("POST",   RESERVE, &[], SPAN,                                           "wrong-media-type"),
    ("POST",   RESERVE, &[("content-type", "text/plain")], SPAN,             "wrong-media-type"),
    ("POST",   RESERVE, &[JSON], "",                                         "not-understood"),
    ("POST",   RESERVE, &[JSON], "{",                                        "not-understood"),
    ("POST",   RESERVE, &[JSON], "[]",                                       "not-understood"),
    ("POST",   RESERVE, &[JSON], r#"{"span":{"starts_at":"2026-12-01T10:00:00","ends_at":"2026-12-01T12:00:00"}}"#, "not-understood"),
    ("POST",   RESERVE, &[JSON], r#"{"span":{"starts_at":"2026-12-01T10:00:00Z","ends_at":"2026-12-01T10:00:00Z"}}"#, "not-understood"),
    ("POST",   RESERVE, &[JSON, ("idempotency-key", "")], SPAN,              "not-understood"),
    ("POST",   RESERVE, &[JSON, ("idempotency-key", "with space")], SPAN,    "not-understood"),
    ("POST",   RESERVE, &[JSON, ("idempotency-key", "a"), ("idempotency-key", "b")], SPAN, "not-understood"),
    ("PUT",    "/v1/seosan/members/mem_00000000000000000000000000000000/roles", &[JSON, ("if-match", "7")], r#"{"roles":[]}"#, "not-understood"),
    ("PUT",    "/v1/seosan/members/mem_00000000000000000000000000000000/roles", &[JSON], r#"{"roles":["king"]}"#, "not-understood"),
];

#[tokio::test]
async fn whatever_is_not_understood_is_answered_with_a_problem() {
    let gateway = testing::gateway(everything_is_null).await;
    let client = Client::signed_in(&gateway, "seosan/admin");
    for (method, path, headers, body, problem) in BAD {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let reply = client.sends(request, Body::from(body)).await;
        assert_eq!(reply.problem(), problem, "{method} {path} {headers:?} {body}: {reply:?}");
        assert_eq!(Some(u64::from(reply.status.as_u16())), reply.json()["status"].as_u64());
        assert!(reply.json()["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{method} {path}");
    }
}

#[test]
fn what_is_public_in_the_document_is_what_the_policy_gives_to_everybody() {
    let policy = Policy::load().unwrap();
    for (_, _, operation) in operations(&document()) {
        let id = operation["operationId"].as_str().unwrap();
        let action = *Action::ALL.iter().find(|action| action.id() == id).unwrap();
        let seosan = testing::tenant("seosan");
        let verdict = policy.decide(&seosan, &Who::Anonymous, action, &Thing::of(&seosan));
        assert_eq!(public(&operation), verdict == Verdict::Allowed, "{id}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_with_the_limit() {
    let settings = GatewaySettings { body_bytes_max: 16 * 1024, ..testing::settings() };
    let gateway = testing::gateway_with(settings, everything_is_null).await;
    let body = json!({ "span": "x".repeat(16 * 1024) });
    let reply = Client::signed_in(&gateway, "seosan/minji").posts(RESERVE, &body).await;
    assert_eq!((reply.problem().as_str(), &reply.json()["limit"]), ("too-large", &json!(16 * 1024)));
    assert_eq!(reply.headers["connection"], "close", "the rest of the body is not read");
}

#[tokio::test]
async fn a_bad_token_is_refused_even_where_none_is_needed() {
    let gateway = testing::gateway(everything_is_null).await;
    for authorization in ["Bearer x", "Basic eDp5", "Bearer"] {
        let request = Request::get("/v1/seosan/sites").header("authorization", authorization);
        let reply = Client::anonymous(&gateway).sends(request, Body::empty()).await;
        assert_eq!(reply.problem(), "sign-in-needed", "{authorization}");
    }
}

#[tokio::test]
async fn the_session_cookie_is_for_pages_only() {
    let gateway = testing::gateway(everything_is_null).await;
    let (token, _) = gateway.sign_in.demo().unwrap().token_for("seosan/minji").unwrap();
    let request = Request::get("/v1/seosan/members/me").header("cookie", format!("nanum_session={token}"));
    assert_eq!(Client::anonymous(&gateway).sends(request, Body::empty()).await.problem(), "sign-in-needed");
}

#[tokio::test]
async fn answers_and_refusals_of_services_come_through_as_they_are() {
    let gateway = testing::gateway(|operation, _| match operation {
        "list-sites" => Some(Ok(json!([]))),
        "get-site" => Some(Err(Problem::rule("r", "too many", 3, 4))),
        "list-resources" => Some(Err(Problem::try_again("later"))),
        "list-titles" => Some(Err(Problem::new(ProblemKind::SlotTaken, "taken"))),
        _ => None,
    })
    .await;
    let client = Client::anonymous(&gateway);
    let reply = client.gets("/v1/seosan/sites").await;
    assert_eq!((reply.status, reply.text.as_str()), (StatusCode::OK, "[]"));
    assert!(reply.headers.contains_key("x-request-id"));
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    let reply = client.gets("/v1/seosan/sites/site_00000000000000000000000000000000").await;
    assert_eq!((reply.problem().as_str(), &reply.json()["limit"]), ("rule-refuses", &json!(3)));
    let reply = client.gets("/v1/seosan/resources").await;
    assert_eq!(
        (reply.problem().as_str(), &reply.headers["retry-after"]),
        ("try-again", &"1".parse().unwrap())
    );
    assert_eq!(client.gets("/v1/seosan/titles").await.problem(), "slot-taken");
}

#[tokio::test]
async fn a_key_makes_the_same_command_of_every_repeat_and_of_nobody_else_s() {
    // The stub answers with the command it was asked, as a site's address.
    let gateway = testing::gateway(|operation, request| match operation {
        "define-site" => Some(Ok(json!({
            "id": format!("site_{}", "0".repeat(32)), "zone": "UTC", "name": {"en": "x"}, "latitude": 0.0,
            "longitude": 0.0, "hours": [], "address": format!("{} {}", request["command"], request["repeatable"]),
        }))),
        "register-member" => Some(Ok(json!({
            "id": format!("mem_{}", "0".repeat(32)), "card": null, "roles": [],
            "contact": {"name": request["command"], "email": "x@mail.example", "language": "ko"},
        }))),
        _ => None,
    })
    .await;
    let admin = Client::signed_in(&gateway, "seosan/admin");
    let site = json!({"name": {"en": "x"}, "address": "x", "latitude": 0, "longitude": 0, "hours": []});
    let opened = async |key: Option<&str>| {
        let request = Request::post("/v1/seosan/sites").header("content-type", "application/json");
        let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
        let reply = admin.sends(request, Body::from(site.to_string())).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
        assert_eq!(reply.headers["location"], format!("/v1/seosan/sites/site_{}", "0".repeat(32)));
        reply.json()["address"].as_str().unwrap().to_owned()
    };
    assert_eq!(opened(Some("a")).await, opened(Some("a")).await);
    assert_ne!(opened(Some("a")).await, opened(Some("b")).await);
    assert_ne!(opened(None).await, opened(None).await);
    assert!(opened(Some("a")).await.ends_with("true") && opened(None).await.ends_with("false"));

    let registered = async |subject: &str| {
        let request = Request::post("/v1/seosan/members")
            .header("content-type", "application/json")
            .header("idempotency-key", "same");
        let body = json!({"name": "x", "email": "x@mail.example"}).to_string();
        let reply = Client::signed_in(&gateway, subject).sends(request, Body::from(body)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{reply:?}");
        reply.json()["contact"]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(registered("seosan/new-1").await, registered("seosan/new-1").await);
    assert_ne!(registered("seosan/new-1").await, registered("seosan/new-2").await);
}

#[tokio::test]
async fn problems_and_event_schemas_explain_themselves() {
    let gateway = testing::gateway(everything_is_null).await;
    let client = Client::anonymous(&gateway);
    for kind in ProblemKind::ALL {
        let path = format!("/problems/{}", kind.slug());
        assert_eq!(client.gets(&path).await.json()["status"], kind.status());
        let page = client.sends(Request::get(&path).header("accept", "text/html"), Body::empty()).await;
        assert!(page.text.contains(kind.title()), "{path}");
    }
    assert_eq!(client.gets("/problems/made-up").await.problem(), "not-found");

    let list = client.gets("/schemas/events").await.json();
    let list = list["schemas"].as_object().unwrap();
    assert!(list.len() >= 20, "{list:?}");
    for (name, address) in list {
        let path = address.as_str().unwrap().strip_prefix("https://nanum.example").unwrap();
        let schema = client.gets(path).await.json();
        assert_eq!((&schema["title"], &schema["$id"]), (&json!(name), address));
        let text = schema.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(
                schema.pointer(reference).is_some_and(Value::is_object),
                "{name}: {reference} leads nowhere"
            );
        }
    }
}

#[tokio::test]
async fn the_demonstration_gives_a_token_for_anybody_and_only_in_demo_mode() {
    let form = |gateway: Arc<Gateway>, body: &'static str| async move {
        let request =
            Request::post("/demo/issuer/token").header("content-type", "application/x-www-form-urlencoded");
        Client::anonymous(&gateway).sends(request, Body::from(body)).await
    };
    let demo = testing::gateway(everything_is_null).await;
    let reply = form(demo.clone(), "grant_type=password&subject=seosan/minji").await;
    assert_eq!(reply.json()["token_type"], "Bearer");
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(demo.sign_in.verify(&token).await.unwrap().identity.subject, "seosan/minji");
    for bad in ["", "subject=", "subject=a%20b", "subject=x&role=admin"] {
        assert_eq!(form(demo.clone(), bad).await.problem(), "not-understood", "{bad}");
    }
    let earnest = GatewaySettings { demo: false, ..testing::settings() };
    let earnest = testing::gateway_with(earnest, everything_is_null).await;
    assert_eq!(form(earnest.clone(), "subject=seosan/minji").await.problem(), "not-found");
    assert_eq!(Client::anonymous(&earnest).gets("/demo/issuer/jwks").await.problem(), "not-found");
}

/// For tests that must not get so far that a service's answer matters.
fn everything_is_null(operation: &str, _: &Value) -> Option<Result<Value, Problem>> {
    let asked_by_the_gateway = ["get-tenant", "identify-person"].contains(&operation);
    (!asked_by_the_gateway).then(|| Err(Problem::new(ProblemKind::StateForbids, "the stub was reached")))
}
