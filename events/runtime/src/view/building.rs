//! Building a view anew, from the first event, into a file of its own beside the one that answers.
//!
//! While it is built the file need not survive anything: a build that is broken off begins again. So nothing is synced and
//! the indexes that only questions need come at the end, all at once. Then the file is made durable, comes to where the
//! other one is while that one waits, and takes its place.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use nanum_bus::Marks;
use nanum_store::{EventStore, Recorded};
use rusqlite::{Connection, OpenFlags};
use tokio::{sync::mpsc, task::JoinSet};

use super::{
    Projection, applying,
    files::Edition,
    keeping::Keeper,
    pace::{Appetite, per_second},
    source::{Batch, Event, OwnLog, Source},
};
use crate::{
    Shutdown, StartError,
    clock::{Clock, SystemClock},
    followers::{Rebuild, RebuildState},
    parked,
    sqlite::{STATEMENTS_KEPT, blocking, marks},
};

/// Batches that are read while one is written: reading then never waits, and no more than these are in memory.
const BATCHES_AHEAD: usize = 4;
/// Events of one transaction, about: what it changes is in memory twice, as it was and as it is.
const EVENTS_AT_ONCE: usize = 60_000;
/// Pages of the file that are kept in memory while it is built, in KiB: rows come in no order.
const CACHE_KIB: i64 = 384 * 1024;
/// Threads that help to sort an index.
const SORTERS: u32 = 2;
/// Memory for each piece of an index that is sorted, in KiB: SQLite sorts as much as its cache holds, and lets others help from
/// the second piece on. With 8 MiB the indexes of a million reservations are there in 2.2 s, with all in one piece in 2.9 s.
const SORTED_AT_ONCE_KIB: i64 = 8 * 1024;
/// How often a build says in the log how far it is.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// What a build took.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// Events of the log.
    pub events: u64,
    /// From the first read to the rows being on disk.
    pub seconds: f64,
}

/// Builds a view of a log into a new file, durably, and ends where the log ended at the beginning: the bulk of what a
/// rebuild does, to be measured.
///
/// # Errors
/// When the file is there already or cannot be written, or the log cannot be read.
pub async fn rebuild_offline<P: Projection<Recorded>>(
    service: &'static str,
    log: Arc<dyn EventStore>,
    projection: P,
    path: &Path,
) -> Result<Report, StartError> {
    if path.exists() {
        return Err(StartError::Other(format!("{} is there already", path.display())));
    }
    let source = OwnLog { service, store: log };
    let (clock, shutdown) = (Arc::new(SystemClock), Shutdown::new());
    let plan =
        Plan { service, path: path.to_owned(), earlier: None, clock, shutdown, tell: Box::new(|_| {}) };
    let built = async {
        let goal = source.goal().await?;
        let mut works = Works::begin(plan, Arc::new(projection), &source).await?;
        works.up_to(&goal).await?;
        works.settle().await?;
        works.finish().await
    };
    let built = built.await.map_err(StartError::Other)?;
    Ok(Report { events: built.events, seconds: built.since.elapsed().as_secs_f64() })
}

/// What is built, and where.
struct Plan {
    service: &'static str,
    path: PathBuf,
    /// The file that is to be replaced: it knows what was left out for ever.
    earlier: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    shutdown: Shutdown,
    tell: Box<dyn Fn(&Rebuild) + Send + Sync>,
}

/// A view under construction.
struct Works<E, P> {
    plan: Plan,
    projection: Arc<P>,
    /// Away while it is being written to.
    rows: Option<Connection>,
    /// Away at the same time.
    batches: Option<mpsc::Receiver<Result<Batch<E>, String>>>,
    /// Reads ahead for as long as this is here.
    _reading: JoinSet<()>,
    marks: Marks,
    progress: Progressing,
}

/// How far a build is.
#[derive(Debug, Clone, Copy)]
struct Progressing {
    events: u64,
    since: Instant,
    told: Instant,
}

impl<E: Event, P: Projection<E>> Works<E, P> {
    async fn begin(plan: Plan, projection: Arc<P>, source: &dyn Source<E>) -> Result<Self, String> {
        let now = Instant::now();
        let (path, earlier) = (plan.path.clone(), plan.earlier.clone());
        let rows = blocking(move || lay_out::<E, P>(&path, earlier.as_deref())).await.map_err(text)?;
        let mut ahead = source.begin(Marks::new()).await?;
        let (read, batches) = mpsc::channel(BATCHES_AHEAD);
        let mut reading = JoinSet::new();
        reading.spawn(async move {
            let mut appetite = Appetite::great();
            loop {
                let next = ahead.next(appetite.events()).await;
                let next = next.and_then(|batch| batch.ok_or_else(|| "there are no more events".to_owned()));
                if let Ok(batch) = &next {
                    appetite = appetite.after_great(batch.bytes());
                }
                let failed = next.is_err();
                if read.send(next).await.is_err() || failed {
                    return;
                }
            }
        });
        let progress = Progressing { events: 0, since: now, told: now };
        Ok(Self {
            plan,
            projection,
            rows: Some(rows),
            batches: Some(batches),
            _reading: reading,
            marks: Marks::new(),
            progress,
        })
    }

