//! A small domain: notes of several tenants, each stream a trail of numbers; and a view whose projection can be broken,
//! held up, or refused the disk.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use nanum_bus::{Bus, local::LocalBus};
use nanum_contracts::{
    Actor, Problem, TenantId, WireError,
    ids::{CommandId, Id},
};
use nanum_runtime::{
    Follower, Projection, Recorded, Service, Shell, View, clock::ManualClock, config::Settings, log,
    view::ProjectionError,
};
use nanum_store::{Append, EventStore, Expected, Metadata, NewEvent, StreamName};
use rusqlite::{Connection, Transaction, params};
use serde_json::value::to_raw_value;
use tempfile::TempDir;
use tokio::time::Instant;
use uuid::Uuid;

pub(crate) const SERVICE: &str = "notebook";
pub(crate) const FOLLOWER: &str = "notebook/view/which_notes";
const WITHIN: Duration = Duration::from_secs(20);

/// What the projection is up to.
#[derive(Debug, Default)]
pub(crate) struct Moods {
    /// Numbers that it cannot take.
    pub(crate) poison: Mutex<BTreeSet<u64>>,
    /// A number that it panics on.
    pub(crate) panics_on: Mutex<Option<u64>>,
    /// The disk has no page more.
    pub(crate) full: AtomicBool,
    was_full: AtomicBool,
    closed: Mutex<bool>,
    opened: Condvar,
    /// Events that it has looked at while the gate was closed.
    pub(crate) held: AtomicU64,
}

impl Moods {
    pub(crate) fn poison(&self, numbers: &[u64]) {
        *self.poison.lock().unwrap() = numbers.iter().copied().collect();
    }

    /// Holds up whoever applies, or lets them go on.
    pub(crate) fn close(&self, closed: bool) {
        *self.closed.lock().unwrap() = closed;
        self.opened.notify_all();
    }

    fn pass(&self) {
        let closed = self.closed.lock().unwrap();
        if *closed {
            self.held.fetch_add(1, Ordering::SeqCst);
        }
        let passed = self.opened.wait_timeout_while(closed, WITHIN, |closed| *closed).unwrap();
        assert!(!passed.1.timed_out(), "nobody opened the gate");
    }

