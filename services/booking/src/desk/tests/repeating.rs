//! Series over a real log.

use nanum_contracts::booking::{
    CancelReservation, CancelSeries, ChangeSeries, ExtendSeries, GetReservation, GetSeries, MakeSeries,
    Period, PossibleDate, PreviewExtension, PreviewSeries, Quota, Recurrence, ReservationState,
};
use nanum_contracts::ids::SeriesId;

use super::*;

/// From 1 December 2026 on, from 10 to 12.
fn recurrence(rule: &str) -> Recurrence {
    let (first, rule, without) = ("2026-12-01".parse().unwrap(), rule.to_owned(), Vec::new());
    Recurrence { first, from: time("10:00"), to: time("12:00"), rule, without }
}

fn every(resource: ResourceId, rule: &str) -> MakeSeries {
    let (member, recurrence) = (mina(), recurrence(rule));
    MakeSeries {
        resource,
        member,
        recurrence,
        persons: None,
        leave_out_refused: false,
        set_rules_aside: false,
        group: None,
        purpose: None,
        asks_free: false,
    }
}

#[tokio::test]
async fn a_year_of_dates_is_one_append_and_comes_once_however_often_it_is_asked() {
    let city = City::opens().await;
    let define = DefineResource { resource: None, definition: room("Club room") };
    let added = city.client.ask(city.call(), define).await.unwrap();
    let room = added.reply.id;
    let call = Call { repeatable: true, ..city.call() };
    let first = city.client.ask(call.clone(), every(room, "FREQ=WEEKLY;COUNT=52")).await.unwrap();
    let again = city.client.ask(call, every(room, "FREQ=WEEKLY;COUNT=52")).await.unwrap();
    assert_eq!(first.reply, again.reply);
    assert_eq!(first.revision, added.revision.map(|before| before + 53), "the series and its dates, once");
    let made = first.reply;
    assert_eq!(made.dates.len(), 52);
    assert_eq!(city.ask(GetSeries { series: made.id }).await.unwrap(), made);
    let one = city.ask(GetReservation { reservation: made.dates[51].reservation }).await.unwrap();
    assert_eq!((one.span, one.state), (made.dates[51].span, ReservationState::Confirmed));
    assert_eq!(one.series, Some(made.id));
    let city = city.comes_back().await;
    assert_eq!(city.ask(GetSeries { series: made.id }).await.unwrap(), made);
}

