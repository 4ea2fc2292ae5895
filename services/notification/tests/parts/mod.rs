//! What surrounds Notification in its tests: the others' logs, Membership's answers, a scripted mail server.

pub(crate) mod city;
pub(crate) mod mail_server;
pub(crate) mod others;

use std::{future::Future, time::Duration};

/// Waits until `look` finds something, and says what it saw last when it does not.
pub(crate) async fn eventually<T, F, Fut>(what: &str, mut look: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, String>>,
{
    let mut seen = String::new();
    for _ in 0..500 {
        match look().await {
            Ok(found) => return found,
            Err(not_yet) => seen = not_yet,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}: not within 10 seconds; seen last: {seen}");
}
