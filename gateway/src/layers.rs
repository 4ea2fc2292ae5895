//! What stands around every request: its name and trace, limits, caught panics, headers, problem documents.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use nanum_contracts::{
    Problem,
    ids::{CommandId, Id},
    problem::ProblemKind,
};
use nanum_runtime::telemetry;
use opentelemetry::{KeyValue, global, metrics::Histogram};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, CompressionLevel,
        predicate::{DefaultPredicate, NotForContentType, Predicate as _},
    },
};
use tracing::Instrument;
use utoipa::openapi::{OpenApi, RefOr, path::ParameterIn};

use crate::{
    Answered, Gateway, Refusal,
    admission::{ForMembers, admit},
    policy::not_here,
    portal,
    refusal::write_problems,
};

/// Longest time for one request: a page may ask services several times, each within its own bound.
const REQUEST_WITHIN: Duration = Duration::from_secs(30);
/// Longest request id that is taken from outside.
const REQUEST_ID_LENGTH_MAX: usize = 128;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACEPARENT: &str = "traceparent";

/// What a request is called in logs, events and answers.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// Puts all layers around the routes, the outermost last.
///
/// Pages are not compressed: they hold a session's hidden keys beside what somebody else may have put into their address, and
/// the length of the answer would tell the keys (BREACH). The API is asked with a bearer token, which no browser sends by
/// itself.
pub(crate) fn around(
    routes: Router<Arc<Gateway>>,
    gateway: &Arc<Gateway>,
    for_members: ForMembers,
) -> Router<Arc<Gateway>> {
    let admitting = (gateway.clone(), Arc::new(for_members));
    routes
        .route_layer(middleware::from_fn_with_state(admitting, admit))
        .fallback(async || Refusal(not_here()))
        .method_not_allowed_fallback(async || {
            Refusal(Problem::new(
                ProblemKind::MethodNotAllowed,
                "the API document says which methods this path has",
            ))
        })
        .layer(DefaultBodyLimit::max(gateway.settings.body_bytes_max))
        .layer(middleware::from_fn(within_time))
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a request panicked");
            Refusal(Problem::defect()).into_response()
        }))
        .layer(middleware::from_fn_with_state(gateway.clone(), portal::show_problems))
        .layer(middleware::from_fn_with_state(gateway.clone(), write_problems))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("text/html"))),
        )
        .layer(middleware::from_fn_with_state(gateway.clone(), safe_headers))
        .layer(middleware::from_fn_with_state(gateway.clone(), named_and_traced))
}

async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            Refusal(Problem::try_again("the answer took too long; with an idempotency key a repeat is safe"))
                .into_response()
        }
    }
}

/// Headers that keep a browser from doing more with an answer than it is for. A page may set its own first.
async fn safe_headers(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let personal = request.headers().contains_key(header::AUTHORIZATION)
        || request.headers().contains_key(header::COOKIE);
    let mut response = next.run(request).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        // The rest of the body is not read, so the connection ends here: whoever is told sends nothing more on it.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(header::X_FRAME_OPTIONS, "DENY");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if personal {
        default(header::CACHE_CONTROL, "no-store");
    }
    if gateway.settings.public_url.starts_with("https://") {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// Gives the request its name, continues the trace it came with, and records how it went. Neither queries nor bodies are
/// written down: they may hold personal data.
async fn named_and_traced(State(gateway): State<Arc<Gateway>>, mut request: Request, next: Next) -> Response {
    let id = given_id(request.headers())
        .unwrap_or_else(|| gateway.ids.fresh::<CommandId>().uuid().simple().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %method, route, request_id = id);
    telemetry::continue_trace(
        &span,
        request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok()),
    );
    let began = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status();
    span.in_scope(|| tracing::debug!(status = status.as_u16(), milliseconds = took.as_millis(), "answered"));
    let labels = [
        KeyValue::new("method", known_method(&method)),
        KeyValue::new("route", route),
        KeyValue::new("status", i64::from(status.as_u16())),
    ];
    SECONDS.record(took.as_secs_f64(), &labels);
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The method, if it is one of those in use here: a label must not have as many values as strangers can think of.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

/// Seconds that requests took, by method, route and status.
static SECONDS: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    global::meter("nanum")
        .f64_histogram("nanum_http")
        .with_unit("s")
        .with_description("How long HTTP requests took to answer")
        .with_boundaries(vec![
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
        ])
        .build()
});

/// A request id from outside, if it is one: it travels on into events, which everybody may read for ever.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (plain && (1..=REQUEST_ID_LENGTH_MAX).contains(&id.len())).then(|| id.to_owned())
}

