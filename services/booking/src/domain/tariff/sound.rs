//! What makes a tariff sound.

use nanum_contracts::{
    booking::{Costs, Off, Rate, Tariff},
    time::WallTime,
};

use self::limits::{
    AMOUNT_MAX, BLOCK_MINUTES_MAX, DAYS_MAX, DISCOUNTS_MAX, RATES_MAX, ROUNDING_MAX, TARIFFS_MAX, TIERS_MAX,
};

/// How large a tariff may be.
pub(in crate::domain) mod limits {
    /// Most tariffs of a resource, the old and those to come.
    pub(in crate::domain) const TARIFFS_MAX: usize = 20;
    /// Most rates of a tariff: each reservation is cut by all of them.
    pub(in crate::domain) const RATES_MAX: usize = 50;
    pub(in crate::domain) const DISCOUNTS_MAX: usize = 40;
    pub(in crate::domain) const TIERS_MAX: usize = 20;
    /// Most that anything costs, in minor units: no sum of a reservation comes near what a number holds.
    pub(in crate::domain) const AMOUNT_MAX: i64 = 1_000_000_000_000;
    /// Longest block: a day.
    pub(in crate::domain) const BLOCK_MINUTES_MAX: u32 = 1_440;
    /// Coarsest rounding, in minor units.
    pub(in crate::domain) const ROUNDING_MAX: i64 = 1_000_000;
    /// Most days that tiers and deadlines look ahead.
    pub(in crate::domain) const DAYS_MAX: u32 = 1_000;
}

/// What of a tariff is not sound: which part of which tariff, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tariffs[{tariff}].{part}: {must}")]
pub struct NotATariff {
    pub tariff: usize,
    pub part: &'static str,
    pub must: &'static str,
}

/// Tariffs are few, begin on different dates, and ask and give back only what can be.
pub(in crate::domain) fn tariffs_are_sound(
    tariffs: &[Tariff],
    is_word: impl Fn(&str) -> bool,
) -> Result<(), NotATariff> {
    for (number, tariff) in tariffs.iter().enumerate() {
        let wrong = |(part, must)| NotATariff { tariff: number, part, must };
        if number >= TARIFFS_MAX {
            return Err(wrong(("id", "a resource has at most 20 tariffs")));
        }
        if tariffs.iter().take(number).any(|other| other.valid_from == tariff.valid_from) {
            return Err(wrong(("valid_from", "each tariff is valid from another date")));
        }
        is_sound(tariff, &is_word).map_err(wrong)?;
    }
    Ok(())
}

/// The part that is wrong, and what it must be.
type Wrong = (&'static str, &'static str);

fn is_sound(tariff: &Tariff, is_word: &impl Fn(&str) -> bool) -> Result<(), Wrong> {
    let must = |holds: bool, part, must| if holds { Ok(()) } else { Err((part, must)) };
    must(is_word(&tariff.id), "id", "a word of lower-case letters and digits, joined by hyphens")?;
    must((1..=RATES_MAX).contains(&tariff.rates.len()), "rates", "1 to 50 rates")?;
    tariff.rates.iter().try_for_each(|rate| is_a_rate(rate, is_word))?;
    must(tariff.discounts.len() <= DISCOUNTS_MAX, "discounts", "at most 40 discounts")?;
    for discount in &tariff.discounts {
        must(is_word(&discount.entitlement), "discounts.entitlement", "a word of lower-case letters")?;
        let some = match discount.off {
            Off::Percent(percent) => (1..=100).contains(&percent),
            Off::Fixed(minor) => (1..=AMOUNT_MAX).contains(&minor),
        };
        must(some, "discounts.off", "1 to 100 percent, or an amount")?;
    }
    must(tariff.tax.is_none_or(|tax| tax.basis_points <= 10_000), "tax", "at most 10000 basis points")?;
    let rounds = tariff.rounding.is_none_or(|rounding| (1..=ROUNDING_MAX).contains(&rounding.to));
    must(rounds, "rounding.to", "1 to 1000000 minor units")?;
    must(is_an_amount(tariff.deposit), "deposit", "an amount that is not negative")?;
    must(tariff.refunds.len() <= TIERS_MAX, "refunds", "at most 20 tiers")?;
    let tiers = tariff.refunds.iter().all(|tier| tier.percent <= 100 && tier.days_left <= DAYS_MAX);
    must(tiers, "refunds", "at most 100 percent, at most 1000 days")?;
    let days =
        tariff.pay_by.is_none_or(|it| it.days_before <= DAYS_MAX && it.hours_at_least <= 24 * DAYS_MAX);
    must(days, "pay_by", "at most 1000 days")
}

fn is_a_rate(rate: &Rate, is_word: &impl Fn(&str) -> bool) -> Result<(), Wrong> {
    let must = |holds: bool, part, must| if holds { Ok(()) } else { Err((part, must)) };
    let begins = rate.from.is_none_or(WallTime::can_begin);
    must(begins && rate.days.len() <= 7, "rates", "at most 7 days, and `from` before 24:00")?;
    let words = rate.kinds.iter().chain(&rate.purposes);
    must(words.clone().count() <= RATES_MAX, "rates", "at most 50 kinds and purposes")?;
    must(words.into_iter().all(|word| is_word(word)), "rates", "kinds and purposes are lower-case words")?;
    let costs = match rate.costs {
        Costs::PerHour(minor) | Costs::PerDay(minor) | Costs::Flat(minor) => is_an_amount(minor),
        Costs::PerBlock { minutes, first, further } => {
            (1..=BLOCK_MINUTES_MAX).contains(&minutes) && is_an_amount(first) && is_an_amount(further)
        }
    };
    must(costs, "rates.costs", "amounts that are not negative; blocks of 1 to 1440 minutes")
}

fn is_an_amount(minor: i64) -> bool {
    (0..=AMOUNT_MAX).contains(&minor)
}
