//! A service's own log, by whichever engine the settings name.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use nanum_store::{EventStore, StoreError};

use crate::{
    StartError,
    config::{Settings, StoreSettings},
};

/// The embedded engine, as the settings name it.
const EMBEDDED: &str = "sqlite:";

/// Opens the log of a service by the engine of the settings. Whatever the engine, the service has a folder under the data
/// folder.
///
/// # Errors
/// When the folder cannot be made, the settings name no engine, or the engine cannot open the log.
pub fn of(settings: &Settings, service: &str) -> Result<Arc<dyn EventStore>, StartError> {
    let store: StoreSettings = settings.section("store")?;
    Ok(nanum_store::open(&store.url, &make_folder(&settings.data_folder(), service)?, service)?)
}

/// Opens the embedded log of a service under a data folder, for tools that have no settings.
///
/// # Errors
/// When the folder cannot be made or the file is not a log that this version reads.
pub fn open(data: &Path, service: &str) -> Result<Arc<dyn EventStore>, StoreError> {
    nanum_store::open(EMBEDDED, &make_folder(data, service)?, service)
}

fn make_folder(data: &Path, service: &str) -> Result<PathBuf, StoreError> {
    let folder = data.join(service);
    std::fs::create_dir_all(&folder)
        .map_err(|cause| StoreError::Unavailable(format!("{}: {cause}", folder.display())))?;
    Ok(folder)
}
