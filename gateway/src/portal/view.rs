//! Who looks at a page and in which language; and how a page is sent.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use jiff::{Timestamp, civil::Date};
use nanum_contracts::{LocalizedText, Operation, Problem, time::Zone};

use super::{
    address::{own_path, value_of, with_query},
    page::{DONE, LANG, Page, RETURN_TO, browsers_tongue, tongue_for},
    spoken::Spoken,
    texts::{Texts, Tongue},
};
use crate::{
    Answered, Caller, Gateway, Refusal, Terms, Visitor, Who,
    policy::{Action, Thing},
};

/// Where the chosen language is remembered.
const LANGUAGE_COOKIE: &str = "nanum_language";
/// Nothing but our own style and pictures; no script at all.
const POLICY: &str = "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";
/// What may be said to have been done; the others name a loan and are the desk's.
const DEEDS: &[&str] = &[
    "reserved",
    "requested",
    "reservation-cancelled",
    "change-withdrawn",
    "reservation-changed",
    "series-made",
    "series-changed",
    "series-cancelled",
    "points-appealed",
    "cancelled",
    "blocked",
    "lifted",
    "hold-placed",
    "hold-cancelled",
    "wait-joined",
    "wait-left",
    "offer-accepted",
    "offer-declined",
    "registered",
    "signed-out",
    "calendar-opened",
    "calendar-closed",
    "accepted",
    "refused",
];

/// Somebody who looks at a page.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) caller: Caller,
    pub(crate) terms: Terms,
    pub(crate) t: Texts,
    /// Whether the session's token has ended.
    session_ended: bool,
    /// The language that was chosen just now.
    chosen: Option<Tongue>,
    uri: Uri,
}

impl FromRequestParts<Arc<Gateway>> for View {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        let visitor = Visitor::from_request_parts(parts, gateway).await?;
        let terms = Terms::from_request_parts(parts, gateway).await?;
        let caller = visitor.caller;
        let wishes = Wishes::of(parts);
        let tenants = caller.definition.default_language();
        let tongue = tongue_for(wishes.chosen, wishes.remembered, &caller.who, wishes.browsers, &tenants);
        Ok(Self {
            gateway: gateway.clone(),
            caller,
            terms,
            t: Texts::in_tongue(tongue),
            session_ended: visitor.session_ended,
            chosen: wishes.chosen,
            uri: parts.uri.clone(),
        })
    }
}

/// The languages that a request asks for.
struct Wishes {
    chosen: Option<Tongue>,
    remembered: Option<Tongue>,
    browsers: Option<Tongue>,
}

impl Wishes {
    fn of(parts: &Parts) -> Self {
        let headers: &HeaderMap = &parts.headers;
        let query = parts.uri.query().unwrap_or_default();
        let remembered =
            CookieJar::from_headers(headers).get(LANGUAGE_COOKIE).and_then(|c| Tongue::of_tag(c.value()));
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            chosen: value_of(query, LANG).and_then(|tag| Tongue::of_tag(&tag)),
            remembered,
            browsers: accepted.and_then(browsers_tongue),
        }
    }
}

/// The texts for a request of which nothing else is known.
pub(crate) fn texts_for(parts: &Parts) -> Texts {
    let wishes = Wishes::of(parts);
    let tongue = wishes.chosen.or(wishes.remembered).or(wishes.browsers).unwrap_or(Tongue::En);
    Texts::in_tongue(tongue)
}

impl View {
    /// The frame of a page of the tenant, at this address.
    pub(crate) fn page(&self, heading: &str, at: &'static str) -> Page {
        self.page_at(&self.here(), heading, at)
    }

    /// The frame of a page that is had again at another address than this: what answers to a form.
    pub(crate) fn page_at(&self, here: &str, heading: &str, at: &'static str) -> Page {
        let mut page = self.network_page_at(here, heading).of_city(
            &self.caller.definition,
            &self.caller.who,
            heading,
            at,
        );
        if self.session_ended && page.done.is_none() {
            page.done = Some(self.t.say("session-ended"));
        }
        page
    }

    /// The frame of a page of the network.
    pub(crate) fn network_page(&self, heading: &str) -> Page {
        self.network_page_at(&self.here(), heading)
    }

