//! A service's own log, by whichever engine.

use std::{path::Path, sync::Arc};

use nanum_store::{EventStore, StoreError, sqlite::SqliteStore};

/// Opens the embedded log of a service under the data folder.
///
/// # Errors
/// When the folder cannot be made or the file is not a log that this version reads.
pub fn open(folder: &Path, service: &str) -> Result<Arc<dyn EventStore>, StoreError> {
    let folder = folder.join(service);
    std::fs::create_dir_all(&folder)
        .map_err(|cause| StoreError::Unavailable(format!("{}: {cause}", folder.display())))?;
    Ok(Arc::new(SqliteStore::open(folder.join("log.sqlite"))?))
}
