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
        let written = if HolidayEvent::NAMES.contains(&name) {
            written_again::<HolidayEvent>(name, &text)
        } else {
            written_again::<SpaceEvent>(name, &text)
        };
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(&text).unwrap(), "{stem}");
        seen.insert(name.to_owned());
    }
    let names = SpaceEvent::NAMES.iter().chain(HolidayEvent::NAMES);
    assert_eq!(seen, names.map(|name| (*name).to_owned()).collect());
}

fn written_again<E: nanum_contracts::WireEvent>(name: &str, text: &str) -> serde_json::Value {
    let event = E::decode(name, text).unwrap();
    assert_eq!(event.name(), name);
    serde_json::from_str(event.encode().unwrap().get()).unwrap()
}
