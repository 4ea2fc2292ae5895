//! Talk on a bus, whatever happens to its servers meanwhile: a log that says one event after the other, followers that
//! write down what they hear, and people who ask and are answered.

mod asking;
pub mod log;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use nanum_bus::{
    Bus, Interest, Marks,
    nats::{NatsBus, NatsOptions},
};
use nanum_contracts::TenantId;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::eventually;
use asking::{Clerk, Questions};
use log::SpokenLog;

const SERVICE: &str = "talk";
const FOLLOWERS: usize = 3;
const ASKERS: usize = 3;
/// Replicas of the service that answer: whoever asks while one is out of reach is answered by another.
const CLERKS: usize = 2;

/// Everybody on the bus, each with a connection of their own.
#[derive(Debug)]
pub struct Talk {
    log: Arc<SpokenLog>,
    heard: Vec<Heard>,
    clerk: Arc<Clerk>,
    questions: Vec<Arc<Questions>>,
    buses: Vec<NatsBus>,
    /// All that goes on; ends when dropped.
    work: JoinSet<()>,
}

/// Positions in the order in which a follower heard them.
type Heard = Arc<Mutex<Vec<u64>>>;

impl Talk {
    /// Begins to talk over these servers, which keep each event `replicas` times.
    pub async fn begins(url: &str, replicas: usize) -> Self {
        let tenant: TenantId = "goyang".parse().expect("a tenant");
        let mut talk = Self {
            log: SpokenLog::new(SERVICE, &tenant),
            heard: Vec::new(),
            clerk: Arc::default(),
            questions: Vec::new(),
            buses: Vec::new(),
            work: JoinSet::new(),
        };
        for _ in 0..CLERKS {
            let bus = talk.joins(url, replicas).await;
            bus.attach(talk.log.clone()).await.expect("the log is relayed");
            bus.serve(SERVICE, talk.clerk.clone()).await.expect("the clerk serves");
            talk.buses.push(bus);
        }
        for _ in 0..FOLLOWERS {
            let bus = talk.joins(url, replicas).await;
            talk.follows(&bus).await;
            talk.buses.push(bus);
        }
        for asker in 0..ASKERS {
            let questions = Arc::new(Questions::of(asker));
            let bus = talk.joins(url, replicas).await;
            talk.work.spawn(questions.clone().asks(bus, SERVICE, tenant.clone()));
            talk.questions.push(questions);
        }
        talk.work.spawn(talk.log.clone().goes_on());
        talk
    }

    async fn joins(&self, url: &str, replicas: usize) -> NatsBus {
        let name = format!("talk {}", self.buses.len());
        let options = NatsOptions { url: url.to_owned(), name, replicas, root_certificates: None };
        NatsBus::connect(options).await.expect("the bus is there")
    }

    async fn follows(&mut self, bus: &NatsBus) {
        let interest = Interest { tenant: None, services: vec![SERVICE.to_owned()] };
        let mut events = bus.follow(interest, Marks::new()).await.expect("events to follow");
        let heard = Heard::default();
        self.heard.push(heard.clone());
        self.work.spawn(async move {
            while let Some(delivered) = events.next().await {
                heard.lock().expect("not poisoned").push(delivered.mark.position);
            }
        });
    }

    /// Waits until everybody has heard something that was said from now on, and was answered what they ask from now
    /// on; answers how long that took.
    ///
    /// # Panics
    /// When it takes longer than `bound`.
    pub async fn is_heard_and_answered_again(&self, what: &str, bound: Duration) -> Duration {
        let begun = Instant::now();
        let said = self.log.said();
        let asked: Vec<_> = self.questions.iter().map(|questions| questions.asked()).collect();
        eventually(what, bound, async || {
            let heard: Vec<_> = self.heard.iter().map(last).collect();
            let answered: Vec<_> = self.questions.iter().map(|questions| questions.last_answered()).collect();
            let all_heard = heard.iter().all(|last| *last > said);
            let all_answered = answered.iter().zip(&asked).all(|(answered, asked)| answered > asked);
            if all_heard && all_answered {
                return Ok(());
            }
            Err(format!("{said} said, heard {heard:?}; {asked:?} asked, answered {answered:?}"))
        })
        .await;
        begun.elapsed()
    }

    /// Falls silent, and holds what everybody heard against what was said, and what was answered against what was asked.
    ///
    /// # Panics
    /// When anything is missing, comes twice or in another order, or when an answer was a wrong one.
    pub async fn ends(mut self, bound: Duration) -> String {
        self.log.falls_silent();
        let said = self.log.said();
        eventually("everything said is heard", bound, async || {
            let heard: Vec<_> = self.heard.iter().map(last).collect();
            if heard.iter().all(|last| *last == said) { Ok(()) } else { Err(format!("{heard:?} of {said}")) }
        })
        .await;
        self.work.abort_all();
        for heard in &self.heard {
            let heard = heard.lock().expect("not poisoned");
            let wrong = heard.iter().zip(1..).find(|(heard, due)| *heard != due);
            assert_eq!(wrong, None, "heard, and what was due then");
            assert_eq!(heard.len() as u64, said, "nothing is heard twice");
        }
        let told =
            self.questions.iter().map(|questions| questions.held_against(&self.clerk)).collect::<Vec<_>>();
        for bus in &self.buses {
            bus.close(Duration::from_secs(5)).await;
        }
        format!("{said} events, questions: {}", told.join("; "))
    }
}

fn last(heard: &Heard) -> u64 {
    heard.lock().expect("not poisoned").last().copied().unwrap_or_default()
}
