//! Booking and Membership together while a clock goes on that a test moves: who does not come, who leaves, who cancels late, and what
//! follows from it for months.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails, with the place where it could not")]

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use nanum_bus::local::LocalBus;
use nanum_contracts::{
    Actor, Operation, Problem, TenantId,
    booking::{
        CancelReservation, CheckInToReservation, DefineResource, DoneBy, MakeReservation, NoteAbsence,
        Reservation,
    },
    ids::{MemberId, ResourceId},
    membership::{
        Contact, DefineSite, DefineTenant, GetStanding, Identity, PointsFor, RegisterMember,
        SetStandingPolicy, Standing, StandingPolicy,
    },
    time::TimeSpan,
};
use nanum_runtime::{Call, Client, Shell, clock::ManualClock, config::Settings, ids::Ids};
use serde_json::json;

/// No check-in within 15 minutes, an absence of 30, a cancellation less than 10 before: a point each. Three suspend for a month and
/// lapse after three.
const POLICY: StandingPolicy = StandingPolicy {
    threshold: 3,
    suspended_months: 1,
    lapse_after_months: 3,
    points_for_no_show: 1,
    points_for_late_cancellation: 1,
    late_hours: 0,
    late_minutes: 10,
    points_for_absence: 1,
};

struct City {
    _folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
    client: Client,
    tenant: TenantId,
    room: ResourceId,
    minji: MemberId,
}

