//! The page of a site's desk.

use askama::{Template, filters::HtmlSafe};
use axum::{http::StatusCode, response::Response};
use jiff::civil::Date;
use nanum_contracts::{
    Problem,
    ids::SiteId,
    lending::Loan,
    membership::{ListSites, Site},
};

use super::{
    address::with_query,
    desk_blockings::{Blockings, FilledBlocking},
    desk_rows::{Desk, DeskList, DeskReservation, whole_day},
    faults::Faults,
    page::{DONE, Page},
    spoken::Spoken,
    view::View,
};
use crate::{
    Refusal,
    policy::{Action, Verdict, not_here},
};

#[derive(Template)]
#[template(path = "portal/desk.html")]
pub(super) struct DeskPage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) slug: String,
    pub(super) site_name: Spoken,
    pub(super) date_long: String,
    pub(super) sites: Vec<SiteChoice>,
    pub(super) date: String,
    pub(super) hidden: Hidden,
    pub(super) filled: Filled,
    pub(super) waiting: Vec<DeskReservation>,
    pub(super) today: Vec<DeskReservation>,
    pub(super) blockings: Blockings,
    pub(super) block: FilledBlocking,
    pub(super) zone: String,
    pub(super) lists: Vec<DeskList>,
}

#[derive(Debug)]
pub(super) struct SiteChoice {
    pub(super) id: String,
    pub(super) name: Spoken,
    pub(super) chosen: bool,
}

/// The hidden fields of each form of the desk.
#[derive(Debug, Template)]
#[template(path = "portal/hidden.html")]
pub(super) struct Hidden {
    pub(super) key: String,
    pub(super) site: String,
    pub(super) date: String,
}

impl HtmlSafe for Hidden {}

/// What the forms of the desk held when one was sent.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) card: String,
    pub(super) lend_barcode: String,
    pub(super) return_barcode: String,
}

/// Which desk, on which day.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Which {
    pub(super) site: Option<SiteId>,
    pub(super) date: Option<Date>,
}

/// What the page is to say beside what is there.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) faults: Faults,
    pub(super) filled: Filled,
    pub(super) blocking: FilledBlocking,
    /// The reservation whose refusal or cancellation was faulty.
    pub(super) open: Option<String>,
}

impl Which {
    /// Read from texts; nonsense is *not found* for a site and today for a date.
    ///
    /// # Errors
    /// *Not found* for what is no site's id.
    pub(super) fn read(site: &str, date: &str) -> Result<Self, Problem> {
        let site =
            Some(site).filter(|site| !site.is_empty()).map(|site| site.parse().map_err(|_| not_here()));
        Ok(Self { site: site.transpose()?, date: date.parse().ok() })
    }

    /// The desk's address.
    pub(super) fn path(&self, view: &View) -> String {
        let site = self.site.map(|site| site.to_string()).unwrap_or_default();
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        with_query(&view.path("/desk"), &[("site", &site), ("date", &date)])
    }
}

/// The sites at whose desk somebody may work, as the policy says.
async fn sites(view: &View) -> Result<Vec<Site>, Problem> {
    // Nobody is told to sign in before the policy says so.
    let caller = &view.caller;
    caller.member()?;
    let may_work_at = |site: &Site| {
        let thing = caller.thing().at(site.id);
        view.gateway.policy.decide(&caller.tenant, &caller.who, Action::TakeBackItem, &thing)
            == Verdict::Allowed
    };
    let mut sites = view.ask(Action::ListSites, &caller.thing(), ListSites {}).await?;
    sites.retain(may_work_at);
    Ok(sites)
}

/// Asks what the page needs and shows it.
///
/// # Errors
/// *Not found* for whoever works at no such desk, or the refusal of one of the questions.
pub(super) async fn show_with(
    view: &View,
    status: StatusCode,
    which: Which,
    said: Said,
) -> Result<Response, Refusal> {
    let sites = sites(view).await?;
    let site =
        sites.iter().find(|site| which.site.is_none_or(|wanted| wanted == site.id)).ok_or_else(not_here)?;
    let zone = site.zone.time_zone();
    let today = view.today(&site.zone);
    let date = which.date.unwrap_or(today);
    let which = Which { site: Some(site.id), date: Some(date) };
    let desk = Desk::of(view, site.id, date, &zone).await?;
    let day = whole_day(date, &zone).ok_or_else(not_here)?;
    let blockings = Blockings::of(view, site.id, day, &zone, &said.blocking.resource).await?;
    let mut page = view.page_at(&which.path(view), &view.t.say("desk-title"), "desk");
    if said.faults.is_empty() {
        page.done = page.done.or(done_with_item(view).await);
    }
    let choice = |other: &Site| SiteChoice {
        id: other.id.to_string(),
        name: view.spoken(&other.definition.name),
        chosen: other.id == site.id,
    };
    let shown = DeskPage {
        page: page.faulty(!said.faults.is_empty()),
        slug: view.slug(),
        site_name: view.spoken(&site.definition.name),
        date_long: view.t.date(date),
        sites: sites.iter().map(choice).collect(),
        date: date.to_string(),
        hidden: Hidden { key: view.form_key(), site: site.id.to_string(), date: date.to_string() },
        waiting: desk.waiting(view, said.open.as_deref()),
        today: desk.today(view, &said),
        blockings,
        block: said.blocking,
        zone: view.t.whose_times(&site.zone, date),
        lists: desk.lists(view, today, &zone),
        faults: said.faults,
        filled: said.filled,
    };
    view.show_as(status, &shown)
}

/// What was just done with an item: the address names the loan, the loan names the item.
async fn done_with_item(view: &View) -> Option<String> {
    let key = match view.query(DONE)?.as_str() {
        "lent" => "done-lent",
        "taken-back" => "done-taken-back",
        "taken-back-set-aside" => "done-taken-back-set-aside",
        _ => return None,
    };
    let loan = view.query("loan")?.parse().ok()?;
    let loan: Loan = view.gateway.get_loan(&view.caller, &view.terms, loan).await.ok()?.reply;
    let name = view.spoken(&loan.title_name).text;
    let date = view.t.date(loan.due_on);
    Some(view.t.with(key, &[("name", &name), ("barcode", &loan.barcode), ("date", &date)]))
}

/// The desk's address that tells what was done with an item.
pub(super) fn path_telling(view: &View, which: Which, deed: &str, loan: &Loan) -> String {
    let path = which.path(view);
    with_query(&path, &[(DONE, deed), ("loan", &loan.id.to_string())])
}