#[tokio::test]
async fn a_group_looks_ahead_takes_what_it_can_moves_it_and_gives_the_rest_up() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    city.ask(wish(room, jun(), on_tuesday("11:00", "13:00"))).await.unwrap();
    let look = PreviewSeries {
        resource: room,
        recurrence: recurrence("FREQ=WEEKLY;COUNT=4"),
        persons: None,
        set_rules_aside: false,
        group: None,
        purpose: None,
        asks_free: false,
    };
    let ahead = city.ask(look).await.unwrap().dates;
    let clash = ahead[0].why_not.clone().unwrap();
    assert_eq!((ahead.len(), clash.rule.as_str()), (4, "a-unit-is-free"));
    assert_eq!(ahead.iter().filter(|date| date.why_not.is_none()).count(), 3);

    let all = every(room, "FREQ=WEEKLY;COUNT=4");
    let refused = city.ask(all.clone()).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (409, Some("every-date-can-be-had")));
    let made = city.ask(MakeSeries { leave_out_refused: true, ..all }).await.unwrap();
    assert_eq!((made.dates.len(), made.refused[0].why.clone()), (3, clash));

    let change = ChangeSeries {
        series: made.id,
        starting: None,
        from: time("14:00"),
        to: time("15:00"),
        by: None,
        at_members_wish: false,
    };
    let changed = city.ask(change).await.unwrap();
    assert!(changed.dates.iter().all(|date| date.span.minutes() == 60));
    city.ask(CancelReservation {
        reservation: made.dates[0].reservation,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();
    let from = Some("2026-12-22".parse().unwrap());
    let rest = city
        .ask(CancelSeries { series: made.id, from, reason: None, by: None, at_members_wish: false })
        .await
        .unwrap();
    let states: Vec<ReservationState> = rest.dates.iter().map(|date| date.state).collect();
    use ReservationState::{Cancelled, Confirmed};
    assert_eq!(states, [Cancelled, Confirmed, Cancelled]);
}

fn further(series: SeriesId, rule: &str) -> ExtendSeries {
    let (rule, without) = (rule.to_owned(), Vec::new());
    ExtendSeries { series, rule, without, leave_out_refused: false, set_rules_aside: false, asks_free: false }
}

#[tokio::test]
async fn a_series_goes_on_at_the_time_it_has_now_once_however_often_it_is_asked() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(every(room, "FREQ=WEEKLY;COUNT=3")).await.unwrap();
    let change = ChangeSeries {
        series: made.id,
        starting: None,
        from: time("18:00"),
        to: time("20:00"),
        by: None,
        at_members_wish: false,
    };
    city.ask(change).await.unwrap();
    city.ask(wish(room, jun(), on("2026-12-29", "19:00", "21:00"))).await.unwrap();

    let (rule, without) = ("FREQ=WEEKLY;COUNT=6".to_owned(), vec!["2026-12-22".parse().unwrap()]);
    let look = PreviewExtension { series: made.id, rule, without: without.clone(), set_rules_aside: false };
    let ahead = city.ask(look).await.unwrap().dates;
    let possible: Vec<_> = ahead.iter().map(|it| (it.date.to_string(), it.why_not.is_none())).collect();
    assert_eq!(possible, [("2026-12-29".to_owned(), false), ("2027-01-05".to_owned(), true)]);
    let wanted = ExtendSeries { without, ..further(made.id, "FREQ=WEEKLY;COUNT=6") };
    let refused = city.ask(wanted.clone()).await.unwrap_err();
    assert_eq!(refused.rule.as_deref(), Some("every-date-can-be-had"));

    let wanted = ExtendSeries { leave_out_refused: true, ..wanted };
    let call = Call { repeatable: true, ..city.call() };
    let extended = city.client.ask(call.clone(), wanted.clone()).await.unwrap();
    assert_eq!(city.client.ask(call, wanted.clone()).await.unwrap().reply, extended.reply);
    let series = extended.reply;
    assert_eq!(series.dates.len(), 4);
    assert_eq!(series.dates[3].span, on("2027-01-05", "18:00", "20:00"));
    assert_eq!(series.recurrence.rule, "FREQ=WEEKLY;COUNT=6");
    assert_eq!(series.recurrence.without.len(), 1);
    assert_eq!(series.refused.iter().map(|it| it.date.to_string()).collect::<Vec<_>>(), ["2026-12-29"]);
    assert_eq!(city.ask(GetSeries { series: made.id }).await.unwrap(), series);
    let nothing = city.ask(wanted).await.unwrap_err();
    assert_eq!(
        (nothing.status, nothing.rule.as_deref()),
        (409, Some("a-series-goes-on-after-its-last-date"))
    );
    let city = city.comes_back().await;
    assert_eq!(city.ask(GetSeries { series: made.id }).await.unwrap(), series);
}

#[tokio::test]
async fn dates_that_are_over_count_for_a_series_that_goes_on() {
    let city = City::opens().await;
    let room = city.adds(room("Club room")).await;
    let made = city.ask(every(room, "FREQ=DAILY;COUNT=366")).await.unwrap();
    city.passes(24 * 364);
    let refused = city.ask(further(made.id, "FREQ=DAILY;INTERVAL=2;COUNT=184")).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (422, Some("a-series-has-so-many-dates")));
    assert_eq!((refused.limit, refused.actual), (Some(366.into()), Some(367.into())));
}

