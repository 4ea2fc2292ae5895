//! Standing, proofs and groups, as others meet them.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use nanum_bus::{BusError, Outbox};
use nanum_contracts::{
    CloudEvent, WireEvent as _,
    booking::{self, BookingEvent, DoneBy, ReleasedFor},
    ids::{GroupId, Id as _, MemberId, ReservationId, ResourceId, SiteId},
    membership::{
        AppealPoints, DefineGroup, EraseMember, GetGroup, GetKnown, GetStanding, GivePoints, GroupDefinition,
        GroupKind, NoteProofs, PointsFor, Proofs, SetStandingPolicy, Standing, StandingPolicy, WaivePoints,
    },
    problem::ProblemKind,
};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::watch;
use uuid::Uuid;

use crate::city::{City, somebody, tenant};

/// What Booking tells, in a test's words.
struct Booking {
    events: Mutex<Vec<Arc<CloudEvent>>>,
    head: watch::Sender<u64>,
}

impl Booking {
    fn begins() -> Arc<Self> {
        Arc::new(Self { events: Mutex::default(), head: watch::channel(0).0 })
    }

    fn tells(&self, name: &str, time: &str, data: Box<RawValue>) {
        let mut events = self.events.lock().unwrap();
        let position = events.len() as u64 + 1;
        events.push(Arc::new(CloudEvent {
            specversion: "1.0".into(),
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{name}{position}").as_bytes()),
            source: CloudEvent::source_of(&tenant("seosan"), booking::SERVICE),
            event_type: format!("org.nanum.booking.{name}"),
            subject: "test/1".to_owned(),
            time: time.parse().unwrap(),
            datacontenttype: "application/json".into(),
            dataschema: String::new(),
            sequence: position.to_string(),
            position,
            correlationid: "test".to_owned(),
            causationid: "test".to_owned(),
            traceparent: None,
            data,
        }));
        self.head.send_replace(position);
    }

    /// A reservation of 10:00 to 12:00 on 2 March is cancelled, as events of the first days told it.
    fn tells_of_a_cancellation(&self, number: u32, member: MemberId, at: &str, reason: Option<&str>) {
        self.tells_who_cancels(number, member, at, json!({ "reason": reason }));
    }

    /// The same, telling who did it.
    fn tells_who_cancels(&self, number: u32, member: MemberId, at: &str, how: Value) {
        let starts_at: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let mut cancelled = json!({
            "reservation": reservation(number), "resource": ResourceId::named("seosan", "room"),
            "site": SiteId::named("seosan", "center"), "member": member, "zone": "Asia/Seoul",
            "span": { "starts_at": starts_at, "ends_at": "2026-03-02T12:00:00Z" }, "was_confirmed": true,
        });
        cancelled.as_object_mut().unwrap().append(&mut how.as_object().unwrap().clone());
        let cancelled: booking::ReservationCancelled = serde_json::from_value(cancelled).unwrap();
        let event = BookingEvent::from(cancelled);
        self.tells(event.name(), at, event.encode().unwrap());
    }

    /// A reservation of ten to twelve is moved.
    fn tells_of_a_move(&self, number: u32, member: MemberId, at: &str, (from, to): (&str, &str), by: DoneBy) {
        let changed: booking::ReservationChanged = serde_json::from_value(json!({
            "reservation": reservation(number), "resource": ResourceId::named("seosan", "room"),
            "site": SiteId::named("seosan", "center"), "member": member, "zone": "Asia/Seoul", "persons": null,
            "span": { "starts_at": from, "ends_at": to }, "by": by,
            "before": { "starts_at": "2026-03-02T10:00:00Z", "ends_at": "2026-03-02T12:00:00Z" },
            "was": "confirmed", "state": "confirmed",
        }))
        .unwrap();
        let event = BookingEvent::from(changed);
        self.tells(event.name(), at, event.encode().unwrap());
    }

    /// A reservation of that morning is released.
    fn tells_of_a_release(&self, number: u32, member: MemberId, released_for: ReleasedFor) {
        let released: booking::ReservationReleased = serde_json::from_value(json!({
            "reservation": reservation(number), "resource": ResourceId::named("seosan", "room"),
            "site": SiteId::named("seosan", "center"), "member": member, "zone": "Asia/Seoul",
            "span": { "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T12:00:00Z" },
            "released_for": released_for, "frees_time": true,
        }))
        .unwrap();
        let event = BookingEvent::from(released);
        self.tells(event.name(), "2026-03-02T09:00:00Z", event.encode().unwrap());
    }
}

#[async_trait]
impl Outbox for Booking {
    fn service(&self) -> &str {
        booking::SERVICE
    }

