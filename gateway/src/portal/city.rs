//! A city's page: its sites and what they share.

use askama::Template;
use axum::response::Response;
use futures::{StreamExt, TryStreamExt, stream};
use nanum_contracts::{
    Problem,
    booking::ListResources,
    lending::ListTitles,
    membership::{ListSites, Site},
    request::PageRequest,
};

use super::{address::with_query, listing::ListingRow, page::Page, spoken::Spoken, view::View};
use crate::{Refusal, policy::Action};

/// Things of each sort that a site shows; the rest is found by search.
const SHOWN_MAX: u32 = 6;
/// Sites that are asked for at the same time.
const SITES_AT_ONCE: usize = 4;

#[derive(Template)]
#[template(path = "portal/city.html")]
pub(super) struct CityPage {
    pub(super) page: Page,
    pub(super) slug: String,
    pub(super) name: Spoken,
    pub(super) lead: String,
    pub(super) search_label: String,
    pub(super) everything: String,
    pub(super) sites: Vec<SiteSection>,
}

/// A site with what it shares.
#[derive(Debug)]
pub(super) struct SiteSection {
    pub(super) id: String,
    pub(super) name: Spoken,
    pub(super) address: String,
    pub(super) hours: Vec<HoursRow>,
    pub(super) groups: Vec<Group>,
    /// When what it shares is taken, for programs.
    pub(super) calendar_href: String,
}

#[derive(Debug)]
pub(super) struct HoursRow {
    pub(super) days: String,
    pub(super) times: String,
}

/// What is reserved, or what is borrowed.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) heading: String,
    pub(super) listings: Vec<ListingRow>,
    pub(super) more: Option<More>,
}

/// Where there is more.
#[derive(Debug)]
pub(super) struct More {
    pub(super) href: String,
    pub(super) of: String,
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    let sites = view.ask(Action::ListSites, &view.caller.thing(), ListSites {}).await?;
    let sites = stream::iter(sites).map(|site| section(&view, site)).buffered(SITES_AT_ONCE);
    let sites = sites.try_collect::<Vec<_>>().await?;
    let name = view.city_name();
    let named = |key: &str| view.t.with(key, &[("city", &name.text)]);
    view.show(&CityPage {
        page: view.page(&name.text, "city"),
        slug: view.slug(),
        lead: named("city-lead"),
        search_label: named("city-search-label"),
        everything: named("city-everything"),
        name: name.clone(),
        sites,
    })
}

async fn section(view: &View, site: Site) -> Result<SiteSection, Problem> {
    let page = PageRequest { cursor: None, limit: Some(SHOWN_MAX) };
    let resources = ListResources { site: Some(site.id), page: page.clone(), ..ListResources::default() };
    let titles = ListTitles { site: Some(site.id), kind: None, page };
    let place = view.caller.thing();
    let resources = async {
        let listed = view.gateway.list_resources(&view.caller, &view.terms, resources).await;
        listed.map(|answer| answer.reply)
    };
    let (resources, titles) = futures::try_join!(resources, view.ask(Action::ListTitles, &place, titles),)?;
    let name = view.spoken(&site.definition.name);
    let more = |there_is: bool, heading: &str| {
        let href = with_query("/", &[("tenant", view.caller.tenant.as_str()), ("q", &name.text)]);
        there_is.then(|| More { href, of: format!("{heading}, {}", name.text) })
    };
    let group = |key: &str, listings: Vec<ListingRow>, there_is_more: bool| {
        let heading = view.t.say(key);
        (!listings.is_empty()).then(|| Group { more: more(there_is_more, &heading), heading, listings })
    };
    let to_reserve = resources.rows.iter().map(|resource| ListingRow::of_resource(view, resource)).collect();
    let to_borrow = titles.rows.iter().map(|title| ListingRow::of_title(view, title)).collect();
    let groups = [
        group("city-resources", to_reserve, resources.next_cursor.is_some()),
        group("city-titles", to_borrow, titles.next_cursor.is_some()),
    ];
    Ok(SiteSection {
        id: site.id.to_string(),
        calendar_href: format!("/v1{}", view.path(&format!("/sites/{}/calendar.ics", site.id))),
        hours: hours(view, &site),
        address: site.definition.address,
        groups: groups.into_iter().flatten().collect(),
        name,
    })
}

fn hours(view: &View, site: &Site) -> Vec<HoursRow> {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let row = |hours: &nanum_contracts::time::WeeklyHours| HoursRow {
        days: view.t.days_of(hours),
        times: format!("{}–{}", clock(hours.from.minute_of_day()), clock(hours.to.minute_of_day())),
    };
    site.definition.hours.iter().map(row).collect()
}
