//! Prices as people of a language read them.

use jiff::civil::Date;
use nanum_contracts::{
    booking::{Costs, Price, Rate, Resource, Tariff},
    money::{Currency, Money},
    time::Day,
};

use super::{
    listing::word_text,
    texts::{Texts, Tongue},
};

/// What a reservation costs, and what is to be left besides.
pub(super) fn price_of(texts: &Texts, price: &Price) -> String {
    let amount = money(texts, price.amount);
    if price.deposit.minor == 0 {
        return texts.with("price-of", &[("price", &amount)]);
    }
    let deposit = money(texts, price.deposit);
    texts.with("price-with-deposit", &[("price", &amount), ("deposit", &deposit)])
}

/// What a resource costs on a date, a line for each rate.
pub(super) fn rates_on(texts: &Texts, resource: &Resource, date: Date) -> Vec<String> {
    let valid = resource.definition.tariffs.iter().filter(|tariff| tariff.valid_from <= date);
    let in_force: Option<&Tariff> = valid.max_by_key(|tariff| tariff.valid_from);
    let Some(tariff) = in_force else { return Vec::new() };
    let mut lines: Vec<String> =
        tariff.rates.iter().map(|rate| rate_line(texts, rate, tariff.currency)).collect();
    if tariff.deposit > 0 {
        let deposit = money(texts, Money::of(tariff.deposit, tariff.currency));
        lines.push(texts.with("price-deposit", &[("deposit", &deposit)]));
    }
    lines
}

fn rate_line(texts: &Texts, rate: &Rate, currency: Currency) -> String {
    let price = |minor| money(texts, Money::of(minor, currency));
    let costs = match rate.costs {
        Costs::PerHour(minor) => texts.with("price-per-hour", &[("price", &price(minor))]),
        Costs::PerDay(minor) => texts.with("price-per-day", &[("price", &price(minor))]),
        Costs::Flat(minor) => texts.with("price-flat", &[("price", &price(minor))]),
        Costs::PerBlock { minutes, first, further } => texts.with(
            "price-per-block",
            &[
                ("first", &price(first)),
                ("further", &price(further)),
                ("length", &texts.length(minutes.into())),
            ],
        ),
    };
    let conditions = conditions(texts, rate);
    if conditions.is_empty() { costs } else { format!("{costs} ({})", conditions.join("; ")) }
}

/// When a rate applies, and to whom.
fn conditions(texts: &Texts, rate: &Rate) -> Vec<String> {
    let words =
        |words: &[String]| -> Vec<String> { words.iter().map(|word| word_text(texts, word).text).collect() };
    let days: Vec<String> = rate.days.iter().map(|day| texts.say(short_day(*day))).collect();
    let clock = |time: Option<_>, otherwise: &str| time.map_or(otherwise.to_owned(), String::from);
    let times = match (rate.from, rate.to) {
        (None, None) => Vec::new(),
        (from, to) => vec![format!("{}–{}", clock(from, "00:00"), clock(to, "24:00"))],
    };
    let lists = [days, times, words(&rate.kinds), words(&rate.purposes)];
    lists.iter().filter(|list| !list.is_empty()).map(|list| list.join(", ")).collect()
}

fn short_day(day: Day) -> &'static str {
    match day {
        Day::Mon => "weekday-short-1",
        Day::Tue => "weekday-short-2",
        Day::Wed => "weekday-short-3",
        Day::Thu => "weekday-short-4",
        Day::Fri => "weekday-short-5",
        Day::Sat => "weekday-short-6",
        Day::Sun => "weekday-short-7",
    }
}

/// `12.50 EUR`, or with a comma where people write one.
fn money(texts: &Texts, money: Money) -> String {
    let written = money.to_string();
    match texts.tongue {
        Tongue::En | Tongue::Ko => written,
        Tongue::Fr | Tongue::Nl | Tongue::De => written.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource() -> Resource {
        serde_json::from_value(serde_json::json!({
            "id": "rsc_0190c0de7e5a7a6b8c9d000000000002", "site": "site_0190c0de7e5a7a6b8c9d000000000001",
            "zone": "Europe/Brussels", "kind": "hall", "name": {"en": "Hall"}, "units": 1, "approval": false,
            "hours": [], "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240,
            "tariffs": [{
                "id": "halls", "valid_from": "2026-01-01", "currency": "EUR", "deposit": 5000, "rates": [
                    {"days": ["sat", "sun"], "from": "18:00", "costs": {"per_hour": 1250}},
                    {"costs": {"per_block": {"minutes": 120, "first": 3000, "further": 2000}}}
                ]
            }]
        }))
        .unwrap()
    }

    #[test]
    fn a_resource_tells_its_rates_in_the_readers_language() {
        let on = |tongue, date: &str| rates_on(&Texts::in_tongue(tongue), &resource(), date.parse().unwrap());
        assert!(on(Tongue::En, "2025-12-31").is_empty(), "no tariff is in force yet");
        let english = on(Tongue::En, "2026-12-01");
        assert_eq!(english[0], "12.50 EUR per hour (Sat, Sun; 18:00–24:00)");
        assert_eq!(english[1], "30.00 EUR for the first 2 hours, 20.00 EUR for each further");
        assert_eq!(english[2], "Deposit: 50.00 EUR");
        for tongue in [Tongue::Ko, Tongue::Fr, Tongue::Nl, Tongue::De] {
            let lines = on(tongue, "2026-12-01");
            assert!(lines.iter().all(|line| !line.contains('⟦')), "{lines:?}");
        }
    }
}
