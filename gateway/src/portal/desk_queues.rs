//! What waits for a resource, as its desk sees it: who waits for taken times, and what is drawn by lot.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::tz::TimeZone;
use nanum_contracts::{
    Problem,
    booking::{
        Draw, GetDraw, ListDraws, ListReservations, ListWaits, Lot, Reservation, ReservationState, Resource,
        Wait, WaitState,
    },
    ids::{DrawId, MemberId, ReservationId, ResourceId},
    request::PageRequest,
};

use super::{
    address::with_query,
    desk_rows::{name_in, names, whole_day},
    free_times::written,
    page::Page,
    spoken::Spoken,
    view::View,
};
use crate::{
    PathId, Refusal,
    policy::{Action, Thing, not_here},
};

/// Most rows of a list; more say that there are more.
const ROWS_MAX: u32 = 200;
/// Most pages of a day's reservations that are looked through for applications: 2,000 at one site.
const PAGES_MAX: usize = 10;
/// Draws whose applications are counted at the same time.
const DRAWS_AT_ONCE: usize = 4;

/// Where the desk looks at what waits for a resource.
#[derive(Debug)]
pub(super) struct QueueLink {
    pub(super) name: Spoken,
    /// Who waits for taken times, where one may.
    pub(super) waits: Option<String>,
    /// What is drawn, where something is.
    pub(super) draws: Option<String>,
}

/// The resources of a desk that somebody can wait for.
pub(super) fn links(view: &View, resources: &[Resource]) -> Vec<QueueLink> {
    let link = |resource: &Resource| {
        let path = |what: &str| view.path(&format!("/desk/resources/{}/{what}", resource.id));
        let definition = &resource.definition;
        let waits = definition.waitlist.is_some().then(|| path("waits"));
        let draws = definition.lottery.is_some().then(|| path("draws"));
        let some = waits.is_some() || draws.is_some();
        some.then(|| QueueLink { name: view.spoken(&definition.name), waits, draws })
    };
    resources.iter().filter_map(link).collect()
}

#[derive(Template)]
#[template(path = "portal/desk_waits.html")]
struct WaitsPage {
    page: Page,
    name: Spoken,
    desk: String,
    zone: String,
    offered: Vec<WaitRow>,
    waiting: Vec<WaitRow>,
    more: bool,
}

/// Somebody who waits.
#[derive(Debug)]
struct WaitRow {
    id: String,
    member: String,
    persons: Option<String>,
    datetime: String,
    when: String,
    /// Their place, or until when it is held for them.
    state: String,
}

#[derive(Template)]
#[template(path = "portal/desk_draws.html")]
struct DrawsPage {
    page: Page,
    name: Spoken,
    desk: String,
    zone: String,
    to_come: Vec<DrawRow>,
    drawn: Vec<DrawRow>,
    more: bool,
}

#[derive(Template)]
#[template(path = "portal/desk_draw.html")]
struct DrawPage {
    page: Page,
    title: String,
    name: Spoken,
    draws: String,
    zone: String,
    draw: DrawRow,
    lots: Vec<LotRow>,
}

/// A draw.
#[derive(Debug)]
struct DrawRow {
    href: String,
    date: String,
    day: String,
    /// When it is drawn, or was.
    when: String,
    applications: String,
    commitment: String,
    seed: Option<String>,
    /// How many got their time.
    won: Option<String>,
}

/// An application in the order drawn.
#[derive(Debug)]
struct LotRow {
    member: String,
    when: String,
    rank: String,
    won: bool,
}

