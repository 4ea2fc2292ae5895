//! A crowd: many people who use one city at the same time, whatever happens to the platform meanwhile.
//!
//! Each of them sends one command after the other under an idempotency key of its own, and sends it again for as long as
//! the outcome is unknown. What they were told is the oracle ([`Told`]): the platform must have done exactly that.

mod command;
mod told;
mod worker;

pub use told::{Deed, Deeds, Told};

use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::{join, join_all};

use crate::city::City;
use crate::platform::Platform;
use worker::Worker;

/// Enough for commands to meet each other at every moment, on two cores and a debug build.
const MEMBERS: usize = 12;
const CLERKS: usize = 3;

/// A city and everybody who uses it.
#[derive(Debug)]
pub struct Crowd {
    pub city: City,
    told: Told,
    workers: Vec<Worker>,
}

impl Crowd {
    /// Opens a city on the platform. What its people choose to do follows from `seed`.
    pub async fn of(platform: &Platform, tenant: &str, seed: u64) -> Self {
        let city = City::opens(platform, tenant, MEMBERS, CLERKS).await;
        let mut chance = fastrand::Rng::with_seed(seed);
        let members = (0..MEMBERS).map(|number| Worker::member(number, chance.fork())).collect::<Vec<_>>();
        let clerks = (0..CLERKS).map(|number| Worker::clerk(number, chance.fork()));
        let workers = members.into_iter().chain(clerks.collect::<Vec<_>>()).collect();
        Self { city, told: Told::default(), workers }
    }

    /// Everybody works until `faults` are over, and then until each knows what became of the last command.
    ///
    /// # Panics
    /// When somebody gets an answer that nobody may get, or none for too long.
    pub async fn works_during<T>(&mut self, faults: impl AsyncFnOnce(&Told) -> T) -> T {
        let over = AtomicBool::new(false);
        let (city, told) = (&self.city, &self.told);
        let work = join_all(self.workers.iter_mut().map(|worker| worker.works_until(&over, city, told)));
        let faults = async {
            let outcome = faults(told).await;
            over.store(true, Ordering::Relaxed);
            outcome
        };
        join(faults, work).await.0
    }

    /// What they were told so far.
    #[must_use]
    pub fn told(&self) -> &Told {
        &self.told
    }
}
