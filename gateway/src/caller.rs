//! Who asks: the extractors from a request to a person in a tenant.

use std::{str::FromStr, sync::Arc};

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, header, request::Parts},
};
use jiff::Timestamp;
use nanum_contracts::{
    Actor, Language, Problem, Role, TenantId,
    ids::MemberId,
    membership::{IdentifyPerson, Identity, Person, SERVICE, TenantDefinition, TenantKind},
    problem::ProblemKind,
    time::Zone,
};

use crate::{
    Gateway, Refusal, Terms,
    identity::{TokenFault, Verified},
    policy::{Thing, not_here, sign_in_first},
    session,
};

/// The part of a path that names the tenant.
const TENANT: &str = "tenant";
/// Languages that are looked at in an `Accept-Language`; more is no wish but noise.
const LANGUAGES_READ_MAX: usize = 20;

/// Somebody, as one tenant knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Without a token.
    Anonymous,
    /// With a good token of a provider that this tenant does not trust.
    Stranger,
    /// With a good token of a trusted provider, but not registered with this tenant.
    Newcomer(Identity),
    /// A member of this tenant.
    Member {
        /// Whom the token names.
        identity: Identity,
        /// What the tenant knows of them.
        person: Person,
    },
}

impl Who {
    /// Whom a provider that the tenant trusts vouches for.
    pub fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Anonymous | Self::Stranger => None,
            Self::Newcomer(identity) | Self::Member { identity, .. } => Some(identity),
        }
    }

    /// The member's id.
    pub fn member(&self) -> Option<MemberId> {
        match self {
            Self::Member { person, .. } => Some(person.member),
            Self::Anonymous | Self::Stranger | Self::Newcomer(_) => None,
        }
    }

    /// What the member may be besides a citizen.
    pub fn roles(&self) -> &[Role] {
        match self {
            Self::Member { person, .. } => &person.roles,
            Self::Anonymous | Self::Stranger | Self::Newcomer(_) => &[],
        }
    }

    /// Under which name services record it.
    pub fn actor(&self) -> Actor {
        self.member().map_or(Actor::Anonymous, Actor::Member)
    }
}

/// Who asks for what of which tenant. As an extractor it reads the bearer token, never the session cookie.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The tenant of the path, or the network.
    pub tenant: TenantId,
    /// The tenant's definition; in the network's scope the secretariat's.
    pub definition: Arc<TenantDefinition>,
    /// Who it is to that tenant.
    pub who: Who,
    /// What to answer in.
    pub language: Language,
    /// When the token ends, where there is one.
    pub signed_in_until: Option<Timestamp>,
}

/// A [`Caller`] who looks at a page: known by the session cookie, never by a bearer token. A session that has ended is no
/// refusal.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who it is.
    pub caller: Caller,
    /// Whether the cookie's token no longer counts; then the caller is anonymous.
    pub session_ended: bool,
}

impl Caller {
    /// Something of the whole tenant.
    pub fn thing(&self) -> Thing {
        Thing::of(&self.tenant)
    }

    /// Something of the caller's own.
    pub fn own(&self) -> Thing {
        self.thing().owned_by(self.who.member())
    }

    /// The member who asks.
    ///
    /// # Errors
    /// *Sign in* for nobody, *not found* for whoever is no member here.
    pub fn member(&self) -> Result<MemberId, Problem> {
        match &self.who {
            Who::Member { person, .. } => Ok(person.member),
            Who::Anonymous => Err(sign_in_first()),
            Who::Stranger | Who::Newcomer(_) => Err(not_here()),
        }
    }
}

impl FromRequestParts<Arc<Gateway>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        let place = Place::of_request(parts, gateway).await?;
        let verified = match bearer(&parts.headers)? {
            Some(token) => Some(gateway.sign_in.verify(token).await.map_err(Problem::from)?),
            None => None,
        };
        Ok(gateway.recognise(place, verified).await?)
    }
}

