//! Snapshots held against the log: whether each is what reading all events gives.

use std::{path::Path, sync::Arc};

use nanum_contracts::Problem;
use nanum_store::{EventStore, READ_EVENTS_MAX, StoreError, StreamName};

use super::{Decider, history::evolved, unanswered};
use crate::snapshot::{SnapshotForm, Snapshots};

/// A snapshot that is not what the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFault {
    pub stream: StreamName,
    pub revision: u64,
    pub what: String,
}

/// Reads every snapshot of one kind of aggregate in a service's folder and compares it with a replay of its stream. What
/// comes back is harmless but costs time: such a snapshot is not used, or can be deleted with its file.
///
/// Says how many were compared, and what is wrong.
///
/// # Errors
/// *Try again* when the log or the file cannot be read; a defect when an event cannot.
pub async fn verify_snapshots<A: Decider>(
    folder: &Path,
    store: &Arc<dyn EventStore>,
) -> Result<(usize, Vec<SnapshotFault>), Problem> {
    let (Some(form), Some(snapshots)) = (A::SNAPSHOTS, Snapshots::open_existing(folder)) else {
        return Ok((0, Vec::new()));
    };
    let mut faults = Vec::new();
    let streams = snapshots.streams(&StreamName::prefix(A::SERVICE, A::AGGREGATE), form.version).await?;
    for stream in &streams {
        let Some(snapshot) = snapshots.of(stream, form.version).await else {
            let what = "it is damaged and is not used".to_owned();
            faults.push(SnapshotFault { stream: stream.clone(), revision: 0, what });
            continue;
        };
        let replayed = replayed::<A>(store, stream, snapshot.revision, &form).await?;
        let what = match replayed {
            None => "it is of a revision that the stream does not have",
            Some((event, _)) if event != snapshot.event => "it is of another log",
            Some((_, state)) if state != snapshot.state => "its state is not what its events give",
            Some(_) => continue,
        };
        faults.push(SnapshotFault {
            stream: stream.clone(),
            revision: snapshot.revision,
            what: what.to_owned(),
        });
    }
    Ok((streams.len(), faults))
}

/// The id of the event at a revision, and the state after it as a snapshot has it.
async fn replayed<A: Decider>(
    store: &Arc<dyn EventStore>,
    stream: &StreamName,
    revision: u64,
    form: &SnapshotForm<A::State>,
) -> Result<Option<(uuid::Uuid, Vec<u8>)>, Problem> {
    let unread = |cause: StoreError| unanswered(&cause);
    let mut state = A::State::default();
    let mut next = 0;
    loop {
        let wanted = (revision - next + 1).min(READ_EVENTS_MAX as u64) as usize;
        let page = store.read_stream(stream, next, wanted).await.map_err(unread)?;
        let Some(last) = page.last().map(|recorded| (recorded.revision, recorded.id)) else {
            return Ok(None);
        };
        state = evolved::<A>(state, &page)?;
        if last.0 == revision {
            return form.write(&state).map(|state| Some((last.1, state))).map_err(|_| Problem::defect());
        }
        next = last.0 + 1;
    }
}
