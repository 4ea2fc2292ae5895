//! What every page has around its content.

use nanum_contracts::{Language, Role, membership::TenantDefinition};

use super::{
    address::{query_without, with_query},
    assets,
    spoken::Spoken,
    texts::{Texts, Tongue},
};
use crate::Who;

/// The name in a query that chooses the page's language.
pub(crate) const LANG: &str = "lang";
/// The name in a query that says what was done just before.
pub(crate) const DONE: &str = "done";
/// The name in a query or form that says where to go on afterwards.
pub(crate) const RETURN_TO: &str = "return_to";

/// The frame of a page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) t: Texts,
    pub(crate) title: String,
    pub(crate) city: Option<City>,
    pub(crate) signed_in: bool,
    pub(crate) member: bool,
    pub(crate) at_desk: bool,
    /// What was done just before.
    pub(crate) done: Option<String>,
    /// Where this page is had again: path and query, without what is only said once.
    pub(crate) here: String,
    at: &'static str,
}

/// The tenant whose page it is.
#[derive(Debug, Clone)]
pub(crate) struct City {
    pub(crate) slug: String,
    pub(crate) name: Spoken,
}

/// A page in another language.
#[derive(Debug, Clone)]
pub(crate) struct LanguageLink {
    pub(crate) tag: &'static str,
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

impl City {
    pub(crate) fn of(texts: &Texts, definition: &TenantDefinition) -> Self {
        let name = Spoken::of(texts, &definition.name, &definition.default_language());
        Self { slug: definition.slug.to_string(), name }
    }
}

impl Page {
    /// A page of nobody and nowhere yet.
    pub(crate) fn bare(t: Texts, heading: &str, here: &str) -> Self {
        let (path, query) = here.split_once('?').unwrap_or((here, ""));
        let query = query_without(query, &[LANG, DONE, "loan"]);
        let here = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        Self {
            t,
            title: format!("{heading} · {}", t.say("product")),
            city: None,
            signed_in: false,
            member: false,
            at_desk: false,
            done: None,
            here,
            at: "",
        }
    }

    /// The same in a tenant, as somebody sees it. `at` names the entry of the menu.
    #[must_use]
    pub(crate) fn of_city(
        mut self,
        definition: &TenantDefinition,
        who: &Who,
        heading: &str,
        at: &'static str,
    ) -> Self {
        let city = City::of(&self.t, definition);
        let product = self.t.say("product");
        self.title = if heading == city.name.text {
            format!("{heading} · {product}")
        } else {
            format!("{heading} · {} · {product}", city.name.text)
        };
        self.city = Some(city);
        self.signed_in = !matches!(who, Who::Anonymous);
        self.member = who.member().is_some();
        // Only whether the menu shows it; the policy decides whether there is one.
        self.at_desk = who.roles().iter().any(|role| matches!(role, Role::Clerk(_) | Role::Administrator));
        self.at = at;
        self
    }

    /// The same, told by its title that something went wrong.
    #[must_use]
    pub(crate) fn faulty(mut self, faulty: bool) -> Self {
        if faulty {
            self.title = format!("{}: {}", self.t.say("error-prefix"), self.title);
        }
        self
    }

    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address_of(name)
    }

    pub(crate) fn is_at(&self, entry: &str) -> bool {
        self.at == entry
    }

    pub(crate) fn languages(&self) -> Vec<LanguageLink> {
        let link = |tongue: Tongue| LanguageLink {
            tag: tongue.tag(),
            name: tongue.own_name(),
            href: with_query(&self.here, &[(LANG, tongue.tag())]),
            current: tongue == self.t.tongue,
        };
        Tongue::ALL.into_iter().map(link).collect()
    }

    /// Where to sign in and come back to this page.
    pub(crate) fn sign_in_href(&self) -> String {
        let slug = self.city.as_ref().map_or("", |city| &city.slug);
        let path = format!("/{slug}/sign-in");
        let back = if self.is_at("sign-in") { "" } else { self.here.as_str() };
        with_query(&path, &[(RETURN_TO, back)])
    }
}

/// The language of the page: chosen, remembered, the member's, the browser's, the tenant's; of those, one that the portal
/// speaks.
pub(crate) fn tongue_for(
    chosen: Option<Tongue>,
    remembered: Option<Tongue>,
    who: &Who,
    browsers: Option<Tongue>,
    tenants: &Language,
) -> Tongue {
    let members = match who {
        Who::Member { person, .. } => Tongue::of(&person.language),
        Who::Anonymous | Who::Stranger | Who::Newcomer(_) => None,
    };
    chosen.or(remembered).or(members).or(browsers).or_else(|| Tongue::of(tenants)).unwrap_or(Tongue::En)
}

/// The first language in an `Accept-Language` that the portal speaks, by weight.
pub(crate) fn browsers_tongue(accept_language: &str) -> Option<Tongue> {
    /// More is no wish but noise.
    const WISHES_READ_MAX: usize = 20;
    let mut wishes: Vec<(f32, Tongue)> =
        accept_language.split(',').take(WISHES_READ_MAX).filter_map(|wish| weighed(wish.trim())).collect();
    // Stable: of equal wishes the first said stays first.
    wishes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    wishes.first().map(|(_, tongue)| *tongue)
}

fn weighed(wish: &str) -> Option<(f32, Tongue)> {
    let (tag, weight) = match wish.split_once(';') {
        Some((tag, weight)) => (tag.trim(), weight.trim().strip_prefix("q=")?.parse().ok()?),
        None => (wish, 1.0_f32),
    };
    let primary = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    Tongue::of_tag(&primary).filter(|_| weight > 0.0).map(|tongue| (weight, tongue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_language_is_the_best_that_the_portal_speaks() {
        for (asked, taken) in [
            ("ja, ko;q=0.8, en;q=0.5", Some(Tongue::Ko)),
            ("fr-BE, nl;q=0.9", Some(Tongue::Fr)),
            ("en;q=0.3, DE-at;q=0.9", Some(Tongue::De)),
            ("ja", None),
            ("*;q=0.1", None),
            ("nl;q=0", None),
            ("", None),
        ] {
            assert_eq!(browsers_tongue(asked), taken, "{asked}");
        }
    }

    #[test]
    fn a_choice_counts_before_a_cookie_before_the_browser_before_the_tenant() {
        let korean = "ko".parse().unwrap();
        let tongue =
            |chosen, remembered, browsers| tongue_for(chosen, remembered, &Who::Anonymous, browsers, &korean);
        assert_eq!(tongue(Some(Tongue::De), Some(Tongue::Fr), Some(Tongue::Nl)), Tongue::De);
        assert_eq!(tongue(None, Some(Tongue::Fr), Some(Tongue::Nl)), Tongue::Fr);
        assert_eq!(tongue(None, None, Some(Tongue::Nl)), Tongue::Nl);
        assert_eq!(tongue(None, None, None), Tongue::Ko);
        let unspoken = "ja".parse().unwrap();
        assert_eq!(tongue_for(None, None, &Who::Anonymous, None, &unspoken), Tongue::En);
    }

    #[test]
    fn links_to_other_languages_keep_the_page_and_drop_what_was_said_once() {
        let page = Page::bare(Texts::in_tongue(Tongue::En), "x", "/seosan/mine?done=reserved&lang=en&a=1");
        assert_eq!(page.here, "/seosan/mine?a=1");
        assert_eq!(page.languages()[0].href, "/seosan/mine?a=1&lang=ko");
    }
}
