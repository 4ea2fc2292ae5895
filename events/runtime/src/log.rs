//! A service's own log, by whichever engine the settings name.

mod fail_stop;
mod newest;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use nanum_store::{EventStore, StoreError};

use self::{fail_stop::FailStop, newest::Newest};
use crate::{
    Shutdown, StartError,
    config::{Settings, StoreSettings},
};

/// Opens the log of a service. Whatever the engine, the service has a folder under the data folder. Should a write fail in
/// a way after which nothing may be written, the program is asked to stop, as failed.
///
/// # Errors
/// When the folder cannot be made, the settings name no engine, or the engine cannot open the log.
pub fn open(
    settings: &Settings,
    service: &str,
    shutdown: &Shutdown,
) -> Result<Arc<dyn EventStore>, StartError> {
    let store: StoreSettings = settings.section("store")?;
    let log = nanum_store::open(&store.url, &folder_of(&settings.data_folder(), service)?, service)?;
    let log = FailStop { service: service.to_owned(), log, shutdown: shutdown.clone() };
    Ok(Arc::new(Newest::of(Arc::new(log))))
}

/// Opens the embedded log of a service under a data folder, for whoever works on a folder and not as a service.
///
/// # Errors
/// When the folder cannot be made, or the file is not a log that this version reads.
pub fn open_embedded(data: &Path, service: &str) -> Result<Arc<dyn EventStore>, StoreError> {
    nanum_store::open("sqlite:", &folder_of(data, service)?, service)
}

fn folder_of(data: &Path, service: &str) -> Result<PathBuf, StoreError> {
    let folder = data.join(service);
    std::fs::create_dir_all(&folder)
        .map_err(|cause| StoreError::Unavailable(format!("{}: {cause}", folder.display())))?;
    Ok(folder)
}
