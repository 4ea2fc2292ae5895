//! Events are for ever: every form ever recorded is kept here, and reads and writes as it did.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails, with the place where it could not")]

use std::{collections::BTreeSet, path::Path};

use nanum_contracts::WireEvent;
use nanum_notification::domain::event::MessageEvent;
use serde_json::Value;

/// Files are named `<wire name>.json`, or `<wire name>@<case>.json` where one name has several shapes.
#[test]
fn every_event_reads_and_writes_as_it_was_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    let mut seen = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let name = stem.split('@').next().unwrap();
        let recorded = std::fs::read_to_string(&path).unwrap();
        let event = MessageEvent::decode(name, &recorded).unwrap();
        let written: Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&recorded).unwrap(), "{stem}");
        seen.insert(name.to_owned());
    }
    assert_eq!(seen, MessageEvent::NAMES.iter().map(|name| (*name).to_owned()).collect());
}
