//! Calls that are broken off: the caller does not know what became of them, and must be able to find out.

use std::time::Duration;

use futures::{FutureExt, future::join_all};

use super::{Desk, Verdict, text};
use crate::{Append, Appended, Expected, Filter};

pub(super) async fn a_cancelled_append_leaves_all_or_nothing(desk: Desk) -> Verdict {
    let appends: Vec<_> = (0..40).map(|_| desk.command(&desk.stream(), Expected::NoStream, 3)).collect();
    let cancelled = appends.iter().enumerate().map(|(index, append)| {
        let within = Duration::from_micros(50) * u32::try_from(index).unwrap_or(u32::MAX);
        tokio::time::timeout(within, desk.append(append))
    });
    join_all(cancelled).await;
    for append in &appends {
        let kept = desk.read(&append.stream).await?.len();
        ensure!(kept == 0 || kept == 3);
        let again = desk.append(append).await?;
        ensure!(matches!(again, Appended::Stored(_) | Appended::AlreadyApplied(_)));
        ensure_eq!(desk.read(&append.stream).await?.len(), 3);
    }
    Ok(())
}

pub(super) async fn an_append_with_an_unknown_outcome_may_be_repeated(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 1)).await?;
    for revision in 0..20 {
        let append = desk.command(&stream, Expected::Revision(revision), 1);
        // Begun and left at once; what was sent may arrive before, between or after its repetitions.
        let _ = desk.append(&append).now_or_never();
        let repeated = join_all([desk.append(&append), desk.append(&append)]).await;
        for outcome in repeated {
            let (Appended::Stored(placed) | Appended::AlreadyApplied(placed)) = outcome? else {
                return Err("a repeated command met a conflict with itself".to_owned());
            };
            ensure_eq!(placed.first_revision, revision + 1);
        }
        ensure_eq!(
            desk.append(&Append { expected: Expected::Any, ..append.clone() }).await?,
            again(&desk, &append).await?
        );
    }
    ensure_eq!(desk.read(&stream).await?.len(), 21);
    Ok(())
}

/// What a repetition must answer.
async fn again(desk: &Desk, append: &Append) -> Result<Appended, String> {
    let found = desk.find(append.commands[0].metadata.command).await?;
    found
        .map(|record| Appended::AlreadyApplied(record.placed))
        .ok_or_else(|| "the command is not found".to_owned())
}

pub(super) async fn a_cancelled_read_is_in_nobodys_way(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 500)).await?;
    for _ in 0..200 {
        let everything = Filter::everything();
        let _ = desk.store.read_all(0, 500, &everything).now_or_never();
        let _ = desk.store.read_stream(&stream, 0, 500).now_or_never();
        let _ = desk.store.read_stream_back(&stream, None, 500).now_or_never();
    }
    ensure_eq!(desk.store.read_stream(&stream, 0, 500).await.map_err(text)?.len(), 500);
    desk.stores(&desk.command(&stream, Expected::Revision(499), 1)).await?;
    Ok(())
}
