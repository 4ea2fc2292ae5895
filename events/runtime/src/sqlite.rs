//! SQLite files for what can be made again from the log: views, marks, kept answers.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use crate::asker::Asker;

/// Readers kept open; more are opened when needed and closed after.
const IDLE_READERS_MAX: usize = 8;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements a connection keeps prepared: a view uses a few dozen.
pub(crate) const STATEMENTS_KEPT: usize = 64;

/// One disposable SQLite file: a writer, and readers that never wait for it. Another file can take its place while it is
/// in use.
#[derive(Debug)]
pub(crate) struct Disposable(Mutex<Option<Arc<OpenFile>>>);

#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Disposable {
    /// Opens or creates the file with its tables.
    pub(crate) fn open(path: &Path, schema: &str) -> rusqlite::Result<Arc<Self>> {
        let file = Self::to_come();
        file.replace(path, schema)?;
        Ok(file)
    }

    /// A file that is not there yet: until [`Disposable::replace`] it can be neither read nor written.
    pub(crate) fn to_come() -> Arc<Self> {
        Arc::new(Self(Mutex::default()))
    }

    /// Opens or creates another file in place of this one. Who is reading finishes on the one from before.
    pub(crate) fn replace(&self, path: &Path, schema: &str) -> rusqlite::Result<()> {
        let opened = OpenFile::open(path, schema)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(opened));
        Ok(())
    }

    /// Runs `work` with the writer, away from the async threads.
    pub(crate) async fn write<T, F>(self: &Arc<Self>, work: F) -> rusqlite::Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let file = self.present()?;
        blocking(move || work(&mut file.writer.lock().unwrap_or_else(PoisonError::into_inner))).await
    }

    /// Runs `work` with a reader, away from the async threads, and stops it when the question is dropped.
    pub(crate) async fn read<T, F>(self: &Arc<Self>, work: F) -> rusqlite::Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let file = self.present()?;
        let asker = Asker::default();
        let _waits = asker.waits();
        blocking(move || {
            let reader = file.take_reader()?;
            let result = asker.work(&reader, work);
            file.give_back(reader);
            result
        })
        .await
    }

    fn present(&self) -> rusqlite::Result<Arc<OpenFile>> {
        let present = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        present.ok_or_else(|| {
            let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
            rusqlite::Error::SqliteFailure(code, Some("the file is being built".to_owned()))
        })
    }
}

impl OpenFile {
    fn open(path: &Path, schema: &str) -> rusqlite::Result<Self> {
        if let Some(folder) = path.parent() {
            // A folder that cannot be made shows as a file that cannot be opened, with its path.
            let _ = std::fs::create_dir_all(folder);
        }
        let writer = Connection::open(path)?;
        writer.busy_timeout(BUSY_TIMEOUT)?;
        writer.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        // NORMAL: after a power failure the newest rows may be gone, with the mark of the same transaction.
        writer.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
        writer.execute_batch(schema)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    fn take_reader(&self) -> rusqlite::Result<Connection> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = idle {
            return Ok(reader);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        reader.busy_timeout(BUSY_TIMEOUT)?;
        Ok(reader)
    }

    fn give_back(&self, reader: Connection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS_MAX {
            readers.push(reader);
        }
    }
}

pub(crate) async fn blocking<T, F>(work: F) -> rusqlite::Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> rusqlite::Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|cause| {
        tracing::error!(%cause, "work on a view has panicked");
        Err(rusqlite::Error::InvalidQuery)
    })
}

/// Marks of a follower in its own file, written in the transaction of their effects.
pub(crate) mod marks {
    use nanum_bus::{Mark, Marks};
    use rusqlite::{Connection, params};

    pub(crate) const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS marks (
        service TEXT PRIMARY KEY, position INTEGER NOT NULL, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

    pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Marks> {
        let mut statement = connection.prepare_cached("SELECT service, position, sequence FROM marks")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get(0)?,
                Mark { position: row.get::<_, i64>(1)? as u64, sequence: row.get::<_, i64>(2)? as u64 },
            ))
        })?;
        rows.collect()
    }

    pub(crate) fn write(connection: &Connection, service: &str, mark: Mark) -> rusqlite::Result<()> {
        connection
            .prepare_cached("INSERT OR REPLACE INTO marks (service, position, sequence) VALUES (?1, ?2, ?3)")?
            .execute(params![service, mark.position as i64, mark.sequence as i64])?;
        Ok(())
    }

    /// Whether marks have come as far as others.
    pub(crate) fn reach(marks: &Marks, goal: &Marks) -> bool {
        goal.iter().all(|(service, goal)| marks.get(service).map_or(0, |mark| mark.position) >= goal.position)
    }
}
