//! A sports hall as a city lets it: a month opens on the first of the one before at nine, there is one match a day, it costs by the
//! block and the extra block, what is not paid a week before lapses, and what is given up is given back in tiers.

use nanum_contracts::booking::{
    Blocks, CancelReservation, ChargeKind, ChargeState, Combine, Costs, FindFree, GetFreeTimes,
    GetReservation, ListCharges, Opening, PayBy, QuotePrice, Rate, RefundTier, ReservationState,
    SettleCharge, Tariff,
};
use serde_json::json;

use super::*;

fn sports_hall() -> ResourceDefinition {
    let block = |(from, to): (&str, &str)| json!({ "from": from, "to": to });
    let times = [("10:00", "12:00"), ("12:00", "14:00"), ("14:00", "16:00")].map(block);
    let blocks = Blocks {
        times: serde_json::from_value(json!(times)).unwrap(),
        combine: Combine::Most(2),
        whole_day: true,
        one_a_day: true,
    };
    let of = |kinds: &[&str], first, further| Rate {
        days: vec![],
        from: None,
        to: None,
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        purposes: vec![],
        costs: Costs::PerBlock { minutes: 120, first, further },
    };
    let tariff = Tariff {
        id: "sports-halls".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        currency: "KRW".to_owned().try_into().unwrap(),
        rates: vec![of(&["association"], 30_000, 15_000), of(&[], 80_000, 40_000)],
        discounts: Vec::new(),
        tax: None,
        rounding: None,
        deposit: 0,
        free_by_application: false,
        refunds: vec![RefundTier { days_left: 7, percent: 100 }, RefundTier { days_left: 3, percent: 50 }],
        pay_by: Some(PayBy { days_before: 7, hours_at_least: 0 }),
    };
    let opens = Some(Opening { months_before: 1, day: 1, time: time("09:00") });
    ResourceDefinition {
        kind: ResourceKind::Hall,
        blocks: Some(Box::new(blocks)),
        notice: Notice { opens, ..Notice::default() },
        tariffs: vec![tariff],
        ..room("Sports hall")
    }
}

fn on_20_january(from: &str, to: &str) -> TimeSpan {
    let at = |time: &str| format!("2027-01-20T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at(from), at(to)).unwrap()
}

async fn shown(city: &City, hall: ResourceId) -> usize {
    let from = "2027-01-20".parse().unwrap();
    city.ask(GetFreeTimes { resource: hall, from, days: 1 }).await.unwrap().days[0].free.len()
}

async fn price(city: &City, hall: ResourceId, span: TimeSpan) -> i64 {
    let quote = QuotePrice { resource: hall, span, member: None, purpose: None };
    city.ask(quote).await.unwrap().price.unwrap().amount.minor
}

async fn statement(city: &City, member: MemberId) -> Vec<(ChargeKind, ChargeState, i64)> {
    let question = ListCharges { member: Some(member), ..ListCharges::default() };
    let rows = city.ask(question).await.unwrap().rows;
    rows.iter().map(|it| (it.kind, it.state, it.owed.amount.minor)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_is_reserved_paid_or_lapsed_and_given_back() {
    // At 8:00 on 1 December.
    let city = City::opens().await;
    let hall = city.adds(sports_hall()).await;
    let morning = || on_20_january("10:00", "12:00");
    let refused = city.ask(wish(hall, mina(), morning())).await.unwrap_err();
    assert_eq!((refused.rule.as_deref(), shown(&city, hall).await), (Some("its-month-is-open"), 0));
    assert_eq!(refused.limit.unwrap(), "2026-12-01T00:00:00Z");
    city.passes(1);
    assert_eq!(shown(&city, hall).await, 3);

    let prices = [("10:00", "12:00", 80_000), ("10:00", "14:00", 120_000), ("10:00", "16:00", 160_000)];
    for (from, to, expected) in prices {
        assert_eq!(price(&city, hall, on_20_january(from, to)).await, expected, "from {from} to {to}");
    }
    let first = city.ask(wish(hall, mina(), morning())).await.unwrap();
    let rival = city.ask(wish(hall, jun(), on_20_january("14:00", "16:00"))).await.unwrap_err();
    assert_eq!((rival.status, rival.rule.as_deref()), (409, Some("one-a-day")));
    assert_eq!(shown(&city, hall).await, 0);

    // Nobody pays until 13 January.
    city.passes(43 * 24 + 2);
    let mut state = None;
    for _ in 0..500 {
        let now = city.ask(GetReservation { reservation: first.id }).await.unwrap().state;
        if now == ReservationState::Cancelled {
            state = Some(now);
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(state, Some(ReservationState::Cancelled), "it lapses");
    assert_eq!(shown(&city, hall).await, 3);

    let second = city.ask(wish(hall, jun(), on_20_january("12:00", "16:00"))).await.unwrap();
    let question = ListCharges { member: Some(jun()), ..ListCharges::default() };
    let charge = city.ask(question).await.unwrap().rows[0].owed.charge;
    city.ask(SettleCharge { charge, reference: None }).await.unwrap();
    city.passes(24);
    let cancel = CancelReservation {
        reservation: second.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    city.ask(cancel).await.unwrap();
    let refunded = (ChargeKind::Refund, ChargeState::Due, 60_000);
    let entries = statement(&city, jun()).await;
    assert!(entries.contains(&(ChargeKind::Charge, ChargeState::Settled, 120_000)), "{entries:?}");
    assert!(entries.contains(&refunded), "half, as there are six days left: {entries:?}");
    let wished = FindFree {
        date: "2027-01-20".parse().unwrap(),
        from: Some(time("10:00")),
        to: Some(time("16:00")),
        persons: None,
        site: None,
        kind: Some(ResourceKind::Hall),
        equipment: Vec::new(),
        accessibility: Vec::new(),
        page: nanum_contracts::request::PageRequest::default(),
    };
    assert_eq!(city.ask(wished).await.unwrap().rows.len(), 1, "the whole day can be had again");
}
