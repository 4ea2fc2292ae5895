//! Keeping a view: its events are followed from its marks on, written batch by batch, until the shutdown. When its file
//! fails, it waits and tries again, says so, and leaves nothing out.

use std::{
    path::Path,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use nanum_bus::Marks;
use nanum_store::EventStore;
use tokio::sync::watch;

use super::{
    Projection, View, applying,
    applying::NewlyParked,
    files::{Edition, Files},
    operating::Operated,
    pace::{Appetite, Pace},
    source::{Batch, Batches, Event, Source},
};
use crate::{
    Shell, Shutdown, StartError,
    clock::Clock,
    followers::Rebuild,
    health::Part,
    parked::{self, ParkedMeter},
    rest::Rest,
    sqlite::{Disposable, marks},
};

const RETRY_AT_LEAST: Duration = Duration::from_millis(100);
const RETRY_AT_MOST: Duration = Duration::from_secs(30);

/// A view being kept: what is asked, and what writes.
pub(super) struct Keeper<E, P> {
    pub(super) service: &'static str,
    /// `<service>/view/<name>`.
    pub(super) follower: String,
    pub(super) projection: Arc<P>,
    pub(super) files: Files,
    pub(super) file: Arc<Disposable>,
    pub(super) source: Box<dyn Source<E>>,
    pub(super) seen: watch::Sender<Option<Marks>>,
    /// Between two batches; whoever waits for the view ends it.
    pub(super) rest: Arc<Rest>,
    /// Held by whoever writes the rows or puts another file in their place.
    pub(super) turn: tokio::sync::Mutex<()>,
    pub(super) part: Part,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) shutdown: Shutdown,
    pub(super) pace: Pace,
    /// The latest build of this run of the program.
    pub(super) rebuild: Mutex<Option<Rebuild>>,
    /// Where its events ended when the program started: until there it is not ready.
    goal: OnceLock<Marks>,
    meter: ParkedMeter,
    /// What /readyz says beside *ready*.
    note: Mutex<Option<String>>,
}

impl<E: Event, P: Projection<E>> Keeper<E, P> {
    pub(super) fn of(
        shell: &Shell,
        service: &'static str,
        folder: &Path,
        projection: P,
        source: Box<dyn Source<E>>,
    ) -> Result<Arc<Self>, StartError> {
        let folder = folder.join("views");
        let files = Files::of(&folder, P::NAME, P::VERSION).map_err(|source| StartError::Io {
            what: format!("{} cannot be used", folder.display()),
            source,
        })?;
        let follower = format!("{service}/view/{}", P::NAME);
        let keeper = Arc::new(Self {
            service,
            meter: ParkedMeter::of(&follower),
            follower,
            projection: Arc::new(projection),
            files,
            file: Disposable::to_come(),
            source,
            seen: watch::channel(None).0,
            rest: Arc::default(),
            turn: tokio::sync::Mutex::default(),
            part: shell.health.part(format!("{service}: view {}", P::NAME)),
            clock: shell.clock.clone(),
            shutdown: shell.shutdown.clone(),
            pace: Pace::default(),
            rebuild: Mutex::default(),
            goal: OnceLock::new(),
            note: Mutex::default(),
        });
        shell.followers.add(Arc::new(Operated(keeper.clone())));
        Ok(keeper)
    }

