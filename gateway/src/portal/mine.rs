//! My page: what somebody has reserved, borrowed and waits for.

use std::collections::BTreeMap;

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use nanum_contracts::{
    Problem,
    booking::{CancelReservation, ListReservations, Reservation, ReservationState},
    ids::{HoldId, MemberId, ReservationId, SeriesId},
    lending::{Hold, HoldState, ListHolds, ListLoans, Loan},
    reporting::Shared,
    request::PageRequest,
};

use super::{
    address::with_query,
    coming::Coming,
    dates::date_of,
    faults::Faults,
    forms::{KeyOnly, Sent},
    listing::href,
    page::Page,
    prices::price_of,
    series::path_of_series,
    spoken::Spoken,
    view::{View, explained_on_the_form, on_to, on_to_telling, status_of},
    waits::{WaitRow, rows_of},
};
use crate::{PathId, Refusal, feeds::calendar_address, policy::Action};

/// Most rows of each list.
const ROWS_MAX: u32 = 100;
/// How long past reservations are shown.
const PAST_SHOWN: SignedDuration = SignedDuration::from_hours(90 * 24);

#[derive(Template)]
#[template(path = "portal/mine.html")]
pub(super) struct MinePage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) slug: String,
    pub(super) lead: String,
    pub(super) key: String,
    pub(super) upcoming: Vec<ReservationRow>,
    pub(super) past: Vec<ReservationRow>,
    pub(super) loans: Vec<LoanRow>,
    pub(super) returned: Vec<LoanRow>,
    pub(super) holds: Vec<HoldRow>,
    pub(super) waits: Vec<WaitRow>,
    /// Where one's own calendar can be read, while it can.
    pub(super) calendar: Option<String>,
}

#[derive(Debug)]
pub(super) struct ReservationRow {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) name: Spoken,
    pub(super) datetime: String,
    pub(super) when: String,
    pub(super) persons: Option<String>,
    pub(super) price: Option<String>,
    pub(super) state: String,
    pub(super) class: &'static str,
    /// Until when it is decided, while it waits.
    pub(super) decide_by: Option<String>,
    pub(super) reason: Option<String>,
    /// What is wished in its place, and until when it is decided.
    pub(super) wish: Option<String>,
    pub(super) cancellable: bool,
    /// What is said of check-in.
    pub(super) coming: Option<Coming>,
    /// The series that it is a date of.
    pub(super) series: Option<SeriesLink>,
    /// Where it can be changed.
    pub(super) change_href: String,
}

/// The series that a reservation is a date of.
#[derive(Debug)]
pub(super) struct SeriesLink {
    pub(super) href: String,
    /// How many of its dates follow, which are shown on its own page.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct LoanRow {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) name: Spoken,
    pub(super) barcode: String,
    pub(super) when: String,
    pub(super) overdue: bool,
}

#[derive(Debug)]
pub(super) struct HoldRow {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) name: Spoken,
    pub(super) state: String,
    pub(super) class: &'static str,
    pub(super) since: String,
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    match view.caller.who.member() {
        Some(member) => show_with(&view, StatusCode::OK, member, Faults::default()).await,
        None => Ok(on_to(&view.sign_in_href(&view.path("/mine")))),
    }
}

pub(super) async fn cancel_reservation(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &[&reservation.to_string()])?;
    let cancellation = CancelReservation {
        reservation,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    let cancelled = view.gateway.cancel_reservation(&view.caller, &terms, cancellation).await;
    answer(&view, cancelled.map(|_| "reservation-cancelled")).await
}

pub(super) async fn withdraw_change(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["wish", &reservation.to_string()])?;
    let withdrawn = view.gateway.withdraw_change(&view.caller, &terms, reservation).await;
    answer(&view, withdrawn.map(|_| "change-withdrawn")).await
}

pub(super) async fn cancel_hold(
    view: View,
    PathId(hold): PathId<HoldId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &[&hold.to_string()])?;
    let cancelled = view.gateway.cancel_hold(&view.caller, &terms, hold).await;
    answer(&view, cancelled.map(|_| "hold-cancelled")).await
}

