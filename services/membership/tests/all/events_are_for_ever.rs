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

/// What was said later under the same name, by name and case.
const LATER: [(&str, &str); 2] =
    [("member.suspended.v1", "zone"), ("standing-policy.set.v1", "absence_and_minutes")];

fn reads_and_writes_all<E: WireEvent>() {
    let later = LATER.iter().filter(|(name, _)| E::NAMES.contains(name));
    let later = later.map(|(name, case)| (*name, format!("{name}@{case}")));
    for (name, file) in E::NAMES.iter().map(|name| (*name, (*name).to_owned())).chain(later) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/events/{file}.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
        let event = E::decode(name, &text).unwrap();
        assert_eq!(event.name(), name);
        let again: serde_json::Value = serde_json::from_str(event.encode().unwrap().get()).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(&text).unwrap(), "{file}");
    }
}