    pub(super) fn view(&self, own: Option<(&'static str, Arc<dyn EventStore>)>, follows: &[String]) -> View {
        View {
            name: P::NAME,
            file: self.file.clone(),
            seen: self.seen.subscribe(),
            rest: self.rest.clone(),
            own,
            follows: follows.into(),
        }
    }

    /// Goes on with the file there is, or builds one: beside that of the version before, which another program may still
    /// be answering from.
    pub(super) async fn start(self: Arc<Self>) -> Result<(), StartError> {
        let failed =
            |source| StartError::Io { what: format!("the files of {} cannot be read", P::NAME), source };
        let current = self.files.current().map_err(failed)?;
        let previous = self.files.previous().map_err(failed)?;
        let goal = self.source.goal().await.map_err(StartError::Other)?;
        let goal = self.goal.get_or_init(|| goal);
        let much_to_do = previous.is_some() || goal.values().any(|mark| mark.position > 0);
        match current {
            Some(edition) => self.open(edition).await?,
            None if !much_to_do => self.open(self.files.first()).await?,
            None => {}
        }
        let built = current.is_some() || !much_to_do;
        tokio::spawn(async move {
            if built || self.build_until_there(previous).await {
                self.follow().await;
            }
        });
        Ok(())
    }

    pub(super) async fn open(&self, edition: Edition) -> rusqlite::Result<()> {
        self.answer_from(&self.files.path(edition)).await
    }

    /// Answers from this file from now on.
    pub(super) async fn answer_from(&self, path: &Path) -> rusqlite::Result<()> {
        let schema = [marks::SCHEMA, parked::SCHEMA, P::SCHEMA, P::INDEXES].join("\n");
        self.file.replace(path, &schema)?;
        let stored = self.file.read(marks::read).await?;
        self.seen.send_modify(|seen| seen.get_or_insert_default().extend(stored));
        self.look_at_parked().await
    }

    /// Builds the first file of this version, trying until it is there; `false` when the program stops first.
    async fn build_until_there(self: &Arc<Self>, previous: Option<Edition>) -> bool {
        let mut pause = RETRY_AT_LEAST;
        loop {
            match self.build_first(previous).await {
                Ok(()) => return true,
                Err(_) if self.shutdown.is_requested() => return false,
                Err(cause) => self.hindered(&cause, "a view cannot be built; trying again"),
            }
            if !self.pause(&mut pause).await {
                return false;
            }
        }
    }

    /// Follows from its marks on.
    async fn follow(&self) {
        let mut pause = RETRY_AT_LEAST;
        let mut batches: Option<Box<dyn Batches<E>>> = None;
        let mut appetite = Appetite::small();
        self.tell_ready();
        while !self.shutdown.is_requested() {
            let next = tokio::select! {
                next = self.next(&mut batches, appetite) => next,
                () = self.shutdown.requested() => return,
            };
            match next {
                Ok(Some(batch)) => {
                    pause = RETRY_AT_LEAST;
                    let (events, bytes) = (batch.events.len(), batch.bytes());
                    let more = events >= appetite.events();
                    self.pace.took(events, more);
                    appetite = appetite.after(events, bytes);
                    self.take(batch).await;
                    if !more {
                        self.rests().await;
                    }
                }
                // The log or the bus is closed: the program ends.
                Ok(None) => return,
                Err(cause) => {
                    batches = None;
                    self.hindered(&cause, "events cannot be followed; trying again");
                    if !self.pause(&mut pause).await {
                        return;
                    }
                    self.tell_ready();
                }
            }
        }
    }

    async fn next(
        &self,
        batches: &mut Option<Box<dyn Batches<E>>>,
        appetite: Appetite,
    ) -> Result<Option<Batch<E>>, String> {
        if batches.is_none() {
            *batches = Some(self.source.begin(self.seen_marks()).await?);
        }
        match batches {
            Some(batches) => batches.next(appetite.events()).await,
            None => Ok(None),
        }
    }

    /// Writes a batch with its marks, trying until it succeeds or the program stops.
    async fn take(&self, batch: Batch<E>) {
        let mut pause = RETRY_AT_LEAST;
        loop {
            let turn = self.turn.lock().await;
            match self.write(&batch).await {
                Ok(parked) => {
                    self.seen.send_modify(|seen| seen.get_or_insert_default().extend(batch.upto));
                    drop(turn);
                    self.announce(&parked).await;
                    self.tell_ready();
                    return;
                }
                Err(cause) => self.hindered(&cause.to_string(), "a view cannot be written; trying again"),
            }
            drop(turn);
            if !self.pause(&mut pause).await {
                return;
            }
        }
    }

    async fn write(&self, batch: &Batch<E>) -> rusqlite::Result<Vec<NewlyParked>> {
        let (projection, service, now) = (self.projection.clone(), self.service, self.clock.now());
        let (events, upto) = (batch.events.clone(), batch.upto.clone());
        self.file.write(move |rows| applying::write(rows, &*projection, service, (&events, &upto), now)).await
    }

    pub(super) fn seen_marks(&self) -> Marks {
        self.seen.borrow().clone().unwrap_or_default()
    }

    /// Says once of each event that it was parked.
    pub(super) async fn announce(&self, newly: &[NewlyParked]) {
        for NewlyParked { number, item, cause } in newly {
            tracing::warn!(
                follower = self.follower, number, tenant = %item.tenant, service = item.service,
                position = item.position, event = item.event, cause,
                "an event is parked; later ones of its aggregate wait behind it"
            );
        }
        if !newly.is_empty()
            && let Err(cause) = self.look_at_parked().await
        {
            tracing::error!(follower = self.follower, %cause, "parked events cannot be counted");
        }
    }

    /// Counts what is parked, for the metric and for /readyz.
    pub(super) async fn look_at_parked(&self) -> rusqlite::Result<()> {
        let counts = self.file.read(parked::counts).await?;
        self.meter.tell(&counts);
        let parked: u64 = counts.values().sum();
        let note = (parked > 0).then(|| format!("{parked} parked; see `nanum parked list`"));
        *self.note.lock().unwrap_or_else(PoisonError::into_inner) = note;
        Ok(())
    }

    /// Ready, unless it has yet to come to where its events ended when the program started.
    pub(super) fn tell_ready(&self) {
        if self.goal.get().is_some_and(|goal| !marks::reach(&self.seen_marks(), goal)) {
            return self.part.not_ready("catching up");
        }
        match self.note.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            Some(note) => self.part.ready_but(note),
            None => self.part.ready(),
        }
    }

    fn hindered(&self, cause: &str, what: &str) {
        tracing::error!(follower = self.follower, cause, "{what}");
        self.part.not_ready(cause);
    }

    async fn rests(&self) {
        tokio::select! {
            () = self.rest.take() => {}
            () = self.shutdown.requested() => {}
        }
    }

    /// Waits longer each time; `false` when the program stops.
    async fn pause(&self, pause: &mut Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(*pause) => {
                *pause = (*pause * 2).min(RETRY_AT_MOST);
                true
            }
            () = self.shutdown.requested() => false,
        }
    }
}
