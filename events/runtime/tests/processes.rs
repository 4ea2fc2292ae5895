//! Processes and deadlines: what is done because of several events, and because time passes; once, whatever ends in between.
#![allow(clippy::unwrap_used, reason = "everything here runs inside a test")]

mod parts;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{Problem, WireError, WireEvent, problem::ProblemKind};
use nanum_runtime::{
    Aggregates, Cause, Follower, Recorded, Service, Shell,
    clock::{Clock, ManualClock},
    process::{Concern, Happening, Patience, Plan, Process, Verdict},
    reaction::Reaction,
};
use parts::{Jar, JarEvent, Listener, drops, eventually, jar, parked, shell_at, start_of_time, tenant};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::sync::watch;

/// A jar that stays open for a day gets dusty: `open` starts it, `lid` and the dust end it, anything between moves the day.
struct Dust<const VERSION: u32> {
    jars: Aggregates<Jar>,
    /// Hears of what has an effect outside.
    outside: Listener,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Open {
    moved: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Step {
    Tell(String),
    DropDust { jar: uuid::Uuid },
}

#[async_trait]
impl<const VERSION: u32> Process for Dust<VERSION> {
    const NAME: &'static str = "dust";
    const VERSION: u32 = VERSION;
    const PATIENCE: Patience = Listener::PATIENCE;
    type Event = String;
    type State = Open;
    type Step = Step;

    fn concern(&self, recorded: &Recorded) -> Result<Option<Concern<String>>, WireError> {
        let JarEvent::Dropped(dropped) = JarEvent::decode(&recorded.name, &recorded.data)?;
        let instance = recorded.stream.id().unwrap().to_string();
        // Version 1 cannot read what a later program writes.
        if dropped.what.starts_with("riddle") && VERSION == 1 {
            return Err(WireError::UnknownName { name: dropped.what });
        }
        Ok(Some(match dropped.what.starts_with("open") {
            true => Concern::Starts(instance, dropped.what),
            false => Concern::Continues(instance, dropped.what),
        }))
    }

    fn on(&self, state: Option<Open>, happening: Happening<String>) -> Plan<Open, Step> {
        let day = SignedDuration::from_hours(24);
        match (state, happening) {
            (None, Happening::Event { event, recorded_at }) => Plan::go_on(Open { moved: 0 })
                .then("tell", Step::Tell(event))
                .wake_at("dust", recorded_at + day),
            // What a deadline led to is in the log; the deadline itself is not.
            (Some(_), Happening::Event { event, .. }) if event == "dust" => Plan::stop(),
            (Some(_), Happening::Event { event, .. }) if event == "lid" => {
                Plan::stop().then("tell", Step::Tell(event))
            }
            (Some(Open { moved }), Happening::Event { event, recorded_at }) => {
                Plan::go_on(Open { moved: moved + 1 })
                    .then("tell", Step::Tell(event))
                    .wake_at("dust", recorded_at + day)
            }
            (_, Happening::Deadline { name }) => {
                assert_eq!(name, "dust");
                Plan::stop().then("drop", Step::DropDust { jar: jar(1) })
            }
        }
    }

    async fn carry_out(&self, cause: &Cause, step: Step) -> Verdict {
        match step {
            Step::Tell(what) if what == "open-nothing" => {
                Verdict::Skip("there is nothing to tell".to_owned())
            }
            Step::Tell(what) if what == "open-for-a-person" => {
                Verdict::Stop(Problem::state_forbids("a person must look"))
            }
            Step::Tell(what) => self.outside.tell(what).into(),
            Step::DropDust { jar } => {
                self.jars.execute(cause, jar, &"dust".to_owned()).await.map(|_| ()).into()
            }
        }
    }
}

struct Program {
    shell: Shell,
    jars: Aggregates<Jar>,
    follower: Arc<dyn Follower>,
}

impl Program {
    async fn start<const VERSION: u32>(
        folder: &TempDir,
        clock: &Arc<ManualClock>,
        outside: &Listener,
    ) -> Self {
        let shell = shell_at(folder, clock.clone());
        let service = Service::open(&shell, parts::SERVICE).unwrap();
        let jars = service.aggregates();
        service.process(Dust::<VERSION> { jars: jars.clone(), outside: outside.clone() }).await.unwrap();
        let follower = shell.followers.named("jars/process/dust").unwrap();
        Self { shell, jars, follower }
    }

    async fn stop(self) {
        self.shell.shutdown.request();
        assert!(self.shell.shutdown.finished_within(Duration::from_secs(10)).await);
    }

    async fn contents(&self, number: u128) -> Vec<String> {
        let loaded = self.jars.load(&tenant("seosan"), jar(number)).await.unwrap();
        loaded.map(|loaded| (*loaded.state).clone()).unwrap_or_default()
    }

    async fn comes_to_hold(&self, number: u128, wanted: &[&str]) {
        eventually("the jar holds what is wanted", async || {
            let contents = self.contents(number).await;
            if contents == wanted { Ok(()) } else { Err(format!("{contents:?}")) }
        })
        .await;
    }

    /// Waits until everything in the log has been seen and all that follows is done.
    async fn settles(&self) {
        eventually("nothing is left to do", async || match self.follower.progress().await.unwrap() {
            progress if progress.behind_events == Some(0) => Ok(()),
            progress => Err(format!("{progress:?}")),
        })
        .await;
    }
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(start_of_time()))
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_comes_when_the_clock_reaches_it_and_not_before() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    drops(&program.jars, "seosan", 1, "open").await;
    outside.hears(&["open"]).await;
    clock.advance(HOUR * 23);
    drops(&program.jars, "seosan", 1, "a leaf").await;
    outside.hears(&["open", "a leaf"]).await;
    clock.advance(HOUR * 23);
    // A second instance, told of after the clock was moved: had a deadline come, its step would have been done by now.
    drops(&program.jars, "seosan", 2, "open too").await;
    outside.hears(&["open", "a leaf", "open too"]).await;
    assert_eq!(program.contents(1).await, ["open", "a leaf"], "the leaf has moved the deadline");
    clock.advance(HOUR);
    program.comes_to_hold(1, &["open", "a leaf", "dust"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_that_was_cancelled_never_comes_and_one_that_fell_due_meanwhile_comes_after_a_restart() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    for (number, what) in [(1, "open"), (2, "open too"), (2, "lid")] {
        drops(&program.jars, "seosan", number, what).await;
    }
    outside.hears(&["open", "open too", "lid"]).await;
    program.stop().await;
    clock.advance(HOUR * 48);
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    program.comes_to_hold(1, &["open", "dust"]).await;
    program.settles().await;
    assert_eq!(program.contents(2).await, ["open too", "lid"]);
    outside.hears(&["open", "open too", "lid"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn made_anew_from_the_log_a_process_repeats_no_command_and_keeps_its_deadlines() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    drops(&program.jars, "seosan", 1, "open").await;
    outside.hears(&["open"]).await;
    clock.advance(HOUR * 25);
    program.comes_to_hold(1, &["open", "dust"]).await;
    drops(&program.jars, "seosan", 2, "open too").await;
    drops(&program.jars, "seosan", 3, "open and shut").await;
    drops(&program.jars, "seosan", 3, "lid").await;
    outside.hears(&["open", "open too", "open and shut", "lid"]).await;
    program.stop().await;

    std::fs::remove_dir_all(folder.path().join("jars/processes")).unwrap();
    clock.advance(HOUR * 10);
    let program = Program::start::<1>(&folder, &clock, &Listener::default()).await;
    program.settles().await;
    assert_eq!(program.contents(1).await, ["open", "dust"], "the dust fell once");
    clock.advance(HOUR * 14);
    // The process drops dust into the first jar whichever instance it is of.
    program.comes_to_hold(1, &["open", "dust", "dust"]).await;
    program.settles().await;
    assert_eq!(program.contents(1).await.len(), 3, "the third jar was shut before its day was over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_repeats_no_effect_of_the_old_and_finishes_what_that_left() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    outside.fails_at("open stuck", Problem::try_again("not now"));
    let old = Program::start::<1>(&folder, &clock, &outside).await;
    for (number, what) in [(1, "open"), (2, "open stuck"), (3, "open too")] {
        drops(&old.jars, "seosan", number, what).await;
    }
    outside.hears(&["open", "open too"]).await;
    old.stop().await;

    let outside_of_new = Listener::default();
    let new = Program::start::<2>(&folder, &clock, &outside_of_new).await;
    outside_of_new.hears(&["open stuck"]).await;
    drops(&new.jars, "seosan", 3, "a leaf").await;
    outside_of_new.hears(&["open stuck", "a leaf"]).await;
    clock.advance(HOUR * 25);
    new.comes_to_hold(1, &["open", "dust", "dust", "dust"]).await;
    new.settles().await;
    assert_eq!(outside_of_new.counts().len(), 2, "{:?}", outside_of_new.heard());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_may_be_skipped_and_one_that_needs_a_person_stops_its_instance_visibly() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    for (number, what) in
        [(1, "open-nothing"), (1, "a leaf"), (2, "open-for-a-person"), (2, "a twig"), (3, "open")]
    {
        drops(&program.jars, "seosan", number, what).await;
    }
    outside.hears(&["a leaf", "open"]).await;
    let stopped = parked(&program.follower, 1).await.remove(0);
    assert_eq!((stopped.subject, stopped.tries, stopped.waiting), (jar(2).to_string(), 1, 1));
    assert!(stopped.cause.contains("a person must look"), "{}", stopped.cause);
    program.follower.skip(stopped.number, "looked at").await.unwrap();
    outside.hears(&["a leaf", "open", "a twig"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_read_is_parked_and_its_aggregate_waits_until_it_can() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    for (number, what) in [(1, "open"), (1, "riddle"), (1, "a leaf"), (2, "open too")] {
        drops(&program.jars, "seosan", number, what).await;
    }
    outside.hears(&["open", "open too"]).await;
    let riddle = parked(&program.follower, 1).await.remove(0);
    assert_eq!((riddle.position, riddle.waiting), (2, 1));
    let shown = program.follower.parked_event(riddle.number).await.unwrap();
    assert!(shown.data.get().contains("riddle"), "{shown:?}");
    let refused = program.follower.retry(riddle.number).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::StateForbids);
    program.stop().await;

    let program = Program::start::<2>(&folder, &clock, &outside).await;
    outside.hears(&["open", "open too", "riddle", "a leaf"]).await;
    parked(&program.follower, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_left_out_lets_what_waits_behind_it_be_read() {
    let (folder, clock, outside) = (TempDir::new().unwrap(), clock(), Listener::default());
    let program = Program::start::<1>(&folder, &clock, &outside).await;
    for what in ["open", "riddle", "a leaf"] {
        drops(&program.jars, "seosan", 1, what).await;
    }
    let riddle = parked(&program.follower, 1).await.remove(0);
    program.follower.skip(riddle.number, "nobody knows the answer").await.unwrap();
    outside.hears(&["open", "a leaf"]).await;
    drops(&program.jars, "seosan", 1, "a twig").await;
    outside.hears(&["open", "a leaf", "a twig"]).await;
}

/// A clock that counts how often it is looked at.
struct Watched {
    clock: Arc<ManualClock>,
    looks: AtomicU32,
}

impl Clock for Watched {
    fn now(&self) -> Timestamp {
        self.looks.fetch_add(1, Ordering::Relaxed);
        self.clock.now()
    }

    fn moved(&self) -> Option<watch::Receiver<Timestamp>> {
        self.clock.moved()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_looks_for_deadlines_when_there_may_be_others_and_else_rests() {
    const DROPS: u32 = 20;
    let (folder, manual) = (TempDir::new().unwrap(), Arc::new(ManualClock::at(start_of_time())));
    let clock = Arc::new(Watched { clock: manual.clone(), looks: AtomicU32::new(0) });
    let shell = Shell { clock: clock.clone(), ..shell_at(&folder, manual) };
    let service = Service::open(&shell, parts::SERVICE).unwrap();
    let jars = service.aggregates();
    let outside = Listener::default();
    service.process(Dust::<1> { jars: jars.clone(), outside: outside.clone() }).await.unwrap();
    drops(&jars, "seosan", 1, "open").await;
    for number in 0..DROPS {
        drops(&jars, "seosan", 1, &number.to_string()).await;
    }
    eventually("all is told", async || match outside.heard().len() {
        told if told == DROPS as usize + 1 => Ok(()),
        told => Err(format!("{told}")),
    })
    .await;
    // Each drop is decided at one instant, and may change a deadline.
    let looks = clock.looks.load(Ordering::Relaxed);
    assert!(looks <= 4 * DROPS, "looked at the clock {looks} times");
    shell.shutdown.request();
}
