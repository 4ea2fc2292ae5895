//! A series: its dates and how each stands, giving the rest of it up, and moving the rest to another time.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::{civil::Date, tz::TimeZone};
use nanum_contracts::{
    Problem,
    booking::{CancelSeries, ChangeSeries, RefusedDate, ReservationState, Series, SeriesDate},
    ids::{ResourceId, SeriesId},
    reporting::Shared,
};
use serde::Deserialize;

use super::{
    address::with_query,
    dates::date_of,
    faults::Faults,
    forms::{FormKey, Sent},
    free_times::written,
    listing::href,
    mine::reservation_state,
    page::Page,
    reasons::lines_of_rule,
    series_form::times,
    spoken::Spoken,
    view::{View, explained_on_the_form, on_to_telling, status_of},
};
use crate::{PathId, Refusal};

#[derive(Template)]
#[template(path = "portal/series.html")]
pub(super) struct SeriesPage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) slug: String,
    pub(super) path: String,
    pub(super) key: String,
    pub(super) name: Spoken,
    pub(super) resource_href: String,
    pub(super) zone: String,
    pub(super) to_come: Vec<SeriesRow>,
    pub(super) past: Vec<SeriesRow>,
    pub(super) left_out: Vec<LeftOut>,
    /// Whether the rest can be given up or moved by whoever looks.
    pub(super) changeable: bool,
    pub(super) filled: Filled,
}

/// A date of the series.
#[derive(Debug)]
pub(super) struct SeriesRow {
    pub(super) id: String,
    pub(super) datetime: String,
    pub(super) when: String,
    pub(super) state: String,
    pub(super) class: &'static str,
    /// Whether it is one's own and can be changed or cancelled by itself.
    pub(super) changeable: bool,
    pub(super) change_href: String,
}

/// A date that could not be had when the series was made.
#[derive(Debug)]
pub(super) struct LeftOut {
    pub(super) date: String,
    pub(super) when: String,
    pub(super) why: Vec<Spoken>,
}

/// What the forms held when one was sent.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) cancel_from: String,
    pub(super) starting: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// The form that gives the rest up.
#[derive(Debug, Deserialize)]
pub(super) struct CancelForm {
    key: FormKey,
    #[serde(default)]
    from: String,
}

