use jiff::Timestamp;
use nanum_contracts::{Actor, TenantId};

use super::*;
use crate::{Metadata, event_id};

fn open(path: &Path) -> Index {
    Index::open(path, Duration::from_millis(50)).expect("it opens")
}

fn command(name: &str) -> CommandId {
    CommandId::named("test", name)
}

fn stream(name: &str) -> StreamName {
    StreamName::from_stored(name)
}

fn event(of: &str, in_stream: &str, revision: u64, position: u64) -> Recorded {
    let tenant: TenantId = "seosan".parse().expect("a tenant");
    let metadata = Metadata {
        tenant,
        actor: Actor::Anonymous,
        command: command(of),
        fingerprint: format!("of {of}").into(),
        correlation: "test".into(),
        causation: None,
        recorded_at: Timestamp::UNIX_EPOCH,
        traceparent: None,
    };
    Recorded {
        id: event_id(command(of), &stream(in_stream), 0),
        stream: stream(in_stream),
        revision,
        position,
        name: "thing.happened.v1".into(),
        data: "null".into(),
        metadata: metadata.into(),
    }
}

fn placed(first_revision: u64, last_revision: u64, last_position: u64) -> Placed {
    Placed { first_revision, last_revision, last_position }
}

async fn commanded(of: &str) -> Vec<Commanded> {
    let metadata = Arc::unwrap_or_clone(event(of, "s", 0, 0).metadata);
    vec![Commanded { metadata, events: Vec::new() }]
}

#[tokio::test]
async fn a_command_is_found_with_all_its_events() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(&folder.path().join("commands.sqlite"));
    index
        .add(vec![event("a", "s", 0, 100), event("a", "s", 1, 180), event("b", "s", 2, 250)], 300)
        .await
        .expect("added");
    // What comes in two pieces, or twice, makes no difference.
    index.add(vec![event("b", "s", 2, 250), event("b", "s", 3, 330)], 330).await.expect("added");

    let found = index.find(command("a")).await.expect("an answer");
    let expected =
        CommandRecord { stream: stream("s"), placed: placed(0, 1, 180), fingerprint: "of a".to_owned() };
    assert_eq!(found, Some(expected));
    assert_eq!(
        index.find_in(&stream("s"), &commanded("b").await).await.expect("an answer"),
        Some(placed(2, 3, 330))
    );
    assert_eq!(index.find_in(&stream("other"), &commanded("b").await).await.expect("an answer"), None);
    assert_eq!(index.find(command("never")).await.expect("an answer"), None);
}

#[tokio::test]
async fn of_two_streams_the_one_written_first_is_the_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(&folder.path().join("commands.sqlite"));
    index.add(vec![event("a", "z", 0, 100), event("a", "b", 0, 200)], 200).await.expect("added");
    let found = index.find(command("a")).await.expect("an answer").expect("found");
    assert_eq!(found.stream, stream("z"));
}

#[tokio::test]
async fn the_mark_survives_and_never_goes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("commands.sqlite");
    let index = open(&path);
    assert_eq!(index.mark().await.expect("a mark"), Mark { looked_through: 0, last: None });
    index.add(vec![event("a", "s", 0, 100)], 170).await.expect("added");
    index.add(Vec::new(), 400).await.expect("added");
    index.add(Vec::new(), 300).await.expect("added");
    drop(index);

    let mark = open(&path).mark().await.expect("a mark");
    let last = Anchor { position: 100, stream: stream("s"), revision: 0, id: event("a", "s", 0, 100).id };
    assert_eq!(mark, Mark { looked_through: 400, last: Some(last) });
}

#[tokio::test]
async fn it_answers_for_no_more_than_it_has_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("commands.sqlite");
    let index = open(&path);
    index.add(vec![event("a", "s", 0, 100)], 100).await.expect("added");
    index.has_seen(100).await.expect("seen");
    let refused = index.has_seen(101).await.expect_err("not seen").to_string();
    assert!(refused.contains("up to position 100, and 101"), "{refused}");

    // Opened again, it is not trusted before its last event was found in the log.
    let index = open(&path);
    assert!(index.has_seen(100).await.is_err());
    index.trust(&index.mark().await.expect("a mark"));
    index.has_seen(100).await.expect("seen");
}

#[tokio::test]
async fn what_is_cleared_is_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = open(&folder.path().join("commands.sqlite"));
    index.add(vec![event("a", "s", 0, 100)], 100).await.expect("added");
    index.clear().await.expect("cleared");
    assert_eq!(index.find(command("a")).await.expect("an answer"), None);
    assert_eq!(index.mark().await.expect("a mark"), Mark { looked_through: 0, last: None });
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("commands.sqlite");
    std::fs::write(&path, "no database at all, but long enough to be taken for one".repeat(100))
        .expect("written");
    let index = open(&path);
    index.add(vec![event("a", "s", 0, 100)], 100).await.expect("added");
    drop(index);
    Connection::open(&path).expect("a file").pragma_update(None, "user_version", 99).expect("written");
    let index = open(&path);
    assert_eq!(index.mark().await.expect("a mark").looked_through, 0);
}
