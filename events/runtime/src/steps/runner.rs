//! The runner of one file of steps: keeps what events ask for, gives each step its turn, and judges what became of it.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::FutureExt;
use nanum_bus::Marks;
use nanum_contracts::Problem;
use nanum_store::EventStore;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::Instant,
};

use super::{
    NewStep, PlanError, Planner, Step, Verdict,
    file::{self, READ_LATER},
    keeping::{Kept, insert_all, keep, plan_of},
    lanes::{Lane, Lanes},
    lease::{self, Lease},
    memory::{Done, Fresh},
};
use crate::{
    Shell, StartError,
    deadlines::DEADLINE,
    health::Part,
    parked::ParkedMeter,
    rest::Rest,
    sqlite::{Disposable, marks},
};

/// Lanes that could be worked on before the intake waits for the work: the file stays small while much is caught up with.
const READY_LANES_MAX: usize = 1_000;
/// Steps that are not done, all in all, before the intake waits: some tens of megabytes of order in memory.
const WAITING_STEPS_MAX: usize = 200_000;
/// Before a file or a source that failed is tried again.
pub(super) const AGAIN_AFTER: Duration = Duration::from_millis(200);

/// Where a runner works.
pub(crate) struct Place {
    pub(crate) service: &'static str,
    /// Of its files.
    pub(crate) folder: PathBuf,
    pub(crate) shell: Shell,
    /// The service's own log, for whoever follows that.
    pub(crate) own_log: Option<Arc<dyn EventStore>>,
}

/// One reaction or process at work.
pub(crate) struct Runner<P> {
    /// `<service>/<kind>/<name>`.
    pub(super) name: String,
    pub(crate) place: Place,
    planner: Arc<P>,
    pub(super) file: Arc<Disposable>,
    pub(super) part: Part,
    parked: ParkedMeter,
    lanes: Mutex<Lanes>,
    fresh: Fresh,
    done: Done,
    /// Between two batches of events.
    rest: Rest,
    /// There may be something to work on.
    work: Notify,
    /// There may be room for more events.
    room: Notify,
    /// This process has the lease, and works.
    leads: AtomicBool,
    /// Everything that was in the own log has been seen once.
    pub(super) caught_up: watch::Sender<bool>,
    /// Something was planned: there may be other deadlines than before.
    pub(crate) planned: Notify,
    /// Operators decide one after the other.
    pub(super) operator: tokio::sync::Mutex<()>,
}

impl<P: Planner> Runner<P> {
    /// Opens the file, which other processes may have open too.
    pub(crate) fn open(place: Place, file_name: &str, planner: P) -> Result<Arc<Self>, StartError> {
        let schema = format!("{}\n{}\n{}", marks::SCHEMA, file::SCHEMA, P::SCHEMA.concat());
        let file = Disposable::open(&place.folder.join(format!("{file_name}.sqlite")), &schema)?;
        let part = place.shell.health.part(format!("{}: {} {}", place.service, P::KIND, P::NAME));
        let name = format!("{}/{}/{}", place.service, P::KIND, P::NAME);
        let runner = Arc::new(Self {
            parked: ParkedMeter::of(&name),
            name,
            planner: Arc::new(planner),
            file,
            part,
            lanes: Mutex::default(),
            fresh: Fresh::default(),
            done: Done::default(),
            rest: Rest::default(),
            work: Notify::new(),
            room: Notify::new(),
            leads: AtomicBool::new(false),
            caught_up: watch::Sender::new(false),
            planned: Notify::new(),
            operator: tokio::sync::Mutex::default(),
            place,
        });
        runner.place.shell.followers.add(runner.clone());
        runner.part.ready();
        Ok(runner)
    }

    /// Waits until this process is the one that works, and takes up what was left; `None` when the program stops first.
    pub(crate) async fn lead(&self) -> Option<Lease> {
        let path = self.place.folder.join(format!("{}.lock", P::NAME));
        let lease = loop {
            match lease::acquire(&path, &self.place.shell.shutdown).await {
                Ok(lease) => break lease?,
                Err(cause) if !self.waits_after(&cause.to_string()).await => return None,
                Err(_) => {}
            }
        };
        loop {
            match self.file.read(file::all).await {
                Ok(steps) => {
                    self.resume(steps);
                    self.tell_parked().await;
                    return Some(lease);
                }
                Err(cause) if !self.waits_after(&cause.to_string()).await => return None,
                Err(_) => {}
            }
        }
    }

    fn resume(&self, steps: Vec<(Lane, i64, bool)>) {
        let mut lanes = self.lanes();
        let parked: Vec<Lane> =
            steps.iter().filter(|(_, _, parked)| *parked).map(|(lane, _, _)| lane.clone()).collect();
        steps.iter().for_each(|(lane, number, _)| lanes.queue(lane, *number));
        parked.iter().for_each(|lane| lanes.park_again(lane));
        self.leads.store(true, Ordering::Release);
        self.part.ready();
    }

    /// Whether everything that was in the own log has been seen once.
    pub(crate) fn caught_up(&self) -> watch::Receiver<bool> {
        self.caught_up.subscribe()
    }

