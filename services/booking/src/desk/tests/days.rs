//! Holidays, blocks and drafts, as they are asked for.

use jiff::civil::Date;
use nanum_contracts::booking::{
    Blocks, Combine, DefineHolidays, FindFree, FreeResource, GetFreeTimes, GetHolidays, Holiday,
    ListResources, PublicationState, QuotePrice,
};
use serde_json::json;

use super::*;

fn holidays(yearly: &[(u8, u8)]) -> DefineHolidays {
    let holiday = |(month, day): &(u8, u8)| -> Holiday {
        let on = json!({ "yearly": { "month": month, "day": day } });
        serde_json::from_value(json!({ "name": { "ko": "공휴일" }, "kind": "public", "on": on })).unwrap()
    };
    DefineHolidays { holidays: yearly.iter().map(holiday).collect() }
}

fn closed_on_holidays(name: &str) -> ResourceDefinition {
    ResourceDefinition { on_public_holidays: OnHolidays::Closed, ..room(name) }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn on(date: Date) -> FindFree {
    FindFree {
        date,
        from: None,
        to: None,
        persons: None,
        site: None,
        kind: None,
        equipment: Vec::new(),
        accessibility: Vec::new(),
        page: nanum_contracts::request::PageRequest::default(),
    }
}

impl City {
    async fn shows(&self, resource: ResourceId, on: &str) -> FreeResource {
        self.ask(GetFreeTimes { resource, from: date(on), days: 1 }).await.unwrap()
    }

    async fn finds(&self, on_date: &str) -> Vec<String> {
        let page = self.ask(on(date(on_date))).await.unwrap();
        names(&page.rows.into_iter().map(|row| row.resource).collect::<Vec<_>>())
    }

    /// What is shown of a date, once it is as expected: spaces hear of holidays a moment after they are defined.
    async fn comes_to_show(&self, resource: ResourceId, on: &str, is: impl Fn(&FreeResource) -> bool) {
        let mut shown = self.shows(resource, on).await;
        for _ in 0..500 {
            if is(&shown) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            shown = self.shows(resource, on).await;
        }
        panic!("still {:?}", shown.days);
    }
}

#[tokio::test]
async fn what_is_there_before_the_holidays_and_what_comes_after_them_know_them_alike() {
    let city = City::opens().await;
    let before = city.adds(closed_on_holidays("Before")).await;
    city.adds(room("Always open")).await;
    city.ask(holidays(&[(12, 25)])).await.unwrap();
    let after = city.adds(closed_on_holidays("After")).await;
    let closed = |shown: &FreeResource| shown.days[0].free.is_empty() && shown.days[0].holiday.is_some();
    assert!(closed(&city.shows(after, "2026-12-25").await), "at once");
    city.comes_to_show(before, "2026-12-25", closed).await;
    assert_eq!(city.finds("2026-12-25").await, ["Always open"]);
    assert_eq!(city.finds("2026-12-26").await, ["After", "Always open", "Before"]);
    let christmas = |from: &str, to: &str| {
        let at = |time: &str| format!("2026-12-25T{time}:00+09:00").parse().unwrap();
        TimeSpan::new(at(from), at(to)).unwrap()
    };
    let refused = city.ask(wish(before, mina(), christmas("10:00", "11:00"))).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (422, Some("within-hours-of-holidays")));
    assert_eq!(refused.actual.unwrap()["holiday"]["ko"], "공휴일");

    city.ask(holidays(&[(12, 26)])).await.unwrap();
    for room in [before, after] {
        city.comes_to_show(room, "2026-12-25", |shown| !shown.days[0].free.is_empty()).await;
        assert!(closed(&city.shows(room, "2026-12-26").await));
    }
    let city = city.comes_back().await;
    assert!(closed(&city.shows(before, "2026-12-26").await), "it is in the log");
    assert_eq!(city.finds("2026-12-26").await, ["Always open"]);
}

#[tokio::test]
async fn a_resource_that_comes_to_ask_knows_the_holidays_and_so_does_its_part() {
    let city = City::opens().await;
    city.ask(holidays(&[(12, 25)])).await.unwrap();
    let hall = city.adds(room("Hall")).await;
    assert_eq!(city.shows(hall, "2026-12-25").await.days[0].free.len(), 1);
    let half = ResourceDefinition { part_of: Some(hall), ..closed_on_holidays("Half") };
    let half = city.adds(half).await;
    assert!(city.shows(half, "2026-12-25").await.days[0].free.is_empty());
    city.ask(DefineResource { resource: Some(hall), definition: closed_on_holidays("Hall") }).await.unwrap();
    assert!(city.shows(hall, "2026-12-25").await.days[0].free.is_empty());
}