/// The form that moves the rest.
#[derive(Debug, Deserialize)]
pub(super) struct ChangeForm {
    key: FormKey,
    #[serde(default)]
    starting: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// The page of a series.
pub(super) fn path_of_series(view: &View, series: SeriesId) -> String {
    view.path(&format!("/series/{series}"))
}

pub(super) async fn show(view: View, PathId(series): PathId<SeriesId>) -> Result<Response, Refusal> {
    show_with(&view, StatusCode::OK, series, Faults::default(), Filled::default()).await
}

pub(super) async fn cancel(
    view: View,
    PathId(series): PathId<SeriesId>,
    Sent(form): Sent<CancelForm>,
) -> Result<Response, Refusal> {
    let given = form.from.trim();
    let filled = Filled { cancel_from: given.to_owned(), ..Filled::default() };
    let Ok(from) = date_or_none(given) else {
        let faults = not_a_date(&view, "cancel-from");
        return show_with(&view, StatusCode::BAD_REQUEST, series, faults, filled).await;
    };
    let terms = form.key.terms(&view.terms, &["cancel-series", &series.to_string(), given])?;
    let cancellation = CancelSeries { series, from, reason: None, by: None, at_members_wish: false };
    let cancelled = view.gateway.cancel_series(&view.caller, &terms, cancellation).await;
    answer(&view, series, cancelled.map(|_| "series-cancelled"), filled).await
}

pub(super) async fn change(
    view: View,
    PathId(series): PathId<SeriesId>,
    Sent(form): Sent<ChangeForm>,
) -> Result<Response, Refusal> {
    let [starting, from, to] = [&form.starting, &form.from, &form.to].map(|text| text.trim());
    let filled = Filled {
        starting: starting.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        ..Filled::default()
    };
    let read = match (date_or_none(starting), times(from, to)) {
        (Ok(starting), Ok(times)) => Ok((starting, times)),
        (Err(_), _) => Err(not_a_date(&view, "starting")),
        (Ok(_), Err((field, key))) => Err(Faults::of_fields(&view.t, vec![(field, view.t.say(key))])),
    };
    let (starting_on, (from_time, to_time)) = match read {
        Ok(read) => read,
        Err(faults) => return show_with(&view, StatusCode::BAD_REQUEST, series, faults, filled).await,
    };
    let content = ["change-series", &series.to_string(), starting, from, to];
    let terms = form.key.terms(&view.terms, &content)?;
    let change = ChangeSeries {
        series,
        starting: starting_on,
        from: from_time,
        to: to_time,
        by: None,
        at_members_wish: false,
    };
    let changed = view.gateway.change_series(&view.caller, &terms, change).await;
    answer(&view, series, changed.map(|_| "series-changed"), filled).await
}

/// A date, or none where nothing is written.
fn date_or_none(text: &str) -> Result<Option<Date>, jiff::Error> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

fn not_a_date(view: &View, field: &str) -> Faults {
    Faults::of_fields(&view.t, vec![(field, view.t.say("date-not-understood"))])
}

/// The series as it is now, telling what was done; or with why not.
async fn answer(
    view: &View,
    series: SeriesId,
    done: Result<&str, Problem>,
    filled: Filled,
) -> Result<Response, Refusal> {
    match done {
        Ok(deed) => Ok(on_to_telling(&path_of_series(view, series), deed)),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &view.caller.definition.zone.time_zone());
            show_with(view, status_of(&problem), series, faults, filled).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show_with(
    view: &View,
    status: StatusCode,
    series: SeriesId,
    faults: Faults,
    filled: Filled,
) -> Result<Response, Refusal> {
    let series = view.gateway.get_series(&view.caller, &view.terms, series).await?.reply;
    let name = name_of(view, series.resource).await;
    view.show_as(status, &page(view, &series, name, faults, filled))
}

/// What the resource is called; it may be shown to nobody any more.
async fn name_of(view: &View, resource: ResourceId) -> Spoken {
    match view.gateway.get_resource(&view.caller, &view.terms, resource).await {
        Ok(found) => view.spoken(&found.reply.definition.name),
        Err(_) => Spoken::plain(view.t.say("series-title")),
    }
}

fn page(view: &View, series: &Series, name: Spoken, faults: Faults, filled: Filled) -> SeriesPage {
    let zone = series.zone.time_zone();
    let path = path_of_series(view, series.id);
    let is_own = view.caller.who.member() == Some(series.member);
    let resource_href = href(&view.caller.tenant, Shared::Resource(series.resource));
    let now = view.now();
    let (to_come, past): (Vec<&SeriesDate>, Vec<&SeriesDate>) =
        series.dates.iter().partition(|date| date.span.starts_at() > now);
    let row = |date: &SeriesDate, changeable| row(view, date, (&resource_href, &zone), changeable);
    let rows = |dates: Vec<&SeriesDate>, changeable: bool| -> Vec<SeriesRow> {
        dates.into_iter().map(|date| row(date, changeable)).collect()
    };
    let to_come = rows(to_come, is_own);
    SeriesPage {
        page: view.page_at(&path, &view.t.say("series-title"), "mine").faulty(!faults.is_empty()),
        faults,
        slug: view.slug(),
        key: view.form_key(),
        name,
        zone: view.t.whose_times(&series.zone, view.today(&series.zone)),
        changeable: to_come.iter().any(|row| row.changeable),
        to_come,
        past: rows(past, false),
        left_out: series.refused.iter().map(|refused| left_out(view, refused, &zone)).collect(),
        filled,
        resource_href,
        path,
    }
}

fn row(
    view: &View,
    date: &SeriesDate,
    (resource_href, zone): (&str, &TimeZone),
    changeable: bool,
) -> SeriesRow {
    let (state, class) = reservation_state(view, date.state);
    let stands = matches!(date.state, ReservationState::Requested | ReservationState::Confirmed);
    let id = date.reservation.to_string();
    let day = date_of(date.span.starts_at(), zone).to_string();
    SeriesRow {
        change_href: with_query(resource_href, &[("date", &day), ("change", &id)]),
        datetime: written(date.span.starts_at(), zone),
        when: view.t.span(date.span, zone),
        state,
        class,
        changeable: changeable && stands,
        id,
    }
}

fn left_out(view: &View, refused: &RefusedDate, zone: &TimeZone) -> LeftOut {
    LeftOut {
        date: refused.date.to_string(),
        when: view.t.date(refused.date),
        why: lines_of_rule(&view.t, &refused.why, zone),
    }
}
