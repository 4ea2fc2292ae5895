//! The page of a resource: what it is, when it is free, and the form that reserves it.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use nanum_contracts::{
    Problem,
    booking::{
        FreeResource, GetFreeTimes, HolidayDate, HolidayKind, OnHolidays, Photo, Reservation, Resource,
        ResourceDefinition,
    },
    ids::ResourceId,
    membership::{GetSite, Site},
    time::TimeSpan,
};

use super::{
    address::with_query,
    dates::date_of,
    faults::Faults,
    free_times::{TimeChoice, TimeChoices, written},
    instead::{Instead, InsteadChoice, OtherResource, choice},
    listing::{badge, kind_text, resource_word, word_text},
    page::Page,
    prices::rates_on,
    series_new::path_of_new,
    spoken::Spoken,
    view::View,
    waits,
};
use crate::{Refusal, policy::Action};

/// Days that the page shows the free times of: the chosen one and the six that follow.
const DAYS_SHOWN: u32 = 7;

#[derive(Template)]
#[template(path = "portal/resource.html")]
pub(super) struct ResourcePage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) instead: Vec<InsteadChoice>,
    /// Other resources that are free at the time that was wished.
    pub(super) others: Vec<OtherResource>,
    pub(super) path: String,
    pub(super) action: String,
    pub(super) key: String,
    pub(super) icon: &'static str,
    pub(super) kind: String,
    pub(super) name: Spoken,
    pub(super) description: Option<Spoken>,
    pub(super) site: Spoken,
    pub(super) address: String,
    pub(super) facts: Vec<String>,
    pub(super) equipment: Vec<Spoken>,
    pub(super) accessibility: Vec<Spoken>,
    pub(super) date: String,
    pub(super) date_long: String,
    pub(super) days: Vec<DayLink>,
    pub(super) previous_href: Option<String>,
    pub(super) next_href: Option<String>,
    pub(super) free: Vec<String>,
    pub(super) zone: String,
    pub(super) starts: Vec<TimeChoice>,
    pub(super) ends: Vec<TimeChoice>,
    /// Whether it is reserved by blocks, and which can be had.
    pub(super) by_blocks: bool,
    pub(super) blocks: Vec<TimeChoice>,
    /// What the day's holiday changes, and its name.
    pub(super) holiday: Option<(String, Spoken)>,
    /// Why only staff sees it.
    pub(super) badge: Option<String>,
    pub(super) photos: Vec<PhotoLink>,
    pub(super) persons: String,
    pub(super) persons_hint: Option<String>,
    pub(super) approval: bool,
    /// The times of the day that are taken and can be waited for: from and to; none where nobody may wait.
    pub(super) waitable: TimeChoices,
    pub(super) wait_action: String,
    pub(super) invitation: Option<(String, String)>,
    /// The reservation that is being changed, in words.
    pub(super) changing: Option<String>,
    /// Where it is reserved regularly, where it can be.
    pub(super) series_href: Option<String>,
    /// Its busy times for programs.
    pub(super) calendar_href: String,
}

/// A picture, where it is.
#[derive(Debug)]
pub(super) struct PhotoLink {
    pub(super) href: String,
    pub(super) alt: Spoken,
    /// Who took it, and on which terms it may be used.
    pub(super) terms: String,
}

/// A day to look at.
#[derive(Debug)]
pub(super) struct DayLink {
    pub(super) href: String,
    pub(super) weekday: String,
    pub(super) number: i8,
    pub(super) label: String,
    pub(super) chosen: bool,
    pub(super) free: bool,
}

/// What the form held when it was sent; empty when it was not.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) starts_at: Option<Timestamp>,
    pub(super) ends_at: Option<Timestamp>,
    pub(super) persons: String,
}

/// What the page is to say beside what is free.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) faults: Faults,
    pub(super) instead: Instead,
    pub(super) filled: Filled,
    /// The reservation that the form changes, when it does not make a new one.
    pub(super) changing: Option<Reservation>,
}

impl Filled {
    /// What the address fills in: the time of a link that leads here.
    pub(super) fn of_address(view: &View) -> Self {
        let moment = |name| view.query(name)?.parse().ok();
        Self {
            starts_at: moment("starts_at"),
            ends_at: moment("ends_at"),
            persons: view.query("persons").unwrap_or_default().trim().to_owned(),
        }
    }
}

impl Said {
    /// The form as it is before anything was sent: what is to be changed, as it stands.
    pub(super) fn to_change(changing: Option<Reservation>) -> Self {
        let filled = changing.as_ref().map_or_else(Filled::default, |own| Filled {
            starts_at: Some(own.span.starts_at()),
            ends_at: Some(own.span.ends_at()),
            persons: own.persons.map(|persons| persons.to_string()).unwrap_or_default(),
        });
        Self { filled, changing, ..Self::default() }
    }
}

/// The path of a resource.
pub(super) fn path_of(view: &View, resource: ResourceId) -> String {
    view.path(&format!("/resources/{resource}"))
}

