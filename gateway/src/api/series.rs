//! Series of reservations.

use std::sync::Arc;

use axum::extract::State;
use jiff::civil::Date;
use nanum_contracts::{
    booking::{
        CancelSeries, ChangeSeries, ExtendSeries, MakeSeries, PreviewExtension, PreviewSeries, Recurrence,
        Series, SeriesPreview,
    },
    ids::{GroupId, MemberId, ResourceId, SeriesId},
    time::WallTime,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{Answered, Caller, Gateway, Json, OptionalJson, PathId, Terms, reply};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(preview))
        .routes(routes!(make))
        .routes(routes!(get, change))
        .routes(routes!(cancel))
        .routes(routes!(extend))
        .routes(routes!(preview_extension))
}

/// A series that is thought of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThoughtOfSeries {
    recurrence: Recurrence,
    /// How many persons come.
    #[schema(minimum = 1)]
    persons: Option<u32>,
    /// Set the rules of time aside (hours, grid, lengths, notice, horizon), as a clerk of the site may; never what is taken.
    #[serde(default)]
    set_rules_aside: bool,
    /// The group that it would be for, by one of its agents.
    group: Option<GroupId>,
    /// What it would be for, as a lower-case word.
    #[schema(max_length = 60)]
    purpose: Option<String>,
    /// Apply for using it at no cost on each date, where the tariff allows it.
    #[serde(default)]
    asks_free: bool,
}

/// Look ahead at a series
///
/// Says of each date whether it would be admitted beside those before it, and if not, why and what is free instead. Nothing
/// is taken.
#[utoipa::path(post, path = "/v1/{tenant}/resources/{resource}/series-previews", operation_id = "preview-series",
    tag = "reservations",
    request_body(content = ThoughtOfSeries, example = json!({
        "recurrence": {"first": "2026-12-01", "from": "19:00", "to": "21:00", "rule": "FREQ=WEEKLY;COUNT=10"}
    })),
    responses((status = 200, description = "Each date, and why it cannot be had", body = SeriesPreview)))]
async fn preview(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(thought_of): Json<ThoughtOfSeries>,
) -> Answered {
    let ThoughtOfSeries { recurrence, persons, set_rules_aside, group, purpose, asks_free } = thought_of;
    let question =
        PreviewSeries { resource, recurrence, persons, set_rules_aside, group, purpose, asks_free };
    Ok(reply::state(gateway.preview_series(&caller, &terms, question).await?))
}

/// A series that is wished for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSeries {
    recurrence: Recurrence,
    /// How many persons come.
    #[schema(minimum = 1)]
    persons: Option<u32>,
    /// For whom, when a clerk of the site reserves on a member's behalf; oneself when absent.
    member: Option<MemberId>,
    /// Leave out the dates that cannot be had; otherwise one of them refuses the whole.
    #[serde(default)]
    leave_out_refused: bool,
    /// Set the rules of time aside on each date (hours, grid, lengths, notice, horizon), as a clerk of the site may; never
    /// what is taken.
    #[serde(default)]
    set_rules_aside: bool,
    /// The group that it is for, by one of its agents.
    group: Option<GroupId>,
    /// What it is for, as a lower-case word, where the resource or its tariff asks for it.
    #[schema(max_length = 60)]
    purpose: Option<String>,
    /// Apply for using it at no cost on each date, where the tariff allows it; a clerk decides.
    #[serde(default)]
    asks_free: bool,
}

/// Reserve a series
///
/// All dates at once, each an ordinary reservation, which counts for quotas and is priced as one. The answer says which dates were
/// left out, and why. A `first` that the rule does not name is such a date.
#[utoipa::path(post, path = "/v1/{tenant}/resources/{resource}/series", operation_id = "make-series",
    tag = "reservations",
    request_body(content = NewSeries, example = json!({
        "recurrence": {"first": "2026-12-01", "from": "19:00", "to": "21:00", "rule": "FREQ=WEEKLY;COUNT=10",
            "without": ["2026-12-29"]},
        "persons": 8, "leave_out_refused": true
    })),
    responses((status = 201, description = "It is reserved, or requested", body = Series)))]
async fn make(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(resource): PathId<ResourceId>,
    Json(new): Json<NewSeries>,
) -> Answered {
    let NewSeries { recurrence, persons, leave_out_refused, set_rules_aside, .. } = new;
    let NewSeries { member, group, purpose, asks_free, .. } = new;
    let member = member.map_or_else(|| caller.member(), Ok)?;
    let wanted = MakeSeries {
        resource,
        member,
        recurrence,
        persons,
        leave_out_refused,
        set_rules_aside,
        group,
        purpose,
        asks_free,
    };
    let answer = gateway.make_series(&caller, &terms, wanted).await?;
    let location = format!("/v1/{}/series/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// Read a series
#[utoipa::path(get, path = "/v1/{tenant}/series/{series}", operation_id = "get-series", tag = "reservations",
    responses((status = 200, description = "The series with its dates", body = Series)))]
async fn get(State(gateway): App, caller: Caller, terms: Terms, PathId(id): PathId<SeriesId>) -> Answered {
    Ok(reply::state(gateway.get_series(&caller, &terms, id).await?))
}