    async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError> {
        let events = self.events.lock().unwrap();
        Ok((events.iter().skip(after as usize).cloned().collect(), events.len() as u64))
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

fn reservation(number: u32) -> ReservationId {
    ReservationId::named("seosan", &number.to_string())
}

/// Three points suspend for a month and lapse after three; late is less than a day ahead.
const POLICY: StandingPolicy = StandingPolicy {
    threshold: 3,
    suspended_months: 1,
    lapse_after_months: 3,
    points_for_no_show: 2,
    points_for_late_cancellation: 1,
    late_hours: 24,
    late_minutes: 0,
    points_for_absence: 1,
};

async fn a_city_that_keeps_order() -> (City, MemberId) {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", None)).await.unwrap().id;
    city.asks("seosan", SetStandingPolicy { policy: POLICY }).await.unwrap();
    (city, minji)
}

fn give(member: MemberId, points: u32) -> GivePoints {
    GivePoints { member, points, given_for: PointsFor::LeftDirty, reservation: None }
}

async fn standing(city: &City, member: MemberId) -> Standing {
    city.asks("seosan", GetStanding { member }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_points_suspend_and_a_waiver_lifts_it() {
    let (city, minji) = a_city_that_keeps_order().await;
    city.asks("seosan", give(minji, 2)).await.unwrap();
    assert_eq!(standing(&city, minji).await.suspended_until, None);
    let suspended = city.asks("seosan", give(minji, 1)).await.unwrap();
    let until: Timestamp = "2026-04-02T09:00:00Z".parse().unwrap();
    assert_eq!((suspended.points, suspended.threshold, suspended.suspended_until), (3, Some(3), Some(until)));
    let known = city.asks("seosan", GetKnown { member: minji, group: None }).await.unwrap();
    let suspension = known.suspended.unwrap();
    assert_eq!((suspension.until, suspension.points, suspension.threshold), (until, 3, 3));

    let two = suspended.given.iter().find(|given| given.points == 2).unwrap().id;
    let appealed = city.asks("seosan", AppealPoints { member: minji, points: two }).await.unwrap();
    assert!(appealed.given.iter().any(|given| given.appealed));
    let waive = WaivePoints { member: minji, points: two, granted: true };
    let waived = city.asks("seosan", waive).await.unwrap();
    assert_eq!((waived.points, waived.suspended_until), (1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_policy_nobody_gets_points() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", None)).await.unwrap().id;
    let refused = city.asks("seosan", give(minji, 1)).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::StateForbids);
    let stranger = MemberId::named("seosan", "stranger");
    city.asks("seosan", SetStandingPolicy { policy: POLICY }).await.unwrap();
    assert_eq!(city.asks("seosan", give(stranger, 1)).await.unwrap_err().kind, ProblemKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cancels_late_or_does_not_come_gets_points_once() {
    let (city, minji) = a_city_that_keeps_order().await;
    let booking = Booking::begins();
    booking.tells_of_a_cancellation(1, minji, "2026-03-01T10:00:00Z", None); // in time, to the minute
    booking.tells_of_a_cancellation(2, minji, "2026-03-02T09:00:00Z", Some("The heating has failed."));
    booking.tells_of_a_cancellation(3, minji, "2026-03-01T10:01:00Z", None);
    for _ in 0..2 {
        booking.tells_of_a_release(4, minji, ReleasedFor::NoShow);
    }
    city.bus.attach(booking).await.unwrap();
    for _ in 0..500 {
        let seen = standing(&city, minji).await;
        if seen.points == 3 {
            let mut given: Vec<_> = seen.given.iter().map(|it| (it.points, it.reservation)).collect();
            given.sort_unstable();
            assert_eq!(given, [(1, Some(reservation(3))), (2, Some(reservation(4)))]);
            assert!(seen.suspended_until.is_some());
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no points: {:?}", standing(&city, minji).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_has_it_cancels_late_and_whoever_leaves_gets_points_of_their_own() {
    let (city, minji) = a_city_that_keeps_order().await;
    let ten_minutes = StandingPolicy { late_hours: 0, late_minutes: 10, ..POLICY };
    city.asks("seosan", SetStandingPolicy { policy: ten_minutes }).await.unwrap();
    let booking = Booking::begins();
    let by = |who| json!({ "by": who });
    booking.tells_who_cancels(1, minji, "2026-03-02T09:50:00Z", by(DoneBy::Holder)); // in time, to the minute
    booking.tells_who_cancels(2, minji, "2026-03-02T09:55:00Z", by(DoneBy::Staff));
    booking.tells_who_cancels(3, minji, "2026-03-02T09:55:00Z", by(DoneBy::Platform));
    let left_early = json!({ "by": DoneBy::Holder, "checked_in_at": "2026-03-02T09:45:00Z" });
    booking.tells_who_cancels(6, minji, "2026-03-02T11:00:00Z", left_early.clone());
    booking.tells_who_cancels(4, minji, "2026-03-02T09:51:00Z", left_early);
    booking.tells_of_a_release(5, minji, ReleasedFor::Absence);
    city.bus.attach(booking).await.unwrap();
    for _ in 0..500 {
        let seen = standing(&city, minji).await;
        if seen.points == 2 {
            let mut given: Vec<_> =
                seen.given.iter().map(|it| (it.reservation, it.given_for, it.points)).collect();
            given.sort_unstable_by_key(|(which, ..)| *which != Some(self::reservation(4)));
            let late = (Some(reservation(4)), PointsFor::LateCancellation, 1);
            assert_eq!(given, [late, (Some(reservation(5)), PointsFor::Absence, 1)]);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no points: {:?}", standing(&city, minji).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_moves_or_shortens_late_gives_up_late_what_the_new_time_does_not_contain() {
    let (city, minji) = a_city_that_keeps_order().await;
    let booking = Booking::begins();
    let (far, shorter, longer) = (
        ("2026-04-10T10:00:00Z", "2026-04-10T12:00:00Z"),
        ("2026-03-02T10:00:00Z", "2026-03-02T10:30:00Z"),
        ("2026-03-02T09:00:00Z", "2026-03-02T13:00:00Z"),
    );
    booking.tells_of_a_move(1, minji, "2026-03-01T10:00:00Z", far, DoneBy::Holder); // in time, to the minute
    booking.tells_of_a_move(2, minji, "2026-03-01T10:01:00Z", far, DoneBy::Staff);
    booking.tells_of_a_move(3, minji, "2026-03-01T10:01:00Z", longer, DoneBy::Holder);
    booking.tells_of_a_move(4, minji, "2026-03-01T10:01:00Z", far, DoneBy::Holder);
    booking.tells_of_a_move(5, minji, "2026-03-01T10:01:00Z", shorter, DoneBy::Holder);
    city.bus.attach(booking).await.unwrap();
    for _ in 0..500 {
        let seen = standing(&city, minji).await;
        if seen.points == 2 {
            let given: Vec<_> = seen.given.iter().map(|it| (it.reservation, it.given_for)).collect();
            let late = |number| (Some(reservation(number)), PointsFor::LateCancellation);
            assert!(given.contains(&late(4)) && given.contains(&late(5)), "{given:?}");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no points: {:?}", standing(&city, minji).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_of_a_member_is_known_until_they_are_erased() {
    let (city, minji) = a_city_that_keeps_order().await;
    let proofs = Proofs {
        resident: true,
        adult: true,
        entitlements: vec!["city-pass".to_owned()],
        qualifications: vec!["laser-cutter".to_owned()],
    };
    let noted = city.asks("seosan", NoteProofs { member: minji, proofs: proofs.clone() }).await.unwrap();
    assert_eq!(noted, proofs);
    let known = || city.asks("seosan", GetKnown { member: minji, group: None });
    assert_eq!(known().await.unwrap().proofs, proofs);
    city.asks("seosan", EraseMember { member: minji }).await.unwrap();
    assert_eq!(known().await.unwrap_err().kind, ProblemKind::NotFound);
    let never = GetKnown { member: MemberId::named("seosan", "never registered"), group: None };
    assert_eq!(city.asks("seosan", never).await.unwrap_err().kind, ProblemKind::NotFound);
    let elsewhere = city.asks("seoul", GetKnown { member: minji, group: None }).await.unwrap_err();
    assert_eq!(elsewhere.kind, ProblemKind::NotFound, "another tenant's looks the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_of_members_and_its_kind_is_known() {
    let (city, minji) = a_city_that_keeps_order().await;
    let definition = |members: Vec<MemberId>| GroupDefinition {
        kind: GroupKind::Team,
        name: "Juniors".to_owned(),
        agents: members.clone(),
        members,
    };
    let stranger = definition(vec![MemberId::named("seosan", "stranger")]);
    let refused = city.asks("seosan", DefineGroup { group: None, definition: stranger }).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    let define = DefineGroup { group: None, definition: definition(vec![minji]) };
    let team = city.asks("seosan", define).await.unwrap();
    assert_eq!(city.asks("seosan", GetGroup { group: team.id }).await.unwrap(), team);
    assert!(city.asks("seoul", GetGroup { group: team.id }).await.is_err(), "another tenant's");
    let asked = |group| GetKnown { member: minji, group: Some(group) };
    assert_eq!(city.asks("seosan", asked(team.id)).await.unwrap().group, Some(GroupKind::Team));
    let nobody = GroupId::named("seosan", "nobody");
    assert_eq!(city.asks("seosan", asked(nobody)).await.unwrap_err().kind, ProblemKind::NotFound);
}
