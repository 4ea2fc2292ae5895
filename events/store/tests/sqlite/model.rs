//! Random work on the engine against a list in memory.

use std::sync::Arc;

use nanum_store::{
    EventStore,
    conformance::{Open, model},
    sqlite::{self, SqliteStore},
};
use proptest::{collection::vec, prelude::*};

use crate::work::work;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_done_the_log_answers_as_a_list_would(work in vec(work(), 1..80)) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log.db");
        let log = path.clone();
        let open: Open = Arc::new(move || {
            let store = SqliteStore::open(&path).map(|store| Arc::new(store) as Arc<dyn EventStore>);
            Box::pin(async { store })
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let agrees = runtime.block_on(model::agrees(open, &work));
        prop_assert_eq!(agrees, Ok(()));
        let verified = sqlite::verify(&log, None, |_, _| {});
        prop_assert!(verified.is_ok(), "{verified:?}");
    }
}