    fn network_page_at(&self, here: &str, heading: &str) -> Page {
        let mut page = Page::bare(self.t, heading, here);
        page.done = self.query(DONE).filter(|deed| DEEDS.contains(&deed.as_str())).map(|deed| {
            let key = format!("done-{deed}");
            self.t.say(&key)
        });
        page
    }

    fn here(&self) -> String {
        self.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
    }

    /// A value in the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        value_of(self.uri.query().unwrap_or_default(), name)
    }

    /// The tenant's slug.
    pub(crate) fn slug(&self) -> String {
        self.caller.tenant.to_string()
    }

    /// A path within the tenant.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/{}{rest}", self.caller.tenant)
    }

    /// What the tenant is called.
    pub(crate) fn city_name(&self) -> Spoken {
        self.spoken(&self.caller.definition.name)
    }

    /// A text of the tenant for the reader of this page.
    pub(crate) fn spoken(&self, text: &LocalizedText) -> Spoken {
        Spoken::of(&self.t, text, &self.caller.definition.default_language())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.gateway.clock.now()
    }

    /// The date that is now where a zone counts.
    pub(crate) fn today(&self, zone: &Zone) -> Date {
        self.now().to_zoned(zone.time_zone()).date()
    }

    /// Asks through the policy, like the API.
    ///
    /// # Errors
    /// The policy's refusal or the service's.
    pub(crate) async fn ask<O: Operation>(
        &self,
        action: Action,
        thing: &Thing,
        question: O,
    ) -> Result<O::Reply, Problem> {
        Ok(self.gateway.ask(&self.caller, action, thing, &self.terms, question).await?.reply)
    }

    /// A fresh key for the forms of a page.
    pub(crate) fn form_key(&self) -> String {
        self.gateway.ids.fresh::<nanum_contracts::ids::CommandId>().to_string()
    }

    /// Where somebody signs in, or registers, and comes back from to a page.
    pub(crate) fn sign_in_href(&self, here: &str) -> String {
        with_query(&self.path("/sign-in"), &[(RETURN_TO, own_path(here).unwrap_or_default())])
    }

    /// An invitation to who is no member yet: to sign in, or to register.
    pub(crate) fn invitation(&self, here: &str, sign_in: &str, register: &str) -> Option<(String, String)> {
        let key = match self.caller.who {
            Who::Member { .. } => return None,
            Who::Anonymous | Who::Stranger => sign_in,
            Who::Newcomer(_) => register,
        };
        Some((self.sign_in_href(here), self.t.say(key)))
    }

    /// A page as an answer.
    ///
    /// # Errors
    /// When it cannot be written, which would be a defect.
    pub(crate) fn show(&self, template: &impl Template) -> Answered {
        self.show_as(StatusCode::OK, template)
    }

    /// The same with another status.
    ///
    /// # Errors
    /// When it cannot be written, which would be a defect.
    pub(crate) fn show_as(&self, status: StatusCode, template: &impl Template) -> Answered {
        let mut response = written(status, self.t, template)?;
        let keep = if matches!(self.caller.who, Who::Anonymous) { "private, no-cache" } else { "no-store" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        Ok(match self.chosen {
            Some(tongue) => (CookieJar::new().add(self.language_cookie(tongue)), response).into_response(),
            None => response,
        })
    }

    fn language_cookie(&self, tongue: Tongue) -> Cookie<'static> {
        Cookie::build((LANGUAGE_COOKIE, tongue.tag()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.gateway.settings.public_url.starts_with("https://"))
            .permanent()
            .build()
    }
}

/// HTML with the headers that all pages have.
///
/// # Errors
/// When the template fails, which would be a defect.
pub(crate) fn written(status: StatusCode, texts: Texts, template: &impl Template) -> Answered {
    let html = template.render().map_err(|cause| {
        tracing::error!(%cause, "a page cannot be written");
        Problem::defect()
    })?;
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(texts.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Whether a refusal is one that the page with the form explains; others have a page of their own.
pub(crate) fn explained_on_the_form(problem: &Problem) -> bool {
    matches!(problem.status, 400 | 409 | 412 | 422)
}

/// The status that a refusal has.
pub(crate) fn status_of(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// On to another page, after a form.
pub(crate) fn on_to(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}

/// On to another page that says what was done.
pub(crate) fn on_to_telling(path: &str, deed: &str) -> Response {
    on_to(&with_query(path, &[(DONE, deed)]))
}
