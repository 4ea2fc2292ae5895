//! What a reservation costs.

use nanum_contracts::booking::{
    Costs, Discount, Off, PriceLineKind, Rate, Rounding, RoundingWay, Tariff, Tax, Waiver,
};

use super::*;

pub(super) fn tariff(rates: Vec<Rate>) -> Tariff {
    Tariff {
        id: "rooms".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        currency: "EUR".to_owned().try_into().unwrap(),
        rates,
        discounts: Vec::new(),
        tax: None,
        rounding: None,
        deposit: 0,
        free_by_application: false,
        refunds: Vec::new(),
        pay_by: None,
    }
}

pub(super) fn rate(costs: Costs) -> Rate {
    Rate { days: Vec::new(), from: None, to: None, kinds: Vec::new(), purposes: Vec::new(), costs }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Tuesday 1 December 2026 in Brussels.
fn on_tuesday(from: &str, to: &str) -> TimeSpan {
    in_brussels(&format!("2026-12-01 {from}"), &format!("2026-12-01 {to}"))
}

fn in_brussels(from: &str, to: &str) -> TimeSpan {
    span(at("Europe/Brussels", from), at("Europe/Brussels", to))
}

fn priced(tariff: &Tariff, span: TimeSpan, payer: &Payer) -> Priced {
    let zone = zone("Europe/Brussels");
    price_of(std::slice::from_ref(tariff), span, &zone, payer, at("Europe/Brussels", "2026-11-01 09:00"))
        .unwrap()
}

fn costs(tariff: &Tariff, span: TimeSpan) -> i64 {
    priced(tariff, span, &Payer::default()).price.amount.minor
}

#[test]
fn an_hour_costs_its_part_a_block_that_is_begun_the_whole_and_a_day_its_date() {
    let hourly = tariff(vec![rate(Costs::PerHour(1_000))]);
    assert_eq!(costs(&hourly, on_tuesday("10:00", "12:30")), 2_500);
    assert_eq!(costs(&hourly, on_tuesday("10:00", "10:05")), 83, "83.33 rounded");
    let blocks = tariff(vec![rate(Costs::PerBlock { minutes: 120, first: 3_000, further: 2_000 })]);
    for (until, cost) in
        [("11:00", 3_000), ("12:00", 3_000), ("12:05", 5_000), ("14:00", 5_000), ("14:05", 7_000)]
    {
        assert_eq!(costs(&blocks, on_tuesday("10:00", until)), cost, "until {until}");
    }
    let daily = tariff(vec![rate(Costs::PerDay(9_000))]);
    assert_eq!(costs(&daily, in_brussels("2026-12-01 20:00", "2026-12-03 00:00")), 18_000);
    assert_eq!(costs(&daily, in_brussels("2026-12-01 20:00", "2026-12-03 00:05")), 27_000);
    let flat = tariff(vec![rate(Costs::Flat(500))]);
    assert_eq!(costs(&flat, in_brussels("2026-12-01 20:00", "2026-12-31 20:00")), 500);
}

#[test]
fn the_dearest_price_of_the_longest_span_is_exact() {
    const DEAREST: i64 = 1_000_000_000_000;
    let from = at("Europe/Brussels", "2026-12-01 00:00");
    let days = i64::from(nanum_contracts::time::SPAN_DAYS_MAX);
    let longest = TimeSpan::asked(from, from + jiff::SignedDuration::from_hours(24 * days)).unwrap();
    let minutes = Costs::PerBlock { minutes: 1, first: DEAREST, further: DEAREST };
    let tax = Some(Tax { basis_points: 10_000, included: false });
    let tariff = Tariff { tax, ..tariff(vec![rate(minutes)]) };
    assert_eq!(costs(&tariff, longest), 2 * DEAREST * days * 1_440, "with as much tax as there can be");
}

#[test]
fn evenings_and_weekends_have_a_rate_of_their_own() {
    let weekend = Rate { days: vec![Day::Sat, Day::Sun], ..rate(Costs::PerHour(3_000)) };
    let from = WallTime::try_from("18:00".to_owned()).unwrap();
    let evening = Rate { from: Some(from), ..rate(Costs::PerHour(2_000)) };
    let tariff = tariff(vec![weekend, evening, rate(Costs::PerHour(1_000))]);
    assert_eq!(costs(&tariff, on_tuesday("16:00", "20:00")), 2 * 1_000 + 2 * 2_000);
    assert_eq!(costs(&tariff, in_brussels("2026-12-05 16:00", "2026-12-05 20:00")), 4 * 3_000);
    let over_midnight = in_brussels("2026-12-04 23:00", "2026-12-05 01:00");
    assert_eq!(costs(&tariff, over_midnight), 2_000 + 3_000, "from Friday to Saturday");
}

#[test]
fn the_hours_of_a_night_are_those_that_pass_when_the_clock_is_put_back() {
    let hourly = tariff(vec![rate(Costs::PerHour(1_000))]);
    let autumn = in_brussels("2026-10-25 00:00", "2026-10-25 06:00");
    let spring = in_brussels("2026-03-29 00:00", "2026-03-29 06:00");
    assert_eq!((costs(&hourly, autumn), costs(&hourly, spring)), (7_000, 5_000));
}

/// A fee by facility type, kind of user, block and extra block.
#[test]
fn a_fee_by_facility_type_kind_of_user_block_and_extra_block() {
    let block = |minutes, first, further| Costs::PerBlock { minutes, first, further };
    let for_kind = |kinds: &[&str], costs| Rate { kinds: words(kinds), ..rate(costs) };
    let pitch = tariff(vec![
        for_kind(&["youth", "school"], block(120, 1_000, 500)),
        for_kind(&["club"], block(120, 3_000, 1_500)),
        rate(block(120, 6_000, 4_000)),
    ]);
    let court =
        tariff(vec![for_kind(&["youth", "school"], block(60, 200, 200)), rate(block(60, 1_200, 900))]);
    let fee = |tariff: &Tariff, kinds: &[&str], until| {
        let payer = Payer { kinds: words(kinds), ..Payer::default() };
        priced(tariff, on_tuesday("10:00", until), &payer).price.amount.minor
    };
    let table = [
        (&pitch, &["youth"][..], "12:00", 1_000),
        (&pitch, &["youth"][..], "14:00", 1_500),
        (&pitch, &["club"][..], "12:00", 3_000),
        (&pitch, &["club"][..], "15:00", 6_000),
        (&pitch, &[][..], "12:00", 6_000),
        (&pitch, &[][..], "14:00", 10_000),
        (&court, &["school"][..], "12:00", 400),
        (&court, &["club"][..], "12:00", 2_100),
    ];
    for (tariff, kinds, until, wanted) in table {
        assert_eq!(fee(tariff, kinds, until), wanted, "{kinds:?} until {until}");
    }
}

#[test]
fn a_purpose_has_its_own_rate() {
    let public = Rate { purposes: words(&["public-interest"]), ..rate(Costs::Flat(0)) };
    let tariff = tariff(vec![public, rate(Costs::PerHour(1_000))]);
    let payer = |purpose: &str| Payer { purpose: Some(purpose.to_owned()), ..Payer::default() };
    let cost = |payer| priced(&tariff, on_tuesday("10:00", "12:00"), payer).price.amount.minor;
    assert_eq!((cost(&payer("public-interest")), cost(&payer("party"))), (0, 2_000));
}

#[test]
fn whoever_is_entitled_pays_the_least_and_nobody_is_told_why() {
    let discount = |entitlement: &str, off| Discount { entitlement: entitlement.to_owned(), off };
    let discounts = vec![
        discount("stadspas", Off::Percent(50)),
        discount("retired", Off::Fixed(1_500)),
        discount("jobless", Off::Fixed(9_999)),
    ];
    let tariff = Tariff { discounts, ..tariff(vec![rate(Costs::PerHour(1_000))]) };
    let with = |entitlements: &[&str]| {
        priced(
            &tariff,
            on_tuesday("10:00", "12:00"),
            &Payer { entitlements: words(entitlements), ..Payer::default() },
        )
    };
    let cost = |entitlements: &[&str]| with(entitlements).price.amount.minor;
    assert_eq!((cost(&[]), cost(&["stadspas"]), cost(&["stadspas", "retired"])), (2_000, 1_000, 500));
    assert_eq!(cost(&["jobless"]), 0, "never less than nothing");
    let reduced = with(&["stadspas"]);
    assert!(reduced.price.reduced && !with(&[]).price.reduced);
    let written = serde_json::to_string(&reduced).unwrap();
    assert!(!written.contains("stadspas") && !written.contains("retired"), "{written}");
}

#[test]
fn tax_is_in_the_price_or_added_to_it_and_the_sum_is_rounded_as_said() {
    let hourly = tariff(vec![rate(Costs::PerHour(1_190))]);
    let with = |tax, rounding| {
        let price = priced(
            &Tariff { tax, rounding, ..hourly.clone() },
            on_tuesday("10:00", "11:00"),
            &Payer::default(),
        );
        (price.price.amount.minor, price.price.tax.minor)
    };
    let tax = |included| Some(Tax { basis_points: 1_900, included });
    assert_eq!(with(None, None), (1_190, 0));
    assert_eq!(with(tax(true), None), (1_190, 190));
    assert_eq!(with(tax(false), None), (1_416, 226));
    let rounding = Some(Rounding { to: 100, how: RoundingWay::HalfUp });
    assert_eq!(with(None, rounding), (1_200, 0));
    assert_eq!(with(tax(false), rounding), (1_428, 228));
}

#[test]
fn the_tariff_in_force_is_that_of_the_date_of_the_reservation() {
    let old = tariff(vec![rate(Costs::Flat(100))]);
    let new = Tariff {
        id: "rooms-2027".to_owned(),
        valid_from: "2027-01-01".parse().unwrap(),
        ..tariff(vec![rate(Costs::Flat(200))])
    };
    let tariffs = [new, old];
    let cost = |date: &str| {
        let span = in_brussels(&format!("{date} 10:00"), &format!("{date} 11:00"));
        let now = at("Europe/Brussels", "2025-11-01 09:00");
        price_of(&tariffs, span, &zone("Europe/Brussels"), &Payer::default(), now)
            .map(|priced| (priced.price.tariff, priced.price.amount.minor))
    };
    assert_eq!(cost("2025-12-31"), None);
    assert_eq!(cost("2026-12-31"), Some(("rooms".to_owned(), 100)));
    assert_eq!(cost("2027-01-01"), Some(("rooms-2027".to_owned(), 200)));
}

#[test]
fn one_applies_for_using_it_at_no_cost_where_the_tariff_says_so() {
    let asks = Payer { asks_free: true, ..Payer::default() };
    let tariff = Tariff { free_by_application: true, ..tariff(vec![rate(Costs::Flat(700))]) };
    let asked = priced(&tariff, on_tuesday("10:00", "11:00"), &asks);
    assert_eq!((asked.price.waiver, asked.price.amount.minor, asked.owed()), (Some(Waiver::Asked), 700, 0));
    let granted = asked.decided(true);
    assert_eq!((granted.owed(), granted.price.lines.last().unwrap().what), (0, PriceLineKind::Waived));
    assert_eq!(asked.decided(false).owed(), 700);
}

proptest::proptest! {
    /// Whatever the tariff, the lines are the amount, and nobody is paid for reserving.
    #[test]
    fn the_lines_of_a_price_are_its_amount(
        hourly in 0..100_000_i64, first in 0..50_000_i64, further in 0..50_000_i64, percent in 1..100_u32,
        tax in 0..10_000_u32, included: bool, to in 1..1_000_i64, from in 0..40_i64, minutes in 1..2_000_i64
    ) {
        let evening = Rate { from: Some(WallTime::try_from("18:00".to_owned()).unwrap()), ..rate(Costs::PerHour(hourly)) };
        let blocks = rate(Costs::PerBlock { minutes: 90, first, further });
        let tariff = Tariff {
            discounts: vec![Discount { entitlement: "pass".to_owned(), off: Off::Percent(percent) }],
            tax: Some(Tax { basis_points: tax, included }),
            rounding: Some(Rounding { to, how: RoundingWay::HalfEven }),
            ..tariff(vec![evening, blocks])
        };
        let starts_at = at("Europe/Brussels", "2026-10-24 00:00") + jiff::SignedDuration::from_hours(from);
        let span = span(starts_at, starts_at + jiff::SignedDuration::from_mins(minutes));
        let price = priced(&tariff, span, &Payer { entitlements: words(&["pass"]), ..Payer::default() }).price;
        let sum: i64 = price.lines.iter().map(|line| line.minor).sum();
        proptest::prop_assert_eq!(sum, price.amount.minor);
        proptest::prop_assert!(price.amount.minor >= 0 && price.tax.minor >= 0);
        proptest::prop_assert!(price.tax.minor <= price.amount.minor);
    }
}

#[test]
fn a_tariff_that_is_not_sound_is_refused() {
    let checked =
        |tariffs| CheckedDefinition::try_from(ResourceDefinition { tariffs, ..club_room() }).is_ok();
    let sound = tariff(vec![rate(Costs::PerHour(1))]);
    assert!(checked(vec![sound.clone()]));
    assert!(!checked(vec![sound.clone(), sound.clone()]), "two of the same date");
    assert!(!checked(vec![tariff(Vec::new())]), "no rate");
    for (minor, good) in [(-1, false), (0, true), (1_000_000_000_000, true), (1_000_000_000_001, false)] {
        assert_eq!(checked(vec![tariff(vec![rate(Costs::PerHour(minor))])]), good, "{minor}");
        assert_eq!(checked(vec![Tariff { deposit: minor, ..sound.clone() }]), good, "a deposit of {minor}");
    }
    for (percent, good) in [(0, false), (1, true), (100, true), (101, false)] {
        let discounts = vec![Discount { entitlement: "pass".to_owned(), off: Off::Percent(percent) }];
        assert_eq!(checked(vec![Tariff { discounts, ..sound.clone() }]), good, "{percent} percent");
    }
    for (minutes, good) in [(0, false), (1, true), (1_440, true), (1_441, false)] {
        let costs = Costs::PerBlock { minutes, first: 1, further: 1 };
        assert_eq!(checked(vec![tariff(vec![rate(costs)])]), good, "blocks of {minutes} minutes");
    }
}

#[test]
fn a_whole_day_is_one_block_of_a_day_on_the_nights_on_which_the_clock_changes_too() {
    let by_day = tariff(vec![rate(Costs::PerBlock { minutes: 1_440, first: 5_000, further: 5_000 })]);
    for (from, to, cost) in [
        ("2026-10-25 00:00", "2026-10-26 00:00", 5_000),
        ("2026-10-23 18:00", "2026-10-25 18:00", 10_000),
        ("2027-03-28 00:00", "2027-03-29 00:00", 5_000),
        ("2027-03-27 18:00", "2027-03-28 18:00", 5_000),
        ("2026-12-05 00:00", "2026-12-06 00:30", 10_000),
    ] {
        assert_eq!(costs_in_brussels(&by_day, from, to), cost, "{from} to {to}");
    }
    let by_hour = tariff(vec![rate(Costs::PerHour(100))]);
    assert_eq!(costs_in_brussels(&by_hour, "2026-10-25 00:00", "2026-10-26 00:00"), 2_500);
}

fn costs_in_brussels(tariff: &Tariff, from: &str, to: &str) -> i64 {
    let span = in_brussels(from, to);
    let priced = price_of(
        std::slice::from_ref(tariff),
        span,
        &zone("Europe/Brussels"),
        &Payer::default(),
        span.starts_at(),
    );
    priced.unwrap().price.amount.minor
}
