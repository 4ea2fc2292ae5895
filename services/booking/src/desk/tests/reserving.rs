//! From a resource's definition to the end of a reservation.

use std::time::Duration;

use futures::StreamExt as _;
use nanum_bus::{Interest, Marks};
use nanum_contracts::{
    booking::{
        AcceptReservation, BookingEvent, CancelReservation, GetReservation, GetResource, ListReservations,
        RefuseReservation, Reservation, ReservationState, SERVICE,
    },
    event::WireEvent as _,
    problem::ProblemKind,
    request::PageRequest,
};

use super::*;

#[tokio::test]
async fn a_citizen_reserves_a_room_and_a_rival_is_told_what_is_free() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    assert_eq!((made.state, made.site, made.member), (ReservationState::Confirmed, site("hall"), mina()));
    assert_eq!(city.ask(GetReservation { reservation: made.id }).await.unwrap(), made);

    let refused = city.ask(wish(room, jun(), on_tuesday("11:00", "13:00"))).await.unwrap_err();
    assert_eq!((refused.status, refused.kind), (409, ProblemKind::SlotTaken));
    assert_eq!(refused.free_instead[0], on_tuesday("12:00", "14:00"));
    assert!(city.ask(wish(room, jun(), refused.free_instead[0])).await.is_ok());
}

#[tokio::test]
async fn a_clerk_accepts_one_and_refuses_another_with_a_reason() {
    let city = City::opens().await;
    let room = city.adds(ResourceDefinition { approval: true, ..room("Meeting room") }).await;
    let first = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let second = city.ask(wish(room, jun(), on_tuesday("13:00", "14:00"))).await.unwrap();
    assert_eq!(first.state, ReservationState::Requested);

    let accepted = city.ask(AcceptReservation { reservation: first.id }).await.unwrap();
    let reason = "The lift is being repaired.".to_owned();
    let refused =
        city.ask(RefuseReservation { reservation: second.id, reason: reason.clone() }).await.unwrap();
    assert_eq!(accepted, Reservation { state: ReservationState::Confirmed, ..first.clone() });
    assert_eq!(
        refused,
        Reservation { state: ReservationState::Refused, reason: Some(reason), ..second.clone() }
    );
    for stored in [accepted, refused] {
        assert_eq!(city.ask(GetReservation { reservation: stored.id }).await.unwrap(), stored);
    }
    let again = city.ask(AcceptReservation { reservation: second.id }).await.unwrap_err();
    assert_eq!((again.status, again.kind), (409, ProblemKind::StateForbids));
}

#[tokio::test]
async fn a_cancelled_reservation_frees_its_time_and_is_not_cancelled_twice() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let cancelled = city
        .ask(CancelReservation {
            reservation: made.id,
            reason: None,
            set_rules_aside: false,
            by: None,
            at_members_wish: false,
        })
        .await
        .unwrap();
    assert_eq!(cancelled.state, ReservationState::Cancelled);
    let again = city
        .ask(CancelReservation {
            reservation: made.id,
            reason: None,
            set_rules_aside: false,
            by: None,
            at_members_wish: false,
        })
        .await
        .unwrap_err();
    assert_eq!(again.kind, ProblemKind::StateForbids);
    assert!(city.ask(wish(room, jun(), on_tuesday("10:00", "12:00"))).await.is_ok());
    city.passes(24 * 30);
    let later = city
        .ask(CancelReservation {
            reservation: made.id,
            reason: None,
            set_rules_aside: false,
            by: None,
            at_members_wish: false,
        })
        .await
        .unwrap_err();
    assert_eq!(later.kind, ProblemKind::StateForbids);
}

