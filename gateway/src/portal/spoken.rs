//! Text that somebody wrote, with the language it is in where that is another than the page's.

use std::fmt;

use askama::filters::HtmlSafe;
use nanum_contracts::{Language, LocalizedText};

use super::texts::Texts;

/// A text in a language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Spoken {
    pub(crate) text: String,
    /// Its language, where that is known and not the page's.
    pub(crate) lang: Option<String>,
}

impl Spoken {
    /// A text in the page's own language, or in one that nobody knows.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), lang: None }
    }

    /// A text in a known language.
    pub(crate) fn in_language(texts: &Texts, tag: &str, text: impl Into<String>) -> Self {
        let primary = tag.split('-').next().unwrap_or(tag);
        Self { text: text.into(), lang: (primary != texts.tag()).then(|| tag.to_owned()) }
    }

    /// The text for readers of the page; in the tenant's language where there is none for them.
    pub(crate) fn of(texts: &Texts, text: &LocalizedText, tenant: &Language) -> Self {
        let for_reader = text.iter().find(|(language, _)| language.primary() == texts.tag());
        let in_tenants = || text.iter().find(|(language, _)| language.primary() == tenant.primary());
        match for_reader.or_else(in_tenants).or_else(|| text.iter().next()) {
            Some((language, text)) => Self::in_language(texts, language.as_str(), text),
            None => Self::default(),
        }
    }

    /// ` lang="ko"`, for an element that has no room for another one within.
    pub(crate) fn lang_attribute(&self) -> LangAttribute<'_> {
        LangAttribute(self.lang.as_deref())
    }
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = askama::filters::escape(&self.text, askama::filters::Html).map_err(|_| fmt::Error)?;
        match &self.lang {
            Some(lang) => write!(f, "<span lang=\"{}\">{text}</span>", tag_only(lang)),
            None => write!(f, "{text}"),
        }
    }
}

impl HtmlSafe for Spoken {}

/// A `lang` attribute, or nothing.
#[derive(Debug)]
pub(crate) struct LangAttribute<'a>(Option<&'a str>);

impl fmt::Display for LangAttribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |lang| write!(f, " lang=\"{}\"", tag_only(lang)))
    }
}

impl HtmlSafe for LangAttribute<'_> {}

/// A tag as it may stand in an attribute; a [`Language`] holds nothing else.
fn tag_only(lang: &str) -> String {
    lang.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::texts::Tongue;

    #[test]
    fn a_text_in_another_language_says_so_and_is_escaped() {
        let name: LocalizedText = serde_json::from_str(r#"{"ko":"회의실 <1>","fr":"Salle"}"#).unwrap();
        let korean: Language = "ko".parse().unwrap();
        let read = |tongue| Spoken::of(&Texts::in_tongue(tongue), &name, &korean).to_string();
        assert_eq!(read(Tongue::Fr), "Salle");
        assert_eq!(read(Tongue::Ko), "회의실 &#60;1&#62;");
        assert_eq!(read(Tongue::De), "<span lang=\"ko\">회의실 &#60;1&#62;</span>");
    }
}
