//! A command that is sent until its outcome is known.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::Told;
use crate::people::{Person, Reply};

/// One answer may take so long; then it is asked again. The gateway gives up after 30 seconds itself.
const ANSWER_MAX: Duration = Duration::from_secs(35);
/// Nobody waits longer than this for the outcome of one command, whatever happens to the platform.
const OUTCOME_MAX: Duration = Duration::from_secs(120);
/// Between two tries. Shorter than the `Retry-After` of a polite client, so that repetitions meet the first one at work.
const PAUSE: Duration = Duration::from_millis(30);

/// What a command came to.
pub(super) enum Outcome {
    /// Acknowledged, with the first answer.
    Done(Value),
    /// The rules said no, and nothing was done.
    Refused,
}

/// Sends a command under its key, again and again while its outcome is unknown.
///
/// # Panics
/// When the outcome is not known in time, or the answer is one that nobody may get.
pub(super) async fn until_known(person: &Person, path: &str, key: &str, body: Value, told: &Told) -> Outcome {
    let end = Instant::now() + OUTCOME_MAX;
    let mut last = String::new();
    while Instant::now() < end {
        match timeout(ANSWER_MAX, person.tries(Method::POST, path, Some(body.clone()), Some(key))).await {
            Ok(Ok(reply)) => match known(reply) {
                Ok(outcome) => return outcome,
                Err(unknown) => {
                    told.to_try_again();
                    last = unknown;
                }
            },
            Ok(Err(error)) => last = error.to_string(),
            Err(_) => last = "no answer at all".to_owned(),
        }
        sleep(PAUSE).await;
    }
    panic!("{path} under {key}: the outcome is not known after {OUTCOME_MAX:?}; last: {last}");
}

/// The outcome a reply tells, or why it tells none.
fn known(reply: Reply) -> Result<Outcome, String> {
    if reply.status.is_success() {
        return Ok(Outcome::Done(reply.body));
    }
    let kind = reply.body["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    match (reply.status, kind) {
        (StatusCode::SERVICE_UNAVAILABLE, "try-again")
        | (StatusCode::TOO_MANY_REQUESTS, "too-many-requests")
        | (StatusCode::CONFLICT, "still-running") => {
            assert!(reply.headers.contains_key("retry-after"), "{}: no Retry-After", reply.asked);
            Err(reply.body.to_string())
        }
        (StatusCode::CONFLICT, "slot-taken" | "state-forbids")
        | (StatusCode::UNPROCESSABLE_ENTITY, "rule-refuses") => Ok(Outcome::Refused),
        _ => panic!("{}: nobody may get {} {}", reply.asked, reply.status, reply.body),
    }
}