/// The names that each operation's query may have, by path and method.
type KnownQueries = BTreeMap<(String, Method), BTreeSet<String>>;

/// Refuses what stands in a query and not in the API document: a misspelt filter would answer something else than asked.
pub(crate) fn known_queries_only(api: Router<Arc<Gateway>>, document: &OpenApi) -> Router<Arc<Gateway>> {
    let known = Arc::new(known_queries(document));
    api.route_layer(middleware::from_fn(move |path: MatchedPath, request: Request, next: Next| {
        let known = known.clone();
        async move {
            refuse_unknown(&known, path.as_str(), &request)?;
            Answered::Ok(next.run(request).await)
        }
    }))
}

fn refuse_unknown(known: &KnownQueries, path: &str, request: &Request) -> Result<(), Problem> {
    let Some(query) = request.uri().query() else { return Ok(()) };
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let known = known.get(&(path.to_owned(), method.clone()));
    let mut given = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    match given.find(|name| !known.is_some_and(|known| known.contains(name.as_ref()))) {
        None => Ok(()),
        Some(name) => {
            let name: String = name.chars().take(64).collect();
            Err(Problem::not_understood(format!(
                "the query has {name:?}, which this operation does not know"
            )))
        }
    }
}

fn known_queries(document: &OpenApi) -> KnownQueries {
    let mut known = KnownQueries::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::DELETE, &item.delete),
        ] {
            let Some(operation) = operation else { continue };
            let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
                RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => {
                    Some(parameter.name.clone())
                }
                RefOr::T(_) | RefOr::Ref(_) => None,
            });
            known.insert((path.clone(), method), parameters.collect());
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, routing::get};

    use super::*;
    use crate::{
        shares::Of,
        testing::{self, Client},
    };

    async fn around_these(routes: Router<Arc<Gateway>>) -> (Client, Arc<Gateway>) {
        let gateway = testing::gateway(|_, _| None).await;
        (Client::of(around(routes, &gateway, ForMembers::default()).with_state(gateway.clone())), gateway)
    }

    #[tokio::test]
    async fn a_panic_is_a_defect_and_nothing_more() {
        async fn panics() -> &'static str {
            panic!("in a test")
        }
        let (client, _) = around_these(Router::new().route("/", get(panics))).await;
        let reply = client.gets("/").await;
        assert_eq!((reply.problem().as_str(), reply.status.as_u16()), ("defect", 500));
        assert!(!reply.text.contains("in a test"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_given_up() {
        let never = get(async || std::future::pending::<()>().await);
        let (client, _) = around_these(Router::new().route("/", never)).await;
        assert_eq!(client.gets("/").await.problem(), "try-again");
    }

    #[tokio::test]
    async fn a_tenant_over_its_share_is_told_to_wait_and_others_are_not() {
        let quick = get(async || "");
        let (client, gateway) = around_these(Router::new().route("/{tenant}", quick)).await;
        let mut held = Vec::new();
        let of_seoul = || Of { whose: "tenant seoul".to_owned(), most: 128, refusal: "" };
        while let Ok(share) = gateway.requests.take(vec![of_seoul()]) {
            held.push(share);
        }
        let refused = client.gets("/seoul").await;
        assert_eq!(
            (refused.problem().as_str(), &refused.headers["retry-after"]),
            ("too-many-requests", &HeaderValue::from(1))
        );
        assert!(client.gets("/paris").await.status.is_success());
        drop(held);
        assert!(client.gets("/seoul").await.status.is_success());
    }

    #[tokio::test]
    async fn a_request_keeps_the_name_it_came_with_if_it_is_one() {
        let named = get(async |axum::Extension(RequestId(id)): axum::Extension<RequestId>| id);
        let (client, _) = around_these(Router::new().route("/", named)).await;
        let with =
            async |id: &str| client.sends(Request::get("/").header(REQUEST_ID, id), Body::empty()).await;
        let kept = with("trace-7.a").await;
        assert_eq!(
            (kept.text.as_str(), &kept.headers["x-request-id"]),
            ("trace-7.a", &HeaderValue::from_static("trace-7.a"))
        );
        for bad in ["", "min ji", "minji@mail.example", &"x".repeat(129)] {
            assert_ne!(with(bad).await.text, bad);
        }
    }

    #[tokio::test]
    async fn a_page_s_own_headers_stay() {
        let page = get(async || ([(header::CONTENT_SECURITY_POLICY, "default-src 'self'")], ""));
        let (client, _) = around_these(Router::new().route("/", page)).await;
        let reply = client.gets("/").await;
        assert_eq!(reply.headers["content-security-policy"], "default-src 'self'");
        assert_eq!(reply.headers["x-frame-options"], "DENY");
    }
}
