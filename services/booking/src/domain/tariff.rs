//! What a reservation costs: a function of the tariff, the time, and what is known of whoever pays, and of nothing else.
//!
//! Exact: whole minor units, rounded where the tariff says so. A price carries the rules by which it came to be, so that what is
//! changed later is priced by them, whatever the tariff has become.

mod rounding;
pub(super) mod sound;
mod times;

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::{Costs, Off, PayBy, Price, PriceLine, PriceLineKind, Rate, RefundTier, Tariff, Tax, Waiver},
    membership::{GroupKind, Known, Proofs},
    money::Money,
    time::{TimeSpan, Zone},
};
use serde::{Deserialize, Serialize};

use super::{Acting, Holder};
use rounding::{part_of, rounded};
use times::{dates_of, fewest_minutes_of, seconds_of, what_falls_to_each};

/// What is known of whoever pays. It comes in with the command; of it nothing is recorded but what it leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payer {
    /// Kinds of member or group.
    pub kinds: Vec<String>,
    pub entitlements: Vec<String>,
    pub purpose: Option<String>,
    /// Whether it is applied for that it costs nothing.
    pub asks_free: bool,
}

impl Payer {
    /// The same, with what is known of whoever has it: of a group its kind; of a member what a clerk has seen of them.
    pub fn who_is(&self, known: &Known, holder: Holder) -> Self {
        let (kinds, entitlements) = match holder.group {
            Some(_) => (known.group.map(word_of).into_iter().collect(), Vec::new()),
            None => (kinds_of(&known.proofs), known.proofs.entitlements.clone()),
        };
        Self { kinds, entitlements, ..self.clone() }
    }
}

fn word_of(kind: GroupKind) -> String {
    match kind {
        GroupKind::ResidentsGroup => "residents-group",
        GroupKind::Association => "association",
        GroupKind::Team => "team",
        GroupKind::Household => "household",
    }
    .to_owned()
}

fn kinds_of(proofs: &Proofs) -> Vec<String> {
    let resident = proofs.resident.then_some("resident");
    let adult = proofs.adult.then_some("adult");
    let seen = resident.into_iter().chain(adult).map(str::to_owned);
    seen.chain(proofs.entitlements.iter().cloned()).collect()
}

/// A price with the rules by which it came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Priced {
    #[serde(flatten)]
    pub price: Price,
    /// The tariff as it was, with the rates that apply to whoever pays, and without the discounts.
    pub rules: Tariff,
    /// The discount that applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Off>,
    /// Of each hundred so many at most are given back: what was no longer given back before a move is not given back after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_percent_max: Option<u32>,
}

/// By whom a reservation is moved, and whether something has been paid for it.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    pub acting: Acting,
    pub paid: bool,
}

/// The tariff in force on a date: of those that are valid by then, the one that became so last.
pub fn in_force(tariffs: &[Tariff], date: Date) -> Option<&Tariff> {
    tariffs.iter().filter(|tariff| tariff.valid_from <= date).max_by_key(|tariff| tariff.valid_from)
}

/// What a reservation of a time costs whoever pays; nothing when no tariff is in force.
pub fn price_of(
    tariffs: &[Tariff],
    span: TimeSpan,
    zone: &Zone,
    payer: &Payer,
    now: Timestamp,
) -> Option<Priced> {
    let time_zone = zone.time_zone();
    let tariff = in_force(tariffs, span.starts_at().to_zoned(time_zone.clone()).date())?;
    let rules = rules_for(tariff, payer);
    let off = best_discount(tariff, &rules, payer, span, &time_zone);
    let sum = Sum::of(&rules, off, span, &time_zone);
    let waiver = (payer.asks_free && tariff.free_by_application).then_some(Waiver::Asked);
    let mut price = price(&rules, off, sum);
    price.waiver = waiver;
    price.pay_by = to_be_paid_by(&rules, span, &time_zone, now);
    Some(Priced { price, rules, off, refund_percent_max: None })
}

impl Priced {
    /// What is owed for it: nothing while it is open whether it costs nothing.
    pub fn owed(&self) -> i64 {
        match self.price.waiver {
            Some(Waiver::Asked | Waiver::Granted) => 0,
            Some(Waiver::Refused) | None => self.price.amount.minor,
        }
    }

    /// What is to be left with the city.
    pub fn deposit(&self) -> i64 {
        self.price.deposit.minor
    }

