//! What calendars of others are told.

use nanum_contracts::booking::{
    BlockTime, BusyState, CancelReservation, ChangeReservation, GetBusyTimes, GetCalendarEntry,
    ListBusyTimes, ListCalendarEntries, PublicationState, RestoreReservation,
};
use nanum_contracts::{problem::ProblemKind, request::PageRequest};

use super::*;

fn on_tuesday_and(days: i64) -> TimeSpan {
    let midnight = on_tuesday("00:00", "01:00").starts_at();
    TimeSpan::new(midnight, midnight + SignedDuration::from_hours(24 * days)).unwrap()
}

#[tokio::test]
async fn a_calendar_tells_how_often_and_when_a_reservation_changed() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(wish(room, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let reservation = made.id;
    let told = async || city.ask(GetCalendarEntry { reservation }).await.unwrap();
    let begun = told().await;
    assert_eq!((begun.changes, begun.made_at, &begun.reservation), (0, begun.changed_at, &made));

    city.passes(1);
    let span = on_tuesday("13:00", "14:00");
    let change = ChangeReservation {
        reservation,
        span,
        persons: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    city.ask(change).await.unwrap();
    let changed = told().await;
    assert_eq!((changed.changes, changed.made_at, changed.reservation.span), (1, begun.made_at, span));
    assert_eq!(changed.changed_at, begun.made_at + SignedDuration::from_hours(1));

    city.ask(CancelReservation {
        reservation,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();
    assert_eq!(told().await.changes, 2);
    city.ask(RestoreReservation { reservation }).await.unwrap();
    assert_eq!((told().await.changes, told().await.made_at), (3, begun.made_at));

    city.ask(wish(room, jun(), on_tuesday("15:00", "16:00"))).await.unwrap();
    let window = on_tuesday_and(1);
    let minas = city.ask(ListCalendarEntries { member: mina(), window }).await.unwrap();
    assert_eq!(minas, [told().await], "hers alone");
    let before = TimeSpan::new(window.starts_at(), on_tuesday("13:00", "14:00").starts_at()).unwrap();
    assert_eq!(city.ask(ListCalendarEntries { member: mina(), window: before }).await.unwrap(), []);
}

#[tokio::test]
async fn busy_times_are_those_of_the_space_tree_and_say_nobody_s_name() {
    let city = City::opens().await;
    let hall = city.adds(room("Hall")).await;
    let half = city.adds(ResourceDefinition { part_of: Some(hall), ..room("Half") }).await;
    city.ask(wish(half, mina(), on_tuesday("10:00", "12:00"))).await.unwrap();
    let (span, reason) = (on_tuesday("18:00", "19:00"), "floor".to_owned());
    city.ask(BlockTime { resource: hall, span, units: None, reason, displace: false }).await.unwrap();
    let window = on_tuesday_and(1);
    for resource in [hall, half] {
        let busy = city.ask(GetBusyTimes { resource, window, with_closed: false }).await.unwrap().busy;
        let told: Vec<_> = busy.iter().map(|busy| (busy.span, busy.state, busy.free_units)).collect();
        let reserved = (on_tuesday("10:00", "12:00"), BusyState::Reserved, 0);
        assert_eq!(told, [reserved, (span, BusyState::Blocked, 0)]);
    }
    let question = ListBusyTimes {
        site: Some(site("hall")),
        kind: Some(ResourceKind::Room),
        window,
        with_closed: true,
        page: PageRequest::default(),
    };
    let listed = city.ask(question).await.unwrap().rows;
    assert_eq!(
        listed.iter().map(|row| (row.resource, row.busy.len())).collect::<Vec<_>>(),
        [(half, 4), (hall, 4)]
    );
    assert!(!serde_json::to_string(&listed).unwrap().contains(&mina().to_string()));

    let too_long = GetBusyTimes { resource: hall, window: on_tuesday_and(63), with_closed: true };
    assert_eq!(city.ask(too_long).await.unwrap_err().kind, ProblemKind::NotUnderstood);
    let nowhere = ResourceId::named("seosan", "nowhere");
    let unknown = GetBusyTimes { resource: nowhere, window, with_closed: true };
    assert_eq!(city.ask(unknown).await.unwrap_err().kind, ProblemKind::NotFound);
}

#[tokio::test]
async fn what_is_not_shown_to_everybody_has_no_calendar() {
    let city = City::opens().await;
    let publication = Publication { state: PublicationState::Draft, ..Publication::default() };
    let draft = city.adds(ResourceDefinition { publication, ..room("Draft") }).await;
    let shown = city.adds(room("Shown")).await;
    let (window, with_closed) = (on_tuesday_and(1), false);
    let of_the_draft = city.ask(GetBusyTimes { resource: draft, window, with_closed }).await.unwrap_err();
    assert_eq!(of_the_draft.kind, ProblemKind::NotFound);
    let page = PageRequest::default();
    let listed = city.ask(ListBusyTimes { site: None, kind: None, window, with_closed, page }).await.unwrap();
    assert_eq!(listed.rows.iter().map(|row| row.resource).collect::<Vec<_>>(), [shown]);
}
