//! Events are for ever: each name that was ever written is read as it was, and written the same.

use std::{collections::BTreeSet, path::PathBuf};

use nanum_contracts::WireEvent as _;

use super::*;

/// Files are named `<wire name>.json`, or `<wire name>@<case>.json` where one name has been recorded in several shapes.
#[test]
fn every_event_ever_written_is_read_and_written_the_same() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    let mut seen = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let name = stem.split('@').next().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let event = SpaceEvent::decode(name, &text).unwrap();
        assert_eq!(event.name(), name);
        let written: serde_json::Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(&text).unwrap(), "{stem}");
        seen.insert(name.to_owned());
    }
    assert_eq!(seen, SpaceEvent::NAMES.iter().map(|name| (*name).to_owned()).collect());
}
