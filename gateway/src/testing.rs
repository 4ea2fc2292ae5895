//! What the tests of this crate share: a gateway in demo mode at a standing time, with services that answer as told.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
    response::Response,
};
use bytes::Bytes;
use jiff::Timestamp;
use nanum_bus::{Bus, Responder, local::LocalBus};
use nanum_contracts::{
    Answer, Problem, Role, TenantId,
    ids::{Id, MemberId},
    membership::{Person, TenantDefinition},
    request::Outcome,
};
use nanum_runtime::{
    Shutdown,
    clock::{Clock, ManualClock},
    ids::Ids,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{Gateway, GatewaySettings, router};

/// The time in all tests.
pub(crate) const NOW: &str = "2026-12-01T00:00:00Z";

/// A tenant's slug.
pub(crate) fn tenant(slug: &str) -> TenantId {
    slug.parse().unwrap()
}

/// A clock that stands at [`NOW`].
pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(NOW.parse::<Timestamp>().unwrap()))
}

/// Demo mode, any port.
pub(crate) fn settings() -> GatewaySettings {
    GatewaySettings {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "https://nanum.example".to_owned(),
        secretariat_tenant: tenant("citynet"),
        body_bytes_max: 1024 * 1024,
        feed_contact: None,
        demo: true,
        demo_key_file: None,
        issuers: Vec::new(),
        limits: crate::Limits::default(),
    }
}

/// How a service answers an operation with a body; `None` where it is not asked in this test.
pub(crate) type Answers = fn(operation: &str, request: &Value) -> Option<Result<Value, Problem>>;

struct Told {
    answers: Answers,
}

#[async_trait]
impl Responder for Told {
    async fn respond(&self, operation: &str, request: Bytes) -> Bytes {
        let request: Value = serde_json::from_slice(&request).unwrap();
        let told = (self.answers)(operation, &request).or_else(|| membership(operation, &request));
        let told = told.unwrap_or_else(|| panic!("nobody told how to answer {operation}: {request}"));
        let outcome: Outcome<Value> = told.map(Answer::of);
        Bytes::from(serde_json::to_vec(&outcome).unwrap())
    }
}

/// Two tenants that trust the demonstration, and one that does not; in Seosan `minji` is a citizen, `admin` decides and
/// `integrator` listens; `secretary` is of CITYNET.
fn membership(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    match operation {
        "get-tenant" => Some(match request["body"]["slug"].as_str()? {
            slug @ ("seosan" | "citynet") => Ok(json!(definition(slug, &["demo"]))),
            slug @ "paris" => Ok(json!(definition(slug, &["paris-id"]))),
            _ => Err(Problem::not_found("tenant")),
        }),
        "identify-person" => {
            let here = request["tenant"].as_str()?;
            let (home, name) = request["body"]["identity"]["subject"].as_str()?.split_once('/')?;
            let roles = match name {
                "minji" => vec![],
                "admin" => vec![Role::Administrator],
                "integrator" => vec![Role::Integrator],
                "secretary" => vec![Role::Secretariat],
                _ => return Some(Ok(Value::Null)),
            };
            let member = MemberId::named(home, name);
            let person = Person { member, roles, language: "ko".parse().unwrap() };
            Some(Ok(if here == home { json!(person) } else { Value::Null }))
        }
        _ => None,
    }
}

fn definition(slug: &str, issuers: &[&str]) -> TenantDefinition {
    serde_json::from_value(json!({
        "slug": slug, "kind": "member", "name": {"en": slug}, "languages": ["ko", "en"], "zone": "Asia/Seoul",
        "currency": "KRW", "issuers": issuers,
    }))
    .unwrap()
}

/// A gateway whose services answer as told, and the bus they are on.
pub(crate) async fn gateway(answers: Answers) -> Arc<Gateway> {
    gateway_with(settings(), answers).await
}

/// The same with other settings.
pub(crate) async fn gateway_with(settings: GatewaySettings, answers: Answers) -> Arc<Gateway> {
    let bus = Arc::new(LocalBus::new());
    for service in ["membership", "booking", "lending", "notification", "reporting"] {
        bus.serve(service, Arc::new(Told { answers })).await.unwrap();
    }
    let clock: Arc<dyn Clock> = clock();
    Arc::new(Gateway::new(settings, bus, clock, Ids, Shutdown::new()).unwrap())
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    /// The body as JSON; null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The last part of the problem's type; empty when it is none.
    pub(crate) fn problem(&self) -> String {
        let problem = self.headers.get("content-type").is_some_and(|kind| kind == crate::PROBLEM_JSON);
        let kind = self.json()["type"].as_str().unwrap_or_default().to_owned();
        assert!(!problem || kind.starts_with("https://nanum.example/problems/"), "{kind}");
        if problem { kind.rsplit('/').next().unwrap_or_default().to_owned() } else { String::new() }
    }
}

/// Somebody at the API.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    router: Router,
    token: Option<String>,
}

impl Client {
    /// Without a token.
    pub(crate) fn anonymous(gateway: &Arc<Gateway>) -> Self {
        Self { router: router(gateway.clone()), token: None }
    }

    /// Of some routes only.
    pub(crate) fn of(router: Router) -> Self {
        Self { router, token: None }
    }

    /// With the demonstration's token for a subject.
    pub(crate) fn signed_in(gateway: &Arc<Gateway>, subject: &str) -> Self {
        let (token, _) = gateway.sign_in.demo().unwrap().token_for(subject).unwrap();
        Self { router: router(gateway.clone()), token: Some(token) }
    }

    /// `GET path`
    pub(crate) async fn gets(&self, path: &str) -> Reply {
        self.sends(Request::get(path), Body::empty()).await
    }

    /// A request with a JSON body.
    pub(crate) async fn posts(&self, path: &str, body: &Value) -> Reply {
        let request = Request::post(path).header("content-type", "application/json");
        self.sends(request, Body::from(body.to_string())).await
    }

    /// Any request, with its answer unread: it may have no end.
    pub(crate) async fn answer(&self, mut request: axum::http::request::Builder, body: Body) -> Response {
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    /// Any request.
    pub(crate) async fn sends(&self, request: axum::http::request::Builder, body: Body) -> Reply {
        let (parts, body) = self.answer(request, body).await.into_parts();
        let bytes = to_bytes(body, 16 * 1024 * 1024).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