impl City {
    /// At 9:00 on Tuesday 1 December 2026, with a member and a room that is open all day.
    async fn opens() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let clock = Arc::new(ManualClock::at(at("09:00")));
        let settings = Settings::load_with(None, &[("data.folder", path)]).unwrap();
        let shell = Shell::new(settings, Arc::new(LocalBus::new()), clock.clone());
        nanum_membership::start(shell.clone()).await.unwrap();
        nanum_booking::start(shell.clone()).await.unwrap();
        let (tenant, client) = ("seosan".parse::<TenantId>().unwrap(), shell.client());
        let definition = serde_json::from_value(json!({
            "slug": "seosan", "kind": "member", "name": { "ko": "서산시" }, "languages": ["ko"], "zone": "Asia/Seoul",
            "currency": "KRW", "issuers": ["demo"],
        }));
        let admit = DefineTenant { definition: definition.unwrap(), new_only: false };
        ask(&client, &TenantId::network(), admit).await.unwrap();
        let definition = serde_json::from_value(json!({
            "name": { "ko": "청소년 공간" }, "address": "1", "latitude": 36.78, "longitude": 126.45, "hours": [],
        }));
        let site = ask(&client, &tenant, DefineSite { site: None, definition: definition.unwrap() })
            .await
            .unwrap()
            .id;
        let contact = Contact {
            name: "Kim Minji".to_owned(),
            email: "minji@seosan.example".to_owned(),
            language: "ko".parse().unwrap(),
        };
        let identity = Identity { issuer: "demo".to_owned(), subject: "seosan/minji".to_owned() };
        let register = RegisterMember { member: None, identity, contact, card: None };
        let minji = ask(&client, &tenant, register).await.unwrap().id;
        ask(&client, &tenant, SetStandingPolicy { policy: POLICY }).await.unwrap();
        let definition = serde_json::from_value(json!({
            "site": site, "kind": "room", "name": { "ko": "연습실" }, "units": 1, "approval": false,
            "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00" }],
            "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240, "eligibility": { "good_standing": true },
            "attendance": { "opens_minutes_before": 15, "due_minutes": 15, "absence_minutes": 30, "frees_time": true },
        }));
        let define = DefineResource { resource: None, definition: definition.unwrap() };
        let room = ask(&client, &tenant, define).await.unwrap().id;
        Self { _folder: folder, clock, client, tenant, room, minji }
    }

    async fn asks<O: Operation>(&self, body: O) -> Result<O::Reply, Problem> {
        ask(&self.client, &self.tenant, body).await
    }

    async fn reserves(&self, from: Timestamp, to: Timestamp) -> Result<Reservation, Problem> {
        let wish = MakeReservation {
            resource: self.room,
            member: self.minji,
            span: TimeSpan::new(from, to).unwrap(),
            persons: None,
            set_rules_aside: false,
            group: None,
            purpose: None,
            asks_free: false,
        };
        self.asks(wish).await
    }

    fn it_is(&self, time: &str) {
        let passes = at(time).duration_since(self.now());
        self.clock.advance(passes);
    }

    fn now(&self) -> Timestamp {
        nanum_runtime::clock::Clock::now(&*self.clock)
    }

    async fn standing(&self) -> Standing {
        self.asks(GetStanding { member: self.minji }).await.unwrap()
    }

    /// Waits until so many points are given, and says for what.
    async fn points_come_to(&self, points: u32) -> Vec<PointsFor> {
        for _ in 0..1_500 {
            let standing = self.standing().await;
            if standing.points == points {
                return standing.given.iter().map(|given| given.given_for).collect();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("there are no {points} points: {:?}", self.standing().await);
    }
}

async fn ask<O: Operation>(client: &Client, tenant: &TenantId, body: O) -> Result<O::Reply, Problem> {
    let call = Call::command(tenant, Actor::Platform("test".to_owned()), &Ids);
    client.ask(call, body).await.map(|answer| answer.reply)
}

/// A time of 1 December 2026 in Seoul.
fn at(time: &str) -> Timestamp {
    format!("2026-12-01T{time}:00+09:00").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_points_for_not_coming_leaving_and_cancelling_late_suspend_for_a_month_and_lapse_after_three() {
    let city = City::opens().await;
    let missed = city.reserves(at("10:00"), at("11:00")).await.unwrap();
    let left = city.reserves(at("11:00"), at("13:00")).await.unwrap();
    let cancelled = city.reserves(at("14:00"), at("15:00")).await.unwrap();

    // No check-in within 15 minutes.
    city.it_is("10:15");
    assert_eq!(city.points_come_to(1).await, [PointsFor::NoShow]);
    let late = CheckInToReservation {
        reservation: missed.id,
        code: None,
        by: DoneBy::Holder,
        set_rules_aside: false,
    };
    assert_eq!(city.asks(late).await.unwrap_err().rule.as_deref(), Some("what-was-released-is-nobodys"));

    // An absence of 30 minutes.
    city.it_is("11:00");
    let come =
        CheckInToReservation { reservation: left.id, code: None, by: DoneBy::Holder, set_rules_aside: false };
    city.asks(come).await.unwrap();
    city.it_is("11:59");
    let early = NoteAbsence { reservation: left.id, since: at("11:30") };
    assert_eq!(city.asks(early).await.unwrap_err().actual.unwrap(), 29);
    city.it_is("12:00");
    city.asks(NoteAbsence { reservation: left.id, since: at("11:30") }).await.unwrap();
    let mut given = city.points_come_to(2).await;
    given.sort_unstable_by_key(|given_for| format!("{given_for:?}"));
    assert_eq!(given, [PointsFor::Absence, PointsFor::NoShow]);
    assert_eq!(city.standing().await.suspended_until, None);
    city.reserves(at("18:00"), at("19:00")).await.unwrap();

    // A cancellation less than 10 minutes before.
    city.it_is("13:51");
    let cancel = CancelReservation {
        reservation: cancelled.id,
        reason: None,
        set_rules_aside: false,
        by: Some(DoneBy::Holder),
        at_members_wish: false,
    };
    city.asks(cancel).await.unwrap();
    assert!(city.points_come_to(3).await.contains(&PointsFor::LateCancellation));
    let a_month_later: Timestamp = "2027-01-01T13:51:00+09:00".parse().unwrap();
    assert_eq!(city.standing().await.suspended_until, Some(a_month_later));
    let refused = city.reserves(at("20:00"), at("21:00")).await.unwrap_err();
    assert_eq!(refused.rule.as_deref(), Some("not-while-suspended"));

    city.clock.advance(a_month_later.duration_since(city.now()));
    let hour = SignedDuration::from_hours(1);
    let at_night: Timestamp = "2027-01-02T00:00:00+09:00".parse().unwrap();
    city.reserves(at_night, at_night + hour).await.unwrap();
    assert_eq!(city.standing().await.points, 3, "they count for three months");
    let three_months_later: Timestamp = "2027-03-01T10:15:00+09:00".parse().unwrap();
    city.clock.advance(three_months_later.duration_since(city.now()));
    assert!(city.standing().await.points < 3, "the first has lapsed");
    city.clock.advance(SignedDuration::from_hours(4));
    let after = city.standing().await;
    assert_eq!((after.points, after.given.len()), (0, 0), "all have lapsed");
}