    /// The same reservation for another time, by the rules it was made by. More time costs the difference; of what less time
    /// would cost less, as much is given back as the days that are left allow.
    pub fn for_other_time(
        &self,
        (before, span): (TimeSpan, TimeSpan),
        zone: &Zone,
        Move { acting, paid }: Move,
        now: Timestamp,
    ) -> Self {
        let time_zone = zone.time_zone();
        let sum_of = |span| Sum::of(&self.rules, self.off, span, &time_zone);
        let (was, sum) = (sum_of(before).amount, sum_of(span));
        let agreed = self.price.amount.minor;
        let total = if sum.amount < was {
            let percent = if acting.is_borne_by_the_holder() {
                self.percent_given_back(before, zone, now)
            } else {
                100
            };
            agreed.saturating_sub(share(was - sum.amount, percent))
        } else {
            agreed
        };
        let kept = total.saturating_sub(sum.amount).max(0);
        let mut price = price(&self.rules, self.off, sum.keeping(kept, self.rules.tax));
        price.waiver = self.price.waiver;
        price.pay_by = self.price.pay_by.map(|agreed| {
            let anew = to_be_paid_by(&self.rules, span, &time_zone, now).unwrap_or(agreed);
            // Never later than agreed. A difference to what was paid is paid as for a new one.
            if paid && agreed <= now { anew } else { anew.min(agreed) }
        });
        let refund_percent_max = match acting.is_borne_by_the_holder() {
            true => Some(self.percent_given_back(before, zone, now)).filter(|percent| *percent < 100),
            false => self.refund_percent_max,
        };
        let moved = Self { price, refund_percent_max, ..self.clone() };
        if moved.price.waiver == Some(Waiver::Granted) { moved.free() } else { moved }
    }

    /// Of each hundred, so many are given back when it is given up now.
    fn percent_given_back(&self, span: TimeSpan, zone: &Zone, now: Timestamp) -> u32 {
        let percent = percent_given_back(&self.rules.refunds, span, &zone.time_zone(), now);
        self.refund_percent_max.map_or(percent, |most| most.min(percent))
    }

    /// The same, to be paid from now on.
    pub fn due_from(&self, span: TimeSpan, zone: &Zone, now: Timestamp) -> Self {
        let mut priced = self.clone();
        priced.price.pay_by = to_be_paid_by(&self.rules, span, &zone.time_zone(), now);
        priced
    }

    /// The same after a clerk has decided whether it costs nothing.
    pub fn decided(&self, granted: bool) -> Self {
        if granted {
            return self.free();
        }
        let mut priced = self.clone();
        priced.price.waiver = Some(Waiver::Refused);
        priced
    }

    fn free(&self) -> Self {
        let mut priced = self.clone();
        let Price { lines, amount, tax, waiver, .. } = &mut priced.price;
        if amount.minor != 0 {
            lines.push(PriceLine { what: PriceLineKind::Waived, quantity: 1, minor: -amount.minor });
        }
        (amount.minor, tax.minor, *waiver) = (0, 0, Some(Waiver::Granted));
        priced
    }

    /// What is kept of an amount when the reservation is given up now: what was kept already of time given up before, and of the
    /// rest what is not given back any more.
    pub fn kept_of(&self, amount: i64, span: TimeSpan, zone: &Zone, now: Timestamp) -> i64 {
        let is_kept = |line: &&PriceLine| line.what == PriceLineKind::Kept;
        let kept: i64 = self.price.lines.iter().filter(is_kept).map(|line| line.minor).sum();
        let rest = amount.saturating_sub(kept).max(0);
        amount.saturating_sub(share(rest, self.percent_given_back(span, zone, now)))
    }
}

/// The part of a hundred that is given back now: of the first tier whose days are still left. Without tiers it is all until the
/// reservation begins.
fn percent_given_back(tiers: &[RefundTier], span: TimeSpan, zone: &TimeZone, now: Timestamp) -> u32 {
    if tiers.is_empty() {
        return if now < span.starts_at() { 100 } else { 0 };
    }
    let open = tiers.iter().filter(|tier| now <= days_before(span, tier.days_left, zone));
    open.max_by_key(|tier| tier.days_left).map_or(0, |tier| tier.percent.min(100))
}

/// So many days before a reservation begins, at the same time of day.
fn days_before(span: TimeSpan, days: u32, zone: &TimeZone) -> Timestamp {
    let starts_at = span.starts_at();
    let before =
        Span::new().try_days(days).and_then(|days| starts_at.to_zoned(zone.clone()).checked_sub(days));
    before.map_or(starts_at, |moment| moment.timestamp())
}

/// A reservation is paid so many days before it begins, and not before some hours have passed since it is due.
fn to_be_paid_by(rules: &Tariff, span: TimeSpan, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let PayBy { days_before: days, hours_at_least } = rules.pay_by?;
    let at_least = now.checked_add(SignedDuration::from_hours(i64::from(hours_at_least))).unwrap_or(now);
    Some(days_before(span, days, zone).max(at_least).min(span.starts_at()))
}

/// The tariff for whoever pays: the rates for their kind and purpose, and no word of why it is reduced.
fn rules_for(tariff: &Tariff, payer: &Payer) -> Tariff {
    let is_for = |rate: &Rate| {
        let kind = rate.kinds.is_empty() || rate.kinds.iter().any(|kind| payer.kinds.contains(kind));
        let purpose = rate.purposes.is_empty()
            || payer.purpose.as_ref().is_some_and(|purpose| rate.purposes.contains(purpose));
        kind && purpose
    };
    let plain = |rate: &Rate| Rate { kinds: Vec::new(), purposes: Vec::new(), ..rate.clone() };
    let rates = tariff.rates.iter().filter(|rate| is_for(rate)).map(plain).collect();
    Tariff { rates, discounts: Vec::new(), ..tariff.clone() }
}

