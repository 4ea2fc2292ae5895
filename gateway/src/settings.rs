//! The gateway's own section of the configuration.

use std::{collections::BTreeSet, fmt, net::SocketAddr, path::PathBuf};

use nanum_contracts::TenantId;
use nanum_runtime::config::set_or_empty;
use serde::Deserialize;

use crate::Limits;

/// The name that tenants give the demonstration's identity provider. Nobody else may have it.
pub const DEMO_ISSUER: &str = "demo";

/// Smallest limit for a body that leaves room for every request of the API, in bytes.
const BODY_BYTES_MIN: usize = 16 * 1024;

/// What an operator decides of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// Where the portal and the API listen.
    pub listen: SocketAddr,
    /// What people and programs reach the gateway by; without a slash at its end.
    pub public_url: String,
    /// The tenant whose secretaries admit others.
    pub secretariat_tenant: TenantId,
    /// Largest body of a request, in bytes.
    pub body_bytes_max: usize,
    /// Whom those who read the public feeds write to; the postmaster of [`Self::public_url`]'s host when absent.
    #[serde(deserialize_with = "set_or_empty")]
    pub feed_contact: Option<String>,
    /// Whether the demonstration's identity provider runs, which lets anybody sign in as anybody.
    pub demo: bool,
    /// Where the demonstration's identity provider keeps its key; a new one at each start when absent.
    #[serde(deserialize_with = "path_or_empty")]
    pub demo_key_file: Option<PathBuf>,
    /// The identity providers that tenants may name.
    pub issuers: Vec<IssuerSettings>,
    /// A section of its own.
    #[serde(skip)]
    pub limits: Limits,
}

/// An identity provider (OpenID Connect).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSettings {
    /// What tenants call it.
    pub name: String,
    /// The `iss` of its tokens, and where its discovery document is found.
    pub issuer: String,
    /// The `aud` its tokens must have.
    pub audience: String,
    /// Where its keys are; found by discovery when absent.
    #[serde(default, deserialize_with = "set_or_empty")]
    pub jwks_url: Option<String>,
    /// Of the portal, for signing in by browser.
    #[serde(default, deserialize_with = "set_or_empty")]
    pub client_id: Option<String>,
    /// Of the portal, for signing in by browser.
    #[serde(default)]
    pub client_secret: Secret,
}

/// A text that no log may show.
#[derive(Clone, Default, Deserialize)]
pub struct Secret(String);

impl Secret {
    /// The text itself; `None` when it is not set.
    pub fn reveal(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl GatewaySettings {
    /// The e-mail address of whoever answers for the public feeds.
    pub fn contact_of_feeds(&self) -> String {
        let host = || reqwest::Url::parse(&self.public_url).ok()?.host_str().map(str::to_owned);
        let of_host = || format!("postmaster@{}", host().unwrap_or_default());
        self.feed_contact.clone().unwrap_or_else(of_host)
    }

    /// Everything in the settings that cannot work; empty when they are good.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.limits.faults();
        if !is_web_address(&self.public_url) || self.public_url.ends_with('/') {
            faults.push(format!(
                "gateway.public_url must begin with http:// or https:// and not end with a slash: {:?}",
                self.public_url
            ));
        }
        if self.body_bytes_max < BODY_BYTES_MIN {
            faults.push(format!(
                "gateway.body_bytes_max must be at least {BODY_BYTES_MIN}: {}",
                self.body_bytes_max
            ));
        }
        if self.feed_contact.as_ref().is_some_and(|contact| !contact.contains('@')) {
            faults.push("gateway.feed_contact must be an e-mail address, or empty".to_owned());
        }
        let mut names = BTreeSet::new();
        let mut urls = BTreeSet::new();
        for issuer in &self.issuers {
            faults.extend(issuer.faults());
            if !names.insert(&issuer.name) {
                faults.push(format!("two of gateway.issuers are named {:?}", issuer.name));
            }
            if !urls.insert(&issuer.issuer) {
                faults.push(format!("two of gateway.issuers have the issuer {:?}", issuer.issuer));
            }
        }
        faults
    }
}

impl IssuerSettings {
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let name = &self.name;
        if name == DEMO_ISSUER {
            faults.push(format!(
                "gateway.issuers: {DEMO_ISSUER:?} names the demonstration's own identity provider, which runs only with \
                 gateway.demo = true and needs no entry; choose another name"
            ));
        }
        if name.is_empty() || self.audience.is_empty() {
            faults.push(format!("gateway.issuers: {name:?} needs a name and an audience"));
        }
        for (key, url) in [("issuer", Some(&self.issuer)), ("jwks_url", self.jwks_url.as_ref())] {
            if url.is_some_and(|url| !is_web_address(url)) {
                faults
                    .push(format!("gateway.issuers: {key} of {name:?} must begin with http:// or https://"));
            }
        }
        faults
    }
}

fn is_web_address(text: &str) -> bool {
    let has_host = reqwest::Url::parse(text).is_ok_and(|url| url.has_host());
    has_host && (text.starts_with("http://") || text.starts_with("https://"))
}

fn path_or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    Ok(set_or_empty(deserializer)?.map(PathBuf::from))
}
