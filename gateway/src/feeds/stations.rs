//! What feeds of shared vehicles need to know.

use jiff::SignedDuration;
use nanum_contracts::{
    Problem,
    booking::{BusyResource, ListBusyTimes, ResourceKind},
    membership::{ListSites, ListTenants},
    request::{PAGE_SIZE_MAX, PageRequest},
    time::TimeSpan,
};
use serde_json::Value;

use super::gbfs::{FeedName, Stations, manifest};
use crate::{Caller, Gateway, Terms, policy::Action};

/// Most pages of vehicles of one tenant that are listed: 2,000 resources.
const PAGES_MAX: usize = 10;
/// What *now* means, at least: the shortest step of any grid is longer.
const A_MOMENT: SignedDuration = SignedDuration::from_mins(1);

impl Gateway {
    /// One of a tenant's feeds.
    ///
    /// # Errors
    /// The policy's refusal or a service's.
    pub(crate) async fn gbfs_feed(
        &self,
        caller: &Caller,
        terms: &Terms,
        feed: FeedName,
    ) -> Result<Value, Problem> {
        let (action, thing) = (Action::GetGbfsFeed, caller.thing());
        let sites = self.ask(caller, action, &thing, terms, ListSites {}).await?.reply;
        let vehicles = self.vehicles(caller, terms).await?;
        let stations = Stations {
            public_url: &self.settings.public_url,
            contact: &self.settings.contact_of_feeds(),
            definition: &caller.definition,
            sites: &sites,
            vehicles: &vehicles,
            now: self.clock.now(),
        };
        Ok(stations.feed(feed))
    }

    /// What feeds there are in the network.
    ///
    /// # Errors
    /// The policy's refusal or Membership's.
    pub(crate) async fn gbfs_manifest(&self, caller: &Caller, terms: &Terms) -> Result<Value, Problem> {
        let action = Action::GetGbfsManifest;
        let tenants = self.ask(caller, action, &caller.thing(), terms, ListTenants {}).await?.reply;
        Ok(manifest(&self.settings.public_url, &tenants, self.clock.now()))
    }

    /// What says what sort of vehicle it is, with what of it can be had now.
    async fn vehicles(&self, caller: &Caller, terms: &Terms) -> Result<Vec<BusyResource>, Problem> {
        let now = self.clock.now();
        let soon = now.checked_add(A_MOMENT).map_err(|_| Problem::defect())?;
        let window = TimeSpan::new(now, soon).map_err(|_| Problem::defect())?;
        let (mut vehicles, mut cursor) = (Vec::new(), None);
        for _ in 0..PAGES_MAX {
            let page = PageRequest { cursor, limit: Some(PAGE_SIZE_MAX) };
            let kind = Some(ResourceKind::Vehicle);
            let question = ListBusyTimes { site: None, kind, window, with_closed: true, page };
            let action = Action::GetGbfsFeed;
            let found = self.ask(caller, action, &caller.thing(), terms, question).await?.reply;
            vehicles.extend(found.rows.into_iter().filter(|resource| resource.vehicle.is_some()));
            cursor = found.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        Ok(vehicles)
    }
}
