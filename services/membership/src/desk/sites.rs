//! Sites of a tenant.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem,
    ids::Id,
    membership::{DefineSite, GetSite, ListSites, Site},
    request::Outcome,
};
use nanum_runtime::Asked;

use super::Desk;
use crate::{domain::site::SiteCommand, views::WhichSites};

impl Desk {
    /// Opens a site or changes it; its zone is its tenant's.
    ///
    /// # Errors
    /// A rule's no; *not found* when the tenant has not been admitted.
    pub async fn define_site(self: Arc<Self>, asked: Asked<DefineSite>) -> Outcome<Site> {
        let Asked { cause, body: DefineSite { site, definition }, .. } = asked;
        let zone = self.admitted(&cause.tenant).await?.zone;
        let id = site.unwrap_or_else(|| cause.new_id("site"));
        let command = SiteCommand::Define { site: id, zone: zone.clone(), definition: definition.clone() };
        let executed = self.sites.execute(&cause, id.uuid(), &command).await?;
        Ok(executed.answer(Site { id, zone, definition }))
    }

    /// One site.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_site(self: Arc<Self>, asked: Asked<GetSite>) -> Outcome<Site> {
        let id = asked.body.site;
        let loaded = self.sites.load(asked.tenant(), id.uuid()).await?;
        let site = loaded.ok_or_else(|| Problem::not_found("site"))?;
        let (zone, definition) = site.state.present.clone().ok_or_else(|| Problem::not_found("site"))?;
        Ok(site.answer(Site { id, zone, definition }))
    }

    /// All sites of the tenant, in the order they were opened.
    ///
    /// # Errors
    /// *Try again* when the view is behind.
    pub async fn list_sites(self: Arc<Self>, asked: Asked<ListSites>) -> Outcome<Vec<Site>> {
        let tenant = asked.cause.tenant;
        self.which_sites.ask(&asked.after, move |rows| WhichSites::of(rows, &tenant)).await.map(Answer::of)
    }
}
