//! The demonstration's own identity provider: it believes everybody. Never in earnest.
//!
//! It runs only with `gateway.demo = true`. A token for any subject is had by
//! `POST /demo/issuer/token` with the form field `subject`, for example `subject=seosan/minji`; the subjects of the demo
//! network are `<tenant>/<person>`, any other may register as somebody new.

use std::{fmt, io::Write, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};

use axum::{
    Form, Json, Router,
    extract::{State, rejection::FormRejection},
    http::header,
    response::IntoResponse,
    routing::{get, post},
};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, jwk::Jwk};
use nanum_contracts::Problem;
use nanum_runtime::clock::Clock;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::TokenFault;
use crate::{Gateway, Refusal, policy::not_here, settings::GatewaySettings};

/// The `aud` of the demonstration's tokens.
pub const AUDIENCE: &str = "nanum";
/// How long a token counts: a day at the desk.
pub const TOKEN_SECONDS: i64 = 12 * 60 * 60;

const KEY_ID: &str = "demo";
const SEED_BYTES: usize = 32;
/// What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const SUBJECT_LENGTH_MAX: usize = 100;

/// The demonstration's key cannot be had.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is in its message")]
pub enum DemoKeyFault {
    #[error("the key file {file} cannot be read or written: {source}")]
    File { file: String, source: std::io::Error },
    #[error("the key file {file} holds no key; delete it to get a new one")]
    Form { file: String },
    #[error("the machine gives no random numbers: {0}")]
    Random(getrandom::Error),
    #[error("the key cannot be used: {0}")]
    Key(#[from] jsonwebtoken::errors::Error),
}

/// The provider.
pub struct DemoIssuer {
    url: String,
    signing: EncodingKey,
    checking: DecodingKey,
    published: Jwk,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for DemoIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoIssuer").field("url", &self.url).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct DemoClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

/// What the token endpoint takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenForm {
    subject: String,
    /// Ignored; OAuth clients send one.
    #[serde(rename = "grant_type")]
    _grant_type: Option<String>,
}

impl DemoIssuer {
    /// Starts it, and says so.
    ///
    /// # Errors
    /// When its key cannot be had.
    pub fn start(settings: &GatewaySettings, clock: Arc<dyn Clock>) -> Result<Self, DemoKeyFault> {
        let url = format!("{}/demo/issuer", settings.public_url);
        tracing::warn!(
            issuer = url,
            "DEMO MODE: anybody can sign in as anybody, administrators included; never run this in earnest"
        );
        let seed = match &settings.demo_key_file {
            Some(file) => kept_seed(file)?,
            None => fresh_seed()?,
        };
        let signing = EncodingKey::from_ed_der(&[&PKCS8_PREFIX[..], &seed].concat());
        let mut published = Jwk::from_encoding_key(&signing, Algorithm::EdDSA)?;
        published.common.key_id = Some(KEY_ID.to_owned());
        let checking = DecodingKey::from_jwk(&published)?;
        Ok(Self { url, signing, checking, published, clock })
    }

    /// The `iss` of its tokens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A token for whoever says to be `subject`, and the seconds it counts.
    ///
    /// # Errors
    /// When no subject can be called so.
    pub fn token_for(&self, subject: &str) -> Result<(String, i64), Problem> {
        let fits = (1..=SUBJECT_LENGTH_MAX).contains(&subject.len())
            && subject.bytes().all(|b| b.is_ascii_graphic());
        if !fits {
            return Err(Problem::not_understood(format!(
                "subject must be 1 to {SUBJECT_LENGTH_MAX} visible ASCII characters, such as seosan/minji"
            )));
        }
        self.sign(subject, self.clock.now()).map(|token| (token, TOKEN_SECONDS)).map_err(|fault| {
            tracing::error!(%fault, "the demonstration's key does not sign");
            Problem::defect()
        })
    }

    fn sign(&self, subject: &str, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(KEY_ID.to_owned());
        let iat = now.as_second();
        let claims =
            DemoClaims { iss: &self.url, sub: subject, aud: AUDIENCE, iat, exp: iat + TOKEN_SECONDS };
        jsonwebtoken::encode(&header, &claims, &self.signing)
    }

    pub(super) fn key(&self, id: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey, TokenFault> {
        match (id, algorithm) {
            (_, other) if other != Algorithm::EdDSA => Err(TokenFault::Algorithm),
            (Some(id), _) if id != KEY_ID => Err(TokenFault::UnknownKey),
            _ => Ok(self.checking.clone()),
        }
    }
}

fn fresh_seed() -> Result<[u8; SEED_BYTES], DemoKeyFault> {
    let mut seed = [0; SEED_BYTES];
    getrandom::fill(&mut seed).map_err(DemoKeyFault::Random)?;
    Ok(seed)
}

/// The seed in the file; a fresh one is put there first when there is none.
fn kept_seed(file: &Path) -> Result<[u8; SEED_BYTES], DemoKeyFault> {
    let name = || file.display().to_string();
    let failed = |source| DemoKeyFault::File { file: name(), source };
    match std::fs::read(file) {
        Ok(bytes) => bytes.try_into().map_err(|_| DemoKeyFault::Form { file: name() }),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            let seed = fresh_seed()?;
            let mut new = std::fs::OpenOptions::new();
            let mut new = new.write(true).create_new(true).mode(0o600).open(file).map_err(failed)?;
            new.write_all(&seed).and_then(|()| new.sync_all()).map_err(failed)?;
            Ok(seed)
        }
        Err(cause) => Err(failed(cause)),
    }
}

/// The provider's endpoints; each is *not found* outside demo mode.
pub(crate) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/demo/issuer/.well-known/openid-configuration", get(discovery))
        .route("/demo/issuer/jwks", get(jwks))
        .route("/demo/issuer/token", post(token))
}

fn running(gateway: &Gateway) -> Result<&Arc<DemoIssuer>, Problem> {
    gateway.sign_in.demo().ok_or_else(not_here)
}

async fn discovery(State(gateway): State<Arc<Gateway>>) -> Result<Json<Value>, Refusal> {
    let url = running(&gateway)?.url();
    Ok(Json(json!({
        "issuer": url,
        "jwks_uri": format!("{url}/jwks"),
        "token_endpoint": format!("{url}/token"),
        "authorization_endpoint": format!("{url}/authorize"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    })))
}

async fn jwks(State(gateway): State<Arc<Gateway>>) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "keys": [running(&gateway)?.published] })))
}

async fn token(
    State(gateway): State<Arc<Gateway>>,
    form: Result<Form<TokenForm>, FormRejection>,
) -> Result<impl IntoResponse, Refusal> {
    let demo = running(&gateway)?;
    let Form(form) = form.map_err(|fault| Problem::not_understood(fault.body_text()))?;
    let (token, expires_in) = demo.token_for(&form.subject)?;
    let answer = json!({ "access_token": token, "token_type": "Bearer", "expires_in": expires_in });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}