#[tokio::test]
async fn holidays_are_read_by_rule_and_by_date() {
    let city = City::opens().await;
    let none = city.ask(GetHolidays { year: 2026 }).await.unwrap();
    assert_eq!((none.holidays.len(), none.dates.len()), (0, 0));
    let defined = city.ask(holidays(&[(12, 25), (1, 1)])).await.unwrap();
    let read = city.ask(GetHolidays { year: 2027 }).await.unwrap();
    assert_eq!(read.holidays, defined.holidays);
    let dates: Vec<String> = read.dates.iter().map(|it| it.date.to_string()).collect();
    assert_eq!(dates, ["2027-01-01", "2027-12-25"]);
    for (year, good) in [(1899, false), (1900, true), (2100, true), (2101, false)] {
        assert_eq!(city.ask(GetHolidays { year }).await.is_ok(), good, "{year}");
    }
    let refused = city.ask(holidays(&[(2, 30)])).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (422, Some("a-holiday-is-sound")));
}

/// Two blocks in the morning and one in the afternoon.
fn blocks(one_a_day: bool) -> Option<Box<Blocks>> {
    let times = [("09:00", "11:00"), ("11:00", "13:00"), ("14:00", "16:00")];
    let block = |(from, to): (&str, &str)| json!({ "from": from, "to": to });
    let times = serde_json::from_value(json!(times.map(block))).unwrap();
    Some(Box::new(Blocks { times, combine: Combine::Most(2), whole_day: false, one_a_day }))
}

#[tokio::test]
async fn blocks_that_are_free_together_are_found() {
    let city = City::opens().await;
    let hall = city.adds(ResourceDefinition { blocks: blocks(false), ..room("Hall") }).await;
    let between = |from: &str, to: &str| FindFree {
        from: Some(time(from)),
        to: Some(time(to)),
        ..on(date("2026-12-01"))
    };
    let found = async |wish: FindFree| city.ask(wish).await.unwrap().rows.len();
    assert_eq!(found(between("09:00", "13:00")).await, 1, "two blocks that may be combined");
    assert_eq!(found(between("09:00", "16:00")).await, 0, "three");
    city.ask(wish(hall, mina(), on_tuesday("11:00", "13:00"))).await.unwrap();
    assert_eq!(found(between("09:00", "13:00")).await, 0);
    assert_eq!(found(between("09:00", "11:00")).await, 1);
    let refused = city.ask(wish(hall, jun(), on_tuesday("09:30", "11:00"))).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (422, Some("in-whole-blocks")));
    assert_eq!(refused.limit.unwrap().as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_day_with_its_match_is_found_no_more() {
    let city = City::opens().await;
    let grass = city.adds(ResourceDefinition { blocks: blocks(true), ..room("Grass") }).await;
    let made = city.ask(wish(grass, mina(), on_tuesday("09:00", "11:00"))).await.unwrap();
    assert_eq!(city.finds("2026-12-01").await, [""; 0]);
    let refused = city.ask(wish(grass, jun(), on_tuesday("14:00", "16:00"))).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (409, Some("one-a-day")));
    assert!(!refused.free_instead.is_empty());
    let cancel = nanum_contracts::booking::CancelReservation {
        reservation: made.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    city.ask(cancel).await.unwrap();
    assert_eq!(city.finds("2026-12-01").await, ["Grass"]);
    city.ask(wish(grass, jun(), on_tuesday("14:00", "16:00"))).await.unwrap();
}

#[tokio::test]
async fn what_only_staff_sees_is_found_by_nobody_else() {
    let city = City::opens().await;
    let in_state = |state| Publication { state, ..Publication::default() };
    let later = Publication { visible_from: Some(date("2026-12-03")), ..Publication::default() };
    let shown = [
        ("Archived", in_state(PublicationState::Archived)),
        ("Draft", in_state(PublicationState::Draft)),
        ("Later", later),
        ("Now", Publication::default()),
    ];
    let shown = shown.map(|(name, publication)| ResourceDefinition { publication, ..room(name) });
    let ids = city.adds_all(shown).await;
    let list = async |unlisted_too| {
        let question = ListResources { unlisted_too, ..ListResources::default() };
        names(&city.ask(question).await.unwrap().rows)
    };
    assert_eq!(list(false).await, ["Now"]);
    assert_eq!(list(true).await, ["Archived", "Draft", "Later", "Now"]);
    assert_eq!(city.finds("2026-12-04").await, ["Now"]);
    let tuesday = || on_tuesday("10:00", "11:00");
    let mut outcomes = Vec::new();
    for id in &ids {
        outcomes.push(city.ask(wish(*id, mina(), tuesday())).await.map_err(|refused| refused.status).err());
    }
    assert_eq!(outcomes, [Some(409), Some(404), Some(404), None]);
    let quote = QuotePrice { resource: ids[1], span: tuesday(), member: None, purpose: None };
    assert_eq!(city.ask(quote).await.unwrap_err().status, 404);
    city.passes(48);
    assert_eq!(list(false).await, ["Later", "Now"]);
    assert_eq!(city.finds("2026-12-04").await, ["Later", "Now"]);
}
