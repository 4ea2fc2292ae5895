//! A log as a list, and random work that must come out the same on it and on an engine. Where the work comes from is the
//! caller's affair: see `tests/model.rs`.

use std::collections::BTreeMap;

use nanum_contracts::ids::{CommandId, Id};

use super::{Desk, Open, event, fresh, text};
use crate::{Append, Appended, CommandRecord, Commanded, Expected, Filter, Placed, Recorded, StreamName};

/// What an append expects, told from what the stream holds.
#[derive(Debug, Clone, Copy)]
pub enum Expecting {
    Any,
    NoStream,
    /// The revision that is there, moved by so much.
    Last(i8),
}

/// One piece of work. Streams and commands are a few, so that repetitions and conflicts are many.
#[derive(Debug, Clone)]
pub enum Work {
    /// Commands by number, each with so many events; none twice.
    Append {
        stream: u8,
        expecting: Expecting,
        commands: Vec<(u8, u8)>,
    },
    ReadStream {
        stream: u8,
        from: u8,
        max: u8,
    },
    ReadBack {
        stream: u8,
        from: Option<u8>,
        max: u8,
    },
    /// Of the streams with these numbers; none: of all.
    ReadAll {
        streams: Vec<u8>,
        page: u8,
    },
    FindCommand {
        command: u8,
    },
    Reopen,
}

/// An event as the model knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    stream: u8,
    revision: u64,
    position: u64,
    command: u8,
    data: String,
}

/// An event as it can be compared: by its position only where positions are dense.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    stream: Option<u8>,
    revision: u64,
    position: Option<u64>,
    command: Option<u8>,
    data: String,
}

/// Does the work on an engine and on the model.
///
/// # Errors
/// The first answer of the engine that is not the model's.
pub async fn agrees(open: Open, work: &[Work]) -> Result<(), String> {
    let desk = Desk::new(&open).await?;
    let after = desk.head().await?;
    let mut run = Run { desk, after, log: Vec::new(), streams: BTreeMap::new(), commands: BTreeMap::new() };
    for (step, piece) in work.iter().enumerate() {
        let done = match piece {
            Work::Append { stream, expecting, commands } => run.append(*stream, *expecting, commands).await,
            Work::ReadStream { stream, from, max } => run.read_stream(*stream, *from, *max).await,
            Work::ReadBack { stream, from, max } => run.read_back(*stream, *from, *max).await,
            Work::ReadAll { streams, page } => run.read_all(streams, *page).await,
            Work::FindCommand { command } => run.find(*command).await,
            Work::Reopen => {
                run.desk = run.desk.anew().await?;
                Ok(())
            }
        };
        done.map_err(|cause| format!("step {step}, {piece:?}: {cause}"))?;
    }
    run.read_all(&[], u8::MAX).await
}

struct Run {
    desk: Desk,
    /// Where the log ended before.
    after: u64,
    log: Vec<Event>,
    streams: BTreeMap<u8, StreamName>,
    commands: BTreeMap<u8, CommandId>,
}

impl Run {
    fn stream(&mut self, number: u8) -> StreamName {
        let desk = &self.desk;
        self.streams.entry(number).or_insert_with(|| desk.stream_of(&format!("thing{number}"))).clone()
    }

    fn command(&mut self, number: u8) -> CommandId {
        *self.commands.entry(number).or_insert_with(|| CommandId::from_uuid(fresh()))
    }

    fn of_stream(&self, stream: u8) -> Vec<Event> {
        self.log.iter().filter(|event| event.stream == stream).cloned().collect()
    }

    fn placed(&self, stream: u8, command: u8) -> Option<Placed> {
        let events = self.log.iter().filter(|event| event.stream == stream && event.command == command);
        events.fold(None, |placed, event| {
            let first_revision = placed.map_or(event.revision, |placed: Placed| placed.first_revision);
            let (last_revision, last_position) = (event.revision, event.position);
            Some(Placed { first_revision, last_revision, last_position })
        })
    }

    async fn append(
        &mut self,
        stream: u8,
        expecting: Expecting,
        commands: &[(u8, u8)],
    ) -> Result<(), String> {
        let name = self.stream(stream);
        let held = self.of_stream(stream);
        let last = held.last().map(|event| event.revision);
        let expected = match expecting {
            Expecting::Any => Expected::Any,
            Expecting::NoStream => Expected::NoStream,
            Expecting::Last(by) => Expected::Revision(last.unwrap_or(0).saturating_add_signed(by.into())),
        };
        let append = Append { stream: name, expected, commands: self.commanded(commands) };
        let actual = self.desk.append(&append).await?;
        let applied = commands.iter().find_map(|(command, _)| self.placed(stream, *command));
        let fits = match expected {
            Expected::Any => true,
            Expected::NoStream => last.is_none(),
            Expected::Revision(revision) => last == Some(revision),
        };
        match applied {
            Some(placed) => {
                let Appended::AlreadyApplied(actual) = actual else {
                    return Err(format!("{actual:?} instead of already applied"));
                };
                ensure_eq!(self.comparable(actual), self.comparable(placed));
            }
            None if !fits => ensure_eq!(actual, Appended::Conflict { actual: last }),
            None => {
                let Appended::Stored(placed) = actual else {
                    return Err(format!("{actual:?} instead of stored"));
                };
                self.store(stream, &append, commands, placed)?;
            }
        }
        Ok(())
    }

