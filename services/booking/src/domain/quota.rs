//! How much of a resource one member or group may have in a period.
//!
//! The counts themselves are kept apart from the calendar, in allowances: here is what is counted together, and what a
//! reservation remembers of it.

use jiff::{SignedDuration, ToSpan as _, civil::Date};
use nanum_contracts::{
    booking::{Allowance, Measure, Period, Quota, Whose, Window},
    ids::{GroupId, MemberId, ResourceId},
    time::{TimeSpan, Zone},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Shared;

/// The quota as it was when a reservation was made, and the period that it counts for. Reservations of the first days have
/// it; later ones have [`Count`]s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counted {
    #[serde(flatten)]
    pub quota: Quota,
    /// A day `2026-12-01`, a week `2026-W49`, a month `2026-12`.
    pub period: String,
}

impl Counted {
    /// The same as it is written now.
    pub fn as_count(&self, claim: Uuid, resource: ResourceId, member: MemberId) -> Count {
        let allowance = as_allowance(self.quota);
        let tally = Tally {
            holder: format!("{resource}/{member}"),
            rule: rule_of(&allowance, false),
            window: self.period.clone(),
            amount: 1,
            limit: allowance.most,
            during: None,
        };
        Count { claim, tally }
    }
}

/// What a reservation weighs on an allowance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tally {
    /// Who has the allowance, and of what.
    pub holder: String,
    /// The rule's name, as a refusal gives it.
    pub rule: String,
    /// For which time: a day `2026-12-01`, a week `2026-W49`, a month `2026-12`, a season's name.
    pub window: String,
    pub amount: u32,
    /// What the rule allowed.
    pub limit: u32,
    /// While it weighs, when that is not all of the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<TimeSpan>,
}

impl Tally {
    /// Whether both are counted on the same allowance.
    pub fn is_beside(&self, other: &Self) -> bool {
        (&self.holder, &self.rule, &self.window) == (&other.holder, &other.rule, &other.window)
    }

    /// Whether both weigh the same on the same allowance, whatever its limit is.
    pub fn is_like(&self, other: &Self) -> bool {
        self.is_beside(other) && (self.amount, self.during) == (other.amount, other.during)
    }
}

/// What a reservation has claimed of an allowance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Count {
    pub claim: Uuid,
    #[serde(flatten)]
    pub tally: Tally,
}

/// For whom a reservation is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub member: MemberId,
    pub group: Option<GroupId>,
}

impl Holder {
    /// A member who acts for nobody else.
    pub fn alone(member: MemberId) -> Self {
        Self { member, group: None }
    }
}

/// All that a reservation of the span is counted for.
pub fn tallies(shared: &Shared, holder: Holder, span: TimeSpan) -> Vec<Tally> {
    let definition = &shared.definition;
    let allowances =
        || definition.quota.map(as_allowance).into_iter().chain(definition.quotas.iter().cloned());
    let groups_have_their_own = allowances().any(|allowance| allowance.whose == Whose::Group);
    allowances()
        .filter_map(|allowance| {
            let whose = match (allowance.whose, holder.group) {
                (Whose::Group, group) => group?.to_string(),
                (Whose::Member, Some(_)) if groups_have_their_own => return None,
                (Whose::Member, _) => holder.member.to_string(),
            };
            tally(shared, &allowance, &whose, span)
        })
        .collect()
}

fn tally(shared: &Shared, allowance: &Allowance, whose: &str, span: TimeSpan) -> Option<Tally> {
    let (window, during) = window_of(&allowance.per, span, &shared.zone)?;
    let amount = match allowance.of {
        Measure::Reservations => 1,
        Measure::Minutes => u32::try_from(span.fewest_minutes(&shared.zone.time_zone())).unwrap_or(u32::MAX),
    };
    let of_what =
        allowance.class.as_ref().map_or_else(|| shared.id.to_string(), |class| format!("class:{class}"));
    let (holder, rule) = (format!("{of_what}/{whose}"), rule_of(allowance, allowance.whose == Whose::Group));
    Some(Tally { holder, rule, window, amount, limit: allowance.most, during })
}

