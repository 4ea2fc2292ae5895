//! Whether somebody still waits for an answer: work whose asker has gone need not go on.

use std::future::{Future, pending};

use tokio_util::sync::CancellationToken;

tokio::task_local! {
    static GONE: CancellationToken;
}

/// Does the work of a responder for an asker of whom the bus can tell that they have gone.
pub(crate) async fn working_for<F: Future>(gone: CancellationToken, work: F) -> F::Output {
    GONE.scope(gone, work).await
}

/// Comes when whoever asked what is worked on here waits no more. Over NATS nobody can tell: there the request's deadline
/// counts.
pub async fn asker_gone() {
    match GONE.try_with(CancellationToken::clone) {
        Ok(gone) => gone.cancelled().await,
        Err(_) => pending().await,
    }
}
