//! The keys that a provider publishes: fetched when needed, kept for a while, fetched again for an unknown one but not
//! more often than a stranger may cause.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::{sync::Mutex, time::Instant};

use super::TokenFault;
use crate::settings::IssuerSettings;

/// Keys are fetched again after this, so that a withdrawn one stops counting.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(10 * 60);
/// Shortest time between two fetches, however many unknown keys are named.
pub(super) const FETCH_PAUSE: Duration = Duration::from_secs(10);
/// Keys outlive their provider's silence for so long.
const SILENCE_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// Largest document that is taken from a provider.
const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// A provider's keys.
#[derive(Debug)]
pub(super) struct PublishedKeys {
    issuer: String,
    jwks_url: Option<String>,
    http: reqwest::Client,
    known: RwLock<Option<Known>>,
    /// When a fetch was last begun; held while one runs.
    last_fetch: Mutex<Option<Instant>>,
}

#[derive(Debug, Clone)]
struct Known {
    keys: Arc<JwkSet>,
    since: Instant,
    /// How many sets were fetched before.
    number: u64,
}

/// The part of a discovery document that is needed here.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Debug, thiserror::Error)]
enum FetchFault {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("the document is larger than {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the document cannot be read: {0}")]
    Form(#[from] serde_json::Error),
    #[error("the discovery document is of another issuer, or leads from https to http")]
    Discovery,
}

impl PublishedKeys {
    pub(super) fn of(settings: &IssuerSettings, http: reqwest::Client) -> Self {
        Self {
            issuer: settings.issuer.clone(),
            jwks_url: settings.jwks_url.clone(),
            http,
            known: RwLock::new(None),
            last_fetch: Mutex::new(None),
        }
    }

    /// The key to hold a token against.
    pub(super) async fn find(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<DecodingKey, TokenFault> {
        let known = self.known();
        let found = known.as_ref().and_then(|known| usable(&known.keys, id, algorithm));
        match (known, found) {
            (Some(known), Some(key)) if known.since.elapsed() < KEPT_FOR => Ok(key),
            (Some(known), Some(key)) if known.since.elapsed() < SILENCE_MAX => {
                // Whoever comes first fetches; the others go on with what is known.
                let Ok(last_fetch) = self.last_fetch.try_lock() else { return Ok(key) };
                self.fetch_again(last_fetch).await;
                self.look_up(id, algorithm)
            }
            _ => {
                let last_fetch = self.last_fetch.lock().await;
                self.fetch_again(last_fetch).await;
                self.look_up(id, algorithm)
            }
        }
    }

    /// The number of the set that counts now; `None` when there is none, or it is due to be fetched again.
    pub(super) fn in_force(&self) -> Option<u64> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|known| known.since.elapsed() < KEPT_FOR).map(|known| known.number)
    }

    fn look_up(&self, id: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey, TokenFault> {
        let known = self
            .known()
            .filter(|known| known.since.elapsed() < SILENCE_MAX)
            .ok_or(TokenFault::IssuerSilent)?;
        usable(&known.keys, id, algorithm).ok_or(TokenFault::UnknownKey)
    }

    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn fetch_again(&self, mut last_fetch: tokio::sync::MutexGuard<'_, Option<Instant>>) {
        if last_fetch.is_some_and(|at| at.elapsed() < FETCH_PAUSE) {
            return;
        }
        *last_fetch = Some(Instant::now());
        match self.fetch().await {
            Ok(keys) => {
                let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                let number = known.as_ref().map_or(0, |before| before.number + 1);
                *known = Some(Known { keys: Arc::new(keys), since: Instant::now(), number });
            }
            Err(fault) => {
                tracing::warn!(issuer = self.issuer, %fault, "an identity provider's keys cannot be had")
            }
        }
    }

    async fn fetch(&self) -> Result<JwkSet, FetchFault> {
        let url = match &self.jwks_url {
            Some(url) => url.clone(),
            None => self.discover().await?,
        };
        self.document(&url).await
    }

    async fn discover(&self) -> Result<String, FetchFault> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let found: Discovery = self.document(&url).await?;
        let stays_secret = found.jwks_uri.starts_with("https://") || self.issuer.starts_with("http://");
        if found.issuer == self.issuer && stays_secret {
            Ok(found.jwks_uri)
        } else {
            Err(FetchFault::Discovery)
        }
    }

    async fn document<T: DeserializeOwned>(&self, url: &str) -> Result<T, FetchFault> {
        let mut response = self.http.get(url).send().await?.error_for_status()?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > DOCUMENT_BYTES_MAX {
                return Err(FetchFault::TooLarge);
            }
        }
        Ok(serde_json::from_slice(&bytes)?)
    }
}

/// The one key of the set that a token with this key id and algorithm can be signed with.
fn usable(keys: &JwkSet, id: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
    let mut fitting = keys.keys.iter().filter(|key| fits(key, id, algorithm));
    let key = fitting.next()?;
    // Without a key id a token must leave no choice.
    if id.is_none() && fitting.next().is_some() {
        return None;
    }
    DecodingKey::from_jwk(key).ok()
}

fn fits(key: &Jwk, id: Option<&str>, algorithm: Algorithm) -> bool {
    let signs = matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let named = id.is_none() || key.common.key_id.as_deref() == id;
    let same_algorithm = key.common.key_algorithm.is_none_or(|known| known == algorithm.into());
    let same_family =
        DecodingKey::from_jwk(key).is_ok_and(|key| key.family().algorithms().contains(&algorithm));
    signs && named && same_algorithm && same_family
}
