//! The HTTP API: one file a noun. Handlers read, ask, and write down; the document is generated from them.

mod blockings;
mod calendars;
mod charges;
mod document;
pub(crate) mod documents;
mod draws;
mod events;
mod gbfs;
mod groups;
mod holds;
mod holidays;
mod hub;
mod loans;
mod members;
mod reports;
mod reservations;
mod resources;
mod series;
mod sites;
mod standing;
mod tenants;
#[cfg(test)]
mod tests;
mod titles;
mod waits;

use std::sync::Arc;

use axum::{Router, extract::State};
use nanum_contracts::{
    Problem,
    ids::SiteId,
    problem::ProblemKind,
    request::{PAGE_SIZE_MAX, PageRequest},
};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{Caller, Gateway, policy::Thing};

/// What every handler begins with.
type App = State<Arc<Gateway>>;

/// All operations under `/v1`, and the document that describes them.
pub(crate) fn routes() -> (Router<Arc<Gateway>>, OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(document::beginning())
        .merge(hub::routes())
        .merge(tenants::routes())
        .merge(sites::routes())
        .merge(resources::routes())
        .merge(holidays::routes())
        .merge(blockings::routes())
        .merge(reservations::routes())
        .merge(series::routes())
        .merge(charges::routes())
        .merge(calendars::routes())
        .merge(gbfs::routes())
        .merge(waits::routes())
        .merge(draws::routes())
        .merge(titles::routes())
        .merge(holds::routes())
        .merge(loans::routes())
        .merge(members::routes())
        .merge(groups::routes())
        .merge(standing::routes())
        .merge(reports::routes())
        .merge(events::routes())
        .split_for_parts();
    document::complete(&mut document);
    (router, document)
}

/// Which page of a list, if it can be had.
fn page(cursor: Option<String>, limit: Option<u32>) -> Result<PageRequest, Problem> {
    match limit {
        Some(limit) if !(1..=PAGE_SIZE_MAX).contains(&limit) => {
            Err(Problem::not_understood(format!("limit must be 1 to {PAGE_SIZE_MAX}, not {limit}")))
        }
        _ => Ok(PageRequest { cursor, limit }),
    }
}

/// What a list is about: the caller's own, a site's, or the whole tenant's.
fn listed(caller: &Caller, mine: bool, site: Option<SiteId>) -> Thing {
    if mine { caller.own().at(site) } else { caller.thing().at(site) }
}

/// Says to whoever may not see a whole list which part of it they may see.
fn narrower(problem: Problem) -> Problem {
    if problem.kind != ProblemKind::NotAllowed {
        return problem;
    }
    Problem {
        detail: "your role here does not include this; ask with mine=true, or for a site where you work"
            .into(),
        ..problem
    }
}