    fn apply(
        &self,
        rows: &Transaction<'_>,
        tenant: &TenantId,
        trail: &str,
        number: u64,
    ) -> Result<(), ProjectionError> {
        self.pass();
        let full = self.full.load(Ordering::SeqCst);
        if full || self.was_full.swap(full, Ordering::SeqCst) {
            self.was_full.store(full, Ordering::SeqCst);
            let pages: i64 = rows.pragma_query_value(None, "page_count", |row| row.get(0))?;
            rows.pragma_update(None, "max_page_count", if full { pages } else { i64::from(u32::MAX) - 1 })?;
        }
        // Written first, so that it shows whether an event that fails is undone.
        rows.prepare_cached("INSERT INTO notes VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            tenant.as_str(),
            trail,
            number as i64,
            "x".repeat(if full { 9_000 } else { 9 })
        ])?;
        let panics_on = *self.panics_on.lock().unwrap();
        assert_ne!(panics_on, Some(number), "told to panic");
        if self.poison.lock().unwrap().contains(&number) {
            return Err(WireError::UnknownName { name: format!("poison {number}") }.into());
        }
        rows.prepare_cached(
            "INSERT INTO trails VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET numbers = numbers || ' ' || excluded.numbers",
        )?
        .execute(params![tenant.as_str(), trail, number.to_string()])?;
        Ok(())
    }
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS notes (tenant TEXT NOT NULL, trail TEXT NOT NULL, number INTEGER NOT NULL,
        text TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS trails (tenant TEXT NOT NULL, trail TEXT NOT NULL, numbers TEXT NOT NULL,
        PRIMARY KEY (tenant, trail)) STRICT, WITHOUT ROWID;";
const INDEXES: &str = "CREATE INDEX IF NOT EXISTS notes_by_number ON notes (number)";

/// The view as it is.
#[derive(Debug, Clone)]
pub(crate) struct WhichNotes(pub(crate) Arc<Moods>);

impl Projection<Recorded> for WhichNotes {
    const NAME: &'static str = "which_notes";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = SCHEMA;
    const INDEXES: &'static str = INDEXES;

    fn apply(&self, rows: &Transaction<'_>, event: &Recorded) -> Result<(), ProjectionError> {
        let number = serde_json::from_str(&event.data)?;
        self.0.apply(rows, &event.metadata.tenant, &trail_of(event.stream.id()), number)
    }
}

/// The view as a later program has it.
#[derive(Debug, Clone)]
pub(crate) struct WhichNotes2(pub(crate) Arc<Moods>);

impl Projection<Recorded> for WhichNotes2 {
    const NAME: &'static str = "which_notes";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = SCHEMA;
    const INDEXES: &'static str = INDEXES;

    fn apply(&self, rows: &Transaction<'_>, event: &Recorded) -> Result<(), ProjectionError> {
        let number: u64 = serde_json::from_str(&event.data)?;
        self.0.apply(rows, &event.metadata.tenant, &trail_of(event.stream.id()), number + 1_000)
    }
}

/// The same of public events.
#[derive(Debug, Clone)]
pub(crate) struct WhichOfOthers(pub(crate) Arc<Moods>);

impl Projection<nanum_bus::Delivered> for WhichOfOthers {
    const NAME: &'static str = "which_of_others";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = SCHEMA;

    fn apply(&self, rows: &Transaction<'_>, event: &nanum_bus::Delivered) -> Result<(), ProjectionError> {
        let number = serde_json::from_str(event.event.data.get())?;
        self.0.apply(rows, &event.tenant, &event.event.subject, number)
    }
}

fn trail_of(id: Option<Uuid>) -> String {
    id.map(|id| id.as_u128().to_string()).unwrap_or_default()
}

/// A program with its log, and a hand that writes into the log from outside.
pub(crate) struct Notebook {
    pub(crate) folder: Arc<TempDir>,
    pub(crate) shell: Shell,
    pub(crate) service: Service,
    pub(crate) log: Arc<dyn EventStore>,
    pub(crate) moods: Arc<Moods>,
    next_command: AtomicU64,
}

impl Notebook {
    pub(crate) fn open() -> Self {
        Self::over(Arc::new(TempDir::new().unwrap()))
    }

    pub(crate) fn over(folder: Arc<TempDir>) -> Self {
        Self::with(folder, Arc::new(LocalBus::new()), SERVICE)
    }

    pub(crate) fn with(folder: Arc<TempDir>, bus: Arc<dyn Bus>, service: &'static str) -> Self {
        let data = [("data.folder", folder.path().display().to_string())];
        let clock = Arc::new(ManualClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let shell = Shell::new(Settings::load_with(None, &data).unwrap(), bus, clock);
        let log = log::open_embedded(folder.path(), service).unwrap();
        let service = Service::open(&shell, service).unwrap();
        Self { folder, shell, service, log, moods: Arc::default(), next_command: AtomicU64::new(0) }
    }

    /// As after a crash or an update: everything in memory is gone.
    pub(crate) fn reopened(self) -> Self {
        self.shell.shutdown.request();
        Self::over(self.folder)
    }

    pub(crate) async fn view(&self) -> View {
        self.service.view(WhichNotes(self.moods.clone())).await.unwrap()
    }

    /// Writes numbers into a trail, each an event.
    pub(crate) async fn notes(&self, tenant: &str, trail: u128, numbers: impl IntoIterator<Item = u64>) {
        let tenant: TenantId = tenant.parse().unwrap();
        let metadata = Metadata {
            tenant: tenant.clone(),
            actor: Actor::Anonymous,
            command: CommandId::named(
                &format!("{:p}", self),
                &format!("{tenant} {trail} {}", self.next_command.fetch_add(1, Ordering::Relaxed)),
            ),
            fingerprint: "f".into(),
            correlation: "c".into(),
            causation: None,
            recorded_at: "2026-11-22T08:00:00Z".parse().unwrap(),
            traceparent: None,
        };
        let events = numbers.into_iter().map(|number| NewEvent {
            name: "number.noted.v1".to_owned(),
            data: to_raw_value(&number).unwrap(),
        });
        let stream = StreamName::new(SERVICE, "trail", &tenant, Uuid::from_u128(trail));
        let append = Append::of_one(stream, Expected::Any, metadata, events.collect());
        self.log.append(append).await.unwrap();
    }

    pub(crate) fn follower(&self) -> Arc<dyn Follower> {
        self.shell.followers.named(FOLLOWER).unwrap()
    }

    /// What an operator sees of health follows the rows, and is waited for.
    pub(crate) async fn health_tells(&self, words: &str) {
        for _ in 0..400 {
            if self.shell.health.notes().iter().any(|(_, note)| note.contains(words)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("not among the notes: {words:?}; these are: {:?}", self.shell.health.notes());
    }

    pub(crate) async fn number_of_the_parked(&self) -> i64 {
        let parked = self.follower().parked().await.unwrap();
        assert_eq!(parked.len(), 1, "{parked:?}");
        parked[0].number
    }

    pub(crate) async fn checksum(&self) -> String {
        self.follower().as_view().unwrap().checksum().await.unwrap().sha256
    }

    /// Files of the view, without what SQLite keeps beside them.
    pub(crate) fn files(&self) -> Vec<String> {
        let folder: PathBuf = self.folder.path().join(SERVICE).join("views");
        let names =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| name.ends_with(".sqlite")).collect();
        names.sort();
        names
    }
}

/// What a trail says, in order.
pub(crate) async fn trail(view: &View, tenant: &str, trail: &str) -> Result<String, Problem> {
    let (tenant, trail) = (tenant.to_owned(), trail.to_owned());
    view.ask(&[], move |rows| numbers(rows, &tenant, &trail)).await
}

pub(crate) fn numbers(rows: &Connection, tenant: &str, trail: &str) -> rusqlite::Result<String> {
    let sql = "SELECT coalesce(max(numbers), '') FROM trails WHERE tenant = ?1 AND trail = ?2";
    rows.query_row(sql, [tenant, trail], |row| row.get(0))
}

/// Notes that are written, whatever their trails say.
pub(crate) async fn count(view: &View) -> i64 {
    view.ask(&[], |rows| rows.query_row("SELECT count(*) FROM notes", [], |row| row.get(0))).await.unwrap()
}

/// Waits for a condition, with a bound; `seen` is what the failure shows.
pub(crate) async fn until<T: std::fmt::Debug>(
    what: &str,
    look: impl AsyncFn() -> T,
    good: impl Fn(&T) -> bool,
) -> T {
    let deadline = Instant::now() + WITHIN;
    loop {
        let seen = look().await;
        if good(&seen) {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not come; last seen: {seen:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
