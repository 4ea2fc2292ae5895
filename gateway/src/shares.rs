//! Fair shares of what is scarce: so many at a time in all, and of one tenant, so that one tenant's burst leaves room for
//! the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use nanum_contracts::{Problem, problem::ProblemKind};

/// How many are taken, of what is there.
#[derive(Debug)]
pub(crate) struct Shares {
    in_all_max: usize,
    of_one_max: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    of_one: HashMap<String, usize>,
}

/// One taken; given back when dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    whose: String,
}

impl Shares {
    pub(crate) fn new(in_all_max: usize, of_one_max: usize) -> Arc<Self> {
        Arc::new(Self { in_all_max, of_one_max, taken: Mutex::default() })
    }

    /// Takes one for a tenant.
    ///
    /// # Errors
    /// *Try again* when all are taken, *too many requests* when this tenant has its share.
    pub(crate) fn take(self: &Arc<Self>, whose: &str) -> Result<Share, Problem> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.in_all >= self.in_all_max {
            return Err(Problem::try_again("too much is being asked of this gateway at the moment"));
        }
        let of_one = taken.of_one.entry(whose.to_owned()).or_default();
        if *of_one >= self.of_one_max {
            return Err(Problem {
                retry_after_seconds: Some(1),
                limit: Some(self.of_one_max.into()),
                ..Problem::new(
                    ProblemKind::TooManyRequests,
                    "this tenant has its share of the gateway in use",
                )
            });
        }
        *of_one += 1;
        taken.in_all += 1;
        Ok(Share { shares: self.clone(), whose: whose.to_owned() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all = taken.in_all.saturating_sub(1);
        let left = taken.of_one.get_mut(&self.whose).map(|of_one| {
            *of_one = of_one.saturating_sub(1);
            *of_one
        });
        if left == Some(0) {
            taken.of_one.remove(&self.whose);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tenants_burst_leaves_room_for_another() {
        let shares = Shares::new(3, 2);
        let kind = |taken: Result<Share, Problem>| taken.unwrap_err().kind;
        let held = [shares.take("seoul").unwrap(), shares.take("seoul").unwrap()];
        assert_eq!(kind(shares.take("seoul")), ProblemKind::TooManyRequests);
        let other = shares.take("paris").unwrap();
        assert_eq!(kind(shares.take("forest")), ProblemKind::TryAgain);
        drop((held, other));
        assert!(shares.take("seoul").is_ok());
        assert!(shares.taken.lock().unwrap().of_one.is_empty(), "nothing is kept of what was given back");
    }
}
