//! Reading requests: each fault becomes a problem that says what was not understood.

use std::{str::FromStr, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, RawPathParams, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use axum_extra::extract::QueryRejection;
use nanum_contracts::{Problem, problem::ProblemKind};
use serde::de::DeserializeOwned;

use crate::{Gateway, Refusal, policy::not_here};

/// A JSON body.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

/// A JSON body, or none.
#[derive(Debug, Clone, Copy)]
pub struct OptionalJson<T>(pub Option<T>);

/// The query; a name may be repeated where `T` has a list.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

/// Where the paths of the API begin; all others are pages.
const API: &str = "/v1/";

/// The one part of the path that names something other than the tenant.
#[derive(Debug, Clone, Copy)]
pub struct PathId<T>(pub T);

/// No body, or an empty JSON object.
#[derive(Debug, Clone, Copy)]
pub struct NoBody;

impl<T: DeserializeOwned> FromRequest<Arc<Gateway>> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        match axum::Json::<T>::from_request(request, gateway).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Problem::new(
                ProblemKind::WrongMediaType,
                "the body must be application/json, and say so",
            )
            .into()),
            Err(JsonRejection::BytesRejection(fault)) => {
                Err(body_problem(fault.status(), &fault.body_text(), gateway).into())
            }
            Err(fault) => Err(Problem::not_understood(fault.body_text()).into()),
        }
    }
}

impl<T: DeserializeOwned> FromRequestParts<Arc<Gateway>> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        let read = axum_extra::extract::Query::<T>::from_request_parts(parts, gateway).await;
        let axum_extra::extract::Query(query) =
            read.map_err(|fault: QueryRejection| Problem::not_understood(fault.body_text()))?;
        Ok(Self(query))
    }
}

impl<T: FromStr<Err: std::fmt::Display>> FromRequestParts<Arc<Gateway>> for PathId<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Gateway>) -> Result<Self, Refusal> {
        let params = RawPathParams::from_request_parts(parts, &())
            .await
            .map_err(|fault| Problem::not_understood(fault.body_text()))?;
        let text = params.iter().filter(|(name, _)| *name != "tenant").map(|(_, value)| value).last();
        // A route without such a part would be a mistake of ours.
        let text = text.ok_or_else(Problem::defect)?;
        let id = T::from_str(text).map_err(|fault| {
            // On a page what is no id is a thing that is not there, like an id of nothing.
            let is_of_the_api = parts.uri.path().starts_with(API);
            if is_of_the_api { Problem::not_understood(format!("in the path: {fault}")) } else { not_here() }
        })?;
        Ok(Self(id))
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Gateway>> for OptionalJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        let body = whole_body(request, gateway).await?;
        if body.trim_ascii().is_empty() {
            return Ok(Self(None));
        }
        let read = serde_json::from_slice(&body);
        Ok(Self(Some(read.map_err(|fault| Problem::not_understood(fault.to_string()))?)))
    }
}

impl FromRequest<Arc<Gateway>> for NoBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        let body = whole_body(request, gateway).await?;
        match body.trim_ascii() {
            b"" | b"{}" => Ok(Self),
            _ => Err(Problem::not_understood("this operation takes no body").into()),
        }
    }
}

async fn whole_body(request: Request, gateway: &Arc<Gateway>) -> Result<Bytes, Problem> {
    Bytes::from_request(request, gateway)
        .await
        .map_err(|fault| body_problem(fault.status(), &fault.body_text(), gateway))
}

fn body_problem(status: StatusCode, detail: &str, gateway: &Gateway) -> Problem {
    if status != StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::not_understood(detail);
    }
    too_large(gateway)
}

/// A body is over the limit.
pub(crate) fn too_large(gateway: &Gateway) -> Problem {
    let limit = gateway.settings.body_bytes_max;
    Problem {
        limit: Some(limit.into()),
        ..Problem::new(ProblemKind::TooLarge, format!("a body may hold at most {limit} bytes"))
    }
}