impl FromRequestParts<Arc<Gateway>> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Refusal> {
        let place = Place::of_request(parts, gateway).await?;
        let verified = match session::token(&parts.headers) {
            None => Ok(None),
            Some(token) => match gateway.sign_in.verify(&token).await {
                Ok(verified) => Ok(Some(verified)),
                Err(TokenFault::IssuerSilent) => return Err(Problem::from(TokenFault::IssuerSilent).into()),
                Err(ended) => Err(ended),
            },
        };
        let session_ended = verified.is_err();
        let caller = gateway.recognise(place, verified.ok().flatten()).await?;
        Ok(Self { caller, session_ended })
    }
}

/// What a request says before anybody is recognised.
struct Place {
    tenant: TenantId,
    definition: Arc<TenantDefinition>,
    terms: Terms,
    wished: Option<Language>,
}

impl Place {
    async fn of_request(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let terms = Terms::of_request(parts)?;
        let wished = wished_language(&parts.headers);
        let (tenant, definition) = match tenant_in_path(parts).await? {
            Some(tenant) => {
                let definition = gateway.definition_of(&tenant, &terms).await?;
                (tenant, definition)
            }
            None => (TenantId::network(), gateway.definition_of_the_network(&terms).await?),
        };
        Ok(Self { tenant, definition, terms, wished })
    }
}

impl Gateway {
    /// Who a verified identity is in a place.
    async fn recognise(&self, place: Place, verified: Option<Verified>) -> Result<Caller, Problem> {
        let Place { tenant, definition, terms, wished } = place;
        let signed_in_until = verified.as_ref().map(|verified| verified.expires_at);
        let who = match verified {
            None => Who::Anonymous,
            Some(Verified { identity, .. }) if !definition.issuers.contains(&identity.issuer) => {
                Who::Stranger
            }
            Some(Verified { identity, .. }) => {
                match self.person_of(&definition.slug, &identity, &terms).await? {
                    Some(person) => Who::Member { identity, person },
                    None => Who::Newcomer(identity),
                }
            }
        };
        let own = match &who {
            Who::Member { person, .. } => Some(person.language.clone()),
            Who::Anonymous | Who::Stranger | Who::Newcomer(_) => None,
        };
        let language = wished.or(own).unwrap_or_else(|| definition.default_language());
        Ok(Caller { tenant, definition, who, language, signed_in_until })
    }

    /// The member whom an identity names: as Membership knows them, or knew them a moment ago when nothing has happened since.
    async fn person_of(
        &self,
        tenant: &TenantId,
        identity: &Identity,
        terms: &Terms,
    ) -> Result<Option<Person>, Problem> {
        let head = self.bus.head_of(SERVICE);
        if terms.after.is_empty()
            && let Some(person) = self.people.get(tenant, identity, head)
        {
            return Ok(Some(person));
        }
        let question = IdentifyPerson { identity: identity.clone() };
        let person = self.ask_for_itself(tenant, terms, question).await?;
        if let Some(person) = &person {
            self.people.keep(tenant, identity, head, person.clone());
        }
        Ok(person)
    }

    /// The definition that counts for what belongs to no tenant: the secretariat's, once it has been admitted.
    async fn definition_of_the_network(&self, terms: &Terms) -> Result<Arc<TenantDefinition>, Problem> {
        let secretariat = &self.settings.secretariat_tenant;
        match self.definition_of(secretariat, terms).await {
            Err(problem) if problem.kind == ProblemKind::NotFound => nobody_yet(secretariat).map(Arc::new),
            answer => answer,
        }
    }
}

/// A network in which nobody has been admitted: it trusts no provider, so everybody is a stranger.
fn nobody_yet(secretariat: &TenantId) -> Result<TenantDefinition, Problem> {
    let defect = |_| Problem::defect();
    Ok(TenantDefinition {
        slug: secretariat.clone(),
        kind: TenantKind::Secretariat,
        name: [(Language::default(), secretariat.to_string())]
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>()
            .try_into()
            .map_err(|_| Problem::defect())?,
        languages: vec![Language::default()],
        zone: Zone::try_from("UTC".to_owned()).map_err(defect)?,
        currency: "EUR".to_owned(),
        issuers: Vec::new(),
    })
}

