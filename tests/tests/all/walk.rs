//! Every operation of the API document, asked over HTTP as everybody, in the right tenant and in the wrong one.
//!
//! The table of who may do what is the gateway's own test; this one holds what must be true of all of them from outside:
//! nothing answers 5xx, what is not public wants a sign-in, and a wrong tenant looks like *not found*.

use std::collections::BTreeMap;

use nanum_tests::{people::Person, platform::Platform};
use reqwest::Method;
use serde_json::{Value, json};

/// Who may be refused the body before the person: a malformed body is told so to anybody.
const NOT_UNDERSTOOD: u16 = 400;

struct Operation {
    id: String,
    method: Method,
    path: String,
    public: bool,
    of_a_tenant: bool,
    body: Option<Value>,
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            let Some(id) = operation["operationId"].as_str() else { continue };
            let security = operation["security"].as_array();
            let public = security.is_some_and(|ways| ways.iter().any(|way| way == &json!({})));
            let body = operation["requestBody"]["content"]["application/json"]
                .is_object()
                .then(|| example(operation));
            let of_a_tenant = path.starts_with("/v1/{tenant}");
            operations.push(Operation {
                id: id.to_owned(),
                method,
                path: path.clone(),
                public,
                of_a_tenant,
                body,
            });
        }
    }
    operations
}

/// The example of the document, or an empty body, which a command then does not understand.
fn example(operation: &Value) -> Value {
    operation["requestBody"]["content"]["application/json"]["example"]
        .as_object()
        .map_or(json!({}), |o| json!(o))
}

/// The path for a tenant, with ids that are well formed and name nothing.
fn filled(path: &str, tenant: &str) -> String {
    let id = |prefix: &str| format!("{prefix}_{}", "0".repeat(31) + "1");
    let values = BTreeMap::from([
        ("{tenant}", tenant.to_owned()),
        ("{slug}", "nowhere".to_owned()),
        ("{site}", id("site")),
        ("{resource}", id("rsc")),
        ("{reservation}", id("res")),
        ("{blocking}", id("blk")),
        ("{series}", id("ser")),
        ("{group}", id("grp")),
        ("{charge}", id("chg")),
        ("{charge}", id("chg")),
        ("{draw}", id("draw")),
        ("{wait}", id("wait")),
        ("{title}", id("ttl")),
        ("{hold}", id("hold")),
        ("{loan}", id("loan")),
        ("{member}", id("mem")),
        ("{barcode}", "NO-SUCH-THING".to_owned()),
        ("{key}", "0".repeat(64)),
        ("{feed}", "station_status.json".to_owned()),
    ]);
    let filled = values.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!filled.contains('{'), "{filled} has a parameter this test does not know");
    match path.rsplit('/').next() {
        Some("free-times") => format!("{filled}?from=2026-12-01&days=1"),
        Some("free-resources") => format!("{filled}?date=2026-12-01"),
        Some("uses") => format!("{filled}?year=2026"),
        _ => filled,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_as_everybody_in_the_right_and_in_the_wrong_tenant() {
    let platform = Platform::all_in_one().await;
    let url = platform.url();
    let document = Person::passing_by(&url, "seosan").reads("/openapi.json").await.done().body;
    assert!(
        document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")),
        "{}",
        document["openapi"]
    );
    let operations = operations(&document);
    assert!(operations.len() >= 40, "{} operations", operations.len());

    let mut people = vec![("anonymous", Person::passing_by(&url, "seosan"))];
    for name in ["minji", "clerk", "admin", "integrator"] {
        people.push((name, Person::signed_in(&url, "seosan", &format!("seosan/{name}")).await));
    }
    people.push(("stranger", Person::signed_in(&url, "seosan", "amsterdam/clerk").await));

    let mut faults = Vec::new();
    for operation in &operations {
        for (name, person) in &people {
            for tenant in ["seosan", "amsterdam"] {
                if operation.id == "register-member" {
                    continue; // It may be done by anybody signed in, and would make members here.
                }
                let path = filled(&operation.path, tenant);
                let reply = person.asks(operation.method.clone(), &path, operation.body.clone(), None).await;
                let status = reply.status.as_u16();
                let right =
                    tenant == "seosan" && *name != "stranger" || tenant == "amsterdam" && *name == "stranger";
                let fits = match (operation.public, *name, right || !operation.of_a_tenant) {
                    _ if status >= 500 => false,
                    (true, _, _) => status != 401 && status != 403,
                    (false, "anonymous", _) => status == 401 || status == NOT_UNDERSTOOD,
                    (false, _, false) => status == 404 || status == NOT_UNDERSTOOD,
                    (false, _, true) => status != 401,
                };
                if !fits {
                    faults.push(format!("{} as {name} at {tenant}: {status} {}", operation.id, reply.body));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_a_problem_that_is_explained() {
    let platform = Platform::all_in_one().await;
    let url = platform.url();
    let admin = Person::signed_in(&url, "seosan", "seosan/admin").await;
    let reservations = format!("resources/rsc_{}/reservations", "0".repeat(32));
    let without_zone =
        json!({ "span": { "starts_at": "2026-12-01T10:00:00", "ends_at": "2026-12-01T11:00:00" } });
    let inverted =
        json!({ "span": { "starts_at": "2026-12-01T11:00:00Z", "ends_at": "2026-12-01T10:00:00Z" } });
    let unknown = json!({ "barcode": "A", "borrower": format!("mem_{}", "0".repeat(32)), "colour": "red" });
    for (path, body, says) in [
        (reservations.as_str(), without_zone, "offset"),
        (reservations.as_str(), inverted, "after"),
        ("loans", unknown, "colour"),
        ("loans", json!([]), ""),
        ("loans", json!({ "barcode": 7 }), ""),
    ] {
        let reply = admin.posts(path, body).await.refused(NOT_UNDERSTOOD);
        assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.contains(says)), "{}", reply.body);
        let explained = reqwest::get(reply.body["type"].as_str().expect("a type")).await.expect("an answer");
        assert_eq!(explained.status(), 200, "{} is served and explained", reply.body["type"]);
    }
    admin.posts("loans", json!({ "barcode": "x".repeat(2 * 1024 * 1024) })).await.refused(413);
    admin.reads("resources?colour=red").await.refused(NOT_UNDERSTOOD);
    admin.reads("resources?limit=1000000").await.refused(NOT_UNDERSTOOD);
    admin.reads("resources?cursor=%00").await.refused(NOT_UNDERSTOOD);
    admin.reads("resources/rsc_nonsense").await.refused(NOT_UNDERSTOOD);
    admin.reads("/v1/no-such-city/resources").await.refused(404);
    admin.asks(Method::DELETE, "resources", None, None).await.refused(405);
}