#[tokio::test]
async fn a_rule_that_refuses_says_its_limit_and_what_was_asked() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let many = MakeReservation { persons: Some(16), ..wish(room, mina(), on_tuesday("10:00", "12:00")) };
    let problem = city.ask(many.clone()).await.unwrap_err();
    assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("persons-have-place")));
    assert_eq!((problem.limit, problem.actual), (Some(15.into()), Some(16.into())));
    let nobody = city.ask(MakeReservation { persons: Some(0), ..many }).await.unwrap_err();
    assert_eq!(nobody.status, 400);
    let unsound =
        DefineResource { resource: None, definition: ResourceDefinition { units: 0, ..super::room("Void") } };
    assert_eq!(city.ask(unsound).await.unwrap_err().rule.as_deref(), Some("units-are-countable"));
}

#[tokio::test]
async fn a_command_repeated_under_its_key_has_its_first_outcome() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let call = city.call().with_key("a-key-of-mina");
    let body = wish(room, mina(), on_tuesday("10:00", "12:00"));
    let first = city.client.ask(call.clone(), body.clone()).await.unwrap();
    let second = city.client.ask(call.clone(), body).await.unwrap();
    assert_eq!((first.reply, first.position), (second.reply, second.position));
    let other = city.client.ask(call, wish(room, mina(), on_tuesday("13:00", "14:00"))).await.unwrap_err();
    assert_eq!(other.kind, ProblemKind::KeyReused);
}

#[tokio::test]
async fn a_resource_is_at_a_site_of_its_tenant() {
    let city = City::opens().await;
    let definition = ResourceDefinition { site: site("nowhere"), ..room("Club room") };
    let problem = city.ask(DefineResource { resource: None, definition }).await.unwrap_err();
    assert_eq!((problem.status, problem.rule.as_deref()), (422, Some("site-exists")));
}

#[tokio::test]
async fn a_resource_is_changed_once_and_not_over_what_another_changed() {
    let city = City::opens().await;
    let id = ResourceId::named("seosan", "imported");
    let define = |definition| DefineResource { resource: Some(id), definition };
    let added = city.client.ask(city.call(), define(room("Club room"))).await.unwrap();
    assert_eq!((added.reply.id, added.revision), (id, Some(0)));
    let same = city.client.ask(city.call(), define(room("Club room"))).await.unwrap();
    assert_eq!((same.revision, same.position), (Some(0), None), "nothing happened");

    let renamed = Call { expected_revision: Some(0), ..city.call() };
    let renamed = city.client.ask(renamed, define(room("Music room"))).await.unwrap();
    assert_eq!(renamed.revision, Some(1));
    let late = Call { expected_revision: Some(0), ..city.call() };
    let stale = city.client.ask(late, define(room("Dance room"))).await.unwrap_err();
    assert_eq!(stale.status, 412);
    let read = city.client.ask(city.call(), GetResource { resource: id }).await.unwrap();
    assert_eq!((read.reply, read.revision), (renamed.reply, Some(1)));
}

#[tokio::test]
async fn another_tenant_finds_nothing() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let other: TenantId = "seoul".parse().unwrap();
    let call = || Call::command(&other, Actor::Member(jun()), &Ids);
    let reservation = made.id;
    let refused = [
        city.client.ask(call(), GetResource { resource: room }).await.unwrap_err(),
        city.client.ask(call(), wish(room, jun(), on_tuesday("14:00", "15:00"))).await.unwrap_err(),
        city.client.ask(call(), GetReservation { reservation }).await.unwrap_err(),
        city.client
            .ask(
                call(),
                CancelReservation {
                    reservation,
                    reason: None,
                    set_rules_aside: false,
                    by: None,
                    at_members_wish: false,
                },
            )
            .await
            .unwrap_err(),
        city.client.ask(call(), AcceptReservation { reservation }).await.unwrap_err(),
    ];
    assert!(refused.iter().all(|problem| problem.status == 404), "{refused:?}");
    let list = city.client.ask(call(), ListReservations::default()).await.unwrap();
    assert_eq!(list.reply.rows, []);
}

