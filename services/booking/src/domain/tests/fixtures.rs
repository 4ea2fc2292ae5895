//! Events are for ever: each name that was ever written is read as it was, and written the same.

use std::path::PathBuf;

use nanum_contracts::WireEvent as _;
use serde_json::value::RawValue;

use super::*;

#[test]
fn every_event_ever_written_is_read_and_written_the_same() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    for name in SpaceEvent::NAMES {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json")))
            .unwrap_or_else(|cause| panic!("{name} has no fixture: {cause}"));
        let stored: Box<RawValue> = serde_json::from_str(&text).unwrap();
        let event = SpaceEvent::decode(name, &stored).unwrap();
        assert_eq!(event.name(), *name);
        let written: serde_json::Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(&text).unwrap(), "{name}");
    }
    let fixtures = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(fixtures, SpaceEvent::NAMES.len(), "a name was dropped; the log still holds it");
}
