//! A tenant of the network: its kind, languages, zone, currency and the identity providers it trusts.

use std::collections::BTreeSet;

use nanum_contracts::{Language, TenantId, membership::TenantDefinition, wire_events};
use serde::{Deserialize, Serialize};

use super::is_kebab_case;

/// A tenant writes every text in each of its languages: more than this nobody keeps up.
pub const LANGUAGES_MAX: usize = 20;
/// Identity providers of one tenant: each is asked for its keys.
pub const ISSUERS_MAX: usize = 10;

/// A tenant was admitted to the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TenantAdmitted {
    pub definition: TenantDefinition,
}

/// A tenant's definition changed; the new one, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TenantChanged {
    pub definition: TenantDefinition,
}

wire_events! {
    /// What happens to a tenant.
    pub enum TenantEvent {
        "tenant.admitted.v1" => TenantAdmitted,
        "tenant.changed.v1" => TenantChanged,
    }
}

/// What can be asked of a tenant.
#[derive(Debug, Clone)]
pub enum TenantCommand {
    /// Admits the tenant or, unless `new_only`, changes it.
    Define { definition: TenantDefinition, new_only: bool },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantRefusal {
    AdmittedAlready(TenantId),
    SlugReserved(TenantId),
    LanguageCount { count: usize },
    LanguageTwice(Language),
    NameLacksDefaultLanguage(Language),
    NotACurrency { length: usize },
    IssuerCount { count: usize },
    IssuerTwice(String),
    NotAnIssuer { length: usize },
}

/// A tenant as far as decisions need it.
#[derive(Debug, Clone, Default)]
pub struct Tenant {
    /// `None` before its admission.
    pub definition: Option<TenantDefinition>,
}

/// A tenant's slug is none of the network's own words.
pub fn slug_is_free_of_reserved_words(slug: &TenantId) -> Result<(), TenantRefusal> {
    // The network's own scope reads as a slug where data is exchanged, and is none that a tenant may have.
    let reserved = slug.as_str().parse::<TenantId>().is_err();
    if reserved { Err(TenantRefusal::SlugReserved(slug.clone())) } else { Ok(()) }
}

/// A tenant serves 1 to [`LANGUAGES_MAX`] languages, each once.
pub fn serves_a_few_languages(languages: &[Language]) -> Result<(), TenantRefusal> {
    let count = languages.len();
    if count == 0 || count > LANGUAGES_MAX {
        return Err(TenantRefusal::LanguageCount { count });
    }
    first_twice(languages).map_or(Ok(()), |language| Err(TenantRefusal::LanguageTwice(language.clone())))
}

/// A tenant's name is there in its default language.
pub fn is_named_in_its_default_language(definition: &TenantDefinition) -> Result<(), TenantRefusal> {
    let default = definition.default_language();
    let named = definition.name.iter().any(|(language, _)| *language == default);
    if named { Ok(()) } else { Err(TenantRefusal::NameLacksDefaultLanguage(default)) }
}

/// A currency is written as in ISO 4217: three capital letters.
pub fn currency_is_a_code(currency: &str) -> Result<(), TenantRefusal> {
    let fits = currency.len() == 3 && currency.chars().all(|c| c.is_ascii_uppercase());
    if fits { Ok(()) } else { Err(TenantRefusal::NotACurrency { length: currency.chars().count() }) }
}

/// A tenant trusts 1 to [`ISSUERS_MAX`] identity providers, each once, named as in the operator's configuration.
pub fn trusts_a_few_issuers(issuers: &[String]) -> Result<(), TenantRefusal> {
    let count = issuers.len();
    if count == 0 || count > ISSUERS_MAX {
        return Err(TenantRefusal::IssuerCount { count });
    }
    if let Some(other) = issuers.iter().find(|issuer| !is_kebab_case(issuer)) {
        return Err(TenantRefusal::NotAnIssuer { length: other.chars().count() });
    }
    first_twice(issuers).map_or(Ok(()), |issuer| Err(TenantRefusal::IssuerTwice(issuer.clone())))
}

/// What happens on a command, or why not.
///
/// # Errors
/// The rule that says no.
pub fn decide(tenant: &Tenant, command: &TenantCommand) -> Result<Vec<TenantEvent>, TenantRefusal> {
    let TenantCommand::Define { definition, new_only } = command;
    slug_is_free_of_reserved_words(&definition.slug)?;
    serves_a_few_languages(&definition.languages)?;
    is_named_in_its_default_language(definition)?;
    currency_is_a_code(&definition.currency)?;
    trusts_a_few_issuers(&definition.issuers)?;
    match &tenant.definition {
        None => Ok(vec![TenantAdmitted { definition: definition.clone() }.into()]),
        Some(_) if *new_only => Err(TenantRefusal::AdmittedAlready(definition.slug.clone())),
        Some(present) if present == definition => Ok(Vec::new()),
        Some(_) => Ok(vec![TenantChanged { definition: definition.clone() }.into()]),
    }
}

/// The tenant after an event.
pub fn evolve(_: Tenant, event: &TenantEvent) -> Tenant {
    match event {
        TenantEvent::TenantAdmitted(TenantAdmitted { definition })
        | TenantEvent::TenantChanged(TenantChanged { definition }) => {
            Tenant { definition: Some(definition.clone()) }
        }
    }
}

fn first_twice<T: Ord>(all: &[T]) -> Option<&T> {
    let mut seen = BTreeSet::new();
    all.iter().find(|one| !seen.insert(*one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seosan() -> TenantDefinition {
        serde_json::from_value(serde_json::json!({
            "slug": "seosan", "kind": "member", "name": { "ko": "서산시", "en": "Seosan" },
            "languages": ["ko", "en"], "zone": "Asia/Seoul", "currency": "KRW", "issuers": ["demo"],
        }))
        .unwrap()
    }

    fn given(events: &[TenantEvent]) -> Tenant {
        events.iter().fold(Tenant::default(), evolve)
    }

    fn define(definition: TenantDefinition) -> TenantCommand {
        TenantCommand::Define { definition, new_only: false }
    }

    fn refusal_of(change: impl FnOnce(&mut TenantDefinition)) -> Option<TenantRefusal> {
        let mut definition = seosan();
        change(&mut definition);
        decide(&Tenant::default(), &define(definition)).err()
    }

    #[test]
    fn a_tenant_is_admitted_once_changed_when_different_and_left_alone_when_equal() {
        let admitted: TenantEvent = TenantAdmitted { definition: seosan() }.into();
        assert_eq!(decide(&given(&[]), &define(seosan())), Ok(vec![admitted.clone()]));
        let present = given(&[admitted]);
        assert_eq!(decide(&present, &define(seosan())), Ok(vec![]));
        let in_euro = TenantDefinition { currency: "EUR".to_owned(), ..seosan() };
        let changed: TenantEvent = TenantChanged { definition: in_euro.clone() }.into();
        assert_eq!(decide(&present, &define(in_euro.clone())), Ok(vec![changed.clone()]));
        let changed = given(&[TenantAdmitted { definition: seosan() }.into(), changed]);
        assert_eq!(changed.definition, Some(in_euro));
    }

    #[test]
    fn who_wants_a_new_tenant_does_not_change_one_that_is_there() {
        let present = given(&[TenantAdmitted { definition: seosan() }.into()]);
        let command = TenantCommand::Define { definition: seosan(), new_only: true };
        assert_eq!(
            decide(&present, &command),
            Err(TenantRefusal::AdmittedAlready("seosan".parse().unwrap()))
        );
    }

    #[test]
    fn nobody_may_be_the_network() {
        let refusal = refusal_of(|tenant| tenant.slug = TenantId::network());
        assert_eq!(refusal, Some(TenantRefusal::SlugReserved(TenantId::network())));
    }

    #[test]
    fn a_tenant_serves_one_to_twenty_languages_each_once() {
        let tags = |count: u8| -> Vec<Language> {
            (0..count).map(|n| format!("k{}", char::from(b'a' + n)).parse().unwrap()).collect()
        };
        assert_eq!(serves_a_few_languages(&tags(0)), Err(TenantRefusal::LanguageCount { count: 0 }));
        assert_eq!(serves_a_few_languages(&tags(1)), Ok(()));
        assert_eq!(serves_a_few_languages(&tags(19)), Ok(()));
        assert_eq!(serves_a_few_languages(&tags(20)), Ok(()));
        assert_eq!(serves_a_few_languages(&tags(21)), Err(TenantRefusal::LanguageCount { count: 21 }));
        let ko: Language = "ko".parse().unwrap();
        let twice = refusal_of(|tenant| tenant.languages.push(ko.clone()));
        assert_eq!(twice, Some(TenantRefusal::LanguageTwice(ko)));
    }

    #[test]
    fn a_tenant_is_named_in_its_default_language() {
        let french: Language = "fr".parse().unwrap();
        let refusal = refusal_of(|tenant| tenant.languages.insert(0, french.clone()));
        assert_eq!(refusal, Some(TenantRefusal::NameLacksDefaultLanguage(french)));
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        for (currency, fits) in
            [("KRW", true), ("KR", false), ("KRWX", false), ("krw", false), ("원화", false)]
        {
            assert_eq!(currency_is_a_code(currency).is_ok(), fits, "{currency}");
        }
    }

    #[test]
    fn a_tenant_trusts_one_to_ten_issuers_by_their_names() {
        let issuers = |count: usize| (0..count).map(|n| format!("id-{n}")).collect::<Vec<_>>();
        assert_eq!(trusts_a_few_issuers(&issuers(0)), Err(TenantRefusal::IssuerCount { count: 0 }));
        assert_eq!(trusts_a_few_issuers(&issuers(9)), Ok(()));
        assert_eq!(trusts_a_few_issuers(&issuers(10)), Ok(()));
        assert_eq!(trusts_a_few_issuers(&issuers(11)), Err(TenantRefusal::IssuerCount { count: 11 }));
        for bad in ["", "Demo", "a--b", "-a", "a b", "https://id.example"] {
            let refused = trusts_a_few_issuers(&[bad.to_owned()]);
            assert_eq!(refused, Err(TenantRefusal::NotAnIssuer { length: bad.chars().count() }), "{bad}");
        }
        let twice = trusts_a_few_issuers(&["demo".to_owned(), "demo".to_owned()]);
        assert_eq!(twice, Err(TenantRefusal::IssuerTwice("demo".to_owned())));
    }
}
