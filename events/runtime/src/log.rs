//! A service's own log, by whichever engine the settings name.

use std::sync::Arc;

use nanum_store::{EventStore, StoreError};

use crate::{
    StartError,
    config::{Settings, StoreSettings},
};

/// Opens the log of a service. Whatever the engine, the service has a folder under the data folder.
///
/// # Errors
/// When the folder cannot be made, the settings name no engine, or the engine cannot open the log.
pub fn open(settings: &Settings, service: &str) -> Result<Arc<dyn EventStore>, StartError> {
    let store: StoreSettings = settings.section("store")?;
    let folder = settings.data_folder().join(service);
    std::fs::create_dir_all(&folder)
        .map_err(|cause| StoreError::Unavailable(format!("{}: {cause}", folder.display())))?;
    Ok(nanum_store::open(&store.url, &folder, service)?)
}
