//! Making a series from a resource's page: the form, what would become of each date, and making it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::tz::TimeZone;
use nanum_contracts::{
    Problem,
    booking::{MakeSeries, PossibleDate, PreviewSeries, Resource},
    ids::ResourceId,
};
use serde::Deserialize;

use super::{
    address::with_query,
    faults::Faults,
    forms::{FormKey, Sent},
    free_times::written,
    listing::word_text,
    page::Page,
    reasons::lines_of_rule,
    resource_page::path_of,
    series::path_of_series,
    series_form::{DayBox, SeriesFields, WishedSeries},
    spoken::Spoken,
    view::{View, explained_on_the_form, on_to, on_to_telling, status_of},
};
use crate::{PathId, Refusal};

/// The rule that refuses the whole because of some dates.
const EVERY_DATE: &str = "every-date-can-be-had";

#[derive(Template)]
#[template(path = "portal/series_new.html")]
pub(super) struct NewSeriesPage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) resource_href: String,
    pub(super) action: String,
    pub(super) name: Spoken,
    pub(super) key: String,
    pub(super) fields: SeriesFields,
    pub(super) days: Vec<DayBox>,
    pub(super) persons_hint: Option<String>,
    /// What it may be for, where only some purposes are served; in the reader's words.
    pub(super) purposes: Vec<(String, Spoken)>,
    pub(super) zone: String,
    pub(super) approval: bool,
    pub(super) preview: Option<Preview>,
    pub(super) invitation: Option<(String, String)>,
}

/// What would become of a series.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) summary: String,
    pub(super) dates: Vec<PreviewRow>,
    /// Whether one of the dates can be had.
    pub(super) some: bool,
    /// Whether all of them can be had.
    pub(super) all: bool,
}

/// A date that is thought of.
#[derive(Debug)]
pub(super) struct PreviewRow {
    /// RFC 3339 where there is such a time, a date otherwise.
    pub(super) datetime: String,
    pub(super) when: String,
    /// Why it cannot be had; nothing when it can.
    pub(super) why_not: Vec<Spoken>,
}

