//! Snapshots of aggregates held against a replay of their streams.

use std::{path::Path, sync::Arc};

use nanum_booking::Spaces;
use nanum_contracts::booking;
use nanum_runtime::aggregate::verify_snapshots;
use nanum_store::{EventStore, sqlite::SqliteStore};

use super::LOG_FILE;

/// How many snapshots the service has that agree with its log.
///
/// # Errors
/// What is wrong with the first that does not.
pub(super) fn compare(folder: &Path, service: &str) -> Result<usize, String> {
    if service != booking::SERVICE {
        // No aggregate of the others has snapshots.
        return Ok(0);
    }
    let store = SqliteStore::open(folder.join(LOG_FILE)).map_err(|cause| cause.to_string())?;
    let store: Arc<dyn EventStore> = Arc::new(store);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let compared = runtime
        .map_err(|cause| cause.to_string())?
        .block_on(verify_snapshots::<Spaces>(folder, &store))
        .map_err(|cause| cause.to_string())?;
    match compared {
        (count, faults) if faults.is_empty() => Ok(count),
        (_, faults) => {
            let named = faults.iter().map(|fault| {
                format!("the snapshot of {} at revision {}: {}", fault.stream, fault.revision, fault.what)
            });
            Err(named.collect::<Vec<_>>().join("; "))
        }
    }
}
