//! Finding what is free, and listing what there is.

use nanum_contracts::{
    booking::{FindFree, FreeResource, GetFreeTimes, ListResources},
    request::{Page, PageRequest},
};

use super::*;

fn tuesday() -> FindFree {
    FindFree {
        date: "2026-12-01".parse().unwrap(),
        from: None,
        to: None,
        persons: None,
        site: None,
        kind: None,
        equipment: Vec::new(),
        accessibility: Vec::new(),
        page: PageRequest::default(),
    }
}

fn found(page: Page<FreeResource>) -> Vec<String> {
    names(&page.rows.into_iter().map(|row| row.resource).collect::<Vec<_>>())
}

/// A kitchen, a hall for 100 with a projector, and a room of which the morning is taken.
async fn city_with_three() -> City {
    let city = City::opens().await;
    let hall = ResourceDefinition {
        kind: ResourceKind::Hall,
        persons: Some(100),
        equipment: vec!["projector".to_owned(), "stage".to_owned()],
        accessibility: vec!["step-free".to_owned()],
        ..room("Hall")
    };
    let kitchen = ResourceDefinition { kind: ResourceKind::Kitchen, site: site("annex"), ..room("Kitchen") };
    let ids = city.adds_all([room("Club room"), hall, kitchen]).await;
    city.ask(wish(ids[0], mina(), on_tuesday("09:00", "12:00"))).await.unwrap();
    city
}

#[tokio::test]
async fn what_is_free_is_found_by_time_place_size_and_what_is_there() {
    let city = city_with_three().await;
    let finds = async |wish: FindFree| found(city.ask(wish).await.unwrap());
    let between = |from: &str, to: &str| FindFree { from: Some(time(from)), to: Some(time(to)), ..tuesday() };
    assert_eq!(finds(tuesday()).await, ["Club room", "Hall", "Kitchen"]);
    assert_eq!(finds(between("11:00", "13:00")).await, ["Hall", "Kitchen"]);
    assert_eq!(finds(between("12:00", "14:00")).await, ["Club room", "Hall", "Kitchen"]);
    assert_eq!(finds(between("08:30", "10:00")).await, [""; 0], "closed");
    assert_eq!(finds(FindFree { to: Some(time("11:00")), ..tuesday() }).await, ["Hall", "Kitchen"]);
    assert_eq!(finds(FindFree { from: Some(time("22:00")), ..tuesday() }).await, [""; 0]);
    assert_eq!(finds(FindFree { persons: Some(16), ..tuesday() }).await, ["Hall"]);
    assert_eq!(finds(FindFree { site: Some(site("annex")), ..tuesday() }).await, ["Kitchen"]);
    assert_eq!(finds(FindFree { kind: Some(ResourceKind::Room), ..tuesday() }).await, ["Club room"]);
    let equipped = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    assert_eq!(finds(FindFree { equipment: equipped(&["stage", "projector"]), ..tuesday() }).await, ["Hall"]);
    assert_eq!(finds(FindFree { equipment: equipped(&["stage", "oven"]), ..tuesday() }).await, [""; 0]);
    assert_eq!(finds(FindFree { equipment: equipped(&["step-free"]), ..tuesday() }).await, [""; 0]);
    assert_eq!(finds(FindFree { accessibility: equipped(&["step-free"]), ..tuesday() }).await, ["Hall"]);
    assert_eq!(city.ask(between("24:00", "02:00")).await.unwrap_err().status, 400);
}

#[tokio::test]
async fn what_is_found_is_what_one_resource_shows() {
    let city = city_with_three().await;
    let rows = city.ask(tuesday()).await.unwrap().rows;
    for row in rows {
        let ask = GetFreeTimes { resource: row.resource.id, from: tuesday().date, days: 1 };
        assert_eq!(city.ask(ask).await.unwrap(), row);
    }
}

#[tokio::test]
async fn free_times_are_shown_for_1_to_31_days() {
    let city = City::opens().await;
    let resource = city.adds(room("Club room")).await;
    let from = tuesday().date;
    for (days, good) in [(0, false), (1, true), (31, true), (32, false)] {
        let shown = city.ask(GetFreeTimes { resource, from, days }).await;
        assert_eq!(shown.is_ok_and(|shown| shown.days.len() == days as usize), good, "{days}");
    }
}

#[tokio::test]
async fn what_is_past_is_not_free() {
    let city = City::opens().await;
    let resource = city.adds(room("Club room")).await;
    city.passes(6);
    let shown = city.ask(GetFreeTimes { resource, from: tuesday().date, days: 1 }).await.unwrap();
    assert_eq!(shown.days[0].free, [on_tuesday("14:00", "22:00")]);
    city.passes(8);
    assert_eq!(found(city.ask(tuesday()).await.unwrap()), [""; 0]);
}

#[tokio::test]
async fn resources_are_listed_by_name_page_by_page() {
    let city = City::opens().await;
    let names_of_rooms: Vec<String> = (0..7).map(|number| format!("Room {number}")).collect();
    city.adds_all(names_of_rooms.iter().rev().map(|name| room(name))).await;
    let (mut listed, mut free) = (Vec::new(), Vec::new());
    let mut page = PageRequest { cursor: None, limit: Some(3) };
    loop {
        let rows = city.ask(ListResources { page: page.clone(), ..ListResources::default() }).await.unwrap();
        let rows_free = city.ask(FindFree { page, ..tuesday() }).await.unwrap();
        assert_eq!(rows.next_cursor, rows_free.next_cursor);
        listed.extend(names(&rows.rows));
        free.extend(found(rows_free));
        let Some(cursor) = rows.next_cursor else { break };
        page = PageRequest { cursor: Some(cursor), limit: Some(3) };
    }
    assert_eq!((&listed, &free), (&names_of_rooms, &names_of_rooms));
    let foreign = PageRequest { cursor: Some("5b5d".to_owned()), limit: None };
    let refused = city.ask(ListResources { page: foreign, ..ListResources::default() }).await.unwrap_err();
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn what_is_free_past_midnight_is_found() {
    let city = City::opens().await;
    let late = ResourceDefinition { hours: vec![hours_of(&[Day::Tue], "20:00", "02:00")], ..room("Bar") };
    let bar = city.adds(late).await;
    city.adds(room("Club room")).await;
    let night = |from: &str, to: &str| FindFree { from: Some(time(from)), to: Some(time(to)), ..tuesday() };
    let found = city.ask(night("22:00", "02:00")).await.unwrap();
    let ids: Vec<_> = found.rows.iter().map(|found| (found.resource.id, found.days.len())).collect();
    assert_eq!(ids, [(bar, 2)], "with both of its dates");
    assert!(city.ask(night("22:00", "03:00")).await.unwrap().rows.is_empty());
    let until_midnight = city.ask(night("22:00", "00:00")).await.unwrap().rows;
    assert_eq!((until_midnight.len(), until_midnight[0].days.len()), (1, 1));
}

fn hours_of(days: &[Day], from: &str, to: &str) -> WeeklyHours {
    WeeklyHours { days: days.to_vec(), from: time(from), to: time(to) }
}