/// The form that makes a series.
#[derive(Debug, Deserialize)]
pub(super) struct SeriesForm {
    key: FormKey,
    /// A box that is ticked, or not sent at all.
    #[serde(default)]
    leave_out: Option<String>,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

pub(super) fn path_of_new(view: &View, resource: ResourceId) -> String {
    format!("{}/series", path_of(view, resource))
}

pub(super) async fn show(view: View, PathId(resource): PathId<ResourceId>) -> Result<Response, Refusal> {
    let fields = SeriesFields::of_address(&view);
    // A link leads here with a date; the form's own button says that it was sent.
    let is_sent = view.query("preview").is_some() && view.caller.who.member().is_some();
    if !is_sent {
        return show_on(&view, StatusCode::OK, resource, fields, Faults::default()).await;
    }
    match fields.read(&view.t) {
        Ok(_) => show_on(&view, StatusCode::OK, resource, fields, Faults::default()).await,
        Err(faults) => show_on(&view, StatusCode::BAD_REQUEST, resource, fields, faults).await,
    }
}

pub(super) async fn make(
    view: View,
    PathId(resource): PathId<ResourceId>,
    Sent(form): Sent<SeriesForm>,
) -> Result<Response, Refusal> {
    let fields = SeriesFields::of_form(&form.fields);
    let Some(member) = view.caller.who.member() else {
        return Ok(on_to(&view.sign_in_href(&path_of_new(&view, resource))));
    };
    let WishedSeries { recurrence, persons, group, purpose } = match fields.read(&view.t) {
        Ok(wished) => wished,
        Err(faults) => return show_on(&view, StatusCode::BAD_REQUEST, resource, fields, faults).await,
    };
    let leave_out_refused = form.leave_out.is_some();
    let filled = fields.filled();
    let content = filled.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let content: Vec<&str> =
        ["series", if leave_out_refused { "some" } else { "all" }].into_iter().chain(content).collect();
    let resource_text = resource.to_string();
    let terms = form.key.terms(&view.terms, &[&content[..], &[&resource_text]].concat())?;
    let (set_rules_aside, asks_free) = (false, false);
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
    match view.gateway.make_series(&view.caller, &terms, wanted).await {
        Ok(made) => Ok(on_to_telling(&path_of_series(&view, made.reply.id), "series-made")),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = faults_of(&view, &problem);
            show_on(&view, status_of(&problem), resource, fields, faults).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Dates that cannot be had are told one by one below: the box that leaves them out is what is missing.
fn faults_of(view: &View, problem: &Problem) -> Faults {
    if problem.rule.as_deref() == Some(EVERY_DATE) {
        return Faults::of_fields(&view.t, vec![("leave_out", view.t.say("series-leave-out-missing"))]);
    }
    Faults::of_problem(&view.t, problem, &view.caller.definition.zone.time_zone())
}

async fn show_on(
    view: &View,
    status: StatusCode,
    resource: ResourceId,
    fields: SeriesFields,
    faults: Faults,
) -> Result<Response, Refusal> {
    let found = view.gateway.get_resource(&view.caller, &view.terms, resource).await?.reply;
    let wished = fields.read(&view.t).ok().filter(|_| view.caller.who.member().is_some());
    let (preview, status, faults) = match preview(view, &found, wished).await {
        Ok(preview) => (preview, status, faults),
        Err(problem) if explained_on_the_form(&problem) && faults.is_empty() => {
            (None, status_of(&problem), faults_of(view, &problem))
        }
        Err(problem) if explained_on_the_form(&problem) => (None, status, faults),
        Err(problem) => return Err(problem.into()),
    };
    view.show_as(status, &page(view, &found, fields, preview, faults))
}

async fn preview(
    view: &View,
    resource: &Resource,
    wished: Option<WishedSeries>,
) -> Result<Option<Preview>, Problem> {
    let Some(WishedSeries { recurrence, persons, group, purpose }) = wished else { return Ok(None) };
    let (resource_id, set_rules_aside, asks_free) = (resource.id, false, false);
    let question = PreviewSeries {
        resource: resource_id,
        recurrence,
        persons,
        set_rules_aside,
        group,
        purpose,
        asks_free,
    };
    let told = view.gateway.preview_series(&view.caller, &view.terms, question).await?.reply;
    let zone = resource.zone.time_zone();
    let possible = told.dates.iter().filter(|date| date.why_not.is_none()).count();
    let counts = [("possible", possible.to_string()), ("count", told.dates.len().to_string())];
    let counts = counts.each_ref().map(|(name, number)| (*name, number.as_str()));
    Ok(Some(Preview {
        summary: view.t.with("series-preview-summary", &counts),
        some: possible > 0,
        all: possible == told.dates.len(),
        dates: told.dates.iter().map(|date| preview_row(view, date, &zone)).collect(),
    }))
}

fn preview_row(view: &View, date: &PossibleDate, zone: &TimeZone) -> PreviewRow {
    let why_not = date.why_not.iter().flat_map(|why| lines_of_rule(&view.t, why, zone)).collect();
    match date.span {
        Some(span) => {
            PreviewRow { datetime: written(span.starts_at(), zone), when: view.t.span(span, zone), why_not }
        }
        None => PreviewRow { datetime: date.date.to_string(), when: view.t.date(date.date), why_not },
    }
}

fn purposes(view: &View, resource: &Resource) -> Vec<(String, Spoken)> {
    let served = resource.definition.eligibility.as_deref().map_or(&[][..], |whom| whom.purposes.as_slice());
    served.iter().map(|word| (word.clone(), word_text(&view.t, word))).collect()
}

fn page(
    view: &View,
    resource: &Resource,
    fields: SeriesFields,
    preview: Option<Preview>,
    faults: Faults,
) -> NewSeriesPage {
    let action = path_of_new(view, resource.id);
    let today = view.today(&resource.zone);
    let filled = fields.filled();
    let query: Vec<(&str, &str)> =
        filled.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let here = with_query(&action, &query);
    let fields = fields.beginning(today);
    NewSeriesPage {
        page: view.page_at(&here, &view.t.say("series-new-title"), "resource").faulty(!faults.is_empty()),
        faults,
        resource_href: path_of(view, resource.id),
        name: view.spoken(&resource.definition.name),
        key: view.form_key(),
        days: fields.boxes(&view.t),
        persons_hint: resource.definition.persons.map(|most| view.t.count("persons-hint", most)),
        purposes: purposes(view, resource),
        zone: view.t.whose_times(&resource.zone, today),
        approval: resource.definition.approval,
        preview,
        invitation: view.invitation(&here, "reserve-sign-in", "reserve-register"),
        fields,
        action,
    }
}
