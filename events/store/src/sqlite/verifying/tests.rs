//! What a defect of a program could have written: the chain holds, and the events are wrong all the same.

use std::path::PathBuf;

use jiff::Timestamp;
use nanum_contracts::Actor;
use serde_json::value::RawValue;

use super::*;
use crate::{
    Metadata, NewEvent, StreamName,
    sqlite::{
        encoded::{EncodedEvent, EncodedMetadata},
        placing::{INSERT, insert_event},
    },
};

/// An event's stream, revision and command, and as which of its command's events it is named.
type Row = (i64, u64, u32, usize);

fn written(folder: &Path, rows: &[Row]) -> PathBuf {
    let path = folder.join("log.db");
    let log = LogFile::new(&path).open_for_writing().expect("a log");
    for stream in 1..=9 {
        if rows.iter().any(|row| row.0 == stream) {
            log.execute("INSERT INTO stream VALUES (?1, ?2)", (stream, name(stream).as_str()))
                .expect("a stream");
        }
    }
    let mut insert = log.prepare(INSERT).expect("a statement");
    let mut hash = BEGINNING;
    for (position, (stream, revision, command, index)) in (1..).zip(rows) {
        let metadata = metadata(*command);
        let event = NewEvent { name: "thing.happened.v1".to_owned(), data: RawValue::NULL.to_owned() };
        let id = event_id(metadata.metadata.command, &name(*stream), *index);
        let content = metadata.content(&name(*stream), &id, &event.name, event.data.get()).hash();
        hash = chain::link(&hash, position, *revision, &content);
        let event = EncodedEvent { id, event, content };
        insert_event(&mut insert, position, *stream, *revision, &hash, &event, &metadata).expect("an event");
    }
    path
}

fn name(stream: i64) -> StreamName {
    StreamName::from_stored(&format!("test.thing-seosan-{stream}"))
}

fn metadata(command: u32) -> EncodedMetadata {
    EncodedMetadata::from(Metadata {
        tenant: "seosan".parse().expect("a tenant"),
        actor: Actor::Anonymous,
        command: CommandId::named("test", &command.to_string()),
        fingerprint: "".into(),
        correlation: "".into(),
        causation: None,
        recorded_at: Timestamp::UNIX_EPOCH,
        traceparent: None,
    })
    .expect("metadata")
}

#[test]
fn a_defect_that_was_chained_is_found() {
    let cases: [(&[Row], u64); 6] = [
        // A revision left out, in a stream and at its beginning.
        (&[(1, 0, 1, 0), (1, 2, 2, 0)], 2),
        (&[(1, 0, 1, 0), (2, 1, 2, 0)], 2),
        // A stream before its turn.
        (&[(2, 0, 1, 0), (1, 0, 2, 0)], 1),
        // An id that its command does not make.
        (&[(1, 0, 1, 0), (1, 1, 1, 0)], 2),
        (&[(1, 0, 1, 1)], 1),
        // A command applied twice.
        (&[(1, 0, 1, 0), (1, 1, 2, 0), (2, 0, 1, 0), (1, 2, 1, 0)], 4),
    ];
    for (rows, at) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        let found = verify(&written(folder.path(), rows), None, |_, _| {});
        assert!(
            matches!(found, Err(VerifyError::Damaged { position, .. }) if position == at),
            "{rows:?}: {found:?}"
        );
    }
}

#[test]
fn commands_that_only_look_alike_are_no_defect() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [(1, 0, 1, 0), (1, 1, 1, 1), (1, 2, 2, 0), (2, 0, 1, 0), (3, 0, 1, 0), (2, 1, 3, 0)];
    let verified = verify(&written(folder.path(), &rows), None, |_, _| {}).expect("whole");
    assert_eq!((verified.events, verified.streams, verified.commands), (6, 3, 5));
}
