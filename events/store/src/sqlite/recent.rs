//! What the index does not hold yet: the streams and commands of the newest events, in memory. It is made again from the log
//! at opening, and completed from the log whenever another process has appended.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use foldhash::HashMap;
use rusqlite::Connection;
use uuid::Uuid;

use crate::StreamName;

/// Events after which a run is worth writing. Longer runs touch fewer pages an event, and take longer to make again.
pub(super) const RUN_EVENTS_MIN: u64 = 65_536;
/// Events that may wait for the index; about 100 MB when each has a command and a stream of its own. Then the writer waits.
const WAITING_EVENTS_MAX: u64 = 524_288;
/// How long the writer waits for the index before it gives up.
const INDEX_PATIENCE: Duration = Duration::from_secs(30);

/// Where the first event of a command in one stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) stream: i64,
    pub(super) position: u64,
}

/// Streams that began and commands that were applied in one piece of the log.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// The piece begins after this position and this stream.
    pub(super) after: u64,
    pub(super) streams_after: i64,
    /// And ends with these.
    pub(super) last: u64,
    pub(super) last_stream: i64,
    pub(super) streams: HashMap<StreamName, i64>,
    pub(super) commands: HashMap<Uuid, Spot>,
    /// Further streams of commands that wrote to more than one.
    pub(super) further: Vec<(Uuid, Spot)>,
}

impl Piece {
    pub(super) fn beginning_after(position: u64, stream: i64) -> Self {
        Self {
            after: position,
            last: position,
            streams_after: stream,
            last_stream: stream,
            ..Self::default()
        }
    }

    pub(super) fn add_stream(&mut self, name: StreamName, id: i64) {
        self.last_stream = id;
        self.streams.insert(name, id);
    }

    /// The first of a command's events in a stream. Other events only move the end: see [`Piece::reach`].
    pub(super) fn add_command(&mut self, command: Uuid, spot: Spot) {
        let known = self.commands.entry(command).or_insert(spot);
        if *known != spot {
            self.further.push((command, spot));
        }
    }

    pub(super) fn reach(&mut self, position: u64) {
        self.last = position;
    }

    pub(super) fn events(&self) -> u64 {
        self.last - self.after
    }

    /// Where the command's first events stand, one spot for each stream that it wrote to.
    pub(super) fn spots(&self, command: Uuid) -> impl Iterator<Item = Spot> {
        let further = self.further.iter().filter(move |(other, _)| *other == command).map(|(_, spot)| *spot);
        self.commands.get(&command).copied().into_iter().chain(further)
    }

    pub(super) fn spot_in(&self, command: Uuid, stream: i64) -> Option<Spot> {
        self.spots(command).find(|spot| spot.stream == stream)
    }

    fn absorb(&mut self, next: Self) {
        (self.last, self.last_stream) = (next.last, next.last_stream);
        self.streams.extend(next.streams);
        for (command, spot) in next.commands.into_iter().chain(next.further) {
            self.add_command(command, spot);
        }
    }

    /// Adds what the log holds after the end of this piece, at most so many events.
    pub(super) fn read_on(&mut self, log: &Connection, max: u64) -> rusqlite::Result<()> {
        let mut statement = log.prepare_cached(
            "SELECT position, stream, revision, command, stream.name
             FROM event CROSS JOIN stream ON stream.id = event.stream
             WHERE position > ?1 ORDER BY position LIMIT ?2",
        )?;
        let mut rows = statement.query((self.last, max))?;
        let mut before = None;
        while let Some(row) = rows.next()? {
            let (position, stream, revision): (u64, i64, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let command = Uuid::from_slice(row.get_ref(3)?.as_blob()?).unwrap_or_default();
            if revision == 0 {
                self.add_stream(StreamName::from_stored(row.get_ref(4)?.as_str()?), stream);
            }
            if before != Some((command, stream)) {
                self.add_command(command, Spot { stream, position });
            }
            before = Some((command, stream));
            self.reach(position);
        }
        Ok(())
    }
}

/// What is known of a command in a stream without the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LookUp {
    Here(Spot),
    /// The stream began after all that is in the index.
    Nowhere,
    MaybeIndexed,
}

/// The pieces after the index's mark, up to the newest event seen.
#[derive(Debug)]
pub(super) struct Recent {
    pieces: Mutex<Pieces>,
    changed: Condvar,
}