/// On to my page, telling what was done; or the page with why not.
pub(super) async fn answer(view: &View, done: Result<&str, Problem>) -> Result<Response, Refusal> {
    match done {
        Ok(deed) => Ok(on_to_telling(&view.path("/mine"), deed)),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &view.caller.definition.zone.time_zone());
            show_with(view, status_of(&problem), view.caller.member()?, faults).await
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
    let own = view.caller.own();
    let now = view.now();
    let rows = || PageRequest { cursor: None, limit: Some(ROWS_MAX) };
    let ahead = ListReservations {
        member: Some(member),
        from: Some(now),
        page: rows(),
        ..ListReservations::default()
    };
    let since = now.checked_sub(PAST_SHOWN).unwrap_or(now);
    let before = ListReservations { from: Some(since), to: Some(now), ..ahead.clone() };
    let loans = ListLoans { borrower: Some(member), site: None, open_only: false, page: rows() };
    let holds = ListHolds { member: Some(member), site: None, page: rows() };
    let (ahead, before, loans, holds, calendar) = futures::try_join!(
        view.ask(Action::ListReservations, &own, ahead),
        view.ask(Action::ListReservations, &own, before),
        view.ask(Action::ListLoans, &own, loans),
        view.ask(Action::ListHolds, &own, holds),
        view.gateway.own_calendar(&view.caller, &view.terms),
    )?;
    let waits = rows_of(view, member).await?;
    let (upcoming, past) = sorted(view, &ahead.rows, &before.rows, now);
    let (out, back): (Vec<&Loan>, Vec<&Loan>) = loans.rows.iter().partition(|loan| loan.ended_at.is_none());
    let page =
        view.page_at(&view.path("/mine"), &view.t.say("mine-title"), "mine").faulty(!faults.is_empty());
    view.show_as(
        status,
        &MinePage {
            page,
            faults,
            slug: view.slug(),
            lead: view.t.with("mine-lead", &[("city", &view.city_name().text)]),
            key: view.form_key(),
            upcoming,
            past,
            loans: out.into_iter().map(|loan| loan_row(view, loan)).collect(),
            returned: back.into_iter().map(|loan| loan_row(view, loan)).collect(),
            waits,
            holds: holds.rows.iter().map(|hold| hold_row(view, hold)).collect(),
            calendar: calendar_address(&view.gateway, &view.caller, &calendar.reply),
        },
    )
}

/// What lies ahead, soonest first; then what is over or was given up, latest first.
fn sorted(
    view: &View,
    ahead: &[Reservation],
    before: &[Reservation],
    now: Timestamp,
) -> (Vec<ReservationRow>, Vec<ReservationRow>) {
    let given_up = |reservation: &&Reservation| {
        matches!(reservation.state, ReservationState::Cancelled | ReservationState::Released)
    };
    let (cancelled, upcoming): (Vec<&Reservation>, Vec<&Reservation>) = ahead.iter().partition(given_up);
    let over = before.iter().filter(|reservation| reservation.span.ends_at() <= now);
    let mut past: Vec<&Reservation> = over.chain(cancelled).collect();
    past.sort_by_key(|reservation| std::cmp::Reverse(reservation.span.starts_at()));
    let past = past.into_iter().map(|reservation| reservation_row(view, reservation)).collect();
    (series_as_one(view, &upcoming), past)
}

/// Of each series only the next date, with how many follow.
fn series_as_one(view: &View, upcoming: &[&Reservation]) -> Vec<ReservationRow> {
    let mut dates: BTreeMap<SeriesId, i64> = BTreeMap::new();
    for series in upcoming.iter().filter_map(|reservation| reservation.series) {
        *dates.entry(series).or_default() += 1;
    }
    let row = |reservation: &&Reservation| {
        let mut row = reservation_row(view, reservation);
        if let (Some(series), Some(link)) = (reservation.series, &mut row.series) {
            // Of a series that is not there any more a date has been shown.
            let more = dates.remove(&series)? - 1;
            link.more = (more > 0).then(|| view.t.count("series-more", more));
        }
        Some(row)
    };
    upcoming.iter().filter_map(row).collect()
}

