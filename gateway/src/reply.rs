//! Writing answers: the state, its revision as `ETag`, its place in the log as `Nanum-Position`.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use nanum_contracts::Answer;
use serde::Serialize;

/// Where the log stood after a command; to be given as `Nanum-After` by a read that must see it.
pub(crate) const POSITION: HeaderName = HeaderName::from_static("nanum-position");

/// What was asked for, or the new state after a command.
pub(crate) fn state<T: Serialize>(answer: Answer<T>) -> Response {
    let mut response = Json(&answer.reply).into_response();
    let headers = response.headers_mut();
    if let Some(revision) = answer.revision {
        put(headers, header::ETAG, format!("\"{revision}\""));
    }
    if let Some(position) = &answer.position {
        put(headers, POSITION, position.to_string());
    }
    response
}

/// The state of what a command created, and where it can be read.
pub(crate) fn created<T: Serialize>(answer: Answer<T>, location: String) -> Response {
    let mut response = state(answer);
    *response.status_mut() = StatusCode::CREATED;
    put(response.headers_mut(), header::LOCATION, location);
    response
}

fn put(headers: &mut axum::http::HeaderMap, name: HeaderName, value: String) {
    // All of these are made of ids and numbers, which fit into a header.
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