#[tokio::test]
async fn reservations_are_listed_by_member_site_time_and_state_page_by_page() {
    let city = City::opens().await;
    let rooms = [room("A"), room("B"), ResourceDefinition { site: site("annex"), ..room("C") }];
    let rooms = city.adds_all(rooms).await;
    for (room, member, from, to) in [
        (rooms[0], mina(), "10:00", "11:00"),
        (rooms[1], mina(), "10:00", "12:00"),
        (rooms[0], jun(), "13:00", "14:00"),
        (rooms[2], mina(), "15:00", "16:00"),
    ] {
        city.ask(wish(room, member, on_tuesday(from, to))).await.unwrap();
    }
    let count = async |list: ListReservations| city.ask(list).await.unwrap().rows.len();
    let all = ListReservations::default;
    assert_eq!(count(all()).await, 4);
    assert_eq!(count(ListReservations { member: Some(mina()), ..all() }).await, 3);
    assert_eq!(count(ListReservations { member: Some(mina()), site: Some(site("hall")), ..all() }).await, 2);
    let window = on_tuesday("11:00", "13:00");
    let (from, to) = (Some(window.starts_at()), Some(window.ends_at()));
    assert_eq!(count(ListReservations { from, to, ..all() }).await, 1, "what only touches is not within");
    assert_eq!(count(ListReservations { state: Some(ReservationState::Requested), ..all() }).await, 0);

    let mut seen = Vec::new();
    let mut page = PageRequest { cursor: None, limit: Some(1) };
    loop {
        let rows = city.ask(ListReservations { page, ..all() }).await.unwrap();
        seen.extend(rows.rows.into_iter().map(|row| (row.span.starts_at(), row.id)));
        let Some(cursor) = rows.next_cursor else { break };
        page = PageRequest { cursor: Some(cursor), limit: Some(1) };
    }
    assert_eq!(seen.len(), 4);
    assert!(seen.is_sorted());
    let foreign = PageRequest { cursor: Some("not ours".to_owned()), limit: None };
    assert_eq!(city.ask(ListReservations { page: foreign, ..all() }).await.unwrap_err().status, 400);
}

#[tokio::test]
async fn what_was_reserved_is_there_after_the_program_comes_back() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let city = city.comes_back().await;
    assert_eq!(city.ask(GetReservation { reservation: made.id }).await.unwrap(), made);
    let rival = city.ask(wish(room, jun(), on_tuesday("10:00", "12:00"))).await.unwrap_err();
    assert_eq!(rival.kind, ProblemKind::SlotTaken);
}

#[tokio::test]
async fn others_are_told_what_concerns_them_in_the_order_in_which_it_happened() {
    let city = City::opens().await;
    let room = city.adds(ResourceDefinition { approval: true, ..room("Meeting room") }).await;
    let first = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let second = city.ask(wish(room, jun(), on_tuesday("13:00", "14:00"))).await.unwrap();
    city.ask(AcceptReservation { reservation: first.id }).await.unwrap();
    city.ask(RefuseReservation { reservation: second.id, reason: "Closed.".to_owned() }).await.unwrap();
    city.ask(CancelReservation {
        reservation: first.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();

    let heard = city.shell.bus.follow(Interest::default(), Marks::new()).await.unwrap();
    let heard: Vec<_> = tokio::time::timeout(Duration::from_secs(10), heard.take(6).collect()).await.unwrap();
    let names: Vec<_> =
        heard.iter().map(|heard| heard.event.decode::<BookingEvent>(SERVICE).unwrap().name()).collect();
    assert_eq!(
        names,
        [
            "resource.added.v1",
            "reservation.requested.v1",
            "reservation.requested.v1",
            "reservation.confirmed.v1",
            "reservation.refused.v1",
            "reservation.cancelled.v1"
        ]
    );
    assert!(heard.iter().all(|heard| heard.event.subject == format!("resource/{room}")));
    let sequences: Vec<_> = heard.iter().map(|heard| heard.event.sequence.as_str()).collect();
    assert_eq!(sequences, ["0", "1", "2", "3", "4", "5"]);
}
