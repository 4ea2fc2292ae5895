//! Stations of shared vehicles for programs of others (GBFS 3.0).

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;
use crate::{
    Answered, Caller, Gateway, PathId, Terms,
    feeds::{self, gbfs::FeedName},
    policy::not_here,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(feed)).routes(routes!(manifest))
}

/// Read a feed of a tenant's shared vehicles
///
/// By GBFS 3.0: `gbfs.json` names the others. Listed are the resources that say what sort of vehicle they are.
#[utoipa::path(get, path = "/v1/{tenant}/gbfs/{feed}", operation_id = "get-gbfs-feed", tag = "vehicles",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The feed", body = Object)))]
async fn feed(State(gateway): App, caller: Caller, terms: Terms, PathId(file): PathId<String>) -> Answered {
    let feed = FeedName::of_file(&file).ok_or_else(not_here)?;
    Ok(feeds::publicly(gateway.gbfs_feed(&caller, &terms, feed).await?))
}

/// Read which tenants have feeds of shared vehicles
///
/// The `manifest.json` of GBFS 3.0: every tenant, also one that shares no vehicle.
#[utoipa::path(get, path = "/v1/hub/gbfs/manifest.json", operation_id = "get-gbfs-manifest", tag = "vehicles",
    security((), ("bearer" = [])),
    responses((status = 200, description = "All feeds of the network", body = Object)))]
async fn manifest(State(gateway): App, caller: Caller, terms: Terms) -> Answered {
    Ok(feeds::publicly(gateway.gbfs_manifest(&caller, &terms).await?))
}
