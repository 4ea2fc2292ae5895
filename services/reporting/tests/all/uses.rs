//! The report equals a recount from the logs, in whatever order they come and however often.

use std::collections::BTreeMap;

use crate::parts::{Network, OtherLog};
use jiff::Timestamp;
use nanum_contracts::{
    TenantId,
    booking::{
        BookingEvent, ReservationCancelled, ReservationChanged, ReservationConfirmed, ReservationRestored,
        ReservationState, SeriesMade,
    },
    ids::{Id, SiteId},
    lending::{LendingEvent, LoanStarted},
    membership::MembershipEvent,
    problem::ProblemKind,
    reporting::{GetUsesReport, SiteUses},
    request::LogPosition,
};
use serde_json::json;

const ZONE: &str = "Asia/Seoul";
const SITES: [&str; 3] = ["citizens-center", "tool-library", "book-cafe"];

fn seosan() -> TenantId {
    "seosan".parse().unwrap()
}

fn site(name: &str) -> SiteId {
    Id::named("seosan", name)
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn confirmed(id: u32, at: &str, starts_at: Timestamp, minutes: i64) -> ReservationConfirmed {
    let ends_at = starts_at + jiff::SignedDuration::from_mins(minutes);
    serde_json::from_value(json!({
        "reservation": nanum_contracts::ids::ReservationId::named("seosan", &id.to_string()),
        "resource": nanum_contracts::ids::ResourceId::named("seosan", "room"),
        "site": site(at), "member": nanum_contracts::ids::MemberId::named("seosan", "kim"),
        "span": { "starts_at": starts_at, "ends_at": ends_at }, "zone": ZONE, "persons": null
    }))
    .unwrap()
}

fn cancelled(of: &ReservationConfirmed, was_confirmed: bool) -> ReservationCancelled {
    ReservationCancelled {
        reservation: of.reservation,
        resource: of.resource,
        site: of.site,
        member: of.member,
        span: of.span,
        zone: of.zone.clone(),
        was_confirmed,
        displaced_by: None,
        unpaid: false,
        by: None,
        checked_in_at: None,
        reason: None,
        group: None,
        series: None,
        with_series: false,
        at_members_wish: false,
    }
}

fn started(id: u32, at: &str) -> LoanStarted {
    serde_json::from_value(json!({
        "loan": nanum_contracts::ids::LoanId::named("seosan", &id.to_string()),
        "title": nanum_contracts::ids::TitleId::named("seosan", "drill"),
        "item": nanum_contracts::ids::ItemId::named("seosan", "drill-1"),
        "site": site(at), "borrower": nanum_contracts::ids::MemberId::named("seosan", "kim"),
        "due_on": "2027-01-08", "zone": ZONE
    }))
    .unwrap()
}

fn open_sites(membership: &OtherLog) {
    for name in SITES {
        let opened = serde_json::from_value(json!({
            "site": site(name), "zone": ZONE, "definition": {
                "name": { "en": name }, "address": "번화1로 12", "latitude": 36.7, "longitude": 126.4, "hours": []
            }
        }));
        membership.tell::<MembershipEvent>(
            &seosan(),
            instant("2026-01-01T00:00Z"),
            MembershipEvent::SiteOpened(opened.unwrap()),
        );
    }
}

/// A year of uses, with one cancellation in five and the turns of months and years among them.
fn fill(booking: &OtherLog, lending: &OtherLog) {
    let new_year = instant("2025-12-31T15:00Z");
    for id in 0..400_u32 {
        let starts_at = new_year + jiff::SignedDuration::from_hours(i64::from(id) * 23 - 24);
        let at = SITES[id as usize % 2];
        let reservation = confirmed(id, at, starts_at, 30 + i64::from(id % 7) * 30);
        booking.tell::<BookingEvent>(&seosan(), new_year, reservation.clone().into());
        if id % 5 == 0 {
            booking.tell::<BookingEvent>(&seosan(), new_year, cancelled(&reservation, true).into());
        }
        let never = confirmed(10_000 + id, at, starts_at, 60);
        booking.tell::<BookingEvent>(&seosan(), new_year, cancelled(&never, false).into());
        lending.tell::<LendingEvent>(&seosan(), starts_at, started(id, SITES[1 + id as usize % 2]).into());
    }
}

/// Uses by site and month, counted over from the logs: reservations, minutes, loans.
fn recount(booking: &OtherLog, lending: &OtherLog, year: i16) -> BTreeMap<(SiteId, String), (u64, u64, u64)> {
    let month = |instant: Timestamp| instant.in_tz(ZONE).unwrap().strftime("%Y-%m").to_string();
    let mut open = BTreeMap::new();
    let mut gone = std::collections::BTreeSet::new();
    for event in booking.told() {
        match event.decode::<BookingEvent>("booking").unwrap() {
            BookingEvent::ReservationConfirmed(confirmed) => {
                drop(open.insert(confirmed.reservation, confirmed))
            }
            BookingEvent::ReservationCancelled(cancelled) => drop(gone.insert(cancelled.reservation)),
            _ => {}
        }
    }
    let mut counted: BTreeMap<_, (u64, u64, u64)> = BTreeMap::new();
    for reservation in open.values().filter(|reservation| !gone.contains(&reservation.reservation)) {
        let uses = counted.entry((reservation.site, month(reservation.span.starts_at()))).or_default();
        uses.0 += 1;
        uses.1 += reservation.span.minutes().unsigned_abs();
    }
    let mut loans = BTreeMap::new();
    for event in lending.told() {
        if let LendingEvent::LoanStarted(started) = event.decode::<LendingEvent>("lending").unwrap() {
            loans.insert(started.loan, (started.site, month(event.time)));
        }
    }
    for place in loans.into_values() {
        counted.entry(place).or_default().2 += 1;
    }
    counted.retain(|(_, month), _| month.starts_with(&format!("{year:04}-")));
    counted
}

fn by_place(rows: &[SiteUses]) -> BTreeMap<(SiteId, String), (u64, u64, u64)> {
    let figures = |row: &SiteUses| (row.reservations, row.reserved_minutes, row.loans);
    rows.iter().map(|row| ((row.site, row.month.clone()), figures(row))).collect()
}

async fn report(network: &Network, year: i16) -> Vec<SiteUses> {
    network.ask(&seosan(), GetUsesReport { year }).await.unwrap().reply.rows
}

#[tokio::test]
async fn the_report_equals_a_recount_in_whatever_order_the_services_come() {
    let orders: [[usize; 3]; 3] = [[0, 1, 2], [2, 1, 0], [1, 0, 2]];
    let mut reports = Vec::new();
    for order in orders {
        let network = Network::start().await;
        fill(&network.booking, &network.lending);
        open_sites(&network.membership);
        let logs = [&network.booking, &network.lending, &network.membership];
        for next in order {
            network.attach(&[logs[next]]).await;
            let seen =
                LogPosition { service: ["booking", "lending", "membership"][next].to_owned(), position: 1 };
            network.ask_after(&seosan(), vec![seen], GetUsesReport { year: 2026 }).await.unwrap();
        }
        for year in [2025, 2026] {
            let rows = report(&network, year).await;
            assert_eq!(by_place(&rows), recount(&network.booking, &network.lending, year));
            assert!(rows.is_sorted_by_key(|row| (row.site.to_string(), row.month.clone())));
        }
        reports.push(report(&network, 2026).await);
    }
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(reports[0].iter().all(|row| SITES.iter().any(|name| site(name) == row.site)));
}

#[tokio::test]
async fn what_comes_twice_counts_once() {
    let network = Network::start().await;
    network.attach(&[&network.booking, &network.lending, &network.membership]).await;
    fill(&network.booking, &network.lending);
    open_sites(&network.membership);
    let once = report(&network, 2026).await;
    network.booking.repeat();
    network.lending.repeat();
    network.membership.repeat();
    assert_eq!(report(&network, 2026).await, once);
    assert_eq!(by_place(&once), recount(&network.booking, &network.lending, 2026));
}

#[tokio::test]
async fn a_use_counts_in_the_month_of_its_own_calendar() {
    let network = Network::start().await;
    network.attach(&[&network.booking]).await;
    // Ten minutes to midnight and midnight in Seoul.
    for (id, starts_at) in [(1, "2026-11-30T14:50Z"), (2, "2026-11-30T15:00Z")] {
        network.booking.tell::<BookingEvent>(
            &seosan(),
            instant(starts_at),
            confirmed(id, SITES[0], instant(starts_at), 60).into(),
        );
    }
    let rows = report(&network, 2026).await;
    let months = rows.iter().map(|row| (row.month.as_str(), row.reservations, row.reserved_minutes));
    assert_eq!(months.collect::<Vec<_>>(), [("2026-11", 1, 60), ("2026-12", 1, 60)]);
    let unnamed = serde_json::to_value(&rows[0].site_name).unwrap();
    assert_eq!(unnamed, json!({ "en": site(SITES[0]) }), "a site whose name has not come shows by its id");
}

#[tokio::test]
async fn each_date_of_a_series_counts_and_not_the_series() {
    let network = Network::start().await;
    network.attach(&[&network.booking]).await;
    let starts_at = |day: u32| instant(&format!("2026-12-{day:02}T01:00Z"));
    let date =
        |day| ReservationConfirmed { with_series: true, ..confirmed(day, SITES[0], starts_at(day), 60) };
    let tell = |event: BookingEvent| network.booking.tell::<BookingEvent>(&seosan(), starts_at(1), event);
    let made = json!({
        "series": nanum_contracts::ids::SeriesId::named("seosan", "training"),
        "resource": date(1).resource, "site": date(1).site, "member": date(1).member, "zone": ZONE,
        "recurrence": { "first": "2026-12-01", "from": "10:00", "to": "11:00", "rule": "FREQ=WEEKLY;COUNT=3" },
        "reservations": [], "dates": ["2026-12-01", "2026-12-08", "2026-12-15"], "refused": [],
    });
    tell(serde_json::from_value::<SeriesMade>(made).unwrap().into());
    for day in [1, 8, 15] {
        tell(date(day).into());
    }
    tell(ReservationCancelled { with_series: true, ..cancelled(&date(15), true) }.into());
    let rows = report(&network, 2026).await;
    let months = rows.iter().map(|row| (row.month.as_str(), row.reservations, row.reserved_minutes));
    assert_eq!(months.collect::<Vec<_>>(), [("2026-12", 2, 120)]);
}

#[tokio::test]
async fn a_tenant_sees_its_own_figures_and_only_years_there_are() {
    let network = Network::start().await;
    network.attach(&[&network.booking, &network.lending]).await;
    fill(&network.booking, &network.lending);
    let ask = async |tenant: &str, year| network.ask(&tenant.parse().unwrap(), GetUsesReport { year }).await;
    assert!(ask("amsterdam", 2026).await.unwrap().reply.rows.is_empty());
    for (year, good) in [(0, false), (1, true), (9999, true), (10_000, false)] {
        let answer = ask("seosan", year).await;
        assert_eq!(
            answer.map_err(|problem| problem.kind).err(),
            (!good).then_some(ProblemKind::NotUnderstood),
            "{year}"
        );
    }
}

#[tokio::test]
async fn an_answer_waits_for_what_its_asker_has_seen_and_for_nobody_else() {
    let network = Network::start().await;
    network.attach(&[&network.booking, &network.lending]).await;
    fill(&network.booking, &network.lending);
    let seen = |service: &str, position| vec![LogPosition { service: service.to_owned(), position }];
    let ask = async |after| network.ask_after(&seosan(), after, GetUsesReport { year: 2026 }).await;
    let all = network.booking.told().len() as u64;
    assert!(!ask(seen("booking", all)).await.unwrap().reply.rows.is_empty());
    assert_eq!(ask(seen("booking", all + 1)).await.unwrap_err().kind, ProblemKind::TryAgain);
    // Nothing that Notification says is counted here.
    assert!(ask(seen("notification", 7)).await.is_ok());
}

#[tokio::test]
async fn a_reservation_counts_where_it_was_moved_and_again_when_it_is_restored() {
    let network = Network::start().await;
    network.attach(&[&network.booking]).await;
    let november = confirmed(1, SITES[0], instant("2026-11-10T01:00Z"), 60);
    let december = confirmed(1, SITES[0], instant("2026-12-10T01:00Z"), 90);
    let tell = |event: BookingEvent| {
        network.booking.tell::<BookingEvent>(&seosan(), november.span.starts_at(), event);
    };
    let figures = async || {
        let rows = report(&network, 2026).await;
        let figures = rows.into_iter().map(|row| (row.month, row.reservations, row.reserved_minutes));
        figures.filter(|(_, reservations, _)| *reservations > 0).collect::<Vec<_>>()
    };
    tell(november.clone().into());
    tell(changed(&december, &november, ReservationState::Confirmed).into());
    assert_eq!(figures().await, [("2026-12".to_owned(), 1, 90)]);
    tell(cancelled(&december, true).into());
    assert_eq!(figures().await, []);
    tell(restored(&december).into());
    assert_eq!(figures().await, [("2026-12".to_owned(), 1, 90)]);
    // Who wants more waits for a clerk, and uses nothing until then.
    tell(changed(&november, &december, ReservationState::Requested).into());
    assert_eq!(figures().await, []);
}

fn changed(
    to: &ReservationConfirmed,
    from: &ReservationConfirmed,
    state: ReservationState,
) -> ReservationChanged {
    ReservationChanged {
        reservation: to.reservation,
        resource: to.resource,
        site: to.site,
        member: to.member,
        span: to.span,
        zone: to.zone.clone(),
        persons: None,
        before: from.span,
        was: ReservationState::Confirmed,
        state,
        group: None,
        series: None,
        unheld: false,
        with_series: false,
        by: None,
        at_members_wish: false,
    }
}

fn restored(of: &ReservationConfirmed) -> ReservationRestored {
    ReservationRestored {
        reservation: of.reservation,
        resource: of.resource,
        site: of.site,
        member: of.member,
        span: of.span,
        zone: of.zone.clone(),
        persons: None,
        state: ReservationState::Confirmed,
        group: None,
        series: None,
    }
}
