//! Which engine keeps a log: the only place that knows them all.

use std::{path::Path, sync::Arc};

use crate::{EventStore, StoreError, sqlite::SqliteStore};

/// The embedded log's file in the folder of its service.
const SQLITE_FILE: &str = "log.sqlite";

/// Opens the log of a service by the engine that `url` names: `sqlite:` for the embedded one, a file in the service's
/// folder, or a connection string of KurrentDB, `esdb://…` or `kurrentdb://…`. The folder must be there for any engine.
///
/// # Errors
/// `Unavailable` when the engine is not known, or not part of this program, or cannot open the log.
pub fn open(url: &str, folder: &Path, service: &str) -> Result<Arc<dyn EventStore>, StoreError> {
    match url.split_once(':') {
        Some(("sqlite", "")) => Ok(Arc::new(SqliteStore::open(folder.join(SQLITE_FILE))?)),
        Some(("sqlite", _)) => {
            Err(StoreError::Unavailable("a log's file is always in its service's folder: \"sqlite:\"".into()))
        }
        Some(("esdb" | "esdb+discover" | "kurrentdb" | "kurrentdb+discover", _)) => {
            open_kurrentdb(url, folder, service)
        }
        // Not the whole text: it may hold a password.
        scheme => Err(StoreError::Unavailable(format!(
            "no event store is called {:?}; there are sqlite: and esdb:",
            scheme.map_or("", |(scheme, _)| scheme)
        ))),
    }
}

#[cfg(feature = "kurrentdb")]
fn open_kurrentdb(url: &str, folder: &Path, service: &str) -> Result<Arc<dyn EventStore>, StoreError> {
    Ok(Arc::new(crate::kurrentdb::KurrentStore::open(url, folder, service)?))
}

#[cfg(not(feature = "kurrentdb"))]
fn open_kurrentdb(_: &str, _: &Path, _: &str) -> Result<Arc<dyn EventStore>, StoreError> {
    Err(StoreError::Unavailable("this program was built without KurrentDB (its feature `kurrentdb`)".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_log_is_a_file_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(open("sqlite:", folder.path(), "booking").is_ok());
        assert!(folder.path().join(SQLITE_FILE).exists());
    }

    #[test]
    fn what_is_no_event_store_is_refused_without_repeating_a_password() {
        let folder = tempfile::tempdir().unwrap();
        for url in ["", "postgres://nanum:secret@host", "sqlite:/elsewhere/log.sqlite", "log.sqlite"] {
            let refused = open(url, folder.path(), "booking").err().map(|error| error.to_string());
            assert!(refused.is_some_and(|text| !text.contains("secret")), "{url}");
        }
    }

    #[cfg(not(feature = "kurrentdb"))]
    #[test]
    fn without_its_feature_kurrentdb_is_a_clear_error() {
        let refused = open("esdb://localhost:2113", Path::new("."), "booking").err().unwrap();
        assert!(refused.to_string().contains("feature `kurrentdb`"), "{refused}");
    }
}
