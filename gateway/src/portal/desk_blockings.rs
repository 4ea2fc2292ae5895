//! The desk's blockings: time of a resource that nobody can reserve, for repair or for a feast of the house.

use axum::{http::StatusCode, response::Response};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use nanum_contracts::{
    Problem,
    booking::{BlockTime, Blocking, ListBlockings, ListResources},
    ids::{BlockingId, ResourceId, SiteId},
    request::PageRequest,
    time::TimeSpan,
};
use serde::Deserialize;

use super::{
    desk::{Undone, undone},
    desk_page::{Said, Which},
    desk_queues::{QueueLink, links},
    forms::{FormKey, KeyOnly, Sent},
    spoken::Spoken,
    view::{View, on_to_telling},
};
use crate::{PathId, Refusal, policy::Action};

/// Most resources to choose from, and most blockings shown of a day.
const ROWS_MAX: u32 = 200;

/// The form that blocks.
#[derive(Debug, Deserialize)]
pub(super) struct BlockForm {
    key: FormKey,
    #[serde(default)]
    site: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    resource: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
    /// A box that is ticked, or not sent at all.
    #[serde(default)]
    displace: Option<String>,
}

/// What the form held when it was sent.
#[derive(Debug, Default)]
pub(super) struct FilledBlocking {
    pub(super) resource: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) reason: String,
    pub(super) displace: bool,
}

/// A resource that can be blocked.
#[derive(Debug)]
pub(super) struct ResourceChoice {
    pub(super) id: String,
    pub(super) name: Spoken,
    pub(super) chosen: bool,
}

/// A blocking of the day.
#[derive(Debug)]
pub(super) struct BlockingRow {
    pub(super) id: String,
    pub(super) name: Spoken,
    pub(super) times: String,
    pub(super) reason: String,
}

/// What can be blocked at a site, and what is on a day.
#[derive(Debug)]
pub(super) struct Blockings {
    pub(super) resources: Vec<ResourceChoice>,
    pub(super) rows: Vec<BlockingRow>,
    /// Where the desk looks at what waits for them.
    pub(super) queues: Vec<QueueLink>,
}

impl Blockings {
    /// Asks for them.
    ///
    /// # Errors
    /// The refusal of one of the questions.
    pub(super) async fn of(
        view: &View,
        site: SiteId,
        day: TimeSpan,
        zone: &TimeZone,
        chosen: &str,
    ) -> Result<Self, Problem> {
        let place = view.caller.thing();
        let page = || PageRequest { cursor: None, limit: Some(ROWS_MAX) };
        let resources = ListResources { site: Some(site), page: page(), ..ListResources::default() };
        let blockings =
            ListBlockings { site: Some(site), from: Some(day.starts_at()), page: page(), resource: None };
        let (resources, blockings) = futures::try_join!(
            async {
                let listed = view.gateway.list_resources(&view.caller, &view.terms, resources).await;
                listed.map(|answer| answer.reply)
            },
            view.ask(Action::ListBlockings, &place, blockings),
        )?;
        let name_of = |id: ResourceId| {
            let found = resources.rows.iter().find(|resource| resource.id == id);
            found.map_or_else(|| Spoken::plain(id.to_string()), |it| view.spoken(&it.definition.name))
        };
        let row = |blocking: &Blocking| BlockingRow {
            id: blocking.id.to_string(),
            name: name_of(blocking.resource),
            times: view.t.span(blocking.span, zone),
            reason: blocking.reason.clone(),
        };
        let of_the_day = blockings.rows.iter().filter(|blocking| blocking.span.overlaps(day));
        let rows = of_the_day.map(row).collect();
        let choice = |resource: &nanum_contracts::booking::Resource| ResourceChoice {
            id: resource.id.to_string(),
            name: view.spoken(&resource.definition.name),
            chosen: resource.id.to_string() == chosen,
        };
        let queues = links(view, &resources.rows);
        Ok(Self { resources: resources.rows.iter().map(choice).collect(), rows, queues })
    }
}

impl BlockForm {
    /// What is to be blocked; the fields that are at fault otherwise.
    fn read(&self, view: &View) -> Result<BlockTime, Vec<(String, String)>> {
        let resource = self.resource.parse::<ResourceId>().ok();
        let zone = view.caller.definition.zone.time_zone();
        let date = self.date.parse::<Date>().ok();
        let at = |text: &str| moment(date?, text, &zone);
        let next = date.and_then(|date| date.tomorrow().ok());
        // What ends no later than it begins ends on the next date.
        let after =
            |from: Timestamp| at(&self.to).filter(|to| *to > from).or_else(|| moment(next?, &self.to, &zone));
        let span = at(&self.from).and_then(|from| TimeSpan::new(from, after(from)?).ok());
        let reason = self.reason.trim();
        if let (Some(resource), Some(span), false) = (resource, span, reason.is_empty()) {
            let (reason, displace) = (reason.to_owned(), self.displace.is_some());
            return Ok(BlockTime { resource, span, units: None, reason, displace });
        }
        let faults = [
            resource.is_none().then_some(("block-resource", "desk-block-resource-missing")),
            span.is_none().then_some(("block-to", "ends-before-start")),
            reason.is_empty().then_some(("block-reason", "desk-block-reason-missing")),
        ];
        Err(faults.into_iter().flatten().map(|(field, key)| (field.to_owned(), view.t.say(key))).collect())
    }

    fn filled(&self) -> FilledBlocking {
        FilledBlocking {
            resource: self.resource.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            reason: self.reason.clone(),
            displace: self.displace.is_some(),
        }
    }
}

/// A time of the day on the clock of the place.
fn moment(date: Date, text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let time: Time = text.parse().ok()?;
    zone.to_timestamp(date.to_datetime(time)).ok()
}

pub(super) async fn block(view: View, Sent(form): Sent<BlockForm>) -> Result<Response, Refusal> {
    let which = Which::read(&form.site, &form.date)?;
    let said = Said { blocking: form.filled(), ..Said::default() };
    let wanted = match form.read(&view) {
        Ok(wanted) => wanted,
        Err(fields) => {
            return undone(&view, which, Undone::Fields(StatusCode::BAD_REQUEST, fields), said).await;
        }
    };
    let content = ["block", &form.resource, &form.date, &form.from, &form.to, &form.reason];
    let terms = form.key.terms(&view.terms, &content)?;
    match view.gateway.block_time(&view.caller, &terms, wanted).await {
        Ok(_) => Ok(on_to_telling(&which.path(&view), "blocked")),
        Err(problem) => undone(&view, which, problem.into(), said).await,
    }
}

/// Which desk a form with nothing but its key belongs to.
#[derive(Debug, Deserialize)]
pub(super) struct LiftForm {
    #[serde(flatten)]
    key: KeyOnly,
    #[serde(default)]
    site: String,
    #[serde(default)]
    date: String,
}

pub(super) async fn lift(
    view: View,
    PathId(blocking): PathId<BlockingId>,
    Sent(form): Sent<LiftForm>,
) -> Result<Response, Refusal> {
    let which = Which::read(&form.site, &form.date)?;
    let terms = form.key.key.terms(&view.terms, &["lift", &blocking.to_string()])?;
    match view.gateway.lift_blocking(&view.caller, &terms, blocking).await {
        Ok(_) => Ok(on_to_telling(&which.path(&view), "lifted")),
        Err(problem) => undone(&view, which, problem.into(), Said::default()).await,
    }
}
