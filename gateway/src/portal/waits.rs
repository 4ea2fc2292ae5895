//! Waiting for a time that is taken: the form on the resource's page, and what waits on my page.

use axum::{http::StatusCode, response::Response};
use jiff::civil::Date;
use nanum_contracts::{
    booking::{AcceptOffer, BusyState, GetBusyTimes, JoinWaitlist, ListWaits, Resource, Wait, WaitState},
    ids::{MemberId, ResourceId, WaitId},
    problem::ProblemKind,
    request::PageRequest,
    time::TimeSpan,
};

use super::{
    address::with_query,
    forms::{KeyOnly, Sent},
    free_times::written,
    listing::href,
    mine,
    resource::{ReserveForm, refused},
    resource_page::{Said, path_of, show_on},
    spoken::Spoken,
    view::{View, explained_on_the_form, on_to, on_to_telling},
};
use crate::{PathId, Refusal, policy::Action};

/// Most rows of each list.
const ROWS_MAX: u32 = 100;

/// A place in a queue, or an offer.
#[derive(Debug)]
pub(super) struct WaitRow {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) name: Spoken,
    pub(super) datetime: String,
    pub(super) when: String,
    pub(super) state: String,
    pub(super) class: &'static str,
    /// Whether it can be accepted or declined.
    pub(super) offered: bool,
}

/// What on a day is taken and can be waited for; nothing where nobody may wait.
///
/// # Errors
/// The refusal of the question.
pub(super) async fn taken_on(view: &View, resource: &Resource, date: Date) -> Result<Vec<TimeSpan>, Refusal> {
    let zone = resource.zone.time_zone();
    let day = || {
        let from = date.to_zoned(zone.clone()).ok()?.timestamp().max(view.now());
        TimeSpan::new(from, date.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp()).ok()
    };
    let Some(window) = day().filter(|_| resource.definition.waitlist.is_some()) else {
        return Ok(Vec::new());
    };
    let question = GetBusyTimes { resource: resource.id, window, with_closed: false };
    let busy = view.ask(Action::GetFreeBusy, &view.caller.thing(), question).await;
    match busy {
        Ok(told) => Ok(told
            .busy
            .into_iter()
            .filter(|busy| busy.state == BusyState::Reserved && busy.free_units == 0)
            .map(|busy| busy.span)
            .collect()),
        // What is not shown to everybody is not waited for here.
        Err(problem) if problem.kind == ProblemKind::NotFound => Ok(Vec::new()),
        Err(problem) => Err(problem.into()),
    }
}

/// The form's own address, looked at: back to the resource.
pub(super) async fn back(view: View, PathId(resource): PathId<ResourceId>) -> Response {
    on_to(&path_of(&view, resource))
}

pub(super) async fn join(
    view: View,
    PathId(resource): PathId<ResourceId>,
    Sent(form): Sent<ReserveForm>,
) -> Result<Response, Refusal> {
    let Some(member) = view.caller.who.member() else {
        let here = with_query(&path_of(&view, resource), &[("date", form.day())]);
        return Ok(on_to(&view.sign_in_href(&here)));
    };
    let asked = match form.read(&view.t) {
        Ok(asked) => asked,
        Err(faults) => {
            let said = Said { faults, filled: form.filled(), ..Said::default() };
            return show_on(&view, StatusCode::BAD_REQUEST, resource, form.date(), said).await;
        }
    };
    let terms = form.terms(&view.terms, &["wait", &resource.to_string()])?;
    let wanted = JoinWaitlist {
        resource,
        member,
        span: asked.span,
        persons: asked.persons,
        group: None,
        purpose: None,
    };
    match view.gateway.join_waitlist(&view.caller, &terms, wanted).await {
        Ok(_) => Ok(on_to_telling(&view.path("/mine"), "wait-joined")),
        Err(problem) if explained_on_the_form(&problem) => {
            refused(&view, resource, &form, problem, None).await
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn accept(
    view: View,
    PathId(wait): PathId<WaitId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["accept", &wait.to_string()])?;
    let accepted = AcceptOffer { wait, asks_free: false };
    let accepted = view.gateway.accept_offer(&view.caller, &terms, accepted).await;
    mine::answer(&view, accepted.map(|_| "offer-accepted")).await
}

pub(super) async fn decline(
    view: View,
    PathId(wait): PathId<WaitId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["decline", &wait.to_string()])?;
    let declined = view.gateway.decline_offer(&view.caller, &terms, wait).await;
    mine::answer(&view, declined.map(|_| "offer-declined")).await
}

pub(super) async fn leave(
    view: View,
    PathId(wait): PathId<WaitId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["leave", &wait.to_string()])?;
    let left = view.gateway.leave_waitlist(&view.caller, &terms, wait).await;
    mine::answer(&view, left.map(|_| "wait-left")).await
}

/// One's own offers, and then one's own places in queues.
///
/// # Errors
/// The refusal of the question.
pub(super) async fn rows_of(view: &View, member: MemberId) -> Result<Vec<WaitRow>, Refusal> {
    let own = view.caller.own();
    let in_state = |state| ListWaits {
        member: Some(member),
        state: Some(state),
        page: PageRequest { cursor: None, limit: Some(ROWS_MAX) },
        ..ListWaits::default()
    };
    let (offered, waiting) = futures::try_join!(
        view.ask(Action::ListWaits, &own, in_state(WaitState::Offered)),
        view.ask(Action::ListWaits, &own, in_state(WaitState::Waiting)),
    )?;
    Ok(offered.rows.iter().chain(&waiting.rows).map(|wait| row(view, wait)).collect())
}

fn row(view: &View, wait: &Wait) -> WaitRow {
    let zone = wait.zone.time_zone();
    let (state, class) = match (wait.offered_until, wait.place) {
        (Some(until), _) => (view.t.with("wait-offered", &[("time", &view.t.moment(until, &zone))]), "good"),
        (None, Some(place)) => (view.t.count("wait-place", place), "wait"),
        (None, None) => (view.t.say("state-waiting"), "wait"),
    };
    let resource = href(&view.caller.tenant, nanum_contracts::reporting::Shared::Resource(wait.resource));
    WaitRow {
        id: wait.id.to_string(),
        href: resource,
        name: view.spoken(&wait.resource_name),
        datetime: written(wait.span.starts_at(), &zone),
        when: view.t.span(wait.span, &zone),
        state,
        class,
        offered: wait.state == WaitState::Offered,
    }
}
