//! The use cases, one method an operation: the catalogue, the loans and the queue.
//!
//! What comes from outside is parsed here; what may happen is decided in [`crate::domain`].

mod catalogue;
mod loans;
mod queue;
mod reply;

pub use catalogue::well_formed;

use std::sync::Arc;

use nanum_contracts::{
    Problem, TenantId,
    ids::{Id, ItemId, MemberId, TitleId},
};
use nanum_runtime::{
    Aggregates, Cause, Client, Executed, Service, StartError, View, claims::Claims, persons,
};

use crate::{
    aggregate::{Barcodes, Titles},
    domain::{Barcode, Title, TitleCommand},
    views::{WhatIsInTheCatalogue, WhoHasIt, WhoWaits},
};

/// Everything Lending is asked arrives here.
#[derive(Debug)]
pub struct Desk {
    titles: Aggregates<Titles>,
    /// Which item a barcode is on. The claim decides, no view: what was added a moment ago can be scanned now.
    barcodes: Claims<Barcodes>,
    catalogue: View,
    loans: View,
    holds: View,
    client: Client,
}

/// The item that has a barcode, as the barcode's claim names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Labelled {
    title: TitleId,
    item: ItemId,
}

impl Desk {
    /// Opens the service's views and aggregates.
    ///
    /// # Errors
    /// When a view's file cannot be opened.
    pub async fn open(service: &Service) -> Result<Self, StartError> {
        Ok(Self {
            titles: service.aggregates(),
            barcodes: Claims::new("barcode", service.aggregates()),
            catalogue: service.view(WhatIsInTheCatalogue).await?,
            loans: service.view(WhoHasIt).await?,
            holds: service.view(WhoWaits).await?,
            client: service.client(),
        })
    }

    /// The item whose barcode was scanned.
    async fn scanned(&self, tenant: &TenantId, barcode: &Barcode) -> Result<Labelled, Problem> {
        self.labelled(tenant, barcode).await?.ok_or_else(|| Problem::not_found("barcode"))
    }

    async fn labelled(&self, tenant: &TenantId, barcode: &Barcode) -> Result<Option<Labelled>, Problem> {
        let holder = self.barcodes.holder(tenant, barcode.as_str()).await?;
        holder.map(|holder| holder.parse().map_err(|NotALabel| damaged(&holder))).transpose()
    }

    async fn claim(&self, cause: &Cause, barcode: &Barcode, labelled: Labelled) -> Result<(), Problem> {
        self.barcodes.claim(cause, barcode.as_str(), &labelled.to_string()).await
    }

    /// Nothing is lent to, or kept for, who is no member of the tenant.
    async fn must_be_a_member(&self, cause: &Cause, title: TitleId, member: MemberId) -> Result<(), Problem> {
        let titles = (&self.titles, title.uuid());
        persons::known_before(&self.client, cause, titles, (member, None)).await.map(drop)
    }

    async fn title(&self, tenant: &TenantId, title: TitleId) -> Result<Arc<Title>, Problem> {
        let loaded = self.titles.load(tenant, title.uuid()).await?;
        loaded.map(|loaded| loaded.state).ok_or_else(|| Problem::not_found("title"))
    }

    async fn execute(
        &self,
        cause: &Cause,
        title: TitleId,
        command: TitleCommand,
    ) -> Result<Executed<Titles>, Problem> {
        self.titles.execute(cause, title.uuid(), &command).await
    }
}

/// A claim's holder that is not of the form `<title>/<item>`.
#[derive(Debug)]
struct NotALabel;

impl std::fmt::Display for Labelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.title, self.item)
    }
}

impl std::str::FromStr for Labelled {
    type Err = NotALabel;
    fn from_str(text: &str) -> Result<Self, NotALabel> {
        let (title, item) = text.split_once('/').ok_or(NotALabel)?;
        Ok(Self { title: title.parse().map_err(|_| NotALabel)?, item: item.parse().map_err(|_| NotALabel)? })
    }
}

fn damaged(holder: &str) -> Problem {
    tracing::error!(holder, "the holder of a barcode cannot be read");
    Problem::defect()
}

fn barcode(text: String) -> Result<Barcode, Problem> {
    Barcode::try_from(text).map_err(|cause| Problem::not_understood(format!("barcode: {cause}")))
}
