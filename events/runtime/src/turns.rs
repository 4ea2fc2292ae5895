//! Turns: so many requests are worked on at a time, and tenants take them in rotation, so that one tenant's burst makes
//! others wait for one request of it and not for all.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use nanum_contracts::{Problem, TenantId, problem::ProblemKind};
use tokio::sync::oneshot;

/// How many may take a turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TurnLimits {
    pub(crate) at_once: usize,
    pub(crate) waiting_of_one: usize,
}

/// The turns at one service.
#[derive(Debug)]
pub(crate) struct Turns {
    limits: TurnLimits,
    line: Mutex<Line>,
}

#[derive(Debug, Default)]
struct Line {
    taken: usize,
    waiting: HashMap<TenantId, VecDeque<oneshot::Sender<Turn>>>,
    /// Tenants of whom somebody waits, the next first; each once.
    rotation: VecDeque<TenantId>,
}

/// One turn; goes to the next in the rotation when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    /// `None` once it has been passed on.
    at: Option<Arc<Turns>>,
}

impl Turns {
    pub(crate) fn new(limits: TurnLimits) -> Arc<Self> {
        Arc::new(Self { limits, line: Mutex::default() })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// *Too many requests* when enough of the tenant's wait already.
    pub(crate) async fn take(self: &Arc<Self>, tenant: &TenantId) -> Result<Turn, Problem> {
        let waiting = {
            let mut line = self.line();
            if line.taken < self.limits.at_once {
                line.taken += 1;
                return Ok(Turn { at: Some(self.clone()) });
            }
            line.wait(tenant, self.limits.waiting_of_one)?
        };
        // The sender stays in the line until a turn is sent.
        waiting.await.map_err(|_| Problem::try_again("the service is ending"))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn wait(&mut self, tenant: &TenantId, most: usize) -> Result<oneshot::Receiver<Turn>, Problem> {
        let (sender, receiver) = oneshot::channel();
        let own = self.waiting.entry(tenant.clone()).or_default();
        if own.len() >= most {
            return Err(Problem {
                retry_after_seconds: Some(1),
                limit: Some(most.into()),
                ..Problem::new(ProblemKind::TooManyRequests, "too many requests of this tenant are waiting")
            });
        }
        if own.is_empty() {
            self.rotation.push_back(tenant.clone());
        }
        own.push_back(sender);
        Ok(receiver)
    }

    /// Whoever is next; their tenant goes to the end of the rotation.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let tenant = self.rotation.pop_front()?;
        let own = self.waiting.get_mut(&tenant)?;
        let next = own.pop_front();
        if own.is_empty() {
            self.waiting.remove(&tenant);
        } else {
            self.rotation.push_back(tenant);
        }
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(turns) = self.at.take() else { return };
        loop {
            let next = {
                let mut line = turns.line();
                let next = line.next();
                line.taken -= usize::from(next.is_none());
                next
            };
            let Some(next) = next else { return };
            match next.send(Self { at: Some(turns.clone()) }) {
                Ok(()) => return,
                // Went away while they waited: to the one after.
                Err(mut unwanted) => unwanted.at = None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LIMITS: TurnLimits = TurnLimits { at_once: 1, waiting_of_one: 3 };

    fn tenant(slug: &str) -> TenantId {
        slug.parse().unwrap()
    }

    /// Lets the tasks that were spawned before have their turn to wait.
    async fn settled() {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    /// Waits for a turn of the tenant, and says so when it has had it.
    fn waits(turns: &Arc<Turns>, slug: &'static str, served: &Arc<Mutex<Vec<&'static str>>>) {
        let (turns, served) = (turns.clone(), served.clone());
        tokio::spawn(async move {
            let _turn = turns.take(&tenant(slug)).await.unwrap();
            served.lock().unwrap().push(slug);
        });
    }

    #[tokio::test]
    async fn tenants_take_turns_however_many_of_one_wait() {
        let turns = Turns::new(LIMITS);
        let served = Arc::default();
        let first = turns.take(&tenant("seoul")).await.unwrap();
        for slug in ["seoul", "seoul", "seoul", "paris", "forest"] {
            waits(&turns, slug, &served);
            settled().await;
        }
        drop(first);
        settled().await;
        assert_eq!(*served.lock().unwrap(), ["seoul", "paris", "forest", "seoul", "seoul"]);
        let line = turns.line();
        assert!(line.taken == 0 && line.waiting.is_empty() && line.rotation.is_empty(), "{line:?}");
    }

    #[tokio::test]
    async fn who_has_enough_waiting_is_told_to_come_again_and_others_are_not() {
        let turns = Turns::new(LIMITS);
        let served = Arc::default();
        let _first = turns.take(&tenant("seoul")).await.unwrap();
        for _ in 0..LIMITS.waiting_of_one {
            waits(&turns, "seoul", &served);
        }
        settled().await;
        let refused = turns.take(&tenant("seoul")).await.unwrap_err();
        assert_eq!((refused.kind, refused.retry_after_seconds), (ProblemKind::TooManyRequests, Some(1)));
        let other = tokio::time::timeout(Duration::from_millis(10), turns.take(&tenant("paris"))).await;
        assert!(other.is_err(), "it waits, and is not refused");
    }

    #[tokio::test]
    async fn a_turn_is_not_lost_with_those_who_go_away() {
        let turns = Turns::new(LIMITS);
        let served: Arc<Mutex<Vec<_>>> = Arc::default();
        let first = turns.take(&tenant("seoul")).await.unwrap();
        let gone = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take(&tenant("seoul")).await.map(drop) }
        });
        settled().await;
        waits(&turns, "seoul", &served);
        settled().await;
        gone.abort();
        settled().await;
        drop(first);
        settled().await;
        assert_eq!(*served.lock().unwrap(), ["seoul"]);
        assert_eq!(turns.line().taken, 0);
    }
}
