//! What the portal says, in each of its languages: the texts in `gateway/locales`.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};
use nanum_contracts::Language;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // All languages here run from left to right: marks that isolate directions would only stand in the way.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    Ko,
    Fr,
    Nl,
    De,
    En,
}

impl Tongue {
    pub(crate) const ALL: [Self; 5] = [Self::Ko, Self::Fr, Self::Nl, Self::De, Self::En];

    /// Its tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// What those who speak it call it.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::Ko => "한국어",
            Self::Fr => "Français",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// The tongue of a language, whatever its region.
    pub(crate) fn of(language: &Language) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.tag() == language.primary())
    }

    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        tag.parse().ok().as_ref().and_then(Self::of)
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Ko => langid!("ko"),
            Self::Fr => langid!("fr"),
            Self::Nl => langid!("nl"),
            Self::De => langid!("de"),
            Self::En => langid!("en"),
        }
    }
}

/// The texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) tongue: Tongue,
}

impl Texts {
    pub(crate) fn in_tongue(tongue: Tongue) -> Self {
        Self { tongue }
    }

    /// The texts nearest to a language: English where the portal does not speak it.
    pub(crate) fn for_language(language: &Language) -> Self {
        Self::in_tongue(Tongue::of(language).unwrap_or(Tongue::En))
    }

    pub(crate) fn tag(&self) -> &'static str {
        self.tongue.tag()
    }

    pub(crate) fn own_name(&self) -> &'static str {
        self.tongue.own_name()
    }

    /// A text without blanks to fill.
    pub(crate) fn say(&self, key: &str) -> String {
        self.known(key, &[]).unwrap_or_else(|| missing(key))
    }

    /// A text with its blanks filled.
    pub(crate) fn with(&self, key: &str, blanks: &[(&'static str, &str)]) -> String {
        let blanks: Vec<_> = blanks.iter().map(|(name, text)| (*name, FluentValue::from(*text))).collect();
        self.known(key, &blanks).unwrap_or_else(|| missing(key))
    }

    /// A text about a number of things, whose blank is `$count`.
    pub(crate) fn count(&self, key: &str, count: impl Into<i64>) -> String {
        self.number(key, "count", count)
    }

    /// A text about a number.
    pub(crate) fn number(&self, key: &str, name: &'static str, number: impl Into<i64>) -> String {
        self.known(key, &[(name, FluentValue::from(number.into()))]).unwrap_or_else(|| missing(key))
    }

    /// A text that need not be there.
    pub(crate) fn known(&self, key: &str, blanks: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
        let blanks: HashMap<Cow<'static, str>, FluentValue<'_>> =
            blanks.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        LOCALES.try_lookup_with_args(&self.tongue.identifier(), key, &blanks)
    }
}

/// What stands where a text is missing; no page may show it.
pub(crate) const MISSING: char = '⟦';

fn missing(key: &str) -> String {
    tracing::error!(key, "the portal lacks a text");
    format!("{MISSING}{key}⟧")
}