/// The tenant that the path names; a text that can name none names nobody.
async fn tenant_in_path(parts: &mut Parts) -> Result<Option<TenantId>, Problem> {
    let params = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|fault| Problem::not_understood(fault.body_text()))?;
    let slug = params.iter().find(|(name, _)| *name == TENANT).map(|(_, slug)| slug);
    slug.map(|slug| TenantId::from_str(slug).map_err(|_| Problem::not_found("tenant"))).transpose()
}

pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token.map(Some).ok_or_else(|| {
        Problem::new(ProblemKind::SignInNeeded, "the header Authorization must be: Bearer <token>")
    })
}

/// The language that the reader's program asks for most, if it asks for any.
fn wished_language(headers: &HeaderMap) -> Option<Language> {
    let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut wishes: Vec<(f32, Language)> =
        value.split(',').take(LANGUAGES_READ_MAX).filter_map(|wish| weighed(wish.trim())).collect();
    // Stable: of equal wishes the first said stays first.
    wishes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    wishes.into_iter().next().map(|(_, language)| language)
}

fn weighed(wish: &str) -> Option<(f32, Language)> {
    let (tag, weight) = match wish.split_once(';') {
        Some((tag, weight)) => (tag.trim(), weight.trim().strip_prefix("q=")?.parse().ok()?),
        None => (wish, 1.0_f32),
    };
    let (primary, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    let language = Language::from_str(&format!("{}{rest}", primary.to_ascii_lowercase())).ok()?;
    (weight > 0.0).then_some((weight, language))
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
        http::{HeaderValue, Request},
        routing::get,
    };
    use tower::ServiceExt;

    use super::*;
    use crate::testing;

    /// What a page would know of its visitor.
    async fn seen_on_a_page(cookie: Option<&str>, bearer: Option<&str>, path: &str) -> String {
        let page = async |Visitor { caller, session_ended }: Visitor| {
            let Caller { tenant, who, language, .. } = caller;
            format!("{tenant} {} {language} {session_ended}", who.member().is_some())
        };
        let gateway = testing::gateway(|_, _| None).await;
        let (token, _) = gateway.sign_in.demo().unwrap().token_for("seosan/minji").unwrap();
        let pages =
            Router::new().route("/", get(page)).route("/{tenant}/page", get(page)).with_state(gateway);
        let mut request = Request::get(path);
        if let Some(cookie) = cookie {
            request = request
                .header("cookie", format!("other=1; nanum_session={}", cookie.replace("TOKEN", &token)));
        }
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {}", bearer.replace("TOKEN", &token)));
        }
        let response = pages.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let bytes = to_bytes(response.into_body(), 1024).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_visitor_is_known_by_the_cookie_and_forgotten_when_it_has_ended() {
        assert_eq!(seen_on_a_page(None, None, "/seosan/page").await, "seosan false ko false");
        assert_eq!(seen_on_a_page(Some("TOKEN"), None, "/seosan/page").await, "seosan true ko false");
        assert_eq!(seen_on_a_page(Some("TOKEN"), None, "/").await, "network false ko false");
        assert_eq!(seen_on_a_page(Some("TOKEN-"), None, "/seosan/page").await, "seosan false ko true");
        assert_eq!(seen_on_a_page(None, Some("TOKEN"), "/seosan/page").await, "seosan false ko false");
    }

    #[test]
    fn the_most_wanted_language_is_taken() {
        for (asked, taken) in [
            ("fr-BE, fr;q=0.9, en;q=0.8", Some("fr-BE")),
            ("en;q=0.3, KO;q=0.9", Some("ko")),
            ("*", None),
            ("de;q=0", None),
            ("x;;q, nl", Some("nl")),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(asked))]);
            assert_eq!(wished_language(&headers).as_ref().map(Language::as_str), taken, "{asked}");
        }
    }

    #[test]
    fn only_a_bearer_token_is_taken() {
        let with = |value| HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
        assert_eq!(bearer(&HeaderMap::new()), Ok(None));
        assert_eq!(bearer(&with("bearer abc")), Ok(Some("abc")));
        assert!(bearer(&with("Basic abc")).is_err());
    }
}
