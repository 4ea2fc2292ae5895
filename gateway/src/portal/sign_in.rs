//! Signing in and out, and registering with a tenant.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use jiff::tz::TimeZone;
use nanum_contracts::membership::Contact;
use serde::Deserialize;

use super::{
    address::{own_path, with_query},
    faults::Faults,
    forms::{FormKey, Sent, looks_like_email},
    page::{DONE, Page, RETURN_TO},
    texts::Tongue,
    view::{View, explained_on_the_form, on_to, status_of},
};
use crate::{DEMO_ISSUER, Refusal, Who, ended_session_cookie, policy::not_here, session_cookie};

/// Persons of the demonstration whom a click signs in. The gateway knows no list of them; these are those that every
/// demonstration tenant has, and some citizens. Whoever is not there may register.
const DEMO_STAFF: [&str; 2] = ["clerk", "admin"];
const DEMO_CITIZENS: [(&str, &[&str]); 14] = [
    ("amsterdam", &["sanne", "mehmet"]),
    ("atlanta-civic-innovation", &["jasmine", "marcus"]),
    ("blieskastel", &["miriam", "tobias"]),
    ("citynet", &["prasad", "hyejin"]),
    ("coworking66", &["katrin", "yannick"]),
    ("forest", &["thomas", "ines"]),
    ("marpingen", &["lena", "paul"]),
    ("molenbeek", &["youssef", "elise"]),
    ("paris", &["camille", "oumar"]),
    ("rehlingen-siersburg", &["anna", "jonas"]),
    ("schaerbeek", &["amina", "wouter"]),
    ("seosan", &["minji", "junho"]),
    ("seoul", &["jiwoo", "hannah"]),
    ("tubize", &["marie", "loic"]),
];

#[derive(Template)]
#[template(path = "portal/sign_in.html")]
pub(super) struct SignInPage {
    pub(super) page: Page,
    pub(super) faults: Faults,
    pub(super) slug: String,
    pub(super) heading: String,
    pub(super) return_to: String,
    pub(super) key: String,
    pub(super) member: bool,
    pub(super) registration: Option<Registration>,
    pub(super) stranger: Option<String>,
    pub(super) providers: Vec<Provider>,
    pub(super) demo: Option<Demo>,
}

/// The form of a newcomer.
#[derive(Debug, Default)]
pub(super) struct Registration {
    pub(super) text: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) languages: Vec<LanguageChoice>,
}

#[derive(Debug)]
pub(super) struct LanguageChoice {
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    pub(super) chosen: bool,
}

/// An identity provider that the tenant trusts.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) text: String,
    /// Where it signs people in, when it can by browser.
    pub(super) href: Option<String>,
}

/// The demonstration's provider.
#[derive(Debug)]
pub(super) struct Demo {
    pub(super) hint: String,
    pub(super) subject: String,
    pub(super) persons: Vec<DemoPerson>,
}

#[derive(Debug)]
pub(super) struct DemoPerson {
    pub(super) subject: String,
    pub(super) name: &'static str,
}

/// What a faulty form held.
#[derive(Debug, Default)]
struct Filled {
    return_to: String,
    subject: Option<String>,
    name: String,
    email: String,
    language: Option<Tongue>,
}

pub(super) async fn show(view: View) -> Result<Response, Refusal> {
    let filled = Filled { return_to: view.query(RETURN_TO).unwrap_or_default(), ..Filled::default() };
    show_with(&view, StatusCode::OK, Faults::default(), filled)
}

fn show_with(view: &View, status: StatusCode, faults: Faults, filled: Filled) -> Result<Response, Refusal> {
    let city = view.city_name().text;
    let named = |key: &str| view.t.with(key, &[("city", &city)]);
    let newcomer = matches!(view.caller.who, Who::Newcomer(_));
    let heading = named(if newcomer { "register-title" } else { "sign-in-title" });
    let return_to = own_path(&filled.return_to).unwrap_or_default().to_owned();
    let here = with_query(&view.path("/sign-in"), &[(RETURN_TO, &return_to)]);
    let page = SignInPage {
        page: view.page_at(&here, &heading, "sign-in").faulty(!faults.is_empty()),
        slug: view.slug(),
        heading,
        return_to,
        key: view.form_key(),
        member: view.caller.who.member().is_some(),
        stranger: matches!(view.caller.who, Who::Stranger).then(|| named("sign-in-stranger")),
        providers: providers(view),
        demo: demo(view, filled.subject.as_deref()),
        registration: newcomer.then(|| registration(view, named("register-text"), filled)),
        faults,
    };
    view.show_as(status, &page)
}

fn registration(view: &View, text: String, filled: Filled) -> Registration {
    let chosen = filled.language.unwrap_or(view.t.tongue);
    let choice = |tongue: Tongue| LanguageChoice {
        tag: tongue.tag(),
        name: tongue.own_name(),
        chosen: tongue == chosen,
    };
    Registration {
        text,
        name: filled.name,
        email: filled.email,
        languages: Tongue::ALL.into_iter().map(choice).collect(),
    }
}

