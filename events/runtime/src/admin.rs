//! The administrative port: `/livez`, `/readyz`, `/metrics`, `/version`, and what an operator sees of followers and does
//! about them ([`operations`]). For operators, never for the public.

mod following;

use std::net::SocketAddr;

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use nanum_contracts::Problem;
use serde_json::json;

pub use self::following::{All, Unreadable, operations};
use crate::{Followers, Shutdown, health::Health, telemetry::Telemetry};

#[derive(Clone)]
struct Admin {
    program: &'static str,
    health: Health,
    telemetry: Telemetry,
}

/// Serves the administrative port until the shutdown, and answers where it listens.
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(
    program: &'static str,
    listen: SocketAddr,
    (health, followers): (Health, Followers),
    telemetry: Telemetry,
    shutdown: Shutdown,
) -> std::io::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .route("/version", get(version))
        .with_state(Admin { program, health, telemetry })
        .merge(operations(followers));
    tokio::spawn(async move {
        let served =
            axum::serve(listener, router).with_graceful_shutdown(async move { shutdown.requested().await });
        if let Err(cause) = served.await {
            tracing::error!(%cause, "the administrative port has stopped");
        }
    });
    Ok(address)
}

/// A problem document as an answer.
#[derive(Debug)]
struct Refusal(Problem);

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(self.0)).into_response()
    }
}

async fn readyz(State(admin): State<Admin>) -> impl IntoResponse {
    let faults = admin.health.faults();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let not_ready: Vec<_> =
        faults.iter().map(|(part, cause)| json!({ "part": part, "cause": cause })).collect();
    // Ready all the same: what is parked stops nobody else.
    let notes: Vec<_> =
        admin.health.notes().iter().map(|(part, note)| json!({ "part": part, "note": note })).collect();
    (status, Json(json!({ "ready": faults.is_empty(), "not_ready": not_ready, "notes": notes })))
}

async fn metrics(State(admin): State<Admin>) -> impl IntoResponse {
    match admin.telemetry.prometheus_text() {
        Ok(text) => (StatusCode::OK, [("content-type", "text/plain; version=0.0.4")], text).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn version(State(admin): State<Admin>) -> impl IntoResponse {
    Json(json!({ "program": admin.program, "version": env!("CARGO_PKG_VERSION") }))
}
