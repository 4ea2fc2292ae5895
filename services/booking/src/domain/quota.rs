//! How many reservations of a resource one member may have in a period.
//!
//! The count itself is kept apart from the calendar, in an allowance: here is what is counted together, and what a
//! reservation remembers of it.

use nanum_contracts::{
    booking::{Period, Quota},
    ids::{MemberId, ResourceId},
    time::{TimeSpan, Zone},
};
use serde::{Deserialize, Serialize};

/// The quota as it was when a reservation was made, and the period that it counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counted {
    #[serde(flatten)]
    pub quota: Quota,
    /// A day `2026-12-01`, a week `2026-W49`, a month `2026-12`.
    pub period: String,
}

impl Counted {
    /// A reservation counts for the period in which it starts, by the local date.
    pub fn by_its_start(quota: Quota, span: TimeSpan, zone: &Zone) -> Self {
        let date = span.starts_at().to_zoned(zone.time_zone()).date();
        let period = match quota.per {
            Period::Day => date.to_string(),
            Period::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Period::Month => format!("{:04}-{:02}", date.year(), date.month()),
        };
        Self { quota, period }
    }

    /// The rule's name, as a refusal gives it.
    pub fn rule(&self) -> &'static str {
        match self.quota.per {
            Period::Day => "reservations-per-day",
            Period::Week => "reservations-per-week",
            Period::Month => "reservations-per-month",
        }
    }

    /// Who shares a count: the reservations of one member on one resource.
    pub fn holder(resource: ResourceId, member: MemberId) -> String {
        format!("{resource}/{member}")
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::booking::Period;

    use super::*;

    fn period(per: Period, starts_at: &str, zone: &str) -> String {
        let starts_at = starts_at.parse().unwrap();
        let span = TimeSpan::new(starts_at, starts_at + jiff::SignedDuration::from_hours(1)).unwrap();
        let zone = zone.to_owned().try_into().unwrap();
        Counted::by_its_start(Quota { reservations: 1, per }, span, &zone).period
    }

    #[test]
    fn a_reservation_counts_by_the_local_date_of_its_start() {
        let new_years_eve = "2026-12-31T15:30:00Z";
        let in_seoul = |per| period(per, new_years_eve, "Asia/Seoul");
        let in_mainz = |per| period(per, new_years_eve, "Europe/Berlin");
        assert_eq!(
            (in_seoul(Period::Day).as_str(), in_mainz(Period::Day).as_str()),
            ("2027-01-01", "2026-12-31")
        );
        assert_eq!(
            (in_seoul(Period::Month).as_str(), in_mainz(Period::Month).as_str()),
            ("2027-01", "2026-12")
        );
        assert_eq!(in_seoul(Period::Week), "2026-W53", "the week has four of its days in the old year");
        assert_eq!(period(Period::Week, "2027-01-03T12:00:00Z", "Europe/Berlin"), "2026-W53", "Sunday");
        assert_eq!(period(Period::Week, "2027-01-04T12:00:00Z", "Europe/Berlin"), "2027-W01", "Monday");
    }
}