    /// Takes events until it has come as far as `goal`.
    async fn up_to(&mut self, goal: &Marks) -> Result<(), String> {
        while !marks::reach(&self.marks, goal) {
            let batch = tokio::select! {
                batch = next(&mut self.batches) => batch?,
                () = self.plan.shutdown.requested() => return Err("the program stops".to_owned()),
            };
            self.take(batch, goal).await?;
        }
        if self.plan.shutdown.is_requested() {
            // Nobody waits for what would come now.
            return Err("the program stops".to_owned());
        }
        Ok(())
    }

    /// Writes a batch, and in the same transaction those that have been read meanwhile: a page that many events change
    /// is then written once.
    async fn take(&mut self, first: Batch<E>, goal: &Marks) -> Result<(), String> {
        let (projection, service, now) = (self.projection.clone(), self.plan.service, self.plan.clock.now());
        let (mut marks, goal) = (self.marks.clone(), goal.clone());
        let shutdown = self.plan.shutdown.clone();
        let mut batches = self.batches.take().ok_or("an earlier step has failed")?;
        let written = self.with(move |connection| {
            let rows = applying::begin(connection)?;
            let (mut events, mut parked, mut next) = (0, Vec::new(), Some(Ok(first)));
            while let Some(Ok(batch)) = next {
                let taken = (batch.events.as_slice(), &batch.upto);
                parked.extend(applying::write_within(&rows, &*projection, service, &marks, taken, now)?);
                events += batch.events.len();
                marks.extend(batch.upto);
                next = None;
                if events < EVENTS_AT_ONCE && !marks::reach(&marks, &goal) && !shutdown.is_requested() {
                    next = batches.try_recv().ok();
                }
            }
            rows.commit()?;
            Ok((batches, marks, events, parked, next.and_then(Result::err)))
        });
        let (batches, marks, events, parked, failed) = written.await?;
        (self.batches, self.marks) = (Some(batches), marks);
        self.progress.events += events as u64;
        for parked in parked {
            tracing::warn!(
                view = P::NAME,
                number = parked.number,
                cause = parked.cause,
                "parked while being built"
            );
        }
        self.tell();
        failed.map_or(Ok(()), Err)
    }

    fn tell(&mut self) {
        let progress = self.progress.at(&self.marks, RebuildState::Running);
        (self.plan.tell)(&progress);
        if self.progress.told.elapsed() >= TELL_EVERY {
            self.progress.told = Instant::now();
            let Rebuild { events, events_per_second, .. } = progress;
            tracing::info!(view = P::NAME, version = P::VERSION, events, events_per_second, "building");
        }
    }

    /// Makes the indexes, and makes durable what there is; from now on the file survives a power failure.
    async fn settle(&mut self) -> Result<(), String> {
        let indexes = format!(
            "PRAGMA cache_size = -{SORTED_AT_ONCE_KIB}; {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
            P::INDEXES
        );
        self.with(move |rows| rows.execute_batch(&indexes)).await?;
        sync(&self.plan.path).await
    }

    /// Closes the file so that nothing of SQLite's is left beside it.
    async fn finish(mut self) -> Result<Progressing, String> {
        self.with(|rows| rows.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))).await?;
        if let Some(rows) = self.rows.take() {
            blocking(move || rows.close().map_err(|(_, cause)| cause)).await.map_err(text)?;
        }
        sync(&self.plan.path).await?;
        Ok(self.progress)
    }

    /// Works on the rows away from the async threads.
    async fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let rows = self.rows.take().ok_or("an earlier step has failed")?;
        let (rows, done) = blocking(move || {
            let done = work(&rows);
            Ok((rows, done))
        })
        .await
        .map_err(text)?;
        self.rows = Some(rows);
        done.map_err(text)
    }
}

async fn next<E>(batches: &mut Option<mpsc::Receiver<Result<Batch<E>, String>>>) -> Result<Batch<E>, String> {
    let batches = batches.as_mut().ok_or("an earlier step has failed")?;
    batches.recv().await.ok_or("there are no more events")?
}

async fn sync(path: &Path) -> Result<(), String> {
    tokio::fs::File::open(path).await.map_err(text)?.sync_all().await.map_err(text)
}