pub(super) fn as_allowance(quota: Quota) -> Allowance {
    let per = match quota.per {
        Period::Day => Window::Day,
        Period::Week => Window::Week,
        Period::Month => Window::Month,
    };
    Allowance { most: quota.reservations, of: Measure::Reservations, per, whose: Whose::Member, class: None }
}

/// A reservation counts when it starts, by the local date; `None` when that is in no season.
fn window_of(per: &Window, span: TimeSpan, zone: &Zone) -> Option<(String, Option<TimeSpan>)> {
    let date = span.starts_at().to_zoned(zone.time_zone()).date();
    Some(match per {
        Window::Day => (date.to_string(), None),
        Window::Week => {
            let week = date.iso_week_date();
            (format!("{:04}-W{:02}", week.year(), week.week()), None)
        }
        Window::Month => (format!("{:04}-{:02}", date.year(), date.month()), None),
        Window::Seasons(seasons) => {
            let is_in = |from: Date, to: Date| from <= date && date <= to;
            (seasons.iter().find(|season| is_in(season.from, season.to))?.name.clone(), None)
        }
        // Two starts are within so many days exactly when what weighs from each for so many days overlaps. Days by the clock or
        // days of 24 hours, whichever are over first.
        Window::Days(days) => {
            let starts_at = span.starts_at();
            let passed = starts_at.checked_add(SignedDuration::from_hours(24 * i64::from(*days))).ok()?;
            let by_the_clock =
                starts_at.to_zoned(zone.time_zone()).checked_add(i64::from(*days).days()).ok()?;
            let weighs = TimeSpan::new(starts_at, passed.min(by_the_clock.timestamp())).ok()?;
            (format!("{days} days"), Some(weighs))
        }
        Window::SameTime => ("one moment".to_owned(), Some(span)),
    })
}

/// The rule's name: `reservations-per-week`, `minutes-per-day-of-a-group`.
pub(super) fn rule_of(allowance: &Allowance, of_a_group: bool) -> String {
    let what = match allowance.of {
        Measure::Reservations => "reservations",
        Measure::Minutes => "minutes",
    };
    let when = match &allowance.per {
        Window::Day => "per-day".to_owned(),
        Window::Week => "per-week".to_owned(),
        Window::Month => "per-month".to_owned(),
        Window::Seasons(_) => "per-season".to_owned(),
        Window::Days(days) => format!("per-{days}-days"),
        Window::SameTime => "at-the-same-time".to_owned(),
    };
    format!("{what}-{when}{}", if of_a_group { "-of-a-group" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(per: Window, starts_at: &str, zone: &str) -> String {
        let starts_at = starts_at.parse().unwrap();
        let span = TimeSpan::new(starts_at, starts_at + jiff::SignedDuration::from_hours(1)).unwrap();
        let zone = zone.to_owned().try_into().unwrap();
        window_of(&per, span, &zone).unwrap().0
    }

    #[test]
    fn a_reservation_counts_by_the_local_date_of_its_start() {
        let new_years_eve = "2026-12-31T15:30:00Z";
        let in_seoul = |per: Window| period(per, new_years_eve, "Asia/Seoul");
        let in_mainz = |per: Window| period(per, new_years_eve, "Europe/Berlin");
        assert_eq!(
            (in_seoul(Window::Day).as_str(), in_mainz(Window::Day).as_str()),
            ("2027-01-01", "2026-12-31")
        );
        assert_eq!(
            (in_seoul(Window::Month).as_str(), in_mainz(Window::Month).as_str()),
            ("2027-01", "2026-12")
        );
        assert_eq!(in_seoul(Window::Week), "2026-W53", "the week has four of its days in the old year");
        assert_eq!(period(Window::Week, "2027-01-03T12:00:00Z", "Europe/Berlin"), "2026-W53", "Sunday");
        assert_eq!(period(Window::Week, "2027-01-04T12:00:00Z", "Europe/Berlin"), "2027-W01", "Monday");
    }
}