/// The providers other than the demonstration's. None of them signs in by browser yet, and the page says so.
fn providers(view: &View) -> Vec<Provider> {
    let others = view.caller.definition.issuers.iter().filter(|issuer| *issuer != DEMO_ISSUER);
    let provider = |issuer: &String| Provider {
        text: view.t.with("sign-in-not-there", &[("issuer", issuer)]),
        href: None,
    };
    others.map(provider).collect()
}

fn demo(view: &View, subject: Option<&str>) -> Option<Demo> {
    let trusted = view.caller.definition.issuers.iter().any(|issuer| issuer == DEMO_ISSUER);
    view.gateway.sign_in.demo().filter(|_| trusted)?;
    let slug = view.slug();
    let citizens =
        DEMO_CITIZENS.iter().find(|(tenant, _)| *tenant == slug).map_or(&[][..], |(_, names)| *names);
    let names = citizens.iter().chain(&DEMO_STAFF);
    let persons = names.map(|name| DemoPerson { subject: format!("{slug}/{name}"), name });
    let example = format!("{slug}/{}", citizens.first().unwrap_or(&DEMO_STAFF[0]));
    Some(Demo {
        hint: view.t.with("sign-in-demo-subject-hint", &[("example", &example)]),
        subject: subject.map_or(example, ToOwned::to_owned),
        persons: persons.collect(),
    })
}

/// The form that signs in as a person of the demonstration.
#[derive(Debug, Deserialize)]
pub(super) struct SignInForm {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn sign_in(view: View, Sent(form): Sent<SignInForm>) -> Result<Response, Refusal> {
    let trusted = view.caller.definition.issuers.iter().any(|issuer| issuer == DEMO_ISSUER);
    let demo = view.gateway.sign_in.demo().filter(|_| trusted).ok_or_else(not_here)?;
    let Ok((token, _)) = demo.token_for(form.subject.trim()) else {
        let faults =
            Faults::of_fields(&view.t, vec![("subject", view.t.say("sign-in-demo-subject-missing"))]);
        let filled = Filled { return_to: form.return_to, subject: Some(form.subject), ..Filled::default() };
        return show_with(&view, StatusCode::BAD_REQUEST, faults, filled);
    };
    let onward = own_path(&form.return_to).map_or_else(|| view.path("/mine"), ToOwned::to_owned);
    let jar = CookieJar::new().add(session_cookie(&view.gateway, token));
    Ok((jar, on_to(&onward)).into_response())
}

pub(super) async fn sign_out(view: View) -> Response {
    let jar = CookieJar::new().add(ended_session_cookie(&view.gateway));
    (jar, on_to(&with_query(&view.path(""), &[(DONE, "signed-out")]))).into_response()
}

/// The form that registers.
#[derive(Debug, Deserialize)]
pub(super) struct RegisterForm {
    key: FormKey,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    return_to: String,
}

impl RegisterForm {
    fn faults(&self, view: &View) -> Faults {
        let faults = [
            self.name.trim().is_empty().then_some(("name", "register-name-missing")),
            (!looks_like_email(self.email.trim())).then_some(("email", "register-email-missing")),
        ];
        let faults = faults.into_iter().flatten().map(|(field, key)| (field, view.t.say(key)));
        Faults::of_fields(&view.t, faults.collect())
    }

    fn filled(self) -> Filled {
        let language = Tongue::of_tag(&self.language);
        Filled { return_to: self.return_to, subject: None, name: self.name, email: self.email, language }
    }
}

pub(super) async fn register(view: View, Sent(form): Sent<RegisterForm>) -> Result<Response, Refusal> {
    let onward = own_path(&form.return_to).map_or_else(|| view.path("/mine"), ToOwned::to_owned);
    match view.caller.who {
        Who::Newcomer(_) => {}
        // A second click: it is done already.
        Who::Member { .. } => return Ok(on_to(&onward)),
        Who::Anonymous | Who::Stranger => return Ok(on_to(&view.sign_in_href(&onward))),
    }
    let faults = form.faults(&view);
    if !faults.is_empty() {
        return show_with(&view, StatusCode::BAD_REQUEST, faults, form.filled());
    }
    let terms = form.key.terms(&view.terms, &[&form.name, &form.email, &form.language])?;
    let language = Tongue::of_tag(&form.language).unwrap_or(view.t.tongue);
    let language = language.tag().parse().unwrap_or_default();
    let contact =
        Contact { name: form.name.trim().to_owned(), email: form.email.trim().to_owned(), language };
    match view.gateway.register(&view.caller, &terms, contact, None).await {
        Ok(_) => Ok(on_to(&with_query(&onward, &[(DONE, "registered")]))),
        Err(problem) if explained_on_the_form(&problem) => {
            let faults = Faults::of_problem(&view.t, &problem, &TimeZone::UTC);
            show_with(&view, status_of(&problem), faults, form.filled())
        }
        Err(problem) => Err(problem.into()),
    }
}
