use std::{fs, path::Path};

use nanum_contracts::WireEvent;
use nanum_membership::domain::{
    calendar::CalendarEvent, group::GroupEvent, member::MemberEvent, order::OrderEvent, site::SiteEvent,
    standing::StandingEvent, tenant::TenantEvent,
};

/// Every event ever written under a name must be read for ever.
#[test]
fn every_recorded_event_is_read_and_written_as_it_was() {
    reads_and_writes_all::<TenantEvent>();
    reads_and_writes_all::<SiteEvent>();
    reads_and_writes_all::<MemberEvent>();
    reads_and_writes_all::<GroupEvent>();
    reads_and_writes_all::<StandingEvent>();
    reads_and_writes_all::<OrderEvent>();
    reads_and_writes_all::<CalendarEvent>();
}

fn reads_and_writes_all<E: WireEvent>() {
    for name in E::NAMES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/events/{name}.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
        let event = E::decode(name, &text).unwrap();
        assert_eq!(event.name(), *name);
        let again: serde_json::Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(&text).unwrap(), "{name}");
    }
}
