//! What stands in a log today must be readable by every later version.

use nanum_contracts::WireEvent;
use nanum_lending::domain::TitleEvent;
use serde_json::{Value, value::RawValue};

#[test]
fn every_event_reads_back_its_fixture() {
    for name in TitleEvent::NAMES {
        let path = format!("{}/tests/fixtures/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{path}: {cause}"));
        let stored = RawValue::from_string(text.clone()).unwrap();
        let event = TitleEvent::decode(name, &stored).unwrap_or_else(|cause| panic!("{name}: {cause:?}"));
        let written: Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&text).unwrap(), "{name}");
        assert_eq!(event.name(), *name);
    }
}

#[test]
fn no_fixture_is_of_a_name_that_has_gone() {
    let folder = format!("{}/tests/fixtures/events", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file.strip_suffix(".json").unwrap();
        assert!(TitleEvent::NAMES.contains(&name), "{name}");
    }
}