/// The tables without the indexes. Rolling back is needed, to park an event; surviving is not.
fn lay_out<E, P: Projection<E>>(path: &Path, earlier: Option<&Path>) -> rusqlite::Result<Connection> {
    let rows = Connection::open(path)?;
    rows.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    rows.execute_batch(&format!(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = NORMAL;
         PRAGMA cache_size = -{CACHE_KIB}; PRAGMA threads = {SORTERS};"
    ))?;
    rows.execute_batch(&[marks::SCHEMA, parked::SCHEMA, P::SCHEMA].join("\n"))?;
    if let Some(earlier) = earlier {
        parked::inherit(&rows, &Connection::open_with_flags(earlier, OpenFlags::SQLITE_OPEN_READ_ONLY)?)?;
    }
    Ok(rows)
}

impl Progressing {
    fn at(self, marks: &Marks, state: RebuildState) -> Rebuild {
        let events_per_second = per_second(self.events, self.since);
        Rebuild { state, events: self.events, events_per_second, marks: marks.clone() }
    }
}

impl<E: Event, P: Projection<E>> Keeper<E, P> {
    /// Builds this version for the first time: to where its events end now, and no less far than the version before is.
    pub(super) async fn build_first(self: &Arc<Self>, previous: Option<Edition>) -> Result<(), String> {
        let Some(_lock) = self.files.try_lock().map_err(text)? else {
            return Err("another process is building it".to_owned());
        };
        if let Some(built) = self.files.current().map_err(text)? {
            return self.open(built).await.map_err(text);
        }
        let earlier = previous.map(|edition| self.files.path(edition));
        let floor = match earlier.clone() {
            Some(path) => blocking(move || {
                marks::read(&Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
            })
            .await
            .map_err(text)?,
            None => Marks::new(),
        };
        let goal = async || -> Result<Marks, String> {
            let mut goal = self.source.reachable(floor.clone());
            goal.extend(self.source.goal().await?);
            Ok(goal)
        };
        let mut works = self.works(earlier).await?;
        works.up_to(&goal().await?).await?;
        works.settle().await?;
        works.up_to(&goal().await?).await?;
        self.take_over(works).await
    }

    /// Builds it again beside the file that answers, and lets the new one take over.
    pub(super) async fn build_again(self: &Arc<Self>) -> Result<(), String> {
        let Some(_lock) = self.files.try_lock().map_err(text)? else {
            return Err("another process is building it".to_owned());
        };
        let current = self.files.current().map_err(text)?.map(|edition| self.files.path(edition));
        let mut works = self.works(current).await?;
        works.up_to(&self.seen_marks()).await?;
        works.settle().await?;
        works.up_to(&self.seen_marks()).await?;
        // From here on the other file waits, so that what somebody has seen is there in the new one too.
        let _turn = self.turn.lock().await;
        works.up_to(&self.seen_marks()).await?;
        self.take_over(works).await
    }

    async fn works(self: &Arc<Self>, earlier: Option<PathBuf>) -> Result<Works<E, P>, String> {
        self.files.clear_building().map_err(text)?;
        let keeper = Arc::clone(self);
        let tell = Box::new(move |progress: &Rebuild| keeper.tell_building(progress.clone()));
        let plan = Plan {
            service: self.service,
            path: self.files.building(),
            earlier,
            clock: self.clock.clone(),
            shutdown: self.shutdown.clone(),
            tell,
        };
        Works::begin(plan, self.projection.clone(), &*self.source).await
    }

    async fn take_over(&self, works: Works<E, P>) -> Result<(), String> {
        let marks = works.marks.clone();
        let built = works.finish().await?;
        let path = self.files.take_over().map_err(text)?;
        self.answer_from(&path).await.map_err(text)?;
        let done = built.at(&marks, RebuildState::Done);
        let Rebuild { events, events_per_second, .. } = done;
        tracing::info!(
            follower = self.follower,
            version = P::VERSION,
            events,
            events_per_second,
            "built and taken over"
        );
        self.tell_building(done);
        if let Err(cause) = self.files.remove_obsolete() {
            tracing::warn!(follower = self.follower, %cause, "a file that nobody needs cannot be removed");
        }
        Ok(())
    }

    fn tell_building(&self, progress: Rebuild) {
        // Without rows to answer from it is not ready.
        if self.seen.borrow().is_none() {
            let Rebuild { events, events_per_second, .. } = progress;
            self.part.not_ready(format!("being built: {events} events, {events_per_second:.0} a second"));
        }
        *self.rebuild.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }
}

fn text(cause: impl Display) -> String {
    cause.to_string()
}