/// Of the discounts that somebody is entitled to, the one that is worth most here.
fn best_discount(
    tariff: &Tariff,
    rules: &Tariff,
    payer: &Payer,
    span: TimeSpan,
    zone: &TimeZone,
) -> Option<Off> {
    let entitled =
        tariff.discounts.iter().filter(|discount| payer.entitlements.contains(&discount.entitlement));
    let cost = |off| Sum::of(rules, Some(off), span, zone).amount;
    entitled.map(|discount| discount.off).min_by_key(|off| cost(*off))
}

/// What a time costs, and how that comes to be.
#[derive(Debug)]
struct Sum {
    lines: Vec<PriceLine>,
    amount: i64,
    tax: i64,
}

impl Sum {
    fn of(rules: &Tariff, off: Option<Off>, span: TimeSpan, zone: &TimeZone) -> Self {
        let mut sum = Self { lines: Vec::new(), amount: 0, tax: 0 };
        for (rate, times) in rules.rates.iter().zip(what_falls_to_each(&rules.rates, span, zone)) {
            if !times.is_empty() {
                let (what, quantity, minor) = cost_of(rate.costs, &times, zone);
                sum.add(what, quantity, minor);
            }
        }
        sum.take_off(off);
        if let Some(rounding) = rules.rounding {
            sum.add(PriceLineKind::Rounding, 1, rounded(sum.amount, rounding) - sum.amount);
        }
        sum.with_tax(rules.tax)
    }

    /// Lines of nothing are left out, but for those of time.
    fn add(&mut self, what: PriceLineKind, quantity: i64, minor: i64) {
        let is_time = matches!(
            what,
            PriceLineKind::Minutes | PriceLineKind::Blocks | PriceLineKind::Days | PriceLineKind::Flat
        );
        if minor != 0 || is_time {
            self.lines.push(PriceLine { what, quantity, minor });
        }
        self.amount = self.amount.saturating_add(minor);
    }

    /// A discount never gives more than it costs.
    fn take_off(&mut self, off: Option<Off>) {
        let less = match off {
            None => return,
            Some(Off::Percent(percent)) => share(self.amount, percent),
            Some(Off::Fixed(minor)) => minor.clamp(0, self.amount),
        };
        self.add(PriceLineKind::Reduced, 1, -less);
    }

    fn with_tax(mut self, tax: Option<Tax>) -> Self {
        let Some(Tax { basis_points, included }) = tax else { return self };
        if included {
            self.tax = tax_in(self.amount, basis_points);
        } else {
            self.tax = part_of(self.amount, i64::from(basis_points), WHOLE_BASIS_POINTS);
            self.add(PriceLineKind::Tax, 1, self.tax);
        }
        self
    }

    /// The same with what is kept of time that was given up; there is tax in it.
    fn keeping(mut self, kept: i64, tax: Option<Tax>) -> Self {
        self.add(PriceLineKind::Kept, 1, kept);
        self.tax += tax.map_or(0, |tax| tax_in(kept, tax.basis_points));
        self
    }
}

const WHOLE_BASIS_POINTS: i64 = 10_000;

/// The tax in an amount that has it in it.
fn tax_in(amount: i64, basis_points: u32) -> i64 {
    part_of(amount, i64::from(basis_points), WHOLE_BASIS_POINTS + i64::from(basis_points))
}

/// So many of each hundred, half a unit counting whole.
fn share(amount: i64, percent: u32) -> i64 {
    part_of(amount, i64::from(percent.min(100)), 100)
}

/// What time costs at a rate: how it is counted, how much of it there is, and what that comes to.
fn cost_of(costs: Costs, times: &[TimeSpan], zone: &TimeZone) -> (PriceLineKind, i64, i64) {
    match costs {
        Costs::PerHour(minor) => {
            let seconds = seconds_of(times);
            (PriceLineKind::Minutes, seconds / 60, part_of(minor, seconds, 3_600))
        }
        Costs::PerBlock { minutes, first, further } => {
            let (lasts, block) = (fewest_minutes_of(times, zone), i64::from(minutes.max(1)));
            let blocks = (lasts.div_euclid(block) + i64::from(lasts.rem_euclid(block) > 0)).max(1);
            (PriceLineKind::Blocks, blocks, first.saturating_add(further.saturating_mul(blocks - 1)))
        }
        Costs::PerDay(minor) => {
            let days = dates_of(times, zone);
            (PriceLineKind::Days, days, minor.saturating_mul(days))
        }
        Costs::Flat(minor) => (PriceLineKind::Flat, 1, minor),
    }
}

fn price(rules: &Tariff, off: Option<Off>, sum: Sum) -> Price {
    let money = |minor| Money::of(minor, rules.currency);
    Price {
        tariff: rules.id.clone(),
        valid_from: rules.valid_from,
        lines: sum.lines,
        amount: money(sum.amount),
        tax: money(sum.tax),
        deposit: money(rules.deposit),
        reduced: off.is_some(),
        waiver: None,
        pay_by: None,
    }
}