/// Who waits for times of a resource: offers first, then the queue in its order.
pub(super) async fn waits(view: View, PathId(resource): PathId<ResourceId>) -> Result<Response, Refusal> {
    let (resource, place) = at_its_desk(&view, resource).await?;
    let in_state = |state| ListWaits {
        resource: Some(resource.id),
        state: Some(state),
        page: rows_max(),
        ..ListWaits::default()
    };
    let (offered, waiting) = futures::try_join!(
        view.ask(Action::ListWaits, &place, in_state(WaitState::Offered)),
        view.ask(Action::ListWaits, &place, in_state(WaitState::Waiting)),
    )?;
    let members = offered.rows.iter().chain(&waiting.rows).map(|wait| wait.member);
    let names = names(&view, members.collect()).await;
    let rows = |waits: &[Wait]| waits.iter().map(|wait| wait_row(&view, wait, &names)).collect();
    view.show(&WaitsPage {
        page: view.page(&view.t.say("desk-waits-title"), "desk"),
        name: view.spoken(&resource.definition.name),
        desk: desk_of(&view, &resource),
        zone: view.t.whose_times(&resource.zone, view.today(&resource.zone)),
        offered: rows(&offered.rows),
        waiting: rows(&waiting.rows),
        more: offered.next_cursor.is_some() || waiting.next_cursor.is_some(),
    })
}

/// The draws of a resource: those to come, soonest first, and those that were held, latest first.
pub(super) async fn draws(view: View, PathId(resource): PathId<ResourceId>) -> Result<Response, Refusal> {
    let (resource, place) = at_its_desk(&view, resource).await?;
    let question = ListDraws { resource: Some(resource.id), page: rows_max() };
    let draws = view.ask(Action::ListDraws, &place, question).await?;
    let (drawn, to_come): (Vec<Draw>, Vec<Draw>) =
        draws.rows.into_iter().partition(|draw| draw.seed.is_some());
    let told = stream::iter(to_come).map(|draw| draw_to_come(&view, &place, draw));
    let to_come = told.buffered(DRAWS_AT_ONCE).try_collect().await?;
    view.show(&DrawsPage {
        page: view.page(&view.t.say("desk-draws-title"), "desk"),
        name: view.spoken(&resource.definition.name),
        desk: desk_of(&view, &resource),
        zone: view.t.whose_times(&resource.zone, view.today(&resource.zone)),
        to_come,
        drawn: drawn.iter().rev().map(|draw| draw_row(&view, draw, draw.ranking.len())).collect(),
        more: draws.next_cursor.is_some(),
    })
}

async fn draw_to_come(view: &View, place: &Thing, draw: Draw) -> Result<DrawRow, Problem> {
    let applications = applications(view, place, &draw).await?;
    Ok(draw_row(view, &draw, applied(&draw, &applications)))
}

/// A draw, with who applied: in the order drawn, once it was.
pub(super) async fn draw(view: View, PathId(draw): PathId<DrawId>) -> Result<Response, Refusal> {
    let draw = view.ask(Action::GetDraw, &view.caller.thing(), GetDraw { draw }).await?;
    let (resource, place) = at_its_desk(&view, draw.resource).await?;
    let applications = applications(&view, &place, &draw).await?;
    let names = names(&view, applications.iter().map(|applied| applied.member).collect()).await;
    let found: BTreeMap<ReservationId, &Reservation> =
        applications.iter().map(|applied| (applied.id, applied)).collect();
    let lot = |lot: &Lot| lot_row(&view, lot, found.get(&lot.reservation).copied(), &names);
    let title = view.t.with("desk-draw-title", &[("date", &view.t.date(draw.date))]);
    view.show(&DrawPage {
        page: view.page(&title, "desk"),
        title,
        name: view.spoken(&resource.definition.name),
        draws: view.path(&format!("/desk/resources/{}/draws", resource.id)),
        zone: view.t.whose_times(&draw.zone, draw.date),
        lots: draw.ranking.iter().map(lot).collect(),
        draw: draw_row(&view, &draw, applied(&draw, &applications)),
    })
}

/// A resource, for whoever works at its desk.
async fn at_its_desk(view: &View, resource: ResourceId) -> Result<(Resource, Thing), Problem> {
    let caller = &view.caller;
    // Nobody is told to sign in before the policy says so.
    caller.member()?;
    let found = view.gateway.get_resource(caller, &view.terms, resource).await?.reply;
    let place = caller.thing().at(found.definition.site);
    view.gateway.authorise(caller, Action::TakeBackItem, &place).map_err(|_| not_here())?;
    Ok((found, place))
}