fn reservation_row(view: &View, reservation: &Reservation) -> ReservationRow {
    let zone = reservation.zone.time_zone();
    let name = view.spoken(&reservation.resource_name);
    let when = view.t.span(reservation.span, &zone);
    let (state, class) = reservation_state(view, reservation.state);
    let resource = href(&view.caller.tenant, Shared::Resource(reservation.resource));
    let date = date_of(reservation.span.starts_at(), &zone).to_string();
    ReservationRow {
        id: reservation.id.to_string(),
        change_href: with_query(&resource, &[("date", &date), ("change", &reservation.id.to_string())]),
        href: resource,
        datetime: super::free_times::written(reservation.span.starts_at(), &zone),
        persons: reservation.persons.map(|persons| view.t.count("persons-count", persons)),
        price: reservation.price.as_ref().map(|price| price_of(&view.t, price)),
        state,
        class,
        decide_by: reservation
            .decide_by
            .map(|by| view.t.with("decided-by", &[("time", &view.t.moment(by, &zone))])),
        reason: why(view, reservation),
        wish: wished(view, reservation),
        coming: Coming::of(view, reservation),
        series: reservation
            .series
            .map(|series| SeriesLink { href: path_of_series(view, series), more: None }),
        cancellable: matches!(reservation.state, ReservationState::Requested | ReservationState::Confirmed),
        name,
        when,
    }
}

/// What is wished in place of a reservation: when, for how many, and until when it is decided.
pub(super) fn wished(view: &View, reservation: &Reservation) -> Option<String> {
    let wish = reservation.wish.as_deref()?;
    let zone = reservation.zone.time_zone();
    let persons = wish.persons.map(|persons| view.t.count("persons-count", persons));
    let price = wish.price.as_ref().map(|price| price_of(&view.t, price));
    let by = wish.decide_by.map(|by| view.t.with("decided-by", &[("time", &view.t.moment(by, &zone))]));
    let what = [view.t.span(wish.span, &zone)].into_iter().chain(persons).chain(price).chain(by);
    let what = what.collect::<Vec<_>>().join(" · ");
    Some(view.t.with("change-wished", &[("what", &what)]))
}

/// Why it was refused or cancelled.
fn why(view: &View, reservation: &Reservation) -> Option<String> {
    if reservation.given_to_another {
        return Some(view.t.say("given-to-another"));
    }
    if reservation.not_drawn {
        return Some(view.t.say("not-drawn"));
    }
    reservation.reason.as_ref().map(|reason| view.t.with("refused-because", &[("reason", reason)]))
}

/// What a state is called, and how it looks.
pub(super) fn reservation_state(view: &View, state: ReservationState) -> (String, &'static str) {
    let (key, class) = match state {
        ReservationState::Requested => ("state-requested", "wait"),
        ReservationState::Confirmed => ("state-confirmed", "good"),
        ReservationState::Refused => ("state-refused", "warn"),
        ReservationState::Cancelled => ("state-cancelled", "over"),
        ReservationState::Released => ("state-released", "warn"),
    };
    (view.t.say(key), class)
}

fn loan_row(view: &View, loan: &Loan) -> LoanRow {
    let zone = view.caller.definition.zone.time_zone();
    let today = view.today(&view.caller.definition.zone);
    let overdue = loan.ended_at.is_none() && loan.due_on < today;
    LoanRow {
        id: loan.id.to_string(),
        href: href(&view.caller.tenant, Shared::Title(loan.title)),
        name: view.spoken(&loan.title_name),
        barcode: loan.barcode.clone(),
        when: loan_time(view, loan, today, &zone),
        overdue,
    }
}

/// When a loan is due back, or came back.
pub(super) fn loan_time(view: &View, loan: &Loan, today: Date, zone: &TimeZone) -> String {
    let (key, date) = match loan.ended_at {
        Some(ended_at) => ("returned-on", date_of(ended_at, zone)),
        None if loan.due_on < today => ("overdue", loan.due_on),
        None => ("due-on", loan.due_on),
    };
    view.t.with(key, &[("date", &view.t.date(date))])
}

fn hold_row(view: &View, hold: &Hold) -> HoldRow {
    let name = view.spoken(&hold.title_name);
    let (key, class) = match hold.state {
        HoldState::Waiting => ("state-waiting", "wait"),
        HoldState::Ready => ("state-ready", "good"),
        HoldState::Fulfilled => ("state-fulfilled", "over"),
        HoldState::Cancelled => ("state-cancelled", "over"),
        HoldState::Lapsed => ("state-lapsed", "over"),
    };
    let since = date_of(hold.placed_at, &view.caller.definition.zone.time_zone());
    HoldRow {
        id: hold.id.to_string(),
        href: href(&view.caller.tenant, Shared::Title(hold.title)),
        state: view.t.say(key),
        class,
        since: view.t.with("placed-on", &[("date", &view.t.date(since))]),
        name,
    }
}