    pub(super) fn leads(&self) -> bool {
        self.leads.load(Ordering::Acquire)
    }

    /// Says that something failed, and waits a little; `false` when the program stops.
    pub(crate) async fn waits_after(&self, cause: &str) -> bool {
        tracing::error!(follower = %self.name, cause, "trying again");
        self.part.not_ready(cause);
        self.waits(AGAIN_AFTER).await
    }

    /// Rests between two batches of events.
    pub(super) async fn rests(&self) {
        self.waits_for(self.rest.take()).await;
    }

    async fn waits(&self, pause: Duration) -> bool {
        self.waits_for(tokio::time::sleep(pause)).await
    }

    async fn waits_for(&self, pause: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = pause => true,
            () = self.place.shell.shutdown.requested() => false,
        }
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room for more events; `false` when the program stops.
    pub(super) async fn has_room(&self) -> bool {
        loop {
            let (ready, waiting) = {
                let lanes = self.lanes();
                (lanes.ready(), lanes.waiting())
            };
            if ready < READY_LANES_MAX && waiting < WAITING_STEPS_MAX {
                return !self.place.shell.shutdown.is_requested();
            }
            if ready == 0 {
                self.part.not_ready(format!("{waiting} steps wait behind what fails or is parked"));
            }
            tokio::select! {
                () = self.room.notified() => {}
                () = self.place.shell.shutdown.requested() => return false,
            }
        }
    }

    /// Keeps what a batch of events asks for, and moves the marks past it; `false` when the program stops first.
    pub(super) async fn take(&self, events: Vec<P::Event>, upto: Marks) -> bool {
        let events = Arc::new(events);
        loop {
            let (planner, service) = (self.planner.clone(), self.place.service);
            let (events, upto) = (events.clone(), upto.clone());
            let kept = self.write(move |rows| keep(rows, &*planner, service, &events, &upto)).await;
            match kept {
                Ok(queued) => {
                    self.queue(queued);
                    self.planned.notify_one();
                    self.part.ready();
                    return true;
                }
                Err(cause) if !self.waits_after(&cause.to_string()).await => return false,
                Err(_) => {}
            }
        }
    }

