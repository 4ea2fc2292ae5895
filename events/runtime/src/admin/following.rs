//! Followers over HTTP: how far they are, what they have parked, and what is done about it. A follower's name is three
//! parts of the path: `/parked/booking/view/whose_reservations/7`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Request, State, rejection::JsonRejection},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use nanum_contracts::{Problem, problem::ProblemKind};
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::followers::{Checksum, Follower, Followers, Parked, ParkedEvent, Progress, RebuildState};

/// What all followers say, and those that could say nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct All<T> {
    pub rows: Vec<T>,
    pub unreadable: Vec<Unreadable>,
}

/// A follower whose file cannot be read now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unreadable {
    pub follower: String,
    pub cause: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    reason: String,
}

/// What the path names.
#[derive(Debug, Deserialize)]
struct Named {
    service: String,
    kind: String,
    name: String,
}

#[derive(Debug, Deserialize)]
struct Numbered {
    service: String,
    kind: String,
    name: String,
    number: String,
}

type Answer<T> = Result<Json<T>, Refusal>;

/// The routes, and problem documents for all others.
pub fn operations(followers: Followers) -> Router {
    const PARKED: &str = "/parked/{service}/{kind}/{name}/{number}";
    const VIEW: &str = "/views/{service}/{kind}/{name}";
    Router::new()
        .route("/followers", get(all_progress))
        .route("/followers/{service}/{kind}/{name}", get(progress))
        .route("/parked", get(all_parked))
        .route(PARKED, get(parked_event))
        .route(&format!("{PARKED}/retry"), post(retry))
        .route(&format!("{PARKED}/skip"), post(skip))
        .route(&format!("{VIEW}/rebuild"), post(rebuild))
        .route(&format!("{VIEW}/checksum"), get(checksum))
        .fallback(async || Refusal(Problem::not_found("page")))
        .method_not_allowed_fallback(async || {
            Refusal(Problem::new(ProblemKind::MethodNotAllowed, "the path is right, the method is not"))
        })
        .layer(middleware::from_fn(refuse_web_pages))
        .with_state(followers)
}

/// A page in an operator's browser may not act on the port that only the operator can reach.
async fn refuse_web_pages(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return Refusal(Problem::new(ProblemKind::NotAllowed, "not for web pages")).into_response();
    }
    next.run(request).await
}

async fn all_progress(State(followers): State<Followers>) -> Json<All<Progress>> {
    let mut all = All { rows: Vec::new(), unreadable: Vec::new() };
    for follower in followers.all() {
        match follower.progress().await {
            Ok(progress) => all.rows.push(progress),
            Err(problem) => all.unreadable.push(unreadable(&*follower, problem)),
        }
    }
    Json(all)
}

async fn progress(State(followers): State<Followers>, Path(named): Path<Named>) -> Answer<Progress> {
    Ok(Json(named.find(&followers)?.progress().await?))
}

async fn all_parked(State(followers): State<Followers>) -> Json<All<Parked>> {
    let mut all = All { rows: Vec::new(), unreadable: Vec::new() };
    for follower in followers.all() {
        match follower.parked().await {
            Ok(parked) => all.rows.extend(parked),
            Err(problem) => all.unreadable.push(unreadable(&*follower, problem)),
        }
    }
    Json(all)
}

async fn parked_event(
    State(followers): State<Followers>,
    Path(numbered): Path<Numbered>,
) -> Answer<ParkedEvent> {
    let (follower, number) = numbered.find(&followers)?;
    Ok(Json(follower.parked_event(number).await?))
}

async fn retry(
    State(followers): State<Followers>,
    Path(numbered): Path<Numbered>,
) -> Result<StatusCode, Refusal> {
    let (follower, number) = numbered.find(&followers)?;
    follower.retry(number).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn skip(
    State(followers): State<Followers>,
    Path(numbered): Path<Numbered>,
    body: Result<Json<Skip>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let (follower, number) = numbered.find(&followers)?;
    let Json(Skip { reason }) = body.map_err(|cause| Problem::not_understood(cause.body_text()))?;
    follower.skip(number, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins a rebuild; how it goes stands in the follower's progress.
async fn rebuild(
    State(followers): State<Followers>,
    Path(named): Path<Named>,
) -> Result<impl IntoResponse, Refusal> {
    let follower = named.find(&followers)?;
    if follower.as_view().is_none() {
        return Err(Problem::state_forbids("it is no view: what it did because of events stays done").into());
    }
    let progress = follower.progress().await?;
    if progress.rebuild.is_some_and(|latest| latest.state == RebuildState::Running) {
        return Err(Problem::state_forbids("the view is being built already").into());
    }
    let location = format!("/followers/{}", follower.name());
    tokio::spawn(async move {
        // What becomes of it is logged and shown by the view itself.
        if let Some(view) = follower.as_view() {
            let _ = view.rebuild().await;
        }
    });
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)]))
}

async fn checksum(State(followers): State<Followers>, Path(named): Path<Named>) -> Answer<Checksum> {
    let follower = named.find(&followers)?;
    let view = follower.as_view().ok_or_else(|| Problem::not_found("view"))?;
    Ok(Json(view.checksum().await?))
}

impl Named {
    fn find(&self, followers: &Followers) -> Result<Arc<dyn Follower>, Problem> {
        let Self { service, kind, name } = self;
        followers.named(&format!("{service}/{kind}/{name}")).ok_or_else(|| Problem::not_found("follower"))
    }
}

impl Numbered {
    fn find(self, followers: &Followers) -> Result<(Arc<dyn Follower>, i64), Problem> {
        let Self { service, kind, name, number } = self;
        let follower = Named { service, kind, name }.find(followers)?;
        let number = number
            .parse()
            .map_err(|_| Problem::not_understood(format!("{number:?} is no number of a parked event")))?;
        Ok((follower, number))
    }
}

fn unreadable(follower: &dyn Follower, problem: Problem) -> Unreadable {
    Unreadable { follower: follower.name().to_owned(), cause: problem.detail }
}
