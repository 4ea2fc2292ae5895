//! The right to erasure: a page that says what it means and asks once more, and one that says what was done.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use nanum_contracts::{
    ids::MemberId,
    membership::{EraseMember, ErasureReceipt, Place},
};

use super::{
    dates::date_of,
    faults::Faults,
    forms::{KeyOnly, Sent},
    page::Page,
    view::{View, explained_on_the_form, on_to, status_of},
};
use crate::{
    Refusal,
    policy::{Action, Thing},
};

#[derive(Template)]
#[template(path = "portal/erasure.html")]
struct ErasurePage {
    page: Page,
    faults: Faults,
    slug: String,
    key: String,
}

#[derive(Template)]
#[template(path = "portal/erased.html")]
struct ErasedPage {
    page: Page,
    slug: String,
    city: String,
    member: String,
    /// When the last copy of the key is destroyed.
    copies: Option<String>,
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    match view.caller.who.member() {
        Some(_) => ask_once_more(&view, StatusCode::OK, Faults::default()),
        None => Ok(on_to(&view.sign_in_href(&view.path("/mine/erasure")))),
    }
}

pub(super) async fn erase(view: View, Sent(KeyOnly { key }): Sent<KeyOnly>) -> Result<Response, Refusal> {
    let member = view.caller.member()?;
    let terms = key.terms(&view.terms, &[&member.to_string()])?;
    let thing = Thing::member(&view.caller.tenant, member);
    let command = EraseMember { member };
    match view.gateway.ask(&view.caller, Action::EraseMember, &thing, &terms, command).await {
        Ok(answer) => tell(&view, member, &answer.reply),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &view.caller.definition.zone.time_zone());
            ask_once_more(&view, status_of(&problem), faults)
        }
        Err(problem) => Err(problem.into()),
    }
}

fn ask_once_more(view: &View, status: StatusCode, faults: Faults) -> Result<Response, Refusal> {
    let page = view
        .page_at(&view.path("/mine/erasure"), &view.t.say("erase-title"), "mine")
        .faulty(!faults.is_empty());
    view.show_as(status, &ErasurePage { page, faults, slug: view.slug(), key: view.form_key() })
}

/// What was done. Whoever asked has nobody's page any more, so it is shown at once and not had again.
fn tell(view: &View, member: MemberId, receipt: &ErasureReceipt) -> Result<Response, Refusal> {
    let zone = view.caller.definition.zone.time_zone();
    let copies = receipt.places.iter().find(|line| line.covered.place == Place::CopiesOfTheKeys);
    let gone_on = copies.and_then(|line| line.covered.until).map(|until| view.t.date(date_of(until, &zone)));
    let mut page = view.page_at(&view.path(""), &view.t.say("erased-title"), "");
    page.member = false;
    page.at_desk = false;
    view.show(&ErasedPage {
        page,
        slug: view.slug(),
        city: view.city_name().text,
        member: member.to_string(),
        copies: gone_on.map(|date| view.t.with("erased-copies", &[("date", &date)])),
    })
}