#[tokio::test]
async fn a_clerk_makes_a_series_beside_the_hours_and_looks_ahead_at_it() {
    let city = City::opens().await;
    let room = city.adds(ResourceDefinition { hours: Vec::new(), ..room("Club room") }).await;
    let kept = every(room, "FREQ=WEEKLY;COUNT=2");
    city.ask(kept.clone()).await.unwrap_err();
    let made = city.ask(MakeSeries { set_rules_aside: true, ..kept }).await.unwrap();
    let one = city.ask(GetReservation { reservation: made.dates[0].reservation }).await.unwrap();
    assert!(one.rules_set_aside);
    let further = ExtendSeries { set_rules_aside: true, ..further(made.id, "FREQ=WEEKLY;COUNT=3") };
    assert_eq!(city.ask(further).await.unwrap().dates.len(), 3);
    let recurrence = recurrence("FREQ=DAILY;COUNT=2");
    let (persons, group, purpose, asks_free) = (None, None, None, false);
    let set_rules_aside = true;
    let look =
        PreviewSeries { resource: room, recurrence, persons, set_rules_aside, group, purpose, asks_free };
    let ahead = city.ask(look).await.unwrap().dates;
    let rule = |date: &PossibleDate| date.why_not.as_ref().map(|why| why.rule.clone());
    assert_eq!(ahead.iter().map(rule).collect::<Vec<_>>(), [Some("a-unit-is-free".to_owned()), None]);
}

/// A span of a date.
fn on(date: &str, from: &str, to: &str) -> TimeSpan {
    let at = |time: &str| format!("{date}T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at(from), at(to)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_date_of_a_series_counts_and_what_a_quota_refuses_is_said_and_claims_nothing() {
    let city = City::opens().await;
    let quota = Some(Quota { reservations: 3, per: Period::Month });
    let counted = city.adds(ResourceDefinition { quota, ..room("Kitchen") }).await;
    let five = every(counted, "FREQ=DAILY;COUNT=5");
    let (persons, group, purpose, asks_free, set_rules_aside) = (None, None, None, false, false);
    let recurrence = five.recurrence.clone();
    let look =
        PreviewSeries { resource: counted, recurrence, persons, set_rules_aside, group, purpose, asks_free };
    let ahead = city.ask(look).await.unwrap().dates;
    let possible: Vec<bool> = ahead.iter().map(|date| date.why_not.is_none()).collect();
    assert_eq!(possible, [true, true, true, false, false]);

    let refused = city.ask(five.clone()).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (409, Some("every-date-can-be-had")));
    let made = city.ask(MakeSeries { leave_out_refused: true, ..five.clone() }).await.unwrap();
    assert_eq!(made.dates.len(), 3, "what was refused had claimed nothing");
    let why: Vec<&str> = made.refused.iter().map(|refused| refused.why.rule.as_str()).collect();
    assert_eq!(why, ["reservations-per-month"; 2]);
    let one = wish(counted, mina(), on_tuesday("14:00", "15:00"));
    let refused = city.ask(one.clone()).await.unwrap_err();
    assert_eq!(refused.rule.as_deref(), Some("reservations-per-month"), "the dates of a series count");

    let change = ChangeSeries {
        series: made.id,
        starting: None,
        from: time("18:00"),
        to: time("20:00"),
        by: None,
        at_members_wish: false,
    };
    city.ask(change).await.unwrap();
    city.ask(CancelSeries { series: made.id, from: None, reason: None, by: None, at_members_wish: false })
        .await
        .unwrap();
    for _ in 0..500 {
        if city.ask(one.clone()).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the cancelled dates still count");
}

#[tokio::test]
async fn a_series_is_refused_where_the_rule_is_none() {
    let city = City::opens().await;
    let open = city.adds(room("Club room")).await;
    let refused = city.ask(every(open, "FREQ=DAILY")).await.unwrap_err();
    assert_eq!((refused.status, refused.rule.as_deref()), (422, Some("a-series-has-so-many-dates")));
}
