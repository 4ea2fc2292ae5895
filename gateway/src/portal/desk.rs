//! The clerk's desk: deciding on requests, handing out, taking back.

use axum::{http::StatusCode, response::Response};
use jiff::tz::TimeZone;
use nanum_contracts::{
    Problem,
    booking::CancelReservation,
    ids::ReservationId,
    lending::{Loan, TakenBack},
    membership::FindMemberByCard,
    problem::ProblemKind,
};
use serde::Deserialize;

use super::{
    desk_page::{Filled, Said, Which, path_telling, show_with},
    faults::Faults,
    forms::{FormKey, Sent},
    view::{View, explained_on_the_form, on_to, on_to_telling, status_of},
};
use crate::{PathId, Refusal, policy::Action};

/// Any form of the desk.
#[derive(Debug, Deserialize)]
pub(super) struct DeskForm {
    key: FormKey,
    #[serde(default)]
    site: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    card: String,
    #[serde(default)]
    barcode: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    at_members_wish: String,
}

/// Why nothing was done: the fields that are at fault, or a refusal.
pub(super) enum Undone {
    Fields(StatusCode, Vec<(String, String)>),
    Problem(Box<Problem>),
}

impl From<Problem> for Undone {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl DeskForm {
    fn which(&self) -> Result<Which, Problem> {
        Which::read(&self.site, &self.date)
    }
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    let given = |name| view.query(name).unwrap_or_default();
    let which = Which::read(&given("site"), &given("date"))?;
    show_with(&view, StatusCode::OK, which, Said::default()).await
}

pub(super) async fn accept(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(form): Sent<DeskForm>,
) -> Result<Response, Refusal> {
    let which = form.which()?;
    let terms = form.key.terms(&view.terms, &["accept", &reservation.to_string()])?;
    match view.gateway.accept_reservation(&view.caller, &terms, reservation).await {
        Ok(_) => Ok(on_to_telling(&which.path(&view), "accepted")),
        Err(problem) => undone(&view, which, problem.into(), Said::default()).await,
    }
}

pub(super) async fn refuse(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(form): Sent<DeskForm>,
) -> Result<Response, Refusal> {
    let which = form.which()?;
    let reason = form.reason.trim();
    let said = Said { open: Some(reservation.to_string()), ..Said::default() };
    if reason.is_empty() {
        let field = (format!("reason-{reservation}"), view.t.say("desk-reason-missing"));
        return undone(&view, which, Undone::Fields(StatusCode::BAD_REQUEST, vec![field]), said).await;
    }
    let terms = form.key.terms(&view.terms, &["refuse", &reservation.to_string(), reason])?;
    match view.gateway.refuse_reservation(&view.caller, &terms, reservation, reason.to_owned()).await {
        Ok(_) => Ok(on_to_telling(&which.path(&view), "refused")),
        Err(problem) => undone(&view, which, problem.into(), said).await,
    }
}

pub(super) async fn cancel(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(form): Sent<DeskForm>,
) -> Result<Response, Refusal> {
    let which = form.which()?;
    let reason = form.reason.trim();
    let said = Said { open: Some(reservation.to_string()), ..Said::default() };
    if reason.is_empty() {
        let field = (format!("cancel-{reservation}"), view.t.say("desk-cancel-reason-missing"));
        return undone(&view, which, Undone::Fields(StatusCode::BAD_REQUEST, vec![field]), said).await;
    }
    let at_members_wish = !form.at_members_wish.is_empty();
    let wish = if at_members_wish { "at-members-wish" } else { "" };
    let terms = form.key.terms(&view.terms, &["cancel", &reservation.to_string(), reason, wish])?;
    let cancellation = CancelReservation {
        reservation,
        reason: Some(reason.to_owned()),
        set_rules_aside: true,
        by: None,
        at_members_wish,
    };
    match view.gateway.cancel_reservation(&view.caller, &terms, cancellation).await {
        Ok(_) => Ok(on_to_telling(&which.path(&view), "cancelled")),
        Err(problem) => undone(&view, which, problem.into(), said).await,
    }
}

pub(super) async fn lend(view: View, Sent(form): Sent<DeskForm>) -> Result<Response, Refusal> {
    let which = form.which()?;
    let (card, barcode) = (form.card.trim(), form.barcode.trim());
    match hand_out(&view, form.key, card, barcode).await {
        Ok(loan) => Ok(on_to(&path_telling(&view, which, "lent", &loan))),
        Err(why) => {
            let filled =
                Filled { card: card.to_owned(), lend_barcode: barcode.to_owned(), ..Filled::default() };
            undone(&view, which, why, Said { filled, ..Said::default() }).await
        }
    }
}

async fn hand_out(view: &View, key: FormKey, card: &str, barcode: &str) -> Result<Loan, Undone> {
    let missing = [("card", card, "desk-card-missing"), ("lend-barcode", barcode, "desk-barcode-missing")];
    let missing = missing.into_iter().filter(|(_, given, _)| given.is_empty());
    let missing: Vec<_> = missing.map(|(field, _, text)| (field.to_owned(), view.t.say(text))).collect();
    if !missing.is_empty() {
        return Err(Undone::Fields(StatusCode::BAD_REQUEST, missing));
    }
    let question = FindMemberByCard { card: card.to_owned() };
    let found = view.ask(Action::FindMemberByCard, &view.caller.thing(), question).await;
    let member =
        found.map_err(|problem| unknown(view, problem, "card", "desk-card-unknown", ("card", card)))?;
    let terms = key.terms(&view.terms, &["lend", card, barcode])?;
    let lent = view.gateway.lend_item(&view.caller, &terms, barcode.to_owned(), member.id).await;
    let blank = ("barcode", barcode);
    Ok(lent.map_err(|problem| unknown(view, problem, "lend-barcode", "desk-barcode-unknown", blank))?.reply)
}

pub(super) async fn take_back(view: View, Sent(form): Sent<DeskForm>) -> Result<Response, Refusal> {
    let which = form.which()?;
    let barcode = form.barcode.trim();
    match receive(&view, form.key, barcode).await {
        Ok(TakenBack { loan, set_aside_for }) => {
            let deed = if set_aside_for.is_some() { "taken-back-set-aside" } else { "taken-back" };
            Ok(on_to(&path_telling(&view, which, deed, &loan)))
        }
        Err(why) => {
            let filled = Filled { return_barcode: barcode.to_owned(), ..Filled::default() };
            undone(&view, which, why, Said { filled, ..Said::default() }).await
        }
    }
}

async fn receive(view: &View, key: FormKey, barcode: &str) -> Result<TakenBack, Undone> {
    if barcode.is_empty() {
        let missing = ("return-barcode".to_owned(), view.t.say("desk-barcode-missing"));
        return Err(Undone::Fields(StatusCode::BAD_REQUEST, vec![missing]));
    }
    let terms = key.terms(&view.terms, &["take-back", barcode])?;
    let taken = view.gateway.take_back_item(&view.caller, &terms, barcode.to_owned()).await;
    let blank = ("barcode", barcode);
    Ok(taken
        .map_err(|problem| unknown(view, problem, "return-barcode", "desk-barcode-unknown", blank))?
        .reply)
}

/// *Not found* is the fault of the field that named what was not found.
fn unknown(view: &View, problem: Problem, field: &str, text: &str, blank: (&'static str, &str)) -> Undone {
    match problem.kind {
        ProblemKind::NotFound => Undone::Fields(
            StatusCode::UNPROCESSABLE_ENTITY,
            vec![(field.to_owned(), view.t.with(text, &[blank]))],
        ),
        _ => problem.into(),
    }
}

/// The desk again, with why not.
pub(super) async fn undone(view: &View, which: Which, why: Undone, said: Said) -> Result<Response, Refusal> {
    let (status, faults) = match why {
        Undone::Fields(status, fields) => {
            let fields = fields.iter().map(|(field, text)| (field.as_str(), text.clone())).collect();
            (status, Faults::of_fields(&view.t, fields))
        }
        Undone::Problem(problem) if explained_on_the_form(&problem) => {
            let zone: TimeZone = view.caller.definition.zone.time_zone();
            (status_of(&problem), Faults::of_problem(&view.t, &problem, &zone))
        }
        Undone::Problem(problem) => return Err((*problem).into()),
    };
    show_with(view, status, which, Said { faults, ..said }).await
}
