//! The hub: everything that is shared in the network, and who shares it.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::tz::TimeZone;
use nanum_contracts::{
    Problem, TenantId,
    membership::{ListTenants, TenantDefinition, TenantKind},
    reporting::SearchHub,
    request::{Page, PageRequest},
};

use super::{
    address::with_query,
    faults::Faults,
    listing::ListingRow,
    page,
    spoken::Spoken,
    texts::Texts,
    view::{View, explained_on_the_form, status_of},
};
use crate::{Refusal, policy::Action};

/// Listings on one page: a few screens of a phone.
const LISTINGS_PER_PAGE: u32 = 24;
/// Longest text to search for, in characters; the rest is left out.
const TEXT_LENGTH_MAX: usize = 200;

#[derive(Template)]
#[template(path = "portal/hub.html")]
pub(super) struct HubPage {
    pub(super) page: page::Page,
    pub(super) faults: Faults,
    pub(super) text: String,
    pub(super) searched: bool,
    pub(super) heading: String,
    pub(super) listings: Vec<ListingRow>,
    pub(super) cities: Vec<CityChoice>,
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

/// A tenant to look at or to search in.
#[derive(Debug)]
pub(super) struct CityChoice {
    pub(super) slug: String,
    pub(super) name: Spoken,
    /// What it is, where it is no city.
    pub(super) note: String,
    pub(super) chosen: bool,
}

/// What was asked for.
struct Search {
    text: String,
    tenant: Option<TenantId>,
    cursor: Option<String>,
}

impl Search {
    fn of(view: &View) -> Result<Self, Problem> {
        let given = |name| view.query(name).filter(|value: &String| !value.trim().is_empty());
        let tenant = given("tenant").map(|slug| slug.parse::<TenantId>());
        Ok(Self {
            text: given("q").unwrap_or_default().trim().chars().take(TEXT_LENGTH_MAX).collect(),
            tenant: tenant.transpose().map_err(|fault| Problem::not_understood(fault.to_string()))?,
            cursor: given("cursor"),
        })
    }

    fn is_narrowed(&self) -> bool {
        !self.text.is_empty() || self.tenant.is_some()
    }

    fn href(&self, cursor: &str) -> String {
        let tenant = self.tenant.as_ref().map_or("", TenantId::as_str);
        with_query("/", &[("q", &self.text), ("tenant", tenant), ("cursor", cursor)])
    }
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    let search = Search::of(&view)?;
    let network = view.caller.thing();
    let page = PageRequest { cursor: search.cursor.clone(), limit: Some(LISTINGS_PER_PAGE) };
    let question = SearchHub { text: search.text.clone(), tenant: search.tenant.clone(), page };
    let (tenants, found) = futures::join!(
        view.ask(Action::ListTenants, &network, ListTenants {}),
        view.ask(Action::SearchHub, &network, question),
    );
    let tenants = tenants?;
    let (status, faults, found) = match found {
        Ok(found) => (StatusCode::OK, Faults::default(), found),
        // Too many words, or a page that is no page: said above the form, where it can be mended.
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &TimeZone::UTC);
            (status_of(&problem), faults, Page { rows: Vec::new(), next_cursor: None })
        }
        Err(problem) => return Err(problem.into()),
    };
    let fallback = view.caller.definition.default_language();
    let heading = match search.text.as_str() {
        "" => view.t.say("listings-all"),
        text => view.t.with("listings-found", &[("text", text)]),
    };
    let title = if search.text.is_empty() { view.t.say("hub-title") } else { heading.clone() };
    let shown = HubPage {
        page: view.network_page(&title).faulty(!faults.is_empty()),
        faults,
        searched: search.is_narrowed(),
        heading,
        listings: found.rows.iter().map(|listing| ListingRow::of_hub(&view.t, listing, &fallback)).collect(),
        cities: choices(&view.t, &tenants, search.tenant.as_ref()),
        first: search.cursor.is_some().then(|| search.href("")),
        next: found.next_cursor.map(|cursor| search.href(&cursor)),
        text: search.text,
    };
    view.show_as(status, &shown)
}

fn choices(texts: &Texts, tenants: &[TenantDefinition], chosen: Option<&TenantId>) -> Vec<CityChoice> {
    let choice = |tenant: &TenantDefinition| CityChoice {
        slug: tenant.slug.to_string(),
        name: Spoken::of(texts, &tenant.name, &tenant.default_language()),
        note: match tenant.kind {
            TenantKind::Member => String::new(),
            TenantKind::Associate => texts.say("kind-of-tenant-associate"),
            TenantKind::Secretariat => texts.say("kind-of-tenant-secretariat"),
        },
        chosen: chosen == Some(&tenant.slug),
    };
    let mut choices: Vec<CityChoice> = tenants.iter().map(choice).collect();
    choices.sort_by_key(|choice| choice.name.text.to_lowercase());
    choices
}
