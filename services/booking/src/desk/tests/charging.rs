//! What is owed, at the desk and by whoever takes money for the city.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use nanum_contracts::{
    booking::{
        CancelReservation, CancelSeries, Charge, ChargeKind, ChargeState, Costs, GetReservation, ListCharges,
        MakeSeries, Owed, Owing, PayBy, QuotePrice, Rate, Recurrence, RefundTier, ReservationState,
        SettleCharge, Tariff,
    },
    problem::ProblemKind,
};

use super::*;
use crate::money::{Handled, HandlesMoney};

/// Takes money at once, when it works.
#[derive(Default)]
struct TestMoney {
    fails: AtomicBool,
}

#[async_trait]
impl HandlesMoney for TestMoney {
    async fn take(&self, _: &TenantId, owed: &Owed) -> Result<Handled, Problem> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(Problem::try_again("the bank does not answer"));
        }
        Ok(Handled::Done { reference: format!("took {}", owed.charge) })
    }

    async fn give_back(&self, tenant: &TenantId, owed: &Owed) -> Result<Handled, Problem> {
        self.take(tenant, owed).await
    }
}

/// 10.00 an hour; to be paid 7 days before.
fn hall() -> ResourceDefinition {
    let costs = Costs::PerHour(1_000);
    let rate = Rate { days: vec![], from: None, to: None, kinds: vec![], purposes: vec![], costs };
    let tariff = Tariff {
        id: "halls".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        currency: "EUR".to_owned().try_into().unwrap(),
        rates: vec![rate],
        discounts: Vec::new(),
        tax: None,
        rounding: None,
        deposit: 0,
        free_by_application: false,
        refunds: vec![RefundTier { days_left: 7, percent: 100 }, RefundTier { days_left: 3, percent: 50 }],
        pay_by: Some(PayBy { days_before: 7, hours_at_least: 0 }),
    };
    ResourceDefinition { tariffs: vec![tariff], ..room("Hall") }
}

/// The same with a deposit of 50.00; nothing lapses.
fn hall_with_a_deposit() -> ResourceDefinition {
    let mut hall = hall();
    (hall.tariffs[0].deposit, hall.tariffs[0].pay_by) = (5_000, None);
    hall
}

