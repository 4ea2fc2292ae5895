//! Sign-in: from a bearer token to a known identity.
//!
//! A token is one of a configured OpenID Connect provider. What is checked: form, algorithm, signature by the provider's
//! published keys, issuer, audience, and that it is valid now by the injected clock. Whether a tenant trusts the provider
//! is not decided here.

pub mod demo;
mod keys;
mod seen;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use nanum_contracts::{Problem, membership::Identity, problem::ProblemKind};
use nanum_runtime::clock::Clock;
use serde::Deserialize;

use self::{
    demo::DemoIssuer,
    keys::PublishedKeys,
    seen::{SeenToken, SeenTokens},
};
use crate::settings::{DEMO_ISSUER, GatewaySettings, IssuerSettings};

/// Signatures that are taken: asymmetric ones only, so that whoever can check a token cannot make one.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// How far a provider's clock may be from ours.
const LEEWAY_SECONDS: i64 = 30;
/// Longest token: the headers of a request have little more room.
const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// Longest subject: OpenID Connect's own limit.
const SUBJECT_BYTES_MAX: usize = 255;
/// Longest wait for a provider's documents.
const FETCH_WITHIN: Duration = Duration::from_secs(5);

/// Somebody whom a provider vouches for, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The provider's name here and the subject there.
    pub identity: Identity,
    /// The token is worth nothing after this.
    pub expires_at: Timestamp,
}

/// Why a token does not tell who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is in its message")]
pub enum TokenFault {
    #[error("the token is not a signed JSON Web Token that can be read")]
    Form,
    #[error("the token's algorithm is not taken; RS256, ES256, EdDSA and their stronger kin are")]
    Algorithm,
    #[error("the token's issuer is not configured here")]
    Issuer,
    #[error("the token's audience is another")]
    Audience,
    #[error("the token's signature is not of its issuer")]
    Signature,
    #[error("the token names a key that its issuer does not publish")]
    UnknownKey,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet")]
    NotYet,
    #[error("the token's issuer does not answer")]
    IssuerSilent,
}

impl From<TokenFault> for Problem {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::IssuerSilent => Self::try_again(fault.to_string()),
            _ => Self::new(ProblemKind::SignInNeeded, fault.to_string()),
        }
    }
}

/// Sign-in cannot start.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is in its message")]
pub enum SignInFault {
    #[error("no client for the identity providers can be made: {0}")]
    Client(#[from] reqwest::Error),
    #[error("the demonstration: {0}")]
    DemoKey(#[from] demo::DemoKeyFault),
}

/// All identity providers.
pub struct SignIn {
    issuers: Vec<Issuer>,
    demo: Option<Arc<DemoIssuer>>,
    clock: Arc<dyn Clock>,
    /// Tokens whose signature has been checked.
    seen: SeenTokens,
}

#[derive(Debug)]
struct Issuer {
    name: String,
    url: String,
    audience: String,
    keys: Keys,
}

#[derive(Debug)]
enum Keys {
    Published(PublishedKeys),
    Demo(Arc<DemoIssuer>),
}

#[derive(Debug, Clone, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audiences,
    /// Seconds; providers may write fractions.
    exp: f64,
    nbf: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Audiences {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct IssuerClaim {
    iss: String,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("issuers", &self.issuers).finish_non_exhaustive()
    }
}

impl SignIn {
    /// Makes ready; providers are asked for their keys when they are first needed.
    ///
    /// # Errors
    /// When the demonstration's key cannot be read or written, or no client can be made.
    pub fn new(settings: &GatewaySettings, clock: Arc<dyn Clock>) -> Result<Self, SignInFault> {
        let http = reqwest::Client::builder()
            .timeout(FETCH_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let mut issuers: Vec<Issuer> =
            settings.issuers.iter().map(|issuer| Issuer::configured(issuer, http.clone())).collect();
        let demo =
            settings.demo.then(|| DemoIssuer::start(settings, clock.clone())).transpose()?.map(Arc::new);
        issuers.extend(demo.clone().map(Issuer::of_the_demo));
        Ok(Self { issuers, demo, clock, seen: SeenTokens::default() })
    }

    /// The demonstration's own provider, when it runs.
    pub fn demo(&self) -> Option<&Arc<DemoIssuer>> {
        self.demo.as_ref()
    }

    /// Who a token says somebody is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn verify(&self, token: &str) -> Result<Verified, TokenFault> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenFault::Form);
        }
        if let Some(SeenToken { issuer, keys, claims }) = self.seen.get(token)
            && let Some(issuer) = self.issuers.get(issuer)
            && issuer.keys_in_force() == Some(keys)
        {
            return issuer.accept(claims, self.clock.now());
        }
        self.verify_signature(token).await
    }

    async fn verify_signature(&self, token: &str) -> Result<Verified, TokenFault> {
        // What an unread token claims only chooses which provider's keys it must stand against.
        let claimed: IssuerClaim =
            jsonwebtoken::dangerous::insecure_decode_claims(token).map_err(|_| TokenFault::Form)?;
        let header = jsonwebtoken::decode_header(token).map_err(|fault| unreadable(&fault))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(TokenFault::Algorithm);
        }
        let found = self.issuers.iter().enumerate().find(|(_, issuer)| issuer.url == claimed.iss);
        let (number, issuer) = found.ok_or(TokenFault::Issuer)?;
        // Asked before the key is: keys that are fetched in between make the token be checked again.
        let keys = issuer.keys_in_force();
        let key = issuer.key(header.kid.as_deref(), header.alg).await?;
        let claims = signed_claims(token, &key, header.alg)?;
        let verified = issuer.accept(claims.clone(), self.clock.now())?;
        if let Some(keys) = keys {
            self.seen.insert(token, SeenToken { issuer: number, keys, claims });
        }
        Ok(verified)
    }
}