/// What of a series is cancelled, and why.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeriesCancellation {
    /// From this local date on; all that is to come when absent.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Told to the member.
    #[schema(max_length = 1000)]
    reason: Option<String>,
    /// A clerk does it at the member's wish: then the member bears what it costs. Else nothing is owed, and all is given back.
    #[serde(default)]
    at_members_wish: bool,
}

/// Cancel what is to come of a series
///
/// What has begun stays, and for whoever has it what it is too late to cancel; one date is cancelled as the reservation that it is.
#[utoipa::path(post, path = "/v1/{tenant}/series/{series}/cancellation", operation_id = "cancel-series",
    tag = "reservations",
    request_body(content = Option<SeriesCancellation>, example = json!({"from": "2027-01-01"})),
    responses((status = 200, description = "It is cancelled from then on", body = Series)))]
async fn cancel(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(series): PathId<SeriesId>,
    body: OptionalJson<SeriesCancellation>,
) -> Answered {
    let SeriesCancellation { from, reason, at_members_wish } = body.0.unwrap_or_default();
    let cancellation = CancelSeries { series, from, reason, by: None, at_members_wish };
    Ok(reply::state(gateway.cancel_series(&caller, &terms, cancellation).await?))
}

/// Another time for what is to come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedSeries {
    /// From this local date on; all that is to come when absent.
    #[schema(value_type = Option<String>, format = Date)]
    starting: Option<Date>,
    from: WallTime,
    /// On the next date when it is not after `from`.
    to: WallTime,
    /// As when it is cancelled.
    #[serde(default)]
    at_members_wish: bool,
}

/// Change the time of what is to come of a series
///
/// Each date stays and passes the same rules as a new one; if one cannot be had, none is changed, and the answer says which
/// and why.
#[utoipa::path(put, path = "/v1/{tenant}/series/{series}", operation_id = "change-series", tag = "reservations",
    request_body(content = ChangedSeries, example = json!({"starting": "2027-01-01", "from": "18:00", "to": "20:00"})),
    responses((status = 200, description = "It is changed, or waits for approval again", body = Series)))]
async fn change(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(series): PathId<SeriesId>,
    Json(ChangedSeries { starting, from, to, at_members_wish }): Json<ChangedSeries>,
) -> Answered {
    let operation = ChangeSeries { series, starting, from, to, by: None, at_members_wish };
    Ok(reply::state(gateway.change_series(&caller, &terms, operation).await?))
}

/// What a series shall go on with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeriesExtension {
    /// A whole rule, counted from the first date of the series: what it names after the last date is added.
    #[schema(max_length = 500)]
    rule: String,
    /// Dates that it names and the series leaves out, beside those left out before.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 366)]
    without: Vec<Date>,
    /// Leave out the dates that cannot be had; otherwise one of them refuses the whole.
    #[serde(default)]
    leave_out_refused: bool,
    /// As when a series is reserved.
    #[serde(default)]
    set_rules_aside: bool,
    /// As when a series is reserved.
    #[serde(default)]
    asks_free: bool,
}

/// Extend a series
///
/// Goes on after its last date, at the time of day that it has now, for as many persons, the same group and purpose. Until a day after its last date;
/// it never has more than 366 dates. The answer says which dates were left out, and why.
#[utoipa::path(post, path = "/v1/{tenant}/series/{series}/extensions", operation_id = "extend-series",
    tag = "reservations",
    request_body(content = SeriesExtension, example = json!({"rule": "FREQ=WEEKLY;COUNT=20", "leave_out_refused": true})),
    responses((status = 200, description = "It goes on, or waits for approval", body = Series)))]
async fn extend(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(series): PathId<SeriesId>,
    Json(extension): Json<SeriesExtension>,
) -> Answered {
    let SeriesExtension { rule, without, leave_out_refused, set_rules_aside, asks_free } = extension;
    let extension = ExtendSeries { series, rule, without, leave_out_refused, set_rules_aside, asks_free };
    Ok(reply::state(gateway.extend_series(&caller, &terms, extension).await?))
}

/// What a series could go on with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ThoughtOfExtension {
    /// A whole rule, counted from the first date of the series.
    #[schema(max_length = 500)]
    rule: String,
    /// Dates that it names and the series leaves out, beside those left out before.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 366)]
    without: Vec<Date>,
    /// As when a series is reserved.
    #[serde(default)]
    set_rules_aside: bool,
}

/// Look ahead at the extension of a series
///
/// Says of each further date whether it would be admitted beside those before it, and if not, why and what is free instead.
/// Nothing is taken.
#[utoipa::path(post, path = "/v1/{tenant}/series/{series}/extension-previews", operation_id = "preview-extension",
    tag = "reservations",
    request_body(content = ThoughtOfExtension, example = json!({"rule": "FREQ=WEEKLY;COUNT=20"})),
    responses((status = 200, description = "Each further date, and why it cannot be had", body = SeriesPreview)))]
async fn preview_extension(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(series): PathId<SeriesId>,
    Json(ThoughtOfExtension { rule, without, set_rules_aside }): Json<ThoughtOfExtension>,
) -> Answered {
    let question = PreviewExtension { series, rule, without, set_rules_aside };
    Ok(reply::state(gateway.preview_extension(&caller, &terms, question).await?))
}