    fn commanded(&mut self, commands: &[(u8, u8)]) -> Vec<Commanded> {
        let mut commanded = Vec::new();
        for (number, events) in commands {
            let command = self.command(*number);
            let events = (0..*events).map(|index| event(&format!("[{number}, {index}]"))).collect();
            commanded.push(Commanded { metadata: self.desk.metadata(command), events });
        }
        commanded
    }

    /// Adds to the model what the engine stored.
    fn store(
        &mut self,
        stream: u8,
        append: &Append,
        commands: &[(u8, u8)],
        placed: Placed,
    ) -> Result<(), String> {
        let first_revision = self.of_stream(stream).len() as u64;
        let count = append.commands.iter().map(|command| command.events.len() as u64).sum::<u64>();
        ensure_eq!(
            (placed.first_revision, placed.last_revision),
            (first_revision, first_revision + count - 1)
        );
        let before = self.log.last().map_or(self.after, |event| event.position);
        ensure!(placed.last_position >= before + count);
        ensure!(!self.desk.store.positions_are_dense() || placed.last_position == before + count);
        let events = append.commands.iter().zip(commands).flat_map(|(commanded, (command, _))| {
            commanded.events.iter().map(move |event| (*command, event.data.get().to_owned()))
        });
        for (index, (command, data)) in (0..).zip(events) {
            let position = placed.last_position - (count - 1) + index;
            self.log.push(Event { stream, revision: first_revision + index, position, command, data });
        }
        Ok(())
    }

    /// Where positions have gaps, the model knows revisions only.
    fn comparable(&self, placed: Placed) -> Placed {
        if self.desk.store.positions_are_dense() { placed } else { Placed { last_position: 0, ..placed } }
    }

    /// Events as the engine tells them, in the model's words.
    fn told(&self, events: &[Recorded]) -> Vec<Told> {
        let stream = |name: &StreamName| {
            self.streams.iter().find(|(_, known)| *known == name).map(|(number, _)| *number)
        };
        let command = |id| self.commands.iter().find(|(_, known)| **known == id).map(|(number, _)| *number);
        let told = |event: &Recorded| Told {
            stream: stream(&event.stream),
            revision: event.revision,
            position: self.desk.store.positions_are_dense().then_some(event.position),
            command: command(event.metadata.command),
            data: event.data.to_string(),
        };
        events.iter().map(told).collect()
    }

    fn known<'a>(&self, events: impl Iterator<Item = &'a Event>) -> Vec<Told> {
        let known = |event: &Event| Told {
            stream: Some(event.stream),
            revision: event.revision,
            position: self.desk.store.positions_are_dense().then_some(event.position),
            command: Some(event.command),
            data: event.data.clone(),
        };
        events.map(known).collect()
    }

    async fn read_stream(&mut self, stream: u8, from: u8, max: u8) -> Result<(), String> {
        let name = self.stream(stream);
        let events = self.desk.store.read_stream(&name, from.into(), max.into()).await.map_err(text)?;
        let due = self.of_stream(stream);
        let due = due.iter().filter(|event| event.revision >= from.into()).take(max.into());
        ensure_eq!(self.told(&events), self.known(due));
        Ok(())
    }

    async fn read_back(&mut self, stream: u8, from: Option<u8>, max: u8) -> Result<(), String> {
        let name = self.stream(stream);
        let read = self.desk.store.read_stream_back(&name, from.map(u64::from), max.into()).await;
        let events = read.map_err(text)?;
        let due = self.of_stream(stream);
        let due = due.iter().rev().filter(|event| from.is_none_or(|from| event.revision <= from.into()));
        ensure_eq!(self.told(&events), self.known(due.take(max.into())));
        Ok(())
    }

    async fn read_all(&mut self, streams: &[u8], page: u8) -> Result<(), String> {
        let prefix = |number: &u8| self.desk.prefix(&format!("thing{number}"));
        // Nothing but the case's own streams: the log may be in use.
        let all: Vec<_> = self.streams.keys().copied().collect();
        let streams = if streams.is_empty() { all.as_slice() } else { streams };
        if streams.is_empty() {
            return Ok(());
        }
        let filter = Filter::streams_beginning_with(streams.iter().map(prefix));
        let (mut position, head, mut found) = (self.after, self.desk.head().await?, Vec::new());
        while position < head {
            let read = self.desk.store.read_all(position, page.max(1).into(), &filter).await.map_err(text)?;
            ensure!(read.looked_through > position);
            position = read.looked_through;
            found.extend(read.events);
        }
        let due = self.log.iter().filter(|event| streams.contains(&event.stream));
        ensure_eq!(self.told(&found), self.known(due));
        Ok(())
    }

    async fn find(&mut self, number: u8) -> Result<(), String> {
        let command = self.command(number);
        let found = self.desk.find(command).await?;
        let first = self.log.iter().find(|event| event.command == number).map(|event| event.stream);
        let due = first.and_then(|stream| {
            let fingerprint = self.desk.metadata(command).fingerprint.to_string();
            let placed = self.placed(stream, number)?;
            Some(CommandRecord { stream: self.streams.get(&stream)?.clone(), placed, fingerprint })
        });
        let comparable =
            |record: CommandRecord| CommandRecord { placed: self.comparable(record.placed), ..record };
        ensure_eq!(found.map(comparable), due.map(comparable));
        Ok(())
    }
}