#[derive(Debug)]
struct Pieces {
    /// On its way into the index.
    older: Option<Arc<Piece>>,
    newer: Piece,
    /// Nobody writes the index any more: the store was closed, or writing failed.
    ended: Option<String>,
}

impl Recent {
    pub(super) fn of(newer: Piece) -> Self {
        Self { pieces: Mutex::new(Pieces { older: None, newer, ended: None }), changed: Condvar::new() }
    }

    fn pieces(&self) -> MutexGuard<'_, Pieces> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The position up to which it is complete.
    pub(super) fn end(&self) -> u64 {
        self.pieces().newer.last
    }

    /// Adds what others appended up to `head`, which the connection sees.
    pub(super) fn catch_up(&self, log: &Connection, head: u64) -> rusqlite::Result<()> {
        let mut pieces = self.pieces();
        let behind = head.saturating_sub(pieces.newer.last);
        if behind > 0 { pieces.newer.read_on(log, behind) } else { Ok(()) }
    }

    /// Adds what this process has committed, unless a reader has caught up with it already.
    pub(super) fn add(&self, piece: Piece) {
        let mut pieces = self.pieces();
        if piece.last > pieces.newer.last {
            pieces.newer.absorb(piece);
        }
        if pieces.newer.events() >= RUN_EVENTS_MIN {
            self.changed.notify_all();
        }
    }

    pub(super) fn stream(&self, name: &StreamName) -> Option<i64> {
        let pieces = self.pieces();
        let older = pieces.older.as_ref().and_then(|older| older.streams.get(name));
        older.or_else(|| pieces.newer.streams.get(name)).copied()
    }

    /// Where a command's first event in a stream stands, as far as it is known here.
    pub(super) fn look_up(&self, command: Uuid, stream: i64) -> LookUp {
        let pieces = self.pieces();
        let older = pieces.older.as_deref();
        let spot = older.and_then(|older| older.spot_in(command, stream));
        let begins_after = older.unwrap_or(&pieces.newer).streams_after;
        match spot.or_else(|| pieces.newer.spot_in(command, stream)) {
            Some(spot) => LookUp::Here(spot),
            None if stream > begins_after => LookUp::Nowhere,
            None => LookUp::MaybeIndexed,
        }
    }

    /// Position of the command's first event here.
    pub(super) fn first(&self, command: Uuid) -> Option<u64> {
        let pieces = self.pieces();
        let older = pieces.older.iter().flat_map(|older| older.spots(command));
        older.chain(pieces.newer.spots(command)).map(|spot| spot.position).min()
    }

    /// Waits until a run is worth writing, and takes it; `None` when there will be none.
    pub(super) fn next_run(&self) -> Option<Arc<Piece>> {
        let pieces = self.pieces();
        let mut pieces = self
            .changed
            .wait_while(pieces, |pieces| pieces.ended.is_none() && pieces.newer.events() < RUN_EVENTS_MIN)
            .unwrap_or_else(PoisonError::into_inner);
        if pieces.ended.is_some() {
            return None;
        }
        let next = Piece::beginning_after(pieces.newer.last, pieces.newer.last_stream);
        let run = Arc::new(std::mem::replace(&mut pieces.newer, next));
        pieces.older = Some(Arc::clone(&run));
        Some(run)
    }

    /// Forgets the run that is in the index now.
    pub(super) fn run_is_written(&self) {
        self.pieces().older = None;
        self.changed.notify_all();
    }

    /// Nobody writes the index any more.
    pub(super) fn end_runs(&self, cause: &str) {
        self.pieces().ended.get_or_insert_with(|| cause.to_owned());
        self.changed.notify_all();
    }

    /// Lets the writer wait while too much waits for the index.
    ///
    /// # Errors
    /// Why there will be no room.
    pub(super) fn wait_for_room(&self) -> Result<(), String> {
        let is_full = |pieces: &Pieces| pieces.newer.events() >= WAITING_EVENTS_MAX;
        let pieces = self.pieces();
        if !is_full(&pieces) {
            return Ok(());
        }
        let (pieces, _) = self
            .changed
            .wait_timeout_while(pieces, INDEX_PATIENCE, |pieces| pieces.ended.is_none() && is_full(pieces))
            .unwrap_or_else(PoisonError::into_inner);
        match (&pieces.ended, is_full(&pieces)) {
            (_, false) => Ok(()),
            (Some(cause), true) => Err(format!("the index of the log is not written any more: {cause}")),
            (None, true) => Err("the index of the log cannot keep up".to_owned()),
        }
    }
}
