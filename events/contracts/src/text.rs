//! Text in the languages of the people who read it.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// Longest text a tenant may give in one language, in characters.
pub const TEXT_LENGTH_MAX: usize = 4_000;

/// A language tag (BCP 47), e.g. `ko` or `fr-BE`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", example = "ko")]
pub struct Language(String);

impl Default for Language {
    /// English, for readers of whom nothing is known.
    fn default() -> Self {
        Self("en".to_owned())
    }
}

/// Why a text is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a language is a BCP 47 tag such as ko, nl or fr-BE")]
pub struct NotALanguage;

impl Language {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without region or script: `fr` of `fr-BE`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;
    fn try_from(text: String) -> Result<Self, NotALanguage> {
        let mut parts = text.split('-');
        let primary_fits = parts
            .next()
            .is_some_and(|p| (2..=3).contains(&p.len()) && p.chars().all(|c| c.is_ascii_lowercase()));
        let rest_fits =
            parts.all(|p| (2..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()));
        if primary_fits && rest_fits && text.len() <= 35 { Ok(Self(text)) } else { Err(NotALanguage) }
    }
}

impl std::str::FromStr for Language {
    type Err = NotALanguage;
    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        text.to_owned().try_into()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One text in one or more languages; never without any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "BTreeMap<Language, String>", into = "BTreeMap<Language, String>")]
#[schema(value_type = BTreeMap<String, String>, example = json!({"ko": "회의실", "en": "Meeting room"}))]
pub struct LocalizedText(BTreeMap<Language, String>);

/// Why texts by language cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotLocalizedText {
    #[error("a text needs at least one language")]
    NoLanguage,
    #[error("the text in {0} is empty or longer than {TEXT_LENGTH_MAX} characters")]
    Length(Language),
}

impl TryFrom<BTreeMap<Language, String>> for LocalizedText {
    type Error = NotLocalizedText;
    fn try_from(texts: BTreeMap<Language, String>) -> Result<Self, NotLocalizedText> {
        if texts.is_empty() {
            return Err(NotLocalizedText::NoLanguage);
        }
        for (language, text) in &texts {
            if text.trim().is_empty() || text.chars().count() > TEXT_LENGTH_MAX {
                return Err(NotLocalizedText::Length(language.clone()));
            }
        }
        Ok(Self(texts))
    }
}

impl From<LocalizedText> for BTreeMap<Language, String> {
    fn from(text: LocalizedText) -> Self {
        text.0
    }
}

impl LocalizedText {
    /// The text in the wanted language, else in its primary language, else in `fallback`, else in any.
    pub fn in_language(&self, wanted: &Language, fallback: &Language) -> &str {
        self.0
            .get(wanted)
            .or_else(|| self.0.iter().find(|(l, _)| l.primary() == wanted.primary()).map(|(_, t)| t))
            .or_else(|| self.0.get(fallback))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Every language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&Language, &str)> {
        self.0.iter().map(|(language, text)| (language, text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_nearest_language() {
        let text: LocalizedText = serde_json::from_str(r#"{"fr":"Perceuse","nl":"Boormachine"}"#).unwrap();
        let tag = |t: &str| t.parse::<Language>().unwrap();
        assert_eq!(text.in_language(&tag("fr-BE"), &tag("nl")), "Perceuse");
        assert_eq!(text.in_language(&tag("ko"), &tag("nl")), "Boormachine");
        assert!(serde_json::from_str::<LocalizedText>("{}").is_err());
        assert!(serde_json::from_str::<LocalizedText>(r#"{"FR":"x"}"#).is_err());
    }
}
