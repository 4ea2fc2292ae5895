//! Reports: figures without persons.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    Problem,
    reporting::{GetUsesReport, UsesReport},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Query, Terms, policy::Action, reply};

/// Years that can be asked for: the platform's own, with room.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2999;

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(uses))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Year {
    /// Of the tenant's local calendar.
    #[param(minimum = 2000, maximum = 2999, example = 2026)]
    year: i16,
}

/// Uses of each site, month by month
///
/// For administrators of the tenant.
#[utoipa::path(get, path = "/v1/{tenant}/reports/uses", operation_id = "get-uses-report", tag = "reports", params(Year),
    responses((status = 200, description = "The report", body = UsesReport)))]
async fn uses(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(Year { year }): Query<Year>,
) -> Answered {
    if !YEARS.contains(&year) {
        let (first, last) = (YEARS.start(), YEARS.end());
        return Err(Problem::not_understood(format!("year must be {first} to {last}, not {year}")).into());
    }
    let question = GetUsesReport { year };
    Ok(reply::state(gateway.ask(&caller, Action::GetUsesReport, &caller.thing(), &terms, question).await?))
}
