//! What makes sound who may reserve a resource, and how much of it.

use nanum_contracts::booking::{Allowance, Eligibility, ResourceDefinition, Whose, Window};

use super::{NotADefinition, days::an_opening_is_a_date, is_plain, words_are_plain};
use crate::domain::{HORIZON_DAYS, quota::rule_of};

/// Most allowances of one resource: each is a claim in a stream of its own.
const QUOTAS_MAX: usize = 10;
/// Most that an allowance allows, of reservations or minutes.
const ALLOWED_MAX: u32 = 1_000_000;
/// Most earlier openings: one for each sort of people that a city tells apart.
const EARLIER_MAX: usize = 10;
/// Most seasons of an allowance: ten years of four.
const SEASONS_MAX: usize = 40;

/// Who and how much, both in order.
pub(super) fn who_may_is_sound(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    let quotas = &definition.quotas;
    if quotas.len() > QUOTAS_MAX {
        return Err(NotADefinition::Allowance("there are at most 10 quotas"));
    }
    quotas.iter().try_for_each(an_allowance_is_countable)?;
    an_allowance_is_named_once(definition)?;
    definition.eligibility.as_deref().map_or(Ok(()), eligibility_is_sound)
}

/// An allowance allows something, and not everything, for a time that can be told.
fn an_allowance_is_countable(allowance: &Allowance) -> Result<(), NotADefinition> {
    let broken = if !(1..=ALLOWED_MAX).contains(&allowance.most) {
        "most is 1 to 1,000,000"
    } else if allowance.class.as_ref().is_some_and(|class| !is_plain(class)) {
        "a class is a plain lower-case word"
    } else {
        match &allowance.per {
            Window::Days(days) if !(1..=HORIZON_DAYS).contains(&i64::from(*days)) => "days are 1 to 366",
            Window::Seasons(seasons) if !(1..=SEASONS_MAX).contains(&seasons.len()) => {
                "there are 1 to 40 seasons"
            }
            Window::Seasons(seasons) if seasons.iter().any(|it| it.to < it.from || !is_plain(&it.name)) => {
                "a season has a plain lower-case name and ends after it begins"
            }
            Window::Seasons(seasons) if (1..seasons.len()).any(|n| seasons[n].from <= seasons[n - 1].to) => {
                "seasons follow each other"
            }
            _ => return Ok(()),
        }
    };
    Err(NotADefinition::Allowance(broken))
}

/// No two allowances count the same, so that each has one limit.
fn an_allowance_is_named_once(definition: &ResourceDefinition) -> Result<(), NotADefinition> {
    let named = |it: &Allowance| (rule_of(it, it.whose == Whose::Group), it.class.clone());
    let mut names: Vec<_> = definition.quotas.iter().map(named).collect();
    if let Some(quota) = definition.quota {
        names.push(named(&crate::domain::quota::as_allowance(quota)));
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() == count { Ok(()) } else { Err(NotADefinition::Allowance("no two quotas count the same")) }
}

/// Who may reserve is told by plain words, and residents before everybody.
fn eligibility_is_sound(eligibility: &Eligibility) -> Result<(), NotADefinition> {
    words_are_plain("eligibility.purposes", &eligibility.purposes)?;
    let words = [&eligibility.entitlement, &eligibility.qualification];
    for word in words.into_iter().flatten() {
        words_are_plain("eligibility", std::slice::from_ref(word))?;
    }
    who_opens_earlier_is_told(eligibility)?;
    match (eligibility.residents_days_before, eligibility.everybody_days_before) {
        (Some(residents), Some(everybody)) if everybody > residents => {
            Err(NotADefinition::Eligibility("residents may reserve no later than everybody"))
        }
        (Some(_), None) => Err(NotADefinition::Eligibility("residents may reserve no later than everybody")),
        _ => Ok(()),
    }
}

/// Each earlier opening is for somebody, at a time that there is.
fn who_opens_earlier_is_told(eligibility: &Eligibility) -> Result<(), NotADefinition> {
    let wrong = |must| Err(NotADefinition::Eligibility(must));
    if eligibility.opens_earlier.len() > EARLIER_MAX {
        return wrong("there are at most 10 earlier openings");
    }
    for earlier in &eligibility.opens_earlier {
        an_opening_is_a_date(earlier.opens)?;
        let somebody = earlier.residents || earlier.entitlement.is_some() || !earlier.groups.is_empty();
        if !somebody {
            return wrong("an earlier opening is for residents, for who is entitled, or for groups");
        }
        if let Some(word) = &earlier.entitlement {
            words_are_plain("eligibility.opens_earlier", std::slice::from_ref(word))?;
        }
    }
    Ok(())
}
