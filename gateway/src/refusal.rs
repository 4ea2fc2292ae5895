//! Every refusal leaves as a problem document (RFC 9457).
//!
//! Whatever refuses puts the [`Problem`] itself into the response; the outermost layer writes it down, where the public
//! address is known. In between, the portal may take it out and show a page instead.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use nanum_contracts::{Problem, problem::ProblemKind};

use crate::{Gateway, admission::say_pace};

/// The media type of problem documents.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem as the answer to a request; `?` makes one of a [`Problem`].
#[derive(Debug)]
pub struct Refusal(pub Problem);

/// What a handler answers.
pub type Answered = Result<Response, Refusal>;

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status_of(self.0.kind);
        response.extensions_mut().insert(self.0);
        response
    }
}

fn status_of(kind: ProblemKind) -> StatusCode {
    StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Writes down the problem that a response carries.
pub(crate) async fn write_problems(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| of_a_library(&response));
    problem.map_or(response, |problem| written(&gateway.settings.public_url, &problem))
}

/// The problem in a refusal that a library wrote by itself, as plain text or without any.
fn of_a_library(response: &Response) -> Option<Problem> {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(b"".as_slice(), HeaderValue::as_bytes);
    let plain = kind.is_empty() || kind.starts_with(b"text/plain");
    if !plain || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let same = ProblemKind::ALL.iter().copied().find(|kind| kind.status() == status.as_u16());
    let kind = same.unwrap_or(if status.is_server_error() {
        ProblemKind::Defect
    } else {
        ProblemKind::NotUnderstood
    });
    Some(Problem::new(kind, kind.title()))
}

fn written(public_url: &str, problem: &Problem) -> Response {
    let mut document = serde_json::json!(problem);
    document["type"] = format!("{public_url}/problems/{}", problem.kind.slug()).into();
    let mut response = (status_of(problem.kind), document.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    say_pace(problem, headers);
    if problem.kind == ProblemKind::SignInNeeded {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"nanum\""));
    }
    response
}