impl Issuer {
    fn configured(settings: &IssuerSettings, http: reqwest::Client) -> Self {
        Self {
            name: settings.name.clone(),
            url: settings.issuer.clone(),
            audience: settings.audience.clone(),
            keys: Keys::Published(PublishedKeys::of(settings, http)),
        }
    }

    fn of_the_demo(demo: Arc<DemoIssuer>) -> Self {
        Self {
            name: DEMO_ISSUER.to_owned(),
            url: demo.url().to_owned(),
            audience: demo::AUDIENCE.to_owned(),
            keys: Keys::Demo(demo),
        }
    }

    async fn key(&self, id: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey, TokenFault> {
        match &self.keys {
            Keys::Published(keys) => keys.find(id, algorithm).await,
            Keys::Demo(demo) => demo.key(id, algorithm),
        }
    }

    /// Names the set of keys that tokens are held against now; `None` when it is due to be fetched. A token that stood
    /// against a set need not be held against the same one again.
    fn keys_in_force(&self) -> Option<u64> {
        match &self.keys {
            Keys::Published(keys) => keys.in_force(),
            Keys::Demo(_) => Some(0),
        }
    }

    /// Holds signed claims against what this provider's tokens must say.
    fn accept(&self, claims: Claims, now: Timestamp) -> Result<Verified, TokenFault> {
        let for_us = match &claims.aud {
            Audiences::One(audience) => *audience == self.audience,
            Audiences::Many(audiences) => audiences.contains(&self.audience),
        };
        let fits = claims.iss == self.url && (1..=SUBJECT_BYTES_MAX).contains(&claims.sub.len());
        let second = now.as_second();
        match claims {
            _ if !fits => Err(TokenFault::Form),
            _ if !for_us => Err(TokenFault::Audience),
            Claims { exp, .. } if whole_seconds(exp).saturating_add(LEEWAY_SECONDS) <= second => {
                Err(TokenFault::Expired)
            }
            Claims { nbf: Some(nbf), .. } if whole_seconds(nbf).saturating_sub(LEEWAY_SECONDS) > second => {
                Err(TokenFault::NotYet)
            }
            Claims { exp, sub, .. } => Ok(Verified {
                identity: Identity { issuer: self.name.clone(), subject: sub },
                expires_at: Timestamp::from_second(whole_seconds(exp)).unwrap_or(Timestamp::MAX),
            }),
        }
    }
}

/// Checks the signature and nothing else: times are held against the injected clock by [`Issuer::accept`].
fn signed_claims(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Claims, TokenFault> {
    let mut checks = Validation::new(algorithm);
    checks.validate_exp = false;
    checks.validate_aud = false;
    checks.required_spec_claims.clear();
    let token = jsonwebtoken::decode::<Claims>(token, key, &checks).map_err(|fault| unreadable(&fault))?;
    Ok(token.claims)
}

fn unreadable(fault: &jsonwebtoken::errors::Error) -> TokenFault {
    use jsonwebtoken::errors::ErrorKind;
    match fault.kind() {
        ErrorKind::InvalidSignature => TokenFault::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName | ErrorKind::UnsupportedAlgorithm => {
            TokenFault::Algorithm
        }
        _ => TokenFault::Form,
    }
}

/// Whole seconds of a time in a token; what is out of range becomes the nearest.
#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn whole_seconds(seconds: f64) -> i64 {
    seconds as i64
}
