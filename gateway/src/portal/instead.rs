//! Why a wish on a resource's page cannot be had, all of it, and what can be had instead: other times, other resources.

use jiff::tz::TimeZone;
use nanum_contracts::{
    Problem,
    booking::{CheckReservation, ReservationCheck, Resource},
    ids::{ResourceId, SiteId},
    membership::{ListSites, Site},
    time::TimeSpan,
};

use super::{
    address::with_query, dates::date_of, faults::Faults, free_times::written, resource::Asked,
    resource_page::path_of, spoken::Spoken, view::View,
};
use crate::policy::Action;

/// What can be had instead of what was wished.
#[derive(Debug, Default)]
pub(super) struct Instead {
    /// Other times of the same resource.
    pub(super) times: Vec<TimeSpan>,
    /// Other resources at the same time.
    pub(super) others: Vec<OtherResource>,
}

/// A time that is free instead of the one that was wished.
#[derive(Debug)]
pub(super) struct InsteadChoice {
    pub(super) date: String,
    pub(super) starts_at: String,
    pub(super) ends_at: String,
    pub(super) label: String,
}

/// Another resource that is free at the time that was wished.
#[derive(Debug)]
pub(super) struct OtherResource {
    /// Its page, with the time filled in.
    pub(super) href: String,
    pub(super) name: Spoken,
    /// Where it is, when it is elsewhere.
    pub(super) site: Option<Spoken>,
}

/// Everything that speaks against a wish that was refused, and what can be had instead.
///
/// The resource as it is now is asked for both. Where that tells nothing (it is not shown to everybody, or a service does not
/// answer) the refusal itself says what there is to say.
pub(super) async fn told(
    view: &View,
    resource: &Resource,
    wished: Option<&Asked>,
    problem: Problem,
) -> (Faults, Instead) {
    let zone = resource.zone.time_zone();
    let check = match wished {
        Some(wished) => checked(view, resource.id, wished).await,
        None => None,
    };
    let Some((check, wished)) = check.zip(wished) else {
        let faults = Faults::of_problem(&view.t, &problem, &zone);
        return (faults, Instead { times: problem.free_instead, others: Vec::new() });
    };
    let faults = Faults::of_problem_and(&view.t, &problem, &check.why_not, &zone);
    let times = if check.times_instead.is_empty() { problem.free_instead } else { check.times_instead };
    let sites = if check.resources_instead.is_empty() { Vec::new() } else { sites(view).await };
    let here = resource.definition.site;
    let other = |other| other_resource(view, other, (here, &sites), wished);
    (faults, Instead { times, others: check.resources_instead.iter().map(other).collect() })
}

/// What speaks against a wish, as Booking knows it now.
async fn checked(view: &View, resource: ResourceId, wished: &Asked) -> Option<ReservationCheck> {
    let question = CheckReservation {
        resource,
        span: wished.span,
        persons: wished.persons,
        member: view.caller.who.member(),
        group: None,
        purpose: None,
    };
    match view.gateway.check_reservation(&view.caller, &view.terms, question).await {
        Ok(check) => Some(check.reply),
        Err(problem) => {
            tracing::debug!(%problem, "what could be had instead is not known");
            None
        }
    }
}

async fn sites(view: &View) -> Vec<Site> {
    view.ask(Action::ListSites, &view.caller.thing(), ListSites {}).await.unwrap_or_default()
}

fn other_resource(
    view: &View,
    other: &Resource,
    (here, sites): (SiteId, &[Site]),
    wished: &Asked,
) -> OtherResource {
    let zone = other.zone.time_zone();
    let elsewhere = sites.iter().find(|site| site.id == other.definition.site && site.id != here);
    OtherResource {
        href: href_with(&path_of(view, other.id), wished, &zone),
        name: view.spoken(&other.definition.name),
        site: elsewhere.map(|site| view.spoken(&site.definition.name)),
    }
}

/// The page of a resource with a time filled in.
fn href_with(path: &str, wished: &Asked, zone: &TimeZone) -> String {
    let (starts_at, ends_at) = (wished.span.starts_at(), wished.span.ends_at());
    let persons = wished.persons.map(|persons| persons.to_string()).unwrap_or_default();
    let filled = [
        ("date", date_of(starts_at, zone).to_string()),
        ("starts_at", written(starts_at, zone)),
        ("ends_at", written(ends_at, zone)),
        ("persons", persons),
    ];
    with_query(path, &filled.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// A button that reserves another time of the resource.
pub(super) fn choice(view: &View, resource: &Resource, span: TimeSpan) -> InsteadChoice {
    let zone = resource.zone.time_zone();
    let time = view.t.span(span, &zone);
    InsteadChoice {
        date: date_of(span.starts_at(), &zone).to_string(),
        starts_at: written(span.starts_at(), &zone),
        ends_at: written(span.ends_at(), &zone),
        label: view.t.with("reserve-this", &[("time", &time)]),
    }
}
