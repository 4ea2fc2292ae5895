//! Questions and answers, each by its number, and what may be said of a question that was not answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use nanum_bus::{Bus, BusError, Responder, nats::NatsBus};
use nanum_contracts::TenantId;
use tokio::time::sleep;

/// Shorter than a person's patience, so that more is asked while a fault lasts.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// Between two questions of one asker.
const PAUSE: Duration = Duration::from_millis(10);

/// Answers every question with itself, and counts how often each was asked.
#[derive(Debug, Default)]
pub(super) struct Clerk(Mutex<BTreeMap<Bytes, u32>>);

#[async_trait]
impl Responder for Clerk {
    async fn respond(&self, _: &str, question: Bytes) -> Bytes {
        *self.0.lock().expect("not poisoned").entry(question.clone()).or_default() += 1;
        question
    }
}

/// What one asker asked, and came to.
#[derive(Debug)]
pub(super) struct Questions {
    asker: usize,
    asked: AtomicU64,
    last_answered: AtomicU64,
    outcomes: Mutex<BTreeMap<u64, Result<Bytes, BusError>>>,
}

impl Questions {
    pub(super) fn of(asker: usize) -> Self {
        Self { asker, asked: AtomicU64::new(0), last_answered: AtomicU64::new(0), outcomes: Mutex::default() }
    }

    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    pub(super) fn last_answered(&self) -> u64 {
        self.last_answered.load(Ordering::SeqCst)
    }

    /// Asks one question after the other, for as long as it is polled.
    pub(super) async fn asks(self: Arc<Self>, bus: NatsBus, service: &'static str, tenant: TenantId) {
        loop {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let question = self.question(number);
            let outcome = bus.request(service, &tenant, "echo", question, ANSWER_WITHIN).await;
            if outcome.is_ok() {
                self.last_answered.store(number, Ordering::SeqCst);
            }
            self.outcomes.lock().expect("not poisoned").insert(number, outcome);
            sleep(PAUSE).await;
        }
    }

    fn question(&self, number: u64) -> Bytes {
        format!("{}-{number}", self.asker).into()
    }

    /// Holds that every answer is the right one, that nothing was carried out twice, and that what nobody answered
    /// for was not carried out. Says how many came to what.
    pub(super) fn held_against(&self, clerk: &Clerk) -> String {
        let carried_out = clerk.0.lock().expect("not poisoned");
        let mut counts = BTreeMap::<&str, usize>::new();
        for (number, outcome) in &*self.outcomes.lock().expect("not poisoned") {
            let question = self.question(*number);
            let times = carried_out.get(&question).copied().unwrap_or_default();
            assert!(times <= 1, "{question:?} was carried out {times} times");
            let kind = match outcome {
                Ok(answer) => {
                    assert_eq!((answer, times), (&question, 1), "a wrong success");
                    "answered"
                }
                Err(BusError::NoResponder(_)) => {
                    assert_eq!(times, 0, "{question:?}: nobody was there, and yet it was carried out");
                    "nobody there"
                }
                Err(BusError::TimedOut(_)) => "unanswered in time",
                Err(BusError::Unavailable(_)) => "no bus",
                Err(error @ BusError::TooLarge { .. }) => panic!("{question:?}: {error}"),
            };
            *counts.entry(kind).or_default() += 1;
        }
        counts.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
    }
}
