//! Refusals and failures as pages.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::Response,
};
use jiff::tz::TimeZone;
use nanum_contracts::{Problem, problem::ProblemKind};

use super::{
    guard,
    page::Page,
    reasons::lines_of,
    spoken::Spoken,
    texts::Texts,
    view::{View, status_of, texts_for, written},
};
use crate::{Answered, Gateway};

/// Paths that programs use; they get problem documents whatever they accept.
const FOR_PROGRAMS: [&str; 2] = ["/v1/", "/demo/"];

#[derive(Template)]
#[template(path = "portal/problem.html")]
pub(super) struct ProblemPage {
    pub(super) page: Page,
    pub(super) status: u16,
    pub(super) heading: String,
    pub(super) lines: Vec<Spoken>,
    pub(super) sign_in: Option<String>,
    pub(super) back: Option<String>,
}

/// Shows people the page for what would leave as a problem document. Programs, by their path or by what they accept, get
/// the document.
pub(crate) async fn show_problems(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Response {
    if !is_for_people(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let kept = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    match page_for(kept, &gateway, &problem).await {
        Ok(page) => page,
        Err(_) => {
            response.extensions_mut().insert(problem);
            response
        }
    }
}

fn is_for_people(request: &Request) -> bool {
    let path = request.uri().path();
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    !FOR_PROGRAMS.iter().any(|prefix| path.starts_with(prefix))
        && accepts.is_some_and(|accept| accept.contains("text/html"))
}

async fn page_for(mut parts: Parts, gateway: &Arc<Gateway>, problem: &Problem) -> Answered {
    // Where a part of the platform does not answer, nothing more is asked of it.
    let silent =
        matches!(problem.kind, ProblemKind::TryAgain | ProblemKind::TooManyRequests | ProblemKind::Defect);
    let view = if silent { None } else { View::from_request_parts(&mut parts, gateway).await.ok() };
    let view = view.filter(|view| view.caller.tenant == view.caller.definition.slug);
    let texts = view.as_ref().map_or_else(|| texts_for(&parts), |view| view.t);
    let page = problem_page(texts, view.as_ref(), &parts, problem);
    let mut response = written(status_of(problem), texts, &page)?;
    if let Some(seconds) = problem.retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

fn problem_page(texts: Texts, view: Option<&View>, parts: &Parts, problem: &Problem) -> ProblemPage {
    let (heading, lines) = words_for(texts, problem);
    // A form's own address shows nothing when it is merely looked at.
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let here = if reads { parts.uri.path_and_query().map_or("/", |path| path.as_str()) } else { "/" };
    let here = match view {
        Some(view) if !reads => view.path(""),
        _ => here.to_owned(),
    };
    let page = match view {
        Some(view) => view.page_at(&here, &heading, "problem"),
        None => Page::bare(texts, &heading, &here),
    };
    let sign_in =
        (problem.kind == ProblemKind::SignInNeeded && page.city.is_some()).then(|| page.sign_in_href());
    let back = view.filter(|_| !reads || problem.kind == ProblemKind::NotFound).map(|view| view.path(""));
    ProblemPage { page, status: problem.status, heading, lines, sign_in, back }
}

fn words_for(texts: Texts, problem: &Problem) -> (String, Vec<Spoken>) {
    if problem.rule.as_deref() == Some(guard::RULE) {
        let text = texts.say("problem-other-site-text");
        return (texts.say("problem-other-site-title"), vec![Spoken::plain(text)]);
    }
    let heading = texts.say(&format!("problem-{}-title", problem.kind.slug()));
    (heading, lines_of(&texts, problem, &TimeZone::UTC))
}
