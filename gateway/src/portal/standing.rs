//! My standing: penalty points, what for and until when they count, whether one is suspended, and appealing against points.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use futures::{StreamExt as _, stream};
use jiff::tz::TimeZone;
use nanum_contracts::{
    ids::{MemberId, PointsId, ReservationId},
    membership::{AppealPoints, GetStanding, PointsFor, PointsGiven, Standing},
};

use super::{
    dates::date_of,
    faults::Faults,
    forms::{KeyOnly, Sent},
    page::Page,
    spoken::Spoken,
    view::{View, explained_on_the_form, on_to, on_to_telling, status_of},
};
use crate::{
    PathId, Refusal,
    policy::{Action, Thing},
};

/// Reservations that are asked for at the same time.
const RESERVATIONS_AT_ONCE: usize = 8;
/// Most points that are told with the reservation they were about; members with more have other worries.
const RESERVATIONS_MAX: usize = 40;

#[derive(Template)]
#[template(path = "portal/standing.html")]
struct StandingPage {
    page: Page,
    faults: Faults,
    slug: String,
    key: String,
    lead: String,
    /// Until when one is suspended: what asks for good standing takes no reservations until then.
    suspended: Option<String>,
    /// How many points count, and how many suspend.
    points: String,
    given: Vec<PointsRow>,
    appeal_hint: String,
}

/// Points that were given.
#[derive(Debug)]
struct PointsRow {
    id: String,
    count: String,
    given_for: String,
    /// The reservation that it was about.
    about: Option<(Spoken, String)>,
    given_on: String,
    lapses_on: String,
    /// What became of an appeal, and how it looks.
    state: Option<(String, &'static str)>,
    appealable: bool,
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    match view.caller.who.member() {
        Some(member) => show_with(&view, StatusCode::OK, member, Faults::default()).await,
        None => Ok(on_to(&view.sign_in_href(&view.path("/mine/standing")))),
    }
}

pub(super) async fn appeal(
    view: View,
    PathId(points): PathId<PointsId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let member = view.caller.member()?;
    let terms = key.terms(&view.terms, &["appeal", &points.to_string()])?;
    let thing = Thing::member(&view.caller.tenant, member);
    let command = AppealPoints { member, points };
    match view.gateway.ask(&view.caller, Action::AppealPoints, &thing, &terms, command).await {
        Ok(_) => Ok(on_to_telling(&view.path("/mine/standing"), "points-appealed")),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &view.caller.definition.zone.time_zone());
            show_with(&view, status_of(&problem), member, faults).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn show_with(
    view: &View,
    status: StatusCode,
    member: MemberId,
    faults: Faults,
) -> Result<Response, Refusal> {
    let thing = Thing::member(&view.caller.tenant, member);
    let standing = view.ask(Action::GetStanding, &thing, GetStanding { member }).await?;
    let given = rows(view, &standing).await;
    let zone = view.caller.definition.zone.time_zone();
    let city = view.city_name().text;
    let page = view.page_at(&view.path("/mine/standing"), &view.t.say("standing-title"), "mine");
    let shown = StandingPage {
        page: page.faulty(!faults.is_empty()),
        faults,
        slug: view.slug(),
        key: view.form_key(),
        lead: view.t.with("standing-lead", &[("city", &city)]),
        suspended: standing
            .suspended_until
            .map(|until| view.t.with("standing-suspended", &[("time", &view.t.moment(until, &zone))])),
        points: points_text(view, &standing),
        given,
        appeal_hint: view.t.with("points-appeal-hint", &[("city", &city)]),
    };
    view.show_as(status, &shown)
}

fn points_text(view: &View, standing: &Standing) -> String {
    let count = view.t.count("points-count", standing.points);
    match standing.threshold {
        Some(threshold) => {
            let most = threshold.to_string();
            view.t.with("standing-points", &[("points", &count), ("threshold", &most)])
        }
        None => view.t.with("standing-points-only", &[("points", &count)]),
    }
}

/// Newest first.
async fn rows(view: &View, standing: &Standing) -> Vec<PointsRow> {
    let zone = view.caller.definition.zone.time_zone();
    let mut given: Vec<&PointsGiven> = standing.given.iter().collect();
    given.sort_by_key(|points| std::cmp::Reverse(points.given_at));
    let reservations: Vec<_> = given.iter().take(RESERVATIONS_MAX).map(|points| points.reservation).collect();
    let told = stream::iter(reservations).map(|reservation| about(view, reservation));
    let mut about = told.buffered(RESERVATIONS_AT_ONCE).collect::<Vec<_>>().await.into_iter();
    given.into_iter().map(|points| row(view, points, about.next().flatten(), &zone)).collect()
}

/// What a reservation was of, and when; nothing where it cannot be read any more.
async fn about(view: &View, reservation: Option<ReservationId>) -> Option<(Spoken, String)> {
    let found = view.gateway.get_reservation(&view.caller, &view.terms, reservation?).await.ok()?.reply;
    let when = view.t.span(found.span, &found.zone.time_zone());
    Some((view.spoken(&found.resource_name), when))
}

fn row(view: &View, points: &PointsGiven, about: Option<(Spoken, String)>, zone: &TimeZone) -> PointsRow {
    let on = |key, at| view.t.with(key, &[("date", &view.t.date(date_of(at, zone)))]);
    let state = match (points.waived, points.appealed) {
        (true, _) => Some((view.t.say("points-waived"), "good")),
        (false, true) => Some((view.t.say("points-appealed"), "wait")),
        (false, false) => None,
    };
    PointsRow {
        id: points.id.to_string(),
        count: view.t.count("points-count", points.points),
        given_for: view.t.say(given_for(points.given_for)),
        about,
        given_on: on("points-given-on", points.given_at),
        lapses_on: on("points-lapse-on", points.lapses_at),
        appealable: state.is_none(),
        state,
    }
}

fn given_for(given_for: PointsFor) -> &'static str {
    match given_for {
        PointsFor::NoShow => "points-for-no-show",
        PointsFor::LateCancellation => "points-for-late-cancellation",
        PointsFor::Damage => "points-for-damage",
        PointsFor::LeftDirty => "points-for-left-dirty",
        PointsFor::Disturbance => "points-for-disturbance",
        PointsFor::Other => "points-for-other",
        PointsFor::Absence => "points-for-absence",
    }
}
