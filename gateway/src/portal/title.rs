//! A title: its items, its queue, and the form that joins the queue.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::tz::TimeZone;
use nanum_contracts::{
    Problem,
    ids::TitleId,
    lending::{GetTitle, ItemState, PlaceHold, Title},
    membership::{GetSite, Site},
};

use super::{
    faults::Faults,
    forms::{KeyOnly, Sent},
    listing::{kind_text, title_word},
    page::Page,
    spoken::Spoken,
    view::{View, explained_on_the_form, on_to, on_to_telling, status_of},
};
use crate::{PathId, Refusal, policy::Action};

#[derive(Template)]
#[template(path = "portal/title.html")]
pub(super) struct TitlePage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) icon: &'static str,
    pub(super) kind: String,
    pub(super) name: Spoken,
    pub(super) by: Option<String>,
    pub(super) description: Option<Spoken>,
    pub(super) donor: Option<String>,
    pub(super) loan_days: String,
    pub(super) site: Spoken,
    pub(super) address: String,
    pub(super) availability: String,
    pub(super) queue: String,
    /// Whether somebody can come and borrow it.
    pub(super) available: bool,
    pub(super) has_items: bool,
    pub(super) items: Vec<ItemRow>,
    pub(super) action: String,
    pub(super) key: String,
    pub(super) invitation: Option<(String, String)>,
}

/// One physical copy.
#[derive(Debug)]
pub(super) struct ItemRow {
    pub(super) barcode: String,
    pub(super) state: String,
    pub(super) class: &'static str,
}

pub(super) async fn show(view: View, PathId(title): PathId<TitleId>) -> Result<Response, Refusal> {
    show_with(&view, StatusCode::OK, title, Faults::default()).await
}

/// The form's own address, looked at: back to the title.
pub(super) async fn back(view: View, PathId(title): PathId<TitleId>) -> Response {
    on_to(&path_of(&view, title))
}

pub(super) async fn place_hold(
    view: View,
    PathId(title): PathId<TitleId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let Some(member) = view.caller.who.member() else {
        return Ok(on_to(&view.sign_in_href(&path_of(&view, title))));
    };
    let terms = key.terms(&view.terms, &[&title.to_string()])?;
    let command = PlaceHold { title, member };
    let placed = view.gateway.ask(&view.caller, Action::PlaceHold, &view.caller.own(), &terms, command).await;
    match placed {
        Ok(_) => Ok(on_to_telling(&view.path("/mine"), "hold-placed")),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &TimeZone::UTC);
            show_with(&view, status_of(&problem), title, faults).await
        }
        Err(problem) => Err(problem.into()),
    }
}

fn path_of(view: &View, title: TitleId) -> String {
    view.path(&format!("/titles/{title}"))
}

async fn show_with(
    view: &View,
    status: StatusCode,
    title: TitleId,
    faults: Faults,
) -> Result<Response, Refusal> {
    let place = view.caller.thing();
    let title = view.ask(Action::GetTitle, &place, GetTitle { title }).await?;
    let site = view.ask(Action::GetSite, &place, GetSite { site: title.definition.site }).await?;
    view.show_as(status, &page(view, &title, &site, faults)?)
}

fn page(view: &View, title: &Title, site: &Site, faults: Faults) -> Result<TitlePage, Problem> {
    let definition = &title.definition;
    let available = title.items.iter().filter(|item| item.state == ItemState::Available).count();
    let available = u32::try_from(available).map_err(|_| Problem::defect())?;
    let path = path_of(view, title.id);
    let name = view.spoken(&definition.name);
    let icon = title_word(definition.kind);
    let has_items = !title.items.is_empty();
    let availability =
        if has_items { view.t.count("title-available", available) } else { view.t.say("title-no-items") };
    Ok(TitlePage {
        page: view.page_at(&path, &name.text, "title").faulty(!faults.is_empty()),
        faults,
        icon,
        kind: kind_text(&view.t, icon),
        name,
        by: definition.creator.as_ref().map(|creator| view.t.with("title-by", &[("creator", creator)])),
        description: definition.description.as_ref().map(|text| view.spoken(text)),
        donor: definition.donor.clone(),
        loan_days: view.t.number("days", "days", definition.loan_days),
        site: view.spoken(&site.definition.name),
        address: site.definition.address.clone(),
        availability,
        queue: view.t.count("queue-length", title.holds),
        available: available > 0,
        has_items,
        items: title.items.iter().map(|item| item_row(view, &item.barcode, item.state)).collect(),
        action: format!("{path}/holds"),
        key: view.form_key(),
        invitation: view.invitation(&path, "hold-sign-in", "hold-register"),
    })
}

fn item_row(view: &View, barcode: &str, state: ItemState) -> ItemRow {
    let (key, class) = match state {
        ItemState::Available => ("item-available", "good"),
        ItemState::SetAside => ("item-set-aside", "wait"),
        ItemState::OnLoan => ("item-on-loan", "over"),
    };
    ItemRow { barcode: barcode.to_owned(), state: view.t.say(key), class }
}
