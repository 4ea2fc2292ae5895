//! What stands in a log today must be readable by every later version.

use std::{collections::BTreeSet, path::Path};

use nanum_contracts::WireEvent;
use nanum_lending::domain::TitleEvent;
use serde_json::Value;

/// Files are named `<wire name>.json`, or `<wire name>@<case>.json` where one name has been recorded in several shapes.
#[test]
fn every_event_reads_back_its_fixtures_and_every_name_has_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    let mut seen = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let name = stem.split('@').next().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let event = TitleEvent::decode(name, &text).unwrap_or_else(|cause| panic!("{stem}: {cause:?}"));
        let written: Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&text).unwrap(), "{stem}");
        assert_eq!(event.name(), name);
        seen.insert(name.to_owned());
    }
    assert_eq!(seen, TitleEvent::NAMES.iter().map(|name| (*name).to_owned()).collect());
}
