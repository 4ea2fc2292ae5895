//! Titles and their items.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem,
    ids::{Id, ItemId, SiteId, TitleId},
    lending::{AddItem, DefineTitle, GetTitle, ListTitles, Title, TitleDefinition},
    membership::GetSite,
    problem::ProblemKind,
    request::{Outcome, Page},
    time::Zone,
};
use nanum_runtime::{Asked, Call, cursor::place_of};

use super::{Desk, Labelled, barcode, reply};
use crate::{
    domain::{self, Barcode, TitleCommand, rules},
    views::what_is_in_the_catalogue,
};

/// Longest name of a title in one language, in characters: it stands in lists and mails.
const NAME_LENGTH_MAX: usize = 300;
/// Longest name of an author, maker or donor, in characters.
const PERSON_LENGTH_MAX: usize = 300;
/// Longest loan, in days: ten years lend for good.
const LOAN_DAYS_MAX: u32 = 3_650;
/// Longest time for which something is kept for one member, in days: beyond a year nobody fetches it.
const HOLD_KEPT_DAYS_MAX: u32 = 365;

impl Desk {
    /// Puts a title into the catalogue, or changes it.
    pub async fn define_title(self: Arc<Self>, asked: Asked<DefineTitle>) -> Outcome<Title> {
        well_formed(&asked.body.definition)?;
        let zone = self.zone_of(&asked, asked.body.definition.site).await?;
        let title: TitleId = asked.body.title.unwrap_or_else(|| asked.cause.new_id("title"));
        let command = TitleCommand::DefineTitle { title, zone, definition: asked.body.definition };
        let executed = self.execute(&asked.cause, title, command).await?;
        Ok(executed.answer(reply::title(&executed.state)?))
    }

    /// Adds a copy: first its barcode is claimed, then it joins the title. Should the program stop in between, the next
    /// attempt finds the claim and goes on.
    pub async fn add_item(self: Arc<Self>, asked: Asked<AddItem>) -> Outcome<Title> {
        let barcode = barcode(asked.body.barcode.clone())?;
        // A repeated addition may have completed another's claim then; its barcode would now look taken.
        if let Some(before) = self.titles.executed(&asked.cause, asked.body.title.uuid()).await? {
            return Ok(before.answer(reply::title(&before.state)?));
        }
        let title = self.title(asked.tenant(), asked.body.title).await?;
        let item = self.item_to_add(&asked, &title, &barcode).await?;
        // Asked before the claim, so that a refused addition leaves no claim behind; the decision asks again.
        rules::an_item_keeps_its_barcode(&title, item, &barcode)?;
        if title.item(item).is_none() {
            rules::a_title_has_so_many_items_at_most(&title)?;
        }
        let labelled = Labelled { title: asked.body.title, item };
        self.claim(&asked.cause, &barcode, labelled).await.map_err(|problem| match problem.kind {
            ProblemKind::StateForbids => in_use(&barcode),
            _ => problem,
        })?;
        let command = TitleCommand::AddItem { item, barcode };
        let executed = self.execute(&asked.cause, asked.body.title, command).await?;
        Ok(executed.answer(reply::title(&executed.state)?))
    }

    /// One title, as the log has it now.
    pub async fn get_title(self: Arc<Self>, asked: Asked<GetTitle>) -> Outcome<Title> {
        let loaded = self.titles.load(asked.tenant(), asked.body.title.uuid()).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("title"))?;
        Ok(loaded.answer(reply::title(&loaded.state)?))
    }

    /// The catalogue, page by page.
    pub async fn list_titles(self: Arc<Self>, asked: Asked<ListTitles>) -> Outcome<Page<Title>> {
        let ListTitles { site, kind, page } = asked.body;
        let (beyond, size) = (place_of(page.cursor.as_deref())?, page.size());
        let wanted = what_is_in_the_catalogue::Wanted { site, kind, beyond, size };
        let tenant = asked.cause.tenant;
        let titles = self
            .catalogue
            .ask(&asked.after, move |rows| what_is_in_the_catalogue::titles(rows, &tenant, wanted));
        titles.await.map(Answer::of)
    }

    /// Loans fall due by the dates at the site: its zone is Membership's to know.
    async fn zone_of(&self, asked: &Asked<DefineTitle>, site: SiteId) -> Result<Zone, Problem> {
        let mut call = Call::query(asked.tenant(), asked.cause.actor.clone());
        call.correlation.clone_from(&asked.cause.correlation);
        call.after.clone_from(&asked.after);
        match self.client.ask(call, GetSite { site }).await {
            Ok(answer) => Ok(answer.reply.zone),
            Err(problem) if problem.kind == ProblemKind::NotFound => Err(Problem::rule(
                "site-exists",
                format!("{site} is no site of this tenant"),
                "a site of this tenant",
                site.to_string(),
            )),
            Err(problem) => Err(problem),
        }
    }

    /// Which item an addition is about: the one it names, or a new one; or the one for which an addition that never
    /// finished has claimed the barcode for this title.
    async fn item_to_add(
        &self,
        asked: &Asked<AddItem>,
        title: &domain::Title,
        barcode: &Barcode,
    ) -> Result<ItemId, Problem> {
        let item: ItemId = asked.body.item.unwrap_or_else(|| asked.cause.new_id("item"));
        let Some(labelled) = self.labelled(asked.tenant(), barcode).await? else { return Ok(item) };
        let unfinished = asked.body.item.is_none() && title.item(labelled.item).is_none();
        match labelled {
            _ if labelled.title != asked.body.title => Err(in_use(barcode)),
            _ if labelled.item == item || unfinished => Ok(labelled.item),
            _ => Err(in_use(barcode)),
        }
    }
}

fn in_use(barcode: &Barcode) -> Problem {
    Problem {
        rule: Some("a-barcode-is-on-one-item".to_owned()),
        limit: Some(1.into()),
        actual: Some(barcode.as_str().into()),
        ..Problem::state_forbids(format!("the barcode {barcode} is on another item"))
    }
}

/// Whether a definition has the lengths and bounds that the contract names.
///
/// # Errors
/// *Not understood*, with the field.
pub fn well_formed(definition: &TitleDefinition) -> Result<(), Problem> {
    days("loan_days", definition.loan_days, LOAN_DAYS_MAX)?;
    days("hold_kept_days", definition.hold_kept_days, HOLD_KEPT_DAYS_MAX)?;
    if let Some((language, _)) =
        definition.name.iter().find(|(_, name)| name.chars().count() > NAME_LENGTH_MAX)
    {
        let fault = format!("name: the one in {language} has more than {NAME_LENGTH_MAX} characters");
        return Err(Problem::not_understood(fault));
    }
    named("creator", definition.creator.as_deref())?;
    named("donor", definition.donor.as_deref())
}

fn days(field: &str, given: u32, most: u32) -> Result<(), Problem> {
    if (1..=most).contains(&given) {
        Ok(())
    } else {
        Err(Problem::not_understood(format!("{field}: {given} is not between 1 and {most}")))
    }
}

fn named(field: &str, name: Option<&str>) -> Result<(), Problem> {
    match name {
        Some(name) if name.trim().is_empty() || name.chars().count() > PERSON_LENGTH_MAX => {
            Err(Problem::not_understood(format!(
                "{field}: not 1 to {PERSON_LENGTH_MAX} characters; leave it out"
            )))
        }
        Some(_) | None => Ok(()),
    }
}