/// Two hours, 19 days ahead.
fn match_day() -> TimeSpan {
    let at = |time: &str| format!("2026-12-20T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at("10:00"), at("12:00")).unwrap()
}

async fn statement(city: &City) -> Vec<Charge> {
    let question = ListCharges { member: Some(mina()), ..ListCharges::default() };
    city.ask(question).await.unwrap().rows
}

/// What a statement says in short.
fn short(charges: &[Charge]) -> Vec<(ChargeKind, ChargeState, i64)> {
    charges.iter().map(|it| (it.kind, it.state, it.owed.amount.minor)).collect()
}

/// The statement, once it is as wanted.
async fn becomes(city: &City, wanted: &[(ChargeKind, ChargeState, i64)]) {
    let mut seen = Vec::new();
    for _ in 0..500 {
        seen = short(&statement(city).await);
        seen.sort_by_key(|(kind, ..)| *kind == ChargeKind::Refund);
        if seen == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the statement is {seen:?}, not {wanted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_quoted_then_recorded_then_paid_at_the_desk() {
    let city = City::opens().await;
    let hall = city.adds(hall()).await;
    let quote = QuotePrice { resource: hall, span: match_day(), member: None, purpose: None };
    let quoted = city.ask(quote).await.unwrap().price.unwrap();
    let made = city.ask(wish(hall, mina(), match_day())).await.unwrap();
    assert_eq!((quoted.amount.minor, made.price.as_ref()), (2_000, Some(&quoted)));
    assert_eq!(city.ask(GetReservation { reservation: made.id }).await.unwrap(), made);

    let due = statement(&city).await.remove(0);
    assert_eq!((due.kind, due.state, due.owed.of), (ChargeKind::Charge, ChargeState::Due, Owing::Price));
    assert_eq!((due.owed.reservation, due.pay_by), (made.id, quoted.pay_by));
    let settle = SettleCharge { charge: due.owed.charge, reference: Some("receipt 17".to_owned()) };
    let settled = city.ask(settle.clone()).await.unwrap();
    assert_eq!((settled.state, settled.reference.as_deref()), (ChargeState::Settled, Some("receipt 17")));
    assert_eq!(city.ask(settle).await.unwrap_err().kind, ProblemKind::StateForbids);
    assert_eq!(statement(&city).await, [settled]);
}

/// 366 dates, each with a price and a deposit: 1 + 3 * 366 events.
#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_days_with_a_price_and_a_deposit_is_one_append_and_so_is_giving_it_up() {
    let city = City::opens().await;
    let define = DefineResource { resource: None, definition: hall_with_a_deposit() };
    let added = city.client.ask(city.call(), define).await.unwrap();
    let recurrence = Recurrence {
        first: "2026-12-01".parse().unwrap(),
        from: time("10:00"),
        to: time("12:00"),
        rule: "FREQ=DAILY;COUNT=366".to_owned(),
        without: Vec::new(),
    };
    let wanted = MakeSeries {
        resource: added.reply.id,
        member: mina(),
        recurrence,
        persons: None,
        leave_out_refused: false,
        set_rules_aside: false,
        group: None,
        purpose: None,
        asks_free: false,
    };
    let made = city.client.ask(city.call(), wanted).await.unwrap();
    assert_eq!(made.reply.dates.len(), 366);
    assert_eq!(made.revision, added.revision.map(|before| before + 1_099), "one append");
    let due = short(&statement(&city).await);
    assert!(due.contains(&(ChargeKind::Charge, ChargeState::Due, 2_000)), "{due:?}");
    assert!(due.contains(&(ChargeKind::Charge, ChargeState::Due, 5_000)), "{due:?}");
    let give_up =
        CancelSeries { series: made.reply.id, from: None, reason: None, by: None, at_members_wish: false };
    let cancelled = city.client.ask(city.call(), give_up).await.unwrap();
    assert!(cancelled.reply.dates.iter().all(|date| date.state == ReservationState::Cancelled));
    // Of three dates the price stays owed as it is, of the next four half of it: that is withdrawn and owed anew.
    assert_eq!(cancelled.revision, made.revision.map(|before| before + 1_099 - 3 + 4), "one append");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_paid_in_time_lapses_and_its_time_is_free_again() {
    let city = City::opens().await;
    let hall = city.adds(hall()).await;
    let made = city.ask(wish(hall, mina(), match_day())).await.unwrap();
    city.passes(12 * 24 + 2);
    let mut seen = None;
    for _ in 0..500 {
        let now = city.ask(GetReservation { reservation: made.id }).await.unwrap();
        if now.state == ReservationState::Cancelled {
            assert_eq!(short(&statement(&city).await), [(ChargeKind::Charge, ChargeState::Withdrawn, 2_000)]);
            city.ask(wish(hall, jun(), match_day())).await.unwrap();
            return;
        }
        seen = Some(now);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it has not lapsed: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_in_time_stands() {
    let city = City::opens().await;
    let hall = city.adds(hall()).await;
    let made = city.ask(wish(hall, mina(), match_day())).await.unwrap();
    let due = statement(&city).await.remove(0);
    city.ask(SettleCharge { charge: due.owed.charge, reference: None }).await.unwrap();
    let unpaid = city.ask(wish(hall, jun(), later_that_day())).await.unwrap();
    city.passes(12 * 24 + 8);
    for _ in 0..500 {
        if city.ask(GetReservation { reservation: unpaid.id }).await.unwrap().state
            == ReservationState::Cancelled
        {
            let paid = city.ask(GetReservation { reservation: made.id }).await.unwrap();
            assert_eq!(paid.state, ReservationState::Confirmed);
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the unpaid one has not lapsed");
}

fn later_that_day() -> TimeSpan {
    let at = |time: &str| format!("2026-12-20T{time}:00+09:00").parse().unwrap();
    TimeSpan::new(at("14:00"), at("15:00")).unwrap()
}

/// A failed external call neither undoes nor holds up the reservation.
#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_fails_neither_undoes_nor_holds_up_a_reservation() {
    let money = Arc::new(TestMoney::default());
    money.fails.store(true, Ordering::SeqCst);
    let city = City::opens_with(money.clone()).await;
    let hall = city.adds(hall()).await;
    let made = city.ask(wish(hall, mina(), match_day())).await.unwrap();
    assert_eq!(made.state, ReservationState::Confirmed);
    city.ask(wish(hall, jun(), later_that_day())).await.unwrap();
    assert_eq!(short(&statement(&city).await), [(ChargeKind::Charge, ChargeState::Due, 2_000)]);
    assert_eq!(city.ask(GetReservation { reservation: made.id }).await.unwrap(), made);

    money.fails.store(false, Ordering::SeqCst);
    becomes(&city, &[(ChargeKind::Charge, ChargeState::Settled, 2_000)]).await;
    city.ask(CancelReservation {
        reservation: made.id,
        reason: None,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    })
    .await
    .unwrap();
    let settled = |kind| (kind, ChargeState::Settled, 2_000);
    becomes(&city, &[settled(ChargeKind::Charge), settled(ChargeKind::Refund)]).await;
}