/// Asks what the page needs and shows it.
///
/// # Errors
/// The refusal of one of the questions.
pub(super) async fn show_on(
    view: &View,
    status: StatusCode,
    resource: ResourceId,
    date: Option<Date>,
    said: Said,
) -> Result<Response, Refusal> {
    let place = view.caller.thing();
    let date = date.unwrap_or_else(|| view.today(&view.caller.definition.zone));
    let free = GetFreeTimes { resource, from: date, days: DAYS_SHOWN };
    let free: FreeResource = view.gateway.get_free_times(&view.caller, &view.terms, free).await?.reply;
    let site = GetSite { site: free.resource.definition.site };
    let site = view.ask(Action::GetSite, &place, site).await?;
    let taken = match said.changing {
        Some(_) => Vec::new(),
        None => waits::taken_on(view, &free.resource, date).await?,
    };
    view.show_as(status, &page(view, (&free, &taken), &site, date, said)?)
}

fn page(
    view: &View,
    (found, taken): (&FreeResource, &[TimeSpan]),
    site: &Site,
    date: Date,
    said: Said,
) -> Result<ResourcePage, Problem> {
    let resource = &found.resource;
    let definition = &resource.definition;
    let zone = resource.zone.time_zone();
    let path = path_of(view, resource.id);
    let links = Links { path: &path, changing: said.changing.as_ref() };
    let here = with_query(&path, &[("date", &date.to_string())]);
    let day = found.days.iter().find(|day| day.date == date);
    let changing = said.changing.as_ref();
    let own = changing.filter(|own| date_of(own.span.starts_at(), &zone) == date);
    let by_blocks = definition.blocks.is_some();
    let free = day.map_or(&[][..], |day| &day.free);
    let free = if by_blocks { free.to_vec() } else { with_ones_own(free, own) };
    let offers = with_ones_block(day.map_or(&[][..], |day| &day.offers), own);
    let chosen = (said.filled.starts_at, said.filled.ends_at);
    let choices = TimeChoices::on(date, &zone, definition, &free, chosen);
    let name = view.spoken(&definition.name);
    let icon = resource_word(definition.kind);
    let today = view.today(&resource.zone);
    let words = |words: &[String]| words.iter().map(|word| word_text(&view.t, word)).collect();
    let instead = said.instead.times.iter().map(|span| choice(view, resource, *span)).collect();
    Ok(ResourcePage {
        page: view.page_at(&here, &name.text, "resource").faulty(!said.faults.is_empty()),
        faults: said.faults,
        instead,
        others: said.instead.others,
        action: match changing {
            Some(own) => view.path(&format!("/reservations/{}/change", own.id)),
            None => format!("{path}/reservations"),
        },
        changing: changing.map(|own| {
            let time = view.t.span(own.span, &own.zone.time_zone());
            view.t.with("change-of", &[("time", &time)])
        }),
        key: view.form_key(),
        series_href: (changing.is_none() && has_series(definition))
            .then(|| with_query(&path_of_new(view, resource.id), &[("first", &date.to_string())])),
        calendar_href: format!("/v1{path}/calendar.ics"),
        icon,
        kind: kind_text(&view.t, icon),
        name,
        description: definition.description.as_ref().map(|text| view.spoken(text)),
        site: view.spoken(&site.definition.name),
        address: site.definition.address.clone(),
        facts: facts(view, resource, date),
        equipment: words(&definition.equipment),
        accessibility: words(&definition.accessibility),
        date: date.to_string(),
        date_long: view.t.date(date),
        days: days(view, found, &links, date),
        previous_href: (date > today).then(|| links.day(date.yesterday().ok())).flatten(),
        next_href: links.day(date.tomorrow().ok()),
        free: free.iter().map(|span| view.t.times(*span, &zone)).collect(),
        zone: view.t.whose_times(&resource.zone, date),
        by_blocks,
        blocks: blocks(view, &offers, &zone, chosen),
        holiday: day.and_then(|day| day.holiday.as_ref()).map(|holiday| told_of(view, definition, holiday)),
        badge: badge(view, resource),
        photos: definition.photos.iter().map(|photo| link(view, photo)).collect(),
        starts: choices.starts,
        ends: choices.ends,
        persons: said.filled.persons,
        persons_hint: definition.persons.map(|most| view.t.count("persons-hint", most)),
        approval: definition.approval,
        waitable: TimeChoices::on(date, &zone, definition, taken, chosen),
        wait_action: format!("{path}/waits"),
        invitation: view.invitation(&here, "reserve-sign-in", "reserve-register"),
        path,
    })
}

/// Whether it can be reserved in series, rather than only one by one.
fn has_series(definition: &ResourceDefinition) -> bool {
    definition.quota.is_none() && definition.quotas.is_empty() && definition.lottery.is_none()
}

