//! Who may reserve a resource: residents first, adults, who has learnt it, which groups, for what.
//!
//! What is known of a member comes in with the command and goes into no event.

use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    booking::{EarlierOpening, Eligibility, Opening},
    ids::GroupId,
    membership::{GroupKind, Known, Suspension},
    time::TimeSpan,
};

use super::{Holder, Refusal, Shared};

/// Why somebody may not reserve it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotEligible {
    /// It is too early for them; `days_before` is when they may.
    TooEarly {
        days_before: u32,
        days: i32,
        residents_before: Option<u32>,
    },
    /// It may not be reserved for this.
    Purpose {
        purposes: Vec<String>,
        purpose: Option<String>,
    },
    AdultsOnly,
    EntitlementMissing {
        entitlement: String,
    },
    QualificationMissing {
        qualification: String,
    },
    /// It is for groups.
    GroupsOnly,
    GroupKind {
        kinds: Vec<GroupKind>,
        kind: Option<GroupKind>,
    },
    StandingSuspended(Suspension),
}

impl From<NotEligible> for Refusal {
    fn from(why: NotEligible) -> Self {
        Self::NotEligible(why)
    }
}

/// What somebody wants to have, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Wanting<'a> {
    pub holder: Holder,
    pub purpose: Option<&'a str>,
    pub span: TimeSpan,
}

impl Wanting<'_> {
    /// Whoever reserves a resource is who its tenant gives it to.
    ///
    /// # Errors
    /// *Not eligible*, with the rule; *not known*.
    pub fn is_eligible(&self, shared: &Shared, known: Option<&Known>, now: Timestamp) -> Result<(), Refusal> {
        let Some(eligibility) = &shared.definition.eligibility else { return Ok(()) };
        for_a_purpose_that_is_served(eligibility, self.purpose)?;
        nobody_but_groups(eligibility, self.holder.group)?;
        let date_of = |moment: Timestamp| moment.to_zoned(shared.zone.time_zone()).date();
        let dates = (date_of(now), date_of(self.span.starts_at()));
        if !eligibility.asks_who_it_is(self.holder.group.is_some()) {
            return Ok(residents_first(eligibility, dates, false)?);
        }
        let known = known.ok_or(Refusal::NotKnown)?;
        not_while_suspended(eligibility, known)?;
        adults_where_it_is_asked(eligibility, known)?;
        who_is_entitled(eligibility, known)?;
        who_has_learnt_it(eligibility, known)?;
        if self.holder.group.is_some() {
            kinds_of_groups_that_are_served(eligibility, known.group)?;
        }
        Ok(residents_first(eligibility, dates, known.proofs.resident)?)
    }
}

impl Wanting<'_> {
    /// When months open for whoever it is: earlier than for everybody, where the resource says so.
    pub fn opens_earlier(&self, shared: &Shared, known: Option<&Known>) -> Vec<Opening> {
        let Some(eligibility) = &shared.definition.eligibility else { return Vec::new() };
        let is_for = |opening: &&EarlierOpening| known.is_some_and(|known| self.is_earlier(opening, known));
        eligibility.opens_earlier.iter().filter(is_for).map(|earlier| earlier.opens).collect()
    }

    fn is_earlier(&self, opening: &EarlierOpening, known: &Known) -> bool {
        let EarlierOpening { residents, entitlement, groups, .. } = opening;
        let kind = self.holder.group.and(known.group);
        (!residents || known.proofs.resident)
            && entitlement.as_ref().is_none_or(|it| known.proofs.entitlements.contains(it))
            && (groups.is_empty() || kind.is_some_and(|kind| groups.contains(&kind)))
    }
}

/// Residents may reserve from so many days before, everybody from so many.
fn residents_first(
    eligibility: &Eligibility,
    (today, date): (Date, Date),
    resident: bool,
) -> Result<(), NotEligible> {
    let residents_before = eligibility.residents_days_before;
    let days_before = if resident { residents_before } else { eligibility.everybody_days_before };
    let Some(days_before) = days_before else { return Ok(()) };
    let days = date.duration_since(today).as_hours() / 24;
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    if i64::from(days) <= i64::from(days_before) {
        return Ok(());
    }
    Err(NotEligible::TooEarly { days_before, days, residents_before })
}

/// A resource that serves some purposes is reserved for one of them.
fn for_a_purpose_that_is_served(eligibility: &Eligibility, purpose: Option<&str>) -> Result<(), NotEligible> {
    let purposes = &eligibility.purposes;
    if purposes.is_empty() || purpose.is_some_and(|purpose| purposes.iter().any(|served| served == purpose)) {
        return Ok(());
    }
    Err(NotEligible::Purpose { purposes: purposes.clone(), purpose: purpose.map(str::to_owned) })
}

/// What is for groups is reserved for a group.
fn nobody_but_groups(eligibility: &Eligibility, group: Option<GroupId>) -> Result<(), NotEligible> {
    if eligibility.groups_only && group.is_none() { Err(NotEligible::GroupsOnly) } else { Ok(()) }
}

/// A group is of a kind that the resource is for.
fn kinds_of_groups_that_are_served(
    eligibility: &Eligibility,
    kind: Option<GroupKind>,
) -> Result<(), NotEligible> {
    let kinds = &eligibility.groups;
    if kinds.is_empty() || kind.is_some_and(|kind| kinds.contains(&kind)) {
        return Ok(());
    }
    Err(NotEligible::GroupKind { kinds: kinds.clone(), kind })
}

/// Only adults may have what is for adults.
fn adults_where_it_is_asked(eligibility: &Eligibility, known: &Known) -> Result<(), NotEligible> {
    if eligibility.adults_only && !known.proofs.adult { Err(NotEligible::AdultsOnly) } else { Ok(()) }
}

/// Who must be entitled is.
fn who_is_entitled(eligibility: &Eligibility, known: &Known) -> Result<(), NotEligible> {
    match &eligibility.entitlement {
        Some(entitlement) if !known.proofs.entitlements.contains(entitlement) => {
            Err(NotEligible::EntitlementMissing { entitlement: entitlement.clone() })
        }
        _ => Ok(()),
    }
}

/// Who must have learnt how to use it has.
fn who_has_learnt_it(eligibility: &Eligibility, known: &Known) -> Result<(), NotEligible> {
    match &eligibility.qualification {
        Some(qualification) if !known.proofs.qualifications.contains(qualification) => {
            Err(NotEligible::QualificationMissing { qualification: qualification.clone() })
        }
        _ => Ok(()),
    }
}

/// Who is suspended does not reserve what asks for a good standing.
fn not_while_suspended(eligibility: &Eligibility, known: &Known) -> Result<(), NotEligible> {
    match known.suspended {
        Some(suspension) if eligibility.good_standing => Err(NotEligible::StandingSuspended(suspension)),
        _ => Ok(()),
    }
}