    /// Runs `work` in a transaction of the file.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> rusqlite::Result<T> {
        self.file
            .write(move |connection: &mut Connection| {
                let rows = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let result = work(&rows)?;
                rows.commit()?;
                Ok(result)
            })
            .await
    }

    /// Puts kept steps in their lanes.
    pub(crate) fn queue(&self, steps: Vec<Kept>) {
        if !steps.is_empty() {
            let mut lanes = self.lanes();
            for Kept { lane, number, step } in steps {
                lanes.queue(&lane, number);
                self.fresh.add(number, step);
            }
            drop(lanes);
            self.work.notify_one();
        }
    }

    /// Works until the shutdown, and then lets those steps finish that are begun.
    pub(crate) async fn work(self: Arc<Self>) {
        tokio::select! {
            () = self.give_turns() => {}
            () = self.forget_what_is_done() => {}
        }
        let done = self.done.take();
        if let Err(cause) = self.forget(&done).await {
            tracing::error!(follower = %self.name, %cause, "steps that are done will be done again");
        }
    }

    /// Takes what is done out of the file, many steps at once, for as long as it is polled.
    async fn forget_what_is_done(&self) {
        let rest = Rest::default();
        loop {
            self.done.some().await;
            let done = self.done.take();
            if let Err(cause) = self.forget(&done).await {
                self.done.add(done);
                self.waits_after(&cause.to_string()).await;
            }
            rest.take().await;
        }
    }

    async fn forget(&self, done: &[i64]) -> rusqlite::Result<()> {
        if done.is_empty() {
            return Ok(());
        }
        let done = done.to_vec();
        self.write(move |rows| done.iter().try_for_each(|number| file::delete(rows, *number))).await
    }

    async fn give_turns(self: &Arc<Self>) {
        let mut begun = JoinSet::new();
        loop {
            while let Some((lane, number)) = self.next() {
                let runner = self.clone();
                begun.spawn(async move { runner.give_turn(lane, number).await });
            }
            let pause_ends = self.lanes().next_pause_ends();
            let pause = async {
                match pause_ends {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.work.notified() => {}
                () = pause => {}
                Some(_) = begun.join_next() => {}
                () = self.place.shell.shutdown.requested() => break,
            }
        }
        while begun.join_next().await.is_some() {}
    }

    fn next(&self) -> Option<(Lane, i64)> {
        self.lanes().next(Instant::now())
    }

    async fn give_turn(&self, lane: Lane, number: i64) {
        let after = match self.step(number).await {
            // Nobody deletes a step that has its turn; if it is gone all the same, it is over.
            Ok(None) => Ok(After::Done),
            Ok(Some(step)) => {
                let verdict = self.attempt(&step).await;
                self.judge(&lane, &step, verdict).await
            }
            Err(cause) => Err(cause),
        };
        if after.is_ok() {
            self.part.ready();
        }
        let after = after.unwrap_or_else(|cause| {
            // The step is done again, and its commands are known by their ids.
            tracing::error!(follower = %self.name, number, %cause, "the file of steps failed");
            self.part.not_ready(cause.to_string());
            After::Pause(AGAIN_AFTER)
        });
        let mut lanes = self.lanes();
        match after {
            After::Done => lanes.done(&lane),
            After::Pause(pause) => lanes.pause(&lane, Instant::now() + pause),
            After::Parked => {}
        }
        drop(lanes);
        self.work.notify_one();
        self.room.notify_one();
    }

    async fn step(&self, number: i64) -> rusqlite::Result<Option<Step>> {
        match self.fresh.take(number) {
            Some(step) => Ok(Some(step)),
            None => self.file.read(move |rows| file::step(rows, number)).await,
        }
    }

    /// One try. A panic is a defect of the step, not the end of everybody's.
    pub(super) async fn attempt(&self, step: &Step) -> Verdict {
        let attempt = async {
            match step.step.name.as_str() {
                READ_LATER | DEADLINE => self.plan_now(step).await,
                _ => self.planner.carry_out(&step.step).await,
            }
        };
        AssertUnwindSafe(attempt).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!(follower = %self.name, number = step.number, "a step has panicked");
            Verdict::Retry(Problem::defect())
        })
    }

    /// Makes steps of an event of which none could be made before, or of a deadline that has come.
    async fn plan_now(&self, step: &Step) -> Verdict {
        let (planner, service, number) = (self.planner.clone(), self.place.service, step.number);
        let planned = self.write(move |rows| {
            // It may have been cancelled since it got its turn.
            let Some(Step { step, .. }) = file::step(rows, number)? else { return Ok(Ok(Vec::new())) };
            match plan_of(rows, &*planner, service, &step) {
                Ok(steps) => {
                    file::delete(rows, number)?;
                    insert_all(rows, steps).map(Ok)
                }
                Err(PlanError::Rows(cause)) => Err(cause),
                Err(PlanError::Event(cause)) => Ok(Err(cause)),
            }
        });
        match planned.await {
            Ok(Ok(queued)) => {
                self.queue(queued);
                self.planned.notify_one();
                Verdict::Done
            }
            Ok(Err(cause)) => Verdict::Retry(Problem { detail: cause, ..Problem::defect() }),
            Err(cause) => Verdict::Retry(Problem::try_again(cause.to_string())),
        }
    }

    async fn judge(&self, lane: &Lane, step: &Step, verdict: Verdict) -> rusqlite::Result<After> {
        let number = step.number;
        let (pause, problem) = match verdict {
            Verdict::Done => {
                self.done.add([number]);
                return Ok(After::Done);
            }
            Verdict::Skip(reason) => {
                self.skip_step(number, reason).await?;
                return Ok(After::Done);
            }
            Verdict::Retry(problem) => {
                (self.planner.patience().pause_after(step.tries + 1, &problem), problem)
            }
            Verdict::Stop(problem) => (None, problem),
        };
        let Some(pause) = pause else { return self.park(lane, step, &problem).await };
        self.note_failure(step, &problem, false).await?;
        Ok(After::Pause(pause))
    }

    /// An operator may see the step parked in the file only once its lane knows of it, or the lane would never go on.
    async fn park(&self, lane: &Lane, step: &Step, problem: &Problem) -> rusqlite::Result<After> {
        let _decides_alone = self.operator.lock().await;
        self.note_failure(step, problem, true).await?;
        self.lanes().park(lane);
        self.tell_parked().await;
        Ok(After::Parked)
    }

    pub(super) async fn note_failure(
        &self,
        step: &Step,
        problem: &Problem,
        park: bool,
    ) -> rusqlite::Result<()> {
        let Step { number, tries, step: NewStep { origin, .. } } = step;
        let (number, tries, cause) = (*number, tries.saturating_add(1), problem.to_string());
        if park {
            tracing::error!(follower = %self.name, tenant = %origin.tenant, number, tries, %cause, "parked");
        } else {
            tracing::warn!(follower = %self.name, tenant = %origin.tenant, number, tries, %cause, "trying again");
        }
        let parked_at = park.then(|| self.place.shell.clock.now());
        self.file.write(move |rows| file::note_failure(rows, number, tries, &cause, parked_at)).await
    }

    pub(super) async fn skip_step(&self, number: i64, reason: String) -> rusqlite::Result<()> {
        tracing::warn!(follower = %self.name, number, reason, "skipped");
        let now = self.place.shell.clock.now();
        self.write(move |rows| file::skip(rows, number, &reason, now)).await
    }

    /// Goes on with what waited behind a parked step that is over now.
    pub(super) async fn unpark(&self, lane: &Lane) {
        self.lanes().unpark(lane);
        self.work.notify_one();
        self.room.notify_one();
        self.tell_parked().await;
    }

    async fn tell_parked(&self) {
        match self.file.read(file::parked_by_tenant).await {
            Ok(counts) => self.parked.tell(&counts),
            Err(cause) => tracing::error!(follower = %self.name, %cause, "the parked cannot be counted"),
        }
    }
}

/// What follows from a verdict.
enum After {
    Done,
    Pause(Duration),
    /// Its lane has been told.
    Parked,
}