fn facts(view: &View, resource: &Resource, date: Date) -> Vec<String> {
    let definition = &resource.definition;
    let length = |minutes: u32| view.t.length(minutes.into());
    let (shortest, longest) = (length(definition.shortest_minutes), length(definition.longest_minutes));
    let facts = [
        definition.persons.map(|persons| view.t.count("resource-persons", persons)),
        (definition.units > 1).then(|| view.t.count("resource-units", definition.units)),
        Some(view.t.with("resource-length", &[("shortest", &shortest), ("longest", &longest)])),
        definition.approval.then(|| view.t.say("resource-approval")),
        training(view, definition),
    ];
    facts.into_iter().flatten().chain(rates_on(&view.t, resource, date)).collect()
}

/// What somebody must have learnt before.
fn training(view: &View, definition: &ResourceDefinition) -> Option<String> {
    let qualification = definition.eligibility.as_ref()?.qualification.as_ref()?;
    let training = word_text(&view.t, qualification).text;
    Some(view.t.with("resource-qualification", &[("training", &training)]))
}

/// Whether it is closed because of a holiday, or open at other hours.
fn told_of(view: &View, definition: &ResourceDefinition, holiday: &HolidayDate) -> (String, Spoken) {
    let changes = match holiday.kind {
        HolidayKind::Public => &definition.on_public_holidays,
        HolidayKind::School => &definition.on_school_holidays,
    };
    let key = if *changes == OnHolidays::Closed { "holiday-closed" } else { "holiday-hours" };
    (view.t.say(key), view.spoken(&holiday.name))
}

fn link(view: &View, photo: &Photo) -> PhotoLink {
    let terms = [&photo.credit, &photo.licence].into_iter().flatten();
    let terms = terms.map(String::as_str).collect::<Vec<_>>().join(" · ");
    PhotoLink { href: photo.url.clone(), alt: view.spoken(&photo.alt), terms }
}

/// The blocks that can be had, one's own among them.
fn with_ones_block(offers: &[TimeSpan], own: Option<&Reservation>) -> Vec<TimeSpan> {
    let own = own.map(|own| own.span).filter(|own| !offers.contains(own));
    let mut all: Vec<TimeSpan> = offers.iter().copied().chain(own).collect();
    all.sort_unstable_by_key(|span| (span.starts_at(), span.ends_at()));
    all
}

fn blocks(
    view: &View,
    offers: &[TimeSpan],
    zone: &TimeZone,
    (starts_at, ends_at): (Option<Timestamp>, Option<Timestamp>),
) -> Vec<TimeChoice> {
    let choice = |span: &TimeSpan| TimeChoice {
        value: format!("{}/{}", written(span.starts_at(), zone), written(span.ends_at(), zone)),
        label: view.t.times(*span, zone),
        chosen: (starts_at, ends_at) == (Some(span.starts_at()), Some(span.ends_at())),
    };
    offers.iter().map(choice).collect()
}

/// What is free, and one's own time beside it: whoever changes a reservation may keep part of it.
fn with_ones_own(free: &[TimeSpan], own: Option<&Reservation>) -> Vec<TimeSpan> {
    let Some(own) = own.map(|own| own.span) else { return free.to_vec() };
    let touches = |span: &&TimeSpan| span.ends_at() >= own.starts_at() && span.starts_at() <= own.ends_at();
    let (touching, apart): (Vec<&TimeSpan>, Vec<&TimeSpan>) = free.iter().partition(touches);
    let from = touching
        .iter()
        .map(|span| span.starts_at())
        .min()
        .map_or(own.starts_at(), |at| at.min(own.starts_at()));
    let to =
        touching.iter().map(|span| span.ends_at()).max().map_or(own.ends_at(), |at| at.max(own.ends_at()));
    let joined = TimeSpan::new(from, to).unwrap_or(own);
    let mut spans: Vec<TimeSpan> = apart.into_iter().copied().chain([joined]).collect();
    spans.sort_unstable_by_key(|span| span.starts_at());
    spans
}

/// Links to days of the same page.
struct Links<'a> {
    path: &'a str,
    changing: Option<&'a Reservation>,
}

impl Links<'_> {
    fn day(&self, date: Option<Date>) -> Option<String> {
        let date = date?.to_string();
        Some(match self.changing {
            Some(own) => with_query(self.path, &[("date", &date), ("change", &own.id.to_string())]),
            None => with_query(self.path, &[("date", &date)]),
        })
    }
}

fn days(view: &View, found: &FreeResource, links: &Links<'_>, chosen: Date) -> Vec<DayLink> {
    let day = |offset: u32| chosen.checked_add(i64::from(offset).days()).ok();
    let link = |date: Date| {
        Some(DayLink {
            href: links.day(Some(date))?,
            weekday: view.t.short_weekday(date),
            number: date.day(),
            label: view.t.short_date(date),
            chosen: date == chosen,
            free: found.days.iter().any(|day| day.date == date && !day.free.is_empty()),
        })
    };
    (0..DAYS_SHOWN).filter_map(day).filter_map(link).collect()
}
