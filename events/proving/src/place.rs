//! Where a check takes place: a data folder, replicas of the service on it, and what lies in its files.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use nanum_bus::{Bus, local::LocalBus};
use nanum_contracts::{
    Actor, Answer, Problem, TenantId,
    ids::{CommandId, Id},
};
use nanum_runtime::{
    Call, Client, Shell,
    clock::{Clock, SystemClock},
    config::Settings,
    ids::Ids,
};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    Broken, ensure,
    hall::{self, SERVICE, TakeSeat},
};

/// What was acknowledged stands in the file within this, however late a bug makes it.
const STORED_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A data folder that goes when it is dropped.
pub(crate) struct Place(TempDir);

/// One running replica of the service, with a bus of its own. Stops when dropped.
pub(crate) struct Replica {
    pub(crate) client: Client,
    pub(crate) bus: Arc<dyn Bus>,
    shell: Shell,
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.shell.shutdown.request();
    }
}

impl Place {
    pub(crate) fn new() -> Result<Self, Broken> {
        TempDir::new().map(Self).map_err(|cause| Broken::cannot("a folder", cause))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) async fn replica(&self) -> Result<Replica, Broken> {
        let shell = shell(self.path())?;
        let client = hall::start(&shell).await.map_err(|cause| Broken::cannot("the service", cause))?;
        Ok(Replica { client, bus: shell.bus.clone(), shell })
    }

    /// Guests by their position in the log, as the file has them now.
    pub(crate) fn logged(&self) -> Result<BTreeMap<u64, Logged>, Broken> {
        let log = self.open(&self.path().join(SERVICE).join("log.sqlite"))?;
        let read = || {
            let mut rows = log.prepare("SELECT position, id, data ->> 'guest' FROM event")?;
            let rows = rows.query_map([], |row| {
                let (id, guest) = (row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?);
                let logged = Logged {
                    id: Uuid::from_slice(&id).unwrap_or_default(),
                    guest: guest.parse().unwrap_or_default(),
                };
                Ok((row.get::<_, i64>(0)?.cast_unsigned(), logged))
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|cause| Broken::cannot("the log", cause))
    }

    /// The same once the file has come to a position, for checks that are about something else than when it does.
    pub(crate) async fn logged_up_to(&self, position: u64) -> Result<BTreeMap<u64, Logged>, Broken> {
        let end = tokio::time::Instant::now() + STORED_WITHIN;
        loop {
            let logged = self.logged()?;
            if logged.contains_key(&position) {
                return Ok(logged);
            }
            ensure(tokio::time::Instant::now() < end, || format!("position {position} is never stored"))?;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The view's mark, and how many rows it has, at one moment.
    pub(crate) fn mark_and_rows(&self) -> Result<(u64, u64), Broken> {
        let view = self.open(&self.path().join(SERVICE).join("views/who_sits_where.v1.sqlite"))?;
        let both = "SELECT coalesce((SELECT max(position) FROM marks), 0), (SELECT count(*) FROM seats)";
        view.query_row(both, [], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned()))
        })
        .map_err(|cause| Broken::cannot("the view", cause))
    }

    fn open(&self, file: &Path) -> Result<Connection, Broken> {
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|cause| Broken::cannot(&file.display().to_string(), cause))
    }
}

/// An event in the file of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Logged {
    pub(crate) id: Uuid,
    pub(crate) guest: Uuid,
}

/// What a program lends to the service, on a data folder.
///
/// # Errors
/// When the settings cannot be made.
pub(crate) fn shell(folder: &Path) -> Result<Shell, Broken> {
    shell_at(folder, Arc::new(SystemClock))
}

/// The same by another clock, for checks that do not wait until it is late.
///
/// # Errors
/// When the settings cannot be made.
pub(crate) fn shell_at(folder: &Path, clock: Arc<dyn Clock>) -> Result<Shell, Broken> {
    let settings = Settings::load_with(None, &[("data.folder", folder.display().to_string())]);
    let settings = settings.map_err(|cause| Broken::cannot("settings", cause))?;
    Ok(Shell::new(settings, Arc::new(LocalBus::new()), clock))
}

pub(crate) fn tenant() -> Result<TenantId, Broken> {
    "seosan".parse().map_err(|cause| Broken::cannot("a tenant", cause))
}

/// An id that nothing else has.
pub(crate) fn fresh() -> Uuid {
    Ids.fresh::<CommandId>().uuid()
}

/// A guest takes a seat, under the guest's own key: whoever asks for the same guest repeats the command.
pub(crate) async fn takes_seat(client: &Client, hall: Uuid, guest: Uuid) -> Result<Answer<u64>, Problem> {
    let tenant = tenant().map_err(|cause| Problem::not_understood(cause.to_string()))?;
    let call = Call::command(&tenant, Actor::Anonymous, &Ids).with_key(&guest.to_string());
    client.ask(call, TakeSeat { hall, guest }).await
}

/// As [`takes_seat`], when it must work: the seat, and the position in the log.
pub(crate) async fn has_seat(client: &Client, hall: Uuid, guest: Uuid) -> Result<(u64, u64), Broken> {
    let answer =
        takes_seat(client, hall, guest).await.map_err(|cause| Broken::cannot("take a seat", cause))?;
    Ok((answer.reply, answer.position.map_or(0, |position| position.position)))
}
