//! Fair shares of what is scarce: so many at a time in all, of one tenant, and of one caller, so that one burst leaves room
//! for the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use nanum_contracts::{Problem, problem::ProblemKind};

/// How many are taken, of what is there.
#[derive(Debug)]
pub(crate) struct Shares {
    in_all_max: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    of_one: HashMap<String, usize>,
}

/// Whose share it is, and how many of theirs there may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Of {
    pub(crate) whose: String,
    pub(crate) most: usize,
    /// What is said when they have them all.
    pub(crate) refusal: &'static str,
}

/// One taken; given back when dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    of: Vec<Of>,
}

impl Shares {
    pub(crate) fn new(in_all_max: usize) -> Arc<Self> {
        Arc::new(Self { in_all_max, taken: Mutex::default() })
    }

    /// Takes one that counts for each of these.
    ///
    /// # Errors
    /// *Try again* when all are taken, *too many requests* when one of these has its share.
    pub(crate) fn take(self: &Arc<Self>, of: Vec<Of>) -> Result<Share, Problem> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.in_all >= self.in_all_max {
            return Err(Problem::try_again("too much is being asked of this gateway at the moment"));
        }
        let has_its_share = |one: &&Of| taken.of_one.get(&one.whose).copied().unwrap_or_default() >= one.most;
        if let Some(one) = of.iter().find(has_its_share) {
            return Err(Problem {
                retry_after_seconds: Some(1),
                limit: Some(one.most.into()),
                ..Problem::new(ProblemKind::TooManyRequests, one.refusal)
            });
        }
        taken.in_all += 1;
        for one in &of {
            *taken.of_one.entry(one.whose.clone()).or_default() += 1;
        }
        Ok(Share { shares: self.clone(), of })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all = taken.in_all.saturating_sub(1);
        for one in &self.of {
            let left = taken.of_one.get_mut(&one.whose).map(|of_one| {
                *of_one = of_one.saturating_sub(1);
                *of_one
            });
            if left == Some(0) {
                taken.of_one.remove(&one.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(whose: &str, most: usize) -> Of {
        Of { whose: whose.to_owned(), most, refusal: "it has its share" }
    }

    #[test]
    fn one_tenants_burst_leaves_room_for_another() {
        let shares = Shares::new(3);
        let take = |tenant: &str| shares.take(vec![of(tenant, 2)]);
        let kind = |taken: Result<Share, Problem>| taken.unwrap_err().kind;
        let held = [take("seoul").unwrap(), take("seoul").unwrap()];
        assert_eq!(kind(take("seoul")), ProblemKind::TooManyRequests);
        let other = take("paris").unwrap();
        assert_eq!(kind(take("forest")), ProblemKind::TryAgain);
        drop((held, other));
        assert!(take("seoul").is_ok());
        assert!(shares.taken.lock().unwrap().of_one.is_empty(), "nothing is kept of what was given back");
    }

    #[test]
    fn one_callers_burst_leaves_room_for_another_of_the_same_tenant() {
        let shares = Shares::new(9);
        let take = |caller: &str| shares.take(vec![of("tenant seoul", 4), of(caller, 2)]);
        let held = [take("minji").unwrap(), take("minji").unwrap()];
        assert_eq!(take("minji").unwrap_err().kind, ProblemKind::TooManyRequests);
        assert!(take("jun").is_ok());
        drop(held);
        assert!(take("minji").is_ok());
    }
}