/// The desk that a resource belongs to.
fn desk_of(view: &View, resource: &Resource) -> String {
    with_query(&view.path("/desk"), &[("site", &resource.definition.site.to_string())])
}

fn rows_max() -> PageRequest {
    PageRequest { cursor: None, limit: Some(ROWS_MAX) }
}

/// The applications for a draw, those that were withdrawn or decided too: reservations of its day.
async fn applications(view: &View, place: &Thing, draw: &Draw) -> Result<Vec<Reservation>, Problem> {
    let day = whole_day(draw.date, &draw.zone.time_zone()).ok_or_else(not_here)?;
    let mut question = ListReservations {
        site: Some(draw.site),
        from: Some(day.starts_at()),
        to: Some(day.ends_at()),
        page: rows_max(),
        ..ListReservations::default()
    };
    let mut all = Vec::new();
    for _ in 0..PAGES_MAX {
        let found = view.ask(Action::ListReservations, place, question.clone()).await?;
        all.extend(found.rows.into_iter().filter(|reservation| reservation.draw == Some(draw.id)));
        match found.next_cursor {
            Some(cursor) => question.page.cursor = Some(cursor),
            None => break,
        }
    }
    Ok(all)
}

/// How many applied for a draw: those in its ranking once it was held, until then those that wait for it.
fn applied(draw: &Draw, applications: &[Reservation]) -> usize {
    if draw.seed.is_some() {
        return draw.ranking.len();
    }
    applications.iter().filter(|applied| applied.state == ReservationState::Requested).count()
}

fn wait_row(view: &View, wait: &Wait, names: &BTreeMap<MemberId, String>) -> WaitRow {
    let zone = wait.zone.time_zone();
    let state = match (wait.offered_until, wait.place) {
        (Some(until), _) => view.t.with("desk-offered", &[("time", &view.t.moment(until, &zone))]),
        (None, Some(place)) => view.t.count("wait-place", place),
        (None, None) => view.t.say("state-waiting"),
    };
    WaitRow {
        id: wait.id.to_string(),
        member: name_in(names, wait.member),
        persons: wait.persons.map(|persons| view.t.count("persons-count", persons)),
        datetime: written(wait.span.starts_at(), &zone),
        when: view.t.span(wait.span, &zone),
        state,
    }
}

fn draw_row(view: &View, draw: &Draw, applications: usize) -> DrawRow {
    let zone: TimeZone = draw.zone.time_zone();
    let key = if draw.seed.is_some() { "desk-drawn-at" } else { "desk-draws-at" };
    let won = draw.ranking.iter().filter(|lot| lot.won).count();
    DrawRow {
        href: view.path(&format!("/desk/draws/{}", draw.id)),
        date: view.t.date(draw.date),
        day: draw.date.to_string(),
        when: view.t.with(key, &[("time", &view.t.moment(draw.draws_at, &zone))]),
        applications: count(view, "desk-applications", applications),
        commitment: draw.commitment.clone(),
        seed: draw.seed.clone(),
        won: draw.seed.is_some().then(|| count(view, "desk-draw-won", won)),
    }
}

fn count(view: &View, key: &str, number: usize) -> String {
    view.t.count(key, u32::try_from(number).unwrap_or(u32::MAX))
}

fn lot_row(
    view: &View,
    lot: &Lot,
    applied: Option<&Reservation>,
    names: &BTreeMap<MemberId, String>,
) -> LotRow {
    let member = applied.map(|applied| name_in(names, applied.member));
    LotRow {
        // Who cannot be found among the day's reservations is named by their application.
        member: member.unwrap_or_else(|| lot.reservation.to_string()),
        when: applied
            .map_or_else(String::new, |applied| view.t.times(applied.span, &applied.zone.time_zone())),
        rank: lot.rank.clone(),
        won: lot.won,
    }
}
