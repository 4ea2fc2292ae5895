//! Holidays: the dates on which what a tenant shares may have other hours.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::booking::{DefineHolidays, GetHolidays, HolidayCalendar, Holidays};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Json, Query, Terms, policy::Action, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(get, define))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfYear {
    /// The year whose dates are told; this year at the tenant's when absent.
    #[param(minimum = 1900, maximum = 2100)]
    year: Option<i16>,
}

/// Read a tenant's holidays
///
/// The rules, and the dates that they name in a year: public holidays, school holidays, and the days that take a lost one's place.
#[utoipa::path(get, path = "/v1/{tenant}/holidays", operation_id = "get-holidays", tag = "resources",
    params(OfYear), security((), ("bearer" = [])),
    responses((status = 200, description = "The holidays", body = HolidayCalendar)))]
async fn get(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(OfYear { year }): Query<OfYear>,
) -> Answered {
    let this_year = || gateway.clock.now().to_zoned(caller.definition.zone.time_zone()).year();
    let question = GetHolidays { year: year.unwrap_or_else(this_year) };
    Ok(reply::state(gateway.ask(&caller, Action::GetHolidays, &caller.thing(), &terms, question).await?))
}

/// Define a tenant's holidays
///
/// For administrators of the tenant. All of them at once, in place of those before. Resources that have other hours on holidays follow
/// a moment later; what has been reserved stays reserved.
#[utoipa::path(put, path = "/v1/{tenant}/holidays", operation_id = "define-holidays", tag = "resources",
    request_body(content = Holidays, example = json!({ "holidays": [
        {"name": {"ko": "설날", "en": "Seollal"}, "kind": "public", "substitute": "sundays",
         "on": {"lunar": {"month": 1, "day": 1, "before": 1, "after": 1}}},
        {"name": {"ko": "개천절", "en": "National Foundation Day"}, "kind": "public", "substitute": "weekends",
         "on": {"yearly": {"month": 10, "day": 3}}},
        {"name": {"fr": "Lundi de Pâques", "nl": "Paasmaandag"}, "kind": "public", "on": {"easter": 1}},
        {"name": {"fr": "Congé d'automne"}, "kind": "school",
         "on": {"dates": {"first": "2027-10-18", "last": "2027-10-29"}}}
    ]})),
    responses((status = 200, description = "They are so from now on", body = Holidays)))]
async fn define(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(Holidays { holidays }): Json<Holidays>,
) -> Answered {
    let command = DefineHolidays { holidays };
    Ok(reply::state(gateway.ask(&caller, Action::DefineHolidays, &caller.thing(), &terms, command).await?))
}
