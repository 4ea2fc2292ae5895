//! The core as it is keeps every guarantee; with a planted bug the checks that name it turn red, and no others.

use std::path::Path;

use nanum_proving::Guarantee;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_nanum-proving"))
}

macro_rules! holds {
    ($($name:ident: $guarantee:ident),+ $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            Guarantee::$guarantee.check(program()).await.unwrap_or_else(|broken| panic!("{broken}"));
        })+

        #[test]
        fn every_guarantee_has_its_test() {
            assert_eq!([$(Guarantee::$guarantee),+], Guarantee::ALL);
        }
    };
}

holds! {
    what_is_acknowledged_is_stored: WhatIsAcknowledgedIsStored,
    a_kill_loses_nothing: AKillLosesNothing,
    a_command_happens_once: ACommandHappensOnce,
    a_revision_has_one_winner: ARevisionHasOneWinner,
    what_is_published_is_stored: WhatIsPublishedIsStored,
    a_mark_goes_with_its_rows: AMarkGoesWithItsRows,
    what_is_claimed_is_settled_or_released: WhatIsClaimedIsSettledOrReleased,
}

#[cfg(feature = "planted-bugs")]
mod planted {
    use std::collections::BTreeSet;

    use nanum_proving::Guarantee::{self, *};
    use nanum_runtime::planted::PlantedBug as RuntimeBug;
    use nanum_store::planted::PlantedBug as StoreBug;

    /// Plants nothing where it is not known; each test has a process of its own.
    fn plant(store: Option<StoreBug>, runtime: Option<RuntimeBug>) {
        nanum_store::planted::plant(store);
        nanum_runtime::planted::plant(runtime);
    }

    /// Exactly this one must be found broken. The program that is killed runs without the bug, so its check says nothing.
    async fn only_breaks(red: Guarantee) {
        let mut broken = BTreeSet::new();
        for guarantee in Guarantee::ALL.into_iter().filter(|guarantee| *guarantee != AKillLosesNothing) {
            if let Err(seen) = guarantee.check(super::program()).await {
                eprintln!("{guarantee:?}: {seen}");
                broken.insert(guarantee);
            }
        }
        assert_eq!(broken, BTreeSet::from([red]));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn acknowledge_before_commit_is_found() {
        plant(Some(StoreBug::AcknowledgeBeforeCommit), None);
        only_breaks(WhatIsAcknowledgedIsStored).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn skip_command_check_is_found() {
        plant(Some(StoreBug::SkipCommandCheck), None);
        only_breaks(ACommandHappensOnce).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn skip_expected_revision_is_found() {
        plant(Some(StoreBug::SkipExpectedRevision), None);
        only_breaks(ARevisionHasOneWinner).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn publish_before_storing_is_found() {
        plant(None, Some(RuntimeBug::PublishBeforeStoring));
        only_breaks(WhatIsPublishedIsStored).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn checkpoint_before_rows_is_found() {
        plant(None, Some(RuntimeBug::CheckpointBeforeRows));
        only_breaks(AMarkGoesWithItsRows).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn forget_release_is_found() {
        plant(None, Some(RuntimeBug::ForgetRelease));
        only_breaks(WhatIsClaimedIsSettledOrReleased).await;
    }
}
